"""The words of `manage.py seismo`: one module each."""
