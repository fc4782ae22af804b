"""Mails by SMTP, through Django's mail backend."""

import smtplib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from email.utils import make_msgid

from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend

from seismo.model.mail import Mail, MailServer, parse_address
from seismo.ports.mailer import MailFailed, MailRefused

PATIENCE = 10
"""Seconds for each answer of the mail server."""
LASTING = 500
"""Replies from this number on are for good (RFC 5321, section 4.2.1)."""
_LACKS_STARTTLS = (
    "offers no STARTTLS: write smtps:// in SEISMO_MAIL_URL if it speaks TLS from the first byte, "
    "or smtp+plain:// if it cannot encrypt"
)


class SmtpMailer:
    is_configured = True

    def __init__(self, server: MailServer, sender: str) -> None:
        """`sender` is an address, or `Name <address>`."""
        self._server = server
        self._sender = sender
        self._domain = parse_address(sender).rpartition("@")[2]

    def send(self, mail: Mail) -> None:
        message = EmailMultiAlternatives(
            subject=" ".join(mail.subject.split()),
            body=mail.text,
            from_email=self._sender,
            to=[mail.to],
            headers={
                "Message-ID": make_msgid(domain=self._domain),
                "Auto-Submitted": "auto-generated",
            },
        )
        message.attach_alternative(mail.html, "text/html")
        with self._connected() as connection:
            connection.send_messages([message])

    def probe(self) -> None:
        with self._connected():
            pass

    @contextmanager
    def _connected(self) -> Iterator[EmailBackend]:
        connection = self._connection()
        kind: type[MailFailed] = MailFailed
        try:
            with closing(connection):  # also after a refused sign-in, where Django leaves it open
                connection.open()
                yield connection
        except smtplib.SMTPRecipientsRefused as refusal:
            address, (code, said) = next(iter(refusal.recipients.items()))
            kind = MailRefused if code >= LASTING else MailFailed
            fault = f"does not take mail for {address}: {code} {_text(said)}"
        except smtplib.SMTPResponseException as refusal:
            fault = f"refuses: {refusal.smtp_code} {_text(refusal.smtp_error)}"
        except smtplib.SMTPNotSupportedError as lack:
            fault = _LACKS_STARTTLS if "STARTTLS" in str(lack) else f"cannot do it: {lack}"
        except (OSError, UnicodeError, ValueError) as error:
            fault = f"cannot be used: {error}"
        else:
            return
        raise kind(f"the mail server {self._server.host}:{self._server.port} {fault}")

    def _connection(self) -> EmailBackend:
        return EmailBackend(
            host=self._server.host,
            port=self._server.port,
            username=self._server.user,
            password=self._server.password,
            use_tls=self._server.encryption == "starttls",
            use_ssl=self._server.encryption == "tls",
            timeout=PATIENCE,
        )


def _text(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said
