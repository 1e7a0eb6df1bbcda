"""Verbs of moderation. Each leaves a ruling with its reason in the public log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update

from ideaboard.core.actions import action, locked
from ideaboard.core.db import db
from ideaboard.core.errors import Invalid, Refused
from ideaboard.core.events import record
from ideaboard.core.text import _, clean
from ideaboard.domain import comments, ideas
from ideaboard.domain.comments.models import Comment
from ideaboard.domain.events import FlagRaised, PersonReinstated, PersonSuspended, RulingMade
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.moderation.models import REASONS, Flag, Ruling
from ideaboard.domain.people import house
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import Can

OUTCOMES = ("publish", "return", "remove")
REASON_MAX = 1_000


# Screening


@action(Can.SCREEN, lock="self")
def screen(idea: Idea, *, by: Person, at: datetime, outcome: str, reason: str = "") -> Ruling:
    """A first look: publish, return to the author, or remove. All but publishing needs a reason the author reads."""
    if outcome not in OUTCOMES:
        raise Invalid("outcome", _("Publish it, return it, or remove it."))
    reason = _reason(reason, needed=outcome != "publish")
    if idea.phase != Phase.SCREENING:
        raise Refused(_("Somebody looked at this idea already: it is “%(stage)s”.", stage=idea.stage))
    if outcome == "publish":
        ideas.publish(idea, by=by, at=at)
    elif outcome == "return":
        ideas.send_back(idea, by=by, at=at)
    else:
        ideas.move(idea, Phase.REMOVED, by=by, at=at)
    return _rule(outcome, by=by, at=at, idea=idea, reason=reason)


# Removal and return


@action(Can.MODERATE, lock="self")
def remove(idea: Idea, reason: str, *, by: Person, at: datetime) -> Ruling:
    """Take an idea down, with a reason that its author and the log show."""
    reason = _reason(reason)
    ideas.move(idea, Phase.REMOVED, by=by, at=at)
    _settle(by, at, idea=idea)
    return _rule("remove", by=by, at=at, idea=idea, reason=reason)


@action(Can.MODERATE, lock="self")
def restore(idea: Idea, *, by: Person, at: datetime, reason: str = "") -> Ruling:
    """Undo a removal: the idea goes back to the phase it left."""
    if idea.phase != Phase.REMOVED:
        raise Refused(_("This idea was not removed."))
    ideas.move(idea, Phase(idea.left_phase or Phase.SCREENING), by=by, at=at)
    _undo("remove", at, idea=idea)
    return _rule("restore", by=by, at=at, idea=idea, reason=_reason(reason, needed=False))


@action(Can.MODERATE, lock="self")
def send_back(idea: Idea, reason: str, *, by: Person, at: datetime) -> Ruling:
    """Ask the author to change something; votes stay and wait."""
    reason = _reason(reason)
    ideas.send_back(idea, by=by, at=at)
    return _rule("return", by=by, at=at, idea=idea, reason=reason)


@action(Can.MODERATE, lock="idea")
def hide_comment(comment: Comment, reason: str, *, by: Person, at: datetime) -> Ruling:
    """Take a comment out of sight, with a reason."""
    reason = _reason(reason)
    if comment.deleted_at is not None or comment.hidden_for not in (None, "flags"):
        raise Refused(_("This comment is out of sight already."))
    comments.hide(comment, "ruling", by=by, at=at)
    comment.hidden_for = "ruling"
    _settle(by, at, comment=comment)
    return _rule("hide", by=by, at=at, comment=comment, reason=reason)


@action(Can.MODERATE, lock="idea")
def show_comment(comment: Comment, *, by: Person, at: datetime) -> Ruling:
    """Bring a hidden comment back."""
    if comment.hidden_for is None:
        raise Refused(_("This comment is not hidden."))
    comments.unhide(comment, by=by, at=at)
    _undo("hide", at, comment=comment)
    _settle(by, at, comment=comment)
    return _rule("show", by=by, at=at, comment=comment)


# Flags


@action(Can.FLAG, lock="self")
def flag_idea(idea: Idea, reason: str, *, by: Person, at: datetime, note: str = "") -> Flag:
    """Say that an idea needs a human; a second flag of the same person replaces nothing and is told so."""
    note = _flag_words(reason, note)
    if Phase(idea.phase) in (Phase.DRAFT, Phase.REMOVED, Phase.WITHDRAWN):
        raise Refused(_("This idea is not public."))
    flag = _raise_flag(by, reason, note, at, idea.board_id, idea=idea)
    most = idea.rules.screening.flags_to_hide
    if most and _open_flags(Flag.idea_id == idea.id) >= most:
        ideas.hide(idea, "flags", by=house(), at=at)
    record(FlagRaised(idea_id=idea.id, board_id=idea.board_id, flag_id=flag.id), by=by, at=at)
    return flag


@action(Can.FLAG, lock="idea")
def flag_comment(comment: Comment, reason: str, *, by: Person, at: datetime, note: str = "") -> Flag:
    """Say that a comment needs a human."""
    note = _flag_words(reason, note)
    if comment.deleted_at is not None:
        raise Refused(_("This comment was deleted."))
    flag = _raise_flag(by, reason, note, at, comment.board_id, comment=comment)
    most = comment.idea.rules.screening.flags_to_hide
    if most and _open_flags(Flag.comment_id == comment.id) >= most:
        comments.hide(comment, "flags", by=house(), at=at)
    record(FlagRaised(idea_id=comment.idea_id, board_id=comment.board_id, flag_id=flag.id), by=by, at=at)
    return flag


@action(Can.MODERATE, lock="self")
def dismiss_idea_flags(idea: Idea, *, by: Person, at: datetime, reason: str = "") -> Ruling:
    """The flags were mistaken: the idea is in sight again."""
    if idea.hidden_for == "flags":
        ideas.unhide(idea, by=by, at=at)
    _settle(by, at, idea=idea)
    return _rule("dismiss", by=by, at=at, idea=idea, reason=_reason(reason, needed=False))


@action(Can.MODERATE, lock="idea")
def dismiss_comment_flags(comment: Comment, *, by: Person, at: datetime, reason: str = "") -> Ruling:
    """The flags were mistaken: the comment is in sight again."""
    if comment.hidden_for == "flags":
        comments.unhide(comment, by=by, at=at)
    _settle(by, at, comment=comment)
    return _rule("dismiss", by=by, at=at, comment=comment, reason=_reason(reason, needed=False))


# People


@action(Can.SUSPEND, lock="self")
def suspend(
    person: Person, reason: str, *, by: Person, at: datetime, until: datetime, hide_posts: bool = True
) -> Ruling:
    """Suspend a person until a moment, and take their posts out of sight in the same stroke. ``lift`` undoes both."""
    reason = _reason(reason)
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
    ruling = _rule("suspend", by=by, at=at, person=person, reason=reason, until=until)
    record(PersonSuspended(person_id=person.id, ruling_id=ruling.id), by=by, at=at)
    return ruling


@action(Can.SUSPEND, lock="self")
def lift(person: Person, *, by: Person, at: datetime, reason: str = "") -> Ruling:
    """Undo a suspension: the person may post again, and what it hid is in sight again."""
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
    _undo("suspend", at, person=person)
    ruling = _rule("lift", by=by, at=at, person=person, reason=_reason(reason, needed=False))
    record(PersonReinstated(person_id=person.id, ruling_id=ruling.id), by=by, at=at)
    return ruling


def _ideas_of(person: Person) -> Sequence[Idea]:
    """What a person shared, in the order in which it is locked."""
    return db.session.scalars(select(Idea).where(Idea.author_id == person.id).order_by(Idea.id)).all()


def _comments_of(person: Person) -> Sequence[Comment]:
    """What a person said, in the order in which it is locked."""
    said = select(Comment).where(Comment.author_id == person.id)
    return db.session.scalars(said.order_by(Comment.idea_id, Comment.id)).all()


def _raise_flag(
    by: Person,
    reason: str,
    note: str,
    at: datetime,
    board_id: int,
    *,
    idea: Idea | None = None,
    comment: Comment | None = None,
) -> Flag:
    mine = Flag.idea_id == idea.id if idea else Flag.comment_id == (comment.id if comment else None)
    if db.session.scalar(select(Flag.id).where(Flag.person_id == by.id, mine)):
        raise Refused(_("You reported this already. Thank you, somebody will look at it."))
    flag = Flag(
        person_id=by.id, idea_id=idea.id if idea else None, comment_id=comment.id if comment else None,
        board_id=board_id, reason=reason, note=note, at=at,
    )  # fmt: skip
    db.session.add(flag)
    db.session.flush()
    return flag


def _flag_words(reason: str, note: str) -> str:
    if reason not in REASONS:
        raise Invalid("reason", _("Choose what is wrong: %(all)s.", all=", ".join(REASONS)))
    return _reason(note, field="note", needed=False)


def _open_flags(about: object) -> int:
    count = select(func.count()).select_from(Flag).where(about, Flag.settled_at.is_(None))  # type: ignore[arg-type]
    return db.session.scalar(count) or 0


def _settle(by: Person, at: datetime, *, idea: Idea | None = None, comment: Comment | None = None) -> None:
    about = Flag.idea_id == idea.id if idea else Flag.comment_id == (comment.id if comment else None)
    db.session.execute(update(Flag).where(about, Flag.settled_at.is_(None)).values(settled_at=at, settled_by_id=by.id))


def _undo(
    kind: str, at: datetime, *, idea: Idea | None = None, comment: Comment | None = None, person: Person | None = None
) -> None:
    """Mark the last ruling of this kind as undone."""
    about = select(Ruling).where(
        Ruling.kind == kind,
        Ruling.idea_id == (idea.id if idea else None),
        Ruling.comment_id == (comment.id if comment else None),
        Ruling.person_id == (person.id if person else None),
        Ruling.undone_at.is_(None),
    )
    ruling = db.session.scalar(about.order_by(Ruling.id.desc()).limit(1))
    if ruling is not None:
        ruling.undone_at = at


def _rule(
    kind: str,
    *,
    by: Person,
    at: datetime,
    idea: Idea | None = None,
    comment: Comment | None = None,
    person: Person | None = None,
    reason: str = "",
    until: datetime | None = None,
) -> Ruling:
    ruling = Ruling(
        kind=kind, idea_id=idea.id if idea else None, comment_id=comment.id if comment else None,
        person_id=person.id if person else None, by=by, reason=reason, at=at, until=until,
    )  # fmt: skip
    db.session.add(ruling)
    db.session.flush()
    about = idea or (comment.idea if comment else None)
    made = RulingMade(
        ruling_id=ruling.id, idea_id=about.id if about else None, board_id=about.board_id if about else None
    )
    record(made, by=by, at=at)
    return ruling


def _reason(text: str, *, field: str = "reason", needed: bool = True) -> str:
    text = clean(text or "").strip()
    if needed and not text:
        raise Invalid(field, _("Give a reason. The author reads it."))
    if len(text) > REASON_MAX:
        raise Invalid(field, _("At most %(n)s characters, please.", n=REASON_MAX))
    return text
