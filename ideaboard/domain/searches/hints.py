"""Whether similar ideas shown while writing are of use: what people saw, what they did, and what came through."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

from sqlalchemy import select

from ideaboard.core import tokens
from ideaboard.core.db import db
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.searches.models import Hint

SHOWN_MOST = 30
KEY_MIN, KEY_MAX = 16, 64


class Deflection(NamedTuple):
    """Of the forms in which similar ideas were shown: how many supported one of these instead, how many shared all the
    same, and how many of these were later merged with one that had been shown."""

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
        select(Hint.offered, Hint.chosen, Hint.idea_id, Idea.merged_into_id)
        .outerjoin(Idea, Idea.id == Hint.idea_id)
        .where(Hint.at > at - timedelta(days=days))
    ).all()
    shared = [row for row in rows if row.chosen == "shared"]
    into = _merged_into({number for row in shared for number in row.offered})
    return Deflection(
        shown=len(rows),
        supported=sum(row.chosen == "supported" for row in rows),
        shared=len(shared),
        came_through=sum(_same(row, into) for row in shared),
    )


def _merged_into(numbers: Collection[int]) -> dict[int, int]:
    """Of these ideas those that were merged, and into which."""
    rows = select(Idea.id, Idea.merged_into_id).where(Idea.id.in_(numbers), Idea.merged_into_id.is_not(None))
    return {row.id: row.merged_into_id for row in db.session.execute(rows)}


def _same(row: Any, into: Mapping[int, int]) -> bool:
    """Whether what was shared turned out to be one of those that had been shown, whichever of them stayed."""
    stays = row.merged_into_id or row.idea_id
    shown = {into.get(number, number) for number in row.offered}
    return stays in shown


def _hint(key: str) -> Hint | None:
    return db.session.scalar(select(Hint).where(Hint.digest == tokens.digest(key)))
