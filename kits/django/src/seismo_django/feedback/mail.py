"""Mailing feedback to the support, so that an answer reaches the visitor."""

from django.core.mail import EmailMessage

from seismo_django.conf import current
from seismo_django.feedback.limits import is_within
from seismo_django.feedback.models import Feedback
from seismo_django.feedback.shelves import Shelf

MOST_AN_HOUR = 20
"""Mails; what comes beyond waits for the next hour and can be read in the admin meanwhile."""


def is_wanted() -> bool:
    settings = current().settings
    return bool(settings.feedback.mail and settings.error_pages.support_email)


def mail(shelf: Shelf) -> None:
    """Mail what was not mailed yet. Raises what the mail backend raises; the rest waits."""
    for feedback in filter(is_unmailed, shelf.pending()):
        if not is_within("mail", MOST_AN_HOUR, 3600):
            return
        message(feedback, current().settings.error_pages.support_email).send()
        feedback.is_mailed = True
        shelf.put(feedback)


def is_unmailed(feedback: Feedback) -> bool:
    """Whether a mail is wanted that did not go out yet."""
    return is_wanted() and not feedback.is_mailed


def message(feedback: Feedback, support: str) -> EmailMessage:
    """What the visitor wrote stands behind bars, so that it cannot pose as the rest of the mail."""
    facts = {
        "Reference": feedback.request_id,
        "Event": feedback.event_id or "none was sent",
        "Page": feedback.route,
        "User": feedback.user_id or "not signed in",
        "Name": feedback.name or "not given",
        "Mail": feedback.email or "not given",
    }
    said = "\n".join(f"| {line}" for line in feedback.message.splitlines())
    told = "\n".join(f"{name}: {text}" for name, text in facts.items())
    return EmailMessage(
        subject=f"Feedback on error {feedback.request_id}",
        body=f"A visitor met an error and wrote:\n\n{said}\n\n{told}\n",
        to=[support],
        reply_to=[feedback.email] if feedback.email else None,
    )
