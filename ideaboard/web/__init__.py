"""The door for people: pages."""

from flask import Flask


def open_door(app: Flask) -> None:
    """Hang the pages into ``app``."""
