"""The public log of rulings: what moderators did, and why. Anyone can check it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response, request
from sqlalchemy import and_, or_, select
from sqlalchemy.sql.elements import ColumnElement

from ideaboard.core.db import db
from ideaboard.core.paging import Key, cut
from ideaboard.core.text import _
from ideaboard.domain import boards, ideas, moderation
from ideaboard.domain.boards.models import Board
from ideaboard.domain.comments.models import Comment
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.moderation.models import Appeal, Ruling
from ideaboard.web.blueprint import pages
from ideaboard.web.caching import for_everybody
from ideaboard.web.me import me
from ideaboard.web.staff import show
from ideaboard.web.url import url

PAGE = 40


@dataclass(frozen=True)
class Entry:
    """One ruling; ``idea`` is what it is about if the reader may see it, ``board`` where that is."""

    ruling: Ruling
    idea: Any
    board: str
    appeal: str = ""  # what became of the appeal against it


@pages.get("/moderation/log")
@for_everybody
def moderation_log() -> Response:
    """What was done and why, newest first."""
    page = cut(
        moderation.log().where(_about_shown_boards()),
        [Key(Ruling.id, "id")],
        after=request.args.get("after"),
        limit=PAGE,
        read=lambda query: db.session.scalars(query).all(),
    )
    more = url.log(after=page.after) if page.after else None
    return show.page("log", entries=_entries(page.rows), more=more, first="after" not in request.args)


def _about_shown_boards() -> ColumnElement[bool]:
    """Rulings about boards the reader may know of; those about people are everybody's."""
    known = boards.visible_to(me()).with_only_columns(Board.id)
    on_known = select(Idea.id).where(Idea.board_id.in_(known))
    return or_(
        and_(Ruling.idea_id.is_(None), Ruling.comment_id.is_(None)),
        Ruling.idea_id.in_(on_known),
        Ruling.comment_id.in_(select(Comment.id).where(Comment.idea_id.in_(on_known))),
    )


def _entries(rulings: Any) -> list[Entry]:
    through = dict(
        db.session.execute(
            select(Comment.id, Comment.idea_id).where(Comment.id.in_([one.comment_id for one in rulings]))
        ).all()
    )
    about = {one.id: one.idea_id or through.get(one.comment_id) for one in rulings}
    columns = (Idea.id, Idea.slug, Idea.title, Board.title.label("board"))
    there = select(*columns).join(Board, Board.id == Idea.board_id).where(Idea.id.in_(set(about.values()) - {None}))
    rows = {row.id: row for row in db.session.execute(there)}
    seen = set(db.session.scalars(select(Idea.id).where(Idea.id.in_(rows), ideas.sees(me())))) if rows else set()
    appeals = moderation.appeals_on(rulings)
    return [_entry(one, rows.get(about[one.id]), seen, appeals.get(one.id)) for one in rulings]


def _entry(ruling: Ruling, row: Any, seen: set[int], appeal: Appeal | None) -> Entry:
    idea = row if row is not None and row.id in seen else None
    return Entry(ruling, idea, row.board if row is not None else "", _appealed(ruling, appeal))


def _appealed(ruling: Ruling, appeal: Appeal | None) -> str:
    if appeal is None or appeal.ruling_id != ruling.id:
        return ""
    if appeal.decided_at is None:
        return _("Appealed; somebody else reads it again.")
    if appeal.outcome == "upheld":
        return _("Appealed, read again by somebody else, and it stands.")
    return _("Appealed, read again by somebody else, and taken back.")
