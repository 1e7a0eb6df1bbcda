"""What came from elsewhere, and under which name it was known there."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ideaboard.core.db import Model, Numbered
from ideaboard.domain.boards.models import Board
from ideaboard.domain.people.models import Person


class ImportRun(Numbered, Model):
    """One import of one file, from its upload by an admin (or at once, by the command) to its end.

    ``state``: ``new`` (uploaded, not looked at) → ``checking`` → ``checked`` (``report`` is of a dry run) → ``taking``
    → ``done``; ``failed`` says why in ``problem``; ``undone_at`` when it was taken back whole.
    """

    __tablename__ = "import_runs"
    __table_args__ = (
        CheckConstraint("state in ('new', 'checking', 'checked', 'taking', 'done', 'failed')", name="state"),
        {"sqlite_autoincrement": True},
    )

    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"))
    source: Mapped[str]
    at: Mapped[datetime]
    report: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(default="done")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))  # who uploaded it; nobody for the command
    mapping: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON, default=dict)  # file → their column → ours
    rows_done: Mapped[int] = mapped_column(default=0)
    rows_all: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str | None]
    undone_at: Mapped[datetime | None]

    board: Mapped[Board] = relationship(lazy="joined", innerjoin=True)
    by: Mapped[Person | None] = relationship(lazy="joined")


class Origin(Numbered, Model):
    """The foreign id of an idea, a comment or a person: what makes a second import change nothing."""

    __tablename__ = "origins"
    __table_args__ = (
        UniqueConstraint("board_id", "source", "kind", "foreign_id"),
        CheckConstraint("kind in ('idea', 'comment', 'person')", name="kind"),
        {"sqlite_autoincrement": True},
    )

    run_id: Mapped[int] = mapped_column(ForeignKey("import_runs.id"))
    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"))
    source: Mapped[str]
    kind: Mapped[str]
    foreign_id: Mapped[str]
    own_id: Mapped[int]  # of the idea, comment or person
