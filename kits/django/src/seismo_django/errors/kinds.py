"""The six error pages: status, titles, and where their templates are looked for."""

from typing import NamedTuple


class Kind(NamedTuple):
    name: str
    """Of its templates and of its preview."""
    status: int
    title: str
    """Of the problem, for programs."""
    takes_feedback: bool = False

    @property
    def own_template(self) -> str:
        """The template of the project that Django's own handlers would take."""
        return "403_csrf.html" if self.name == "csrf" else f"{self.name}.html"

    @property
    def kit_template(self) -> str:
        return f"seismo/errors/{self.name}.html"


BAD_REQUEST = Kind("400", 400, "Bad request")
FORBIDDEN = Kind("403", 403, "Forbidden")
CSRF = Kind("csrf", 403, "The form could not be verified")
NOT_FOUND = Kind("404", 404, "Not found")
SERVER_ERROR = Kind("500", 500, "Server error", takes_feedback=True)
UNAVAILABLE = Kind("503", 503, "Temporarily unavailable")

KINDS = {
    kind.name: kind for kind in (BAD_REQUEST, FORBIDDEN, CSRF, NOT_FOUND, SERVER_ERROR, UNAVAILABLE)
}
