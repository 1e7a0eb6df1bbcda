"""Rewards of makers, and the append-only ledger in which they stand."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ideaboard.core.db import Model, Numbered
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.people.models import Person


class Reward(Numbered, Model):
    """What one maker gets for one idea by one grant of the rules. Money is whole minor units."""

    __tablename__ = "rewards"
    __table_args__ = (
        UniqueConstraint("idea_id", "grant_number", "person_id"),
        CheckConstraint("state in ('proposed', 'approved', 'claimed', 'paid')", name="state"),
        CheckConstraint(
            "kind in ('credit', 'cash', 'voucher', 'royalty', 'copies', 'points', 'contract')", name="kind"
        ),
        CheckConstraint("(kind in ('cash', 'voucher')) = (amount is not null)", name="money"),
        CheckConstraint("(amount is null) = (currency is null)", name="currency"),
        CheckConstraint("amount >= 0 and basis_points >= 0 and number >= 0", name="positive"),
        CheckConstraint("state = 'proposed' or approved_at is not null", name="approved"),
        CheckConstraint("(state = 'paid') = (paid_at is not null)", name="paid_once"),
        Index("ix_rewards_person_id_id", "person_id", "id"),
        Index("ix_rewards_state_id", "state", "id"),
        {"sqlite_autoincrement": True},
    )

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    grant_number: Mapped[int]  # which of the rules' grants
    kind: Mapped[str]
    amount: Mapped[int | None]
    currency: Mapped[str | None]
    basis_points: Mapped[int | None]  # royalty: of net sales
    number: Mapped[int | None]  # copies, points
    approvers: Mapped[int]  # 2: proposer and approver differ; kept, since rules may change
    state: Mapped[str] = mapped_column(default="proposed")
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    proposed_at: Mapped[datetime]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    approved_at: Mapped[datetime | None]
    claimed_at: Mapped[datetime | None]
    paid_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    paid_at: Mapped[datetime | None]

    idea: Mapped[Idea] = relationship(lazy="joined", innerjoin=True)
    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True, foreign_keys=[person_id])

    @property
    def board_id(self) -> int:
        """The board it was earned on."""
        return self.idea.board_id


class LedgerEntry(Numbered, Model):
    """One side of a movement; the entries of one step of one reward add up to nothing. Never changed, never deleted."""

    __tablename__ = "ledger_entries"
    __table_args__ = (
        UniqueConstraint("reward_id", "step", "account"),
        CheckConstraint("step in ('granted', 'paid')", name="step"),
        Index("ix_ledger_entries_account_id", "account", "id"),
        {"sqlite_autoincrement": True},
    )

    reward_id: Mapped[int] = mapped_column(ForeignKey("rewards.id"))
    step: Mapped[str]
    account: Mapped[str]  # "house", "outside", or "person:12"
    unit: Mapped[str]  # a currency, "credit", "copies", "points", "royalty_bp" or "contract"
    amount: Mapped[int]
    at: Mapped[datetime]
