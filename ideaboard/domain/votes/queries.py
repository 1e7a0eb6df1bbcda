"""Questions about votes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, select

from ideaboard.core.db import db
from ideaboard.domain.ideas import family
from ideaboard.domain.ideas.models import Idea, Maker
from ideaboard.domain.people.models import Person
from ideaboard.domain.votes.models import Vote

_LIVING = select(Vote).where(
    Vote.idea_id == bindparam("idea"), Vote.person_id == bindparam("person"), Vote.ended_at.is_(None)
)
_BALLOTS_OF = select(Vote.idea_id, Vote.value).where(
    Vote.person_id == bindparam("person"),
    Vote.idea_id.in_(bindparam("numbers", expanding=True)),
    Vote.ended_at.is_(None),
)


def living(idea: Idea, person: Person) -> Vote | None:
    """The ballot ``person`` has on this very idea; served by uq_votes_living."""
    return db.session.scalar(_LIVING, {"idea": idea.id, "person": person.id})


def family_ballot(idea: Idea, person: Person) -> Vote | None:
    """The ballot of ``person`` that counts for ``idea``: their own on it, else the newest on one merged into it."""
    merged = family(idea)
    if not merged:
        return living(idea, person)
    if person.id in _makers([idea.id, *merged]):
        return None
    there = select(Vote).where(
        Vote.idea_id.in_([idea.id, *merged]), Vote.person_id == person.id, Vote.ended_at.is_(None)
    )
    return _the_one(idea, db.session.scalars(there).all())


def family_ballots(idea: Idea) -> Sequence[Vote]:
    """Every ballot that counts for ``idea``: distinct people over the family, its makers left out."""
    merged = family(idea)
    there = select(Vote).where(Vote.idea_id.in_([idea.id, *merged]), Vote.ended_at.is_(None)).order_by(Vote.id)
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


def ballots_of(person: Person | None, ids: Sequence[int]) -> Mapping[int, int]:
    """One's own living ballots on these ideas: idea → value. One query for a whole page."""
    if person is None or not ids:
        return {}
    mine = db.session.execute(_BALLOTS_OF, {"person": person.id, "numbers": ids})
    return {row.idea_id: row.value for row in mine}


def history(idea: Idea) -> Sequence[Vote]:
    """Every ballot ever cast on this very idea, oldest first: the ledger; served by ix_votes_idea_id_id."""
    return db.session.scalars(select(Vote).where(Vote.idea_id == idea.id).order_by(Vote.id)).all()


def voter_ids(idea_id: int) -> Sequence[int]:
    """Who has a living positive ballot on this idea or one merged into it."""
    merged = select(Idea.id).where(Idea.merged_into_id == idea_id)
    there = select(Vote.person_id).where(
        (Vote.idea_id == idea_id) | Vote.idea_id.in_(merged), Vote.ended_at.is_(None), Vote.value > 0
    )
    return db.session.scalars(there.distinct()).all()
