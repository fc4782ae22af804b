"""The way out for mails, chosen by the settings."""

import os

from seismo.config import Config
from seismo.model.mail import parse_server
from seismo.ports.mailer import Mailer


def make_mailer(config: Config) -> Mailer:
    """Needs no data folder."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "seismo.site.settings")
    from seismo.backends.mail.none import NoMail
    from seismo.backends.mail.smtp import SmtpMailer

    if not config.mail_url:
        return NoMail()
    return SmtpMailer(parse_server(config.mail_url), config.mail_from)
