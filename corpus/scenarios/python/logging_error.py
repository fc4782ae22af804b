"""A logged error with parameters, and a logged exception."""

import logging

from _start import start

logger = logging.getLogger("shop.stock")

start()
logger.info("counting %d shelves", 12)
logger.error("shelf %s holds %d pieces, expected %d", "A-7", 3, 5)
try:
    {"A-7": 3}["B-1"]
except KeyError:
    logger.exception("shelf %s is unknown", "B-1", extra={"warehouse": "north"})
