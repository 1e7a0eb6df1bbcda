"""From an address to a row, through what the visitor may see: what is not for them is not there (404)."""

from __future__ import annotations

from ideaboard.core.db import db
from ideaboard.core.errors import NotVisible
from ideaboard.core.text import _
from ideaboard.domain import boards, comments, ideas, people
from ideaboard.domain.boards.models import Board
from ideaboard.domain.comments.models import Comment
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.people.models import Person
from ideaboard.domain.rounds.models import Round
from ideaboard.web.me import me


def idea(number: int) -> Idea:
    """The idea with this number."""
    found = ideas.find(number, me())
    if found is None:
        raise NotVisible(_("There is no such idea here. It may have been taken back or removed."))
    return found


def board(slug: str) -> Board:
    """The board at this address."""
    found = db.session.scalar(boards.visible_to(me()).where(Board.slug == slug))
    if found is None:
        raise NotVisible(_("There is no such board here."))
    return found


def round(number: int) -> Round:
    """The round with this number, on a board whose details are open to who asks; batches have no page."""
    found = db.session.get(Round, number)
    if found is None or found.kind == "batch" or board(found.board.slug) is None or not _open(found.board):
        raise NotVisible(_("There is no such round here."))
    return found


def _open(found: Board) -> bool:
    return boards.details_open(found, me())


def person(handle: str) -> Person:
    """The person with this handle (the house itself has no page)."""
    found = people.by_handle(handle)
    if found is None or found.kind == "system" or found.left_at is not None:
        raise NotVisible(_("There is nobody here by this name."))
    return found


def comment(number: int) -> Comment:
    """The comment with this number."""
    found = comments.find(number, me())
    if found is None:
        raise NotVisible(_("There is no such comment here."))
    return found
