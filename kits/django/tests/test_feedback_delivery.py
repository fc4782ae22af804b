"""Rows F6, F7, F8 and F11: feedback reaches the issue and the support, now or when the server is back."""

import json
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from email import message_from_bytes
from email.message import Message
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from kit_support.pages import SEISMO, SUPPORT, Pages, Visitor, token
from kit_support.recorder import recording
from kit_support.running import free_port, wait_until
from kit_support.server import Project, Server
from kit_support.sites import Site, Sites

MAILED = SEISMO | {"FEEDBACK": {"MAIL": True}}


class Mailbox:
    """What an SMTP server took."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.messages.append(message_from_bytes(envelope.content))
        return "250 Taken"

    def wait_for(self, words: str) -> Message:
        """The one that says this."""
        wait_until(lambda: any(map(_says(words), self.messages)), lambda: f"a mail on {words}")
        (found,) = filter(_says(words), self.messages)
        return found


def _says(words: str) -> Any:
    return lambda message: words in message.get_payload()


@contextmanager
def smtp() -> Iterator[tuple[Mailbox, int]]:
    mailbox, port = Mailbox(), free_port()
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    yield mailbox, port
    controller.stop()


@pytest.fixture(scope="module")
def mailbox_and_pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Mailbox, Pages]]:
    """A site that mails; a recorder stands for the server."""
    with smtp() as (mailbox, port), recording() as recorder, ExitStack() as stack:
        folder = tmp_path_factory.mktemp("mailing")
        settings = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": port}
        site = Sites(folder, stack).start(
            MAILED, SENTRY_DSN=recorder.dsn, SITE_SETTINGS=json.dumps(settings)
        )
        yield mailbox, Pages(site, recorder, folder)


@pytest.fixture
def mailbox(mailbox_and_pages: tuple[Mailbox, Pages]) -> Mailbox:
    return mailbox_and_pages[0]


@pytest.fixture
def mailing(mailbox_and_pages: tuple[Mailbox, Pages]) -> Pages:
    return mailbox_and_pages[1]


def test_F8_the_support_gets_a_mail_and_can_answer_the_visitor(
    mailbox: Mailbox, mailing: Pages
) -> None:
    mailing.visitor().write("It broke.\nTo: all", name="Ada", email="ada@visitors.example")
    mail = mailbox.wait_for("It broke.")
    assert (mail["To"], mail["Reply-To"]) == (SUPPORT, "ada@visitors.example")
    assert mail["Subject"].startswith("Feedback on error fake-")
    assert "| It broke.\r\n| To: all\r\n" in mail.get_payload()


def test_F8_spam_is_not_mailed(mailbox: Mailbox, mailing: Pages) -> None:
    mailing.visitor().write("Buy this.", t=token(reference="fake-spam", age=0))
    assert mailing.visitor().write("A word after the spam.").status_code == 200
    mailbox.wait_for("A word after the spam.")
    assert not any(map(_says("Buy this."), mailbox.messages))


def test_F7_feedback_is_an_item_of_its_own(mailing: Pages) -> None:
    event_id = uuid.uuid4().hex
    about = token(event_id=event_id, reference="fake-item")
    mailing.visitor().write("An item.", t=about, email="ada@visitors.example")
    sent = lambda: [i for i in mailing.recorder.payloads("feedback") if "An item." in str(i)]  # noqa: E731
    wait_until(lambda: bool(sent()), lambda: "the item")
    (item,) = sent()
    assert item["event_id"] == mailing.row("An item.")["feedback_id"]
    assert item["contexts"]["feedback"]["associated_event_id"] == event_id
    assert item["tags"]["request_id"] == "fake-item"


def test_F11_feedback_waits_while_the_server_is_away_and_is_delivered_once(mailing: Pages) -> None:
    mailing.recorder.status = 503
    assert mailing.visitor().write("Nobody hears me.").status_code == 200
    row = mailing.row("Nobody hears me.")
    assert row["status"] == "pending"
    assert "Nobody hears me." in mailing.site.manage("seismo", "feedback", "list")

    mailing.recorder.status = 200
    assert ", 0 waiting" in mailing.site.manage("seismo", "feedback", "flush")
    mailing.site.manage("seismo", "feedback", "flush")
    assert mailing.row("Nobody hears me.")["status"] == "sent"
    sent = [i["event_id"] for i in mailing.recorder.payloads("feedback") if "Nobody" in str(i)]
    assert set(sent) == {row["feedback_id"]}


def test_F11_what_is_kept_in_files_is_delivered_and_gone(mailing: Pages) -> None:
    code = (
        "from django.utils import timezone; from seismo_django.feedback import courier, shelves;"
        "from seismo_django.models import Feedback;"
        "shelves.keep(Feedback(created=timezone.now(), message='In a file.'));"
        "waiting = len(list(shelves.FILES.pending()));"
        "print(waiting, courier.deliver(), len(list(shelves.FILES.pending())))"
    )
    settings = json.dumps({"FEEDBACK": {"STORE": "spool", "MAIL": False}})
    told = mailing.site.manage("shell", "-v0", "-c", code, SITE_SEISMO=settings)
    assert told.split() == ["1", "1", "0"]
    assert "In a file." in str(mailing.recorder.payloads("feedback"))
    assert "In a file." not in str(mailing.rows())


def test_F6_the_admin_lists_it_and_marks_spam(mailing: Pages) -> None:
    mailing.visitor().write("Is this spam?")
    secret = "a" * 32
    headers = {"Cookie": f"{mailing.session('bo', 42)}; csrftoken={secret}", "X-CSRFToken": secret}
    listed = "/admin/seismo_kit/feedback/"
    assert "Is this spam?" in mailing.site.http.get(listed, headers=headers).text
    chosen = {"action": "mark_spam", "_selected_action": str(mailing.row("Is this spam?")["id"])}
    mailing.site.http.post(listed, headers=headers, data=chosen)
    assert mailing.row("Is this spam?")["status"] == "spam"


def page_of(seismo: Server, event_id: str) -> str:
    seismo.wait_until_idle()
    return seismo.http.get(f"/events/{event_id}/").text


@pytest.fixture
def heard(project: Project, sites: Sites) -> Site:
    """A site that sends to a real server."""
    return sites.start(SENTRY_DSN=project.dsn)


def test_F7_feedback_is_seen_on_the_issue_whether_it_comes_after_the_event_or_before(
    seismo: Server, project: Project, heard: Site
) -> None:
    visitor = Visitor(heard.http)
    shown = visitor.get("/broken/?why=seen").text.partition("<code>")[2].partition("</code>")[0]
    visitor.write("It came after.", t=token(event_id=shown, reference="fake-late"))
    wait_until(lambda: "It came after." in page_of(seismo, shown), lambda: "the feedback")

    early = uuid.uuid4().hex
    visitor.write("It came before.", t=token(event_id=early, reference="fake-early"))
    visitor.get("/flush/")
    seismo.wait_until_idle()
    visitor.get(f"/broken/?why=early&id={early}")
    wait_until(lambda: "It came before." in page_of(seismo, early), lambda: "the early feedback")
