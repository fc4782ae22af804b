"""Mails on their way to a real mail server on loopback."""

from collections.abc import Iterator

import pytest
from support.app import App, free_port
from support.mail import REFUSED, SENDER, Mailbox, html_of, mailbox, text_of

from seismo.backends.mail.none import NoMail
from seismo.backends.mail.smtp import SmtpMailer
from seismo.model.mail import Mail, parse_server
from seismo.ports.mailer import MailFailed, MailRefused

in_the_clear = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")


@pytest.fixture(scope="module")
def box(app: App) -> Iterator[Mailbox]:
    with mailbox() as opened:
        yield opened


def mail(to: str = "ada@example.test") -> Mail:
    return Mail(to=to, subject="Grüße", paragraphs=("Es läuft.",))


def mailer(url: str) -> SmtpMailer:
    return SmtpMailer(parse_server(url), SENDER)


def test_a_mail_arrives_as_text_and_html(box: Mailbox) -> None:
    mailer(box.url).send(mail())

    arrived = box.mails[-1]
    assert (arrived["To"], arrived["From"], arrived["Subject"]) == (
        "ada@example.test",
        SENDER,
        "Grüße",
    )
    assert "Es läuft." in text_of(arrived)
    assert "<p" in html_of(arrived)


def test_programs_that_answer_by_themselves_leave_our_mails_alone(box: Mailbox) -> None:
    mailer(box.url).send(mail())

    assert box.mails[-1]["Auto-Submitted"] == "auto-generated"


def test_a_subject_cannot_smuggle_in_a_header(box: Mailbox) -> None:
    mailer(box.url).send(Mail("ada@example.test", "Hello\r\nBcc: eve@example.test", ("x",)))

    assert box.mails[-1]["Bcc"] is None


@in_the_clear
def test_user_and_password_are_shown_to_a_server_that_asks() -> None:
    with mailbox(login=("ada", "fake:pass word")) as asking:
        mailer(f"smtp+plain://ada:fake%3Apass%20word@127.0.0.1:{asking.port}").send(mail())

        assert len(asking.mails) == 1


@in_the_clear
def test_a_wrong_password_is_found_without_sending_a_mail() -> None:
    with (
        mailbox(login=("ada", "right-fake-word")) as asking,
        pytest.raises(MailFailed, match="refuses: 535"),
    ):
        mailer(f"smtp+plain://ada:wrong-fake-word@127.0.0.1:{asking.port}").probe()


def test_a_refused_receiver_is_named_with_what_the_server_said(box: Mailbox) -> None:
    with pytest.raises(
        MailRefused, match=r"does not take mail for nobody@refused\.test: 550 no such"
    ):
        mailer(box.url).send(mail(REFUSED))


def test_nothing_goes_out_unencrypted_where_encryption_is_asked_for(box: Mailbox) -> None:
    with pytest.raises(MailFailed, match=r"offers no STARTTLS: write smtps://"):
        mailer(f"smtp://127.0.0.1:{box.port}").send(mail())


def test_a_server_that_is_not_there_is_named() -> None:
    port = free_port()
    with pytest.raises(MailFailed, match=f"127.0.0.1:{port} cannot be used: "):
        mailer(f"smtp+plain://127.0.0.1:{port}").send(mail())


def test_without_mail_every_try_says_which_setting_is_missing() -> None:
    with pytest.raises(MailFailed, match="set SEISMO_MAIL_URL"):
        NoMail().send(mail())
