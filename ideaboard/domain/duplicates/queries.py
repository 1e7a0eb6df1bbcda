"""Questions about duplicates."""

from __future__ import annotations

from collections.abc import Collection, Sequence, Set
from dataclasses import dataclass
from itertools import combinations

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
    """Open ideas that were not compared since they were last changed, oldest first."""
    done = and_(Comparison.idea_id == Idea.id, Comparison.revision == Idea.revision)
    waiting = select(Idea).outerjoin(Comparison, done).where(Comparison.idea_id.is_(None))
    return waiting.where(is_open(Idea)).order_by(Idea.id).limit(limit)


def families(board_ids: Sequence[int]) -> list[Family]:
    """What is proposed on these boards, the likest first: pairs that share an idea are one family, unless that would
    bring together what was kept apart.

    Only ideas that are public and gather or are in review; what was merged or has ended is settled. Two queries; served
    by ix_pairs_board_id_dismissed_at and the unique pair.
    """
    first, second = aliased(Idea), aliased(Idea)
    rows = db.session.execute(
        select(Pair.board_id, Pair.idea_id, Pair.other_id, Pair.likeness, first.merit, second.merit.label("their"))
        .join(first, first.id == Pair.idea_id)
        .join(second, second.id == Pair.other_id)
        .where(Pair.board_id.in_(board_ids), Pair.dismissed_at.is_(None), is_open(first), is_open(second))
        .order_by(Pair.likeness.desc(), Pair.id)
        .limit(MOST_PAIRS)
    ).all()
    merits: dict[int, int] = {}
    groups: list[tuple[int, set[int], int]] = []
    apart = _kept_apart({number for row in rows for number in (row.idea_id, row.other_id)})
    for row in rows:
        merits |= {row.idea_id: row.merit, row.other_id: row.their}
        _join(groups, apart, row.board_id, {row.idea_id, row.other_id}, row.likeness)
    return [
        Family(board, tuple(sorted(ids, key=lambda one: (-merits[one], one))), likeness / 1_000)
        for board, ids, likeness in sorted(groups, key=lambda group: -group[2])
    ]


def _kept_apart(numbers: Collection[int]) -> set[tuple[int, int]]:
    """Pairs of these ideas of which somebody said that they are different ones."""
    said = select(Pair.idea_id, Pair.other_id).where(
        Pair.idea_id.in_(numbers), Pair.other_id.in_(numbers), Pair.dismissed_at.is_not(None)
    )
    return {(row.idea_id, row.other_id) for row in db.session.execute(said)}


def _join(
    groups: list[tuple[int, set[int], int]], apart: Set[tuple[int, int]], board_id: int, pair: set[int], likeness: int
) -> None:
    """Put a pair to the families it touches. Where that would be too many to look at, or bring together what was kept
    apart, it waits until what it touches is settled."""
    touched = [group for group in groups if group[1] & pair]
    whole = pair.union(*(ids for _board, ids, _likeness in touched))
    if touched and (len(whole) > MOST_IN_FAMILY or not apart.isdisjoint(combinations(sorted(whole), 2))):
        return
    for group in touched:
        groups.remove(group)
    groups.append((board_id, whole, max([likeness, *(one[2] for one in touched)])))


def is_open(idea: type[Idea]) -> ColumnElement[bool]:
    """Seen by others, and gathering or in review: what may still be merged."""
    return and_(idea.shown, or_(idea.phase == Phase.GATHERING, idea.phase == Phase.REVIEW))
