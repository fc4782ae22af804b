"""Mails to a person about their own account."""

import threading

import structlog
from django.conf import settings
from django.urls import reverse

from seismo.model.mail import Link, Mail
from seismo.ports.mailer import Mailer, MailFailed

logger = structlog.get_logger("seismo.mail")

REASON = "You get this because it is about your own account. It cannot be switched off."


def notify(mailer: Mailer, to: str, sentence: str) -> None:
    """Tell a person of a change to their account, where mail is configured."""
    mail = Mail(
        to=to,
        subject=sentence.rstrip("."),
        paragraphs=(
            sentence,
            "If that was you, there is nothing to do. If not, change your password, and sign out "
            "every other browser.",
        ),
        link=Link("Look at your sign-in", settings.PUBLIC_URL + reverse("security")),
        reason=REASON,
    )
    send_later(mailer, mail)


def send_later(mailer: Mailer, mail: Mail) -> None:
    """Send without letting the page wait: how long it takes must not tell who has an account."""
    if mailer.is_configured:
        threading.Thread(target=_send, args=(mailer, mail), name="mail").start()


def _send(mailer: Mailer, mail: Mail) -> None:
    try:
        mailer.send(mail)
    except MailFailed as failure:
        logger.warning("mail.failed", to=mail.to, subject=mail.subject, detail=str(failure))
