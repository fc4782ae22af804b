"""`manage.py seismo test-link`: an address that raises one error, for a look at production."""

from argparse import ArgumentParser
from typing import Any, TextIO

from seismo_django.commands.lines import FAIL, OK, Line, tell
from seismo_django.commands.word import Word
from seismo_django.conf import django_setting


def run(options: dict[str, Any], out: TextIO) -> int:
    from django.urls import NoReverseMatch

    from seismo_django.errors.trial import link

    try:
        path = link()
    except NoReverseMatch:
        cure = 'path("", include("seismo_django.urls"))'
        return tell([Line(FAIL, "Link", "Your urls lack those of the kit.", cure)], options, out)
    address = f"{(options['base'] or _guessed()).rstrip('/')}{path}"
    return tell([Line(OK, "Link", f"{address} raises one error, within an hour.")], options, out)


def _guessed() -> str:
    hosts = [host.lstrip(".") for host in django_setting("ALLOWED_HOSTS", ()) if host != "*"]
    return f"https://{hosts[0]}" if hosts else "http://127.0.0.1:8000"


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("base", nargs="?", help="where the site is: https://shop.example.com")


WORD = Word("test-link", "Makes an address that raises one error.", arguments, run)
