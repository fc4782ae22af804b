"""What a page offers to do: the forms that somebody could submit."""

from html.parser import HTMLParser


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._action: str | None = None
        self._is_offered = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        if tag == "form":
            is_post = (has.get("method") or "").lower() == "post"
            self._action = (has.get("action") or "") if is_post else None
            self._is_offered = False
        elif tag == "button" and self._action is not None:
            submits = has.get("type", "submit") == "submit"
            self._is_offered |= submits and has.get("name") not in TRIALS

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._action is not None:
            if self._is_offered:
                self.found.append(self._action)
            self._action = None


TRIALS = {"try"}
"""Buttons that show what would be, and change nothing."""


def offered(page: str) -> list[str]:
    """The addresses that a page's forms post to; empty for those that post to the page itself."""
    forms = _Forms()
    forms.feed(page)
    return forms.found
