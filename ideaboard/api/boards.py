"""Boards and their rules."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from ideaboard.api import load
from ideaboard.api.calls import BASE, Ask, call
from ideaboard.api.schemas import Given, Line, Listed, Listing, Slug, Text
from ideaboard.core.db import db
from ideaboard.core.paging import Key, cut
from ideaboard.domain import boards, ideas
from ideaboard.domain.boards import rules
from ideaboard.domain.boards.models import Board
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import Can

Rules = dict[str, Any]


class BoardOut(BaseModel):
    """A board with the rules in force now. `intro` is empty until an agreement that stands before it is accepted."""

    slug: str
    title: str
    intro: str
    preset: str
    rules: Rules
    rules_version: int
    state: Literal["open", "closed", "archived"]
    ideas: int
    opens_at: datetime | None
    closes_at: datetime | None


class NewBoard(Given):
    """A board to be opened; `rules` override the preset's."""

    slug: Slug
    title: Line
    preset: Slug
    rules: Rules | None = None
    intro: Text = ""


class BoardChanges(Given):
    """What is to be different; what is not named stays."""

    title: Line | None = None
    intro: Text | None = None
    rules: Rules | None = Field(default=None, description="Over the current ones; null restores the preset's value.")
    state: Literal["open", "closed", "archived"] | None = None


@call("GET", "/boards", visitors=True, query=Listing, gives=Listed[BoardOut])
def index(ask: Ask) -> Listed[BoardOut]:
    """All boards one may know of, the oldest first."""
    page = cut(
        boards.visible_to(ask.by), [Key(Board.id, "id", falling=False)], after=ask.query.cursor, limit=ask.query.limit,
        read=lambda query: db.session.scalars(query).all(),
    )  # fmt: skip
    return Listed(items=[told(board, ask.by) for board in page.rows], next=page.after)


@call("GET", "/boards/{slug}", visitors=True, load=load.board, gives=BoardOut)
def show(ask: Ask) -> BoardOut:
    """One board."""
    return told(ask.subject, ask.by)


@call(
    "POST", "/boards", scopes=("admin",), can=Can.MANAGE_BOARDS, takes=NewBoard, gives=BoardOut, status=201,
    headers=lambda made: {"Location": f"{BASE}/boards/{made.slug}"}, refuses=(409,), counts="write",
)  # fmt: skip
def create(ask: Ask) -> BoardOut:
    """Open a board with the rules of a preset, and one's own over them."""
    new = ask.body
    board = boards.open_board(
        None, new.slug, by=ask.by, at=ask.at, preset=new.preset, title=new.title, changes=new.rules, intro=new.intro
    )
    return told(board, ask.by)


@call(
    "PATCH", "/boards/{slug}", scopes=("admin",), load=load.board, can=Can.MANAGE_BOARDS, takes=BoardChanges,
    gives=BoardOut, counts="write",
)  # fmt: skip
def change(ask: Ask) -> BoardOut:
    """Change what a board says, its rules (a new version), or whether it is open."""
    board, new = ask.subject, ask.body
    if new.rules:
        boards.change_rules(board, new.rules, by=ask.by, at=ask.at)
    if (new.title, new.intro, new.state) != (None, None, None):
        boards.change(board, by=ask.by, at=ask.at, title=new.title, intro=new.intro, state=new.state)
    return told(board, ask.by)


def told(board: Board, seen_by: Person | None) -> BoardOut:
    """A board as ``seen_by`` may read it."""
    return BoardOut(
        slug=board.slug, title=board.title, intro=board.intro if boards.details_open(board, seen_by) else "",
        preset=board.preset, rules=rules.to_document(board.rules), rules_version=board.rules_number, state=board.state,
        ideas=ideas.count_on(board, seen_by), opens_at=board.opens_at, closes_at=board.closes_at,
    )  # fmt: skip
