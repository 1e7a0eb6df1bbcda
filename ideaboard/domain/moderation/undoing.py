"""The way back from every ruling but an undo, for one and for all that were made in one stroke; and appeals."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from ideaboard.core.actions import action, locked
from ideaboard.core.db import db
from ideaboard.core.errors import Invalid, Refused
from ideaboard.core.events import record
from ideaboard.core.text import _, clean
from ideaboard.domain import comments, ideas
from ideaboard.domain.comments.models import Comment
from ideaboard.domain.events import AppealMade
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.moderation import actions, flagging, rulings
from ideaboard.domain.moderation.holding import keep
from ideaboard.domain.moderation.models import Appeal, Flag, Ruling
from ideaboard.domain.moderation.watching import Doubt
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import Can

UNDOABLE = ("publish", "return", "remove", "hide", "dismiss", "suspend")
APPEALABLE = ("remove", "hide", "suspend")
APPEAL_MAX = 2_000
SECOND_LOOKS = ("upheld", "overturned")


@action(Can.MODERATE)
def undo(ruling: Ruling, *, by: Person, at: datetime, reason: str = "") -> Ruling:
    """Take a ruling back: what it did is as it was before, and its reports wait again.

    Raises ``Refused`` when that was done, or cannot be.
    """
    back = _taken_back(ruling, reason, by, at)
    about = rulings.subject_of(ruling)
    if not isinstance(about, Person):
        _report_again(ruling, about, at)
    return back


def _taken_back(ruling: Ruling, reason: str, by: Person, at: datetime) -> Ruling:
    reason = rulings.worded(reason, needed=False)
    about = _locked_subject(ruling)
    if ruling.kind not in UNDOABLE:
        raise Refused(_("There is no way back from this."))
    if ruling.undone_at is not None:
        raise Refused(_("This was undone already."))
    if isinstance(about, Person):
        return actions.lift(about, by=by, at=at, reason=reason)
    if ruling.kind == "remove" and isinstance(about, Idea):
        back = actions.restore(about, by=by, at=at, reason=reason)
        _wait_again(ruling, about, by, at)
        return back
    if ruling.kind == "hide" and isinstance(about, Comment):
        return actions.show_comment(about, by=by, at=at, reason=reason)
    return _reopen(ruling, about, reason, by, at)


@action(Can.APPEAL)
def appeal(ruling: Ruling, words: str, *, by: Person, at: datetime) -> Appeal:
    """Ask, once, that somebody else reads it again. Open to those who are suspended, too."""
    words = clean(words or "").strip()
    if not words:
        raise Invalid("words", _("Tell us why you see it differently."))
    if len(words) > APPEAL_MAX:
        raise Invalid("words", _("At most %(n)s characters, please.", n=APPEAL_MAX))
    if ruling.kind not in APPEALABLE or ruling.undone_at is not None:
        raise Refused(_("There is nothing here to appeal against: it does not stand any more."))
    if db.session.scalar(select(Appeal.id).where(Appeal.ruling_id == ruling.id)):
        raise Refused(_("You asked for a second look already. There is one for each ruling."))
    made = Appeal(ruling=ruling, person=by, board_id=ruling.board_id, words=words, at=at)
    db.session.add(made)
    db.session.flush()
    about = rulings.subject_of(ruling)
    idea_id = None if isinstance(about, Person) else about.id if isinstance(about, Idea) else about.idea_id
    record(AppealMade(appeal_id=made.id, ruling_id=ruling.id, idea_id=idea_id, board_id=ruling.board_id), by=by, at=at)
    return made


@action(Can.DECIDE_APPEAL)
def decide_appeal(appeal: Appeal, outcome: str, reason: str, *, by: Person, at: datetime) -> Ruling:
    """A second look, by somebody other than who ruled: the ruling stands (``upheld``) or is taken back."""
    if outcome not in SECOND_LOOKS:
        raise Invalid("outcome", _("Does it stand, or is it taken back?"))
    reason = rulings.worded(reason)
    about = _locked_subject(appeal.ruling)
    db.session.refresh(appeal)
    if appeal.decided_at is not None:
        raise Refused(_("Somebody decided this appeal already."))
    if outcome == "upheld":
        decision = rulings.rule("uphold", about, by=by, at=at, reason=reason)
        rulings.close(appeal, outcome, decision, by=by, at=at)
        return decision
    decision = _taken_back(appeal.ruling, reason, by, at)  # which closes the appeal; its reports were mistaken
    appeal.decision_id = decision.id
    return decision


def _locked_subject(ruling: Ruling) -> rulings.Subject:
    """What a ruling is about, its lock held and both read again: in the order in which every verb locks."""
    about = rulings.subject_of(ruling)
    if isinstance(about, Comment):
        locked(about.idea)
        db.session.refresh(about)
    else:
        about = locked(about)
    db.session.refresh(ruling)
    return about


def _reopen(ruling: Ruling, about: Idea | Comment, reason: str, by: Person, at: datetime) -> Ruling:
    """Back into the queue: a publication, a return to the author, or reports that were dismissed."""
    ruling.undone_at = at
    if ruling.kind == "return" and isinstance(about, Idea):
        if about.phase != Phase.RETURNED:
            raise Refused(_("Its author has handed it in again already."))
        ideas.recall(about, by=by, at=at)
    back = rulings.rule("reopen", about, by=by, at=at, reason=reason)
    if ruling.kind != "dismiss":
        _wait_again(ruling, about, by, at)
    return back


def _report_again(ruling: Ruling, about: Idea | Comment, at: datetime) -> None:
    """The reports that the ruling settled are open, as if nobody had looked; enough of them hide it again."""
    for flag in db.session.scalars(select(Flag).where(Flag.ruling_id == ruling.id)).all():
        flag.settled_at = flag.settled_by_id = flag.outcome = flag.ruling_id = None
    db.session.flush()
    flagging.hide_if_enough(about, at)


def _wait_again(ruling: Ruling, about: Idea | Comment, by: Person, at: datetime) -> None:
    """It waits for a look as before: out of sight where the ruling had brought it into sight."""
    if ruling.kind == "publish":
        if isinstance(about, Idea):
            ideas.hide(about, "held", by=by, at=at)
        else:
            comments.hide(about, "held", by=by, at=at)
    waits = about.hidden_for == "held" or (isinstance(about, Idea) and about.phase == Phase.SCREENING)
    if waits:
        keep(about, [Doubt("reopened")], by=by, at=at, was_public=ruling.kind == "publish")
