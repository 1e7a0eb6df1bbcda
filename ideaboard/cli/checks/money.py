"""The ledger of rewards."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select

from ideaboard.cli.checks.finding import Finding, counted
from ideaboard.core.db import db
from ideaboard.domain.rewards.models import LedgerEntry, Reward
from ideaboard.domain.rewards.queries import crooked


def ledger() -> Iterable[Finding]:
    """Whether each movement adds up to nothing, and each step of a reward has its movement."""
    drift = [f"step {step} of reward {number} does not add up to nothing" for number, step in crooked()]
    steps = select(LedgerEntry.reward_id, func.count(LedgerEntry.step.distinct()).label("n"))
    entered = steps.group_by(LedgerEntry.reward_id).subquery()
    wanted = select(Reward.id, Reward.state, func.coalesce(entered.c.n, 0)).outerjoin(
        entered, entered.c.reward_id == Reward.id
    )
    for number, state, has in db.session.execute(wanted.order_by(Reward.id)):
        if has != {"proposed": 0, "approved": 1, "claimed": 1, "paid": 2}[state]:
            drift.append(f"reward {number} is {state}, but {has} of its steps are in the ledger")
    entries = db.session.scalar(select(func.count()).select_from(LedgerEntry)) or 0
    yield from counted("ledger", drift, f"{entries} entries, every movement adds up to nothing")
