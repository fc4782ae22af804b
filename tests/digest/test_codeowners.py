"""CODEOWNERS files, translated into ownership rules."""

import pytest

from seismo.digest.codeowners import Translated, put_first, translate
from seismo.digest.ownership import owners_of, ownership_rules
from seismo.model.event import Event, Exceptions, ExceptionValue, Frame, Stacktrace

KNOWN = ["ana@example.test", "ben@example.test", "#payments", "#web"]


def rules_of(text: str, source_root: str = "") -> list[str]:
    return list(translate(text, source_root, KNOWN).rules)


def owner_of(path: str, text: str, source_root: str = "") -> str:
    """Who is the first owner of an error in a file."""
    stack = Stacktrace(frames=[Frame(filename=path, in_app=True)])
    event = Event(
        event_id="a" * 32,
        platform="python",
        timestamp=0.0,
        received=0.0,
        exception=Exceptions(values=[ExceptionValue(type="E", stacktrace=stack)]),
    )
    found = owners_of(event, "\n".join(rules_of(text, source_root)))
    return found[0] if found else ""


@pytest.mark.parametrize(
    ("line", "path", "is_owned"),
    [
        ("* @ana", "shop/views.py", True),
        ("*.js @ana", "web/deep/app.js", True),
        ("*.js @ana", "web/app.ts", False),
        ("/build/logs/ @ana", "build/logs/a/b.py", True),
        ("/build/logs/ @ana", "logs/a.py", False),
        ("docs/* @ana", "docs/a.py", True),
        ("docs/* @ana", "docs/deep/a.py", False),
        ("apps/ @ana", "shop/apps/a.py", True),
        ("/docs @ana", "docs/deep/a.py", True),
        ("**/logs @ana", "deep/logs/a.py", True),
        (r"/my\ shop/ @ana", "my shop/a.py", True),
        ("/docs/ @ana", "/srv/app/docs/a.py", True),
    ],
)
def test_a_pattern_means_the_paths_that_it_means_to_github(
    line: str, path: str, *, is_owned: bool
) -> None:
    assert bool(owner_of(path, line)) is is_owned


def test_the_last_line_that_matches_counts() -> None:
    text = "* @ana\n/checkout/ @acme/payments\n"

    assert owner_of("checkout/views.py", text) == "#payments"
    assert owner_of("search/views.py", text) == "ana@example.test"


@pytest.mark.parametrize(
    ("word", "owner"),
    [
        ("Ben@Example.test", "ben@example.test"),
        ("@ben", "ben@example.test"),
        ("@acme/Web", "#web"),
    ],
    ids=["mail address", "name", "team"],
)
def test_owners_are_found_by_what_they_are_called_here(word: str, owner: str) -> None:
    assert rules_of(f"* {word}") == [f"path:** {owner}"]


def test_paths_begin_at_the_folder_that_the_application_is_in() -> None:
    text = "/backend/shop/ @ana\n/backend/ @ben\n/frontend/ @acme/web\n*.sql @ana\n"

    assert rules_of(text, "/backend/") == [
        "path:**/shop/** ana@example.test",
        "path:** ben@example.test",
        "path:**/*.sql ana@example.test",
    ]


@pytest.mark.parametrize(
    ("line", "cause"),
    [
        ("!docs/ @ana", "it begins with `!`"),
        ("[Payments] @ana", "it is the head of a section"),
        ("docs/", "it names no owner"),
        ("* @ghost", "nobody here is `@ghost`"),
        ("/web/ @ana", "it is about what is not in `backend/`"),
    ],
)
def test_what_is_in_no_rule_is_told(line: str, cause: str) -> None:
    translated = translate(f"# ours\n\n{line}", "backend", KNOWN)

    assert [(each.line, each.cause) for each in translated.left_out] == [(3, cause)]
    assert translated.rules == ()


def test_who_is_known_owns_without_who_is_not() -> None:
    translated = translate("* @ghost @ana  # both", "", KNOWN)

    assert translated.rules == ("path:** ana@example.test",)
    assert [problem.column for problem in translated.left_out] == [3]


def test_two_members_of_one_name_are_not_told_apart() -> None:
    assert translate("* @ana", "", ["ana@example.test", "ana@other.test"]).rules == ()


def test_every_rule_can_be_read() -> None:
    text = "\n".join(rules_of(r"* @ana" + "\n" + r"/my\ shop/\#1/ @ben"))

    assert ownership_rules(text).problems == ()


def test_own_rules_stay_below_those_of_the_file() -> None:
    first = put_first(Translated(("path:a ana@example.test",), ()), "path:mine ben@example.test")
    second = put_first(Translated(("path:b ana@example.test",), ()), first)

    assert second.splitlines() == [
        "# From CODEOWNERS",
        "path:b ana@example.test",
        "# End of CODEOWNERS",
        "",
        "path:mine ben@example.test",
    ]
