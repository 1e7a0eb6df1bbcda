"""Who made an idea, where a board keeps it from those who judge: not told before the decision.

Whoever is signed out reads the same pages, so a name that only reviewers do not see would be one click away from them.
It is therefore kept from everybody but the makers and those who moderate without judging (no reviewer, no admin).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, not_, or_, select

from ideaboard.core.db import db
from ideaboard.core.text import _
from ideaboard.domain.boards.models import Board
from ideaboard.domain.ideas.models import Idea, Maker
from ideaboard.domain.lifecycle import DECIDED
from ideaboard.domain.people.models import Person


def nameless(idea: Idea, seen_by: Person | None) -> bool:
    """Whether the names of the makers of ``idea`` are kept from ``seen_by``."""
    return is_nameless(idea.board.anonymous, idea, seen_by, idea.maker_ids)


def is_nameless(anonymous: bool, row: Any, seen_by: Person | None, makers: Collection[int]) -> bool:
    """The same on plain values: of the board, of the idea (``phase``, ``board_id``), and who makes it."""
    if not anonymous or row.phase in DECIDED:
        return False
    if seen_by is None:
        return True
    return not (seen_by.kind == "system" or seen_by.id in makers or _only_moderates(seen_by, row))


def _only_moderates(person: Person, row: Any) -> bool:
    held = {role.role for role in person.roles if role.board_id in (None, row.board_id)}
    return held == {"moderator"}


def unnamed() -> str:
    """What stands in the place of a name."""
    return _("A maker")


@dataclass(frozen=True)
class Unnamed:
    """Whoever is not named, with what pages read of a person."""

    name: str
    handle: str = ""
    face: str | None = None


def shown(person: Person, kept_back: Collection[int]) -> Person | Unnamed:
    """``person``, or nobody in particular where they are among those ``kept_back``."""
    return Unnamed(unnamed()) if person.id in kept_back else person


def masked(idea: Idea, seen_by: Person | None) -> frozenset[int]:
    """The people whose names ``seen_by`` does not read on ``idea``."""
    return idea.maker_ids if nameless(idea, seen_by) else frozenset()


def named_to_all() -> ColumnElement[bool]:
    """The condition under which everybody reads who made an idea."""
    anonymous = select(Board.id).where(Board.anonymous)
    return or_(Idea.phase.in_(sorted(DECIDED)), not_(Idea.board_id.in_(anonymous)))


def lists_by_author(author_id: int, seen_by: Person | None) -> ColumnElement[bool]:
    """Ideas of an author, as far as ``seen_by`` may read whose they are: a list by author would tell it."""
    mine = seen_by is not None and seen_by.id == author_id
    by_them = Idea.author_id == author_id
    return by_them if mine else and_(by_them, named_to_all())


def makers_kept_back(numbers: Collection[int]) -> dict[int, set[int]]:
    """Idea → its makers, for those of these ideas whose makers visitors do not read; two queries."""
    if not numbers:
        return {}
    kept = select(Idea.id, Idea.author_id).where(Idea.id.in_(numbers), not_(named_to_all()))
    found = {row.id: {row.author_id} for row in db.session.execute(kept)}
    others = select(Maker.idea_id, Maker.person_id).where(Maker.idea_id.in_(found))
    for number, person in db.session.execute(others) if found else ():
        found[number].add(person)
    return found
