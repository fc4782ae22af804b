"""The command line's entry. Digest processes import this module too, so it stays light."""

import sys


def main() -> None:
    if sys.argv[1:] == ["serve"]:
        from seismo.cli.serving import serve

        serve()
    else:
        from seismo.cli.commands import app

        app()


if __name__ == "__main__":
    main()
