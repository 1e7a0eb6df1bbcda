"""Questions about comments. Long threads come in parts: some threads a page, some answers a thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select

from ideaboard.core.db import db
from ideaboard.core.paging import Key, Page, cut
from ideaboard.domain.comments.models import Comment, Heart
from ideaboard.domain.ideas import sees
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.people.models import Person

OLDEST = [Key(Comment.id, "id", falling=False)]


def find(number: int, person: Person | None) -> Comment | None:
    """The comment with this number, if ``person`` may know of its idea."""
    there = select(Comment).where(Comment.id == number, Comment.idea_id.in_(select(Idea.id).where(sees(person))))
    return db.session.scalar(there)


def threads(idea: Idea, *, after: str | None = None, limit: int = 20) -> Page[Comment]:
    """Comments that begin a thread, oldest first; served by ix_comments_idea_id_root_id_id."""
    roots = select(Comment).where(Comment.idea_id == idea.id, Comment.root_id.is_(None))
    return cut(roots, OLDEST, after=after, limit=limit, read=lambda query: db.session.scalars(query).all())


def answers(root: Comment, *, after: str | None = None, limit: int = 50) -> Page[Comment]:
    """The answers of one thread, oldest first; served by ix_comments_root_id_id."""
    below = select(Comment).where(Comment.root_id == root.id)
    return cut(below, OLDEST, after=after, limit=limit, read=lambda query: db.session.scalars(query).all())


def first_answers(roots: Sequence[Comment], most: int = 5) -> Mapping[int, Sequence[Comment]]:
    """The first ``most`` answers of each of these threads, in one query."""
    if not roots:
        return {}
    place = func.row_number().over(partition_by=Comment.root_id, order_by=Comment.id).label("place")
    ranked = select(Comment.id, place).where(Comment.root_id.in_([root.id for root in roots])).subquery()
    first = select(Comment).join(ranked, ranked.c.id == Comment.id).where(ranked.c.place <= most)
    found: dict[int, list[Comment]] = {}
    for comment in db.session.scalars(first.order_by(Comment.id)):
        found.setdefault(comment.root_id or 0, []).append(comment)
    return found


def of_idea(idea: Idea, *, after: str | None, limit: int) -> Page[Comment]:
    """All comments of an idea, oldest first, threads and answers alike (the API's list)."""
    everything = select(Comment).where(Comment.idea_id == idea.id)
    return cut(everything, OLDEST, after=after, limit=limit, read=lambda query: db.session.scalars(query).all())


def official_answers(idea: Idea) -> Sequence[Comment]:
    """What the company said, oldest first."""
    said = select(Comment).where(
        Comment.idea_id == idea.id, Comment.official, Comment.deleted_at.is_(None), Comment.hidden_for.is_(None)
    )
    return db.session.scalars(said.order_by(Comment.id).limit(20)).all()


def hearted(person: Person | None, ids: Sequence[int]) -> set[int]:
    """Which of these comments ``person`` likes."""
    if person is None or not ids:
        return set()
    mine = select(Heart.comment_id).where(Heart.person_id == person.id, Heart.comment_id.in_(ids))
    return set(db.session.scalars(mine))


def commenter_ids(idea_id: int) -> Sequence[int]:
    """Who said something on an idea."""
    said = select(Comment.author_id).where(Comment.idea_id == idea_id, Comment.deleted_at.is_(None))
    return db.session.scalars(said.distinct()).all()
