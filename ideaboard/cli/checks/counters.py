"""Counters beside what they count."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from ideaboard.cli.checks.finding import Finding, counted
from ideaboard.core.db import db
from ideaboard.domain.boards.models import Board
from ideaboard.domain.comments.models import Comment, Heart
from ideaboard.domain.ideas.models import Follow, Idea

LIVING = Comment.deleted_at.is_(None) & Comment.hidden_for.is_(None)


def comments_counted() -> Iterable[Finding]:
    """Living comments of each idea, and living answers of each thread."""
    of_ideas = select(Comment.idea_id.label("key"), func.count().label("n")).where(LIVING).group_by(Comment.idea_id)
    answers = select(Comment.root_id.label("key"), func.count().label("n")).where(LIVING, Comment.root_id.is_not(None))
    drift = _drift("idea", Idea.id, Idea.comments, of_ideas, "comments")
    drift += _drift("comment", Comment.id, Comment.replies, answers.group_by(Comment.root_id), "answers")
    yield from counted("comments", drift, "every idea and every thread counts its comments right")


def hearts_counted() -> Iterable[Finding]:
    """Hearts of each comment."""
    given = select(Heart.comment_id.label("key"), func.count().label("n")).group_by(Heart.comment_id)
    drift = _drift("comment", Comment.id, Comment.hearts, given, "hearts")
    yield from counted("hearts", drift, "every comment counts its hearts right")


def followers_counted() -> Iterable[Finding]:
    """Followers of each idea."""
    following = select(Follow.idea_id.label("key"), func.count().label("n")).group_by(Follow.idea_id)
    drift = _drift("idea", Idea.id, Idea.followers, following, "followers")
    yield from counted("followers", drift, "every idea counts its followers right")


def boards_counted() -> Iterable[Finding]:
    """Ideas shown on each board."""
    shown = select(Idea.board_id.label("key"), func.count().label("n")).where(Idea.shown).group_by(Idea.board_id)
    drift = _drift("board", Board.id, Board.ideas, shown, "ideas")
    yield from counted("boards", drift, "every board counts its ideas right")


def _drift(thing: str, key: Any, stored: Any, counting: Select[*tuple[Any, ...]], what: str) -> list[str]:
    """Where the stored counter is not what is counted: one query for all rows."""
    there = counting.subquery()
    real: ColumnElement[int] = func.coalesce(there.c.n, 0)
    wrong = select(key, stored, real).outerjoin(there, there.c.key == key).where(or_(stored != real, stored.is_(None)))
    return [
        f"{thing} {number} says {says} {what}, there are {are}"
        for number, says, are in db.session.execute(wrong.order_by(key).limit(1_000))
    ]
