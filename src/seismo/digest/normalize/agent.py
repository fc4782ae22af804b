"""The browser, system and device behind a user agent (protocol.md section 7.10)."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from seismo.digest.normalize.facts import Facts
from seismo.model.event import Databag, Request, Sdk

if TYPE_CHECKING:
    from ua_parser import PartialResult
    from ua_parser.re2 import Resolver

MAX_LENGTH = 512
"""Characters of a user agent that are looked at."""

_HEADERS = {
    "User-Agent": "user-agent",
    **dict.fromkeys(("Sec-Ch-Ua", "Sec-CH-UA"), "sec-ch-ua"),
    **dict.fromkeys(("Sec-Ch-Ua-Platform", "Sec-CH-UA-Platform"), "sec-ch-ua-platform"),
    **dict.fromkeys(("Sec-Ch-Ua-Model", "Sec-CH-UA-Model"), "sec-ch-ua-model"),
    **dict.fromkeys(
        ("Sec-Ch-Ua-Platform-Version", "Sec-CH-UA-Platform-Version"), "sec-ch-ua-platform-version"
    ),
}
_BRAND = re.compile(r'"([^"]{1,60})";\s*v="([^"]{0,30})"')
_BRAND_NAMES = {"Google Chrome": "Chrome", "Microsoft Edge": "Edge"}
_FROZEN_MAC = "10.15"
_WINDOWS_11 = 13
"""The platform version from which on Windows calls itself 11."""


class Agent(NamedTuple):
    """Contexts, None for what is not known. They are shared: nobody may change them."""

    browser: Databag | None = None
    system: Databag | None = None
    device: Databag | None = None


class _Sent(NamedTuple):
    """What a browser says about itself; hints say more than the user agent, and are truer."""

    user_agent: str = ""
    brands: str = ""
    platform: str = ""
    platform_version: str = ""
    model: str = ""


def with_agent(
    contexts: dict[str, Databag],
    request: Request | None,
    sdk: Sdk | None,
    platform: str,
    facts: Facts,
) -> dict[str, Databag]:
    """The contexts, with what the user agent adds to them; what is known already stays.

    The system is the event's own where a browser sent the event, and the client's elsewhere. The
    agent of the HTTP request itself counts for browsers only: elsewhere it is the SDK's.
    """
    sent = _sent_in(request)
    if sent is None and platform == "javascript" and _may_infer(sdk):
        sent = _of_client(facts)
    if sent is None:
        return contexts
    agent = _agent_of(sent)
    system = "os" if platform == "javascript" else "client_os"
    found = {"browser": agent.browser, system: agent.system, "device": agent.device}
    new = {name: bag for name, bag in found.items() if bag and name not in contexts}
    return {**contexts, **new} if new else contexts


def agent_attributes(facts: Facts, user_agent: str | None = None) -> dict[str, str]:
    """What the request says about the browser that sent it, as attributes of a span, log or metric.

    By name, such as `browser.name`. `user_agent` is what the entry says itself.
    """
    agent = _agent_of(
        _sent({"user-agent": user_agent or facts.client.user_agent, **facts.client.hints})
    )
    bags = {"browser": agent.browser, "os": agent.system, "device": agent.device}
    return {
        f"{kind}.{name}": text
        for kind, bag in bags.items()
        for name, text in (bag or {}).items()
        if name != "type"
    }


def _may_infer(sdk: Sdk | None) -> bool:
    return not (sdk and sdk.settings) or sdk.settings.get("infer_user_agent") != "never"


def _sent_in(request: Request | None) -> _Sent | None:
    headers: dict[str, str] = {}
    for name, value in (request.headers or ()) if request else ():
        known = _HEADERS.get(name or "")
        if known and value:
            headers[known] = value
    return _sent(headers) if headers else None


def _of_client(facts: Facts) -> _Sent | None:
    client = facts.client
    return _sent({"user-agent": client.user_agent, **client.hints}) if client.user_agent else None


def _sent(headers: Mapping[str, str]) -> _Sent:
    def cut(name: str) -> str:
        return headers.get(name, "")[:MAX_LENGTH]

    return _Sent(
        cut("user-agent"),
        cut("sec-ch-ua"),
        _unquoted(cut("sec-ch-ua-platform")),
        _unquoted(cut("sec-ch-ua-platform-version")),
        _unquoted(cut("sec-ch-ua-model")),
    )


def _unquoted(text: str) -> str:
    return text.strip().strip('"')


@lru_cache(maxsize=512)
def _agent_of(sent: _Sent) -> Agent:
    hinted = Agent(_hinted_browser(sent), _hinted_system(sent), _hinted_device(sent))
    parsed = _parsed(sent.user_agent)
    return Agent(
        hinted.browser or parsed.browser,
        hinted.system or parsed.system,
        hinted.device or parsed.device,
    )


def _hinted_browser(sent: _Sent) -> Databag | None:
    brands = [
        (name, version) for name, version in _BRAND.findall(sent.brands) if not _is_noise(name)
    ]
    brands.sort(key=lambda brand: brand[0] == "Chromium")  # the engine, if it is nothing else
    if not brands:
        return None
    name, version = brands[0]
    return _bag("browser", name=_BRAND_NAMES.get(name, name), version=version)


def _is_noise(brand: str) -> bool:
    """Whether a brand is there only to keep servers from relying on the list."""
    letters = "".join(filter(str.isalpha, brand)).lower()
    return "brand" in letters and "not" in letters


def _hinted_system(sent: _Sent) -> Databag | None:
    if not sent.platform or sent.platform == "Unknown" or not sent.platform_version:
        return None
    version = sent.platform_version
    major = version.partition(".")[0]
    if sent.platform == "Windows" and major.isascii() and major.isdigit() and int(major):
        version = "11" if int(major) >= _WINDOWS_11 else "10"
    return _bag("os", name=sent.platform, version=version)


def _hinted_device(sent: _Sent) -> Databag | None:
    return _bag("device", model=sent.model) if sent.model else None


def _parsed(user_agent: str) -> Agent:
    if not user_agent:
        return Agent()
    result = _recognized(user_agent)
    browser, system, device = result.user_agent, result.os, result.device
    version = _version(browser.major, browser.minor, browser.patch) if browser else ""
    return Agent(
        _bag("browser", name=browser.family, version=version) if browser else None,
        _bag(
            "os",
            name=system.family,
            version=_system_version(
                system.family, _version(system.major, system.minor, system.patch)
            ),
        )
        if system
        else None,
        _bag("device", family=device.family, model=device.model or "", brand=device.brand or "")
        if device
        else None,
    )


def _recognized(user_agent: str) -> "PartialResult":
    from ua_parser import Domain

    return _resolver()(user_agent, Domain.ALL)


def load() -> None:
    """Make now what the first user agent would wait for, and what forks then share."""
    _resolver()


@cache
def _resolver() -> "Resolver":
    """Made for the first user agent: it takes 7 MiB, where the Rust core would take 30.

    RE2 searches in linear time, so no user agent can make it slow.
    """
    from ua_parser.loaders import load_lazy_builtins
    from ua_parser.re2 import Resolver

    return Resolver(load_lazy_builtins())


def _version(*parts: str | None) -> str:
    known: list[str] = []
    for part in parts:
        if not part:
            break
        known.append(part)
    return ".".join(known)


def _system_version(name: str, version: str) -> str:
    """Browsers have stopped to count: these versions stand for all newer ones too."""
    is_frozen = (name == "Windows" and version == "10") or (
        name == "Mac OS X" and version.startswith(_FROZEN_MAC)
    )
    return f">={version}" if is_frozen else version


def _bag(kind: str, **texts: str) -> Databag:
    return {**{name: text for name, text in texts.items() if text}, "type": kind}
