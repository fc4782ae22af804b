"""The same rules for what is no event: JSON of any item kind, attributes, and the text of a log."""

import msgspec

from seismo.digest.scrub.advanced.apply import apply_rules
from seismo.digest.scrub.advanced.attachments import apply_to_attachment
from seismo.digest.scrub.advanced.shapes import EVENT, LOG, SPAN, Shape
from seismo.digest.scrub.marks import merged
from seismo.digest.scrub.rules import rules_of
from seismo.digest.scrub.scan import document_scan
from seismo.digest.scrub.scrubber import Walked, walked
from seismo.digest.scrub.text import TextScrubber, Use
from seismo.digest.scrub.walk import META
from seismo.digest.stages import alone
from seismo.model.event import Databag, Json
from seismo.model.project import Scrubbing

_REPLACED = ("gen_ai.", "mcp.")
"""Attributes of these families hold what people and models wrote to each other."""

_encode = msgspec.json.Encoder().encode


def scrub_document(document: Databag, scrubbing: Scrubbing) -> Databag:
    """A JSON object of any kind without secrets: a check-in, a report, a replay, a span.

    The same object when there was nothing to remove; otherwise a copy in which `_meta` notes what was
    removed where and by which rule (semantics.md section 3.4), merged with what the SDK noted there.
    Selectors see it as an event: `user.name`, `$http.url`, `comments`.
    """
    after, marks = _without_secrets(document, scrubbing, EVENT)
    if after is document:
        return document
    meta = after.get(META)
    return {**after, META: merged(meta if isinstance(meta, dict) else {}, marks)}


def scrub_attributes(
    attributes: dict[str, Json], scrubbing: Scrubbing, shape: Shape = SPAN
) -> dict[str, Json]:
    """The attributes of a span, log or metric, value by name, without secrets.

    A text that is secret by its name becomes `[Filtered]`; anything else under such a name is left out.
    What people and models wrote to each other (`gen_ai.`, `mcp.`) is treated like the text of a log.
    `shape` is one of SPAN, LOG and METRIC: what `$span.data.x` or `$log.attributes.x` means in a selector.
    The same object when there was nothing to remove.
    """
    spoken = _spoken(attributes, scrubbing)
    before = {**attributes, **spoken} if spoken else attributes
    document = {"attributes": before}
    after, _ = _without_secrets(document, scrubbing, shape)
    if after is document:
        return before
    return {name: value for name, value in (after["attributes"] or {}).items() if value is not None}


def scrub_text(text: str, scrubbing: Scrubbing, shape: Shape = LOG) -> str:
    """The text of a log: only what is secret in it is replaced, by its type where that is known.

    `"login of ada@example.com with password=x"` becomes `"login of [email] with password=[Filtered]"`.
    Selectors see it as `$log.body`, or as `$span.description` of a SPAN.
    """
    if not scrubbing.enabled:
        return text
    rules = rules_of(scrubbing)
    if rules.advanced:
        name = "body" if shape is LOG else "description"
        after, _ = apply_rules({name: text}, rules.advanced, shape)
        text = after[name] or ""
    if rules.scanner is None or ("@" not in text and rules.scanner.search(_encode(text)) is None):
        return text
    cleaned = TextScrubber(rules).clean(text, Use.REPLACED)
    return text if cleaned is None else cleaned.text


def scrub_attachment(name: str, data: bytes, scrubbing: Scrubbing) -> bytes:
    """An attachment after those advanced rules that name it: `$attachments.'app.log'`.

    Without such a rule it is kept as it came, and so is one that is no text in UTF-8, unless a rule removes
    @anything from it: then, or where it is too large to be searched, nothing of it is left.
    """
    if not scrubbing.enabled:
        return data
    return apply_to_attachment(name, data, rules_of(scrubbing).advanced)


def _spoken(attributes: dict[str, Json], scrubbing: Scrubbing) -> dict[str, Json]:
    """Those that hold a conversation and had a secret in it, without it."""
    texts = {
        name: value
        for name, value in attributes.items()
        if name.startswith(_REPLACED) and isinstance(value, str)
    }
    cleaned = {name: scrub_text(text, scrubbing) for name, text in texts.items()}
    return {name: text for name, text in cleaned.items() if text is not texts[name]}


def _without_secrets(document: Databag, scrubbing: Scrubbing, shape: Shape) -> Walked[Databag]:
    if not scrubbing.enabled:
        return Walked(document, [])
    rules = rules_of(scrubbing)
    before, marks = (
        apply_rules(document, rules.advanced, shape) if rules.advanced else (document, [])
    )
    if rules.scanner is None or rules.scanner.search(_encode(before)) is None:
        return Walked(before, marks)
    scan = document_scan(before)
    after, found = alone(walked(lambda _: scan, rules, lambda walker: walker.document(before)))
    return Walked(after, marks + found)
