"""Where the kit keeps files: `.seismo` beside manage.py, unless FOLDER names another place."""

from pathlib import Path

from seismo_django.conf import base_dir, current


def own_folder() -> Path:
    told = current().settings.folder
    return Path(told) if told else base_dir() / ".seismo"


def make(folder: Path) -> None:
    """Make it for this user alone, and out of sight of git. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    ignored = folder / ".gitignore"
    if not ignored.exists():
        ignored.write_text("*\n")
