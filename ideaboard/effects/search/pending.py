"""What the index does not know yet: ideas that were taken away since it was last told."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import BigInteger, cast, not_, null, select, union_all

from ideaboard.core.db import db
from ideaboard.core.events import Fact, name_of
from ideaboard.core.jobs import Errand
from ideaboard.domain.boards.models import Board
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.ideas.queries import OPEN_TO_ALL

from .interface import Scope
from .refreshing import refresh

MOST = 10_000  # single ideas; a board that was closed to the public may have any number


def still_public(scope: Scope) -> Scope:
    """``scope`` without what waits for ``refresh`` and is not to be found any more: no hit, no total and no count may
    tell of it. One query, as long as no whole board was closed."""
    waiting = select(Fact.idea_id, Fact.board_id).join(Errand).where(Errand.consequence == name_of(refresh)).subquery()
    nothing = cast(null(), BigInteger)
    single = select(Idea.id.label("idea"), nothing.label("board")).join(waiting, waiting.c.idea_id == Idea.id)
    whole = select(nothing, Board.id).join(waiting, waiting.c.board_id == Board.id).where(waiting.c.idea_id.is_(None))
    parts = (single.where(not_(Idea.listed)), whole.where(not_(OPEN_TO_ALL)))
    rows = db.session.execute(union_all(*(part.distinct().limit(MOST).subquery().select() for part in parts))).all()
    if any(row.board is not None for row in rows):
        scope = _on_open_boards(scope)
    return replace(scope, but=tuple(sorted(row.idea for row in rows if row.idea is not None)))


def _on_open_boards(scope: Scope) -> Scope:
    asked = OPEN_TO_ALL if scope.board_ids is None else OPEN_TO_ALL & Board.id.in_(scope.board_ids)
    return replace(scope, board_ids=tuple(db.session.scalars(select(Board.id).where(asked).order_by(Board.id))))
