"""Rewards of makers. Money is a string of decimal units."""

from datetime import datetime
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, Field

from ideaboard.api import load, shapes
from ideaboard.api.calls import Ask, call
from ideaboard.api.schemas import Listed, Listing, PersonOut
from ideaboard.core.db import db
from ideaboard.core.paging import Key, cut
from ideaboard.domain import rewards
from ideaboard.domain.boards.money import decimal_units
from ideaboard.domain.permissions import Can
from ideaboard.domain.rewards.models import Reward


class RewardOut(BaseModel):
    """What one maker gets for one idea by one grant of the rules."""

    id: int
    idea: int
    person: PersonOut
    kind: str
    amount: str | None = Field(description='Decimal units: "49.50".')
    currency: str | None
    percent: str | None = Field(description="Of net sales.")
    number: int | None
    state: Literal["proposed", "approved", "claimed", "paid"]
    approved_at: datetime | None
    claimed_at: datetime | None
    paid_at: datetime | None


@call("GET", "/rewards", query=Listing, gives=Listed[RewardOut])
def index(ask: Ask) -> Listed[RewardOut]:
    """One's own rewards, or all of them for admins; the oldest first."""
    page = cut(
        rewards.visible_to(ask.by),
        [Key(Reward.id, "id", falling=False)],
        after=ask.query.cursor,
        limit=ask.query.limit,
        read=lambda query: db.session.scalars(query).all(),
    )
    return Listed(items=[told(reward) for reward in page.rows], next=page.after)


@call(
    "POST", "/rewards/{number}/approve", scopes=("admin",), load=load.reward, can=Can.APPROVE_REWARD, gives=RewardOut,
    refuses=(409,), counts="write",
)  # fmt: skip
def approve(ask: Ask) -> RewardOut:
    """Grant a proposed reward: by an admin who did not propose it."""
    return told(rewards.approve(ask.subject, by=ask.by, at=ask.at))


@call(
    "POST", "/rewards/{number}/claim", scopes=("write",), load=load.reward, can=Can.CLAIM_REWARD, gives=RewardOut,
    refuses=(409,), counts="write",
)  # fmt: skip
def claim(ask: Ask) -> RewardOut:
    """The maker says: please hand it over."""
    return told(rewards.claim(ask.subject, by=ask.by, at=ask.at))


@call(
    "POST", "/rewards/{number}/pay", scopes=("admin",), load=load.reward, can=Can.PAY_REWARD, gives=RewardOut,
    refuses=(409,), counts="write",
)  # fmt: skip
def pay(ask: Ask) -> RewardOut:
    """Note that a reward was handed over; once."""
    return told(rewards.pay(ask.subject, by=ask.by, at=ask.at))


def told(reward: Reward) -> RewardOut:
    """A reward as its receiver and admins read it."""
    return RewardOut(
        id=reward.id, idea=reward.idea_id, person=shapes.person(reward.person), kind=reward.kind,
        amount=_money(reward), currency=reward.currency,
        percent=_percent(reward.basis_points), number=reward.number, state=reward.state,
        approved_at=reward.approved_at, claimed_at=reward.claimed_at, paid_at=reward.paid_at,
    )  # fmt: skip


def _money(reward: Reward) -> str | None:
    if reward.amount is None or reward.currency is None:
        return None
    return decimal_units(reward.amount, reward.currency)


def _percent(basis_points: int | None) -> str | None:
    """100 basis points are "1", 250 are "2.5"."""
    return None if basis_points is None else f"{(Decimal(basis_points) / 100).normalize():f}"
