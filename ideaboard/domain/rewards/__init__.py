"""Rewards of makers, and their ledger."""

from ideaboard.domain.rewards.actions import approve, claim, measure, pay, propose_if_accepted, propose_if_launched
from ideaboard.domain.rewards.models import LedgerEntry, Reward
from ideaboard.domain.rewards.queries import balances, crooked, of_idea, visible_to

__all__ = [
    "LedgerEntry", "Reward", "approve", "balances", "claim", "crooked", "measure", "of_idea", "pay",
    "propose_if_accepted", "propose_if_launched", "visible_to",
]  # fmt: skip
