"""The kit's tests on the versions of sentry-sdk and Django that it promises: `make e2e`.

The newest pair is what `make test` runs. Packages of the others are laid before those of the environment; the
server of the tests keeps its own.
"""

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

nox.options.default_venv_backend = "none"
nox.options.envdir = str(HERE / ".nox")


@nox.session
@nox.parametrize(
    ("sdk", "django"), PAIRS, ids=[f"sdk {sdk}, Django {django}" for sdk, django in PAIRS]
)
def tests(session: nox.Session, sdk: str, django: str) -> None:
    """Words after `--` go to pytest."""
    folder = HERE / ".nox" / f"sdk-{sdk}-django-{django}".replace("*", "x")
    if not folder.exists():
        wanted = (f"sentry-sdk=={sdk}", f"django=={django}")
        words = ("-m", "pip", "install", "--quiet", "--no-deps", "--target", str(folder), *wanted)
        session.run(sys.executable, *words)
    path = os.pathsep.join(filter(None, (str(folder), os.environ.get("PYTHONPATH"))))
    words = (
        "-m",
        "pytest",
        "-c",
        str(HERE / "pyproject.toml"),
        *(session.posargs or [str(HERE / "tests")]),
    )
    session.run(sys.executable, *words, env={"PYTHONPATH": path, "KIT_PACKAGES": str(folder)})
