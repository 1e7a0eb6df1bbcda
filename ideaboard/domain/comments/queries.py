"""Questions about comments. Long threads come in parts: some threads a page, some answers a thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.sql.elements import ColumnElement

from ideaboard.core.db import db
from ideaboard.core.paging import Key, Page, cut
from ideaboard.domain.comments.models import Comment, Heart
from ideaboard.domain.ideas import sees
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import holds

OLDEST = [Key(Comment.id, "id", falling=False)]


def find(number: int, person: Person | None) -> Comment | None:
    """The comment with this number, if ``person`` may know of its idea, and of the comment if it waits for a look."""
    there = select(Comment).where(Comment.id == number, Comment.idea_id.in_(select(Idea.id).where(sees(person))))
    found = db.session.scalar(there)
    if found is not None and found.hidden_for == "held" and not _insider(found, person):
        return None
    return found


def _insider(comment: Comment, person: Person | None) -> bool:
    """Who may read a comment that waits: its author and the moderators."""
    return person is not None and (person.id == comment.author_id or holds(person, "moderator", comment.idea))


def out(idea: Idea, person: Person | None) -> ColumnElement[bool]:
    """Comments of ``idea`` that are out, or wait for a look and are ``person``'s own or theirs to look at."""
    there = or_(Comment.hidden_for.is_(None), Comment.hidden_for != "held")
    if person is None:
        return there
    if holds(person, "moderator", idea):
        return Comment.id == Comment.id
    return or_(there, Comment.author_id == person.id)


def threads(idea: Idea, seen_by: Person | None = None, *, after: str | None = None, limit: int = 20) -> Page[Comment]:
    """Comments that begin a thread, oldest first; served by ix_comments_idea_id_root_id_id."""
    roots = select(Comment).where(Comment.idea_id == idea.id, Comment.root_id.is_(None), out(idea, seen_by))
    return cut(roots, OLDEST, after=after, limit=limit, read=lambda query: db.session.scalars(query).all())


def answers(
    root: Comment, seen_by: Person | None = None, *, after: str | None = None, limit: int = 50
) -> Page[Comment]:
    """The answers of one thread, oldest first; served by ix_comments_root_id_id."""
    below = select(Comment).where(Comment.root_id == root.id, out(root.idea, seen_by))
    return cut(below, OLDEST, after=after, limit=limit, read=lambda query: db.session.scalars(query).all())


def first_answers(
    roots: Sequence[Comment], most: int = 5, seen_by: Person | None = None
) -> Mapping[int, Sequence[Comment]]:
    """The first ``most`` answers of each of these threads, in one query."""
    if not roots:
        return {}
    place = func.row_number().over(partition_by=Comment.root_id, order_by=Comment.id).label("place")
    below = Comment.root_id.in_([root.id for root in roots])
    ranked = select(Comment.id, place).where(below, out(roots[0].idea, seen_by)).subquery()
    first = select(Comment).join(ranked, ranked.c.id == Comment.id).where(ranked.c.place <= most)
    found: dict[int, list[Comment]] = {}
    for comment in db.session.scalars(first.order_by(Comment.id)):
        found.setdefault(comment.root_id or 0, []).append(comment)
    return found


def of_idea(idea: Idea, seen_by: Person | None = None, *, after: str | None, limit: int) -> Page[Comment]:
    """All comments of an idea, oldest first, threads and answers alike (the API's list)."""
    everything = select(Comment).where(Comment.idea_id == idea.id, out(idea, seen_by))
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
