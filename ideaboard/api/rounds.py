"""Rounds: ideas judged together by the crowd or by a panel."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, Field

from ideaboard.api import load, shapes
from ideaboard.api.calls import Ask, call
from ideaboard.api.schemas import Given, Item, Line
from ideaboard.domain import ideas, rounds, stories
from ideaboard.domain.permissions import Can
from ideaboard.domain.rounds.models import Entry, Round


class RoundOut(BaseModel):
    """A round of a board."""

    id: int
    board: str
    title: str
    kind: Literal["crowd", "panel"]
    state: Literal["to_come", "open", "closed"]
    opens_at: datetime | None
    closes_at: datetime
    ballot: dict[str, Any] | None = Field(description="As in the rules; null where a panel chooses.")


class RoundsOut(BaseModel):
    """The rounds of a board, the latest first."""

    items: list[RoundOut]


class EntryOut(BaseModel):
    """An idea in a round; what it came to is null until the close."""

    idea: Item
    my_vote: int | None
    voters: int | None
    points: int | None
    mean: float | None
    place: int | None = Field(description="Equal results share a place, and the next is skipped.")
    chosen: bool | None = Field(description="By the panel.")


class RoundDetail(RoundOut):
    """A round and its ideas, the best first once it is closed."""

    points_left: int | None = Field(description="Of one's own budget, where there is one.")
    entries: list[EntryOut]


class NewRound(Given):
    """A round to announce; without a ballot the board's own for rounds, else one choice for each person."""

    title: Line
    kind: Literal["crowd", "panel"] = "crowd"
    opens_at: AwareDatetime | None = Field(
        default=None, strict=False, description="Null: as soon as its first idea is in; ideas can enter until then."
    )
    closes_at: AwareDatetime = Field(strict=False)
    ballot: dict[str, Any] | None = None


class Value(Given):
    """A vote in the round's own units."""

    value: int


class Choice(Given):
    """What the panel says of an idea."""

    chosen: bool


@call("GET", "/boards/{slug}/rounds", visitors=True, load=load.board_inside, gives=RoundsOut)
def index(ask: Ask) -> RoundsOut:
    """The rounds of a board."""
    return RoundsOut(items=[RoundOut(**_told(each, ask.at)) for each in rounds.rounds_of(ask.subject)])


@call(
    "POST", "/boards/{slug}/rounds", scopes=("write",), load=load.board_inside, can=Can.RUN_ROUNDS, takes=NewRound,
    gives=RoundDetail, status=201, refuses=(409,), counts="write",
)  # fmt: skip
def create(ask: Ask) -> RoundDetail:
    """Announce a round; ideas can enter it until it opens."""
    said = ask.body
    made = rounds.plan_round(
        ask.subject, said.title, by=ask.by, at=ask.at, opens_at=said.opens_at, closes_at=said.closes_at,
        kind=said.kind, ballot=said.ballot,
    )  # fmt: skip
    return _detail(made, ask)


@call("GET", "/rounds/{number}", visitors=True, load=load.round, gives=RoundDetail)
def show(ask: Ask) -> RoundDetail:
    """A round, its ideas, and what they came to once it is closed."""
    return _detail(ask.subject, ask)


@call(
    "PUT", "/rounds/{number}/ideas/{n}", scopes=("write",), load=load.round_and_idea, can=Can.RUN_ROUNDS,
    gives=RoundDetail, refuses=(409,), counts="write",
)  # fmt: skip
def enter(ask: Ask) -> RoundDetail:
    """Let an idea enter a round that is to come."""
    rounds.nominate(ask.subject, _idea(ask), by=ask.by, at=ask.at)
    return _detail(ask.subject, ask)


@call(
    "DELETE", "/rounds/{number}/ideas/{n}", scopes=("write",), load=load.round_and_idea, can=Can.RUN_ROUNDS,
    status=204, refuses=(409,), counts="write",
)  # fmt: skip
def leave(ask: Ask) -> None:
    """Take an idea out of a round that is to come."""
    rounds.take_out(ask.subject, _idea(ask), by=ask.by, at=ask.at)


@call(
    "PATCH", "/rounds/{number}/ideas/{n}", scopes=("write",), load=load.round_and_idea, can=Can.RUN_ROUNDS,
    takes=Choice, gives=RoundDetail, refuses=(409,), counts="write",
)  # fmt: skip
def choose(ask: Ask) -> RoundDetail:
    """Say whether the panel chooses an idea, while its round is open."""
    rounds.choose(ask.subject, _idea(ask), ask.body.chosen, by=ask.by, at=ask.at)
    return _detail(ask.subject, ask)


@call(
    "PUT", "/rounds/{number}/ideas/{n}/vote", scopes=("write",), load=load.round_and_idea, can=Can.VOTE_IN_ROUND,
    takes=Value, gives=RoundDetail, refuses=(409,), counts="vote",
)  # fmt: skip
def vote(ask: Ask) -> RoundDetail:
    """Vote on an idea of an open round; voting again replaces one's vote."""
    rounds.cast_in_round(ask.subject, _idea(ask), ask.body.value, by=ask.by, at=ask.at)
    return _detail(ask.subject, ask)


@call(
    "DELETE", "/rounds/{number}/ideas/{n}/vote", scopes=("write",), load=load.round_and_idea, can=Can.VOTE_IN_ROUND,
    gives=RoundDetail, refuses=(409,), counts="vote",
)  # fmt: skip
def take_back(ask: Ask) -> RoundDetail:
    """Take one's vote back."""
    rounds.take_back_in_round(ask.subject, _idea(ask), by=ask.by, at=ask.at)
    return _detail(ask.subject, ask)


def _idea(ask: Ask) -> ideas.Idea:
    found = ideas.find(ask.where["n"], ask.by)
    assert found is not None  # the loader looked
    return found


def _told(each: Round, at: datetime) -> dict[str, Any]:
    state = "closed" if each.closed_at or at >= each.cut_at else "open" if each.is_open(at) else "to_come"
    return {
        "id": each.id, "board": each.board.slug, "title": each.title, "kind": each.kind, "state": state,
        "opens_at": each.opens_at, "closes_at": each.cut_at, "ballot": each.ballot,
    }  # fmt: skip


def _detail(each: Round, ask: Ask) -> RoundDetail:
    entries = {entry.idea_id: entry for entry in rounds.entries_of(each)}
    mine = rounds.my_votes(each, ask.by)
    cards = stories.of_ids(list(entries), ask.by, ask.at)
    left = each.way.budget - rounds.spent_in(each, ask.by) if each.way.kind == "budget" and ask.by else None
    return RoundDetail(
        **_told(each, ask.at), points_left=left,
        entries=[
            EntryOut(idea=shapes.item(card), my_vote=mine.get(card.id), **_came_to(each, entries[card.id]))
            for card in cards
        ],
    )  # fmt: skip


def _came_to(each: Round, entry: Entry) -> Mapping[str, Any]:
    closed, score = each.closed_at is not None, each.way.kind == "score"
    return {
        "voters": entry.voters if closed else None,
        "points": entry.result if closed and each.kind == "crowd" and not score else None,
        "mean": entry.result / 1_000 if closed and score else None,
        "place": entry.place if closed else None,
        "chosen": entry.chosen if closed and each.kind == "panel" else None,
    }
