"""``flask export`` and ``flask restore``: the whole house in one file, and back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from tqdm import tqdm

from ideaboard.core.errors import No
from ideaboard.domain.transfer import Contents
from ideaboard.domain.transfer import export as export_everything
from ideaboard.domain.transfer import restore as restore_everything


@click.command("export")
@click.argument("out", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@with_appcontext
def export(out: Path) -> None:
    """Write the whole database and the uploads into the zip file OUT. Keep it safe: it holds people's addresses."""
    contents = _with_progress(lambda progress: export_everything(out, _uploads(), progress=progress))
    click.echo(f"{out}: {_sentence(contents)}")


@click.command("restore")
@click.argument("archive", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def restore(archive: Path) -> None:
    """Fill an empty, migrated database from ARCHIVE. The search index is made anew afterwards: flask search rebuild."""
    contents = _with_progress(lambda progress: restore_everything(archive, _uploads(), progress=progress))
    click.echo(f"Restored {_sentence(contents)}. Now run: flask search rebuild")


def _with_progress(run: Callable[[Callable[[str, int], object]], Contents]) -> Contents:
    with tqdm(unit=" rows", disable=None, leave=False) as bar:

        def progress(what: str, more: int) -> None:
            bar.set_description_str(what, refresh=False)
            bar.update(more)

        try:
            return run(progress)
        except No as no:
            bar.close()
            raise click.ClickException(no.sentence) from no


def _uploads() -> Path:
    return Path(current_app.config["UPLOADS"])


def _sentence(contents: Contents) -> str:
    rows = sum(part.rows for part in contents.tables.values())
    return f"{rows} rows in {len(contents.tables)} tables and {len(contents.files)} files, schema {contents.schema}"
