"""Imports by way of the pages: a file is uploaded, looked at without writing, and taken, each by the worker.

The uploaded files wait beside the uploads until the run has ended, a week at most.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import IO

from sqlalchemy import select

from ideaboard.core.actions import action
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import Invalid, Refused
from ideaboard.core.events import record
from ideaboard.core.text import _, one_line
from ideaboard.domain.boards.models import Board
from ideaboard.domain.events import ImportAsked
from ideaboard.domain.ideas import entry_kind
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import Can
from ideaboard.domain.transfer.csvfile import BYTES_MAX, Malformed, records, text_of
from ideaboard.domain.transfer.importing import Report
from ideaboard.domain.transfer.models import ImportRun
from ideaboard.domain.transfer.reading import COMMENTS, FIELDS, IDEAS, mapping_of

SOURCE_MAX = 60
KEPT = 7 * 86_400  # seconds that an uploaded file waits
LEDGER_MAX = 200  # lines of a report that are kept with the run
RESTS = ("new", "checked", "failed")  # states in which an admin may go on

Files = tuple[Path, Path | None]
Mappings = Mapping[str, Mapping[str, str]]  # "ideas" or "comments" → their column → ours, or "" to leave it out


def runs(most: int = 50) -> list[ImportRun]:
    """The latest imports, newest first."""
    return list(db.session.scalars(select(ImportRun).order_by(ImportRun.id.desc()).limit(most)))


@action(Can.MANAGE_BOARDS)
def upload_import(
    board: Board, ideas: IO[bytes], comments: IO[bytes] | None, *, by: Person, at: datetime, source: str, folder: Path
) -> ImportRun:
    """Keep the files of a new import below ``folder``. Raises ``Invalid`` for a file without a line of columns."""
    name = one_line(source)
    if not 1 <= len(name) <= SOURCE_MAX:
        raise Invalid("source", _("Say where it comes from in 1 to %(n)s characters.", n=SOURCE_MAX))
    run = ImportRun(board_id=board.id, source=name, at=at, report={}, state="new", by_id=by.id)
    db.session.add(run)
    db.session.flush()
    folder.mkdir(parents=True, exist_ok=True)
    for kind, stream in (("ideas", ideas), ("comments", comments)):
        if stream is not None:
            _keep(stream, _path(folder, run.id, kind), kind)
    run.mapping = {kind: dict(columns) for kind, columns in _guess(*files_of(folder, run.id)).items()}
    return run


def _path(folder: Path, run_id: int, kind: str) -> Path:
    return folder / f"{run_id}-{kind}.csv"


def files_of(folder: Path, run_id: int) -> Files:
    """Where the files of a run wait; the second is None when there are no comments."""
    comments = _path(folder, run_id, "comments")
    return _path(folder, run_id, "ideas"), comments if comments.exists() else None


def _keep(stream: IO[bytes], path: Path, kind: str) -> None:
    with path.open("wb") as target:
        shutil.copyfileobj(stream, target, 1 << 20)
        size = target.tell()
    if size > BYTES_MAX:
        path.unlink()
        raise Invalid(kind, _("The file is too large: at most %(size)s MB.", size=BYTES_MAX // 1_000_000))
    try:
        columns_of(path)
    except Malformed as no:
        path.unlink()
        raise Invalid(kind, no.sentence) from no


def columns_of(path: Path, samples: int = 3) -> dict[str, list[str]]:
    """The columns of a file, each with its first few values. Raises ``Malformed``."""
    found = records(text_of(path))
    header = next(found, None)
    if header is None:
        raise Malformed(_("The file is empty."))
    first = [record.fields for _number, record in zip(range(samples), found, strict=False)]
    names = [name.strip() for name in header.fields]
    return {
        name: [one_line(fields[place])[:60] for fields in first if place < len(fields)]
        for place, name in enumerate(names)
        if name
    }


# Mapping


def wanted(board: Board, kind: str) -> list[str]:
    """Our columns for ``kind`` ("ideas" or "comments"), with the extra fields of the board's form."""
    if kind == "comments":
        return list(COMMENTS.known)
    entry = entry_kind(board.rules, None)
    asked = board.rules.form.fields_of(entry.key if entry else "")
    return [*IDEAS.known, *(f"fields.{field.key}" for field in asked if field.kind != "file")]


