"""Where envelopes wait on disk while the server is away."""

from pathlib import Path

from seismo_django.conf import current


def folder() -> Path:
    """Of the setting SPOOL.FOLDER, else beside manage.py."""
    told = current().settings.spool.folder
    return Path(told) if told else Path.cwd() / ".seismo" / "spool"
