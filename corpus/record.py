"""Records what real SDKs send: `python corpus/record.py [--only NAME]`.

Every scenario runs as its own program against a recording server on loopback. Its requests are
written to `corpus/<sdk>-<version>/<scenario>/` as `<n>.envelope` (`<n>.event` for the store
endpoint), the decoded body, and `<n>.json`: method, path, headers and the time of receipt.
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
from sdks import BUNDLE, SDKS, SUFFIXES, Language, Sdk, installed

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

Runner = Callable[[Path], None]


def scenarios_of(sdk: Sdk) -> list[Path]:
    """The scenario programs that this SDK can run. A file beside them that starts with `_` is theirs."""
    programs = (CORPUS / "scenarios" / sdk.language).glob(f"*{SUFFIXES[sdk.language]}")
    return sorted(p for p in programs if p.stem not in sdk.lacks and not p.stem.startswith("_"))


def dsn(recorder: Recorder) -> str:
    return f"http://{PUBLIC_KEY}@127.0.0.1:{recorder.port}/1"


@contextmanager
def runner(sdk: Sdk, recorder: Recorder) -> Iterator[Runner]:
    """Runs one scenario to its end, in the SDK's folder."""
    folder = installed(sdk)
    shutil.copytree(CORPUS / "scenarios" / sdk.language, folder, dirs_exist_ok=True)
    if sdk.language is Language.BROWSER:
        with browser_runner(folder, recorder) as run_page:
            yield run_page
    else:
        program = str(sdk.python) if sdk.language is Language.PYTHON else "node"
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "SCENARIO_DSN": dsn(recorder),
        }

        def run_program(scenario: Path) -> None:
            subprocess.run(
                [program, folder / scenario.name],
                cwd=folder,
                env=environment,
                stdout=subprocess.DEVNULL,
                timeout=SECONDS_PER_SCENARIO,
                check=not scenario.stem.startswith("uncaught"),
            )

        yield run_program


@contextmanager
def browser_runner(folder: Path, recorder: Recorder) -> Iterator[Runner]:
    recorder.pages = {f"/{file.name}": file for file in folder.glob("*.*") if file.is_file()}
    assert f"/{BUNDLE}" in recorder.pages
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=list(CHROMIUM_ARGUMENTS), headless=True
        )

        def run_page(scenario: Path) -> None:
            page: Page = browser.new_page()
            page.add_init_script(f"window.SCENARIO_DSN = {json.dumps(dsn(recorder))}")
            page.goto(f"http://{PAGE_HOST}:{recorder.port}/{scenario.name}?coupon=SPRING")
            page.wait_for_function("window.finished", timeout=SECONDS_PER_SCENARIO * 1000)
            page.close()

        yield run_page
        browser.close()


def cleaning_of(sdk: Sdk, recorder: Recorder, started: float) -> Cleaning:
    paths = (
        (str(sdk.folder.resolve()), "/srv/app"),
        (sys.base_prefix, "/usr"),
        (str(Path.home()), "/srv"),
        (platform.release(), "6.1.0-amd64"),
        (f"{PAGE_HOST}:{recorder.port}", PAGE_HOST),
        (f"127.0.0.1:{recorder.port}", SERVER_HOST),
    )
    return Cleaning(tuple((old.encode(), new.encode()) for old, new in paths), started)


def write(folder: Path, requests: list[Request], cleaning: Cleaning) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for number, request in enumerate(requests, 1):
        is_envelope = "/envelope/" in request.path
        suffix = "envelope" if is_envelope else "event"
        body = cleaning.body(request.body, is_envelope=is_envelope)
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


def record(sdk: Sdk, recorder: Recorder) -> None:
    """Raises RuntimeError when a scenario sent nothing."""
    with runner(sdk, recorder) as run:
        for scenario in scenarios_of(sdk):
            started = time.time()
            run(scenario)
            requests = recorder.taken()
            if not requests:
                raise RuntimeError(f"{sdk.name} sent nothing in {scenario.name}")
            folder = CORPUS / sdk.name / scenario.stem
            write(folder, requests, cleaning_of(sdk, recorder, started))
            print(f"{sdk.name}/{scenario.stem}: {len(requests)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    names = [sdk.name for sdk in SDKS]
    parser.add_argument("--only", metavar="NAME", choices=names, help=" | ".join(names))
    only = parser.parse_args().only
    with listening() as recorder:
        for sdk in SDKS:
            if only in (None, sdk.name):
                record(sdk, recorder)


if __name__ == "__main__":
    main()
