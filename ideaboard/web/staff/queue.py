"""What waits for a moderator: first looks, flags by subject, and what is out of sight, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload
from sqlalchemy.sql.elements import ColumnElement

from ideaboard.core import settings
from ideaboard.core.db import db
from ideaboard.core.text import _, speaking
from ideaboard.domain import moderation
from ideaboard.domain.comments.models import Comment
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.moderation.models import Appeal, Flag, Hold, Ruling
from ideaboard.domain.people.models import Person, Role
from ideaboard.web.staff import evidence, show
from ideaboard.web.staff.evidence import Known
from ideaboard.web.staff.items import Item, of_comment, of_idea, of_person
from ideaboard.web.url import url

MOST = 40  # shown of each kind; the rest follows when these are done
COUNTED = 1_000
MOST_FLAGS = 400
LATELY = 20
SLIP = timedelta(minutes=30)  # how long a key takes back what was done before the page was opened

Subject = tuple[int, int]  # the number of an idea, or of a comment; the other is 0


@dataclass(frozen=True)
class Queue:
    """The whole queue; ``done`` is what was ruled lately, with what can be undone.

    ``first_looks`` and ``reported`` say how many wait in all, shown or not.
    """

    screening: Sequence[Item] = ()
    appeals: Sequence[Item] = ()
    flagged: Sequence[Item] = ()
    hidden: Sequence[Item] = ()
    suspended: Sequence[Item] = ()
    done: Sequence[Ruling] = field(default_factory=tuple)
    first_looks: int = 0
    reported: int = 0
    undo: str = ""  # the address that takes one's last act back, while it is fresh

    @property
    def waiting(self) -> int:
        """How many need a human."""
        return self.first_looks + self.reported + len(self.appeals)


def of(person: Person, at: datetime) -> Queue:
    """The queue of ``person``'s boards. What was reported and waits for a look is one thing, among the reported."""
    flags = db.session.scalars(moderation.open_flags(person).order_by(Flag.id).limit(MOST_FLAGS)).all()
    grouped = _by_subject(flags)
    loudest = sorted(grouped, key=lambda one: -sum(flag.weight for flag in grouped[one]))[:MOST]
    screened = moderation.screening(person).where(Idea.id.not_in([idea_id for idea_id, _other in grouped]))
    waiting = db.session.scalars(screened.order_by(Idea.id).limit(MOST)).all()
    holds = db.session.scalars(moderation.open_holds(person).order_by(Hold.id).limit(MOST_FLAGS)).all()
    held = {(hold.idea_id or 0, hold.comment_id or 0): hold for hold in holds}
    said = [one for one in held if one[1] and one not in grouped]
    appeals = db.session.scalars(moderation.open_appeals(person).order_by(Appeal.id).limit(MOST)).all()
    rulings = [appeal.ruling for appeal in appeals]
    shown = [*loudest, *said[:MOST], *((one.idea_id or 0, one.comment_id or 0) for one in rulings)]
    about = _subjects(shown, waiting)
    everywhere = show.everywhere(person, "moderator")
    team = set(db.session.scalars(select(Role.person_id)))
    raised = [flag for one in loudest for flag in grouped[one]]
    known = evidence.look_up(list(about.values()), raised, at, lambda one: everywhere and one.id not in team)
    first = [(one.id, 0) for one in waiting] + said[:MOST]
    looks = [_item(about[one], "screening", known, hold=held.get(one)) for one in first if one in about]
    done = _lately(person)
    return Queue(
        screening=sorted(looks, key=lambda item: (item.answer_by or item.at, item.key))[:MOST],
        appeals=_appealed(appeals, about, known, at),
        flagged=[
            _item(about[one], "flagged", known, flags=grouped[one], hold=held.get(one))
            for one in loudest
            if one in about
        ],
        hidden=_hidden(person),
        suspended=_suspended(at) if everywhere else [],
        done=done,
        first_looks=_count(screened) + len(said),
        reported=len(grouped),
        undo=_undo(done, at),
    )


def _by_subject(flags: Sequence[Flag]) -> dict[Subject, list[Flag]]:
    grouped: dict[Subject, list[Flag]] = {}
    for flag in flags:
        grouped.setdefault((flag.idea_id or 0, flag.comment_id or 0), []).append(flag)
    return grouped


def _subjects(some: Sequence[Subject], waiting: Sequence[Idea]) -> dict[Subject, Idea | Comment]:
    """The posts themselves, by what they are called here."""
    about: dict[Subject, Idea | Comment] = {(idea.id, 0): idea for idea in waiting}
    about |= {(number, 0): idea for number, idea in _by_id(Idea, [idea_id for idea_id, _other in some]).items()}
    about |= {(0, number): said for number, said in _by_id(Comment, [said for _idea, said in some]).items()}
    return about


