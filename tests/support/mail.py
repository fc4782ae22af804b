"""A real mail server on loopback, and what came to it."""

import email
import email.policy
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session

from seismo.backends.mail.smtp import SmtpMailer
from seismo.model.mail import parse_server
from support.app import App, free_port, wait_until

REFUSED = "nobody@refused.test"
SENDER = "Seismo <seismo@example.test>"


class Mailbox:
    """Takes every mail but those for REFUSED."""

    def __init__(self) -> None:
        self.port = free_port()
        self.mails: list[EmailMessage] = []

    @property
    def url(self) -> str:
        return f"smtp+plain://127.0.0.1:{self.port}"

    async def handle_RCPT(
        self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address == REFUSED:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        message = email.message_from_bytes(content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.mails.append(message)
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.mails if mail["To"] == address]

    def wait_for(self, address: str) -> EmailMessage:
        """The newest mail to the address; some are sent after the page has answered."""
        wait_until(lambda: bool(self.to(address)), f"a mail to {address} comes")
        return self.to(address)[-1]


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def html_of(mail: EmailMessage) -> str:
    part = mail.get_body(("html",))
    assert part is not None
    return str(part.get_content())


@contextmanager
def mailbox(login: tuple[str, str] | None = None) -> Iterator[Mailbox]:
    """A mail server that asks for `login`, a user and a password, when it is given."""
    box = Mailbox()

    def authenticate(
        server: Any, session: Session, envelope: Envelope, mechanism: str, given: Any
    ) -> AuthResult:
        assert isinstance(given, LoginPassword)
        pair = (given.login.decode(), given.password.decode())
        return AuthResult(success=pair == login, handled=False)

    controller = Controller(
        box,
        hostname="127.0.0.1",
        port=box.port,
        authenticator=authenticate,
        auth_required=login is not None,
        auth_require_tls=False,
    )
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


@contextmanager
def sending(app: App, box: Mailbox) -> Iterator[None]:
    """While it lasts, the server sends its mails to the mailbox."""
    before = app.stores.mailer
    object.__setattr__(app.stores, "mailer", SmtpMailer(parse_server(box.url), SENDER))
    try:
        yield
    finally:
        object.__setattr__(app.stores, "mailer", before)
