"""Taking an import back whole: what the run brought, and what hangs on it, as if it had never been.

What hangs on an imported idea is found by following the foreign keys of the schema, so that a table added tomorrow is
followed too. Votes, comments and other acts of people since are counted first: they go only when that is asked for.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import ColumnElement, ForeignKey, Table, delete, func, select, update

from ideaboard.core import files
from ideaboard.core.actions import action
from ideaboard.core.db import Model, after_commit, db
from ideaboard.core.errors import Refused
from ideaboard.core.events import record
from ideaboard.core.text import _, ngettext
from ideaboard.domain import votes
from ideaboard.domain.boards.models import Board
from ideaboard.domain.comments.models import Comment
from ideaboard.domain.events import ImportUndone
from ideaboard.domain.ideas.models import Attachment, Idea, Picture
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import Can
from ideaboard.domain.transfer.models import ImportRun, Origin

AT_ONCE = 500
# what people do with ideas, by table: these are counted as what followed the import
ACTS = (
    "votes", "comments", "follows", "revisions", "pictures", "assessments", "case_notes", "progress_notes", "rewards",
    "rulings", "flags", "idea_links", "contributions", "hearts", "maker_invitations", "share_proposals",
    "round_votes",
)  # fmt: skip
MERGED = ("ideas", "merged_into_id")  # an idea of others that was merged into one of the run does not go with it

Doomed = dict[str, set[int]]  # table → ids of its rows
Direct = tuple[Table, ForeignKey, set[int]]  # rows without an id of their own, by what they point at


@dataclass
class Undone:
    """What was taken back, or would be."""

    run_id: int
    ideas: int = 0
    comments: int = 0
    people: int = 0
    acts: dict[str, int] = field(default_factory=dict)  # table → rows of what people did since

    @property
    def followed(self) -> int:
        """How much people did with it since."""
        return sum(self.acts.values())


def would_go(run: ImportRun) -> Undone:
    """What taking the run back would take with it; people who stay because others name them are counted too."""
    ours = _brought(run)
    undone = _counted(run, ours, *_hanging_on(ours))
    undone.people = len(ours["people"])
    return undone


@action(Can.MANAGE_BOARDS, lock="board")
def undo_import(
    run: ImportRun, *, by: Person, at: datetime, also_acts: bool = False, uploads: Path | None = None
) -> Undone:
    """Take the run back whole: its ideas, comments and authors, and whatever hangs on them.

    ``also_acts`` lets what people did with these ideas since go too; ``uploads`` is where their pictures lie. Raises
    ``Refused`` for a run that brought nothing or was taken back before, when people acted and ``also_acts`` was not
    said, and when an idea from elsewhere was merged into one of these.
    """
    if run.state != "done":
        raise Refused(_("This import did not take anything, so there is nothing to take back."))
    if run.undone_at is not None:
        raise Refused(_("This import was taken back before."))
    ours = _brought(run)
    _lock(ours["ideas"])
    doomed, direct = _hanging_on(ours)
    undone = _counted(run, ours, doomed, direct)
    _refuse_merged(doomed["ideas"])
    if undone.followed and not also_acts:
        raise Refused(_followed(undone))
    undone.people = _take(run, ours, doomed, direct, uploads)
    run.undone_at = at
    gone = ImportUndone(board_id=run.board_id, run_id=run.id, gone=[*_spans(doomed["ideas"])])
    record(gone, by=by, at=at)
    return undone


def _counted(run: ImportRun, ours: Doomed, doomed: Doomed, direct: list[Direct]) -> Undone:
    return Undone(run.id, len(ours["ideas"]), len(ours["comments"]), acts=_acts(ours, doomed, direct))


def _followed(undone: Undone) -> str:
    return ngettext(
        "People did one thing with what this import brought (a vote, a comment …). It would go too: say so.",
        "People did %(num)s things with what this import brought (votes, comments …). They would go too: say so.",
        undone.followed,
    )  # fmt: skip


def _brought(run: ImportRun) -> Doomed:
    """The rows the run itself made, as far as they are still there."""
    kinds = {"idea": "ideas", "comment": "comments", "person": "people"}
    ours: Doomed = {table: set() for table in kinds.values()}
    for kind, number in db.session.execute(select(Origin.kind, Origin.own_id).where(Origin.run_id == run.id)):
        ours[kinds[kind]].add(number)
    return ours


def _lock(ideas: set[int]) -> None:
    """Votes and comments on these ideas wait until we are done, and then find nothing."""
    for some in reversed([*_chunks(ideas)]):
        db.session.execute(select(Idea.id).where(Idea.id.in_(some)).order_by(Idea.id).with_for_update(of=Idea))


# What hangs on what


def _hanging_on(ours: Doomed) -> tuple[Doomed, list[Direct]]:
    """The run's ideas and comments, and every row that points at one of them, or at such a row, and so on."""
    doomed: Doomed = defaultdict(set)
    direct: list[Direct] = []
    waiting = [(name, set(ours[name])) for name in ("ideas", "comments")]
    while waiting:
        name, ids = waiting.pop()
        fresh = ids - doomed[name]
        doomed[name] |= fresh
        if not fresh:
            continue
        for table, key in _pointers_at(name):
            if "id" not in table.c:
                direct.append((table, key, fresh))
                continue
            waiting.append((table.name, set(_ids(table, key, fresh))))
    return doomed, direct


