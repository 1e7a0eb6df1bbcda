"""Questions about patterns."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import func, select

from ideaboard.core.db import db
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.integrity.models import Suspicion
from ideaboard.domain.votes.models import Vote


class Standing(NamedTuple):
    """Supporters of an idea ``with`` the votes that stand apart and ``without`` them; and why those do."""

    with_held: int
    without: int
    suspicious: int
    unconfirmed: int


def findings(boards: Collection[int] | None, *, settled: bool, most: int = 100) -> Sequence[tuple[Suspicion, Idea]]:
    """Patterns on ideas of these boards (None: of all), the latest first; ``settled``: those the team has judged."""
    there = select(Suspicion, Idea).join(Idea, Idea.id == Suspicion.idea_id)
    there = there.where(Suspicion.settled_at.is_not(None) if settled else Suspicion.settled_at.is_(None))
    if boards is not None:
        there = there.where(Idea.board_id.in_(boards))
    rows = db.session.execute(there.order_by(Suspicion.id.desc()).limit(most)).all()
    return [(row.Suspicion, row.Idea) for row in rows]


def with_and_without(ideas: Collection[int]) -> dict[int, Standing]:
    """For each of these ideas on which votes are held."""
    suspicious, unconfirmed = (func.count().filter(Vote.held_for == why) for why in ("suspicious", "unconfirmed"))
    there = Vote.idea_id.in_(ideas), Vote.ended_at.is_(None), Vote.held_for.is_not(None), Vote.value > 0
    held = select(Vote.idea_id, Idea.supporters, suspicious, unconfirmed).join(Idea, Idea.id == Vote.idea_id)
    rows = db.session.execute(held.where(*there).group_by(Vote.idea_id, Idea.supporters))
    return {number: Standing(count + odd + new, count, odd, new) for number, count, odd, new in rows}
