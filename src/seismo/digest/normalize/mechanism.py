"""How an exception was caught, and the operating system's own error codes by name."""

import errno
from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from seismo.digest.normalize.databag import CONTEXT, read_databag
from seismo.digest.normalize.remarks import Path, Remarks
from seismo.digest.normalize.shape import read_shape
from seismo.model.event import Databag, Json, Mechanism

_LIMITS = {"type": 128, "description": 1024, "help_link": 1024, "source": 1024}

_LEGACY_META = {
    "posix_signal": "signal",
    "signal": "signal",
    "mach_exception": "mach_exception",
    "errno": "errno",
    "ns_error": "ns_error",
}

_COMMON_SIGNALS = {
    1: "SIGHUP",
    2: "SIGINT",
    3: "SIGQUIT",
    4: "SIGILL",
    5: "SIGTRAP",
    6: "SIGABRT",
    8: "SIGFPE",
    9: "SIGKILL",
    11: "SIGSEGV",
    13: "SIGPIPE",
    14: "SIGALRM",
    15: "SIGTERM",
    24: "SIGXCPU",
    25: "SIGXFSZ",
}
_LINUX_SIGNALS = {**_COMMON_SIGNALS, 7: "SIGBUS", 10: "SIGUSR1", 12: "SIGUSR2", 31: "SIGSYS"}
_APPLE_SIGNALS = {
    **_COMMON_SIGNALS,
    7: "SIGEMT",
    10: "SIGBUS",
    12: "SIGSYS",
    30: "SIGUSR1",
    31: "SIGUSR2",
}

_APPLE_ERRNOS = {
    **{number: name for number, name in errno.errorcode.items() if number <= 34},
    11: "EDEADLK",
    35: "EAGAIN",
}

_MACH_EXCEPTIONS = {
    1: "EXC_BAD_ACCESS",
    2: "EXC_BAD_INSTRUCTION",
    3: "EXC_ARITHMETIC",
    4: "EXC_EMULATION",
    5: "EXC_SOFTWARE",
    6: "EXC_BREAKPOINT",
    7: "EXC_SYSCALL",
    8: "EXC_MACH_SYSCALL",
    9: "EXC_RPC_ALERT",
    10: "EXC_CRASH",
    11: "EXC_RESOURCE",
    12: "EXC_GUARD",
    13: "EXC_CORPSE_NOTIFY",
}


def read_mechanism(raw: Json, apple: bool, remarks: Remarks, at: Path) -> Mechanism | None:
    """None for what is no object. An object without `type` is old free-form data.

    `apple` says by whose numbers signals and errnos are named.
    """
    if raw is None:
        return None
    if not isinstance(raw, dict):
        remarks.invalid(at, raw, "expected an object")
        return None
    if not raw:
        return None
    if raw.get("type") is None:
        raw = _from_legacy(raw)
    mechanism = read_shape(raw, Mechanism, remarks, at)
    changes: dict[str, Any] = {}
    for name, limit in _LIMITS.items():
        text = getattr(mechanism, name)
        if text and len(text) > limit:
            changes[name] = remarks.shorten(text, limit, (*at, name))
    if not mechanism.type:
        changes["type"] = "generic"
    if mechanism.data:
        changes["data"] = read_databag(mechanism.data, CONTEXT, remarks, (*at, "data"))
    if mechanism.meta:
        changes["meta"] = _named(mechanism.meta, apple, remarks, (*at, "meta"))
    return replace(mechanism, **changes) if changes else mechanism


def _from_legacy(raw: Databag) -> Databag:
    meta = {_LEGACY_META[name]: value for name, value in raw.items() if name in _LEGACY_META}
    rest = {name: value for name, value in raw.items() if name not in _LEGACY_META}
    posix = meta.get("signal")
    if isinstance(posix, dict) and "signal" in posix:
        meta["signal"] = {"number": posix["signal"], **posix}
        del meta["signal"]["signal"]
    return {"data": rest or None, "meta": meta or None}


def _named(meta: Databag, apple: bool, remarks: Remarks, at: Path) -> Databag | None:
    errnos = _APPLE_ERRNOS if apple else errno.errorcode
    signals = _APPLE_SIGNALS if apple else _LINUX_SIGNALS
    named = {
        **meta,
        "errno": _with_name(meta.get("errno"), "number", errnos),
        "signal": _with_name(meta.get("signal"), "number", signals),
        "mach_exception": _with_name(meta.get("mach_exception"), "exception", _MACH_EXCEPTIONS),
    }
    known = {key: value for key, value in named.items() if value is not None}
    return read_databag(known, CONTEXT, remarks, at)


def _with_name(raw: Json, number: str, names: Mapping[int, str]) -> Json:
    if not isinstance(raw, dict) or raw.get("name"):
        return raw
    code = raw.get(number)
    if not isinstance(code, int) or code not in names:
        return raw
    return {**raw, "name": names[code]}
