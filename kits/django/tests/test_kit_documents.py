"""Row C19: the guides and the page on PyPI say what the code does."""

import ast
import os
import re
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.conf import global_settings
from kit_support.recorder import Recorder
from seismo_django import conf
from seismo_django.commands.word import Word
from seismo_django.conf.read import variables_of
from seismo_django.conf.table import Settings, every
from seismo_django.management.commands.seismo import WORDS
from seismo_django.release import COMMIT_VARIABLES

KIT = Path(__file__).parents[1]
README = KIT / "README.md"
DOCUMENTS = [README, *sorted((KIT.parents[1] / "docs/kit").glob("*.md"))]
OTHERS = {
    "APP_VERSION", "EVENT_ID", "EXCEPTION_HANDLER", "HTTPS_PROXY", "NO_PROXY", "ROOT_URLCONF", "SEISMO_X",
    "SENTRY_X",
}  # fmt: skip
"""Names that are no row of the kit's table, and no setting of which Django has a default."""

SECTIONS = {name.upper() for name in Settings.rows}

_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`([^`\n]+)`")
_NAME = re.compile(r"[A-Z][A-Z0-9]*[_.][A-Z0-9_.]*[A-Z0-9](?![\w=-])")
_COMMAND = re.compile(r"manage\.py seismo ([a-z][a-z-]*)([^\n`|&]*)")


def each(values: "list[tuple[Path, Any]]") -> list[Any]:
    return [
        pytest.param(value, id=f"{document.stem}-{number}")
        for number, (document, value) in enumerate(values)
    ]


def blocks(document: Path, language: str) -> list[str]:
    return [code for word, code in _BLOCK.findall(document.read_text()) if word == language]


BENCH = KIT.parents[1] / "bench/kit.py"
SNIPPETS = each([(page, code) for page in DOCUMENTS for code in blocks(page, "python")])


def parsed(options: ArgumentParser) -> set[str]:
    return {text for action in options._actions for text in action.option_strings}


def words() -> dict[str, set[str]]:
    """The options of each word of `manage.py seismo`."""
    found = {}
    for module in WORDS:
        word: Word = import_module(f"seismo_django.commands.{module}").WORD
        parser = ArgumentParser()
        word.arguments(parser)
        found[word.name] = parsed(parser) | {"--json", "--settings"}
    return found


def known() -> set[str]:
    names = {key for key, _ in every()} | {key.rpartition(".")[2] for key, _ in every()}
    variables = {name for _, told in every() for name in variables_of(told)}
    return names | variables | OTHERS | set(COMMIT_VARIABLES) | set(dir(global_settings))


def said_settings(code: str) -> Iterator[dict[str, Any]]:
    for statement in ast.parse(code).body:
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "SEISMO":
            yield ast.literal_eval(statement.value)


@pytest.mark.parametrize("code", SNIPPETS)
def test_C19_a_snippet_compiles(code: str) -> None:
    compile(code, "snippet", "exec")


@pytest.mark.parametrize("code", SNIPPETS)
def test_C19_what_a_snippet_imports_from_the_kit_is_there(code: str) -> None:
    imports = [
        (node.module or "", name.name)
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("seismo_django")
        for name in node.names
    ]

    assert [one for one in imports if not hasattr(import_module(one[0]), one[1])] == []


@pytest.mark.parametrize("code", SNIPPETS)
def test_C19_the_settings_of_a_snippet_are_understood(code: str) -> None:
    problems = [conf.read(said, {}, debug=False).problems for said in said_settings(code)]

    assert [problem for problem in problems if problem] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.stem)
def test_C19_settings_and_variables_that_a_document_names_exist(document: Path) -> None:
    text = document.read_text()
    spoken = " ".join(_INLINE.findall(text) + blocks(document, "sh"))
    names = set(_NAME.findall(spoken)) | set(re.findall(r'SEISMO\["(\w+)"\]', text))

    assert names - known() - SECTIONS == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.stem)
def test_C19_commands_that_a_document_names_exist(document: Path) -> None:
    there = words()
    wrong = [
        (word, rest)
        for word, rest in _COMMAND.findall(document.read_text())
        if word not in there or set(re.findall(r"--[a-z-]+", rest)) - there[word]
    ]

    assert wrong == []


def test_C1_the_readme_alone_brings_a_new_project_to_its_first_event(
    tmp_path: Path, recorder: Recorder
) -> None:
    run = {"cwd": tmp_path, "check": True, "capture_output": True}
    variables = {"SENTRY_DSN": recorder.dsn, "SEISMO_SEND_IN_DEBUG": "1"}
    environment = {
        name: text for name, text in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"
    } | variables
    subprocess.run([sys.executable, "-m", "django", "startproject", "fresh", "."], **run)
    settings, urls, *_ = blocks(README, "python")
    for name, lines in (("settings", settings), ("urls", urls)):
        with (tmp_path / "fresh" / f"{name}.py").open("a") as file:
            file.write(f"\n{lines}")

    for command in (["check"], ["seismo", "test", "--only", "exception"]):
        subprocess.run([sys.executable, "manage.py", *command], env=environment, **run)

    (event,) = recorder.payloads("event")
    assert event["environment"] == "development"


@pytest.mark.skipif(not BENCH.exists(), reason="the benchmarks are in the repository only")
def test_O18_the_page_of_costs_names_the_bars_that_are_checked() -> None:
    bars = re.search(r"^MOST_PER_REQUEST, MOST_PER_ERROR = (.+)$", BENCH.read_text(), re.MULTILINE)
    assert bars
    request, error = ast.literal_eval(bars[1])
    told = " ".join((KIT.parents[1] / "docs/kit/costs.md").read_text().split())

    assert f"at most {request * 1e6:.0f} µs a request and {error * 1e3:.0f} ms an error" in told
