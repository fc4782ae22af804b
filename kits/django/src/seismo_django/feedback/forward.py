"""Handing feedback to the transport, as the item that Sentry's protocol has for it."""

from typing import Any

from seismo_django.conf import current
from seismo_django.destination import Where
from seismo_django.feedback.mail import is_unmailed
from seismo_django.feedback.models import Feedback
from seismo_django.feedback.shelves import Shelf
from seismo_django.setup import start
from seismo_django.transport.accepted import was_accepted
from seismo_django.transport.sending import send_item


def has_server() -> bool:
    """Whether this process sends anything; in DEBUG it does not."""
    return start.destination.where == Where.SERVER


def forward(shelf: Shelf) -> int:
    """Send what waits and note what arrived and was mailed; how many did.

    Each has an id of its own for life, so that what is sent again, after a restart or by another process,
    is stored once.
    """
    if not has_server():
        return 0
    arrived = 0
    for feedback in shelf.pending():
        state = was_accepted(feedback.feedback_id)
        if state == "sent" and not is_unmailed(feedback):
            shelf.done(feedback)
            arrived += 1
        elif state is None:
            send_item("feedback", item_of(feedback))
    return arrived


def item_of(feedback: Feedback) -> dict[str, Any]:
    """The payload of a feedback item."""
    written = {
        "message": feedback.message,
        "name": feedback.name,
        "contact_email": feedback.email,
        "associated_event_id": feedback.event_id,
        "url": feedback.route,
        "source": "seismo-django",
    }
    settings = current().settings
    item = {
        "event_id": feedback.feedback_id,
        "timestamp": feedback.created.timestamp(),
        "platform": "python",
        "level": "info",
        "environment": settings.environment,
        "contexts": {"feedback": {name: text for name, text in written.items() if text}},
        "tags": {"request_id": feedback.request_id},
    }
    if feedback.user_id:
        item["user"] = {"id": feedback.user_id}
    return item
