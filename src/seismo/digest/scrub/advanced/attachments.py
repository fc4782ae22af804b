"""Advanced rules about attachments: only those that name them reach them, with `$attachments.'log.txt'`."""

from collections.abc import Iterable

from seismo.digest.scrub.advanced.language import Rule
from seismo.digest.scrub.advanced.methods import applied
from seismo.digest.scrub.advanced.selectors import Exposure, Node, mentions

MOST_BYTES = 10 * 1024 * 1024
"""A larger attachment is removed by a rule for it, not searched."""


def apply_to_attachment(name: str, data: bytes, rules: Iterable[Rule]) -> bytes:
    """The attachment after the rules. One that is no text in UTF-8 is only kept or removed as a whole."""
    nodes = (
        Node(("",), frozenset(("event",))),
        Node(("attachments",), frozenset(("attachments",))),
        Node((name.lower(),), frozenset()),
    )
    for rule in rules:
        selector = rule.selector
        if mentions(selector, "attachments") and selector.matches(nodes, Exposure.ALWAYS):
            data = _after(rule, data)
    return data


def _after(rule: Rule, data: bytes) -> bytes:
    if rule.type == "anything" and rule.method == "remove":
        return b""
    if len(data) > MOST_BYTES:
        return b""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return data
    cleaned = applied(rule, text)
    return data if cleaned is None else cleaned.text.encode()
