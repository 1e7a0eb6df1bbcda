"""What came from elsewhere, and under which name it was known there."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ideaboard.core.db import Model, Numbered


class ImportRun(Numbered, Model):
    """One import of one file."""

    __tablename__ = "import_runs"

    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"))
    source: Mapped[str]
    at: Mapped[datetime]
    report: Mapped[dict[str, Any]] = mapped_column(JSON)


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
