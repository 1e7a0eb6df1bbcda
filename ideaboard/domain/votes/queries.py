"""Questions about votes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import bindparam, select

from ideaboard.core.db import db
from ideaboard.domain.ideas import family
from ideaboard.domain.ideas.models import Idea, Maker
from ideaboard.domain.people.models import Person
from ideaboard.domain.votes.models import Vote

LOOKED_AT, NAMED = 300, 12
COUNTS = (Vote.ended_at.is_(None), Vote.held_for.is_(None))

_LIVING = select(Vote).where(
    Vote.idea_id == bindparam("idea"), Vote.person_id == bindparam("person"), Vote.ended_at.is_(None)
)
_BALLOTS_OF = select(Vote.idea_id, Vote.value, Vote.held_for).where(
    Vote.person_id == bindparam("person"),
    Vote.idea_id.in_(bindparam("numbers", expanding=True)),
    Vote.ended_at.is_(None),
)


class Own(NamedTuple):
    """One's own ballot: its value, and why it is held (None: it counts)."""

    value: int
    held_for: str | None


def living(idea: Idea, person: Person) -> Vote | None:
    """The ballot ``person`` has on this very idea, held or not; served by uq_votes_living."""
    return db.session.scalar(_LIVING, {"idea": idea.id, "person": person.id})


def family_ballot(idea: Idea, person: Person) -> Vote | None:
    """The ballot of ``person`` that counts for ``idea``: their own on it, else the newest on one merged into it."""
    merged = family(idea)
    if not merged:
        own = living(idea, person)
        return own if own is not None and own.counts else None
    if person.id in _makers([idea.id, *merged]):
        return None
    there = select(Vote).where(Vote.idea_id.in_([idea.id, *merged]), Vote.person_id == person.id, *COUNTS)
    return _the_one(idea, db.session.scalars(there).all())


def family_ballots(idea: Idea) -> Sequence[Vote]:
    """Every ballot that counts for ``idea``: distinct people over the family, its makers left out."""
    merged = family(idea)
    there = select(Vote).where(Vote.idea_id.in_([idea.id, *merged]), *COUNTS).order_by(Vote.id)
    votes = db.session.scalars(there).all()
    if not merged:
        return votes
    makers = _makers([idea.id, *merged])
    people: dict[int, list[Vote]] = {}
    for vote in votes:
        if vote.person_id not in makers:
            people.setdefault(vote.person_id, []).append(vote)
    return [chosen for mine in people.values() if (chosen := _the_one(idea, mine)) is not None]


def _the_one(idea: Idea, votes: Sequence[Vote]) -> Vote | None:
    """The target's own ballot wins; among the others the newest."""
    own = [vote for vote in votes if vote.idea_id == idea.id]
    return (own or sorted(votes, key=lambda vote: (vote.cast_at, vote.id), reverse=True) or [None])[0]  # type: ignore[list-item]


def _makers(ids: Sequence[int]) -> set[int]:
    authors = db.session.scalars(select(Idea.author_id).where(Idea.id.in_(ids)))
    others = db.session.scalars(select(Maker.person_id).where(Maker.idea_id.in_(ids), Maker.accepted_at.is_not(None)))
    return {*authors, *others}


def ballots_of(person: Person | None, ids: Sequence[int]) -> Mapping[int, Own]:
    """One's own living ballots on these ideas, by idea. One query for a whole page."""
    if person is None or not ids:
        return {}
    mine = db.session.execute(_BALLOTS_OF, {"person": person.id, "numbers": ids})
    return {row.idea_id: Own(row.value, row.held_for) for row in mine}


def history(idea: Idea) -> Sequence[Vote]:
    """Every ballot ever cast on this very idea, oldest first: the ledger; served by ix_votes_idea_id_id."""
    return db.session.scalars(select(Vote).where(Vote.idea_id == idea.id).order_by(Vote.id)).all()


def voter_ids(idea_id: int) -> Sequence[int]:
    """Who has a positive ballot that counts on this idea or one merged into it."""
    merged = select(Idea.id).where(Idea.merged_into_id == idea_id)
    there = select(Vote.person_id).where((Vote.idea_id == idea_id) | Vote.idea_id.in_(merged), *COUNTS, Vote.value > 0)
    return db.session.scalars(there.distinct()).all()


def named_supporters(idea: Idea) -> Sequence[Person]:
    """Supporters who let their names be shown, the latest first; looked for among the latest ``LOOKED_AT`` ballots.

    Everybody else is nobody's business: pages, programs, feeds and mails know numbers only.
    """
    latest = select(Vote.person_id, Vote.id).where(Vote.idea_id == idea.id, *COUNTS, Vote.value > 0)
    recent = latest.order_by(Vote.id.desc()).limit(LOOKED_AT).subquery()
    willing = select(Person).join(recent, recent.c.person_id == Person.id).where(Person.support_shown)
    return db.session.scalars(willing.order_by(recent.c.id.desc()).limit(NAMED)).all()


def held_of(person_id: int, reason: str) -> Sequence[Vote]:
    """A person's ballots that are held for ``reason``, in the order of their ideas; served by ix_votes_person_id_id."""
    there = select(Vote).where(Vote.person_id == person_id, Vote.ended_at.is_(None), Vote.held_for == reason)
    return db.session.scalars(there.order_by(Vote.idea_id)).all()


_SET_APART = (
    select(Vote.id)
    .where(
        Vote.idea_id == bindparam("idea"),
        Vote.person_id == bindparam("person"),
        (Vote.held_for == "suspicious") | Vote.discarded_by_id.is_not(None),
    )
    .order_by(Vote.id.desc())
    .limit(1)
)


def under_suspicion(idea: Idea, person: Person) -> bool:
    """Whether the last that was said of ``person``'s ballots on ``idea`` is that they are held or thrown out.

    A ballot that is given after that is held as well, until the team releases it: taking a held vote back and giving
    it again changes nothing. Served by ix_votes_set_apart.
    """
    last = db.session.scalar(_SET_APART, {"idea": idea.id, "person": person.id})
    if last is None:
        return False
    later = select(Vote.id).where(Vote.idea_id == idea.id, Vote.person_id == person.id, Vote.id > last)
    cleared = Vote.held_for.is_(None) | (Vote.held_for != "suspicious")
    return db.session.scalar(later.where(cleared).limit(1)) is None
