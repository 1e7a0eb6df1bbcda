"""What waits for a moderator: first looks, flags by subject, and what is out of sight, in a fixed number of queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.sql.elements import ColumnElement

from ideaboard.core import settings
from ideaboard.core.db import db
from ideaboard.core.text import _
from ideaboard.domain import ideas, moderation
from ideaboard.domain.comments.models import Comment
from ideaboard.domain.ideas.models import Idea, Picture
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.moderation.models import Appeal, Flag, Hold, Ruling
from ideaboard.domain.people.models import Person, Role
from ideaboard.effects import notify
from ideaboard.web.me import me
from ideaboard.web.staff import show
from ideaboard.web.url import url

MOST = 40
MOST_FLAGS = 400
LATELY = 20


Suspendable = Callable[[Person], bool]


def nobody(person: Person) -> bool:
    """Nobody can be suspended from here."""
    return False


@dataclass(frozen=True)
class Item:
    """One thing to look at, with everything needed to judge it in place."""

    key: str  # "idea:12", "comment:9", "person:anna"
    kind: str  # screening, flagged, hidden, suspended or plain
    title: str
    body_html: str
    idea: Idea | None
    author: Person | ideas.Unnamed
    at: datetime
    acts: Sequence[str]
    pictures: Sequence[tuple[str | None, str]] = ()
    reasons: Sequence[tuple[str, int]] = ()
    notes: Sequence[str] = ()
    hidden: bool = False
    state: str = ""
    can_suspend: bool = False
    doubts: Sequence[str] = ()  # why it waits
    answer_by: datetime | None = None  # until when its author was promised an answer
    appeal: Appeal | None = None


@dataclass(frozen=True)
class Queue:
    """The whole queue; ``done`` is what was ruled lately, with what can be undone."""

    screening: Sequence[Item] = ()
    appeals: Sequence[Item] = ()
    flagged: Sequence[Item] = ()
    hidden: Sequence[Item] = ()
    suspended: Sequence[Item] = ()
    done: Sequence[Ruling] = field(default_factory=tuple)

    @property
    def waiting(self) -> int:
        """How many need a human."""
        return len(self.screening) + len(self.flagged) + len(self.appeals)


def of(person: Person, at: datetime) -> Queue:
    """The queue of ``person``'s boards."""
    waiting = db.session.scalars(moderation.screening(person).order_by(Idea.id).limit(MOST)).all()
    holds = db.session.scalars(moderation.open_holds(person).order_by(Hold.id).limit(2 * MOST)).all()
    held_comments = _by_id(Comment, [hold.comment_id for hold in holds])
    appeals = db.session.scalars(moderation.open_appeals(person).order_by(Appeal.id).limit(MOST)).all()
    flags = db.session.scalars(moderation.open_flags(person).order_by(Flag.id).limit(MOST_FLAGS)).all()
    flagged_ideas = _by_id(Idea, [flag.idea_id for flag in flags])
    flagged_comments = _by_id(Comment, [flag.comment_id for flag in flags])
    pictures = _pictures([*waiting, *flagged_ideas.values()])
    everywhere = show.everywhere(person, "moderator")
    team = set(db.session.scalars(select(Role.person_id)))

    def may_suspend(one: Person) -> bool:
        return everywhere and one.id not in team

    return Queue(
        screening=_waiting(waiting, held_comments, holds, pictures, may_suspend),
        appeals=_appealed(appeals, at),
        flagged=_flagged(flags, flagged_ideas, flagged_comments, pictures, may_suspend),
        hidden=_hidden(person),
        suspended=_suspended(at) if everywhere else [],
        done=_lately(person),
    )


def _waiting(
    waiting: Sequence[Idea],
    held_comments: dict[int, Any],
    holds: Sequence[Hold],
    pictures: dict[int, list[Any]],
    may_suspend: Suspendable,
) -> list[Item]:
    """What waits for a look, with the doubts about each; what was promised soonest comes first."""
    of_ideas = {hold.idea_id: hold for hold in holds if hold.idea_id}
    items = [
        _doubted(of_idea(idea, "screening", pictures=pictures, may_suspend=may_suspend), of_ideas.get(idea.id))
        for idea in waiting
    ]
    for hold in holds:
        if hold.comment_id in held_comments:
            comment = held_comments[hold.comment_id]
            items.append(_doubted(of_comment(comment, "screening", may_suspend=may_suspend), hold))
    return sorted(items, key=lambda item: (item.answer_by or item.at, item.key))


