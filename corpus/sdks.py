"""The SDKs whose requests are recorded, each installed into a folder of its own.

`python corpus/sdks.py NAME` installs one and prints its folder; an installed one is left as it is.
"""

import shutil
import subprocess
import sys
from collections.abc import Callable
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
    CLI = "cli"
    OTEL = "otel"
    GO = "go"
    JAVA = "java"
    RUST = "rust"


SUFFIXES = {
    Language.PYTHON: ".py",
    Language.NODE: ".mjs",
    Language.BROWSER: ".html",
    Language.CLI: ".sh",
    Language.OTEL: ".py",
}
"""Where each scenario is a file. A compiled language has one program that is told which to run."""


@dataclass(frozen=True, slots=True)
class Sdk:
    """One version of one SDK."""

    language: Language
    version: str
    packages: tuple[str, ...]
    """Requirements for the package manager, the SDK's own first."""
    lacks: frozenset[str] = frozenset()
    """Scenarios that this version has no function for."""
    told: tuple[str, ...] = ()
    """The only scenarios to record, where not all: a compiled program knows these, an old version is
    here for these."""

    @property
    def name(self) -> str:
        return f"{self.language}-{self.version}"

    @property
    def folder(self) -> Path:
        return INSTALLED / self.name

    @property
    def python(self) -> Path:
        """The interpreter of a virtual environment."""
        return self.folder / ".venv" / "bin" / "python"


def python(version: str, *packages: str, lacks: tuple[str, ...]) -> Sdk:
    wanted = (f"sentry-sdk=={version}", "django==5.2.19", *packages)
    return Sdk(Language.PYTHON, version, wanted, frozenset(lacks))


def cli(version: str) -> Sdk:
    return Sdk(Language.CLI, version, (f"sentry-cli=={version}",))


UNTIL_2 = ("logging_error", "profile", "profile_chunk", "transaction")
UNTIL_1 = ("configured_scope", "statsd")
SINCE_1 = ("attachment", "check_in", "client_report", "exception_group", "scope", "transaction")
SINCE_2 = ("logs", "metrics", "profile", "profile_chunk", "session", "streamed_spans")
EVERYWHERE = ("capture_message", "chained_exceptions", "logs", "scope", "transaction")
NODE_PROFILES = frozenset({"profile", "profile_chunk"})
"""They need a package of their own, which ends at 11.1.0."""

SDKS = (
    python("0.7.0", lacks=("statsd", *SINCE_1, *SINCE_2)),
    python("1.40.0", lacks=SINCE_2),
    python("2.75.0", "brotli==1.2.0", lacks=UNTIL_1),
    python("3.0.0b2", lacks=(*UNTIL_1, *UNTIL_2)),
    Sdk(
        Language.NODE,
        "7.120.4",
        ("@sentry/node@7.120.4", "@sentry/profiling-node@7.120.4"),
        told=("capture_message", "chained_exceptions", "check_in", "profile", "scope", "session"),
    ),
    Sdk(Language.NODE, "10.78.0", ("@sentry/node@10.78.0",), NODE_PROFILES),
    Sdk(
        Language.NODE,
        "11.1.0",
        ("@sentry/node@11.1.0", "@sentry/profiling-node@11.1.0"),
        told=("profile_chunk",),
    ),
    Sdk(Language.NODE, "11.12.0", ("@sentry/node@11.12.0",), NODE_PROFILES),
    Sdk(
        Language.BROWSER,
        "7.120.4",
        ("@sentry/browser@7.120.4", "esbuild@0.28.2"),
        told=("chained_exceptions", "session", "uncaught_exception", "user_report"),
    ),
    Sdk(
        Language.BROWSER,
        "11.12.0",
        ("@sentry/browser@11.12.0", "esbuild@0.28.2"),
        frozenset({"user_report"}),
    ),
    cli("2.58.6"),
    cli("3.8.2"),
    Sdk(
        Language.OTEL,
        "1.45.1",
        (
            "opentelemetry-exporter-otlp-proto-http==1.45.1",
            "opentelemetry-exporter-otlp-json-http==0.66b1",
        ),
    ),
    Sdk(
        Language.GO,
        "0.50.0",
        ("github.com/getsentry/sentry-go@v0.50.0",),
        told=(
            *EVERYWHERE,
            *("attachment", "check_in", "client_report", "metrics", "recovered_panic"),
        ),
    ),
    Sdk(
        Language.JAVA,
        "8.62.0",
        ("io.sentry:sentry:8.62.0",),
        told=(
            *EVERYWHERE,
            *("attachment", "check_in", "client_report", "feedback", "metrics", "session"),
            *("uncaught_exception", "user_report"),
        ),
    ),
    Sdk(
        Language.RUST,
        "0.49.5",
        ("sentry@0.49.5",),
        told=(*EVERYWHERE, "attachment", "session", "uncaught_panic"),
    ),
)


