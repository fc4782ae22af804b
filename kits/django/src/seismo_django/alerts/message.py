"""What an alert says, before any channel words it in its own way."""

from typing import NamedTuple

LONGEST_TITLE = 200


class Alert(NamedTuple):
    title: str
    rule: str
    text: str
    """One or more sentences: how much, since when."""
    environment: str = ""
    culprit: str = ""
    event_id: str = ""
    release: str = ""
    url: str = ""
    severity: str = "error"
    """`critical`, `error`, `warning` or `info`."""
    key: str = ""
    """The same for alerts about the same thing."""

    def facts(self) -> list[tuple[str, str]]:
        """What is known beside the text, each with its name."""
        told = [
            ("Environment", self.environment),
            ("Where", self.culprit),
            ("Release", self.release),
            ("Event", self.event_id),
            ("Rule", self.rule),
        ]
        return [(name, value) for name, value in told if value]


def one_line(text: str, longest: int = LONGEST_TITLE) -> str:
    """Without line ends, which make headers of mails, and not longer than that."""
    plain = " ".join(text.split())
    return plain if len(plain) <= longest else f"{plain[: longest - 1]}…"