def _doubted(item: Item, hold: Hold | None) -> Item:
    if hold is None:
        return item
    return replace(item, doubts=[doubt_words(kind, found) for kind, found in hold.doubts], answer_by=hold.answer_by)


def doubt_words(kind: str, found: str) -> str:
    """Why something waits, in words."""
    said = {
        "board": _("every idea here is looked at"),
        "newcomer": _("among the first posts of a newcomer"),
        "again": _("handed in again"),
        "word": _("holds the word “%(found)s”", found=found),
        "pattern": _("fits the pattern “%(found)s”", found=found),
        "domain": _("links to %(found)s", found=found),
        "links": _("holds %(found)s links", found=found),
        "spam": _("looks like what the team took down before"),
        "flags": _("reported often enough to hide it"),
        "reopened": _("an earlier decision was undone"),
    }
    return said.get(kind, kind)


def _appealed(appeals: Sequence[Appeal], at: datetime) -> list[Item]:
    """Rulings that somebody asks to be read again."""
    rulings = [appeal.ruling for appeal in appeals]
    about_ideas = _by_id(Idea, [one.idea_id for one in rulings])
    about_comments = _by_id(Comment, [one.comment_id for one in rulings])
    people = _by_id(Person, [one.person_id for one in rulings])
    items = []
    for appeal in appeals:
        ruling = appeal.ruling
        if ruling.comment_id in about_comments:
            item = of_comment(about_comments[ruling.comment_id], "appeal", may_suspend=nobody)
        elif ruling.idea_id in about_ideas:
            item = of_idea(about_ideas[ruling.idea_id], "appeal", pictures={}, may_suspend=nobody)
        else:
            item = of_person(people[ruling.person_id or 0], at)
        items.append(replace(item, kind="appeal", acts=(), can_suspend=False, appeal=appeal))
    return items


def of_idea(
    idea: Idea, kind: str, *, pictures: dict[int, list[Any]], flags: Sequence[Flag] = (), may_suspend: Suspendable
) -> Item:
    """An idea as an item."""
    return Item(
        key=f"idea:{idea.id}", kind=kind, title=idea.title, body_html=idea.body_html, idea=idea,
        author=ideas.shown_as(idea.author, ideas.masked(idea, me())),
        at=idea.submitted_at or idea.created_at, acts=acts_on_idea(idea, bool(flags)),
        pictures=pictures.get(idea.id, []), reasons=_reasons(flags), notes=_notes(flags),
        hidden=idea.hidden_for is not None, state=idea.stage,
        can_suspend=may_suspend(idea.author) and not ideas.nameless(idea, me()),
    )  # fmt: skip


def of_comment(comment: Comment, kind: str, *, flags: Sequence[Flag] = (), may_suspend: Suspendable) -> Item:
    """A comment as an item."""
    return Item(
        key=f"comment:{comment.id}", kind=kind, title=_("Comment on “%(title)s”", title=comment.idea.title),
        body_html=comment.body_html, idea=comment.idea,
        author=ideas.shown_as(comment.author, ideas.masked(comment.idea, me())), at=comment.created_at,
        acts=acts_on_comment(comment, bool(flags)), reasons=_reasons(flags), notes=_notes(flags),
        hidden=comment.hidden_for is not None,
        can_suspend=may_suspend(comment.author) and comment.author_id not in ideas.masked(comment.idea, me()),
    )  # fmt: skip


def of_person(person: Person, at: datetime, why: str = "") -> Item:
    """A person as an item."""
    suspended = person.suspended_until is not None and person.suspended_until > at
    return Item(
        key=f"person:{person.handle}", kind="suspended" if suspended else "plain", title=person.name, body_html="",
        idea=None, author=person, at=person.suspended_until or person.created_at,
        acts=("lift",) if suspended else (), notes=(why,) if why else (),
        can_suspend=not suspended,
    )  # fmt: skip


