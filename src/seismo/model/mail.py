"""A mail as a value, in text and HTML, and the server that takes it. Pure."""

from dataclasses import dataclass
from email.utils import parseaddr
from html import escape
from typing import Literal, TypeAlias
from urllib.parse import unquote, urlsplit

Encryption: TypeAlias = Literal["starttls", "tls", "none"]

SCHEMES: dict[str, tuple[Encryption, int]] = {
    "smtp": ("starttls", 587),
    "smtps": ("tls", 465),
    "smtp+plain": ("none", 25),
}
"""What the address of a mail server begins with -> how it is spoken to, and the usual port."""

_PAGE = (
    "margin:0;padding:24px;background:#f8fafc;color:#192025;"
    "font:15px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif"
)
_CARD = (
    "max-width:560px;margin:0 auto;padding:24px;background:#ffffff;"
    "border:1px solid #dce0e4;border-radius:8px"
)
_BUTTON = (
    "display:inline-block;padding:9px 16px;border-radius:6px;background:#006f6f;"
    "color:#ffffff;font-weight:600;text-decoration:none"
)
_SMALL = "max-width:560px;margin:16px auto 0;font-size:13px;color:#626a70"


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Mail:
    """What a mail says; every part is plain text, and stays text in HTML."""

    to: str
    """One mail address."""
    subject: str
    paragraphs: tuple[str, ...]
    link: Link | None = None
    """The one thing to do."""
    reason: str = ""
    """Why the person gets it; below everything else, in small."""

    @property
    def text(self) -> str:
        parts = [*self.paragraphs]
        if self.link:
            parts.append(f"{self.link.label}:\n{self.link.url}")
        parts.append("\n".join(("-- ", self.reason or "Sent by Seismo.")))
        return "\n\n".join(parts) + "\n"

    @property
    def html(self) -> str:
        """Styles stand in attributes: mail programs drop style sheets."""
        parts = [f'<p style="margin:0 0 16px">{_lines(part)}</p>' for part in self.paragraphs]
        if self.link:
            url, label = escape(self.link.url), escape(self.link.label)
            parts.append(
                f'<p style="margin:24px 0"><a href="{url}" style="{_BUTTON}">{label}</a></p>'
                f'<p style="margin:0;font-size:13px;color:#626a70;word-break:break-all">{url}</p>'
            )
        reason = escape(self.reason or "Sent by Seismo.")
        return (
            f'<!doctype html><html lang="en"><head><meta charset="utf-8">'
            f"<title>{escape(self.subject)}</title></head>"
            f'<body style="{_PAGE}"><div style="{_CARD}">{"".join(parts)}</div>'
            f'<p style="{_SMALL}">{reason}</p></body></html>\n'
        )


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")


@dataclass(frozen=True, slots=True)
class MailServer:
    host: str
    port: int
    user: str
    password: str
    encryption: Encryption


def parse_server(text: str) -> MailServer:
    """The server of `smtp://user:password@host:port`. Raises ValueError; user and password may be encoded."""
    parts = urlsplit(text)
    if parts.scheme not in SCHEMES or not parts.hostname or parts.path.strip("/") or parts.query:
        raise ValueError("not the address of a mail server")
    encryption, port = SCHEMES[parts.scheme]
    return MailServer(
        host=parts.hostname,
        port=parts.port or port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        encryption=encryption,
    )


def parse_address(text: str) -> str:
    """The bare address of `Name <address>`. Raises ValueError."""
    address = parseaddr(text)[1]
    name, at, host = address.rpartition("@")
    if not (name and at and host) or any(sign.isspace() for sign in address) or "\n" in text:
        raise ValueError("not a mail address")
    return address
