"""Records what real SDKs send: `python corpus/record.py [--only NAME] [--scenario NAME]`.

Every scenario runs as its own program against a recording server on loopback. Its requests are
written to `corpus/<sdk>-<version>/<scenario>/` as `<n>.envelope` (`<n>.event` for the store
endpoint, `<n>.otlp` for those of OpenTelemetry), the decoded body, and `<n>.json`: method, path,
headers and the time of receipt.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from cleaning import Cleaning
from playwright.sync_api import Page, sync_playwright
from recorder import Recorder, Request, listening
from sdks import BUILDERS, BUNDLE, SDKS, SUFFIXES, Language, Sdk, installed

CORPUS = Path(__file__).resolve().parent
PUBLIC_KEY = "0123456789abcdef0123456789abcdef"
PAGE_HOST = "shop.example"
SERVER_HOST = "errors.example"
CHROMIUM = shutil.which("chromium")
"""The system's own; None where Playwright brings one."""
CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    f"--host-resolver-rules=MAP {PAGE_HOST} 127.0.0.1",
)
SECONDS_PER_SCENARIO = 60
ENDPOINTS = {"/envelope/": "envelope", "/otlp/": "otlp"}
"""Part of a path -> the suffix of the bodies that are posted there."""

Runner = Callable[[str], None]
"""Runs the scenario of a name to its end."""


def scenarios_of(sdk: Sdk) -> list[str]:
    """The scenarios that this SDK can run. A file beside them that starts with `_` is theirs."""
    if sdk.told:
        return sorted(sdk.told)
    files = (CORPUS / "scenarios" / sdk.language).glob(f"*{SUFFIXES[sdk.language]}")
    return sorted({file.stem for file in files if not file.stem.startswith("_")} - sdk.lacks)


def dsn(recorder: Recorder) -> str:
    return f"http://{PUBLIC_KEY}@127.0.0.1:{recorder.port}/1"


@contextmanager
def runner(sdk: Sdk, recorder: Recorder) -> Iterator[Runner]:
    """What runs scenarios in the SDK's folder."""
    folder = installed(sdk)
    shutil.copytree(CORPUS / "scenarios" / sdk.language, folder, dirs_exist_ok=True)
    if sdk.language is Language.BROWSER:
        with browser_runner(folder, recorder) as run_page:
            yield run_page
    else:
        command = command_of(sdk)
        environment = {
            "PATH": f"{sdk.python.parent}:{os.environ['PATH']}",
            "HOME": str(folder),
            "SCENARIO_DSN": dsn(recorder),
            "SENTRY_DSN": dsn(recorder) if sdk.language is Language.CLI else "",
        }

        def run_program(scenario: str) -> None:
            subprocess.run(
                [*command, scenario + SUFFIXES.get(sdk.language, "")],
                cwd=folder,
                env=environment,
                stdout=subprocess.DEVNULL,
                timeout=SECONDS_PER_SCENARIO,
                check=not scenario.startswith("uncaught"),
            )

        yield run_program


def command_of(sdk: Sdk) -> tuple[str, ...]:
    """What runs a scenario, but for its name."""
    if sdk.language in BUILDERS:
        return BUILDERS[sdk.language](sdk)
    programs = {
        Language.PYTHON: str(sdk.python),
        Language.NODE: "node",
        Language.CLI: "/bin/sh",
        Language.OTEL: str(sdk.python),
    }
    return (programs[sdk.language],)


@contextmanager
def browser_runner(folder: Path, recorder: Recorder) -> Iterator[Runner]:
    recorder.pages = {f"/{file.name}": file for file in folder.glob("*.*") if file.is_file()}
    assert f"/{BUNDLE}" in recorder.pages
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=list(CHROMIUM_ARGUMENTS), headless=True
        )

        def run_page(scenario: str) -> None:
            page: Page = browser.new_page()
            page.add_init_script(f"window.SCENARIO_DSN = {json.dumps(dsn(recorder))}")
            page.goto(f"http://{PAGE_HOST}:{recorder.port}/{scenario}.html?coupon=SPRING")
            if page.locator("[data-press]").count():
                page.click("[data-press]")
            page.wait_for_function("window.finished", timeout=SECONDS_PER_SCENARIO * 1000)
            page.close()

        yield run_page
        browser.close()


def cleaning_of(sdk: Sdk, recorder: Recorder, started: float) -> Cleaning:
    folder = str(sdk.folder.resolve())
    paths = (
        (folder, "/srv/app"),
        (folder.replace("/", "."), ".srv.app"),  # how Node's profiler names a module
        (sys.base_prefix, "/usr"),
        (str(Path.home()), "/srv"),
        (platform.release(), "6.1.0-amd64"),
        (f'"server_name":"{platform.node()}"', '"server_name":"web-1"'),
        (f"{PAGE_HOST}:{recorder.port}", PAGE_HOST),
        (f"127.0.0.1:{recorder.port}", SERVER_HOST),
    )
    return Cleaning(tuple((old.encode(), new.encode()) for old, new in paths), started)


def write(folder: Path, requests: list[Request], cleaning: Cleaning) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for number, request in enumerate(requests, 1):
        suffix = next((name for part, name in ENDPOINTS.items() if part in request.path), "event")
        body = cleaning.body(request.body, is_envelope=suffix == "envelope")
        (folder / f"{number}.{suffix}").write_bytes(body)
        facts = {
            "method": request.method,
            "path": request.path,
            "headers": {
                name: cleaning.text(value.encode()).decode()
                for name, value in request.headers.items()
            },
            "received": round(cleaning.moved(request.received), 3),
        }
        (folder / f"{number}.json").write_text(json.dumps(facts, indent=2) + "\n")


def record(sdk: Sdk, recorder: Recorder, scenarios: list[str]) -> None:
    """Raises RuntimeError when a scenario sent nothing."""
    with runner(sdk, recorder) as run:
        for scenario in scenarios:
            started = time.time()
            run(scenario)
            requests = recorder.taken()
            if not requests:
                raise RuntimeError(f"{sdk.name} sent nothing in {scenario}")
            folder = CORPUS / sdk.name / scenario
            write(folder, requests, cleaning_of(sdk, recorder, started))
            print(f"{sdk.name}/{scenario}: {len(requests)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    names = [sdk.name for sdk in SDKS]
    parser.add_argument("--only", metavar="NAME", choices=names, help=" | ".join(names))
    parser.add_argument("--scenario", metavar="NAME", help="the one scenario to record")
    wanted = parser.parse_args()
    with listening() as recorder:
        for sdk in SDKS:
            scenarios = [s for s in scenarios_of(sdk) if wanted.scenario in (None, s)]
            if scenarios and wanted.only in (None, sdk.name):
                record(sdk, recorder, scenarios)


if __name__ == "__main__":
    main()
