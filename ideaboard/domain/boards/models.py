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
        CheckConstraint("joining in ('open', 'approval', 'invitation')", name="joining"),
        {"sqlite_autoincrement": True},
    )

    slug: Mapped[str]
    title: Mapped[str]
    intro: Mapped[str] = mapped_column(default="")
    intro_html: Mapped[str] = mapped_column(default="")
    preset: Mapped[str]
    state: Mapped[str] = mapped_column(default="open")
    visibility: Mapped[str] = mapped_column(default="public")  # the rules' ranking.visibility, kept for queries
    joining: Mapped[str] = mapped_column(default="open")  # ranking.join, likewise
    anonymous: Mapped[bool] = mapped_column(default=False)  # review.anonymous, likewise
    gated: Mapped[bool] = mapped_column(default=False)  # whether the terms stand before the details
    terms_digest: Mapped[str | None]  # of the wording people accept; None where there is none
    narrowed: Mapped[bool] = mapped_column(default=False)  # whether it ever was for fewer than everybody
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
    def open_to_all(self) -> bool:
        """Whether its ideas are everybody's to read, signed in or not."""
        return self.visibility == "public" and not self.gated

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
    version: Mapped[int | None]  # of the rules that held the wording; None for what was accepted before it was kept
    at: Mapped[datetime]


class Membership(Numbered, Model):
    """A person belongs to a board that is not for everybody, or has asked to."""

    __tablename__ = "memberships"
    __table_args__ = (
        UniqueConstraint("board_id", "person_id"),
        CheckConstraint("state in ('asked', 'member')", name="state"),
        CheckConstraint("via in ('open', 'asked', 'invitation', 'staff')", name="via"),
        CheckConstraint("(state = 'member') = (joined_at is not null)", name="joined"),
        Index("ix_memberships_board_id_state_id", "board_id", "state", "id"),
        Index("ix_memberships_person_id", "person_id"),
        {"sqlite_autoincrement": True},
    )

    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    state: Mapped[str]
    via: Mapped[str]
    asked_at: Mapped[datetime]
    joined_at: Mapped[datetime | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))  # who of the team let them in


class BoardInvitation(Numbered, Model):
    """An invitation to a board: for one person, for whoever has an address, or (neither) a link for many."""

    __tablename__ = "board_invitations"
    __table_args__ = (
        Index("ix_board_invitations_board_id_id", "board_id", "id"),
        {"sqlite_autoincrement": True},
    )

    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    email: Mapped[str | None]
    nonce: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]  # withdrawn

    @property
    def is_link(self) -> bool:
        """Whether it is a link that many can use."""
        return self.person_id is None and self.email is None
