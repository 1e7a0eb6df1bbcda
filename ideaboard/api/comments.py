"""Comments."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from ideaboard.api import load, shapes
from ideaboard.api.calls import Ask, call
from ideaboard.api.schemas import Given, Listed, Listing, Number, PersonOut, Text
from ideaboard.core.errors import Invalid
from ideaboard.core.text import _
from ideaboard.domain import comments, ideas
from ideaboard.domain.comments.models import Comment
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import Can, permit


class CommentOut(BaseModel):
    """A comment. One that was deleted or hidden keeps its place, without its words and its author; one that is `held`
    until somebody looked at it is there for its author and the moderators alone."""

    id: int
    idea: int
    author: PersonOut | None
    body_html: str
    parent_id: int | None
    created_at: datetime
    edited_at: datetime | None
    official: bool
    hearts: int
    state: Literal["shown", "held", "hidden", "deleted"]


class NewComment(Given):
    """A comment to be posted."""

    body: Text = Field(description="Markdown.")
    parent_id: Number | None = Field(default=None, description="The comment it answers.")
    official: bool = Field(default=False, description="The company answers; for its team only.")


class CommentChanges(Given):
    """What it is to say."""

    body: Text = Field(description="Markdown.")


@contextmanager
def _worded(ask: Ask) -> Iterator[None]:
    """Markdown is rendered before the transaction; the verb finds it ready."""
    comments.worded(ask.body.body)
    yield


def _may_answer(ask: Ask) -> None:
    """Speaking for the company is a permission of its own."""
    if ask.named("official") is True:
        permit(ask.by, Can.ANSWER, ask.subject)


@call("GET", "/ideas/{number}/comments", visitors=True, load=load.idea, query=Listing, gives=Listed[CommentOut])
def index(ask: Ask) -> Listed[CommentOut]:
    """All comments on an idea, answers among them, oldest first."""
    page = comments.of_idea(ask.subject, ask.by, after=ask.query.cursor, limit=ask.query.limit)
    return Listed(items=[told(comment, ask.by) for comment in page.rows], next=page.after)


@call(
    "POST", "/ideas/{number}/comments", scopes=("write",), load=load.idea, can=Can.COMMENT, takes=NewComment,
    allow=_may_answer, gives=CommentOut, status=201, refuses=(409,), counts="comment", prepare=_worded,
)  # fmt: skip
def create(ask: Ask) -> CommentOut:
    """Say something, as an answer if `parent_id` is given."""
    new, parent = ask.body, _parent(ask)
    return told(
        comments.post(ask.subject, new.body, by=ask.by, at=ask.at, parent=parent, official=new.official), ask.by
    )


def _parent(ask: Ask) -> Comment | None:
    if ask.body.parent_id is None:
        return None
    parent = comments.find(ask.body.parent_id, ask.by)
    if parent is None:
        raise Invalid("parent_id", _("There is no such comment."))
    return parent


@call(
    "PATCH", "/comments/{number}", scopes=("write",), load=load.comment, can=Can.EDIT_COMMENT, takes=CommentChanges,
    gives=CommentOut, refuses=(409,), counts="write", prepare=_worded,
)  # fmt: skip
def change(ask: Ask) -> CommentOut:
    """Change one's own comment."""
    return told(comments.edit(ask.subject, ask.body.body, by=ask.by, at=ask.at), ask.by)


@call(
    "DELETE", "/comments/{number}", scopes=("write", "moderate"), load=load.comment, can=Can.DELETE_COMMENT,
    status=204, refuses=(409,), counts="write",
)  # fmt: skip
def delete(ask: Ask) -> None:
    """Take a comment away; its place stays for the answers below it."""
    comments.delete(ask.subject, by=ask.by, at=ask.at)


@call(
    "PUT", "/comments/{number}/heart", scopes=("write",), load=load.comment, can=Can.HEART, gives=CommentOut,
    refuses=(409,), counts="write",
)  # fmt: skip
def heart(ask: Ask) -> CommentOut:
    """Like a comment."""
    return told(comments.heart(ask.subject, by=ask.by, at=ask.at), ask.by)


@call(
    "DELETE", "/comments/{number}/heart", scopes=("write",), load=load.comment, can=Can.HEART, gives=CommentOut,
    counts="write",
)  # fmt: skip
def unheart(ask: Ask) -> CommentOut:
    """Like it no more."""
    return told(comments.unheart(ask.subject, by=ask.by), ask.by)


def told(comment: Comment, seen_by: Person | None) -> CommentOut:
    """A comment as ``seen_by`` may read it (one that is held: as those who may know of it do)."""
    state: Literal["shown", "held", "hidden", "deleted"] = "shown"
    if comment.deleted_at:
        state = "deleted"
    elif comment.hidden_for:
        state = "held" if comment.hidden_for == "held" else "hidden"
    shown = state in ("shown", "held")
    author = ideas.shown_as(comment.author, ideas.masked(comment.idea, seen_by))
    return CommentOut(
        id=comment.id, idea=comment.idea_id, author=shapes.person(author) if shown else None,
        body_html=comment.body_html if shown else "", parent_id=comment.parent_id, created_at=comment.created_at,
        edited_at=comment.edited_at, official=comment.official, hearts=comment.hearts, state=state,
    )  # fmt: skip