def _item(
    about: Idea | Comment, kind: str, known: Known, *, flags: Sequence[Flag] = (), hold: Hold | None = None
) -> Item:
    if isinstance(about, Idea):
        return of_idea(about, kind, known, flags=flags, hold=hold)
    return of_comment(about, kind, known, flags=flags, hold=hold)


def _appealed(
    appeals: Sequence[Appeal], about: dict[Subject, Idea | Comment], known: Known, at: datetime
) -> list[Item]:
    """Rulings that somebody asks to be read again."""
    people = _by_id(Person, [appeal.ruling.person_id for appeal in appeals])
    items = []
    for appeal in appeals:
        ruling = appeal.ruling
        one = about.get((0, ruling.comment_id) if ruling.comment_id else (ruling.idea_id or 0, 0))
        item = _item(one, "appeal", known) if one else of_person(people[ruling.person_id or 0], at)
        items.append(replace(item, kind="appeal", acts=(), can_suspend=False, appeal=appeal))
    return items


def open_flags_on(subject: Idea | Comment) -> Sequence[Flag]:
    """Flags on one thing that nobody has dealt with."""
    about = Flag.idea_id == subject.id if isinstance(subject, Idea) else Flag.comment_id == subject.id
    return db.session.scalars(select(Flag).where(about, Flag.settled_at.is_(None)).order_by(Flag.id)).all()


def _hidden(person: Person) -> list[Item]:
    """What moderators took away lately, newest first."""
    removed = select(Idea).where(Idea.phase == Phase.REMOVED, *_mine(person, Idea.board_id))
    hidden = select(Comment).join(Idea, Idea.id == Comment.idea_id).options(joinedload(Comment.idea))
    hidden = hidden.where(Comment.hidden_for == "ruling", *_mine(person, Idea.board_id))
    gone = db.session.scalars(removed.order_by(Idea.moved_at.desc(), Idea.id.desc()).limit(LATELY)).all()
    silent = db.session.scalars(hidden.order_by(Comment.id.desc()).limit(LATELY)).all()
    return [
        *(of_idea(idea, "hidden", Known()) for idea in gone),
        *(of_comment(comment, "hidden", Known()) for comment in silent),
    ]


def _suspended(at: datetime) -> list[Item]:
    people = select(Person).where(Person.suspended_until > at).order_by(Person.suspended_until).limit(MOST)
    found = db.session.scalars(people).all()
    said = select(Ruling).where(
        Ruling.person_id.in_([one.id for one in found]), Ruling.kind == "suspend", Ruling.undone_at.is_(None)
    )
    why = {ruling.person_id: ruling.reason for ruling in db.session.scalars(said.order_by(Ruling.id))} if found else {}
    return [of_person(one, at, why.get(one.id, "")) for one in found]


def _lately(person: Person) -> Sequence[Ruling]:
    """One's own last rulings."""
    mine = select(Ruling).where(Ruling.by_id == person.id).order_by(Ruling.id.desc()).limit(8)
    return db.session.scalars(mine).all()


def _mine(person: Person, column: Any) -> list[ColumnElement[bool]]:
    boards = {role.board_id for role in person.roles if role.role in ("moderator", "admin")}
    return [] if None in boards else [column.in_(boards)]


def _by_id(model: Any, numbers: Sequence[int | None]) -> dict[int, Any]:
    wanted = {number for number in numbers if number}
    if not wanted:
        return {}
    found = select(model).where(model.id.in_(wanted))
    if model is Comment:
        found = found.options(joinedload(Comment.idea))
    return {row.id: row for row in db.session.scalars(found)}


def _count(some: Any) -> int:
    numbers = some.with_only_columns(Idea.id).limit(COUNTED).subquery()
    return db.session.scalar(select(func.count()).select_from(numbers)) or 0


def _undo(done: Sequence[Ruling], at: datetime) -> str:
    """Where one's last act that still stands is taken back, if it was done a moment ago."""
    for ruling in done:
        if ruling.kind in moderation.UNDOABLE and ruling.undone_at is None:
            address = url.undo_stroke(ruling) if ruling.batch_id else url.undo(ruling)
            return address if ruling.at > at - SLIP else ""
    return ""


def reason_templates() -> list[str]:
    """Reasons for moderators to choose from, in the site's language: what admins wrote, else some to begin with."""
    said = settings.everything()
    written = said["reason_templates"].get(said["language"])
    if written is not None:
        return list(written)
    with speaking(said["language"]):
        return [
            _("This is advertising."),
            _("This belongs somewhere else."),
            _("Please say it kindly."),
            _("This tells something private."),
            _("This is the work of somebody else."),
            _("Please tell us a little more."),
        ]
