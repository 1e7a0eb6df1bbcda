"""A few ideas at every tick are compared with the others of their board, until all are: so duplicates are proposed."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.domain import duplicates, people
from ideaboard.domain.ideas.models import Idea

from .finding import similar
from .index import answers

AT_ONCE = 40  # some seconds of work at most
MOST_ALIKE = 3  # proposals that one idea may give at a time
LOOKED_AT = 15  # of the likest: many may have ended long ago


def compare() -> int:
    """For every tick: compare what is new or was changed; returns how many ideas were compared.

    Without an index nothing is: the database's plain likeness proposes too much.
    """
    waiting = db.session.scalars(duplicates.uncompared(AT_ONCE).options(joinedload(Idea.board))).all()
    if not waiting or not answers():
        return 0
    found = {idea.id: _likenesses(idea) for idea in waiting}  # the slow part, before any transaction
    for number, likenesses in found.items():
        with transaction():
            idea = db.session.get_one(Idea, number)
            duplicates.note_comparison(idea, likenesses, by=people.house(), at=now())
    return len(found)


def _likenesses(idea: Idea) -> dict[int, float]:
    """The likest ideas of its board that were there before it, and since; ideas nobody may see are not compared."""
    hits = similar(idea.title, idea.body, seen_by=None, board=idea.board, limit=LOOKED_AT, but=idea.id)
    scores = {hit.idea.id: hit.score for hit in hits}
    still_open = set(db.session.scalars(select(Idea.id).where(Idea.id.in_(scores), duplicates.is_open(Idea))))
    return dict([(number, score) for number, score in scores.items() if number in still_open][:MOST_ALIKE])
