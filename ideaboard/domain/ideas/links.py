"""Links between ideas: one builds on another, extends it, answers it, or says the same. Told in both directions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select

from ideaboard.core.actions import action
from ideaboard.core.db import db
from ideaboard.core.errors import Invalid, Refused
from ideaboard.core.events import record
from ideaboard.core.text import N_, _
from ideaboard.domain.events import IdeaLinked
from ideaboard.domain.ideas.models import Idea, Link
from ideaboard.domain.ideas.queries import sees
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import Can

LINKS_MAX = 20  # that one idea says of itself
SHOWN_MAX = 100  # a need may be answered by thousands; programs page the list of ideas for all of them
CLOSED = frozenset({Phase.WITHDRAWN, Phase.REMOVED})

# kind → what is said before the other's title: on the idea that says so, and on the other one
KINDS = {
    "builds_on": (N_("Builds on"), N_("Built on by")),
    "extends": (N_("Extends"), N_("Extended by")),
    "answers": (N_("Answers"), N_("Answered by")),
    "duplicates": (N_("Says the same as"), N_("Said as well by")),
}


@dataclass(frozen=True)
class Linked:
    """One link as it is read on one of its two ideas."""

    id: int
    kind: str
    out: bool  # whether it is said by the idea itself
    words: str
    idea_id: int  # the other one
    title: str
    slug: str
    phase: str


@action(Can.LINK, lock="self")
def link(idea: Idea, other: Idea, kind: str, *, by: Person, at: datetime) -> Link:
    """Say how ``idea`` stands to ``other``, which ``by`` can see; saying it twice changes nothing."""
    _check(idea, other, kind)
    if Phase(idea.phase) in CLOSED or Phase(other.phase) in CLOSED:
        raise Refused(_("One of the two ideas is gone."))
    same = select(Link).where(Link.idea_id == idea.id, Link.other_id == other.id, Link.kind == kind)
    held = db.session.scalar(same)
    if held is not None:
        return held
    there = db.session.scalar(select(func.count()).select_from(Link).where(Link.idea_id == idea.id)) or 0
    if there >= LINKS_MAX:
        raise Refused(_("An idea points at no more than %(n)s others.", n=LINKS_MAX))
    held = Link(idea_id=idea.id, other_id=other.id, kind=kind, by_id=by.id, at=at)
    db.session.add(held)
    db.session.flush()
    record(IdeaLinked(idea_id=idea.id, board_id=idea.board_id, link_id=held.id), by=by, at=at)
    return held


@action(Can.LINK, lock="self")
def unlink(idea: Idea, number: int, *, by: Person, at: datetime) -> None:
    """Take back what ``idea`` says of another. An answer that its board asks for stays."""
    held = db.session.get(Link, number)
    if held is None or held.idea_id != idea.id:
        raise Invalid("number", _("There is no such link."))
    if held.kind == "answers" and _needed(idea, held):
        raise Refused(_("On this board such an entry answers something: point it at another one first."))
    db.session.delete(held)
    db.session.flush()


def _needed(idea: Idea, held: Link) -> bool:
    """Whether it is the only answer of an entry that has to answer something."""
    kind = idea.rules.form.kind(idea.kind)
    if kind is None or not kind.answers or idea.phase == Phase.DRAFT:
        return False
    others = select(Link.id).where(Link.idea_id == idea.id, Link.kind == "answers", Link.id != held.id)
    return db.session.scalar(others.limit(1)) is None


def _check(idea: Idea, other: Idea, kind: str) -> None:
    if kind not in KINDS:
        raise Invalid("kind", _("Choose one of these: %(choices)s.", choices=", ".join(KINDS)))
    if other.id == idea.id:
        raise Invalid("idea", _("An idea cannot point at itself."))
    if other.phase == Phase.DRAFT and other.author_id != idea.author_id:
        raise Invalid("idea", _("There is no such idea."))
    ours = idea.rules.form.kind(idea.kind)
    if kind == "answers" and ours is not None and ours.answers and other.kind != ours.answers:
        raise Invalid("idea", _("This is nothing that can be answered here."))


def links_of(idea: Idea, seen_by: Person | None) -> Sequence[Linked]:
    """How ``idea`` stands to others and they to it; of what ``seen_by`` may not see nothing is told."""
    ours = and_(Link.idea_id == idea.id, Idea.id == Link.other_id)
    theirs = and_(Link.other_id == idea.id, Idea.id == Link.idea_id)
    there = select(Link.id, Link.kind, Link.idea_id, Idea.id.label("other"), Idea.title, Idea.slug, Idea.phase)
    there = there.join(Idea, or_(ours, theirs)).where(sees(seen_by), Idea.phase != Phase.DRAFT)
    rows = db.session.execute(there.order_by(Link.id).limit(SHOWN_MAX)).all()
    return [_told(row, out=row.idea_id == idea.id) for row in rows]


def _told(row: object, *, out: bool) -> Linked:
    ours, theirs = KINDS[row.kind]  # type: ignore[attr-defined]
    return Linked(
        id=row.id, kind=row.kind, out=out, words=str(ours if out else theirs), idea_id=row.other, title=row.title,  # type: ignore[attr-defined]
        slug=row.slug, phase=row.phase,  # type: ignore[attr-defined]
    )  # fmt: skip


def answered_by(idea: Idea) -> Idea | None:
    """The need that ``idea`` answers, as far as it is said."""
    there = select(Idea).join(Link, Link.other_id == Idea.id).where(Link.idea_id == idea.id, Link.kind == "answers")
    return db.session.scalars(there.order_by(Link.id).limit(1)).first()


def needs(board_id: int, kind: str, seen_by: Person | None) -> Sequence[Idea]:
    """The needs of this kind that can be answered now, newest first; served by ix_ideas_board_phase."""
    standing = select(Idea).where(
        Idea.board_id == board_id, Idea.kind == kind, Idea.phase == Phase.GATHERING, sees(seen_by)
    )
    return db.session.scalars(standing.order_by(Idea.id.desc()).limit(SHOWN_MAX)).unique().all()