def _pointers_at(name: str) -> Iterator[tuple[Table, ForeignKey]]:
    for table in db.metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table.name == name and (table.name, key.parent.name) != MERGED:
                yield table, key


def _ids(table: Table, key: ForeignKey, targets: set[int]) -> Iterator[int]:
    for some in _chunks(targets):
        yield from db.session.scalars(select(table.c.id).where(key.parent.in_(some)))


def _acts(ours: Doomed, doomed: Doomed, direct: list[Direct]) -> dict[str, int]:
    """How many rows of what people did since would go, by table."""
    counted = Counter({name: len(doomed[name] - ours.get(name, set())) for name in ACTS if name in doomed})
    for table, key, targets in direct:
        if table.name in ACTS:
            for some in _chunks(targets):
                rows = select(func.count()).select_from(table).where(key.parent.in_(some))
                counted[table.name] += db.session.scalar(rows) or 0
    return {name: count for name, count in counted.items() if count}


def _refuse_merged(ideas: set[int]) -> None:
    for some in _chunks(ideas):
        for number, target in db.session.execute(
            select(Idea.id, Idea.merged_into_id).where(Idea.merged_into_id.in_(some))
        ):
            if number not in ideas:
                raise Refused(
                    _(
                        "Idea %(id)s, from elsewhere, was merged into idea %(into)s of this import. Undo that first.",
                        id=number,
                        into=target,
                    )
                )


# Taking it away


def _take(run: ImportRun, ours: Doomed, doomed: Doomed, direct: list[Direct], uploads: Path | None) -> int:
    """Delete it all and count anew what is left; how many people went."""
    targets = _merged_elsewhere(doomed["ideas"])
    talked = _of_living_ideas(doomed)
    _forget_files(doomed, uploads)
    db.session.expire_all()
    for table, key, pointed in direct:
        _delete(table, key.parent, pointed)
    for table in reversed(db.metadata.sorted_tables):
        if table.name in doomed:
            _delete_rows(table, doomed[table.name])
    people = _people_gone(run, ours["people"])
    for kind, name in (("idea", "ideas"), ("comment", "comments")):
        _delete(
            _table(Origin), _table(Origin).c.own_id, doomed[name], Origin.board_id == run.board_id, Origin.kind == kind
        )
    shown = select(func.count()).select_from(Idea).where(Idea.board_id == run.board_id, Idea.shown)
    db.session.execute(update(Board).where(Board.id == run.board_id).values(ideas=shown.scalar_subquery()))
    _recount_comments(talked)
    for number in sorted(targets - doomed["ideas"]):
        votes.recount(db.session.get_one(Idea, number))
    return people


