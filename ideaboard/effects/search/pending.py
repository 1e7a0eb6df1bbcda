"""What the index does not know yet: ideas that were taken away since it was last told."""

from __future__ import annotations

from sqlalchemy import and_, not_, or_, select

from ideaboard.core.db import db
from ideaboard.core.events import Fact, name_of
from ideaboard.core.jobs import Errand
from ideaboard.domain.boards.models import Board
from ideaboard.domain.ideas.models import Idea

from .refreshing import refresh

MOST = 1_000


def taken_away() -> tuple[int, ...]:
    """Ideas that wait for ``refresh`` and are not to be found any more: no hit, no total, no count may tell of them."""
    waiting = select(Fact.idea_id, Fact.board_id).join(Errand).where(Errand.consequence == name_of(refresh))
    changed = waiting.limit(MOST).subquery()
    here = or_(Idea.id == changed.c.idea_id, and_(changed.c.idea_id.is_(None), Idea.board_id == changed.c.board_id))
    listed = and_(Idea.listed, Board.visibility == "public")
    rows = select(Idea.id).distinct().join(Board, Board.id == Idea.board_id).join(changed, here).where(not_(listed))
    return tuple(db.session.scalars(rows.order_by(Idea.id).limit(MOST)))
