"""The door for whoever runs it: flask commands."""

from flask import Flask


def open_door(app: Flask) -> None:
    """Hang the commands into ``app``."""
