"""The same rules for what is no event: JSON of any item kind, attributes, and the text of a log."""

import msgspec

from seismo.digest.scrub.marks import merged
from seismo.digest.scrub.rules import rules_of
from seismo.digest.scrub.scan import document_scan
from seismo.digest.scrub.scrubber import Walked, walked
from seismo.digest.scrub.text import TextScrubber, Use
from seismo.digest.scrub.walk import META
from seismo.model.event import Databag, Json
from seismo.model.project import Scrubbing

_REPLACED = ("gen_ai.", "mcp.")
"""Attributes of these families hold what people and models wrote to each other."""

_encode = msgspec.json.Encoder().encode


def scrub_document(document: Databag, scrubbing: Scrubbing) -> Databag:
    """A JSON object of any kind without secrets: a check-in, a report, a replay, a span.

    The same object when there was nothing to remove; otherwise a copy in which `_meta` notes what was
    removed where and by which rule (semantics.md section 3.4), merged with what the SDK noted there.
    """
    after, marks = _walked(document, scrubbing)
    if after is document:
        return document
    return {**after, META: merged(after.get(META) or {}, marks)}


def scrub_attributes(attributes: dict[str, Json], scrubbing: Scrubbing) -> dict[str, Json]:
    """The attributes of a span, log or metric, value by name, without secrets.

    A text that is secret by its name becomes `[Filtered]`; anything else under such a name is left out.
    What people and models wrote to each other (`gen_ai.`, `mcp.`) is treated like the text of a log.
    The same object when there was nothing to remove.
    """
    spoken = _spoken(attributes, scrubbing)
    if spoken:
        attributes = {**attributes, **spoken}
    after, _ = _walked(attributes, scrubbing)
    if after is attributes:
        return attributes
    return {name: value for name, value in after.items() if value is not None}


def _spoken(attributes: dict[str, Json], scrubbing: Scrubbing) -> dict[str, Json]:
    """Those that hold a conversation and had a secret in it, without it."""
    texts = {
        name: value
        for name, value in attributes.items()
        if name.startswith(_REPLACED) and isinstance(value, str)
    }
    cleaned = {name: scrub_text(text, scrubbing) for name, text in texts.items()}
    return {name: text for name, text in cleaned.items() if text is not texts[name]}


def scrub_text(text: str, scrubbing: Scrubbing) -> str:
    """The text of a log: only what is secret in it is replaced, by its type where that is known.

    `"login of ada@example.com with password=x"` becomes `"login of [email] with password=[Filtered]"`.
    """
    if not scrubbing.enabled:
        return text
    rules = rules_of(scrubbing)
    if "@" not in text and rules.scanner.search(_encode(text)) is None:
        return text
    cleaned = TextScrubber(rules).clean(text, Use.REPLACED)
    return text if cleaned is None else cleaned.text


def _walked(document: Databag, scrubbing: Scrubbing) -> Walked[Databag]:
    rules = rules_of(scrubbing)
    if not scrubbing.enabled or rules.scanner.search(_encode(document)) is None:
        return Walked(document, [])
    scan = document_scan(document)
    return walked(lambda _: scan, rules, lambda walker: walker.document(document))
