"""``flask tick``: the clock's work, once, for whoever runs no worker."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext

from ideaboard.core import jobs, queue

PATIENCE = 5.0  # seconds to wait for a tick that is nearly done


@click.command("tick")
@with_appcontext
def tick() -> None:
    """Do everything that is due now, once: deadlines, batches, mail, index. The worker does this every minute."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    ran = queue.run_due(app, patience=PATIENCE)
    if ran is None:
        click.echo("Another process is at it (a worker, tick or rebuild): nothing was done here.")
        return
    click.echo(f"Done: {_many(ran.turns, 'turn')} of the clock, {_many(ran.errands, 'errand')}.")
    if left := jobs.waiting():
        click.echo(f"{_many(left, 'errand')} could not be done and will be tried again.")


def _many(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
