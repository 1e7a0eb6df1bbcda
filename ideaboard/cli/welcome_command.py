"""``flask welcome``: the link to the first-run pages, for whoever runs the machine."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext

from ideaboard.core.db import transaction
from ideaboard.domain import people


@click.command("welcome")
@with_appcontext
def welcome() -> None:
    """Print the link that makes its holder the first admin. Each time a new one; the one before no longer opens."""
    base = str(current_app.config["PUBLIC_URL"])
    with transaction():
        code = people.new_welcome_code()
    if code is None:
        click.echo(f"This site has an admin, who signs in at {base}/signin")
        return
    click.echo(
        f"Set up your site (this link works once, and only for whoever holds it):\n\n  {base}/welcome?code={code}\n"
    )
