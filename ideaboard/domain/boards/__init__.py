"""Boards and their rules."""

from ideaboard.domain.boards.actions import accept_terms, change, change_rules, has_accepted, open_board, terms_digest
from ideaboard.domain.boards.models import Acceptance, Board, RulesVersion
from ideaboard.domain.boards.queries import by_slug, shown, versions_of, visible_to

__all__ = [
    "Acceptance", "Board", "RulesVersion", "accept_terms", "by_slug", "change", "change_rules", "has_accepted",
    "open_board", "shown", "terms_digest", "versions_of", "visible_to",
]  # fmt: skip
