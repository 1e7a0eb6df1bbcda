"""Reports: anyone's way of saying that something needs a human. They hide a post at the board's number."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from ideaboard.core.actions import action
from ideaboard.core.db import db
from ideaboard.core.errors import Invalid, Refused
from ideaboard.core.events import record
from ideaboard.core.text import _
from ideaboard.domain import comments, ideas
from ideaboard.domain.comments.models import Comment
from ideaboard.domain.events import FlagRaised
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.moderation import rulings, standing, trust
from ideaboard.domain.moderation.holding import keep
from ideaboard.domain.moderation.models import REASONS, Flag, Ruling
from ideaboard.domain.moderation.watching import Doubt
from ideaboard.domain.people import house
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import Can


@action(Can.FLAG, lock="self")
def flag_idea(idea: Idea, reason: str, *, by: Person, at: datetime, note: str = "") -> Flag:
    """Say that an idea needs a human; a second flag of the same person replaces nothing and is told so."""
    note = _words(reason, note)
    if Phase(idea.phase) in (Phase.DRAFT, Phase.REMOVED, Phase.WITHDRAWN):
        raise Refused(_("This idea is not public."))
    flag = _raise(by, reason, note, at, idea)
    hide_if_enough(idea, at)
    record(FlagRaised(idea_id=idea.id, board_id=idea.board_id, flag_id=flag.id), by=by, at=at)
    return flag


@action(Can.FLAG, lock="idea")
def flag_comment(comment: Comment, reason: str, *, by: Person, at: datetime, note: str = "") -> Flag:
    """Say that a comment needs a human."""
    note = _words(reason, note)
    if comment.deleted_at is not None:
        raise Refused(_("This comment was deleted."))
    flag = _raise(by, reason, note, at, comment)
    hide_if_enough(comment, at)
    record(FlagRaised(idea_id=comment.idea_id, board_id=comment.board_id, flag_id=flag.id), by=by, at=at)
    return flag


@action(Can.MODERATE, lock="self")
def dismiss_idea_flags(idea: Idea, *, by: Person, at: datetime, reason: str = "") -> Ruling:
    """The flags were mistaken: the idea is in sight again."""
    reason = rulings.worded(reason, needed=False)
    if idea.hidden_for in ("flags", "held"):
        ideas.unhide(idea, by=by, at=at)
    ruling = rulings.rule("dismiss", idea, by=by, at=at, reason=reason)
    rulings.settle(ruling, idea, "dismissed")
    return ruling


@action(Can.MODERATE, lock="idea")
def dismiss_comment_flags(comment: Comment, *, by: Person, at: datetime, reason: str = "") -> Ruling:
    """The flags were mistaken: the comment is in sight again."""
    reason = rulings.worded(reason, needed=False)
    if comment.hidden_for == "flags":
        comments.unhide(comment, by=by, at=at)
    ruling = rulings.rule("dismiss", comment, by=by, at=at, reason=reason)
    rulings.settle(ruling, comment, "dismissed")
    return ruling


def hide_if_enough(about: Idea | Comment, at: datetime) -> None:
    """Out of sight until somebody looked, once the open reports weigh the board's number (the lock is held)."""
    idea = about if isinstance(about, Idea) else about.idea
    open_ones = select(Flag.weight).where(rulings.on(Flag, about), Flag.settled_at.is_(None))
    weights = list(db.session.scalars(open_ones))
    if about.hidden_for is not None or not trust.enough(weights, idea.rules.screening.flags_to_hide):
        return
    if isinstance(about, Idea):
        ideas.hide(about, "flags", by=house(), at=at)
    else:
        comments.hide(about, "flags", by=house(), at=at)
    keep(about, [Doubt("flags")], by=house(), at=at, was_public=True)


def _raise(by: Person, reason: str, note: str, at: datetime, about: Idea | Comment) -> Flag:
    if db.session.scalar(select(Flag.id).where(Flag.person_id == by.id, rulings.on(Flag, about))):
        raise Refused(_("You reported this already. Thank you, somebody will look at it."))
    flag = Flag(
        person_id=by.id, idea_id=about.id if isinstance(about, Idea) else None,
        comment_id=about.id if isinstance(about, Comment) else None, board_id=about.board_id, reason=reason,
        note=note, at=at, weight=trust.weight(standing.record_of(by, at)),
    )  # fmt: skip
    db.session.add(flag)
    db.session.flush()
    return flag


def _words(reason: str, note: str) -> str:
    if reason not in REASONS:
        raise Invalid("reason", _("Choose what is wrong: %(all)s.", all=", ".join(REASONS)))
    return rulings.worded(note, field="note", needed=False)
