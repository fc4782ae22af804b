"""The quick look that spares most texts the close one must overlook nothing that the close one finds."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from seismo_django.conf import read
from seismo_django.scrub.assignments import assigned_secrets
from seismo_django.scrub.hints import Hints
from seismo_django.scrub.names import kind_of
from seismo_django.scrub.patterns import shape_spans
from seismo_django.scrub.personal import Privacy, personal_spans
from seismo_django.scrub.rules import Rules, rules_of
from seismo_django.scrub.said import told_spans

RULES = rules_of(read({}, {}, debug=False).settings)
STRICT = rules_of(read({"PRIVACY": "strict"}, {}, debug=False).settings)
_letters = random.Random(1)


def made(alphabet: str, length: int) -> str:
    return "".join(_letters.choices(alphabet, k=length))


HEX, ALNUM = "0123456789abcdef", "abcdefghijABCDEFGHIJ0123456789"
TOKENS = [
    *(
        f"{start}{made('ABCDEFGH234567', 16)}"
        for start in ("AK" + "IA", "AS" + "IA", "AB" + "IA", "AC" + "CA")
    ),
    *(f"gh{letter}_{made(ALNUM, 36)}" for letter in "pousr"),
    *(
        f"gl{kind}-{made(ALNUM, 20)}"
        for kind in ("pat", "dt", "rt", "cbt", "ptt", "ft", "imt", "agent", "oas", "soat", "ffct")
    ),
    *(f"{kind}_{made(HEX, 32)}" for kind in ("shpat", "shpca", "shppa", "shpss")),
    *(f"hv{letter}.{made(ALNUM, 24)}" for letter in "sbr"),
    *(f"{start}k_live_{made(ALNUM, 24)}" for start in "srp"),
    "github" + "_pat_" + made(ALNUM, 30), "xox" + "b-" + made(ALNUM, 20), "xapp" + "-1-" + made(ALNUM, 20),
    "whsec" + "_" + made(ALNUM, 24), "AI" + "za" + made(ALNUM, 35), "ya" + "29." + made(ALNUM, 30),
    "GOC" + "SPX-" + made(ALNUM, 28), "sk" + "-" + made(ALNUM, 30) + "7", "npm" + "_" + made(ALNUM, 36),
    "SG" + "." + made(ALNUM, 22) + "." + made(ALNUM, 43), "pypi" + "-" + made(ALNUM, 40),
    "hf" + "_" + made(ALNUM, 34), "dop" + "_v1_" + made(HEX, 64), "sntry" + "s_" + made(ALNUM, 40),
    "dapi" + made(HEX, 32), "lin" + "_api_" + made(ALNUM, 40), "ntn" + "_" + made(ALNUM, 40),
    "gsk" + "_" + made(ALNUM, 40), "r8" + "_" + made(ALNUM, 37), "NRAK" + "-" + made("ABCDE12345", 27),
    "PMAK" + "-" + made(ALNUM, 30), "dp" + ".pt." + made(ALNUM, 40), "sq0" + "atp-" + made(ALNUM, 22),
    "key" + "-" + made(HEX, 32), "SK" + made(HEX, 32), "123456789" + ":AA" + made(ALNUM, 33),
    "AGE-SECRET-" + "KEY-1" + made("ABCDE12345", 58), "ey" + "J" + made(ALNUM, 20) + "." + made(ALNUM, 30),
    "$2b$12$" + made(ALNUM, 53), "pbkdf2_sha256$600000$salt$" + made(ALNUM, 43),
    "hooks.slack" + ".com/services/T0/B0/" + made(ALNUM, 24), "-----BEGIN RSA PRIVATE KEY-----",
]  # fmt: skip
NUMBERS = [
    "4111" + "1111" * 3, " ".join(["5500"] + ["0000"] * 2 + ["0004"]), "3782" + "-822463-10005",
    "078-05-" + "1120", "DE89 3704 " + "0044 0532 0130 00", "GB29NWBK" + "60161331926819",
    "+49 151 " + "2345 6789", "+49151" + "23456789", "%2B4915" + "123456789", "0049 (151) " + "23-45-67-89",
]  # fmt: skip
SAID = [
    "password=hunter2222", '"token": "abc"', "<password>secret</password>", "--api-key abcdef", "otp: 1b",
    "password is Xy7abcd", "Bearer abcdef123", "Basic YTpiYmJiYg==", "https://ada:pw@shop.test/",
    "a@b.example", "Cookie: a=b",
    "name=\"password\" value=\"x\"", "%22password%22%3A%22x%22", "identified by 'x'", "ada%40shop.example",
    "('password', 'x1y2z3')", "secret\\u003dabc", "192.0.2.7", "2001:db8::1:2",
]  # fmt: skip
AROUND = ("", " ", "a", "7", ".", "\n", "\\n", "\\r", "'", '"', "(", "=", ":", "%3D", "/", "-", "é")


def finds(text: str, rules: Rules) -> bool:
    """Whether the close look finds anything."""
    return bool(
        assigned_secrets(text, kind_of)
        or list(told_spans(text))
        or shape_spans(text)
        or list(personal_spans(text, Privacy(rules.privacy)))
    )


def overlooked(texts: list[str], rules: Rules) -> list[str]:
    there = [text for text in texts if finds(text, rules)]
    found = Hints(rules).suspicious(["an order", *there, "12.7083305944", "of tea"])
    return [text for text in there if text not in found]


@pytest.mark.parametrize("rules", [RULES, STRICT], ids=["balanced", "strict"])
@pytest.mark.parametrize("secret", [*TOKENS, *NUMBERS, *SAID])
def test_P2_no_secret_is_overlooked_whatever_stands_beside_it(secret: str, rules: Rules) -> None:
    texts = [
        before + secret + after for before, after in zip(AROUND, reversed(AROUND), strict=True)
    ]
    assert overlooked(texts, rules) == []


@pytest.mark.parametrize("secret", [*TOKENS, *NUMBERS])
def test_P2_the_close_look_knows_each_of_them(secret: str) -> None:
    assert finds(secret, RULES)


PIECES = st.sampled_from(
    [*NUMBERS, *SAID, *AROUND, "order 17", "4111", "+49", "00", "-", "token", "key"]
)


@given(st.lists(st.lists(PIECES | st.text(max_size=6), max_size=5).map("".join), max_size=8))
def test_P2_no_secret_is_overlooked_among_others(texts: list[str]) -> None:
    assert overlooked(texts, RULES) == []


@pytest.mark.parametrize(
    "text",
    [
        "13.708330594430363", "<Order: Order object (123456)>", "5f27f9cf0a7788c272433100d8205500",
        "https://stock.example/items/11880?page=2", "2026-11-22 12:00:00.123456", "order 123456 has 3 lines",
        "<shop.orders.Step object at 0x7fd160774186>", "SELECT * FROM shop LIMIT 12345678",
    ],
)  # fmt: skip
def test_what_programs_say_most_is_not_looked_at_closely(text: str) -> None:
    assert Hints(RULES).suspicious([text]) == set()
