"""A few ideas at every tick are compared with the others of their board, until all are: so duplicates are proposed."""

from __future__ import annotations

from sqlalchemy.orm import joinedload

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.domain import duplicates, people
from ideaboard.domain.ideas.models import Idea

from .finding import similar

AT_ONCE = 40  # some seconds of work at most
MOST_ALIKE = 3  # proposals that one idea may give at a time


def compare() -> int:
    """For every tick: compare what is new or was changed; returns how many ideas were compared."""
    waiting = db.session.scalars(duplicates.uncompared(AT_ONCE).options(joinedload(Idea.board))).all()
    found = {idea.id: _likenesses(idea) for idea in waiting}  # the slow part, before any transaction
    for number, likenesses in found.items():
        with transaction():
            idea = db.session.get_one(Idea, number)
            duplicates.note_comparison(idea, likenesses, by=people.house(), at=now())
    return len(found)


def _likenesses(idea: Idea) -> dict[int, float]:
    """The likest ideas of its board that were there before it, and since; ideas nobody may see are not compared."""
    hits = similar(idea.title, idea.body, seen_by=None, board=idea.board, limit=MOST_ALIKE, but=idea.id)
    return {hit.idea.id: hit.score for hit in hits}
