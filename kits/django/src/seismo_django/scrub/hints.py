"""Which texts might hold a secret? A quick look over many at once, that says yes too often, never no."""

import re
from collections.abc import Callable, Iterable, Sequence

from seismo_django.scrub.names import Kind
from seismo_django.scrub.rules import Rules
from seismo_django.scrub.said import SPEAKS
from seismo_django.scrub.vocabulary import PARTS_OF_NAMES

_DIGITS = re.compile(r"[0-9][0-9 \-./()]{7}")
"""Cards, IBANs, social security and phone numbers."""
_ADDRESS = re.compile(r"[0-9]\.[0-9]|:[0-9A-Fa-f:]")
_SEPARATOR = re.compile(r"[=:>,\t]")
_NAME = re.compile(r"(?<!\w)[A-Za-zÀ-ÿ_][\w.\-]*+(?=[\"'\])]*+(?:\s*+[=:>,]|[ \t]++[\"']))")
"""What stands where the name of a value would."""
_ESCAPED = re.compile(r"%[235][27dDaA]|&(?:quot|#)|\\|name=|--[A-Za-z]")
_WORDS = (*SPEAKS, "bearer", "basic", "identified")
_SHORTEST_TOKEN = 12
_TOKEN_PARTS = (
    "AKIA", "ASIA", "ABIA", "ACCA", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "gl", "xox",
    "xapp-", "k_live_", "k_test_", "whsec_", "AIza", "ya29.", "GOCSPX-", "sk-", "SG.", "npm_", "pypi-",
    "hf_", "_v1_", "shp", "sntry", "hv", "dapi", "lin_api_", "ntn_", "gsk_", "r8_", "NRAK-", "PMAK-",
    "dp.pt.", "sq0", "key-", "SK", ":AA", "AGE-S", "hooks.slack", "/webhooks/", "eyJ", "$2", "argon2$",
    "pbkdf2_", "scrypt$",
)  # fmt: skip
"""Every token that is known by its shape has one of these in it."""


class Hints:
    def __init__(self, rules: Rules) -> None:
        self._kind_of = rules.kind_of
        self._patterns = rules.patterns
        self._seeks_addresses = rules.privacy == "strict"

    def suspicious(self, texts: Sequence[str]) -> set[str]:
        """Those of the texts that have to be looked at closely."""
        joined = "\n".join(texts)
        found = {text for text in texts if len(text) > 7 and _DIGITS.search(text)}
        separates = _SEPARATOR.search
        found.update(
            self._named([text for text in texts if separates(text) or " '" in text or ' "' in text])
        )
        for is_there, test in self._tests(joined):
            if is_there:
                found.update(text for text in texts if test(text))
        return found

    def _named(self, texts: list[str]) -> Iterable[str]:
        """Those in which a name stands that is one of a secret, or may be the end of one."""
        joined = "\n".join(texts)
        names = set(_NAME.findall(joined))
        secret = [name for name in names if self._is_of_secret(name.rstrip(".-"))]
        return [text for text in texts if any(name in text for name in secret)]

    def _is_of_secret(self, name: str) -> bool:
        return name.lower() in PARTS_OF_NAMES or self._kind_of(name) >= Kind.TEXT

    def _tests(self, joined: str) -> list[tuple[bool, Callable[[str], object]]]:
        """Whether any text at all may need a test, and the test."""
        words = [word for word in joined.split() if len(word) >= _SHORTEST_TOKEN]
        long = " ".join(words)
        lower = joined.lower()
        said = [word for word in _WORDS if word in lower]
        parts = [part for part in _TOKEN_PARTS if part in long]
        return [
            (bool(parts), lambda text: any(part in text for part in parts)),
            ("@" in joined or "%40" in joined, lambda text: "@" in text or "%40" in text),
            ("://" in joined, lambda text: "://" in text),
            ("PRIVATE KEY" in joined, lambda text: "PRIVATE KEY" in text),
            (bool(said), lambda text: any(word in text.lower() for word in said)),
            (_ESCAPED.search(joined) is not None, _ESCAPED.search),
            (self._seeks_addresses, _ADDRESS.search),
            *((True, pattern.search) for pattern in self._patterns),
        ]
