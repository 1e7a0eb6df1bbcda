"""Rounds: what a board judges together, the ballots of a crowd, a panel's choice, and the results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, request

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import Denied, Invalid, No, NotVisible, Refused
from ideaboard.core.text import _
from ideaboard.domain import boards, ideas, rounds, stories
from ideaboard.domain.boards.models import Board
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.permissions import Can
from ideaboard.domain.rounds.models import Entry, Round
from ideaboard.domain.stories import Card
from ideaboard.domain.votes import ballots
from ideaboard.web import intents, load, respond
from ideaboard.web.blueprint import pages
from ideaboard.web.caching import for_everybody
from ideaboard.web.cards import dressed_all
from ideaboard.web.me import may, me, needs, signed_in
from ideaboard.web.url import url

WAYS: Mapping[str, Mapping[str, Any] | None] = {
    "own": None,
    "choice": rounds.ONE_CHOICE,
    "coins": {"kind": "budget", "budget": 100, "steps": [5, 20, 50], "own_idea": True},
    "score": {"kind": "score", "range": [1, 5]},
}


@dataclass(frozen=True)
class Line:
    """An idea in a round as its page shows it."""

    card: Card
    entry: Entry
    mine: int | None  # one's own ballot
    tied: bool


@pages.get("/boards/<slug>/rounds")
@for_everybody
def board_rounds(slug: str) -> Response:
    """The rounds of a board."""
    found = load.board(slug)
    if not boards.details_open(found, me()):
        return respond.to(url.board(found.slug))
    return _list(found, {})


def _list(found: Board, errors: Mapping[str, str], status: int = 200) -> Response:
    at = now()
    return respond.page(
        "rounds", status, board=found, rounds=rounds.rounds_of(found), at=at, errors=errors, typed=request.form,
        runs=may(Can.RUN_ROUNDS, found), own=found.rules.rounds.ballot is not None,
        tomorrow=(at.astimezone(ZoneInfo(found.rules.clock.timezone)) + timedelta(days=1)).date().isoformat(),
    )  # fmt: skip


@pages.post("/boards/<slug>/rounds")
def plan_round(slug: str) -> Response:
    """Announce a round."""
    found = load.board(slug)
    needs(Can.RUN_ROUNDS, found)
    try:
        with transaction():
            board = load.board(found.slug)
            made = rounds.plan_round(
                board, request.form.get("title", ""), by=signed_in(), at=now(),
                opens_at=_day("opens_at", board, optional=True), closes_at=_day("closes_at", board) or now(),
                kind=request.form.get("kind", "crowd"), ballot=WAYS.get(request.form.get("way", "own")),
            )  # fmt: skip
        return respond.to(url.round(made.id), _("Announced. Now let ideas enter it."))
    except (Invalid, Refused) as no:
        db.session.rollback()
        errors = no.errors if isinstance(no, Invalid) else {"": no.sentence}
        return _list(load.board(found.slug), errors, no.status)


def _day(name: str, board: Board, *, optional: bool = False) -> datetime | None:
    """The first moment of the day that was typed, on the board's own clock; None for nothing typed."""
    typed = request.form.get(name, "").strip()
    if not typed and optional:
        return None
    try:
        day = datetime.fromisoformat(typed[:10]).date()
        return datetime.combine(day, time(), ZoneInfo(board.rules.clock.timezone))
    except (ValueError, OverflowError):
        raise Invalid(name, _("Write a day such as 2027-05-01.")) from None


@pages.get("/rounds/<id:number>")
@for_everybody
def round_page(number: int) -> Response:
    """A round: its ideas, one's ballot while it is open, its results once it is closed."""
    return _page(load.round(number))


def _page(found: Round, problem: str | None = None, status: int = 200) -> Response:
    at, who = now(), me()
    open_now = found.is_open(at)
    left = max(0, found.way.budget - rounds.spent_in(found, who)) if found.way.kind == "budget" and who else None
    return respond.page(
        "round", status, round=found, board=found.board, lines=_lines(found, at), open=open_now, way=found.way,
        choices=list(ballots.choices(found.way)), left=left, problem=problem, runs=may(Can.RUN_ROUNDS, found),
        to_come=found.opens_at is not None and at < found.opens_at, nights=found.cut_at - timedelta(seconds=1),
    )  # fmt: skip


def _lines(found: Round, at: datetime) -> list[Line]:
    entries = {entry.idea_id: entry for entry in rounds.entries_of(found)}
    mine = rounds.my_votes(found, me())
    places = [entry.place for entry in entries.values()]
    cards = dressed_all(stories.of_ids(list(entries), me(), at))
    return [Line(card, entries[card.id], mine.get(card.id), places.count(entries[card.id].place) > 1) for card in cards]


@pages.route("/rounds/<id:number>/vote", methods=["GET", "POST"])
def vote_in_round(number: int) -> Response:
    """Give one's ballot on one idea of the round, or take it back; visitors sign up first and come back here."""
    here = load.round(number)
    if request.method == "GET":
        to = url.round(here.id)
        return intents.to_sign_up(intents.of_request(), to) if me() is None else respond.to(to)
    needs(Can.VOTE_IN_ROUND, here)
    try:
        with transaction():
            found, idea = load.round(number), _idea()
            if "withdraw" in request.form:
                rounds.take_back_in_round(found, idea, by=signed_in(), at=now())
            else:
                rounds.cast_in_round(found, idea, _value(), by=signed_in(), at=now())
    except (Invalid, Refused, Denied) as no:
        return _refused(number, no)
    return respond.to(f"{url.round(number)}#idea-{idea.id}")


def _refused(number: int, no: No) -> Response:
    db.session.rollback()
    return _page(load.round(number), no.sentence, no.status)


def _idea() -> Idea:
    found = ideas.find(_number(request.form.get("idea", "")), me())
    if found is None:
        raise NotVisible(_("There is no such idea here. It may have been taken back or removed."))
    return found


def _number(typed: str) -> int:
    """A number that was typed, or that an address ends in."""
    digits = next((part for part in typed.strip().split("/") if part.isdecimal()), "")
    return int(digits) if digits and len(digits) < 19 else 0


def _value() -> int:
    try:
        return int(request.form.get("value", "")[:6])
    except ValueError:
        raise Invalid("value", _("This is not a vote.")) from None


@pages.post("/rounds/<id:number>/ideas")
def round_ideas(number: int) -> Response:
    """Let an idea enter a round that is to come, take it out, or say what the panel chose."""
    person = signed_in()
    needs(Can.RUN_ROUNDS, load.round(number))
    act = request.form.get("act", "enter")
    try:
        with transaction():
            found, idea = load.round(number), _idea()
            if act == "leave":
                rounds.take_out(found, idea, by=person, at=now())
            elif act in ("choose", "unchoose"):
                rounds.choose(found, idea, act == "choose", by=person, at=now())
            else:
                rounds.nominate(found, idea, by=person, at=now())
    except (Invalid, Refused) as no:
        return _refused(number, no)
    return respond.to(url.round(number))
