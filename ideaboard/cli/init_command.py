"""``flask init``: an empty place becomes a site; a site of yesterday becomes one of today."""

from __future__ import annotations

from pathlib import Path

import click
import flask_migrate
from flask import current_app
from flask.cli import with_appcontext

from ideaboard.core.db import transaction
from ideaboard.core.locks import alone
from ideaboard.domain import people
from ideaboard.effects import search

PATIENCE = 300.0  # seconds to wait for another process that migrates


@click.command("init")
@with_appcontext
def init() -> None:
    """Bring the database to the newest schema and make the search index. Doing it again changes nothing."""
    folder = Path(current_app.config["INSTANCE_PATH"])
    with alone("init", folder, patience=PATIENCE) as mine:
        if not mine:
            raise click.ClickException("Another process has been migrating this database for five minutes.")
        flask_migrate.upgrade()
        with transaction():
            people.house()
        if not search.health().ok:
            search.rebuild_all()
    click.echo("The database and the search index are ready.")
