"""Ideas as the engine wants them: plain text, read from the rows in a few queries for many ideas.

Only ``listed`` ideas are ever indexed (public board, public phase, not hidden, not merged), so hits, totals and counts
cannot tell of anything else. Ideas of other boards are searched in the database, see ``finding``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from html import unescape
from typing import Any

from sqlalchemy import Select, func, select

from ideaboard.core.db import db
from ideaboard.domain.boards.models import Board
from ideaboard.domain.comments.models import Comment
from ideaboard.domain.ideas.fields import words as filled_words
from ideaboard.domain.ideas.models import Idea, Tag
from ideaboard.domain.lifecycle import DECIDED
from ideaboard.domain.people.models import Person

from .interface import Document
from .languages import detected
from .schema import LONGEST_PART

AT_ONCE = 200
_BLOCK = re.compile(r"</?(?:p|h[1-6]|li|ul|ol|pre|blockquote|table|tr|t[dh]|hr|br)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")

COLUMNS = (
    Idea.id, Idea.board_id, Idea.title, Idea.body_html, Idea.phase, Idea.listed, Idea.merit, Idea.created_at,
    Idea.published_at, Idea.fields, Board.visibility, Board.anonymous, Person.handle,
)  # fmt: skip


def of(ids: Sequence[int]) -> list[Document]:
    """The documents of these ideas, those included that are not listed (any more), so that they are taken out."""
    pages = [ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE)]
    return [document for page in pages for document in _read(_ideas().where(Idea.id.in_(page)))]


def gone(id_: int) -> Document:
    """A document that only says: take this one out."""
    return Document(
        id=id_, board_id=0, title="", body="", phase="", created_at=datetime.fromtimestamp(0, UTC), listed=False
    )


def all_listed() -> Iterator[Document]:
    """Every listed idea, in order of id, a few hundred in memory at a time."""
    last = 0
    while True:
        page = _read(_ideas().where(Idea.listed, Idea.id > last).order_by(Idea.id).limit(AT_ONCE))
        yield from page
        if len(page) < AT_ONCE:
            return
        last = page[-1].id


def how_many() -> int:
    """How many ideas there are to index."""
    return db.session.scalar(select(func.count()).select_from(Idea).where(Idea.listed)) or 0


def text_of(html: str) -> str:
    """The words of HTML that the house rendered itself (so every < begins a tag)."""
    return unescape(_TAG.sub("", _BLOCK.sub("\n", html))).strip()


def _ideas() -> Select[Any]:
    columns: tuple[Any, ...] = COLUMNS
    return select(*columns).join(Board, Board.id == Idea.board_id).join(Person, Person.id == Idea.author_id)


def _read(query: Select[Any]) -> list[Document]:
    rows = db.session.execute(query).all()
    ids = [row.id for row in rows]
    tags, said = _tags(ids), _comments(ids)
    return [_document(row, tuple(tags[row.id]), said[row.id]) for row in rows]


def _document(row: Any, tags: tuple[str, ...], comments: str) -> Document:
    body = "\n".join((text_of(row.body_html), *filled_words(row.fields))).strip()
    return Document(
        id=row.id,
        board_id=row.board_id,
        title=row.title,
        body=body,
        language=detected(f"{row.title}\n{body}"),
        comments=comments,
        tags=tags,
        author="" if row.anonymous and row.phase not in DECIDED else row.handle,
        phase=row.phase,
        listed=row.listed and row.visibility == "public",
        votes=row.merit,
        created_at=row.published_at or row.created_at,
    )


def _tags(ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for row in db.session.execute(select(Tag.idea_id, Tag.tag).where(Tag.idea_id.in_(ids)).order_by(Tag.tag)):
        found[row.idea_id].append(row.tag)
    return found


def _comments(ids: Sequence[int]) -> dict[int, str]:
    """The living comments of each idea, oldest first, up to what is indexed of them."""
    living = select(Comment.idea_id, Comment.body_html).where(
        Comment.idea_id.in_(ids), Comment.deleted_at.is_(None), Comment.hidden_for.is_(None)
    )
    said: dict[int, str] = defaultdict(str)
    for row in db.session.execute(living.order_by(Comment.id).execution_options(yield_per=500)):
        if len(said[row.idea_id]) < LONGEST_PART:
            said[row.idea_id] += text_of(row.body_html) + "\n"
    return said
