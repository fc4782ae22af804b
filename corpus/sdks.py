"""The SDKs whose requests are recorded, each installed into a folder of its own.

`python corpus/sdks.py NAME` installs one and prints its folder; an installed one is left as it is.
"""

import shutil
import subprocess
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
INSTALLED = REPOSITORY / ".cache" / "corpus"
BUNDLE = "sentry.js"
"""The browser SDK as one classic script that defines `Sentry`."""


class Language(StrEnum):
    PYTHON = "python"
    NODE = "node"
    BROWSER = "browser"


SUFFIXES = {Language.PYTHON: ".py", Language.NODE: ".mjs", Language.BROWSER: ".html"}


@dataclass(frozen=True, slots=True)
class Sdk:
    """One version of one SDK."""

    language: Language
    version: str
    packages: tuple[str, ...]
    """Requirements for pip or npm, the SDK's own first."""
    lacks: frozenset[str] = frozenset()
    """Scenarios that this version has no function for."""

    @property
    def name(self) -> str:
        return f"{self.language}-{self.version}"

    @property
    def folder(self) -> Path:
        return INSTALLED / self.name

    @property
    def python(self) -> Path:
        """The interpreter of a Python SDK's virtual environment."""
        return self.folder / ".venv" / "bin" / "python"


def python(version: str, *packages: str, lacks: tuple[str, ...]) -> Sdk:
    wanted = (f"sentry-sdk=={version}", "django==5.2.19", *packages)
    return Sdk(Language.PYTHON, version, wanted, frozenset(lacks))


UNTIL_2 = ("logging_error", "profile", "transaction")
UNTIL_1 = ("configured_scope", "statsd")
SINCE_1 = ("attachment", "check_in", "client_report", "exception_group", "scope", "transaction")
SINCE_2 = ("logs", "metrics", "profile", "session", "streamed_spans")

SDKS = (
    python("0.7.0", lacks=("statsd", *SINCE_1, *SINCE_2)),
    python("1.40.0", lacks=SINCE_2),
    python("2.75.0", "brotli==1.2.0", lacks=UNTIL_1),
    python("3.0.0b2", lacks=(*UNTIL_1, *UNTIL_2)),
    Sdk(Language.NODE, "10.78.0", ("@sentry/node@10.78.0",)),
    Sdk(Language.NODE, "11.12.0", ("@sentry/node@11.12.0",)),
    Sdk(Language.BROWSER, "11.12.0", ("@sentry/browser@11.12.0", "esbuild@0.28.2")),
)


def run(*command: str | Path, cwd: Path) -> None:
    """Raises RuntimeError with the program's own words when it fails."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stdout}{done.stderr}")


def installed(sdk: Sdk) -> Path:
    """The SDK's folder, filled when it is not. Raises RuntimeError when pip or npm fails."""
    proof = sdk.folder / "installed.txt"
    wanted = "\n".join(sdk.packages)
    if proof.exists() and proof.read_text() == wanted:
        return sdk.folder
    shutil.rmtree(sdk.folder, ignore_errors=True)
    sdk.folder.mkdir(parents=True)
    if sdk.language is Language.PYTHON:
        install_python(sdk)
    else:
        install_node(sdk)
    proof.write_text(wanted)
    return sdk.folder


def install_python(sdk: Sdk) -> None:
    run(sys.executable, "-m", "venv", ".venv", cwd=sdk.folder)
    run(sdk.python, "-m", "pip", "install", "--quiet", *sdk.packages, cwd=sdk.folder)


def install_node(sdk: Sdk) -> None:
    (sdk.folder / "package.json").write_text('{"private": true}\n')
    options = ("--ignore-scripts", "--no-audit", "--no-fund")
    run("npm", "install", *options, *sdk.packages, cwd=sdk.folder)
    if sdk.language is Language.BROWSER:
        (sdk.folder / "entry.mjs").write_text('export * from "@sentry/browser";\n')
        flags = ("--bundle", "--minify", "--format=iife", "--global-name=Sentry")
        esbuild = sdk.folder / "node_modules" / ".bin" / "esbuild"
        run(esbuild, "entry.mjs", *flags, f"--outfile={BUNDLE}", cwd=sdk.folder)


def named(name: str) -> Sdk:
    """Raises KeyError when no SDK has the name."""
    return {sdk.name: sdk for sdk in SDKS}[name]


if __name__ == "__main__":
    print(installed(named(sys.argv[1])))
