"""``flask demo``: an empty database becomes the demo world."""

from __future__ import annotations

import sys

import click
from flask.cli import with_appcontext
from sqlalchemy import func, select

from ideaboard.cli.demo import content, world
from ideaboard.core import settings
from ideaboard.core.db import db
from ideaboard.domain.boards.models import Board
from ideaboard.domain.people.models import Person

WIDTH = 32


@click.command("demo")
@with_appcontext
def build_demo() -> None:
    """Build the demo world into an empty database, once, and print who can sign in."""
    if settings.everything()["demo"]:
        company = content.load()
    elif _has_data():
        raise click.ClickException(
            "This database holds data of its own, and demo and real data never mix: use an empty one "
            "(IDEABOARD_INSTANCE_PATH or IDEABOARD_DATABASE_URL), or IDEABOARD_DEMO=0 to run this one."
        )
    else:
        company = world.build(_bar)
    click.echo(sign_ins(company))


def sign_ins(company: content.Company) -> str:
    """Who can sign in, as a table."""
    shown = [*company.staff, *[person for person in company.people if not person.staff][:3]]
    width = max(len(person.email) for person in shown)
    rows = [f"  {person.email:<{width}}  {person.name}, {person.staff or 'customer'}" for person in shown]
    title = f"{company.name} is a demo. Its people sign in with the password {company.password}"
    return "\n".join([title, *rows])


def _has_data() -> bool:
    """Whether anybody (but the house itself) or any board is there."""
    someone = select(func.count()).select_from(Person).where(Person.kind != "system")
    some_board = select(func.count()).select_from(Board)
    return bool(db.session.scalar(someone) or db.session.scalar(some_board))


def _bar(stage: str, done: int, of: int) -> None:
    """A bar on a terminal; in a log file one line for each stage."""
    if sys.stderr.isatty():
        full = round(WIDTH * done / of)
        click.echo(f"\r{stage:<18} {'█' * full}{'·' * (WIDTH - full)} {done}/{of}", nl=done == of, err=True)
    elif done == of:
        click.echo(f"{stage}: {of}", err=True)
