"""Questions about duplicates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import aliased

from ideaboard.core.db import db
from ideaboard.domain.duplicates.models import Comparison, Pair
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.lifecycle import Phase

MOST_PAIRS = 500
MOST_IN_FAMILY = 12


@dataclass(frozen=True)
class Family:
    """Ideas that may all be the same one, the most supported first; ``likeness`` of the likest two, from 0 to 1."""

    board_id: int
    idea_ids: tuple[int, ...]
    likeness: float


def uncompared(limit: int) -> Select[Idea]:
    """Gathering ideas that were not compared since they were last changed, oldest first."""
    done = and_(Comparison.idea_id == Idea.id, Comparison.revision == Idea.revision)
    waiting = select(Idea).outerjoin(Comparison, done).where(Comparison.idea_id.is_(None))
    return waiting.where(Idea.shown, Idea.phase == Phase.GATHERING).order_by(Idea.id).limit(limit)


def families(board_ids: Sequence[int]) -> list[Family]:
    """What is proposed on these boards, the likest first: pairs that share an idea are one family.

    Only ideas that are public and gather or are in review; what was merged or has ended is settled. One query; served
    by ix_pairs_board_id_dismissed_at.
    """
    first, second = aliased(Idea), aliased(Idea)
    rows = db.session.execute(
        select(Pair.board_id, Pair.idea_id, Pair.other_id, Pair.likeness, first.merit, second.merit.label("their"))
        .join(first, first.id == Pair.idea_id)
        .join(second, second.id == Pair.other_id)
        .where(Pair.board_id.in_(board_ids), Pair.dismissed_at.is_(None), _open(first), _open(second))
        .order_by(Pair.likeness.desc(), Pair.id)
        .limit(MOST_PAIRS)
    ).all()
    merits: dict[int, int] = {}
    groups: list[tuple[int, set[int], int]] = []
    for row in rows:
        merits |= {row.idea_id: row.merit, row.other_id: row.their}
        _join(groups, row.board_id, {row.idea_id, row.other_id}, row.likeness)
    return [
        Family(board, tuple(sorted(ids, key=lambda one: (-merits[one], one))), likeness / 1_000)
        for board, ids, likeness in sorted(groups, key=lambda group: -group[2])
    ]


def _join(groups: list[tuple[int, set[int], int]], board_id: int, pair: set[int], likeness: int) -> None:
    """Put a pair to the families it touches; where that would be too many to look at, it stays on its own."""
    touched = [group for group in groups if group[1] & pair]
    whole = pair.union(*(ids for _board, ids, _likeness in touched))
    if touched and len(whole) > MOST_IN_FAMILY:
        return
    for group in touched:
        groups.remove(group)
    groups.append((board_id, whole, max([likeness, *(one[2] for one in touched)])))


def _open(idea: type[Idea]) -> ColumnElement[bool]:
    return and_(idea.shown, or_(idea.phase == Phase.GATHERING, idea.phase == Phase.REVIEW))
