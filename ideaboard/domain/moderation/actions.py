"""Verbs of moderation. Each leaves a ruling with its reason in the public log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from ideaboard.core.actions import action, locked
from ideaboard.core.db import db
from ideaboard.core.errors import Invalid, Refused
from ideaboard.core.events import record
from ideaboard.core.text import _
from ideaboard.domain import comments, ideas
from ideaboard.domain.comments.models import Comment
from ideaboard.domain.events import PersonReinstated, PersonSuspended
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.moderation import rulings
from ideaboard.domain.moderation.holding import open_hold
from ideaboard.domain.moderation.models import Ruling
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import Can

OUTCOMES = ("publish", "return", "remove")


# Screening


@action(Can.SCREEN, lock="self")
def screen(idea: Idea, *, by: Person, at: datetime, outcome: str, reason: str = "") -> Ruling:
    """A first look: publish, return to the author, or remove. All but publishing needs a reason the author reads.

    What is held although it was public before (an edit with a watched word) is looked at in the same way.
    """
    if outcome not in OUTCOMES:
        raise Invalid("outcome", _("Publish it, return it, or remove it."))
    reason = rulings.worded(reason, needed=outcome != "publish")
    held = idea.hidden_for == "held"
    if idea.phase != Phase.SCREENING and not held:
        raise Refused(_("Somebody looked at this idea already: it is “%(stage)s”.", stage=idea.stage))
    if outcome == "return":
        ideas.send_back(idea, by=by, at=at)
    elif outcome == "remove":
        ideas.move(idea, Phase.REMOVED, by=by, at=at)
    elif idea.phase == Phase.SCREENING:
        ideas.publish(idea, by=by, at=at)
    if held and outcome != "return":  # a returned one stays out of sight, and is looked at again when it comes back
        ideas.unhide(idea, by=by, at=at)
    ruling = rulings.rule(outcome, idea, by=by, at=at, reason=reason)
    rulings.settle(ruling, idea, "dismissed" if outcome == "publish" else "upheld")
    return ruling


@action(Can.SCREEN, lock="idea")
def publish_comment(comment: Comment, *, by: Person, at: datetime, reason: str = "") -> Ruling:
    """A first look at a comment that waits: it may be seen. (Otherwise it is hidden, with a reason.)"""
    reason = rulings.worded(reason, needed=False)
    if comment.deleted_at is not None or comment.hidden_for != "held":
        raise Refused(_("Somebody looked at this comment already."))
    hold = open_hold(comment)
    comments.unhide(comment, by=by, at=at)
    if hold is None or not hold.was_public:
        comments.tell_posted(comment, by=comment.author, at=at)
    ruling = rulings.rule("publish", comment, by=by, at=at, reason=reason)
    rulings.settle(ruling, comment, "dismissed")
    return ruling


# Removal and return


@action(Can.MODERATE, lock="self")
def remove(idea: Idea, reason: str, *, by: Person, at: datetime) -> Ruling:
    """Take an idea down, with a reason that its author and the log show."""
    reason = rulings.worded(reason)
    ideas.move(idea, Phase.REMOVED, by=by, at=at)
    if idea.hidden_for in ("flags", "held"):
        ideas.unhide(idea, by=by, at=at)  # its phase hides it now; an undo brings it back into sight
    ruling = rulings.rule("remove", idea, by=by, at=at, reason=reason)
    rulings.settle(ruling, idea, "upheld")
    return ruling


@action(Can.MODERATE, lock="self")
def restore(idea: Idea, *, by: Person, at: datetime, reason: str = "") -> Ruling:
    """Undo a removal: the idea goes back to the phase it left."""
    reason = rulings.worded(reason, needed=False)
    if idea.phase != Phase.REMOVED:
        raise Refused(_("This idea was not removed."))
    ideas.move(idea, Phase(idea.left_phase or Phase.SCREENING), by=by, at=at)
    rulings.take_back("remove", idea, by=by, at=at)
    return rulings.rule("restore", idea, by=by, at=at, reason=reason)


@action(Can.MODERATE, lock="self")
def send_back(idea: Idea, reason: str, *, by: Person, at: datetime) -> Ruling:
    """Ask the author to change something; votes stay and wait."""
    reason = rulings.worded(reason)
    ideas.send_back(idea, by=by, at=at)
    if idea.hidden_for == "flags":  # it stays out of sight, and is looked at when it comes back
        ideas.unhide(idea, by=by, at=at)
        ideas.hide(idea, "held", by=by, at=at)
    ruling = rulings.rule("return", idea, by=by, at=at, reason=reason)
    rulings.settle(ruling, idea, "upheld")
    return ruling


@action(Can.MODERATE, lock="idea")
def hide_comment(comment: Comment, reason: str, *, by: Person, at: datetime) -> Ruling:
    """Take a comment out of sight, with a reason."""
    reason = rulings.worded(reason)
    if comment.deleted_at is not None or comment.hidden_for not in (None, "flags", "held"):
        raise Refused(_("This comment is out of sight already."))
    comments.hide(comment, "ruling", by=by, at=at)
    comment.hidden_for = "ruling"
    ruling = rulings.rule("hide", comment, by=by, at=at, reason=reason)
    rulings.settle(ruling, comment, "upheld")
    return ruling


@action(Can.MODERATE, lock="idea")
def show_comment(comment: Comment, *, by: Person, at: datetime, reason: str = "") -> Ruling:
    """Bring a hidden comment back."""
    reason = rulings.worded(reason, needed=False)
    if comment.hidden_for is None:
        raise Refused(_("This comment is not hidden."))
    comments.unhide(comment, by=by, at=at)
    rulings.take_back("hide", comment, by=by, at=at)
    ruling = rulings.rule("show", comment, by=by, at=at, reason=reason)
    rulings.settle(ruling, comment, "dismissed")
    return ruling


# People


@action(Can.SUSPEND, lock="self")
def suspend(
    person: Person, reason: str, *, by: Person, at: datetime, until: datetime, hide_posts: bool = True
) -> Ruling:
    """Suspend a person until a moment, and take their posts out of sight in the same stroke. ``lift`` undoes both."""
    reason = rulings.worded(reason)
    if until <= at:
        raise Invalid("until", _("Choose a day in the future."))
    if person.roles:
        raise Refused(_("This person is on the team. Take their roles away first."))
    person.suspended_until = until
    if hide_posts:
        for idea in _ideas_of(person):
            ideas.hide(locked(idea), "sanction", by=by, at=at)
        for comment in _comments_of(person):
            locked(comment.idea)
            comments.hide(comment, "sanction", by=by, at=at)
    ruling = rulings.rule("suspend", person, by=by, at=at, reason=reason, until=until)
    record(PersonSuspended(person_id=person.id, ruling_id=ruling.id), by=by, at=at)
    return ruling


@action(Can.SUSPEND, lock="self")
def lift(person: Person, *, by: Person, at: datetime, reason: str = "") -> Ruling:
    """Undo a suspension: the person may post again, and what it hid is in sight again."""
    reason = rulings.worded(reason, needed=False)
    if person.suspended_until is None:
        raise Refused(_("This person is not suspended."))
    person.suspended_until = None
    for idea in _ideas_of(person):
        if idea.hidden_for == "sanction":
            ideas.unhide(locked(idea), by=by, at=at)
    for comment in _comments_of(person):
        if comment.hidden_for == "sanction":
            locked(comment.idea)
            comments.unhide(comment, by=by, at=at)
    rulings.take_back("suspend", person, by=by, at=at)
    ruling = rulings.rule("lift", person, by=by, at=at, reason=reason)
    record(PersonReinstated(person_id=person.id, ruling_id=ruling.id), by=by, at=at)
    return ruling


def _ideas_of(person: Person) -> Sequence[Idea]:
    """What a person shared, in the order in which it is locked."""
    return db.session.scalars(select(Idea).where(Idea.author_id == person.id).order_by(Idea.id)).all()


def _comments_of(person: Person) -> Sequence[Comment]:
    """What a person said, in the order in which it is locked."""
    said = select(Comment).where(Comment.author_id == person.id)
    return db.session.scalars(said.order_by(Comment.idea_id, Comment.id)).all()
