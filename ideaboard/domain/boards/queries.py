"""Questions about boards."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, or_, select

from ideaboard.core.db import db
from ideaboard.domain.boards.models import Board, Membership, RulesVersion
from ideaboard.domain.people.models import Person


def by_slug(slug: str) -> Board | None:
    """The board at this address, whoever asks."""
    return db.session.scalar(select(Board).where(Board.slug == slug))


def visible_to(person: Person | None) -> Select[Board]:
    """Boards this person may know of: the public ones; when signed in those one can join, too (not their entries)."""
    boards = select(Board)
    if person is None:
        return boards.where(Board.visibility == "public")
    if person.kind == "system" or any(role.board_id is None for role in person.roles):
        return boards
    belongs = select(Membership.board_id).where(Membership.person_id == person.id)
    made = {role.board_id for role in person.roles}
    can_join = or_(Board.visibility == "public", Board.joining != "invitation")
    return boards.where(or_(can_join, Board.id.in_(belongs), Board.id.in_(made)))


def shown(person: Person | None) -> Sequence[Board]:
    """Boards for the navigation, by title."""
    return db.session.scalars(visible_to(person).where(Board.state != "archived").order_by(Board.title)).all()


def versions_of(board: Board) -> Sequence[RulesVersion]:
    """The history of its rules, newest first."""
    return db.session.scalars(
        select(RulesVersion).where(RulesVersion.board_id == board.id).order_by(RulesVersion.number.desc())
    ).all()
