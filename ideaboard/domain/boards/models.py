"""Boards, the versions of their rules, and who accepted which terms."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, and_
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from ideaboard.core.db import Model, Numbered
from ideaboard.domain.boards import rulebook
from ideaboard.domain.boards.rules import Rules


class RulesVersion(Numbered, Model):
    """One version of a board's rules; never changed once written, so ideas can stay bound to it."""

    __tablename__ = "rules_versions"
    __table_args__ = (UniqueConstraint("board_id", "number"), {"sqlite_autoincrement": True})

    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"))
    number: Mapped[int]
    document: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)  # read once a process, by its digest
    digest: Mapped[str]
    made_at: Mapped[datetime]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))

    @property
    def rules(self) -> Rules:
        """The document, parsed (once per content and process)."""
        return rulebook.parsed(self)


class Board(Numbered, Model):
    """A place for ideas with rules of its own."""

    __tablename__ = "boards"
    __table_args__ = (
        UniqueConstraint("slug"),
        CheckConstraint("state in ('open', 'closed', 'archived')", name="state"),
        CheckConstraint("visibility in ('public', 'members', 'private')", name="visibility"),
        {"sqlite_autoincrement": True},
    )

    slug: Mapped[str]
    title: Mapped[str]
    intro: Mapped[str] = mapped_column(default="")
    intro_html: Mapped[str] = mapped_column(default="")
    preset: Mapped[str]
    state: Mapped[str] = mapped_column(default="open")
    visibility: Mapped[str] = mapped_column(default="public")  # the rules' ranking.visibility, kept for queries
    rules_number: Mapped[int] = mapped_column(default=1)
    ideas: Mapped[int] = mapped_column(default=0)  # shown ideas
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    version: Mapped[RulesVersion] = relationship(
        lazy="joined",
        innerjoin=True,
        viewonly=True,
        primaryjoin=lambda: and_(foreign(RulesVersion.board_id) == Board.id, RulesVersion.number == Board.rules_number),
        uselist=False,
    )

    @property
    def board_id(self) -> int:
        """So that permissions can be asked about a board as about anything on it."""
        return self.id

    @property
    def rules(self) -> Rules:
        """The rules in force now."""
        return self.version.rules


class Acceptance(Numbered, Model):
    """A person accepted a board's terms, in the wording with this digest."""

    __tablename__ = "acceptances"
    __table_args__ = (
        UniqueConstraint("person_id", "board_id", "digest"),
        Index("ix_acceptances_board_id", "board_id"),
        {"sqlite_autoincrement": True},
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"))
    key: Mapped[str]
    digest: Mapped[str]
    at: Mapped[datetime]
