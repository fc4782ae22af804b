"""What a word of `manage.py seismo` is."""

from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any, NamedTuple, TextIO


class Word(NamedTuple):
    """`manage.py seismo NAME`. Every word exits with 0 or 1 and can print JSON."""

    name: str
    help: str
    arguments: Callable[[ArgumentParser], None]
    run: Callable[[dict[str, Any], TextIO], int]
    """Takes the parsed options and where to print; returns the exit code."""
