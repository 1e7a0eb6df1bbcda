"""Shares of makers, and what boards keep of their rules for queries."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select

from ideaboard.cli.checks.finding import Finding, counted
from ideaboard.core.db import db
from ideaboard.domain.boards import agreements
from ideaboard.domain.boards.models import Board
from ideaboard.domain.ideas.models import Maker
from ideaboard.domain.ideas.shares import WHOLE, percent


def shares() -> Iterable[Finding]:
    """Whether the shares of each idea's makers sum to the whole."""
    summed = select(Maker.idea_id, func.sum(Maker.share).label("sum")).where(Maker.accepted_at.is_not(None))
    wrong = summed.group_by(Maker.idea_id).having(func.sum(Maker.share) != WHOLE).order_by(Maker.idea_id).limit(1_000)
    drift = [
        f"the makers of idea {row.idea_id} share {percent(int(row.sum))} per cent" for row in db.session.execute(wrong)
    ]
    yield from counted("shares", drift, "the makers of every idea share all of it")


def openness() -> Iterable[Finding]:
    """Whether who sees a board is kept as its rules have it: lists and searches ask the columns."""
    drift = []
    for board in db.session.scalars(select(Board).order_by(Board.id)).unique():
        terms, ranking = board.rules.terms, board.rules.ranking
        gated, digest = agreements.gates(terms, ranking.visibility), agreements.digest_of(terms)
        says = (ranking.visibility, ranking.join, board.rules.review.anonymous, gated, digest)
        kept = (board.visibility, board.joining, board.anonymous, board.gated, board.terms_digest)
        if kept != says:
            drift.append(f"board {board.slug} is kept as {kept}, its rules say {says}")
    yield from counted("openness", drift, "every board is kept as open as its rules say")
