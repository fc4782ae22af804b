"""The kit's tests on the versions of sentry-sdk and Django that it promises: `make e2e`.

The newest pair is what `make test` runs. Packages of the others are laid before those of the environment; the
server of the tests keeps its own. A pair runs the files that meet an SDK or Django at work: those that import
it, or what starts processes of an application. The others would only say again what `make test` said, and so
would pages in a browser, or another order of the tests: what is red here is red by its versions.
"""

import ast
import os
import sys
from pathlib import Path

import nox

HERE = Path(__file__).parent
PAIRS = (
    ("2.18.0", "4.2.*"),
    ("2.18.0", "5.2.*"),
    ("2.43.0", "5.2.*"),
    ("2.*", "4.2.*"),
    ("3.0.0b2", "4.2.*"),
    ("3.0.0b2", "5.2.*"),
)
AT_WORK = frozenset(("sentry_sdk", "kit_support", "acceptance"))

nox.options.default_venv_backend = "none"
nox.options.envdir = str(HERE / ".nox")


@nox.session
@nox.parametrize(
    ("sdk", "django"), PAIRS, ids=[f"sdk {sdk}, Django {django}" for sdk, django in PAIRS]
)
def tests(session: nox.Session, sdk: str, django: str) -> None:
    """Words after `--` go to pytest."""
    packages = [
        installed(session, name, version)
        for name, version in (("sentry-sdk", sdk), ("django", django))
    ]
    path = os.pathsep.join(map(str, packages))
    words = session.posargs or [
        *("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", "-p", "no:randomly"),
        *("-m", "not browser"),
        *(str(file) for file in sorted(HERE.glob("tests/test_*.py")) if imports(file) & AT_WORK),
    ]
    session.run(
        *(sys.executable, "-m", "pytest", "-c", str(HERE / "pyproject.toml"), *words),
        env={
            "PYTHONPATH": os.pathsep.join(filter(None, (path, os.environ.get("PYTHONPATH")))),
            "KIT_PACKAGES": path,
        },
    )


def installed(session: nox.Session, name: str, version: str) -> Path:
    """The folder of a package, filled when it is not there; one for all pairs that need it."""
    folder = HERE / ".nox" / f"{name}-{version}".replace("*", "x")
    if not folder.exists():
        words = ("-m", "pip", "install", "--quiet", "--no-deps", "--target", str(folder))
        session.run(sys.executable, *words, f"{name}=={version}")
    return folder


def imports(file: Path) -> set[str]:
    """The top of each package that it names."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found
