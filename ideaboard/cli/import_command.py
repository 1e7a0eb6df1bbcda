"""``flask import ideas``: a board from elsewhere."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from tqdm import tqdm

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import No
from ideaboard.domain import boards, people, transfer
from ideaboard.domain.transfer import ImportRun, Report, Undone, import_ideas, mapping_of
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
    if report.run_id is not None:
        click.echo(f"This is import {report.run_id}: “flask import undo {report.run_id}” takes it back whole.")


@import_group.command("runs")
def runs() -> None:
    """List the imports, newest first."""
    for run in transfer.runs():
        said = f"taken back {run.undone_at:%Y-%m-%d}" if run.undone_at else run.state
        taken = run.report.get("ideas", 0), run.report.get("comments", 0)
        click.echo(
            f"{run.id}  {run.at:%Y-%m-%d %H:%M}  {run.board.slug}  {run.source}  "
            f"{taken[0]} ideas, {taken[1]} comments  {said}"
        )


@import_group.command("undo")
@click.argument("number", type=int, metavar="RUN")
@click.option("--also-acts", is_flag=True, help="Let votes, comments and whatever people did with these ideas go too.")
@click.option("--dry-run", is_flag=True, help="Say what would go, take nothing away.")
def undo(number: int, also_acts: bool, dry_run: bool) -> None:
    """Take the import RUN back whole: its ideas, comments and authors, and what hangs on them."""
    run = db.session.get(ImportRun, number)
    if run is None:
        raise click.ClickException(f"There is no import {number}; “flask import runs” lists them.")
    if dry_run:
        _tell_undone(transfer.would_go(run), "would go")
        return
    try:
        with transaction():
            undone = transfer.undo_import(
                run, by=people.house(), at=now(), also_acts=also_acts, uploads=Path(current_app.config["UPLOADS"])
            )
    except No as no:
        hint = "" if also_acts else " (--also-acts; --dry-run counts them)" if transfer.would_go(run).followed else ""
        raise click.ClickException(no.sentence + hint) from no
    _tell_undone(undone, "went")


def _tell_undone(undone: Undone, verb: str) -> None:
    click.echo(f"{undone.ideas} ideas, {undone.comments} comments and {undone.people} people {verb}.")
    if undone.acts:
        acts = ", ".join(f"{count} {table.replace('_', ' ')}" for table, count in sorted(undone.acts.items()))
        click.echo(f"With them, of what people did since: {acts}.")
