"""Seismo for Django: one call that sets up error tracking the way teams want it."""

__version__ = "0.1.0"
