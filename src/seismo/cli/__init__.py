"""The command line: thin commands that work whether the server runs or not.

Each command imports what it needs, so that `seismo --help` answers at once.
"""

from seismo.cli import mail, main, upkeep, users
from seismo.cli.frame import app

__all__ = ["app", "mail", "main", "upkeep", "users"]
