"""Ballots, and the ledger anyone can recount."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import current_app
from flask_limiter.util import get_remote_address
from pydantic import BaseModel, Field, SerializerFunctionWrapHandler, model_serializer
from sqlalchemy import select

from ideaboard.api import load, shapes
from ideaboard.api.calls import Ask, call
from ideaboard.api.schemas import Given, Listed, Listing, PersonOut
from ideaboard.core.db import db
from ideaboard.core.paging import Key, Page, cut
from ideaboard.core.tokens import pseudonym
from ideaboard.domain import integrity, stories, votes
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import Can


class Ballot(Given):
    """A vote in the board's own units: support 1; up/down 1 or -1; a score; points."""

    value: int


class Standing(BaseModel):
    """How the vote stands; null where the ballot hides it from who asks."""

    my_vote: int | None
    held: bool = Field(description="Whether one's vote stands apart and does not count, yet or at all.")
    supporters: int | None
    points: int | None
    votes_up: int | None
    votes_down: int | None
    mean: float | None
    phase: Phase
    stage: str
    deadline_at: datetime | None


class Entry(BaseModel):
    """One ballot of one person; the same person has another pseudonym on every idea."""

    voter: str
    value: int
    cast_at: datetime
    ended_at: datetime | None = Field(description="When it was changed, taken back or thrown out; null while it lives.")
    held: bool | None = Field(
        default=None,
        description="True for a ballot that stands apart and is in no tally; once it counts, it is a new entry.",
    )
    discarded_by: PersonOut | None = Field(default=None, description="Who of the team threw it out, at `ended_at`.")

    @model_serializer(mode="wrap")
    def _what_is_said(self, whole: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """An ordinary ballot has four fields; only what is unusual about one is added."""
        return {key: value for key, value in whole(self).items() if value is not None or key == "ended_at"}


class Ledger(Listed[Entry]):
    """Every ballot ever cast, and the votes without voters that an import carried over."""

    carried_up: int | None
    carried_down: int | None


@call(
    "PUT", "/ideas/{number}/vote", scopes=("write",), load=load.idea, can=Can.VOTE, takes=Ballot, gives=Standing,
    refuses=(409,), counts="vote",
)  # fmt: skip
def cast(ask: Ask) -> Standing:
    """Vote; voting again replaces one's vote."""
    votes.cast(ask.subject, by=ask.by, value=ask.body.value, at=ask.at)
    integrity.leave_trace(ask.subject, by=ask.by, at=ask.at, address=get_remote_address(), device=None)
    return _standing(ask)


@call(
    "DELETE", "/ideas/{number}/vote", scopes=("write",), load=load.idea, can=Can.VOTE, gives=Standing, refuses=(409,),
    counts="vote",
)  # fmt: skip
def take_back(ask: Ask) -> Standing:
    """Take one's vote back."""
    votes.take_back(ask.subject, by=ask.by, at=ask.at)
    return _standing(ask)


def _standing(ask: Ask) -> Standing:
    card = stories.card(ask.subject, ask.by, ask.at)
    return Standing(
        my_vote=card.my_vote, held=card.held is not None, supporters=card.supporters, points=card.points,
        votes_up=card.votes_up, votes_down=card.votes_down, mean=card.mean, phase=card.phase, stage=card.stage,
        deadline_at=card.deadline_at,
    )  # fmt: skip


@call("GET", "/ideas/{number}/ledger", visitors=True, load=load.idea, query=Listing, gives=Ledger)
def ledger(ask: Ask) -> Ledger:
    """All ballots under pseudonyms, oldest first; empty while the ballot is hidden."""
    idea = ask.subject
    if stories.card(idea, ask.by, ask.at).hidden:
        return Ledger(items=[], next=None, carried_up=None, carried_down=None)
    secret = current_app.config["SECRET_KEY"]
    page = _ballots(ask)
    team = _team(page)
    entries = [
        Entry(
            voter=pseudonym(secret, idea.id, vote.person_id), value=vote.value, cast_at=vote.cast_at,
            ended_at=vote.ended_at, held=vote.held_for is not None or None,
            discarded_by=team.get(vote.discarded_by_id or 0),
        )
        for vote in page.rows
    ]  # fmt: skip
    return Ledger(items=entries, next=page.after, carried_up=idea.carried_up, carried_down=idea.carried_down)


def _ballots(ask: Ask) -> Page[votes.Vote]:
    """Served by ix_votes_idea_id_id."""
    return cut(
        select(votes.Vote).where(votes.Vote.idea_id == ask.subject.id),
        [Key(votes.Vote.id, "id", falling=False)],
        after=ask.query.cursor,
        limit=ask.query.limit,
        read=lambda query: db.session.scalars(query).all(),
    )


def _team(page: Page[votes.Vote]) -> Mapping[int, PersonOut]:
    """Who threw out what is on this page."""
    numbers = {vote.discarded_by_id for vote in page.rows if vote.discarded_by_id is not None}
    if not numbers:
        return {}
    return {row.id: shapes.person(row) for row in db.session.scalars(select(Person).where(Person.id.in_(numbers)))}
