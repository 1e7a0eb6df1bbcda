"""Moderation: first looks, flags, rulings, sanctions."""

from ideaboard.domain.moderation.actions import (
    OUTCOMES,
    dismiss_comment_flags,
    dismiss_idea_flags,
    flag_comment,
    flag_idea,
    hide_comment,
    lift,
    remove,
    restore,
    screen,
    send_back,
    show_comment,
    suspend,
)
from ideaboard.domain.moderation.models import REASONS, Flag, Ruling
from ideaboard.domain.moderation.queries import log, open_flags, rulings_on, screening, suspension_of

__all__ = [
    "OUTCOMES", "REASONS", "Flag", "Ruling", "dismiss_comment_flags", "dismiss_idea_flags", "flag_comment",
    "flag_idea", "hide_comment", "lift", "log", "open_flags", "remove", "restore", "rulings_on", "screen",
    "screening", "send_back", "show_comment", "suspend", "suspension_of",
]  # fmt: skip
