"""Duplicates: which ideas may be the same one. Who decides is staff; merging is the room ideas'."""

from ideaboard.domain.duplicates.actions import LIKE_ENOUGH, dismiss, note_comparison
from ideaboard.domain.duplicates.models import Comparison, Pair
from ideaboard.domain.duplicates.queries import Family, families, is_open, uncompared

__all__ = [
    "LIKE_ENOUGH",
    "Comparison",
    "Family",
    "Pair",
    "dismiss",
    "families",
    "is_open",
    "note_comparison",
    "uncompared",
]
