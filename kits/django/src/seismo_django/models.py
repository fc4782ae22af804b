"""The kit's tables, for Django to find."""

from seismo_django.feedback.models import Feedback

__all__ = ["Feedback"]
