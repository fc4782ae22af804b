"""Releases: what changed since the last one, and telling the server."""
