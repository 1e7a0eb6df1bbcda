"""The door for programs: JSON under /api/v1."""

from flask import Flask

from ideaboard.core import idempotency  # noqa: F401


def open_door(app: Flask) -> None:
    """Hang the API into ``app``."""
