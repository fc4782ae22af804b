"""For LOGGING: lines that say to which request they belong."""

import logging

from seismo_django.requests.state import current


class RequestIdFilter(logging.Filter):
    """Gives every record a `request_id` for formats, a dash outside of requests.

    `"filters": {"request_id": {"()": "seismo_django.logging.RequestIdFilter"}}`
    """

    def filter(self, record: logging.LogRecord) -> bool:
        state = current.get()
        record.request_id = state.id if state else "-"
        return True
