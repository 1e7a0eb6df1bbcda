"""One act on many things in one stroke: each is judged by its own verb; what cannot be done is said, the rest done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ideaboard.core.db import db
from ideaboard.core.errors import Invalid, No, Refused
from ideaboard.core.text import _
from ideaboard.domain.comments.models import Comment
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.moderation import actions, flagging
from ideaboard.domain.moderation.models import Ruling
from ideaboard.domain.moderation.undoing import undo
from ideaboard.domain.people.models import Person

MOST = 200


@dataclass(frozen=True)
class Stroke:
    """What came of it: the rulings that were made, and the sentences of those that were not."""

    rulings: Sequence[Ruling]
    refused: Sequence[str]


def act_on(about: Idea | Comment, act: str, reason: str, *, by: Person, at: datetime) -> Ruling:
    """One act of the queue on one thing: ``keep`` (publish, or nothing wrong), remove (hide), or any by its name."""
    if isinstance(about, Comment):
        return _on_comment(about, act, reason, by, at)
    looking = about.phase == Phase.SCREENING or about.hidden_for == "held"
    if act == "keep":
        act = "publish" if looking else "dismiss"
    if act == "publish" or (looking and act in actions.OUTCOMES):
        return actions.screen(about, by=by, at=at, outcome=act, reason=reason)
    if act == "return":
        return actions.send_back(about, reason, by=by, at=at)
    if act in ("remove", "hide"):
        return actions.remove(about, reason, by=by, at=at)
    if act == "dismiss":
        return flagging.dismiss_idea_flags(about, by=by, at=at, reason=reason)
    if act == "restore":
        return actions.restore(about, by=by, at=at, reason=reason)
    raise Invalid("act", _("Choose what to do."))


def _on_comment(about: Comment, act: str, reason: str, by: Person, at: datetime) -> Ruling:
    if act == "keep":
        act = "publish" if about.hidden_for == "held" else "dismiss"
    if act == "publish":
        return actions.publish_comment(about, by=by, at=at, reason=reason)
    if act in ("hide", "remove"):
        return actions.hide_comment(about, reason, by=by, at=at)
    if act == "show":
        return actions.show_comment(about, by=by, at=at, reason=reason)
    if act == "dismiss":
        return flagging.dismiss_comment_flags(about, by=by, at=at, reason=reason)
    if act == "return":
        raise Refused(_("A comment is not returned: hide it, or leave it."))
    raise Invalid("act", _("Choose what to do."))


def together(subjects: Sequence[Idea | Comment], act: str, reason: str, *, by: Person, at: datetime) -> Stroke:
    """The same act on all of these, locked in the order of their ideas. A faulty reason refuses it as a whole.

    Each is done in a savepoint: one that another moderator was quicker with is told, and holds up none of the others.
    """
    made: list[Ruling] = []
    refused: list[str] = []
    for about in sorted(subjects, key=_place)[:MOST]:
        try:
            with db.session.begin_nested():
                ruling = act_on(about, act, reason, by=by, at=at)
        except Invalid:
            raise
        except No as no:
            refused.append(no.sentence)
            continue
        made.append(ruling)
        ruling.batch_id = made[0].id
    db.session.flush()
    return Stroke(made, refused)


def undo_batch(number: int, *, by: Person, at: datetime) -> Stroke:
    """Take back all that was done in the stroke whose first ruling has this number, and still stands."""
    stroke = select(Ruling).where(Ruling.batch_id == number, Ruling.undone_at.is_(None)).order_by(Ruling.id)
    made: list[Ruling] = []
    refused: list[str] = []
    for ruling in db.session.scalars(stroke).all():
        try:
            with db.session.begin_nested():
                made.append(undo(ruling, by=by, at=at))
        except No as no:
            refused.append(no.sentence)
    return Stroke(made, refused)


def _place(about: Idea | Comment) -> tuple[int, int]:
    return (about.id, 0) if isinstance(about, Idea) else (about.idea_id, about.id)
