"""Ballots set apart: held, released, thrown out. A held ballot stands in the ledger and counts nowhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import select

from ideaboard.core.actions import action, locked
from ideaboard.core.db import db
from ideaboard.core.errors import Clash
from ideaboard.core.events import record
from ideaboard.core.text import _
from ideaboard.domain.events import VoteCast, VotesDiscarded, VotesHeld, VotesReleased
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.people import unconfirmed
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import Can
from ideaboard.domain.votes.models import Vote
from ideaboard.domain.votes.replacing import tallied_in
from ideaboard.domain.votes.tallies import metric, recount

AT_ONCE = 500


@action(Can.JUDGE_VOTES)
def hold(idea: Idea, voters: Collection[int], *, by: Person, at: datetime) -> int:
    """Set the ballots of ``voters`` (ids of people) on ``idea`` apart as suspicious. Returns how many there were.

    They count nowhere until they are released. Where they carried the idea before, it stays.
    """
    idea = with_family_locked([idea.id])[idea.id]
    there = [vote for vote in _living(idea, voters) if vote.held_for != "suspicious"]
    if there:
        record(VotesHeld(idea_id=idea.id, board_id=idea.board_id, ballots=len(there)), by=by, at=at)
        _again(idea, there, dict.fromkeys((vote.person_id for vote in there), "suspicious"), by=by, at=at)
    return len(there)


@action(Can.JUDGE_VOTES)
def release(idea: Idea, voters: Collection[int], *, by: Person, at: datetime) -> int:
    """Let held suspicious ballots of ``voters`` on ``idea`` count from now on. Returns how many there were.

    They were given while voting was open, so they count also when it is over; an idea that still gathers may pass its
    gate by them. The ballot of somebody who has still to confirm an address goes on waiting for that.
    """
    idea = with_family_locked([idea.id])[idea.id]
    there = [vote for vote in _living(idea, voters) if vote.held_for == "suspicious"]
    if there:
        record(VotesReleased(idea_id=idea.id, board_id=idea.board_id, ballots=len(there)), by=by, at=at)
        _again(idea, there, _still_waiting([vote.person_id for vote in there]), by=by, at=at)
    return len(there)


@action(Can.JUDGE_VOTES)
def discard(idea: Idea, voters: Collection[int], *, by: Person, at: datetime) -> int:
    """End the ballots of ``voters`` on ``idea``, held or not, for good. Returns how many there were.

    The ledger shows them with who threw them out and when. A ballot that these people give here again is held.
    """
    idea = with_family_locked([idea.id])[idea.id]
    there = _living(idea, voters)
    if there:
        record(VotesDiscarded(idea_id=idea.id, board_id=idea.board_id, ballots=len(there)), by=by, at=at)
        for vote in there:
            vote.discarded_by_id = by.id
        _again(idea, there, None, by=by, at=at)
    return len(there)


def with_family_locked(numbers: Iterable[int]) -> dict[int, Idea]:
    """These ideas and those they were merged into, locked in the order of their ids, by id.

    Raises ``Clash`` when one of them was merged at this very moment: the next try finds it where it is.
    """
    found = [each for number in numbers for each in tallied_in(db.session.get_one(Idea, number))]
    there = {number: locked(db.session.get_one(Idea, number)) for number in sorted({each.id for each in found})}
    if any(idea.merged_into_id is not None and idea.merged_into_id not in there for idea in there.values()):
        raise Clash(_("Somebody else did this at the same moment. Please try again."))
    return there


def _living(idea: Idea, voters: Collection[int]) -> Sequence[Vote]:
    """The living ballots of these people on this very idea; served by uq_votes_living."""
    wanted = sorted(set(voters))
    found: list[Vote] = []
    for start in range(0, len(wanted), AT_ONCE):
        some = Vote.person_id.in_(wanted[start : start + AT_ONCE])
        found += db.session.scalars(select(Vote).where(Vote.idea_id == idea.id, Vote.ended_at.is_(None), some))
    return found


def _still_waiting(people: Sequence[int]) -> dict[int, str | None]:
    """Why each of these people's ballots is held when it is not suspicious any more."""
    found: dict[int, str | None] = {}
    for start in range(0, len(people), AT_ONCE):
        some = select(Person).where(Person.id.in_(people[start : start + AT_ONCE]))
        found |= {each.id: "unconfirmed" if unconfirmed(each) else None for each in db.session.scalars(some)}
    return found


def _again(
    idea: Idea, there: Sequence[Vote], held_for: dict[int, str | None] | None, *, by: Person, at: datetime
) -> None:
    """End these ballots and, with ``held_for`` (by person), give them again, held for that; count what they are in."""
    counting = tallied_in(idea)
    before = [metric(each) for each in counting]
    for vote in there:
        vote.ended_at = max(at, vote.cast_at)
    db.session.flush()
    if held_for is not None:
        db.session.add_all(
            Vote(
                idea_id=idea.id, person_id=vote.person_id, value=vote.value, cast_at=at,
                held_for=held_for[vote.person_id],
            )
            for vote in there
        )  # fmt: skip
        db.session.flush()
    for each, was in zip(counting, before, strict=True):
        recount(each)
        if each.merged_into_id is None:
            moved = VoteCast(idea_id=each.id, board_id=each.board_id, before=was, after=metric(each))
            record(moved, by=by, at=at)
