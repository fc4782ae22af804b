"""Which texts might hold a secret? A quick look over many at once, that says yes too often, never no."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from seismo_django.scrub.names import Kind
from seismo_django.scrub.rules import Rules
from seismo_django.scrub.said import SPEAKS
from seismo_django.scrub.vocabulary import PARTS_OF_NAMES

_DIGITS = re.compile(r"[0-9][0-9 \-./()]{7}")
_NUMBER = re.compile(
    r"(?<![0-9A-Za-z_.\-])[2-6](?:[ \-]?[0-9]){12}|(?<=\\[nrt])[2-6](?:[ \-]?[0-9]){12}"
    r"|(?:\+|%2[Bb]|00)[1-9][0-9](?:[ \-./()]{0,2}[0-9]){6}"
    r"|[0-9]{3}-[0-9]{2}-[0-9]{4}"
    r"|[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2}"
)
"""Cards, phone, social security and bank account numbers; the digits of floats and ids are none."""
_ADDRESS = re.compile(r"[0-9]\.[0-9]|:[0-9A-Fa-f:]")
_SEPARATOR = re.compile(r"[=:,\t]")
_NAME = re.compile(r"(?<!\w)[A-Za-zÀ-ÿ_][\w.\-]*+(?=[\"'\])]*+(?:\s*+[=:>,]|[ \t]++[\"']))")
"""What stands where the name of a value would."""
_ESCAPED = re.compile(r"%[235][27dDaA]|&(?:quot|#)|\\|name=|--[A-Za-z]")
_WORDS = (*SPEAKS, "bearer", "basic", "identified")
_SHORTEST_TOKEN = 12
_TOKEN_PARTS = (
    "AKIA", "ASIA", "ABIA", "ACCA", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "gldt-",
    "glrt-", "glcbt-", "glptt-", "glft-", "glimt-", "glagent-", "gloas-", "glsoat-", "glffct-", "xox",
    "xapp-", "k_live_", "k_test_", "whsec_", "AIza", "ya29.", "GOCSPX-", "sk-", "SG.", "npm_", "pypi-", "hf_",
    "_v1_", "shpat_", "shpca_", "shppa_", "shpss_", "sntry", "hvs.", "hvb.", "hvr.", "dapi", "lin_api_",
    "ntn_", "gsk_", "r8_", "NRAK-", "PMAK-", "dp.pt.", "sq0", "key-", "SK", ":AA", "AGE-S", "hooks.slack",
    "/webhooks/", "eyJ", "$2", "argon2$", "pbkdf2_", "scrypt$",
)  # fmt: skip
"""Every token that is known by its shape has one of these in it."""
_ANYWHERE = ("@", "%40", "PRIVATE KEY")
"""Logins in URLs have an `@`, too."""


class Hints:
    def __init__(self, rules: Rules) -> None:
        self._kind_of = rules.kind_of
        self._patterns = rules.patterns + ((_ADDRESS,) if rules.privacy == "strict" else ())

    def suspicious(self, texts: Sequence[str]) -> set[str]:
        """Those of the texts that have to be looked at closely."""
        joined = "\n".join(texts)
        found = {text for text in _having(_DIGITS, texts, joined) if _NUMBER.search(text)}
        found.update(self._named(texts))
        for part in _parts_in(joined):
            found.update(text for text in texts if part in text)
        found.update(_saying(texts, joined.lower()))
        if _ESCAPED.search(joined):
            found.update(filter(_ESCAPED.search, texts))
        for pattern in self._patterns:
            found.update(filter(pattern.search, texts))
        return found

    def _named(self, texts: Sequence[str]) -> Iterable[str]:
        """Those in which a name stands that is one of a secret, or may be the end of one."""
        separates = _SEPARATOR.search
        parted = [
            text
            for text in texts
            if separates(text) or " '" in text or ' "' in text or "</" in text
        ]
        names = set(_NAME.findall("\n".join(parted)))
        secret = [name for name in names if self._is_of_secret(name.rstrip(".-"))]
        return [text for text in parted if any(name in text for name in secret)] if secret else ()

    def _is_of_secret(self, name: str) -> bool:
        return name.lower() in PARTS_OF_NAMES or self._kind_of(name) >= Kind.TEXT


def _having(pattern: re.Pattern[str], texts: Sequence[str], joined: str) -> set[str]:
    """Those in which a pattern is found that goes over no end of a line."""
    ends = list(accumulate(len(text) + 1 for text in texts))
    return {texts[bisect_right(ends, match.start())] for match in pattern.finditer(joined)}


def _parts_in(joined: str) -> Iterator[str]:
    """What of tokens, mail addresses and keys stands in any of the texts."""
    long = " ".join(word for word in joined.split() if len(word) >= _SHORTEST_TOKEN)
    yield from (part for part in _TOKEN_PARTS if part in long)
    yield from (part for part in _ANYWHERE if part in joined)


def _saying(texts: Sequence[str], lower: str) -> Iterator[str]:
    """Those that speak of secrets, in capitals or not."""
    said = [word for word in _WORDS if word in lower]
    if said:
        for text in texts:
            small = text.lower()
            if any(word in small for word in said):
                yield text
