"""Secrets that are made when the site runs: in its source they would stand on source lines of events.

Who knows the seed knows them all, so that a test can look for each in the bytes that leave.
"""

import base64

_CARD = "4111" + "1111" * 3
"""The number that payment providers publish for trials."""


def secrets_of(seed: str) -> dict[str, str]:
    """By the place or the kind: 30 secrets, no two alike. The seed has eight letters and digits."""
    named = {
        name: f"{name[:4]}-{seed}-{number}"
        for number, name in enumerate(
            (
                "query", "body", "nested", "header", "referer", "cookie", "local", "locals", "context", "tag",
                "extra", "crumb", "crumbs", "argument", "parameter", "attribute", "metric", "span",
                "feedback", "marked", "posted", "sql", "option",
            )
        )
    }  # fmt: skip
    login = base64.b64encode(f"ada:{seed}".encode()).decode()
    return named | {
        "card": _CARD,
        "email": f"ada-{seed}@example.test",
        "phone": "+49151" + "2345" + "6789",
        "basic": login,
        "token": "gh" + "p_" + seed * 3,
        "url": f"pw{seed}",
        "jwt": "ey" + "J" + seed + "abcd." + seed + ".x",
    }
