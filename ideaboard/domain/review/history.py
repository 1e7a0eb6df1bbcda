"""What really happened on a board, as a rehearsal plays it again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Select, func, select

from ideaboard.core.db import db
from ideaboard.core.events import Fact
from ideaboard.domain.boards.models import Board
from ideaboard.domain.events import IdeaMoved
from ideaboard.domain.ideas.models import Idea, Maker
from ideaboard.domain.review.models import Case
from ideaboard.domain.review.rehearsal import Cast, Past
from ideaboard.domain.votes.models import Vote
from ideaboard.domain.votes.queries import AFTER_THE_GATE

AT_ONCE = 2_000  # rows fetched at a time: the ballots of a large board do not fit into memory as objects


def history_of(board: Board) -> Iterator[Past]:
    """Every idea of ``board`` that was ever public and is not part of another, with its family's ballots."""
    cast = _ballots(board)
    makers, closed, passed = _makers(board), _closings(board), _cases(board)
    pending = next(cast, None)
    for idea in db.session.execute(_public(board)):
        casts: list[Cast] = []
        while pending is not None and pending[0] <= idea.id:
            if pending[0] == idea.id:
                casts = pending[1]
            pending = next(cast, None)
        yield Past(
            id=idea.id,
            title=idea.title,
            published_at=idea.published_at,
            casts=casts,
            closed_at=closed.get(idea.id),
            passed_at=passed.get(idea.id),
            carried_up=idea.carried_up,
            carried_down=idea.carried_down,
            makers=frozenset(makers.get(idea.id, ())),
        )


def _public(board: Board) -> Select[int, str, datetime | None, int, int]:
    there = select(Idea.id, Idea.title, Idea.published_at, Idea.carried_up, Idea.carried_down)
    alone = (Idea.board_id == board.id, Idea.published_at.is_not(None), Idea.merged_into_id.is_(None))
    return there.where(*alone).order_by(Idea.id).execution_options(yield_per=AT_ONCE)


def _ballots(board: Board) -> Iterator[tuple[int, list[Cast]]]:
    """(idea, its ballots by the time they were cast), by idea; a family's stand at the idea it was merged into."""
    head = func.coalesce(Idea.merged_into_id, Idea.id).label("head")
    columns = (head, Vote.idea_id, Vote.person_id, Vote.value, Vote.cast_at, Vote.ended_at)
    rows = select(*columns).join(Idea, Idea.id == Vote.idea_id).where(Idea.board_id == board.id)
    rows = rows.where(Vote.held_for.is_(None), Vote.discarded_by_id.is_(None))
    there = db.session.execute(rows.order_by(head, Vote.cast_at, Vote.id).execution_options(yield_per=AT_ONCE))
    for number, together in groupby(there, key=lambda row: row.head):
        yield number, _one_each(number, list(together))


def _one_each(head: int, rows: Sequence[Any]) -> list[Cast]:
    """Who has a ballot on the idea itself counts by it alone; others by those on what was merged into it."""
    own = {row.person_id for row in rows if row.idea_id == head}
    counted = (row for row in rows if row.idea_id == head or row.person_id not in own)
    return [Cast(row.person_id, row.value, row.cast_at, row.ended_at) for row in counted]


def _makers(board: Board) -> dict[int, set[int]]:
    """Idea → who made it, and what is merged into it."""
    head = func.coalesce(Idea.merged_into_id, Idea.id)
    authors = select(head, Idea.author_id).where(Idea.board_id == board.id)
    others = select(head, Maker.person_id).join(Idea, Idea.id == Maker.idea_id)
    found: dict[int, set[int]] = {}
    for number, person in db.session.execute(
        authors.union_all(others.where(Idea.board_id == board.id, Maker.accepted_at.is_not(None)))
    ):
        found.setdefault(number, set()).add(person)
    return found


def _closings(board: Board) -> dict[int, datetime]:
    """Idea → when its vote first closed: from then on nobody could vote."""
    votable = AFTER_THE_GATE[board.rules.gate.closes]
    moved = select(Fact.idea_id, Fact.at, Fact.data).where(Fact.board_id == board.id, Fact.kind == IdeaMoved.kind)
    found: dict[int, datetime] = {}
    for number, at, data in db.session.execute(moved.order_by(Fact.id)):
        if data.get("start") in votable and data.get("to") not in votable:
            found.setdefault(number, at)
    return found


def _cases(board: Board) -> dict[int, datetime]:
    """Idea → when its first case was opened."""
    opened = select(Case.idea_id, func.min(Case.entered_at)).join(Idea, Idea.id == Case.idea_id)
    there = db.session.execute(opened.where(Idea.board_id == board.id).group_by(Case.idea_id))
    return {row[0]: row[1] for row in there}
