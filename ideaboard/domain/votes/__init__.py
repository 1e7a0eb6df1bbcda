"""Votes: cast, taken back, held, released, thrown out; tallied, recounted."""

from ideaboard.domain.votes.actions import cast, must_be_open, open_for_votes, take_back
from ideaboard.domain.votes.holding import discard, hold, release, with_family_locked
from ideaboard.domain.votes.models import Vote
from ideaboard.domain.votes.queries import (
    COUNTS,
    Own,
    ballots_of,
    family_ballots,
    history,
    living,
    named_supporters,
    spent,
    voter_ids,
)
from ideaboard.domain.votes.tallies import (
    TALLIED,
    begin,
    closed,
    end_own,
    metric,
    metric_of,
    public,
    recount,
    recount_family,
    recounted,
    reveal_if_closed,
    rewarm,
    tally_at,
    tally_of,
)
from ideaboard.domain.votes.waiting import carry_recognised, count_confirmed

__all__ = [
    "COUNTS", "Own", "TALLIED", "Vote", "ballots_of", "begin", "carry_recognised", "cast", "closed", "count_confirmed",
    "discard", "end_own", "family_ballots", "history", "hold", "living", "metric", "metric_of", "must_be_open",
    "named_supporters", "open_for_votes", "public", "recount", "recount_family", "recounted", "release",
    "reveal_if_closed", "rewarm", "spent", "take_back", "tally_at", "tally_of", "voter_ids",
    "with_family_locked",
]  # fmt: skip
