"""Verbs of votes."""

from __future__ import annotations

from datetime import datetime

from ideaboard.core.actions import action, locked
from ideaboard.core.errors import No, Refused
from ideaboard.core.text import _
from ideaboard.domain.boards import calendar
from ideaboard.domain.boards.phrases import opens_again
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import Can
from ideaboard.domain.votes import ballots
from ideaboard.domain.votes.models import Vote
from ideaboard.domain.votes.queries import AFTER_THE_GATE, held_of, living, spent, vote_ends
from ideaboard.domain.votes.replacing import reason_to_hold, replace

WAITING_MOST = 100


@action(Can.VOTE, lock="self")
def cast(idea: Idea, *, by: Person, value: int = 1, at: datetime) -> Vote:
    """Give ``by``'s one ballot on ``idea``; casting again replaces it. It is held where there is reason to.

    ``value`` is in the ballot's own units (support: 1; up/down: ±1; score: the rules' range; budget: points).
    Raises ``Invalid`` for a value the ballot does not know, ``Refused`` when voting is closed.
    """
    ballot = idea.rules.ballot
    value = ballots.check(ballot, value)
    must_be_open(idea, at)
    before, held_for = living(idea, by), reason_to_hold(idea, by)
    if before is not None and before.value == value and before.held_for in (None, held_for):
        return before
    if before is not None and before.value != value and not ballot.retractable:
        raise Refused(_("On this board a vote stands once it is given."))
    if held_for == "unconfirmed" and before is None:
        _must_have_room(by)
    if ballot.kind == "budget":
        _must_be_left(idea, by, value)
    return replace(idea, by, before, value, at, held_for=held_for) or before  # type: ignore[return-value]


@action(Can.VOTE, lock="self")
def take_back(idea: Idea, *, by: Person, at: datetime) -> None:
    """End ``by``'s ballot on ``idea``; without one nothing changes. Raises ``Refused`` where a vote stands."""
    must_be_open(idea, at)
    before = living(idea, by)
    if before is None:
        return
    if not idea.rules.ballot.retractable:
        raise Refused(_("On this board a vote stands once it is given."))
    replace(idea, by, before, None, at)


def _must_be_left(idea: Idea, person: Person, value: int) -> None:
    """Under the lock of the person: of two ballots at once, the second sees what the first one spent."""
    locked(person)
    given = spent(person, [idea.board_id], but_on=idea.id).get(idea.board_id, 0)
    ballots.check_budget(idea.rules.ballot, given, value)


def can_afford(idea: Idea, person: Person, value: int) -> bool:
    """Whether what ``person`` has left on this board is enough for ``value`` points; other ballots cost nothing."""
    try:
        if idea.rules.ballot.kind == "budget":
            _must_be_left(idea, person, value)
    except No:
        return False
    return True


def _must_have_room(person: Person) -> None:
    """So many ballots can wait for one confirmation; more would make it slow, and mean nobody's support."""
    if len(held_of(person.id, "unconfirmed")) >= WAITING_MOST:
        raise Refused(_("Please confirm your e-mail address first: %(n)s of your votes wait for it.", n=WAITING_MOST))


def open_for_votes(idea: Idea, at: datetime) -> bool:
    """Whether a vote on ``idea`` counts at ``at``; the deadline itself is too late, whether or not a tick came by."""
    rules = idea.rules
    if rules.ballot.kind == "none" or idea.board.state == "archived":
        return False
    if Phase(idea.phase) not in AFTER_THE_GATE[rules.gate.closes]:
        return False
    ends = vote_ends(idea.deadline_at, idea.moved_at, rules.clock.silence_days)
    if idea.phase == Phase.GATHERING and ends is not None and ends <= at:
        return False
    opened = idea.board.opens_at or idea.board.created_at
    return calendar.allows(rules.clock.phases, "vote", at, opened_at=opened, timezone=rules.clock.timezone)


def must_be_open(idea: Idea, at: datetime) -> None:
    """Raise ``Refused``, saying why, unless voting is open."""
    if open_for_votes(idea, at):
        return
    if idea.rules.ballot.kind == "none":
        raise Refused(_("There is no public vote on this board."))
    ends = vote_ends(idea.deadline_at, idea.moved_at, idea.rules.clock.silence_days)
    if idea.phase == Phase.GATHERING and ends is not None and ends <= at:
        raise Refused(_("Voting closed on %(day)s.", day=ends.date().isoformat()))
    if Phase(idea.phase) in AFTER_THE_GATE[idea.rules.gate.closes] and idea.board.state != "archived":
        again = opens_again(idea.rules.clock, "vote", at, idea.board.opens_at or idea.board.created_at)
        raise Refused(f"{_('Voting is closed on this board at the moment.')} {again}".strip())
    if idea.phase == Phase.RETURNED:
        raise Refused(_("Voting pauses while the author works on this idea. No vote is lost."))
    raise Refused(_("Voting is closed: this idea is “%(stage)s”. You can still follow it.", stage=idea.stage))
