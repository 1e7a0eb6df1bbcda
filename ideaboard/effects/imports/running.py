"""The LATER effect: the file of a run is read, judged and, when that was asked for, written."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from flask import current_app

from ideaboard.core.db import db
from ideaboard.core.errors import No
from ideaboard.core.events import Fact
from ideaboard.core.jobs import long, still_at_it
from ideaboard.core.text import _
from ideaboard.domain import transfer
from ideaboard.domain.transfer import ImportRun

PAUSE = 2.0  # seconds between two words about how far it is


@long
def run_import(fact: Fact, _person_id: int | None, errand_id: int) -> None:
    """Look at the run's file or take it. What is wrong with it is kept with the run: trying again would not help."""
    run = db.session.get_one(ImportRun, fact.data["run_id"])
    if run.state not in ("checking", "taking"):
        return
    run_id, dry_run, mapping = run.id, run.state == "checking", run.mapping
    folder = Path(current_app.config["IMPORTS"])
    ideas, comments = transfer.files_of(folder, run_id)
    try:
        if not ideas.exists():
            raise transfer.Malformed(_("The file is not here any more. Please upload it again."))
        report = transfer.import_ideas(
            ideas,
            run.board,
            mapping.get("ideas"),
            comments=comments,
            comments_mapping=mapping.get("comments", {}),
            source=run.source,
            dry_run=dry_run,
            run=None if dry_run else run,
            progress=_progress(run_id, errand_id),
        )
    except No as no:
        transfer.gone_wrong(run_id, no.sentence)
        return
    transfer.looked_at(run_id, report)
    if not dry_run:
        transfer.forget_files(folder, run_id)


def _progress(run_id: int, errand_id: int) -> Callable[[int, int], None]:
    last = time.monotonic()

    def say(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last < PAUSE:
            return
        last = time.monotonic()
        transfer.went_on(run_id, done, total)
        still_at_it(errand_id)

    return say


def sweep_files() -> None:
    """Uploaded files that nobody went on with are removed after a week."""
    transfer.sweep(Path(current_app.config["IMPORTS"]))
