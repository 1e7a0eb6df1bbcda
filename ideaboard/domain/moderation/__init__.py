"""Moderation: first looks, reports, rulings, sanctions, appeals; and how trust grows."""

from ideaboard.domain.moderation.actions import (
    OUTCOMES,
    hide_comment,
    lift,
    publish_comment,
    remove,
    restore,
    screen,
    send_back,
    show_comment,
    suspend,
)
from ideaboard.domain.moderation.bulk import MOST as MOST_AT_ONCE
from ideaboard.domain.moderation.bulk import act_on, together, undo_batch
from ideaboard.domain.moderation.flagging import dismiss_comment_flags, dismiss_idea_flags, flag_comment, flag_idea
from ideaboard.domain.moderation.holding import (
    hold_comment_if_doubtful,
    hold_comment_if_reworded,
    hold_idea_if_doubtful,
    hold_idea_if_reworded,
    open_hold,
)
from ideaboard.domain.moderation.learning import learn_if_due
from ideaboard.domain.moderation.models import REASONS, Appeal, Flag, Hold, Ruling, SpamModel
from ideaboard.domain.moderation.queries import (
    answered_within,
    appealable,
    appeals_on,
    log,
    open_appeals,
    open_flags,
    open_holds,
    promised,
    rulings_about,
    rulings_on,
    screening,
    suspension_of,
)
from ideaboard.domain.moderation.standing import level_of, record_of, records_of
from ideaboard.domain.moderation.undoing import APPEALABLE, UNDOABLE, appeal, decide_appeal, undo

__all__ = [
    "APPEALABLE", "Appeal", "Flag", "Hold", "MOST_AT_ONCE", "OUTCOMES", "REASONS", "Ruling", "SpamModel", "UNDOABLE",
    "act_on", "answered_within", "appeal", "appealable", "appeals_on", "decide_appeal", "dismiss_comment_flags",
    "dismiss_idea_flags", "flag_comment", "flag_idea", "hide_comment", "hold_comment_if_doubtful",
    "hold_comment_if_reworded", "hold_idea_if_doubtful", "hold_idea_if_reworded", "learn_if_due", "level_of", "lift",
    "log", "open_appeals", "open_flags", "open_hold", "open_holds", "promised", "publish_comment", "record_of",
    "records_of",
    "remove", "restore", "rulings_about", "rulings_on", "screen", "screening", "send_back", "show_comment", "suspend",
    "suspension_of", "together", "undo", "undo_batch",
]  # fmt: skip
