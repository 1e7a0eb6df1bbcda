"""Ideas and comments of another board, from CSV: read whole, judged, rendered, then written in one transaction.

An import sends no mail and wakes nobody: it records that it finished, and the index is made anew from that. Everything
it makes bears an ``Origin``, so importing again adds what is new and changes nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from sqlalchemy import select

from ideaboard.core.actions import locked
from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import Invalid
from ideaboard.core.events import record
from ideaboard.core.text import _, render_markdown
from ideaboard.domain.boards.models import Board
from ideaboard.domain.events import ImportFinished
from ideaboard.domain.ideas import entry_kind, fields, writing
from ideaboard.domain.ideas.fields import Filled
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.people import house
from ideaboard.domain.transfer import bulk
from ideaboard.domain.transfer.landing import Known, Said, Words, Writer
from ideaboard.domain.transfer.models import ImportRun, Origin
from ideaboard.domain.transfer.reading import COMMENTS, CommentRow, Fault, IdeaRow, comment_rows, idea_rows, rows

SOURCE = "csv"

Progress = Callable[[int, int], object]  # rows rendered so far, rows in all


@dataclass
class Report:
    """What an import took, what was there already, and what could not be taken, by file and line."""

    board: str
    source: str
    dry_run: bool = False
    run_id: int | None = None
    ideas: int = 0
    ideas_known: int = 0
    comments: int = 0
    comments_known: int = 0
    people: int = 0
    votes: int = 0
    faults: list[tuple[str, int, str]] = field(default_factory=list)

    def note(self, path: Path, faults: Sequence[Fault]) -> None:
        """Add what is to be said about a file."""
        self.faults += [(path.name, fault.line, fault.sentence) for fault in faults]


def import_ideas(
    path: Path,
    board: Board,
    mapping: Mapping[str, str] | None = None,
    *,
    comments: Path | None = None,
    comments_mapping: Mapping[str, str] | None = None,
    source: str = SOURCE,
    dry_run: bool = False,
    run: ImportRun | None = None,
    progress: Progress = lambda done, total: None,
) -> Report:
    """Take the ideas in the file ``path`` (and their ``comments``) onto ``board``; opens its own transaction.

    Raises ``Malformed`` when a file is not what it should be; then nothing was taken. ``dry_run`` writes nothing.
    ``comments_mapping`` is for the second file; where it is not said, ``mapping`` is. ``run`` is the run that an admin
    began by uploading the file; without it one is made.
    """
    report = Report(board=board.slug, source=source, dry_run=dry_run)
    ideas, idea_faults = idea_rows(rows(path, mapping))
    report.note(path, idea_faults)
    said: list[CommentRow] = []
    if comments is not None:
        said, comment_faults = comment_rows(
            rows(comments, mapping if comments_mapping is None else comments_mapping, COMMENTS)
        )
        report.note(comments, comment_faults)
    known = _known(board.id, source)
    fresh = _fresh_ideas(path, ideas, known, report)
    answers = _fresh_comments(comments, said, known, {row.id for row in fresh}, report)
    report.votes = sum(row.votes_up + row.votes_down for row in fresh)
    report.people = len(_authors(fresh, answers) - {name for kind, name in known if kind == "person"})
    report.ideas, report.comments = len(fresh), len(answers)
    filled = _filled(path, board, fresh, report)
    if dry_run or not (fresh or answers):
        return report
    words, bodies = _rendered(fresh, filled, answers, progress)
    _write(board.id, words, [*zip(answers, bodies, strict=True)], report, run.id if run else None)
    return report


# What is there already


def _known(board_id: int, source: str) -> Known:
    there = select(Origin.kind, Origin.foreign_id, Origin.own_id).where(
        Origin.board_id == board_id, Origin.source == source
    )
    return {(kind, foreign_id): own_id for kind, foreign_id, own_id in db.session.execute(there)}


def _fresh_ideas(path: Path, found: Sequence[IdeaRow], known: Known, report: Report) -> list[IdeaRow]:
    """The ideas that are not there yet. A known id under another title is reported."""
    fresh = [row for row in found if ("idea", row.id) not in known]
    there = [row for row in found if ("idea", row.id) in known]
    report.ideas_known = len(there)
    titles = _titles([known["idea", row.id] for row in there])
    other = [row for row in there if titles.get(known["idea", row.id]) != row.title]
    says = _("the id was imported before under another title: left as it is (another source? name it with --source)")
    report.note(path, [Fault(row.line, says) for row in other])
    return fresh


def _titles(ids: Sequence[int]) -> dict[int, str]:
    titles: dict[int, str] = {}
    for start in range(0, len(ids), bulk.AT_ONCE):
        there = select(Idea.id, Idea.title).where(Idea.id.in_(ids[start : start + bulk.AT_ONCE]))
        titles.update((number, title) for number, title in db.session.execute(there))
    return titles


def _fresh_comments(
    path: Path | None, found: Sequence[CommentRow], known: Known, ideas: set[str], report: Report
) -> list[CommentRow]:
    """The comments that are not there yet and whose idea is. Without its parent one begins a thread (reported)."""
    if path is None:
        return []
    report.comments_known = sum(1 for row in found if ("comment", row.id) in known)
    faults: list[Fault] = []
    fresh: list[CommentRow] = []
    idea_of = {row.id: row.idea_id for row in found}
    for row in found:
        if ("comment", row.id) in known:
            continue
        if row.idea_id not in ideas and ("idea", row.idea_id) not in known:
            faults.append(Fault(row.line, _("its idea “%(id)s” is not there", id=row.idea_id[:40])))
            continue
        fresh.append(row)
        if row.parent_id and idea_of.get(row.parent_id) != row.idea_id and ("comment", row.parent_id) not in known:
            says = _("the comment “%(id)s” it answers is not there: it begins a thread", id=row.parent_id[:40])
            faults.append(Fault(row.line, says))
    report.note(path, faults)
    return fresh


def _authors(ideas: Sequence[IdeaRow], comments: Sequence[CommentRow]) -> set[str]:
    return {row.author for row in ideas} | {row.author for row in comments}


# Extra fields


def _filled(path: Path, board: Board, found: Sequence[IdeaRow], report: Report) -> list[Filled]:
    """The extra fields of each idea, as the board's form knows them; what it cannot take is reported and left out."""
    entry = entry_kind(board.rules, None)
    asked = board.rules.form.fields_of(entry.key if entry else "")
    faults: list[Fault] = []
    filled = []
    for row in found:
        kept: Filled = {}
        for key, text in row.fields.items():
            try:
                kept |= fields.check(asked, {key: text}, before={})
            except Invalid as no:
                faults.append(Fault(row.line, f"fields.{key}: {no.sentence}"))
        filled.append(kept)
    report.note(path, faults)
    return filled


