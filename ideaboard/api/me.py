"""Who the token speaks for."""

from pydantic import BaseModel
from sqlalchemy import select

from ideaboard.api.calls import Ask, call
from ideaboard.core.db import db
from ideaboard.domain.boards.models import Board
from ideaboard.domain.people.models import Person


class Me(BaseModel):
    """Oneself. Roles: `admin` for the whole site, `moderator:kits` for the board `kits`."""

    id: int
    handle: str
    name: str
    roles: list[str]
    email: str | None


@call("GET", "/me", gives=Me)
def show(ask: Ask) -> Me:
    """Who the token speaks for."""
    by = ask.by
    return Me(id=by.id, handle=by.handle, name=by.name, roles=_roles(by), email=by.address)


def _roles(person: Person) -> list[str]:
    if not person.roles:
        return []
    there = select(Board.id, Board.slug).where(Board.id.in_([role.board_id for role in person.roles]))
    slugs = {row.id: row.slug for row in db.session.execute(there)}
    return [f"{role.role}:{slugs[role.board_id]}" if role.board_id else role.role for role in person.roles]
