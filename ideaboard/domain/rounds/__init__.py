"""Rounds: ideas judged together in a window."""

from ideaboard.domain.rounds.actions import batch_for, cut_round, cuts_due, enter, leave
from ideaboard.domain.rounds.models import Entry, Round

__all__ = ["Entry", "Round", "batch_for", "cut_round", "cuts_due", "enter", "leave"]
