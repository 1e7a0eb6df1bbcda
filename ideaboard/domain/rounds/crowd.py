"""Verbs of rounds that people or a panel judge: announced, filled with ideas, voted in, and what the panel chose."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from ideaboard.core.actions import action, locked
from ideaboard.core.db import db
from ideaboard.core.errors import Denied, Invalid, Refused
from ideaboard.core.events import record
from ideaboard.core.text import _, one_line
from ideaboard.domain.boards import rules
from ideaboard.domain.boards.models import Board
from ideaboard.domain.events import RoundEntered, RoundPlanned
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.people import unconfirmed
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import Can
from ideaboard.domain.rounds.models import Entry, Round, RoundVote
from ideaboard.domain.votes import ballots

TITLE_MAX = 120
LONGEST = timedelta(days=366)
ENTRIES_MAX = 200
ONE_CHOICE: dict[str, Any] = {"kind": "budget", "budget": 1, "steps": [1], "own_idea": True}
ELIGIBLE = frozenset({Phase.GATHERING, Phase.REVIEW, Phase.ACCEPTED})


@action(Can.RUN_ROUNDS)
def plan_round(
    board: Board,
    title: str,
    *,
    by: Person,
    at: datetime,
    opens_at: datetime | None = None,
    closes_at: datetime,
    kind: str = "crowd",
    ballot: Mapping[str, Any] | None = None,
) -> Round:
    """Announce a round on ``board`` that people (``crowd``) or the team (``panel``) judge; ``opens_at`` None: at once.

    ``ballot`` is as in the rules; without one the board's own for rounds, else one choice for each person. Raises
    ``Invalid`` for a title, times or a ballot that cannot be.
    """
    title, opens_at = one_line(title), max(opens_at or at, at)
    errors: dict[str, str] = {}
    if not 1 <= len(title) <= TITLE_MAX:
        errors["title"] = _("Give it a name of 1 to %(n)s characters.", n=TITLE_MAX)
    if kind not in ("crowd", "panel"):
        errors["kind"] = _("A round is judged by the crowd or by the panel.")
    if not opens_at < closes_at <= opens_at + LONGEST:
        errors["closes_at"] = _("It must close after it opens, and within a year.")
    if errors:
        raise Invalid.many(errors)
    way = None
    if kind == "crowd":
        own = board.rules.rounds.ballot
        way = rules.ballot_of(ballot or (own.model_dump(mode="json") if own else ONE_CHOICE))
    made = Round(board=board, kind=kind, title=title, opens_at=opens_at, cut_at=closes_at, ballot=way)
    db.session.add(made)
    db.session.flush()
    record(RoundPlanned(board_id=board.id, round_id=made.id), by=by, at=at)
    return made


@action(Can.RUN_ROUNDS, lock="self")
def nominate(round_: Round, idea: Idea, *, by: Person, at: datetime) -> Entry:
    """Let an idea of the board enter a round that has not opened yet; doing so twice changes nothing.

    Raises ``Refused`` once it is open, for ideas that are decided or not public, and when it is full.
    """
    _must_be_to_come(round_, at)
    if idea.board_id != round_.board_id:
        raise Refused(_("This idea is on another board."))
    if Phase(idea.phase) not in ELIGIBLE or not idea.shown or not idea.judged:
        raise Refused(_("Only an idea that is public and not decided can enter a round."))
    entry = db.session.get(Entry, (round_.id, idea.id))
    if entry is not None and entry.left_at is None:
        return entry
    if len(entries_of(round_)) >= ENTRIES_MAX:
        raise Refused(_("At most %(n)s ideas can be in one round.", n=ENTRIES_MAX))
    if entry is None:
        entry = Entry(round_id=round_.id, idea_id=idea.id, entered_at=at)
        db.session.add(entry)
    entry.left_at = None
    db.session.flush()
    record(RoundEntered(idea_id=idea.id, board_id=idea.board_id, round_id=round_.id), by=by, at=at)
    return entry


@action(Can.RUN_ROUNDS, lock="self")
def take_out(round_: Round, idea: Idea, *, by: Person, at: datetime) -> None:
    """Take an idea out of a round that has not opened yet."""
    _must_be_to_come(round_, at)
    entry = db.session.get(Entry, (round_.id, idea.id))
    if entry is not None and entry.left_at is None:
        entry.left_at = at
        db.session.flush()


def _must_be_to_come(round_: Round, at: datetime) -> None:
    if round_.kind == "batch":
        raise Refused(_("A batch fills itself with what qualifies."))
    if round_.closed_at is not None or at >= round_.cut_at:
        raise Refused(_("This round is closed."))
    if round_.kind == "crowd" and round_.opened_at is not None:
        raise Refused(_("This round is open: what people choose among stays as it is."))


@action(Can.RUN_ROUNDS, lock="self")
def choose(round_: Round, idea: Idea, chosen: bool, *, by: Person, at: datetime) -> None:
    """The panel's choice in its round, told after the close."""
    entry = _entry(round_, idea)
    if round_.kind != "panel" or not round_.is_open(at):
        raise Refused(_("The panel chooses while its round is open."))
    entry.chosen = chosen
    db.session.flush()


