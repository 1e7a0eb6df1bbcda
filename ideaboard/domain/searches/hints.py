"""Whether similar ideas shown while writing are of use: what people saw, what they did, and what came through."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from sqlalchemy import select

from ideaboard.core import tokens
from ideaboard.core.db import db
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.searches.models import Hint

SHOWN_MOST = 30
KEY_MIN, KEY_MAX = 16, 64


class Deflection(NamedTuple):
    """Of the forms in which similar ideas were shown: how many supported one of these instead, how many shared all the
    same, and how many of these were later merged into one that had been shown."""

    shown: int
    supported: int
    shared: int
    came_through: int

    @property
    def percent(self) -> int:
        """Of those who decided, how many supported what was there."""
        decided = self.supported + self.shared
        return round(100 * self.supported / decided) if decided else 0


def showed(key: str, ideas: Collection[int], *, at: datetime) -> None:
    """These ideas were shown in the form with the random words ``key``; what was shown before stays noted."""
    if not KEY_MIN <= len(key) <= KEY_MAX or not ideas:
        return
    there = _hint(key)
    if there is None:
        db.session.add(Hint(digest=tokens.digest(key), at=at, offered=list(ideas)[:SHOWN_MOST]))
    else:
        there.offered = list(dict.fromkeys([*there.offered, *ideas]))[:SHOWN_MOST]
    db.session.flush()


def chose(key: str, chosen: Literal["supported", "shared"], idea_id: int) -> None:
    """Whoever saw them supported one of them, or shared an idea of their own. The first support counts, and sharing
    after all."""
    there = _hint(key) if KEY_MIN <= len(key) <= KEY_MAX else None
    if there is None or (chosen == "supported" and (there.chosen is not None or idea_id not in there.offered)):
        return
    there.chosen, there.idea_id = chosen, idea_id


def deflection(at: datetime, days: int = 30) -> Deflection:
    """Of the last ``days``."""
    rows = db.session.execute(
        select(Hint.offered, Hint.chosen, Idea.merged_into_id)
        .outerjoin(Idea, Idea.id == Hint.idea_id)
        .where(Hint.at > at - timedelta(days=days))
    ).all()
    return Deflection(
        shown=len(rows),
        supported=sum(row.chosen == "supported" for row in rows),
        shared=sum(row.chosen == "shared" for row in rows),
        came_through=sum(row.chosen == "shared" and row.merged_into_id in row.offered for row in rows),
    )


def _hint(key: str) -> Hint | None:
    return db.session.scalar(select(Hint).where(Hint.digest == tokens.digest(key)))
