"""Rounds: ideas judged together in a window."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ideaboard.core.db import Model, Numbered
from ideaboard.domain.boards.models import Board
from ideaboard.domain.boards.rules import Ballot
from ideaboard.domain.ideas.models import Idea


class Round(Numbered, Model):
    """Ideas judged together until ``cut_at``, in one of three ways.

    ``batch``: everything that qualified for review before the cut. ``crowd``: people vote among its ideas, by a ballot
    of its own, from ``opens_at`` on. ``panel``: the team chooses among its ideas. Results are told after the close.
    """

    __tablename__ = "rounds"
    __table_args__ = (
        CheckConstraint("kind in ('batch', 'crowd', 'panel')", name="kind"),
        CheckConstraint("(kind = 'crowd') = (ballot is not null)", name="crowd_votes"),
        CheckConstraint("opens_at is null or opens_at < cut_at", name="opens_first"),
        Index("ix_rounds_closed_at_cut_at", "closed_at", "cut_at"),
        Index("ix_rounds_board_id_cut_at", "board_id", "cut_at"),
        {"sqlite_autoincrement": True},
    )

    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"))
    kind: Mapped[str] = mapped_column(default="batch")
    title: Mapped[str] = mapped_column(default="")
    opens_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]  # when the clock saw that it is open
    cut_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    ballot: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    by_clock: Mapped[bool] = mapped_column(default=False)  # one of those that follow each other by themselves

    board: Mapped[Board] = relationship(lazy="joined", innerjoin=True)

    @property
    def way(self) -> Ballot:
        """How people vote in it."""
        return Ballot.model_validate_json(json.dumps(self.ballot or {"kind": "none"}))

    def is_open(self, at: datetime) -> bool:
        """Whether it takes votes (or the panel's choice) at ``at``."""
        return self.closed_at is None and (self.opens_at is None or self.opens_at <= at) and at < self.cut_at


Index(
    "uq_rounds_batch", Round.board_id, Round.cut_at, unique=True,
    sqlite_where=Round.kind == "batch", postgresql_where=Round.kind == "batch",
)  # fmt: skip
Index(
    "uq_rounds_by_clock", Round.board_id, Round.opens_at, unique=True,
    sqlite_where=Round.by_clock, postgresql_where=Round.by_clock,
)  # fmt: skip


class Entry(Model):
    """An idea in a round, and how it did there."""

    __tablename__ = "entries"
    __table_args__ = (Index("ix_entries_idea_id", "idea_id"),)

    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"), primary_key=True)
    entered_at: Mapped[datetime]
    left_at: Mapped[datetime | None]  # when it was carried over into a later one, or taken out
    chosen: Mapped[bool] = mapped_column(default=False)  # by the panel
    # counted at the close: how many people, what they gave (of scores the mean in thousandths), and its place
    voters: Mapped[int] = mapped_column(default=0)
    result: Mapped[int] = mapped_column(default=0)
    place: Mapped[int | None]

    idea: Mapped[Idea] = relationship(lazy="joined", innerjoin=True)
    round: Mapped[Round] = relationship(lazy="select")


class RoundVote(Numbered, Model):
    """One ballot of one person on one idea in one round, living until ``ended_at``."""

    __tablename__ = "round_votes"
    __table_args__ = (
        CheckConstraint("ended_at is null or ended_at >= cast_at", name="ends_after"),
        Index("ix_round_votes_round_id_idea_id", "round_id", "idea_id"),
        Index("ix_round_votes_person_id", "person_id"),
        {"sqlite_autoincrement": True},
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    value: Mapped[int]
    cast_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


Index(
    "uq_round_votes_living", RoundVote.round_id, RoundVote.person_id, RoundVote.idea_id, unique=True,
    sqlite_where=RoundVote.ended_at.is_(None), postgresql_where=RoundVote.ended_at.is_(None),
)  # fmt: skip
