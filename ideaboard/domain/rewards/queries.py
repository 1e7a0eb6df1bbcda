"""Questions about rewards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Select, func, select

from ideaboard.core.db import db
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import holds
from ideaboard.domain.rewards.models import LedgerEntry, Reward


def visible_to(person: Person) -> Select[Reward]:
    """One's own rewards; all of them for admins of the site."""
    found = select(Reward)
    return found if holds(person, "admin") else found.where(Reward.person_id == person.id)


def of_idea(idea_id: int) -> Sequence[Reward]:
    """What the makers of an idea get."""
    return db.session.scalars(select(Reward).where(Reward.idea_id == idea_id).order_by(Reward.id)).all()


def balances(person: Person) -> Mapping[str, int]:
    """What the house still owes ``person``, by unit: the sum of the ledger's entries."""
    sums = select(LedgerEntry.unit, func.sum(LedgerEntry.amount)).where(LedgerEntry.account == f"person:{person.id}")
    return {unit: int(total) for unit, total in db.session.execute(sums.group_by(LedgerEntry.unit)) if total}


def crooked() -> Sequence[tuple[int, str]]:
    """Movements that do not add up to nothing: (reward, step). Empty, or something wrote beside the verbs."""
    sums = select(LedgerEntry.reward_id, LedgerEntry.step).group_by(LedgerEntry.reward_id, LedgerEntry.step)
    return [(reward, step) for reward, step in db.session.execute(sums.having(func.sum(LedgerEntry.amount) != 0))]
