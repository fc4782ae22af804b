"""A worker with files as its broker, so that a real worker needs no other server."""

from celery import Celery
from django.conf import settings

QUEUE = settings.DATA / "queue"
QUEUE.mkdir(exist_ok=True)

app = Celery("shop", broker="filesystem://", include=["shop.tasks"])
app.conf.broker_transport_options = {
    "data_folder_in": str(QUEUE),
    "data_folder_out": str(QUEUE),
    "control_folder": str(QUEUE),
    "polling_interval": 0.05,
}
