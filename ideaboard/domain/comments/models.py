"""Comments, in threads of any depth."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ideaboard.core.db import Model, Numbered
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.people.models import Person


class Comment(Numbered, Model):
    """A comment. Deleted or hidden it stays as a tombstone, so that its answers keep their place."""

    __tablename__ = "comments"
    __table_args__ = (
        CheckConstraint("hearts >= 0 and replies >= 0", name="counts"),
        CheckConstraint("hidden_for in ('flags', 'sanction', 'ruling', 'held')", name="hidden_for"),
        Index("ix_comments_idea_id_root_id_id", "idea_id", "root_id", "id"),
        Index("ix_comments_root_id_id", "root_id", "id"),
        Index("ix_comments_author_id_id", "author_id", "id"),
        {"sqlite_autoincrement": True},
    )

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"))
    root_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"))  # the comment that began the thread
    depth: Mapped[int] = mapped_column(default=0)
    body: Mapped[str]
    body_html: Mapped[str]
    official: Mapped[bool] = mapped_column(default=False)
    hearts: Mapped[int] = mapped_column(default=0)
    replies: Mapped[int] = mapped_column(default=0)  # living ones in the thread, kept at its root
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    hidden_for: Mapped[str | None]

    idea: Mapped[Idea] = relationship()  # a page of comments is about one idea, which is there already
    author: Mapped[Person] = relationship(lazy="joined", innerjoin=True)

    @property
    def board_id(self) -> int:
        """The board it is on."""
        return self.idea.board_id


class Heart(Model):
    """A person likes a comment."""

    __tablename__ = "hearts"

    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    at: Mapped[datetime]


class Contribution(Numbered, Model):
    """A comment that its idea's makers would credit; its author is named once they agree."""

    __tablename__ = "contributions"
    __table_args__ = (
        UniqueConstraint("comment_id"),
        CheckConstraint("agreed_at is null or declined_at is null", name="one_answer"),
        Index("ix_contributions_idea_id", "idea_id"),
        Index("ix_contributions_person_id", "person_id"),
        {"sqlite_autoincrement": True},
    )

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    offered_at: Mapped[datetime]
    agreed_at: Mapped[datetime | None]
    declined_at: Mapped[datetime | None]

    idea: Mapped[Idea] = relationship(lazy="joined", innerjoin=True)

    @property
    def board_id(self) -> int:
        """So that permissions can be asked about a contribution as about anything on a board."""
        return self.idea.board_id
