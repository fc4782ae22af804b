"""`seismo` commands, each in a process of its own that is forked from one with the modules loaded.

Half a second of each command is Python loading what the one before it had loaded.
"""

import atexit
import functools
import importlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path

MODULES = (
    "django.core.management.commands.migrate",
    "django.db.backends.sqlite3.base",
    "django.db.models",
    "django.forms",
    "seismo.backup",
    "seismo.cli.commands",
    "seismo.control",
    "seismo.doctor",
    "seismo.runtime.operations",
    "typer._adapters",
)
"""What most commands load and no setting has a say in."""
PATIENCE = 180
"""Seconds, after which a command is ended by its own alarm."""


def seismo(
    *words: str, data: Path, typed: str = "", **environ: str
) -> "subprocess.CompletedProcess[str]":
    """Run a command on a data folder, with what is typed, and these names in its environment."""
    settings = {"SEISMO_DATA": str(data)} | environ
    with tempfile.TemporaryDirectory(prefix="seismo-command-") as folder:
        files = [Path(folder, name) for name in ("typed", "printed", "complaints")]
        files[0].write_text(typed)
        nursery = _nursery()
        assert nursery.stdin is not None
        assert nursery.stdout is not None
        nursery.stdin.write(json.dumps([words, settings, [*map(str, files)]]) + "\n")
        nursery.stdin.flush()
        code = int(nursery.stdout.readline())
        return subprocess.CompletedProcess(
            ["seismo", *words], code, files[1].read_text(), files[2].read_text()
        )


@functools.cache
def _nursery() -> "subprocess.Popen[str]":
    environ = {name: text for name, text in os.environ.items() if not name.startswith("SEISMO_")}
    nursery = subprocess.Popen(
        [sys.executable, __file__],
        env=environ,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(nursery.communicate)
    return nursery


def _serve_commands() -> None:
    for module in MODULES:
        importlib.import_module(module)
    for line in sys.stdin:
        command = os.fork()
        if not command:
            os._exit(_run(*json.loads(line)))
        _, status = os.waitpid(command, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _run(words: list[str], settings: dict[str, str], files: list[str]) -> int:
    """The exit code of the command, whose three streams are the files."""
    signal.alarm(PATIENCE)
    os.environ.update(settings)
    for stream, path in enumerate(files):
        os.dup2(os.open(path, os.O_RDWR | os.O_CREAT), stream)
    sys.stdin = os.fdopen(0)
    sys.argv = ["seismo", *words]
    try:
        importlib.import_module("seismo.__main__").main()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 0
    except BaseException:
        traceback.print_exc()
        return 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


if __name__ == "__main__":
    _serve_commands()