# Rendering


def _rendered(
    ideas: Sequence[IdeaRow], filled: Sequence[Filled], comments: Sequence[CommentRow], progress: Progress
) -> tuple[list[Words], list[str]]:
    """The slow part, before the transaction."""
    total, done = len(ideas) + len(comments), 0
    words: list[Words] = []
    bodies: list[str] = []
    for row, extra in zip(ideas, filled, strict=True):
        words.append(Words(row, writing.wording(row.title, row.body), extra))
        progress(done := done + 1, total)
    for comment in comments:
        bodies.append(render_markdown(comment.body))
        progress(done := done + 1, total)
    return words, bodies


# Writing


def _run(run_id: int | None, board: Board, source: str) -> ImportRun:
    if run_id is not None:
        return db.session.get_one(ImportRun, run_id)
    run = ImportRun(board_id=board.id, source=source, report={})
    db.session.add(run)
    return run


def _write(board_id: int, words: Sequence[Words], said: Sequence[Said], report: Report, run_id: int | None) -> None:
    at = now()
    with transaction():
        board = locked(db.session.get_one(Board, board_id))  # two imports of the same file follow one another
        known = _known(board.id, report.source)
        words = [each for each in words if ("idea", each.row.id) not in known]
        said = [each for each in said if ("comment", each[0].id) not in known]
        run = _run(run_id, board, report.source)
        run.at, run.state = at, "done"
        db.session.flush()
        writer = Writer(board, run.id, report.source, known, at)
        report.people = writer.people(_authors([each.row for each in words], [row for row, _html in said]))
        report.ideas, report.comments, report.run_id = len(words), len(said), run.id
        writer.ideas(words)
        writer.comments(said)
        run.report = asdict(report)
        record(ImportFinished(board_id=board.id, run_id=run.id), by=house(), at=at)
