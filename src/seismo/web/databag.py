"""Values that an application sent, as text that people read, and why some of them are gone."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from seismo.model.event import Databag, Json

Meta: TypeAlias = Mapping[str, Any]
"""A node of `_meta`, the tree that mirrors the event."""

SHORT = 200
"""Characters of a value that are shown before "more"."""
ONE_LINE = 100
FILTERED = "[Filtered]"

SENDER_RULE = "!config"
LIMIT_RULE = "!limit"
RULES = {
    SENDER_RULE: "removed by the SDK in the application",
    LIMIT_RULE: "cut to fit",
    "@sensitive_field": "it has a word from the list of secrets in the settings",
    "@password": "its name or form says that it is a secret",
    "@token": "it looks like an access token",
    "@bearer": "it is a bearer token",
    "@urlauth": "it is a password in a URL",
    "@pemkey": "it is a private key",
    "@creditcard": "it is a card number",
    "@iban": "it is a bank account number",
    "@usssn": "it is a social security number",
    "@cookie": "it is a cookie's value",
    "@literal": "the same text was found to be secret elsewhere in the event",
    "@ip": "it is an address",
    "@email": "it is a mail address",
    "@imei": "it is the number of a phone",
    "@mac": "it is the address of a network card",
    "@uuid": "it is a UUID",
    "@userpath": "it is the name of a user in a path",
    "@common": "it looks like a secret",
    "@anything": "an advanced rule is about this place",
}
METHODS = {"m": "masked", "p": "hashed"}
"""What was done, by the type of the remark; anything else was removed."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One named value on a page."""

    name: str
    text: str
    beginning: str
    """What is shown of a long value before "more"; empty when the text is short."""
    because: str
    """Why the value, or a part of it, is not as it was sent; empty when it is."""
    rules: str = ""
    """The rules that did it, by their ids."""

    @property
    def is_removed(self) -> bool:
        return self.text == FILTERED


def shown(values: Databag | None, meta: Meta) -> list[Shown]:
    """The values of a mapping, in its order."""
    return [shown_value(name, value, child(meta, name)) for name, value in (values or {}).items()]


def shown_pairs(pairs: Iterable[tuple[str | None, str | None]] | None, meta: Meta) -> list[Shown]:
    """The values of a list of pairs; a pair that normalization emptied is left out."""
    return [
        shown_value(name, value, child(child(meta, index), 1))
        for index, (name, value) in enumerate(pairs or ())
        if name is not None
    ]


def shown_variables(values: Databag | None, meta: Meta) -> list[Shown]:
    """Variables of Python frames. Their texts are what `repr` wrote, so they get no further quotes."""
    return [
        _shown(name, value, child(meta, name), quotes=False)
        for name, value in (values or {}).items()
    ]


def shown_value(name: str, value: Json, meta: Meta) -> Shown:
    return _shown(name, value, meta, quotes=True)


def _shown(name: str, value: Json, meta: Meta, *, quotes: bool) -> Shown:
    line = value if isinstance(value, str) else one_line(value, quotes=quotes)
    because = "; ".join(dict.fromkeys(reasons(meta)))
    rules = ", ".join(dict.fromkeys(remark[0] for remark, _ in _remarks(meta))) if because else ""
    if len(line) <= SHORT:
        return Shown(name, line, "", because, rules)
    return Shown(name, pretty(value, quotes=quotes), line[:SHORT], because, rules)


def one_line(value: Json, *, quotes: bool = True) -> str:
    """JSON; with `quotes` off, the texts inside it stand as they are."""
    if isinstance(value, str) and not quotes:
        return value
    if isinstance(value, dict):
        parts = (
            f"{key if not quotes else _json(key)}: {one_line(part, quotes=quotes)}"
            for key, part in value.items()
        )
        return f"{{{', '.join(parts)}}}"
    if isinstance(value, list):
        return f"[{', '.join(one_line(part, quotes=quotes) for part in value)}]"
    return _json(value)


def pretty(value: Json, *, quotes: bool = True, indent: str = "") -> str:
    """Text as it is; anything else like JSON, indented where a line would be long."""
    if isinstance(value, str) and not indent:
        return value
    line = one_line(value, quotes=quotes)
    if len(line) <= ONE_LINE or not isinstance(value, dict | list):
        return line
    deeper = indent + "  "
    if isinstance(value, dict):
        parts = [
            f"{key if not quotes else _json(key)}: {pretty(part, quotes=quotes, indent=deeper)}"
            for key, part in value.items()
        ]
        opening, closing = "{", "}"
    else:
        parts = [pretty(part, quotes=quotes, indent=deeper) for part in value]
        opening, closing = "[", "]"
    inside = "".join(f"{deeper}{part},\n" for part in parts)
    return f"{opening}\n{inside}{indent}{closing}"


def _json(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def child(meta: Meta, key: str | int) -> Meta:
    """The node below; empty when nothing was changed there."""
    found = meta.get(str(key))
    return found if isinstance(found, Mapping) else {}


def descend(meta: Meta, *path: str | int) -> Meta:
    for key in path:
        meta = child(meta, key)
    return meta


def reasons(meta: Meta) -> Iterable[str]:
    """Why the value at this node, or something inside it, was changed."""
    for remark, length in _remarks(meta):
        yield reason(remark[0], remark[1] if len(remark) > 1 else "", length)


def _remarks(meta: Meta) -> Iterable[tuple[list[Any], object]]:
    """The remarks at this node and inside it, each with the length of the value before."""
    note = child(meta, "")
    remarks = note.get("rem")
    for remark in remarks if isinstance(remarks, list) else ():
        if isinstance(remark, list) and remark and isinstance(remark[0], str):
            yield remark, note.get("len")
    for key, node in meta.items():
        if key and isinstance(node, Mapping):
            yield from _remarks(node)


def reason(rule: str, kind: object = "", length: object = None) -> str:
    """Why a rule changed a value. `kind` is the type of its remark, `length` that of the value before."""
    name = rule.partition(":")[0]
    done = METHODS.get(str(kind), "removed")
    owner, _, line = name.removeprefix("@").partition(".")
    if line.isdigit():
        return f"{done} by line {line} of the advanced rules of the {owner}"
    words = RULES.get(name, f"{done} by the rule {rule}")
    if name == LIMIT_RULE and isinstance(length, int):
        return f"{words}, it was {length:,} long"
    if name in RULES and name.startswith("@"):
        return f"{done}: {words}"
    return words
