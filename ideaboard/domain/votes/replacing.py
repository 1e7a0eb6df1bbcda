"""One ballot in the place of another, the tallies moved by the difference: the one way a single ballot changes."""

from __future__ import annotations

from datetime import datetime

from ideaboard.core.db import db
from ideaboard.core.events import record
from ideaboard.domain.events import VoteCast
from ideaboard.domain.ideas import family
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.people import unconfirmed
from ideaboard.domain.people.models import Person
from ideaboard.domain.votes.models import Vote
from ideaboard.domain.votes.queries import family_ballot, under_suspicion
from ideaboard.domain.votes.tallies import metric, tally


def reason_to_hold(idea: Idea, person: Person) -> str | None:
    """Why a ballot that ``person`` gives now is held: ``unconfirmed``, ``suspicious``, or None: it counts."""
    if under_suspicion(idea, person):
        return "suspicious"
    return "unconfirmed" if unconfirmed(person) else None


def replace(
    idea: Idea, person: Person, before: Vote | None, value: int | None, at: datetime, *, held_for: str | None = None
) -> Vote | None:
    """End ``before`` and give ``value`` in its place (None: nothing); the house follows what that changes.

    ``idea`` is locked, and so is what it was merged into.
    """
    counting = [(each, bool(family(each))) for each in tallied_in(idea)]
    was = [_counted(each, merged, person, before) for each, merged in counting]
    if before is not None:
        before.ended_at = max(at, before.cast_at)
        db.session.flush()
    vote = None
    if value is not None:
        vote = Vote(idea_id=idea.id, person_id=person.id, value=value, cast_at=at, held_for=held_for)
        db.session.add(vote)
        db.session.flush()
    for (each, merged), old in zip(counting, was, strict=True):
        _follow(each, old, _counted(each, merged, person, vote), by=person, at=at)
    return vote


def tallied_in(idea: Idea) -> list[Idea]:
    """The ideas whose tallies a ballot on ``idea`` is part of: its own, and that of what it was merged into."""
    if idea.merged_into_id is None:
        return [idea]
    return [idea, db.session.get_one(Idea, idea.merged_into_id)]


def _counted(idea: Idea, merged: bool, person: Person, here: Vote | None) -> Vote | None:
    """The ballot of ``person`` in the tally of ``idea``: ``here``, if it counts, or the one of a family."""
    if merged:
        return family_ballot(idea, person)
    return here if here is not None and here.counts else None


def _follow(idea: Idea, old: Vote | None, new: Vote | None, *, by: Person, at: datetime) -> None:
    """Move the tallies of one idea; a merged one keeps its own, but only its target goes anywhere by it."""
    if old is new:
        return
    before = metric(idea)
    tally(idea, old, new, at)
    db.session.flush()
    if idea.merged_into_id is None:
        record(VoteCast(idea_id=idea.id, board_id=idea.board_id, before=before, after=metric(idea)), by=by, at=at)
