"""Verbs of comments."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from sqlalchemy import delete as delete_rows

from ideaboard.core.actions import action, locked
from ideaboard.core.db import db
from ideaboard.core.errors import Invalid, Refused
from ideaboard.core.events import record
from ideaboard.core.text import _, clean, render_markdown
from ideaboard.domain.boards import calendar
from ideaboard.domain.boards.phrases import opens_again
from ideaboard.domain.comments.models import Comment, Heart
from ideaboard.domain.events import CommentChanged, CommentDeleted, CommentEdited, CommentPosted, CommentSubmitted
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import Can, permit

BODY_MAX = 10_000
SILENT = frozenset({Phase.DRAFT, Phase.MERGED, Phase.WITHDRAWN, Phase.REMOVED})


@lru_cache(maxsize=64)
def worded(body: str) -> tuple[str, str]:
    """A comment's words, cleaned and rendered. Pure: a door may call it before its transaction opens."""
    body = clean(body).strip()
    if not body:
        raise Invalid("body", _("Write something first."))
    if len(body) > BODY_MAX:
        raise Invalid("body", _("A comment has at most %(n)s characters.", n=BODY_MAX))
    return body, render_markdown(body)


@action(Can.COMMENT, lock="self")
def post(
    idea: Idea, body: str, *, by: Person, at: datetime, parent: Comment | None = None, official: bool = False
) -> Comment:
    """Say something on ``idea``, as an answer to ``parent`` if given.

    ``official``: the company answers; staff only, at any phase. Raises ``Invalid`` or ``Refused``. Whether somebody
    looks at it first is judged by the room moderation, which hears ``CommentSubmitted`` and may hold it.
    """
    if official:
        permit(by, Can.ANSWER, idea)
    body, html = worded(body)
    if parent is not None and parent.idea_id != idea.id:
        raise Invalid("parent_id", _("That comment belongs to another idea."))
    _must_be_open(idea, at)
    if parent is not None and (parent.deleted_at or parent.hidden_for):
        raise Refused(_("The comment you answer is gone."))
    root_id = (parent.root_id or parent.id) if parent else None
    comment = Comment(
        idea=idea, author=by, parent_id=parent.id if parent else None, root_id=root_id,
        depth=parent.depth + 1 if parent else 0, body=body, body_html=html, official=official, created_at=at,
    )  # fmt: skip
    db.session.add(comment)
    idea.comments += 1
    db.session.flush()
    _count_reply(comment, 1)
    record(CommentSubmitted(idea_id=idea.id, board_id=idea.board_id, comment_id=comment.id), by=by, at=at)
    if comment.hidden_for is None:
        tell_posted(comment, by=by, at=at)
    return comment


def tell_posted(comment: Comment, *, by: Person, at: datetime) -> None:
    """Record that a comment is there for all to read: when it is posted, or after a first look."""
    idea = comment.idea
    posted = CommentPosted(idea_id=idea.id, board_id=idea.board_id, comment_id=comment.id, official=comment.official)
    record(posted, by=by, at=at)


@action(Can.EDIT_COMMENT, lock="idea")
def edit(comment: Comment, body: str, *, by: Person, at: datetime) -> Comment:
    """Change one's own comment; it says that it was edited."""
    comment.body, comment.body_html = worded(body)
    _must_stand(comment)
    comment.edited_at = at
    db.session.flush()
    edited = CommentEdited(idea_id=comment.idea_id, board_id=comment.board_id, comment_id=comment.id)
    record(edited, by=by, at=at)
    return comment


@action(Can.DELETE_COMMENT, lock="idea")
def delete(comment: Comment, *, by: Person, at: datetime) -> Comment:
    """Take a comment away for good: its words go, its place stays for the answers below it."""
    _must_stand(comment)
    seen = comment.hidden_for is None
    comment.deleted_at, comment.body, comment.body_html = at, "", ""
    if seen:
        comment.idea.comments -= 1
        _count_reply(comment, -1)
    db.session.flush()
    gone = CommentDeleted(idea_id=comment.idea_id, board_id=comment.board_id, comment_id=comment.id)
    record(gone, by=by, at=at)
    return comment


@action(Can.HEART, lock="self")
def heart(comment: Comment, *, by: Person, at: datetime) -> Comment:
    """Like a comment; doing so twice changes nothing."""
    _must_stand(comment)
    if db.session.get(Heart, (comment.id, by.id)) is None:
        db.session.add(Heart(comment_id=comment.id, person_id=by.id, at=at))
        comment.hearts += 1
        db.session.flush()
    return comment


@action(Can.HEART, lock="self")
def unheart(comment: Comment, *, by: Person) -> Comment:
    """Like it no more; doing so twice changes nothing."""
    gone = db.session.execute(delete_rows(Heart).where(Heart.comment_id == comment.id, Heart.person_id == by.id))
    comment.hearts -= gone.rowcount  # type: ignore[attr-defined]
    return comment


def hide(comment: Comment, why: str, *, by: Person, at: datetime) -> None:
    """Take a comment out of sight, words kept (moderation calls this, holding the idea's lock)."""
    if comment.hidden_for is None and comment.deleted_at is None:
        comment.hidden_for = why
        comment.idea.comments -= 1
        _count_reply(comment, -1)
        _changed(comment, by, at)


def unhide(comment: Comment, *, by: Person, at: datetime) -> None:
    """Bring a hidden comment back."""
    if comment.hidden_for is not None:
        comment.hidden_for = None
        if comment.deleted_at is None:
            comment.idea.comments += 1
            _count_reply(comment, 1)
        _changed(comment, by, at)


def _count_reply(comment: Comment, change: int) -> None:
    if comment.root_id is not None:
        locked(db.session.get_one(Comment, comment.root_id)).replies += change


def _changed(comment: Comment, by: Person, at: datetime) -> None:
    db.session.flush()
    record(CommentChanged(idea_id=comment.idea_id, board_id=comment.board_id, comment_id=comment.id), by=by, at=at)


def _must_stand(comment: Comment) -> None:
    if comment.deleted_at is not None:
        raise Refused(_("This comment was deleted."))


def _must_be_open(idea: Idea, at: datetime) -> None:
    if Phase(idea.phase) in SILENT or idea.board.state == "archived":
        raise Refused(_("Comments are closed: this idea is “%(stage)s”.", stage=idea.stage))
    clock, opened = idea.rules.clock, idea.board.opens_at or idea.board.created_at
    if not calendar.allows(clock.phases, "comment", at, opened_at=opened, timezone=clock.timezone):
        again = opens_again(clock, "comment", at, opened)
        raise Refused(f"{_('Comments are closed on this board at the moment.')} {again}".strip())
