"""Questions about votes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from ideaboard.core.db import db
from ideaboard.domain.boards.models import RulesVersion
from ideaboard.domain.boards.rules import Gate
from ideaboard.domain.ideas import family
from ideaboard.domain.ideas.models import Idea, Maker
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.people.models import Person
from ideaboard.domain.votes.models import Vote

LOOKED_AT, NAMED = 300, 12
# where one may vote on an idea, by when its gate ends the vote
AFTER_THE_GATE = {
    "gate": frozenset({Phase.GATHERING}),
    "decision": frozenset({Phase.GATHERING, Phase.REVIEW}),
    "never": frozenset({Phase.GATHERING, Phase.REVIEW, Phase.ACCEPTED, Phase.MAKING, Phase.LAUNCHED}),
}
COUNTS = (Vote.ended_at.is_(None), Vote.held_for.is_(None))

_LIVING = select(Vote).where(
    Vote.idea_id == bindparam("idea"), Vote.person_id == bindparam("person"), Vote.ended_at.is_(None)
)
_BALLOTS_OF = select(Vote.idea_id, Vote.value, Vote.held_for).where(
    Vote.person_id == bindparam("person"),
    Vote.idea_id.in_(bindparam("numbers", expanding=True)),
    Vote.ended_at.is_(None),
)
# where the vote is still to come, goes on elsewhere (merged), or is not over
_NOT_OVER = frozenset({Phase.DRAFT, Phase.SCREENING, Phase.RETURNED, Phase.MERGED})


def over(phase: str, gate: Gate) -> bool:
    """Whether the vote on an idea in ``phase`` is over for good (a deadline counts once the clock has acted on it)."""
    return Phase(phase) not in _NOT_OVER | AFTER_THE_GATE[gate.closes]


def vote_ends(deadline_at: datetime | None, moved_at: datetime, silence_days: int) -> datetime | None:
    """When a gathering idea can no longer be voted on, whether or not the clock has come by: deadline, or silence."""
    silent = moved_at + timedelta(days=silence_days) if silence_days else None
    return min((end for end in (deadline_at, silent) if end is not None), default=None)


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
    return _one_each(idea, merged, db.session.scalars(there).all())


def _one_each(idea: Idea, merged: Sequence[int], votes: Sequence[Vote]) -> Sequence[Vote]:
    if not merged:
        return votes
    makers = _makers([idea.id, *merged])
    people: dict[int, list[Vote]] = {}
    for vote in votes:
        if vote.person_id not in makers:
            people.setdefault(vote.person_id, []).append(vote)
    return [chosen for mine in people.values() if (chosen := _the_one(idea, mine)) is not None]


def ballots_at(idea: Idea, at: datetime) -> Sequence[Vote]:
    """Every ballot that counted for ``idea`` at the moment ``at``; what was thrown out later is left out."""
    merged = family(idea)
    there = select(Vote).where(
        Vote.idea_id.in_([idea.id, *merged]),
        Vote.held_for.is_(None),
        Vote.discarded_by_id.is_(None),
        Vote.cast_at <= at,
        Vote.ended_at.is_(None) | (Vote.ended_at > at),
    )
    return _one_each(idea, merged, db.session.scalars(there.order_by(Vote.id)).all())


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


def spent(person: Person | None, boards: Collection[int], *, but_on: int | None = None) -> Mapping[int, int]:
    """The points ``person`` has given on each of these boards, held ones among them; served by ix_votes_person_id_id.

    What was given to an idea that one can no longer vote on comes back: it binds nothing any more.
    """
    if person is None or not boards:
        return {}
    target = aliased(Idea)
    phase = func.coalesce(target.phase, Idea.phase)
    closes = RulesVersion.document["gate"]["closes"].as_string()
    still_open = or_(*(and_(closes == when, phase.in_(phases)) for when, phases in AFTER_THE_GATE.items()))
    mine = (
        select(Idea.board_id, func.sum(Vote.value))
        .join(Vote, Vote.idea_id == Idea.id)
        .join(RulesVersion, RulesVersion.id == Idea.rules_id)
        .outerjoin(target, target.id == Idea.merged_into_id)
        .where(Vote.person_id == person.id, Vote.ended_at.is_(None), Idea.board_id.in_(boards), still_open)
        .group_by(Idea.board_id)
    )
    if but_on is not None:
        mine = mine.where(Vote.idea_id != but_on)
    return {board: int(points) for board, points in db.session.execute(mine)}


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