def acts_on_idea(idea: Idea, flagged: bool) -> Sequence[str]:
    """What can be done about an idea where it stands."""
    if idea.phase == Phase.SCREENING or idea.hidden_for == "held":
        return ("publish", "return", "remove")
    if idea.phase == Phase.REMOVED:
        return ("restore",)
    dismiss = ("dismiss",) if flagged or idea.hidden_for == "flags" else ()
    back = ("return",) if idea.phase in (Phase.GATHERING, Phase.REVIEW) else ()
    return (*dismiss, *back, "remove")


def acts_on_comment(comment: Comment, flagged: bool) -> Sequence[str]:
    """What can be done about a comment."""
    if comment.hidden_for == "ruling":
        return ("show",)
    if comment.hidden_for == "held":
        return ("publish", "hide")
    return ("dismiss", "hide") if flagged or comment.hidden_for == "flags" else ("hide",)


def open_flags_on(subject: Idea | Comment) -> Sequence[Flag]:
    """Flags on one thing that nobody has dealt with."""
    about = Flag.idea_id == subject.id if isinstance(subject, Idea) else Flag.comment_id == subject.id
    return db.session.scalars(select(Flag).where(about, Flag.settled_at.is_(None)).order_by(Flag.id)).all()


def pictures_of(idea: Idea) -> dict[int, list[Any]]:
    """The pictures of one idea, as items show them."""
    return _pictures([idea])


def _flagged(
    flags: Sequence[Flag],
    about_ideas: dict[int, Any],
    about_comments: dict[int, Any],
    pictures: dict[int, list[Any]],
    may_suspend: Suspendable,
) -> list[Item]:
    """Flags by subject, the one with the most first."""
    grouped: dict[tuple[int, int], list[Flag]] = {}
    for flag in flags:
        grouped.setdefault((flag.idea_id or 0, flag.comment_id or 0), []).append(flag)
    found = []
    for (idea_id, comment_id), some in grouped.items():
        if idea_id in about_ideas:
            idea = about_ideas[idea_id]
            found.append(of_idea(idea, "flagged", pictures=pictures, flags=some, may_suspend=may_suspend))
        elif comment_id in about_comments:
            found.append(of_comment(about_comments[comment_id], "flagged", flags=some, may_suspend=may_suspend))
    return sorted(found, key=lambda item: -sum(number for _words, number in item.reasons))[:MOST]


def _hidden(person: Person) -> list[Item]:
    """What moderators took away lately, newest first."""
    removed = select(Idea).where(Idea.phase == Phase.REMOVED, *_mine(person, Idea.board_id))
    hidden = select(Comment).join(Idea, Idea.id == Comment.idea_id)
    hidden = hidden.where(Comment.hidden_for == "ruling", *_mine(person, Idea.board_id))
    gone = db.session.scalars(removed.order_by(Idea.moved_at.desc(), Idea.id.desc()).limit(LATELY)).all()
    silent = db.session.scalars(hidden.order_by(Comment.id.desc()).limit(LATELY)).all()
    return [
        *(of_idea(idea, "hidden", pictures={}, may_suspend=nobody) for idea in gone),
        *(of_comment(comment, "hidden", may_suspend=nobody) for comment in silent),
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
    wanted = {number for number in numbers if number is not None}
    if not wanted:
        return {}
    return {row.id: row for row in db.session.scalars(select(model).where(model.id.in_(wanted)))}


def _pictures(some: Sequence[Idea]) -> dict[int, list[Any]]:
    numbers = {idea.id for idea in some}
    if not numbers:
        return {}
    found: dict[int, list[Any]] = {}
    shown = select(Picture).where(Picture.idea_id.in_(numbers)).order_by(Picture.idea_id, Picture.number)
    for picture in db.session.scalars(shown):
        found.setdefault(picture.idea_id, []).append((url.upload(picture.file, 400), picture.alt))
    return found


def _reasons(flags: Sequence[Flag]) -> list[tuple[str, int]]:
    counted = Counter(flag.reason for flag in flags)
    return [(notify.flag_name(reason), number) for reason, number in counted.most_common()]


def _notes(flags: Sequence[Flag]) -> list[str]:
    return [flag.note for flag in flags if flag.note][:5]


def reason_templates() -> list[str]:
    """Reasons that admins have written for moderators to choose from, in the site's language."""
    said = settings.everything()
    return list(said["reason_templates"].get(said["language"], ()))
