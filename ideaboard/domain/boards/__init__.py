"""Boards and their rules."""

from ideaboard.domain.boards.actions import change, change_rules, open_board
from ideaboard.domain.boards.agreements import (
    accept_terms,
    acceptances_on,
    accepted_by,
    has_accepted,
    may_read,
    text_accepted,
    text_of,
)
from ideaboard.domain.boards.membership import (
    admit,
    details_open,
    invitation_of,
    invitations_for,
    invitations_to,
    invite_to_board,
    is_good,
    join_board,
    key_of,
    leave_board,
    may_enter,
    members_of,
    membership_of,
    must_enter,
    named,
    readers_among,
    sent_to,
    turn_away,
    withdraw_board_invitation,
)
from ideaboard.domain.boards.models import Acceptance, Board, BoardInvitation, Membership, RulesVersion
from ideaboard.domain.boards.queries import by_slug, shown, versions_of, visible_to

__all__ = [
    "Acceptance", "Board", "BoardInvitation", "Membership", "RulesVersion", "accept_terms", "acceptances_on",
    "accepted_by", "admit", "by_slug", "change", "change_rules", "details_open", "has_accepted", "invitation_of",
    "invitations_for", "invitations_to", "invite_to_board", "is_good", "join_board", "key_of", "leave_board",
    "may_enter", "may_read", "members_of", "membership_of", "must_enter", "named", "open_board", "readers_among",
    "sent_to", "shown", "text_accepted", "text_of", "turn_away", "versions_of", "visible_to",
    "withdraw_board_invitation",
]  # fmt: skip
