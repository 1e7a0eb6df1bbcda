"""The public activity log."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field
from sqlalchemy import select

from ideaboard.api import shapes
from ideaboard.api.calls import Ask, call
from ideaboard.api.schemas import HOUSE, MOST, Asked, Listed, PersonOut
from ideaboard.core.db import db
from ideaboard.core.events import Fact, settled
from ideaboard.domain import ideas, stories
from ideaboard.domain.boards.models import Board
from ideaboard.domain.people.models import Person


class FactsAsked(Asked):
    """From where on. `after` is the number of the last fact that was read; `cursor` means the same."""

    limit: int = Field(default=20, ge=1, le=100)
    after: int = Field(default=0, ge=0, le=MOST)
    cursor: int | None = Field(default=None, ge=0, le=MOST)


class FactOut(BaseModel):
    """Something that happened."""

    id: int
    at: datetime
    kind: str
    actor: PersonOut
    idea: int | None
    board: str | None
    data: dict[str, Any]


@call("GET", "/facts", visitors=True, query=FactsAsked, gives=Listed[FactOut])
def index(ask: Ask) -> Listed[FactOut]:
    """What is public of what happened, oldest first; never anything that a late commit could still come before."""
    asked = ask.query
    since = asked.after if asked.cursor is None else asked.cursor
    query = stories.facts().where(settled(), Fact.id > since).order_by(Fact.id).limit(asked.limit + 1)
    found = db.session.scalars(query).all()
    facts = found[: asked.limit]
    return Listed(items=_told(facts, ask.at), next=str(facts[-1].id) if len(found) > len(facts) else None)


def _told(facts: Any, at: datetime) -> list[FactOut]:
    """With the names they need, each kind of name read once for the page."""
    people = _named(Person, {fact.actor_id for fact in facts})
    boards = _named(Board, {fact.board_id for fact in facts})
    cards = stories.of_ids(sorted({fact.idea_id for fact in facts if fact.idea_id}), None, at)
    hidden = {card.id for card in cards if card.hidden}
    kept_back = ideas.makers_kept_back({card.id for card in cards})
    return [
        FactOut(
            id=fact.id, at=fact.at, kind=fact.kind, actor=_actor(fact, people.get(fact.actor_id), kept_back),
            idea=fact.idea_id, board=boards[fact.board_id].slug if fact.board_id else None,
            data=shapes.data_of(fact, hidden=fact.idea_id in hidden),
        )
        for fact in facts
    ]  # fmt: skip


def _actor(fact: Fact, person: Person | None, kept_back: Mapping[int, set[int]]) -> PersonOut:
    untold = person is None or fact.kind in shapes.UNNAMED or person.id in kept_back.get(fact.idea_id or 0, ())
    return HOUSE if untold or person is None else shapes.person(person)


def _named(model: Any, numbers: set[int | None]) -> dict[int | None, Any]:
    wanted = numbers - {None}
    return {row.id: row for row in db.session.scalars(select(model).where(model.id.in_(wanted)))} if wanted else {}
