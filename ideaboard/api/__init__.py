"""The door for programs: JSON under /api/v1."""

from flask import Flask


def open_door(app: Flask) -> None:
    """Hang the API into ``app``."""