# what other tools call our columns, in small letters
ALSO_CALLED = {
    "id": ("idea id", "idea_id", "post id", "number", "key", "code", "pid", "slug"),
    "title": ("name", "subject", "summary", "headline", "idea"),
    "body": ("description", "content", "text", "details", "message", "comment"),
    "author": ("user", "user name", "username", "creator", "created by", "author name", "submitter", "posted by"),
    "created_at": ("created", "date", "created at", "creation date", "posted at", "submitted at", "published at"),
    "votes_up": ("votes", "vote count", "score", "supporters", "upvotes", "signatures", "likes", "points"),
    "votes_down": ("downvotes", "dislikes"),
    "comment_count": ("comments", "comments count", "number of comments"),
    "category": ("board", "topic", "forum", "section", "theme"),
    "tags": ("labels", "keywords"),
    "status": ("state", "phase", "stage"),
    "parent_id": ("parent", "reply to", "in reply to", "answers"),
}


def _guess(ideas: Path, comments: Path | None) -> Mappings:
    """For each file, their column → ours, where a name tells by itself."""
    guessed = {"ideas": _guessed(columns_of(ideas), IDEAS.known)}
    if comments is not None:
        guessed["comments"] = _guessed(columns_of(comments), COMMENTS.known)
    return guessed


def _guessed(theirs: Iterable[str], known: tuple[str, ...]) -> dict[str, str]:
    mapping: dict[str, str] = {}
    for name in theirs:
        ours = _ours(name, known)
        if ours and ours not in theirs and ours not in mapping.values():
            mapping[name] = ours
    return mapping


def _ours(name: str, known: tuple[str, ...]) -> str | None:
    if name in known or FIELDS.fullmatch(name):
        return None
    plain = " ".join(name.lower().replace("_", " ").replace("-", " ").split())
    for ours in known:
        if plain in (ours, ours.replace("_", " "), *ALSO_CALLED.get(ours, ())):
            return ours
    return None


# Looking and taking


@action(Can.MANAGE_BOARDS, lock="board")
def ask_import(run: ImportRun, *, by: Person, at: datetime, mapping: Mappings | None = None) -> ImportRun:
    """Let the worker look at the files under ``mapping`` (nothing is written); without one, take what was looked at.

    A column mapped to nothing is left out. Raises ``Invalid`` for a mapping to columns we do not know or to one twice.
    """
    take = mapping is None
    if run.state not in RESTS:
        raise Refused(_("This import is being worked on, or has ended."))
    if take and run.state != "checked":
        raise Refused(_("Let the file be looked at first."))
    if mapping is not None:
        run.mapping = {kind: _checked(columns) for kind, columns in mapping.items()}
    run.state, run.problem, run.rows_done, run.rows_all = "taking" if take else "checking", None, 0, 0
    db.session.flush()
    record(ImportAsked(board_id=run.board_id, run_id=run.id), by=by, at=at)
    return run


def _checked(columns: Mapping[str, str]) -> dict[str, str]:
    left_out = {theirs: "" for theirs, ours in columns.items() if not ours}
    return mapping_of(f"{theirs}={ours}" for theirs, ours in columns.items() if ours) | left_out


def looked_at(run_id: int, report: Report) -> None:
    """The worker looked at the file, or took it: keep what it says. Opens its own transaction."""
    with transaction() as session:
        run = session.get_one(ImportRun, run_id)
        run.state = "checked" if report.dry_run else "done"
        run.report = asdict(report) | {"faults": report.faults[:LEDGER_MAX], "faults_in_all": len(report.faults)}


def gone_wrong(run_id: int, sentence: str) -> None:
    """The file cannot be taken: say why. Opens its own transaction."""
    with transaction() as session:
        run = session.get_one(ImportRun, run_id)
        run.state, run.problem = "failed", sentence[:500]


def went_on(run_id: int, done: int, total: int) -> None:
    """So many rows are rendered. Opens its own transaction."""
    with transaction() as session:
        run = session.get_one(ImportRun, run_id)
        run.rows_done, run.rows_all = done, total


def forget_files(folder: Path, run_id: int) -> None:
    """The files of a run that has ended."""
    for kind in ("ideas", "comments"):
        _path(folder, run_id, kind).unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Remove files that waited for more than a week."""
    if not folder.is_dir():
        return
    for path in folder.glob("*.csv"):
        if path.stat().st_mtime < time.time() - KEPT:
            os.unlink(path)
