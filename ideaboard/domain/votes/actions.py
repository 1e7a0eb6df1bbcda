"""Verbs of votes."""

from __future__ import annotations

from datetime import datetime

from ideaboard.core.actions import action
from ideaboard.core.db import db
from ideaboard.core.errors import Refused
from ideaboard.core.events import record
from ideaboard.core.text import _
from ideaboard.domain.boards import calendar
from ideaboard.domain.events import VoteCast
from ideaboard.domain.ideas import family
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import Can
from ideaboard.domain.votes import ballots
from ideaboard.domain.votes.models import Vote
from ideaboard.domain.votes.queries import family_ballot, living
from ideaboard.domain.votes.tallies import metric, tally

AFTER_THE_GATE = {
    "gate": frozenset({Phase.GATHERING}),
    "decision": frozenset({Phase.GATHERING, Phase.REVIEW}),
    "never": frozenset({Phase.GATHERING, Phase.REVIEW, Phase.ACCEPTED, Phase.MAKING, Phase.LAUNCHED}),
}


@action(Can.VOTE, lock="self")
def cast(idea: Idea, *, by: Person, value: int = 1, at: datetime) -> Vote:
    """Give ``by``'s one ballot on ``idea``; casting again replaces it.

    ``value`` is in the ballot's own units (support: 1; up/down: ±1; score: the rules' range; budget: points).
    Raises ``Invalid`` for a value the ballot does not know, ``Refused`` when voting is closed.
    """
    ballot = idea.rules.ballot
    value = ballots.check(ballot, value)
    must_be_open(idea, at)
    before = living(idea, by)
    if before is not None and before.value == value:
        return before
    if before is not None and not ballot.retractable:
        raise Refused(_("On this board a vote stands once it is given."))
    return _replace(idea, by, before, value, at)


@action(Can.VOTE, lock="self")
def take_back(idea: Idea, *, by: Person, at: datetime) -> None:
    """End ``by``'s ballot on ``idea``; without one nothing changes. Raises ``Refused`` where a vote stands."""
    must_be_open(idea, at)
    before = living(idea, by)
    if before is None:
        return
    if not idea.rules.ballot.retractable:
        raise Refused(_("On this board a vote stands once it is given."))
    _replace(idea, by, before, None, at)


def _replace(idea: Idea, by: Person, before: Vote | None, value: int | None, at: datetime) -> Vote:
    merged = family(idea)
    old = family_ballot(idea, by) if merged else before
    vote = None
    if before is not None:
        before.ended_at = max(at, before.cast_at)
        db.session.flush()
    if value is not None:
        vote = Vote(idea_id=idea.id, person_id=by.id, value=value, cast_at=at)
        db.session.add(vote)
        db.session.flush()
    value_before = metric(idea)
    tally(idea, old, family_ballot(idea, by) if merged else vote, at)
    db.session.flush()
    moved = VoteCast(idea_id=idea.id, board_id=idea.board_id, before=value_before, after=metric(idea))
    record(moved, by=by, at=at)
    return vote or before  # type: ignore[return-value]


def open_for_votes(idea: Idea, at: datetime) -> bool:
    """Whether a vote on ``idea`` counts at ``at``; the deadline itself is too late, whether or not a tick came by."""
    rules = idea.rules
    if rules.ballot.kind == "none" or idea.board.state == "archived":
        return False
    if Phase(idea.phase) not in AFTER_THE_GATE[rules.gate.closes]:
        return False
    if idea.phase == Phase.GATHERING and idea.deadline_at is not None and idea.deadline_at <= at:
        return False
    opened = idea.board.opens_at or idea.board.created_at
    return calendar.allows(rules.clock.phases, "vote", at, opened_at=opened, timezone=rules.clock.timezone)


def must_be_open(idea: Idea, at: datetime) -> None:
    """Raise ``Refused``, saying why, unless voting is open."""
    if open_for_votes(idea, at):
        return
    if idea.rules.ballot.kind == "none":
        raise Refused(_("There is no public vote on this board."))
    if idea.phase == Phase.GATHERING and idea.deadline_at is not None and idea.deadline_at <= at:
        raise Refused(_("Voting closed on %(day)s.", day=idea.deadline_at.date().isoformat()))
    if idea.phase == Phase.RETURNED:
        raise Refused(_("Voting pauses while the author works on this idea. No vote is lost."))
    raise Refused(_("Voting is closed: this idea is “%(stage)s”. You can still follow it.", stage=idea.stage))
