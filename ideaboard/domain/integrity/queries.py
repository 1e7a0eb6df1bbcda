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
    """Supporters of an idea ``with`` the votes held as suspicious and ``without`` them."""

    with_held: int
    without: int


def findings(boards: Collection[int] | None, *, settled: bool, most: int = 100) -> Sequence[tuple[Suspicion, Idea]]:
    """Patterns on ideas of these boards (None: of all), the latest first; ``settled``: those the team has judged."""
    there = select(Suspicion, Idea).join(Idea, Idea.id == Suspicion.idea_id)
    there = there.where(Suspicion.settled_at.is_not(None) if settled else Suspicion.settled_at.is_(None))
    if boards is not None:
        there = there.where(Idea.board_id.in_(boards))
    rows = db.session.execute(there.order_by(Suspicion.id.desc()).limit(most)).all()
    return [(row.Suspicion, row.Idea) for row in rows]


def with_and_without(ideas: Collection[int]) -> dict[int, Standing]:
    """For each of these ideas that has suspicious votes held."""
    held = (
        select(Vote.idea_id, func.count())
        .where(Vote.idea_id.in_(ideas), Vote.ended_at.is_(None), Vote.held_for == "suspicious", Vote.value > 0)
        .group_by(Vote.idea_id)
    )
    apart = {row[0]: row[1] for row in db.session.execute(held)}
    counted = db.session.execute(select(Idea.id, Idea.supporters).where(Idea.id.in_(list(apart))))
    return {idea_id: Standing(supporters + apart[idea_id], supporters) for idea_id, supporters in counted}
