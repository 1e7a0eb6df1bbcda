"""How people search: what they look for in vain, what their words mean, what they want to hear of."""

from ideaboard.domain.searches.actions import forget_search, keep_wordings, save_search, tell_of_match
from ideaboard.domain.searches.hints import Deflection, chose, deflection, showed
from ideaboard.domain.searches.lost import Lost, lost_searches, note_lost
from ideaboard.domain.searches.models import Hint, LostSearch, SavedSearch, WordRule
from ideaboard.domain.searches.queries import rules_of, saved_by, waiting, wordings_for

__all__ = [
    "Deflection", "Hint", "Lost", "LostSearch", "SavedSearch", "WordRule", "chose", "deflection", "forget_search",
    "keep_wordings", "lost_searches", "note_lost", "rules_of", "save_search", "saved_by", "showed", "tell_of_match",
    "waiting", "wordings_for",
]  # fmt: skip
