"""Facts: every change is one row of ids and numbers, written with the change it tells of.

The same row is activity feed, audit log, outbox and source of figures. Sentences are templates
(``templates/events/<kind>.html``); no prose is kept here, so it can be translated, restyled and erased.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, ClassVar, Protocol

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Text, cast, func
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.elements import ColumnElement

from ideaboard.core.db import Model, Numbered, db, dialect


class Actor(Protocol):
    """Whoever does something: a person, or the house itself."""

    id: Any


@dataclass(frozen=True)
class Event:
    """Something that happened. Subclasses carry ids and numbers; ``COLUMNS`` become columns, the rest ``data``."""

    kind: ClassVar[str]
    public: ClassVar[bool] = True
    kept: ClassVar[bool] = True


COLUMNS = ("idea_id", "board_id", "comment_id", "person_id")


class Fact(Numbered, Model):
    """An event, kept."""

    __tablename__ = "facts"
    __table_args__ = (
        Index("ix_facts_idea_id_id", "idea_id", "id"),
        Index("ix_facts_board_id_id", "board_id", "id"),
        Index("ix_facts_kind_id", "kind", "id"),
        Index("ix_facts_public_id", "public", "id"),
        {"sqlite_autoincrement": True},
    )

    at: Mapped[datetime]
    kind: Mapped[str]
    public: Mapped[bool]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    idea_id: Mapped[int | None] = mapped_column(ForeignKey("ideas.id"))
    board_id: Mapped[int | None] = mapped_column(ForeignKey("boards.id"))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    xact: Mapped[int | None]  # PostgreSQL's transaction id: a reader that pages by id must not pass an open one


Consequence = Callable[..., object]
_now: Mapping[type[Event], Sequence[Consequence]] = {}
_errand: Callable[[Fact, str], object] = lambda fact, name: None  # noqa: E731
_later: Mapping[type[Event], Sequence[Consequence]] = {}


def hang(
    now: Mapping[type[Event], Sequence[Consequence]],
    later: Mapping[type[Event], Sequence[Consequence]],
    errand: Callable[[Fact, str], object],
) -> None:
    """Hang the table of consequences; ``errand(fact, name)`` writes what is to follow after the commit."""
    global _now, _later, _errand
    _now, _later, _errand = now, later, errand


def consequences_of(event: type[Event]) -> tuple[Sequence[Consequence], Sequence[Consequence]]:
    """What follows from ``event``: at once, and later."""
    return _now.get(event, ()), _later.get(event, ())


def name_of(consequence: Consequence) -> str:
    """``notify.tell_followers`` for the function of that name in the room notify."""
    room = consequence.__module__.removeprefix("ideaboard.").split(".")[1]
    return f"{room}.{consequence.__name__}"


def record(event: Event, *, by: Actor, at: datetime) -> Fact | None:
    """Write ``event`` down, with one errand for each thing that is to follow later, then let the house follow at once.

    Returns the fact, or None for an event that is not kept (a vote is its own row).
    """
    fact = None
    if event.kept:
        fact = _fact(event, by, at)
        db.session.add(fact)
        db.session.flush()
        for consequence in _later.get(type(event), ()):
            _errand(fact, name_of(consequence))
    for consequence in _now.get(type(event), ()):
        consequence(event, by=by, at=at)
    return fact


def _fact(event: Event, by: Actor, at: datetime) -> Fact:
    values = asdict(event)
    columns = {name: values.pop(name) for name in COLUMNS if name in values}
    fact = Fact(kind=event.kind, public=event.public, at=at, actor_id=by.id, data=values, **columns)
    if dialect() == "postgresql":
        fact.xact = cast(cast(func.pg_current_xact_id(), Text), BigInteger)
    return fact


def settled() -> ColumnElement[bool]:
    """Facts below every open transaction: paging by id can no longer skip one."""
    if dialect() != "postgresql":
        return Fact.id == Fact.id
    return Fact.xact < cast(cast(func.pg_snapshot_xmin(func.pg_current_snapshot()), Text), BigInteger)
