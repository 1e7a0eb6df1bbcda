"""Everything the house knows of one person, for that person: rows as they are, without secrets and without others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, select

from ideaboard.core.db import db
from ideaboard.domain.ideas.models import Attachment, Idea, Picture, Tag
from ideaboard.domain.people.models import Person
from ideaboard.domain.transfer.belonging import BELONGS, SECRET

Rows = list[dict[str, Any]]
PROFILE = ("id", "handle", "name", "email", "claimed", "bio", "kind", "created_at", "confirmed_at", "suspended_until",
           "language", "mails", "support_shown", "privacy_accepted", "terms_accepted")  # fmt: skip


def takeout(person: Person) -> dict[str, Rows]:
    """Section → rows of plain values, the profile first; empty sections are left out."""
    found: dict[str, Rows] = {"profile": [{name: _plain(getattr(person, name)) for name in PROFILE}]}
    for (name, column), fate in BELONGS.items():
        if fate.told:
            _add(found, name, db.metadata.tables[name].c[column] == person.id)
    for name in ("team_invitations", "board_invitations", "maker_invitations") if person.email else ():
        _add(found, name, db.metadata.tables[name].c.email == person.email)
    numbers = list(db.session.scalars(select(Idea.id).where(Idea.author_id == person.id)))
    for kind, section in ((Tag, "idea_tags"), (Picture, "pictures"), (Attachment, "attachments")):
        rows = _of_ideas(db.metadata.tables[kind.__tablename__], numbers)
        if rows:
            found[section] = rows
    return found


def files_of_person(person: Person) -> Sequence[str]:
    """The names of the files this person uploaded: the face, pictures and files of their ideas."""
    numbers = select(Idea.id).where(Idea.author_id == person.id)
    pictures = db.session.scalars(select(Picture.file).where(Picture.idea_id.in_(numbers)))
    attached = db.session.scalars(select(Attachment.file).where(Attachment.idea_id.in_(numbers)))
    return [*([person.face] if person.face else []), *pictures, *attached]


def _add(found: dict[str, Rows], name: str, whose: ColumnElement[bool]) -> None:
    """Add to a section the rows that are not in it yet; an empty one is left out."""
    table, there = db.metadata.tables[name], found.get(name, [])
    rows = db.session.execute(select(table).where(whose).order_by(*table.primary_key.columns))
    new = [told for told in (_told(row._asdict()) for row in rows) if told not in there]
    if new:
        found[name] = [*there, *new]


def _of_ideas(table: Table, numbers: Sequence[int]) -> Rows:
    found: Rows = []
    for start in range(0, len(numbers), 500):
        there = select(table).where(table.c.idea_id.in_(numbers[start : start + 500]))
        found += [_told(row._asdict()) for row in db.session.execute(there.order_by(*table.primary_key.columns))]
    return found


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in row.items() if name not in SECRET}


def _plain(value: Any) -> Any:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
