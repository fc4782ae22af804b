"""Structured logs, from the SDK's logger and from Python's."""

import logging

from _start import start
from sentry_sdk import logger

start(enable_logs=True)
logger.info("counted {pieces} pieces", pieces=12)
logger.warning("shelf is nearly empty", attributes={"shelf": "A-7", "left": 1})
logging.getLogger("shop.stock").warning("shelf %s needs %d pieces", "A-7", 4)
