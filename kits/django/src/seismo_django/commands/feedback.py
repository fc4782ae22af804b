"""`manage.py seismo feedback list|flush`"""

import json
from argparse import ArgumentParser
from typing import Any, TextIO

from seismo_django.commands.word import Word
from seismo_django.destination import Where
from seismo_django.setup import start


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "deed", choices=("list", "flush"), help="show what waits, or deliver it now"
    )


def run(options: dict[str, Any], out: TextIO) -> int:
    from seismo_django.feedback import courier, shelves

    arrived = courier.deliver() if options["deed"] == "flush" else 0
    waiting = [
        {
            "created": feedback.created.isoformat(),
            "reference": feedback.request_id,
            "message": feedback.message,
        }
        for shelf in shelves.shelves()
        for feedback in shelf.pending()
    ]
    if options["json"]:
        out.write(json.dumps({"delivered": arrived, "waiting": waiting}))
    else:
        _tell(options["deed"], arrived, waiting, out)
    return 1 if options["deed"] == "flush" and waiting else 0


def _tell(deed: str, arrived: int, waiting: list[dict[str, str]], out: TextIO) -> None:
    if deed == "flush":
        out.write(f"{arrived} delivered, {len(waiting)} waiting.")
    for each in waiting:
        out.write(f"{each['created']}  {each['reference']}  {each['message'][:60]}")
    if deed == "list" and not waiting:
        out.write("Nothing waits.")
    if waiting and start.destination.where != Where.SERVER:
        out.write(f"It stays here: {start.destination.reason}")


WORD = Word("feedback", "what visitors wrote and was not delivered yet", arguments, run)
