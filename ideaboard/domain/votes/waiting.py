"""Ballots that wait for an address to be confirmed: they count from that moment, where voting is still open; and for
the account that had the address all along, where there was one."""

from __future__ import annotations

from datetime import datetime

from ideaboard.core.db import db
from ideaboard.core.events import record
from ideaboard.domain.events import PersonConfirmed, PersonRecognised, VoteTooLate
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.people import house
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import Can, may
from ideaboard.domain.votes.actions import can_afford, open_for_votes
from ideaboard.domain.votes.holding import with_family_locked
from ideaboard.domain.votes.models import Vote
from ideaboard.domain.votes.queries import held_of, living
from ideaboard.domain.votes.replacing import reason_to_hold, replace


def count_confirmed(event: PersonConfirmed, *, by: Person, at: datetime) -> None:
    """A person proved their address: each ballot that waited counts now, or ends and they are told why."""
    person = db.session.get_one(Person, event.person_id)
    waiting = held_of(person.id, "unconfirmed")
    there = with_family_locked(vote.idea_id for vote in waiting)
    for vote in waiting:
        _settle(there[vote.idea_id], person, db.session.get_one(Vote, vote.id, populate_existing=True), at)


def carry_recognised(event: PersonRecognised, *, by: Person, at: datetime) -> None:
    """Somebody had an account already: what waited in the second one is a ballot of the first, where that has none."""
    second, owner = db.session.get_one(Person, event.person_id), db.session.get_one(Person, event.owner_id)
    waiting = held_of(second.id, "unconfirmed")
    there = with_family_locked(vote.idea_id for vote in waiting)
    for vote in waiting:
        here = db.session.get_one(Vote, vote.id, populate_existing=True)
        if here.ended_at is None:  # not taken back while we waited for the lock
            _hand_over(there[vote.idea_id], second, owner, here, at)


def _hand_over(idea: Idea, second: Person, owner: Person, vote: Vote, at: datetime) -> None:
    replace(idea, second, vote, None, at)
    if living(idea, owner) is not None:
        return
    if _goes_on(idea, at) and may(owner, Can.VOTE, idea) and can_afford(idea, owner, vote.value):
        replace(idea, owner, None, vote.value, at, held_for=reason_to_hold(idea, owner))
        return
    record(VoteTooLate(idea_id=idea.id, board_id=idea.board_id, person_id=owner.id), by=house(), at=at)


def _settle(idea: Idea, person: Person, vote: Vote, at: datetime) -> None:
    """Under the locks: count it, or end it."""
    if vote.ended_at is not None:  # taken back while we waited for the lock
        return
    if not (_goes_on(idea, at) and may(person, Can.VOTE, idea)):
        replace(idea, person, vote, None, at)
        too_late = VoteTooLate(idea_id=idea.id, board_id=idea.board_id, person_id=person.id)
        record(too_late, by=house(), at=at)
        return
    replace(idea, person, vote, vote.value, at)


def _goes_on(idea: Idea, at: datetime) -> bool:
    """Whether voting is open on it, or on what it is part of now; while an author works on it, it only pauses."""
    here = db.session.get_one(Idea, idea.merged_into_id) if idea.merged_into_id is not None else idea
    return open_for_votes(here, at) or here.phase == Phase.RETURNED
