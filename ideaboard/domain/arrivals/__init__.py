"""How people get here: who brought whom, and how many went how far. Counted by day, without a name."""

from ideaboard.domain.arrivals.brought import Brought, brought_by, note_arrival, who_shares, word_of
from ideaboard.domain.arrivals.counting import STEPS, Day, add_counts, days
from ideaboard.domain.arrivals.models import Arrival, DailyCount

__all__ = [
    "Arrival", "Brought", "DailyCount", "Day", "STEPS", "add_counts", "brought_by", "days", "note_arrival",
    "who_shares", "word_of",
]  # fmt: skip
