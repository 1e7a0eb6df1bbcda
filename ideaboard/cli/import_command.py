"""``flask import ideas``: a board from elsewhere."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup
from tqdm import tqdm

from ideaboard.core.errors import No
from ideaboard.domain import boards
from ideaboard.domain.transfer import Report, import_ideas, mapping_of
from ideaboard.domain.transfer.importing import SOURCE

FAULTS_SHOWN = 200

import_group = AppGroup("import", help="Take over what was collected elsewhere.")
_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@import_group.command("ideas")
@click.argument("file", type=_file)
@click.option("--board", "slug", required=True, help="The board's address (its slug).")
@click.option(
    "--map", "pairs", multiple=True, metavar="THEIRS=OURS", help="Their name of one of our columns; may be repeated."
)
@click.option("--comments", type=_file, help="A second CSV file with the comments.")
@click.option("--source", default=SOURCE, show_default=True, help="Where the ids come from: unique within one source.")
@click.option("--dry-run", is_flag=True, help="Say what would be taken, write nothing.")
def ideas(file: Path, slug: str, pairs: tuple[str, ...], comments: Path | None, source: str, dry_run: bool) -> None:
    """Import ideas (and comments) from CSV files. Malformed files are refused whole; importing twice is harmless."""
    board = boards.by_slug(slug)
    if board is None:
        raise click.ClickException(f"There is no board “{slug}”.")
    with tqdm(desc="reading", unit=" rows", disable=None, leave=False) as bar:
        try:
            report = import_ideas(
                file, board, mapping_of(pairs), comments=comments, source=source, dry_run=dry_run,
                progress=lambda done, total: _move(bar, done, total),
            )  # fmt: skip
        except No as no:
            bar.close()
            raise click.ClickException(no.sentence) from no
    _tell(report)


def _move(bar: tqdm[None], done: int, total: int) -> None:
    bar.total = total
    bar.update(done - bar.n)


def _tell(report: Report) -> None:
    for name, line, sentence in report.faults[:FAULTS_SHOWN]:
        click.echo(f"{name}, line {line}: {sentence}", err=True)
    if len(report.faults) > FAULTS_SHOWN:
        click.echo(f"… and {len(report.faults) - FAULTS_SHOWN} more.", err=True)
    verb = "would be taken" if report.dry_run else "taken"
    click.echo(
        f"{report.ideas} ideas, {report.comments} comments, {report.people} people and {report.votes} votes {verb}; "
        f"{report.ideas_known} ideas and {report.comments_known} comments were there already; "
        f"{len(report.faults)} lines to look at."
    )
