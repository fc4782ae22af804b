"""The way out for mails."""

from typing import Protocol

from seismo.model.mail import Mail


class MailFailed(Exception):
    """A mail could not be handed over. `str(error)` is a sentence with what the mail server said."""


class MailRefused(MailFailed):
    """The mail server will not take it for this address, however often it is asked."""


class Mailer(Protocol):
    @property
    def is_configured(self) -> bool:
        """Whether mails can be sent at all; pages that need one offer another way where not."""
        ...

    def send(self, mail: Mail) -> None:
        """Hand the mail over to the mail server, within seconds. Raises MailFailed.

        Handed over is not delivered: only the receiving end knows that.
        """
        ...

    def probe(self) -> None:
        """Greet the mail server and sign in, without a mail. Raises MailFailed."""
        ...
