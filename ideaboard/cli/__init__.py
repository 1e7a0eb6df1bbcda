"""The door for whoever runs it: flask commands."""

from __future__ import annotations

import logging

import click
from flask import Flask

from ideaboard.cli.archive_commands import export, restore
from ideaboard.cli.board_commands import board
from ideaboard.cli.demo_command import build_demo
from ideaboard.cli.doctor_command import doctor
from ideaboard.cli.import_command import import_group
from ideaboard.cli.init_command import init
from ideaboard.cli.manners import with_manners
from ideaboard.cli.search_commands import search
from ideaboard.cli.tick_command import tick
from ideaboard.cli.user_commands import user
from ideaboard.cli.verbs_command import verbs
from ideaboard.cli.welcome_command import welcome
from ideaboard.cli.worker_command import worker

COMMANDS: tuple[click.Command, ...] = (
    init, build_demo, user, board, import_group, search, tick, doctor, verbs, export, restore, welcome,
)  # fmt: skip


def open_door(app: Flask) -> None:
    """Hang the commands into ``app``."""
    for command in COMMANDS:
        app.cli.add_command(with_manners(command))
    app.cli.add_command(with_manners(worker, logging.INFO))
