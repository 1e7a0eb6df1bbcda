"""Privacy and terms as this site wrote them: every version is kept, and who accepted which is known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from ideaboard.core import settings
from ideaboard.core.actions import action
from ideaboard.core.db import Model, Numbered, db
from ideaboard.core.errors import Invalid
from ideaboard.core.events import record
from ideaboard.core.text import _, clean
from ideaboard.domain.events import LegalTextWritten, PersonAccepted
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import Can

KINDS = ("privacy", "terms")
LONGEST = 50_000


class LegalText(Numbered, Model):
    """One version of a text. Version 0 is the text that comes with ideaboard; it has no row."""

    __tablename__ = "legal_texts"
    __table_args__ = (
        UniqueConstraint("kind", "number"),
        CheckConstraint("kind in ('privacy', 'terms')", name="kind"),
        {"sqlite_autoincrement": True},
    )

    kind: Mapped[str]
    number: Mapped[int]
    text: Mapped[str]  # Markdown; empty goes back to the text that comes with ideaboard
    asks: Mapped[bool]  # whether everybody is asked to accept it before they go on
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))


def latest(kind: str) -> LegalText | None:
    """The version that holds; None while nobody wrote one."""
    there = select(LegalText).where(LegalText.kind == kind)
    return db.session.scalar(there.order_by(LegalText.number.desc()).limit(1))


def versions(kind: str) -> Sequence[LegalText]:
    """Every version, the latest first."""
    return db.session.scalars(select(LegalText).where(LegalText.kind == kind).order_by(LegalText.number.desc())).all()


@action(Can.MANAGE_SITE)
def write_legal(site: None, kind: str, text: str, *, asks: bool, by: Person, at: datetime) -> LegalText | None:
    """Write a new version of ``privacy`` or ``terms``; the same words make none. Raises ``Invalid`` when too long."""
    text = clean(text).strip()
    if len(text) > LONGEST:
        raise Invalid(kind, _("At most %(n)s characters, please.", n=LONGEST))
    last = latest(kind)
    if text == (last.text if last else ""):
        return None
    number = last.number + 1 if last else 1
    made = LegalText(kind=kind, number=number, text=text, asks=asks, at=at, by_id=by.id)
    db.session.add(made)
    if asks:
        settings.put(f"{kind}_asked", made.number)
    db.session.flush()
    record(LegalTextWritten(legal=kind, number=made.number), by=by, at=at)
    return made


@action(Can.EDIT_SELF, lock="self")
def accept_legal(person: Person, *, by: Person, at: datetime) -> None:
    """Accept both texts as they are now."""
    take_as_accepted(person, at)


def take_as_accepted(person: Person, at: datetime) -> None:
    """Keep that ``person`` accepted the texts that hold: at sign-up, and when a new version asks."""
    for kind in KINDS:
        version = latest(kind)
        number = version.number if version else 0
        if getattr(person, f"{kind}_accepted") != number:
            setattr(person, f"{kind}_accepted", number)
            record(PersonAccepted(person_id=person.id, legal=kind, number=number), by=person, at=at)
    db.session.flush()
