"""The command line: thin commands that work whether the server runs or not.

Each command imports what it needs, so that `seismo --help` answers at once.
"""
