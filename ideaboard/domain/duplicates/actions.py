"""Verbs of duplicates: two ideas are proposed as one, or said to be none. Merging itself is ``ideas.merge``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from datetime import datetime
from itertools import combinations

from sqlalchemy import select

from ideaboard.core.actions import action
from ideaboard.core.db import db
from ideaboard.core.errors import Invalid
from ideaboard.core.events import record
from ideaboard.core.text import _
from ideaboard.domain.boards.models import Board
from ideaboard.domain.duplicates.models import Comparison, Pair
from ideaboard.domain.events import DuplicatesDismissed
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import Can

LIKE_ENOUGH = 600  # thousandths; among labelled duplicates of a public collection half score more
MOST_TOGETHER = 30  # ideas one family is dismissed with


@action(Can.MERGE, lock="self")
def note_comparison(idea: Idea, likenesses: Mapping[int, float], *, by: Person, at: datetime) -> list[Pair]:
    """Keep what ``idea`` was found to be like: other ideas of its board → likeness from 0 to 1.

    Pairs that are known stay as they are, also when they were dismissed. Returns the new ones.
    """
    known = _known(idea, likenesses)
    pairs = [
        Pair(board_id=idea.board_id, idea_id=low, other_id=high, likeness=round(1_000 * min(1.0, likeness)), seen_at=at)
        for other, likeness in likenesses.items()
        if other != idea.id and 1_000 * likeness >= LIKE_ENOUGH
        for low, high in [sorted((idea.id, other))]
        if (low, high) not in known
    ]
    db.session.add_all(pairs)
    _mark(idea, at)
    db.session.flush()
    return pairs


def _known(idea: Idea, likenesses: Mapping[int, float]) -> set[tuple[int, int]]:
    others = list(likenesses)
    there = select(Pair.idea_id, Pair.other_id).where(
        ((Pair.idea_id == idea.id) & Pair.other_id.in_(others))
        | ((Pair.other_id == idea.id) & Pair.idea_id.in_(others))
    )
    return {(row.idea_id, row.other_id) for row in db.session.execute(there)}


def _mark(idea: Idea, at: datetime) -> None:
    held = db.session.get(Comparison, idea.id)
    if held is None:
        db.session.add(Comparison(idea_id=idea.id, revision=idea.revision, at=at))
    else:
        held.revision, held.at = idea.revision, at


@action(Can.MERGE, lock="self")
def dismiss(board: Board, idea_ids: Sequence[int], *, by: Person, at: datetime) -> int:
    """These ideas of ``board`` are different ones: none of them is proposed with another of them again, not even by way
    of a third one or after an edit.

    Returns how many proposed pairs that settles; 0 when a colleague was faster.
    """
    numbers = sorted(set(idea_ids))
    if not 2 <= len(numbers) <= MOST_TOGETHER:
        raise Invalid("ideas", _("Choose the ideas that are different ones."))
    among = select(Pair).where(Pair.board_id == board.id, Pair.idea_id.in_(numbers), Pair.other_id.in_(numbers))
    known = db.session.scalars(among).all()
    pairs = [pair for pair in known if pair.dismissed_at is None]
    for pair in pairs:
        pair.dismissed_at, pair.dismissed_by_id = at, by.id
    if pairs:
        _keep_apart(board, numbers, {(pair.idea_id, pair.other_id) for pair in known}, by=by, at=at)
        record(DuplicatesDismissed(board_id=board.id, pairs=len(pairs)), by=by, at=at)
    return len(pairs)


def _keep_apart(board: Board, numbers: Sequence[int], known: Set[tuple[int, int]], *, by: Person, at: datetime) -> None:
    """Those that stood in one family without having been proposed as a pair are settled as well."""
    there = sorted(db.session.scalars(select(Idea.id).where(Idea.id.in_(numbers), Idea.board_id == board.id)))
    db.session.add_all(
        Pair(
            board_id=board.id,
            idea_id=low,
            other_id=high,
            likeness=0,
            seen_at=at,
            dismissed_at=at,
            dismissed_by_id=by.id,
        )
        for low, high in combinations(there, 2)
        if (low, high) not in known
    )
    db.session.flush()
