"""Mails as values, and the address of the server that takes them."""

import pytest

from seismo.model.mail import Link, Mail, MailServer, parse_address, parse_server

MAIL = Mail(
    to="ada@example.test",
    subject="A <new> thing",
    paragraphs=("Hello <b>you</b>,\nthere is news.", "Look at it."),
    link=Link("Open & read", "https://seismo.example/x/?a=1&b=2"),
    reason="Because you asked.",
)


def test_the_text_has_every_part_and_the_address_in_full() -> None:
    assert MAIL.text == (
        "Hello <b>you</b>,\nthere is news.\n\nLook at it.\n\n"
        "Open & read:\nhttps://seismo.example/x/?a=1&b=2\n\n-- \nBecause you asked.\n"
    )


def test_what_people_wrote_stays_text_in_html() -> None:
    assert "Hello &lt;b&gt;you&lt;/b&gt;,<br>there is news." in MAIL.html
    assert "<title>A &lt;new&gt; thing</title>" in MAIL.html


def test_the_link_of_the_html_leads_where_the_text_says() -> None:
    assert 'href="https://seismo.example/x/?a=1&amp;b=2"' in MAIL.html


@pytest.mark.parametrize(
    ("text", "server"),
    [
        ("smtp://mail.test", MailServer("mail.test", 587, "", "", "starttls")),
        ("smtps://mail.test", MailServer("mail.test", 465, "", "", "tls")),
        ("smtp+plain://relay:2525", MailServer("relay", 2525, "", "", "none")),
        (
            "smtp://ada%40test:p%3Aw@mail.test:25",
            MailServer("mail.test", 25, "ada@test", "p:w", "starttls"),
        ),
    ],
    ids=["starttls", "tls", "plain with a port", "encoded user and password"],
)
def test_a_mail_server_is_read_from_its_address(text: str, server: MailServer) -> None:
    assert parse_server(text) == server


@pytest.mark.parametrize(
    "text",
    ["mail.test", "http://mail.test", "smtp://", "smtp://mail.test/inbox", "smtp://mail.test:x"],
)
def test_no_address_of_a_mail_server(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_server(text)


@pytest.mark.parametrize("text", ["ada@example.test", "Ada L <ada@example.test>"])
def test_a_mail_address_may_have_a_name_before_it(text: str) -> None:
    assert parse_address(text) == "ada@example.test"


@pytest.mark.parametrize("text", ["", "ada", "@test", "ada@", "Ada", "ada@x.test\nBcc: all@x.test"])
def test_no_mail_address(text: str) -> None:
    with pytest.raises(ValueError, match="not a mail address"):
        parse_address(text)
