"""TABLE: who may do what.

``TABLE`` says it all: each permission with the conditions that must hold, in the order in which they are asked.
A condition takes who asks and what for, and answers with None or with the sentence that says no. What the *state*
allows (a phase, a deadline) is the verb's question and a 409; who may is asked here and is a 401 or 403.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from ideaboard.core.clock import now
from ideaboard.core.errors import Denied, SignInNeeded
from ideaboard.core.text import _


class Can(StrEnum):
    """Everything that can be allowed or not."""

    SHARE = "share"
    EDIT_IDEA = "edit_idea"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    VOTE = "vote"
    FOLLOW = "follow"
    COMMENT = "comment"
    ANSWER = "answer"
    EDIT_COMMENT = "edit_comment"
    DELETE_COMMENT = "delete_comment"
    HEART = "heart"
    FLAG = "flag"
    SCREEN = "screen"
    MODERATE = "moderate"
    SUSPEND = "suspend"
    JUDGE_VOTES = "judge_votes"
    APPEAL = "appeal"
    DECIDE_APPEAL = "decide_appeal"
    MERGE = "merge"
    LINK = "link"
    LEAD = "lead"
    MAKE = "make"
    ANSWER_INVITATION = "answer_invitation"
    AGREE_TO_CREDIT = "agree_to_credit"
    STATE_NEED = "state_need"
    SEE_REVIEW = "see_review"
    PICK = "pick"
    RUN_ROUNDS = "run_rounds"
    VOTE_IN_ROUND = "vote_in_round"
    ASSESS = "assess"
    DECIDE = "decide"
    PROGRESS = "progress"
    SEE_REWARDS = "see_rewards"
    APPROVE_REWARD = "approve_reward"
    CLAIM_REWARD = "claim_reward"
    PAY_REWARD = "pay_reward"
    MANAGE_BOARDS = "manage_boards"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_SITE = "manage_site"
    JOIN = "join"
    MANAGE_MEMBERS = "manage_members"
    EDIT_SELF = "edit_self"
    SEE_INSIGHTS = "see_insights"


Condition = Callable[[Any, Any], str | None]


def signed_in(by: Any, subject: Any) -> str | None:
    """Somebody is there at all. (Answered with a 401, not a 403.)"""
    return None if by is not None else _("Please sign in first.")


def in_good_standing(by: Any, subject: Any) -> str | None:
    """Not suspended."""
    until = by.suspended_until
    if until is None or until <= now():
        return None
    return _(
        "Your account is suspended until %(day)s. You can read everything meanwhile.", day=until.date().isoformat()
    )


def not_own(by: Any, subject: Any) -> str | None:
    """Not one's own idea, unless the board's rules allow it."""
    if by.id not in subject.maker_ids or subject.rules.ballot.own_idea:
        return None
    return _("You cannot vote for your own idea.")


def author(by: Any, subject: Any) -> str | None:
    """Who wrote it."""
    return None if by.id == subject.author_id else _("Only its author can do this.")


def author_or_moderator(by: Any, subject: Any) -> str | None:
    """Who wrote it, or who moderates its board."""
    if by.id == subject.author_id or holds(by, "moderator", subject):
        return None
    return _("Only its author or a moderator can do this.")


def maker_or_moderator(by: Any, subject: Any) -> str | None:
    """Who makes it, or who moderates its board."""
    if by.id in subject.maker_ids or holds(by, "moderator", subject):
        return None
    return _("Only its author or a moderator can do this.")


def maker(by: Any, subject: Any) -> str | None:
    """Who makes it."""
    return None if by.id in subject.maker_ids else _("Only its makers can do this.")


def leader(by: Any, subject: Any) -> str | None:
    """Who leads its makers."""
    return None if by.id == subject.leader_id else _("Only who leads this idea can do this.")


def invited(by: Any, subject: Any) -> str | None:
    """Whom an invitation is for (one to an address belongs to who opened its link)."""
    return None if subject.person_id == by.id else _("This invitation is for somebody else.")


def credited(by: Any, subject: Any) -> str | None:
    """Whose words are to be credited."""
    return None if by.id == subject.person_id else _("Only who wrote this comment can do this.")


def maker_or_staff(by: Any, subject: Any) -> str | None:
    """Who makes it, or moderates or reviews on its board."""
    if by.id in subject.maker_ids or holds(by, "moderator", subject) or holds(by, "reviewer", subject):
        return None
    return _("Only its makers or the team can do this.")


def moderator(by: Any, subject: Any) -> str | None:
    """Moderates the board (admins do everywhere)."""
    return None if holds(by, "moderator", subject) else _("Only moderators can do this.")


def reviewer(by: Any, subject: Any) -> str | None:
    """Reviews for the board (admins do everywhere)."""
    return None if holds(by, "reviewer", subject) else _("Only the product team can do this.")


def concerned(by: Any, subject: Any) -> str | None:
    """Whose post was ruled upon, or who is suspended."""
    return None if by.id == subject.whom_id else _("Only the person it is about can appeal.")


def not_who_ruled(by: Any, subject: Any) -> str | None:
    """A second look is somebody else's: neither who ruled nor who appeals."""
    if by.id not in (subject.ruling.by_id, subject.person_id):
        return None
    return _("An appeal is decided by somebody else than who ruled.")


def staff(by: Any, subject: Any) -> str | None:
    """Moderates or reviews."""
    if holds(by, "moderator", subject) or holds(by, "reviewer", subject):
        return None
    return _("Only the team can do this.")


