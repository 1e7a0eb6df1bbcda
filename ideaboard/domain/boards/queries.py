"""Questions about boards."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, select

from ideaboard.core.db import db
from ideaboard.domain.boards.models import Board, RulesVersion
from ideaboard.domain.people.models import Person


def by_slug(slug: str) -> Board | None:
    """The board at this address, whoever asks."""
    return db.session.scalar(select(Board).where(Board.slug == slug))


def visible_to(person: Person | None) -> Select[Board]:
    """Boards this person may know of: the public ones, and when signed in the others too (not their entries)."""
    boards = select(Board)
    return boards if person is not None else boards.where(Board.visibility == "public")


def shown(person: Person | None) -> Sequence[Board]:
    """Boards for the navigation, by title."""
    return db.session.scalars(visible_to(person).where(Board.state != "archived").order_by(Board.title)).all()


def versions_of(board: Board) -> Sequence[RulesVersion]:
    """The history of its rules, newest first."""
    return db.session.scalars(
        select(RulesVersion).where(RulesVersion.board_id == board.id).order_by(RulesVersion.number.desc())
    ).all()