def _delete_rows(table: Table, ids: set[int]) -> None:
    """Rows that point at others of their table go before those: merged ideas first, answers (younger) first."""
    if table.name == "ideas":
        _delete(table, table.c.id, ids, table.c.merged_into_id.is_not(None))
    _delete(table, table.c.id, ids)


def _table(kind: type[Model]) -> Table:
    """The table of a model."""
    return db.metadata.tables[kind.__tablename__]


def _delete(table: Table, column: ColumnElement[int], values: set[int], *only: ColumnElement[bool]) -> None:
    for some in _chunks(values):
        db.session.execute(delete(table).where(column.in_(some), *only))


def _merged_elsewhere(ideas: set[int]) -> set[int]:
    """Ideas into which some of these were merged: their supporters are counted anew."""
    found: set[int] = set()
    for some in _chunks(ideas):
        into = select(Idea.merged_into_id).where(Idea.id.in_(some), Idea.merged_into_id.is_not(None))
        found.update(number for number in db.session.scalars(into) if number is not None)
    return found


def _of_living_ideas(doomed: Doomed) -> set[int]:
    """Ideas that stay and lose comments."""
    found: set[int] = set()
    for some in _chunks(doomed["comments"]):
        found.update(db.session.scalars(select(Comment.idea_id).distinct().where(Comment.id.in_(some))))
    return found - doomed["ideas"]


def _recount_comments(ideas: set[int]) -> None:
    """What an idea's and a thread's counters say, from the rows that are left."""
    seen = Comment.deleted_at.is_(None) & Comment.hidden_for.is_(None)
    for some in _chunks(ideas):
        own = select(func.count()).select_from(Comment).where(Comment.idea_id == Idea.id, seen).scalar_subquery()
        db.session.execute(update(Idea).where(Idea.id.in_(some)).values(comments=own))
        answer = Comment.__table__.alias()
        below = select(func.count()).select_from(answer)
        below = below.where(
            answer.c.root_id == Comment.id, answer.c.deleted_at.is_(None), answer.c.hidden_for.is_(None)
        )
        top = update(Comment).where(Comment.idea_id.in_(some), Comment.root_id.is_(None))
        db.session.execute(top.values(replies=below.scalar_subquery()))


def _people_gone(run: ImportRun, ids: set[int]) -> int:
    """Authors of this run whom nothing else names any more go; the others stay, and stay known."""
    named: set[int] = set()
    for _table_of_it, key in _pointers_at("people"):
        for some in _chunks(ids - named):
            named.update(db.session.scalars(select(key.parent).distinct().where(key.parent.in_(some))))
    gone = ids - named
    _delete(_table(Person), _table(Person).c.id, gone)
    _delete(_table(Origin), _table(Origin).c.own_id, gone, Origin.board_id == run.board_id, Origin.kind == "person")
    return len(gone)


def _forget_files(doomed: Doomed, uploads: Path | None) -> None:
    """Uploaded files of what goes are removed once it is gone."""
    names: list[str] = []
    for kind in (Picture, Attachment):
        for some in _chunks(doomed.get(kind.__tablename__, set())):
            names += db.session.scalars(select(kind.file).where(kind.id.in_(some)))
    if uploads is not None and names:
        after_commit(lambda: files.delete_all(uploads, names))


def _chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    """The ids from the highest down, a few hundred at a time."""
    ordered = sorted(ids, reverse=True)
    for start in range(0, len(ordered), AT_ONCE):
        yield ordered[start : start + AT_ONCE]


def _spans(ids: Iterable[int]) -> Iterator[list[int]]:
    """Ids as runs of neighbours, ``[first, last]`` each: what a bulk made lies together."""
    first = last = None
    for number in sorted(ids):
        if last is not None and number == last + 1:
            last = number
            continue
        if first is not None and last is not None:
            yield [first, last]
        first = last = number
    if first is not None and last is not None:
        yield [first, last]