def admin(by: Any, subject: Any) -> str | None:
    """Runs the site or the board."""
    return None if holds(by, "admin", subject) else _("Only an admin can do this.")


def decider(by: Any, subject: Any) -> str | None:
    """Every reviewer decides, unless the board names leads."""
    leads = subject.rules.review.leads
    if not leads or by.handle in leads:
        return None
    return _("Only the leads of this board decide.")


def not_a_maker(by: Any, subject: Any) -> str | None:
    """Nobody judges an idea of one's own."""
    return None if by.id not in subject.maker_ids else _("You made this idea, so colleagues judge it.")


def not_proposer(by: Any, subject: Any) -> str | None:
    """Four eyes on money, unless the rules say that one approver is enough."""
    if subject.proposed_by_id != by.id or subject.approvers == 1:
        return None
    return _("You proposed this reward: somebody else approves it.")


def receiver(by: Any, subject: Any) -> str | None:
    """Who the reward is for."""
    return None if by.id == subject.person_id else _("Only who receives the reward can claim it.")


def somebody_else(by: Any, subject: Any) -> str | None:
    """Not oneself."""
    return None if by.id != subject.id else _("You cannot do this to yourself.")


def oneself(by: Any, subject: Any) -> str | None:
    """Oneself."""
    return None if by.id == subject.id else _("Only the person themselves can do this.")


MEMBER = (signed_in, in_good_standing)

TABLE: dict[Can, tuple[Condition, ...]] = {
    Can.SHARE: MEMBER,
    Can.EDIT_IDEA: (*MEMBER, maker_or_moderator),
    Can.SUBMIT: (*MEMBER, author),
    Can.WITHDRAW: (*MEMBER, author),
    Can.VOTE: (*MEMBER, not_own),
    Can.FOLLOW: (signed_in,),
    Can.COMMENT: MEMBER,
    Can.ANSWER: (*MEMBER, staff),
    Can.EDIT_COMMENT: (*MEMBER, author),
    Can.DELETE_COMMENT: (*MEMBER, author_or_moderator),
    Can.HEART: MEMBER,
    Can.FLAG: MEMBER,
    Can.SCREEN: (*MEMBER, moderator),
    Can.MODERATE: (*MEMBER, moderator),
    Can.SUSPEND: (*MEMBER, moderator, somebody_else),
    Can.JUDGE_VOTES: (*MEMBER, moderator),
    Can.APPEAL: (signed_in, concerned),
    Can.DECIDE_APPEAL: (*MEMBER, moderator, not_who_ruled),
    Can.MERGE: (*MEMBER, staff),
    Can.LINK: (*MEMBER, maker_or_staff),
    Can.LEAD: (*MEMBER, leader),
    Can.MAKE: (*MEMBER, maker),
    Can.ANSWER_INVITATION: (*MEMBER, invited),
    Can.AGREE_TO_CREDIT: (*MEMBER, credited),
    Can.STATE_NEED: (*MEMBER, staff),
    Can.SEE_REVIEW: (signed_in, reviewer),
    Can.PICK: (*MEMBER, reviewer, not_a_maker),
    Can.RUN_ROUNDS: (*MEMBER, reviewer),
    Can.VOTE_IN_ROUND: MEMBER,
    Can.ASSESS: (*MEMBER, reviewer, not_a_maker),
    Can.DECIDE: (*MEMBER, reviewer, decider, not_a_maker),
    Can.PROGRESS: (*MEMBER, reviewer),
    Can.SEE_REWARDS: (signed_in, admin),
    Can.APPROVE_REWARD: (*MEMBER, admin, not_proposer),
    Can.CLAIM_REWARD: (*MEMBER, receiver),
    Can.PAY_REWARD: (*MEMBER, admin),
    Can.MANAGE_BOARDS: (*MEMBER, admin),
    Can.MANAGE_PEOPLE: (*MEMBER, admin),
    Can.MANAGE_SITE: (*MEMBER, admin),
    Can.JOIN: MEMBER,
    Can.MANAGE_MEMBERS: (*MEMBER, moderator),
    Can.EDIT_SELF: (signed_in, oneself),
    Can.SEE_INSIGHTS: (signed_in, staff),
}

ROLES = ("moderator", "reviewer", "admin")


def holds(by: Any, role: str, subject: Any = None) -> bool:
    """Whether ``by`` holds ``role`` for the whole site or for the board ``subject`` belongs to.

    Admin includes moderator and reviewer; neither of those includes the other. The house itself may everything.
    """
    if by is None:
        return False
    if by.kind == "system":
        return True
    board = getattr(subject, "board_id", None)
    wanted = {role, "admin"}
    return any(grant.role in wanted and grant.board_id in (None, board) for grant in by.roles)


def is_staff_anywhere(by: Any) -> bool:
    """Whether ``by`` holds any role on any board: shows the doors to the desks."""
    return by is not None and bool(by.roles)


def why_not(by: Any, can: Can, subject: Any = None) -> str | None:
    """The sentence that says no, or None when ``by`` may."""
    if by is not None and by.kind == "system":
        return None
    for condition in TABLE[can]:
        no = condition(by, subject)
        if no is not None:
            return no
    return None


def may(by: Any, can: Can, subject: Any = None) -> bool:
    """Whether ``by`` may. Verbs, pages and the API all ask this one function."""
    return why_not(by, can, subject) is None


def permit(by: Any, can: StrEnum, subject: Any = None) -> None:
    """Raise ``SignInNeeded`` or ``Denied`` unless ``by`` may."""
    no = why_not(by, Can(can), subject)
    if no is None:
        return
    raise SignInNeeded(no) if by is None else Denied(no)
