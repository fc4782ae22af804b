"""The browser behind a user agent, in a few words for its owner."""

import re

BROWSERS = (
    ("Firefox", re.compile(r"Firefox/(\d+)")),
    ("Edge", re.compile(r"Edg\w*/(\d+)")),
    ("Opera", re.compile(r"OPR/(\d+)")),
    ("Chrome", re.compile(r"(?:Chrome|CriOS)/(\d+)")),
    ("Safari", re.compile(r"Version/(\d+)\S* .*Safari/")),
)
"""In the order in which they are looked for: most claim to be Chrome or Safari as well."""
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def agent_name(user_agent: str) -> str:
    """Such as `Firefox 128 on Linux`; what cannot be read is shown as it is, in short."""
    matches = ((name, pattern.search(user_agent)) for name, pattern in BROWSERS)
    browser = next((f"{name} {found[1]}" for name, found in matches if found), "")
    system = next((name for sign, name in SYSTEMS if sign in user_agent), "")
    if browser and system:
        return f"{browser} on {system}"
    return browser or system or user_agent[:60] or "Unknown browser"
