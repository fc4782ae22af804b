"""What a rule does to what it found (semantics.md section 3.3)."""

import hmac

from seismo.digest.scrub.advanced.language import Rule
from seismo.digest.scrub.spans import FILTERED, PLACEHOLDERS, Cleaned, Remark, Span, rewritten

LONGEST = 8192
"""To this length, or to twice its own, a text may grow by what stands in the place of secrets."""
_REMARKS = {"remove": "x", "mask": "m", "hash": "p", "replace": "s"}


def applied(rule: Rule, text: str) -> Cleaned | None:
    """The text after the rule; None when it found nothing in it."""
    spans = [span._replace(rule=rule.id) for span in rule.spans(text)]
    if not spans:
        return None
    return _changed(rule, text, spans)


def whole(rule: Rule, text: str) -> Cleaned | None:
    """The same for a text that is secret by its name."""
    return _changed(rule, text, [Span(0, len(text), rule.id)])


def _changed(rule: Rule, text: str, spans: list[Span]) -> Cleaned | None:
    remark = _REMARKS[rule.method]
    cleaned = rewritten(text, spans, lambda span: (_new(rule, text[span.start : span.end]), remark))
    if len(cleaned.text) > max(2 * len(text), LONGEST):
        return Cleaned(FILTERED, (Remark(rule.id, "s", 0, len(FILTERED)),))
    return None if cleaned.text == text else cleaned


def _new(rule: Rule, secret: str) -> str:
    if rule.method == "remove":
        return ""
    if rule.method == "mask":
        return "*" * len(secret)
    if rule.method == "hash":
        return hmac.digest(b"", secret.encode(errors="replace"), "sha1").hex().upper()
    if rule.replacement is not None:
        return rule.replacement
    return PLACEHOLDERS.get(f"@{rule.type}", FILTERED)
