"""The shape of the source: sizes, places in the layers, and the names of the journey."""

import ast
import importlib
import importlib.util
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MOST_LINES = 400
MOST_STATEMENTS = 40

LAYERS = next(
    contract["layers"]
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
        "contracts"
    ]
    if contract["name"] == "The layers of the server"
)

JOURNEY = (
    ("seismo.ingest.http", "envelope"),
    ("seismo.protocol.auth", "parse_auth"),
    ("seismo.ingest.keys", "Keys.find"),
    ("seismo.protocol.encoding", "decoded"),
    ("seismo.protocol.envelope", "parse_envelope"),
    ("seismo.ingest.admit", "admit"),
    ("seismo.ports.journal", "Journal.append"),
    ("seismo.digest.worker", "run"),
    ("seismo.ports.journal", "Journal.read"),
    ("seismo.digest.pipeline", "KINDS"),
    ("seismo.digest.pipeline", "digest_record"),
    ("seismo.digest.commit", "commit_batch"),
    ("seismo.ports.blobs", "BlobStore.put_all"),
    ("seismo.ports.eventstore", "EventStore.insert"),
    ("seismo.model.issue", "observe"),
    ("seismo.catalog.progress", "advance"),
)


def python_files() -> list[Path]:
    folders = (
        "src",
        "kits/django/src",
        "tests",
        "kits/django/tests",
        "bench",
        "docs",
        "corpus",
        "examples",
    )
    files = [file for folder in folders for file in sorted((ROOT / folder).rglob("*.py"))]
    return [file for file in files if "migrations" not in file.parts]


def functions(file: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def statements(function: ast.AST) -> int:
    return sum(isinstance(node, ast.stmt) for node in ast.walk(function)) - 1


def name_of(file: Path) -> str:
    return str(file.relative_to(ROOT))


def test_no_file_has_more_than_400_lines() -> None:
    texts = {name_of(file): file.read_text(encoding="utf-8") for file in python_files()}

    assert [name for name, text in texts.items() if len(text.splitlines()) > MOST_LINES] == []


def test_no_function_has_more_than_40_statements() -> None:
    too_long = [
        f"{name_of(file)}: {each.name}"
        for file in python_files()
        for each in functions(file)
        if statements(each) > MOST_STATEMENTS
    ]

    assert too_long == []


@pytest.mark.parametrize(("module", "name"), JOURNEY, ids=lambda part: part)
def test_a_name_of_the_journey_exists(module: str, name: str) -> None:
    found: object = importlib.import_module(module)
    for part in name.split("."):
        found = getattr(found, part)

    assert found is not None


def test_every_part_of_the_server_has_a_place_in_the_layers() -> None:
    placed = {part.strip() for layer in LAYERS for part in layer.split("|")}
    parts = {
        path.stem
        for path in (ROOT / "src/seismo").iterdir()
        if (path.is_dir() and (path / "__init__.py").exists()) or path.suffix == ".py"
    }

    assert parts - {"__init__", "__main__"} <= placed


def test_no_layer_is_left_empty() -> None:
    placed = {part.strip() for layer in LAYERS for part in layer.split("|")}

    assert [p for p in placed if importlib.util.find_spec(f"seismo.{p}") is None] == []


@pytest.mark.parametrize("folder", ["tests", "kits/django/tests"])
def test_test_files_have_names_of_their_own(folder: str) -> None:
    names = [file.name for file in (ROOT / folder).rglob("test_*.py")]

    assert sorted(names) == sorted(set(names))
