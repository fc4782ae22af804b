"""Every setting, in the order in which `Config` has them."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from seismo.config.kinds import (
    LOG_LEVELS,
    Value,
    base_url,
    digest_processes,
    domains,
    folder,
    half_of_the_disk,
    host,
    issuer,
    log_level,
    mail_sender,
    mail_server,
    number_between,
    one_line,
    role_or_no,
    sender_here,
    size,
    url_here,
)
from seismo.model.access import Role

PREFIX = "SEISMO_"
DATA = "seismo-data"


@dataclass(frozen=True, slots=True)
class Setting:
    """One field of `Config`."""

    field: str
    kind: str
    """What to write, for people: `a whole number from 1 to 65535`."""
    example: str
    default: str
    """For people; the value itself is in `default_of`."""
    sentence: str
    parse: Callable[[str], Value]
    """Raises ValueError for a text that is not of its kind."""
    default_of: Callable[[Mapping[str, Value]], Value]
    """From the values of the settings before this one."""
    is_secret: bool = False
    """No message repeats what was written."""

    @property
    def variable(self) -> str:
        return PREFIX + self.field.upper()


SETTINGS: tuple[Setting, ...] = (
    Setting(
        field="data",
        kind="a folder",
        example="/var/lib/seismo",
        default="`seismo-data` in the current folder",
        sentence="Where everything is kept; nothing is written anywhere else.",
        parse=folder,
        default_of=lambda _: Path(DATA).absolute(),
    ),
    Setting(
        field="host",
        kind="an address or host name of this machine",
        example="0.0.0.0",  # noqa: S104 - shown, not bound
        default="`127.0.0.1`",
        sentence="The address to listen on: 127.0.0.1 for this machine only, 0.0.0.0 for all.",
        parse=host,
        default_of=lambda _: "127.0.0.1",
    ),
    Setting(
        field="port",
        kind="a whole number from 1 to 65535",
        example="9000",
        default="`9000`",
        sentence="The port to listen on.",
        parse=number_between(1, 65_535),
        default_of=lambda _: 9000,
    ),
    Setting(
        field="url",
        kind="an address that begins with http:// or https:// and ends with the host or port",
        example="https://errors.example.com",
        default="`http://` + host + port",
        sentence="The address that people and SDKs use, as it is in front of any proxy; "
        "DSNs and links are made from it.",
        parse=base_url,
        default_of=url_here,
    ),
    Setting(
        field="digest_processes",
        kind="a whole number from 1 to 64",
        example="3",
        default="one for each core of this machine, up to 2; from 3 cores on, one less",
        sentence="How many processes digest events beside the one that answers requests.",
        parse=number_between(1, 64),
        default_of=lambda _: digest_processes(os.cpu_count() or 1),
    ),
    Setting(
        field="max_backlog",
        kind="a whole number from 1 to 1000000000",
        example="100000",
        default="`500000`",
        sentence="How many requests may wait to be digested before senders are asked to hold back.",
        parse=number_between(1, 1_000_000_000),
        default_of=lambda _: 500_000,
    ),
    Setting(
        field="min_free_disk",
        kind="a whole number of megabytes from 0 to 1000000000",
        example="2000",
        default="`500`",
        sentence="How much of the disk must be free; with less, senders are asked to hold back.",
        parse=number_between(0, 1_000_000_000),
        default_of=lambda _: 500,
    ),
    Setting(
        field="disk_budget",
        kind="a size of at least 100 MB in MB, GB or TB, or none",
        example="20GB",
        default="half of the disk that the data folder is on",
        sentence="What the data folder may take; when it takes more, the oldest days go first.",
        parse=size,
        default_of=half_of_the_disk,
    ),
    Setting(
        field="log_level",
        kind=f"one of {', '.join(LOG_LEVELS)}",
        example="info",
        default="`info`",
        sentence="How much the server writes about its own work.",
        parse=log_level,
        default_of=lambda _: "info",
    ),
    Setting(
        field="mail_url",
        kind="smtp://, smtps:// or smtp+plain://, with user:password@ where the server asks for it, "
        "a host, and a port",
        example="smtp://seismo:fake-password@mail.example.com:587",
        default="none: no mail is sent",
        sentence="The server that takes mail: smtp:// encrypts by STARTTLS, smtps:// from the first "
        "byte, smtp+plain:// not at all.",
        parse=mail_server,
        default_of=lambda _: "",
        is_secret=True,
    ),
    Setting(
        field="mail_from",
        kind="a mail address, with a name before it if you like",
        example="Seismo <seismo@example.com>",
        default="`Seismo <seismo@` + host of SEISMO_URL + `>`",
        sentence="Who mails come from.",
        parse=mail_sender,
        default_of=sender_here,
    ),
    Setting(
        field="oidc_issuer",
        kind="the address of an OpenID Connect provider",
        example="https://login.example.com/realms/main",
        default="none: people sign in with a password or a passkey",
        sentence="Who else may vouch for people; register `SEISMO_URL/login/oidc/oidc/callback/` there.",
        parse=issuer,
        default_of=lambda _: "",
    ),
    Setting(
        field="oidc_client_id",
        kind="the name that the provider knows Seismo by",
        example="seismo",
        default="none",
        sentence="The client id that the provider gave you.",
        parse=one_line,
        default_of=lambda _: "",
    ),
    Setting(
        field="oidc_client_secret",
        kind="what the provider shows beside the client id",
        example="fake-client-secret",
        default="none",
        sentence="The client secret that the provider gave you.",
        parse=one_line,
        default_of=lambda _: "",
        is_secret=True,
    ),
    Setting(
        field="oidc_name",
        kind="a few words",
        example="Example login",
        default="`single sign-on`",
        sentence='What people call the provider: the button says "Sign in with" it.',
        parse=one_line,
        default_of=lambda _: "single sign-on",
    ),
    Setting(
        field="oidc_role",
        kind=f"no, or one of {', '.join(Role)}",
        example="member",
        default="`no`: only people who have an account get in",
        sentence="The role of people whom the provider vouches for and whom nobody invited.",
        parse=role_or_no,
        default_of=lambda _: "no",
    ),
    Setting(
        field="oidc_domains",
        kind="domains with commas between them",
        example="example.com,example.org",
        default="any",
        sentence="Whose mail addresses the provider may let in.",
        parse=domains,
        default_of=lambda _: "",
    ),
)
