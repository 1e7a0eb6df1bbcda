"""``flask board``: boards from presets."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from ideaboard.core.clock import now
from ideaboard.core.db import transaction
from ideaboard.domain import boards, people
from ideaboard.domain.boards import rules

board = AppGroup("board", help="Boards and their presets.")


@board.command("create")
@click.argument("slug")
@click.option("--preset", required=True, help="One of “flask board presets”.")
@click.option("--title", help="What people read; made from the slug when it is not given.")
def create(slug: str, preset: str, title: str | None) -> None:
    """Open the board SLUG with the rules of a preset. A board that is there already stays as it is."""
    known = boards.by_slug(slug)
    if known is not None and known.preset == preset:
        click.echo(f"The board {slug} is there already; nothing was changed.")
        return
    if known is not None:
        raise click.ClickException(f"There is a board {slug} already, made from the preset {known.preset}.")
    with transaction():
        made = boards.open_board(None, slug, by=people.house(), at=now(), preset=preset, title=title)
    click.echo(f"Opened the board {made.slug} (“{made.title}”, {made.preset}).")


@board.command("presets")
def presets() -> None:
    """List the presets: platforms whose rules a board can begin with."""
    found = rules.presets()
    width = max(len(info.name) for info in found)
    for info in found:
        click.echo(f"{info.name:<{width}}  {info.title}: {info.summary}")
