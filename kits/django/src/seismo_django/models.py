"""The kit's tables, for Django to find."""

from seismo_django.alerts.models import AlertLog
from seismo_django.feedback.models import Feedback

__all__ = ["AlertLog", "Feedback"]
