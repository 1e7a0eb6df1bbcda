"""What the clock does with rounds: opens them, closes them and counts, and lets one follow the other by the rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from fractions import Fraction
from functools import partial

from sqlalchemy import func, select

from ideaboard.core.actions import locked
from ideaboard.core.db import db
from ideaboard.core.events import record
from ideaboard.core.jobs import Due
from ideaboard.core.text import _
from ideaboard.domain.boards import calendar
from ideaboard.domain.boards.models import Board
from ideaboard.domain.boards.rules import Ballot
from ideaboard.domain.events import RoundClosed, RoundCut, RoundOpened
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.people import house
from ideaboard.domain.rounds.crowd import ELIGIBLE, entries_of
from ideaboard.domain.rounds.models import Entry, Round, RoundVote

FILLED_WITH = 10  # ideas, when nobody nominated any


def rounds_due(at: datetime) -> Iterable[Due]:
    """Rounds whose closing has come, those that open, and those that follow by themselves."""
    running = select(Round.id, Round.cut_at).where(Round.closed_at.is_(None), Round.cut_at <= at)
    for number, cut_at in db.session.execute(running).all():
        yield Due(cut_at, 0, partial(close_round, number))
    filled = select(Entry.round_id).where(Entry.round_id == Round.id, Entry.left_at.is_(None)).exists()
    waiting = select(Round.id, Round.opens_at).where(
        Round.closed_at.is_(None),
        Round.opened_at.is_(None),
        Round.opens_at <= at,
        Round.cut_at > at,
        Round.by_clock | filled,  # one that is empty still waits for its first idea
    )
    for number, opens_at in db.session.execute(waiting).all():
        assert opens_at is not None  # the query asked for it
        yield Due(opens_at, 4, partial(open_round, number))
    for board in db.session.scalars(select(Board).where(Board.state == "open")).unique().all():
        if board.rules.rounds.every_days:
            for number in _numbers(board, at):
                opens = _window(board, number)[0]
                if not _is_there(board, opens):
                    yield Due(min(opens, at), 3, partial(_announce, board.id, number))


# One after the other


def _window(board: Board, number: int) -> tuple[datetime, datetime]:
    """When the round ``number`` (from 1) opens and closes; days are counted on the board's wall clock."""
    days, zone = board.rules.rounds.every_days, board.rules.clock.timezone
    begin = board.opens_at or board.created_at
    return calendar.extended(begin, (number - 1) * days, zone), calendar.extended(begin, number * days, zone)


def _numbers(board: Board, at: datetime) -> tuple[int, ...]:
    """The round that runs at ``at``, and the one after it: ideas can be nominated for that one."""
    begin = board.opens_at or board.created_at
    if at < begin:
        return ()
    number = max(1, (at - begin).days // board.rules.rounds.every_days)
    while _window(board, number)[1] <= at:
        number += 1
    return number, number + 1


def _is_there(board: Board, opens: datetime) -> bool:
    there = select(Round.id).where(Round.board_id == board.id, Round.by_clock, Round.opens_at == opens)
    return db.session.scalar(there) is not None


def _announce(board_id: int, number: int, at: datetime) -> None:
    """Make a round that follows by itself, once."""
    board = locked(db.session.get_one(Board, board_id))
    opens, closes = _window(board, number)
    own = board.rules.rounds.ballot
    if own is None or _is_there(board, opens):
        return
    made = Round(
        board=board, kind="crowd", title=_("Round %(number)s", number=number), opens_at=opens, cut_at=closes,
        ballot=own.model_dump(mode="json"), by_clock=True,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()


# Opening and closing


def open_round(number: int, at: datetime) -> None:
    """Open a round, once; one that follows by itself takes the board's best when nobody nominated any."""
    round_ = locked(db.session.get_one(Round, number))
    if round_.opened_at is not None or round_.closed_at is not None:
        return
    round_.opened_at = at
    if round_.by_clock and not entries_of(round_):
        for idea_id in _best(round_.board_id):
            db.session.add(Entry(round_id=round_.id, idea_id=idea_id, entered_at=at))
    db.session.flush()
    ideas = len(entries_of(round_))
    record(RoundOpened(board_id=round_.board_id, round_id=number, ideas=ideas), by=house(), at=at)


def _best(board_id: int) -> list[int]:
    """The first of the board by its own order, for which nothing hidden is looked at."""
    there = select(Idea.id).where(Idea.board_id == board_id, Idea.shown, Idea.phase.in_(ELIGIBLE), Idea.kind == "")
    ordered = there.order_by(Idea.standing.desc(), Idea.merit.desc(), Idea.id)
    return list(db.session.scalars(ordered.limit(FILLED_WITH)))


def close_round(number: int, at: datetime) -> None:
    """Close a round, once: a batch is full, a vote is counted, a panel's choice is told."""
    round_ = locked(db.session.get_one(Round, number))
    if round_.closed_at is not None:
        return
    round_.closed_at = at
    if round_.kind == "crowd":
        _count(round_)
    ideas = db.session.scalar(select(func.count()).select_from(Entry).where(Entry.round_id == number)) or 0
    kind = RoundCut if round_.kind == "batch" else RoundClosed
    record(kind(board_id=round_.board_id, round_id=number, ideas=ideas), by=house(), at=at)


def _count(round_: Round) -> None:
    """Write how many voted for each idea, with what, and its place."""
    given: dict[int, list[int]] = defaultdict(list)
    living = select(RoundVote.idea_id, RoundVote.value).where(
        RoundVote.round_id == round_.id, RoundVote.ended_at.is_(None)
    )
    for idea_id, value in db.session.execute(living):
        given[idea_id].append(value)
    entries = list(entries_of(round_))
    results = {entry.idea_id: outcome(round_.way, given[entry.idea_id]) for entry in entries}
    places = places_of(results)
    for entry in entries:
        entry.voters, entry.place = len(given[entry.idea_id]), places[entry.idea_id]
        entry.result = round(results[entry.idea_id] * (1_000 if round_.way.kind == "score" else 1))
    db.session.flush()


def outcome(way: Ballot, values: list[int]) -> Fraction:
    """What the ballots on one idea come to: the mean of scores, the sum of all others (times what a vote is worth)."""
    if way.kind == "score":
        return Fraction(sum(values), len(values)) if values else Fraction(0)
    return Fraction(sum(values) * (1 if way.kind == "budget" else way.points))


def places_of(results: Mapping[int, Fraction]) -> dict[int, int]:
    """Idea → its place from 1; equal results share one, and the places they take up are left out after them."""
    ordered = sorted(results.values(), reverse=True)
    return {idea_id: ordered.index(value) + 1 for idea_id, value in results.items()}
