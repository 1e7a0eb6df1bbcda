"""Two accounts that are one: what the second one said comes to the account that had the address all along."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from flask import current_app
from sqlalchemy import ColumnElement, Index, Table, UniqueConstraint, and_, delete, exists, select, update

from ideaboard.core import files
from ideaboard.core.db import after_commit, db
from ideaboard.domain import votes
from ideaboard.domain.events import MakerJoined, PersonRecognised
from ideaboard.domain.ideas.models import Follow, Idea, Maker
from ideaboard.domain.people.models import Person
from ideaboard.domain.transfer.belonging import COMES_ALONG
from ideaboard.domain.transfer.leaving import without_name, without_words
from ideaboard.domain.votes.models import Vote


def bring_along(event: PersonRecognised, *, by: Person, at: datetime) -> None:
    """Ideas, drafts and comments of the second account are the first one's from now on, and the second has no name
    any more. Votes come after this (``votes.carry_recognised``): nobody votes for what turned out to be their own.
    """
    second, owner = db.session.get_one(Person, event.person_id), db.session.get_one(Person, event.owner_id)
    made = set(db.session.scalars(select(Maker.idea_id).where(Maker.person_id == second.id)))
    made |= set(db.session.scalars(select(Idea.id).where(Idea.author_id == second.id)))
    voted = db.session.scalars(select(Vote.idea_id).where(Vote.person_id == second.id, Vote.ended_at.is_(None)))
    there = votes.with_family_locked(sorted(made | set(voted)))  # all at once: in the order of their ids
    db.session.flush()
    _unfollow_twice(second, owner)
    for name, column in COMES_ALONG:
        _hand_over(db.metadata.tables[name], column, second.id, owner.id)
    _facts_of_posts(second.id, owner.id)
    for number in sorted(made):
        db.session.expire(there[number], ["author_id", "author", "makers"])
        votes.end_own(MakerJoined(idea_id=number, board_id=there[number].board_id, person_id=owner.id), by=by, at=at)
    _suspended_all_the_same(second, owner)
    _nobody_now(second, at)


def _hand_over(table: Table, column: str, second: int, owner: int) -> None:
    """The rows that point at ``second`` point at ``owner``, but where the owner has such a row already."""
    mine = table.c[column] == second
    taken = [~_has_one(table, column, others, owner) for others in _once(table, column)]
    db.session.execute(
        update(table).where(mine, *taken).values({column: owner}), execution_options={"synchronize_session": False}
    )


def _once(table: Table, column: str) -> Iterable[Sequence[str]]:
    """What else makes a row of which a person has only one: ``idea_id`` of who makes an idea."""
    unique = [each for each in table.constraints if isinstance(each, UniqueConstraint)]
    groups = [[one.name for one in table.primary_key], *([one.name for one in each.columns] for each in unique)]
    groups += [[one.name for one in each.columns] for each in table.indexes if isinstance(each, Index) and each.unique]
    return [[name for name in group if name != column] for group in groups if column in group]


def _has_one(table: Table, column: str, others: Sequence[str], owner: int) -> ColumnElement[bool]:
    theirs = table.alias()
    same = [theirs.c[name].is_not_distinct_from(table.c[name]) for name in others]
    return exists(select(theirs.c[column]).where(and_(theirs.c[column] == owner, *same)).correlate(table))


def _unfollow_twice(second: Person, owner: Person) -> None:
    """An idea that both follow has one follower less."""
    both = select(Follow.idea_id).where(Follow.person_id == owner.id)
    gone = delete(Follow).where(Follow.person_id == second.id, Follow.idea_id.in_(both)).returning(Follow.idea_id)
    numbers = db.session.scalars(gone, execution_options={"synchronize_session": False}).all()
    if numbers:
        fewer = update(Idea).where(Idea.id.in_(numbers)).values(followers=Idea.followers - 1)
        db.session.execute(fewer, execution_options={"synchronize_session": "fetch"})


def _facts_of_posts(second: int, owner: int) -> None:
    """Who wrote it reads the same in timelines; what is about the second account itself stays as it is."""
    facts = db.metadata.tables["facts"]
    about = facts.c.idea_id.is_not(None)
    for name in ("actor_id", "person_id"):
        db.session.execute(update(facts).where(facts.c[name] == second, about).values({name: owner}))


def _suspended_all_the_same(second: Person, owner: Person) -> None:
    """A second account is no way round a suspension, nor is the first."""
    moments = [one.suspended_until for one in (second, owner) if one.suspended_until is not None]
    owner.suspended_until = max(moments, default=None)


def _nobody_now(second: Person, at: datetime) -> None:
    if second.face:
        uploads, face = Path(current_app.config["UPLOADS"]), second.face
        after_commit(lambda: files.delete_all(uploads, [face]))
    without_words(second)
    without_name(second, at)
    db.session.flush()
