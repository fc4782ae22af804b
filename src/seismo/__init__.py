"""Seismo: error tracking and performance monitoring for every Sentry SDK."""

__version__ = "0.1.0"
