"""What is learned from how people search: in vain, again and again, and before they share."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ideaboard.core.db import Model, Numbered


class LostSearch(Numbered, Model):
    """Words that found nothing, counted by day. Nobody's name is on it."""

    __tablename__ = "lost_searches"
    __table_args__ = (UniqueConstraint("day", "words"), {"sqlite_autoincrement": True})

    day: Mapped[date] = mapped_column(Date)
    words: Mapped[str]
    times: Mapped[int]


class WordRule(Numbered, Model):
    """What a board's (or, without one, the site's) people mean by their words.

    ``synonym``: any of ``words`` finds the others; ``stop``: they say nothing here.
    """

    __tablename__ = "word_rules"
    __table_args__ = (
        CheckConstraint("kind in ('synonym', 'stop')", name="kind"),
        Index("ix_word_rules_board_id", "board_id"),
        {"sqlite_autoincrement": True},
    )

    board_id: Mapped[int | None] = mapped_column(ForeignKey("boards.id"))
    kind: Mapped[str]
    words: Mapped[list[str]] = mapped_column(JSON)


class SavedSearch(Numbered, Model):
    """A search somebody wants to hear of: when a new idea fits, they are told."""

    __tablename__ = "saved_searches"
    __table_args__ = (
        UniqueConstraint("person_id", "words", "board_id"),
        Index("ix_saved_searches_person_id", "person_id"),
        {"sqlite_autoincrement": True},
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    words: Mapped[str]
    board_id: Mapped[int | None] = mapped_column(ForeignKey("boards.id"))
    saved_at: Mapped[datetime]
    looked_at: Mapped[datetime]  # ideas published until then were told


class Hint(Numbered, Model):
    """The similar ideas somebody saw while writing, and what they did then. It names nobody."""

    __tablename__ = "hints"
    __table_args__ = (
        UniqueConstraint("digest"),
        Index("ix_hints_at", "at"),
        CheckConstraint("chosen in ('supported', 'shared')", name="chosen"),
        {"sqlite_autoincrement": True},
    )

    digest: Mapped[str]  # of the random words in the form
    at: Mapped[datetime]
    offered: Mapped[list[int]] = mapped_column(JSON)  # ideas
    chosen: Mapped[str | None]
    idea_id: Mapped[int | None] = mapped_column(ForeignKey("ideas.id"))  # the one supported, or shared all the same
