"""Many rows at once: the one exception to "only verbs write the domain"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import insert

from ideaboard.core.db import Model, db
from ideaboard.domain import votes
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.votes.models import Vote

AT_ONCE = 1_000
T = TypeVar("T", bound=Model)


def numbered(kind: type[T], rows: Sequence[dict[str, Any]]) -> list[int]:
    """Insert ``rows`` and return their new ids in the same order."""
    ids: list[int] = []
    for start in range(0, len(rows), AT_ONCE):
        statement = insert(kind).returning(kind.id, sort_by_parameter_order=True)  # type: ignore[attr-defined]
        ids += db.session.scalars(statement, rows[start : start + AT_ONCE]).all()
    return ids


def plain(kind: type[T], rows: Sequence[dict[str, Any]]) -> None:
    """Insert ``rows`` whose ids nobody needs."""
    for start in range(0, len(rows), AT_ONCE):
        db.session.execute(insert(kind), rows[start : start + AT_ONCE])


def votes_in_bulk(idea: Idea, cast: Iterable[tuple[int, int, datetime]]) -> None:
    """Give ``idea`` ballots, each ``(person id, value, cast at)``, one a person who has none there yet; recount it.

    Values are taken as they are. Nothing follows: no milestone, no routing; the idea's next vote or tick sees to that.
    """
    rows = [
        {"idea_id": idea.id, "person_id": person, "value": value, "cast_at": at}
        for person, value, at in sorted(cast, key=lambda ballot: ballot[2])
    ]
    plain(Vote, rows)
    db.session.flush()
    votes.recount(idea)
