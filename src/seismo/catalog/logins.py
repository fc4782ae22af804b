"""Where people are signed in."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session


def forget_ended(now: datetime) -> None:
    """Remove the logins that ended by themselves, and what the lists of logins still have of ended ones."""
    Session.objects.filter(expire_date__lt=now).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
