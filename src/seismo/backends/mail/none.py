"""The mailer of a server without mail."""

from seismo.model.mail import Mail
from seismo.ports.mailer import MailFailed


class NoMail:
    is_configured = False

    def send(self, mail: Mail) -> None:
        self.probe()

    def probe(self) -> None:
        raise MailFailed("this server sends no mail: set SEISMO_MAIL_URL")
