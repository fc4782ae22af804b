"""All commands."""

from seismo.cli import mail, main, upkeep, users
from seismo.cli.frame import app

__all__ = ["app", "mail", "main", "upkeep", "users"]
