"""``flask board``: boards from presets."""

from __future__ import annotations

from typing import BinaryIO

import click
from flask.cli import AppGroup
from tqdm import tqdm

from ideaboard.core.clock import now
from ideaboard.core.db import transaction
from ideaboard.core.errors import Invalid
from ideaboard.domain import boards, people, review
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


@board.command("rehearse")
@click.argument("slug")
@click.option(
    "--rules", "file", type=click.File("rb"), required=True, help="TOML: what differs from the board's rules."
)
def rehearse(slug: str, file: BinaryIO) -> None:
    """Play the history of the board SLUG under other rules: what would have passed, and when. Nothing is written."""
    known = boards.by_slug(slug)
    if known is None:
        raise click.ClickException(f"There is no board {slug}.")
    try:
        changes = rules.from_toml(file.read().decode())
        wanted = rules.parse(rules.override(known.version.document, changes, base=rules.preset(known.preset)))
    except UnicodeDecodeError:
        raise click.ClickException("This file is not text.") from None
    except Invalid as no:
        raise click.ClickException("\n".join(f"{path}: {said}" for path, said in no.errors.items())) from None
    _tell(review.rehearse(wanted, tqdm(review.history_of(known), desc="ideas", disable=None), until=now()))


def _tell(found: review.Rehearsal) -> None:
    """A rehearsal as lines."""
    for one in found.passed:
        really = f"really {one.really_passed_at:%Y-%m-%d}" if one.really_passed_at else "really not"
        click.echo(f"{one.at:%Y-%m-%d}  idea {one.id}  {one.title}  ({really})")
    for month, cases in found.months.items():
        click.echo(f"{month}  {cases} cases")
    ends = ", ".join(f"{count} {end}" for end, count in sorted(found.ends.items()))
    click.echo(f"{len(found.passed)} would have passed, {found.really_passed} really did. Ends: {ends or 'no ideas'}.")


@board.command("presets")
def presets() -> None:
    """List the presets: platforms whose rules a board can begin with."""
    found = rules.presets()
    width = max(len(info.name) for info in found)
    for info in found:
        click.echo(f"{info.name:<{width}}  {info.title}: {info.summary}")
