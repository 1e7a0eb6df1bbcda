"""Rounds: ideas judged together in a window, as a review's batch, by the crowd, or by a panel."""

from ideaboard.domain.rounds.batches import batch_for, enter, leave
from ideaboard.domain.rounds.clock import close_round, open_round, places_of, rounds_due
from ideaboard.domain.rounds.crowd import (
    ELIGIBLE,
    ONE_CHOICE,
    cast_in_round,
    choose,
    entered_by,
    entries_of,
    my_votes,
    nominate,
    plan_round,
    rounds_of,
    spent_in,
    take_back_in_round,
    take_out,
)
from ideaboard.domain.rounds.models import Entry, Round, RoundVote

__all__ = [
    "ELIGIBLE", "ONE_CHOICE", "Entry", "Round", "RoundVote", "batch_for", "cast_in_round", "choose", "close_round",
    "enter", "entered_by", "entries_of", "leave", "my_votes", "nominate", "open_round", "places_of", "plan_round",
    "rounds_due", "rounds_of", "spent_in", "take_back_in_round", "take_out",
]  # fmt: skip
