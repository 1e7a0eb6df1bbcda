"""Questions about inboxes."""

from __future__ import annotations

from sqlalchemy import func, select

from ideaboard.core.db import db
from ideaboard.core.events import Fact
from ideaboard.core.paging import Key, Page, cut
from ideaboard.domain.people.models import Person
from ideaboard.effects.notify.models import Notification


def inbox(person: Person, *, after: str | None = None, limit: int = 30) -> Page[tuple[Notification, Fact]]:
    """What ``person`` was told, newest first, as (notification, fact); served by ix_notifications_person_id_id."""
    mine = select(Notification, Fact, Notification.id.label("id")).join(Fact, Fact.id == Notification.fact_id)
    return cut(mine.where(Notification.person_id == person.id), [Key(Notification.id, "id")], after=after, limit=limit)


def unread(person: Person) -> int:
    """How many are new since the inbox was last opened, counted up to 99."""
    new = select(Notification.id).where(Notification.person_id == person.id, Notification.id > person.inbox_seen)
    return db.session.scalar(select(func.count()).select_from(new.limit(99).subquery())) or 0


def mark_seen(person: Person) -> None:
    """The inbox was opened: nothing in it is new any more."""
    newest = select(func.max(Notification.id)).where(Notification.person_id == person.id)
    person.inbox_seen = db.session.scalar(newest) or 0