# Voting


@action(Can.VOTE_IN_ROUND)
def cast_in_round(round_: Round, idea: Idea, value: int, *, by: Person, at: datetime) -> RoundVote:
    """Give ``by``'s ballot on one idea of the round, in place of the one before.

    Raises ``Invalid`` for a value the ballot does not know or that the budget does not hold, ``Refused`` while the
    round is not open or the address is not confirmed, ``Denied`` for one's own idea where that does not count.
    """
    way = round_.way
    _entry(round_, idea)
    _must_be_voted_in(round_)
    if not way.own_idea and by.id in idea.maker_ids:
        raise Denied(_("Others decide about your own idea."))
    value = ballots.check(way, value)
    _must_be_open(round_, by, at)
    before = _living(round_, idea, by)
    if before is not None and before.value == value:
        return before
    if way.kind == "budget":
        ballots.check_budget(way, spent_in(round_, by) - (before.value if before else 0), value)
    if before is not None:
        before.ended_at = max(at, before.cast_at)
        db.session.flush()
    vote = RoundVote(round_id=round_.id, idea_id=idea.id, person_id=by.id, value=value, cast_at=at)
    db.session.add(vote)
    db.session.flush()
    return vote


@action(Can.VOTE_IN_ROUND)
def take_back_in_round(round_: Round, idea: Idea, *, by: Person, at: datetime) -> None:
    """End ``by``'s ballot on one idea of the round; without one nothing changes."""
    _entry(round_, idea)
    _must_be_voted_in(round_)
    _must_be_open(round_, by, at)
    before = _living(round_, idea, by)
    if before is not None:
        before.ended_at = max(at, before.cast_at)
        db.session.flush()


def _must_be_voted_in(round_: Round) -> None:
    if round_.kind != "crowd":
        raise Refused(_("Nobody votes in this round."))


def _must_be_open(round_: Round, person: Person, at: datetime) -> None:
    """Under the lock of the person (two ballots at once spend one budget); the close waits for us, or we see it."""
    locked(person)
    shared = select(Round).where(Round.id == round_.id).with_for_update(read=True, of=Round)
    db.session.scalars(shared.execution_options(populate_existing=True)).all()
    if round_.opens_at is not None and at < round_.opens_at:
        raise Refused(_("This round opens on %(day)s.", day=round_.opens_at.date().isoformat()))
    if not round_.is_open(at):
        raise Refused(_("This round is closed."))
    if unconfirmed(person):
        raise Refused(_("Please confirm your e-mail address first."))


def _entry(round_: Round, idea: Idea) -> Entry:
    entry = db.session.get(Entry, (round_.id, idea.id))
    if entry is None or entry.left_at is not None:
        raise Refused(_("This idea is not in this round."))
    return entry


def _living(round_: Round, idea: Idea, person: Person) -> RoundVote | None:
    there = select(RoundVote).where(
        RoundVote.round_id == round_.id,
        RoundVote.idea_id == idea.id,
        RoundVote.person_id == person.id,
        RoundVote.ended_at.is_(None),
    )
    return db.session.scalar(there)


# Questions


def entries_of(round_: Round) -> Sequence[Entry]:
    """The ideas of a round: by place once it is closed, else as they came."""
    there = select(Entry).where(Entry.round_id == round_.id, Entry.left_at.is_(None))
    return db.session.scalars(there.order_by(Entry.place, Entry.entered_at, Entry.idea_id)).unique().all()


def spent_in(round_: Round, person: Person | None) -> int:
    """The points ``person`` has given in this round."""
    if person is None:
        return 0
    mine = select(func.sum(RoundVote.value)).where(
        RoundVote.round_id == round_.id, RoundVote.person_id == person.id, RoundVote.ended_at.is_(None)
    )
    return int(db.session.scalar(mine) or 0)


def my_votes(round_: Round, person: Person | None) -> Mapping[int, int]:
    """Idea → the value of one's ballot in this round."""
    if person is None:
        return {}
    mine = select(RoundVote.idea_id, RoundVote.value).where(
        RoundVote.round_id == round_.id, RoundVote.person_id == person.id, RoundVote.ended_at.is_(None)
    )
    return {row.idea_id: row.value for row in db.session.execute(mine)}


def rounds_of(board: Board, kinds: Collection[str] = ("crowd", "panel"), most: int = 100) -> Sequence[Round]:
    """The rounds of a board, the latest first."""
    there = select(Round).where(Round.board_id == board.id, Round.kind.in_(kinds))
    return db.session.scalars(there.order_by(Round.cut_at.desc(), Round.id.desc()).limit(most)).unique().all()


def entered_by(idea: Idea) -> Sequence[Entry]:
    """The rounds an idea went through, the first one first; those that are only announced are left out."""
    there = select(Entry).join(Round).where(Entry.idea_id == idea.id)
    seen = there.where((Round.kind == "batch") | Round.opened_at.is_not(None))
    return db.session.scalars(seen.order_by(Round.cut_at, Round.id)).unique().all()
