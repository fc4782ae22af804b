"""The command line's entry. Digest processes import this module too, so it stays light."""


def main() -> None:
    from seismo.cli import app

    app()


if __name__ == "__main__":
    main()