def run(*command: str | Path, cwd: Path) -> None:
    """Raises RuntimeError with the program's own words when it fails."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stdout}{done.stderr}")


def installed(sdk: Sdk) -> Path:
    """The SDK's folder, filled when it is not. Raises RuntimeError when an installer fails."""
    proof = sdk.folder / "installed.txt"
    wanted = "\n".join(sdk.packages)
    if proof.exists() and proof.read_text() == wanted:
        return sdk.folder
    shutil.rmtree(sdk.folder, ignore_errors=True)
    sdk.folder.mkdir(parents=True)
    INSTALLERS[sdk.language](sdk)
    proof.write_text(wanted)
    return sdk.folder


def install_python(sdk: Sdk) -> None:
    run(sys.executable, "-m", "venv", ".venv", cwd=sdk.folder)
    run(sdk.python, "-m", "pip", "install", "--quiet", *sdk.packages, cwd=sdk.folder)


def install_node(sdk: Sdk) -> None:
    (sdk.folder / "package.json").write_text('{"private": true}\n')
    options = ("--ignore-scripts", "--no-audit", "--no-fund")
    run("npm", "install", *options, *sdk.packages, cwd=sdk.folder)


def install_browser(sdk: Sdk) -> None:
    install_node(sdk)
    (sdk.folder / "entry.mjs").write_text('export * from "@sentry/browser";\n')
    flags = ("--bundle", "--minify", "--format=iife", "--global-name=Sentry")
    esbuild = sdk.folder / "node_modules" / ".bin" / "esbuild"
    run(esbuild, "entry.mjs", *flags, f"--outfile={BUNDLE}", cwd=sdk.folder)


def install_go(sdk: Sdk) -> None:
    run("go", "mod", "init", "shop", cwd=sdk.folder)
    run("go", "get", *sdk.packages, cwd=sdk.folder)


def install_java(sdk: Sdk) -> None:
    copy = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy"
    for package in sdk.packages:
        run("mvn", "-B", copy, f"-Dartifact={package}", "-DoutputDirectory=lib", cwd=sdk.folder)


def install_rust(sdk: Sdk) -> None:
    features = "backtrace,contexts,debug-images,logs,panic,release-health,ureq"
    run("cargo", "init", "--name", "shop", "--vcs", "none", cwd=sdk.folder)
    for package in sdk.packages:
        name, _, version = package.partition("@")
        wanted = (f"{name}@={version}", "--no-default-features", "--features", features)
        run("cargo", "add", *wanted, cwd=sdk.folder)


INSTALLERS: dict[Language, Callable[[Sdk], None]] = {
    Language.PYTHON: install_python,
    Language.NODE: install_node,
    Language.BROWSER: install_browser,
    Language.CLI: install_python,
    Language.OTEL: install_python,
    Language.GO: install_go,
    Language.JAVA: install_java,
    Language.RUST: install_rust,
}


def build_go(sdk: Sdk) -> tuple[str, ...]:
    run("go", "build", "-o", "shop", ".", cwd=sdk.folder)
    return (str(sdk.folder / "shop"),)


def build_java(sdk: Sdk) -> tuple[str, ...]:
    run("javac", "-cp", "lib/*", "-d", ".", "Shop.java", cwd=sdk.folder)
    return ("java", "-cp", f"{sdk.folder}/lib/*:{sdk.folder}", "Shop")


def build_rust(sdk: Sdk) -> tuple[str, ...]:
    (sdk.folder / "main.rs").replace(sdk.folder / "src" / "main.rs")
    run("cargo", "build", "--quiet", cwd=sdk.folder)
    return (str(sdk.folder / "target" / "debug" / "shop"),)


BUILDERS: dict[Language, Callable[[Sdk], tuple[str, ...]]] = {
    Language.GO: build_go,
    Language.JAVA: build_java,
    Language.RUST: build_rust,
}
"""Each compiles the program and gives the command that runs it."""


def named(name: str) -> Sdk:
    """Raises KeyError when no SDK has the name."""
    return {sdk.name: sdk for sdk in SDKS}[name]


if __name__ == "__main__":
    print(installed(named(sys.argv[1])))
