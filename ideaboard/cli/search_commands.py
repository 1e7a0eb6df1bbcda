"""``flask search``: the search index."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from tqdm import tqdm

from ideaboard.core.locks import alone
from ideaboard.effects import search as index

PATIENCE = 120.0  # seconds to wait for a tick that is running

search = AppGroup("search", help="The search index.")


@search.command("rebuild")
def rebuild() -> None:
    """Make the search index anew from the database, beside the old one, which answers meanwhile."""
    with alone("tick", Path(current_app.config["INSTANCE_PATH"]), patience=PATIENCE) as mine:
        if not mine:
            raise click.ClickException("Another process has held the lock for two minutes: a worker, tick or rebuild.")
        with tqdm(unit=" ideas", disable=None, leave=False) as bar:
            done = index.rebuild_all(lambda done, whole: _move(bar, done, whole))
    click.echo(f"{done} ideas are in the search index.")


def _move(bar: tqdm[None], done: int, whole: int) -> None:
    bar.total = whole
    bar.update(done - bar.n)
