"""What a moderator weighs beside the words themselves: who wrote them, who reported them and how right they were
before, why the post waits, and what the spam score says. Looked up once for all that is on a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from ideaboard.core.db import db
from ideaboard.core.text import _, excerpt, ngettext
from ideaboard.domain import moderation
from ideaboard.domain.comments.models import Comment
from ideaboard.domain.ideas.models import Idea, Picture
from ideaboard.domain.moderation import spam, trust
from ideaboard.domain.moderation.models import Flag, Hold, SpamModel
from ideaboard.domain.moderation.trust import Record
from ideaboard.domain.people.models import Person
from ideaboard.effects import notify
from ideaboard.web.appeals import level_names
from ideaboard.web.filters import number
from ideaboard.web.url import url

SHOWN_REPORTS = 5
SHOWN_WORDS = 4
LOUD = 0.5  # how much a word must add to be named: half a unit of log odds
ABOVE = 240  # characters shown of what a comment answers

Suspendable = Callable[[Person], bool]


def nobody(person: Person) -> bool:
    """Nobody can be suspended from here."""
    return False


@dataclass(frozen=True)
class Report:
    """One report: by whom, why, in which words, and how earlier reports of theirs ended."""

    by: Person
    why: str
    note: str
    record: str
    at: datetime


@dataclass(frozen=True)
class Scored:
    """What the spam score says, with the words that say so."""

    percent: int
    against: Sequence[str]
    speak_for: Sequence[str]

    @property
    def tone(self) -> str:
        """How loudly the page says it."""
        return "bad" if self.percent >= 100 * spam.THRESHOLD else "warn" if self.percent >= 50 else "plain"


@dataclass(frozen=True)
class Known:
    """What is known of all subjects of a page, and of the people about them."""

    pictures: Mapping[int, Sequence[tuple[str | None, str]]] = field(default_factory=dict)
    above: Mapping[int, str] = field(default_factory=dict)  # what a comment answers, by the number of that comment
    records: Mapping[int, Record] = field(default_factory=dict)
    model: SpamModel | None = None
    may_suspend: Suspendable = nobody

    def of(self, author: Person) -> list[str]:
        """An author's record, in a few phrases."""
        record = self.records.get(author.id)
        return record_words(record) if record else []

    def reports(self, flags: Sequence[Flag]) -> list[Report]:
        """The reports, those that weigh most first."""
        said = sorted(flags, key=lambda flag: (-flag.weight, flag.id))[:SHOWN_REPORTS]
        return [
            Report(one.person, notify.flag_name(one.reason), one.note, self._reporter(one.person_id), one.at)
            for one in said
        ]

    def score(self, text: str, html: str) -> Scored | None:
        """The score of a post; None before anything was learned."""
        if self.model is None:
            return None
        found = spam.score(self.model, text, html)
        against = [feature_words(word) for word, weight in found.words if weight >= LOUD][:SHOWN_WORDS]
        speak_for = [feature_words(word) for word, weight in found.words if weight <= -LOUD][:SHOWN_WORDS]
        return Scored(found.percent, against, speak_for)

    def _reporter(self, person_id: int) -> str:
        record = self.records.get(person_id, Record())
        decided = record.upheld + record.dismissed
        if not decided:
            return _("no record yet")
        return ngettext(
            "%(right)s of %(num)s earlier report was right", "%(right)s of %(num)s earlier reports were right",
            decided, right=number(record.upheld),
        )  # fmt: skip


def look_up(subjects: Sequence[Idea | Comment], flags: Sequence[Flag], at: datetime, may_suspend: Suspendable) -> Known:
    """All that is needed to judge ``subjects``, in four queries however many they are."""
    about = [one for one in subjects if isinstance(one, Idea)]
    said = [one for one in subjects if isinstance(one, Comment)]
    people = {one.author_id for one in subjects} | {flag.person_id for flag in flags}
    return Known(
        pictures=_pictures(about),
        above=_above([one.parent_id for one in said if one.parent_id]),
        records=moderation.records_of(people, at),
        model=spam.newest(),
        may_suspend=may_suspend,
    )


def record_words(record: Record) -> list[str]:
    """A record in a few phrases."""
    here = ngettext("here for %(num)s day", "here for %(num)s days", record.days) if record.days else _("joined today")
    seen = ngettext("%(num)s post in sight", "%(num)s posts in sight", record.posts)
    return [level_names()[trust.level(record).key], here, seen, _taken_down(record.clean_days)]


def _taken_down(clean_days: int | None) -> str:
    if clean_days is None:
        return _("nothing taken down so far")
    if clean_days == 0:
        return _("something taken down today")
    return ngettext("last taken down %(num)s day ago", "last taken down %(num)s days ago", clean_days)


def doubts(hold: Hold | None) -> list[str]:
    """Why something waits, in words."""
    return [doubt_words(kind, found) for kind, found in hold.doubts] if hold else []


def doubt_words(kind: str, found: str) -> str:
    """One doubt, in words."""
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


def weighed(flags: Sequence[Flag], most: int) -> str:
    """What the reports weigh together, beside the number that hides a post on its board."""
    weight = number(round(sum(flag.weight for flag in flags) / trust.ONE, 1))
    if not most:
        return ngettext(
            "It weighs %(weight)s; reports hide nothing on this board.",
            "Together they weigh %(weight)s; reports hide nothing on this board.",
            len(flags), weight=weight,
        )  # fmt: skip
    return ngettext(
        "It weighs %(weight)s; %(most)s hide a post on this board.",
        "Together they weigh %(weight)s; %(most)s hide a post on this board.",
        len(flags), weight=weight, most=number(most),
    )  # fmt: skip


def feature_words(word: str) -> str:
    """A thing the score looks at, in words."""
    if word == "→ many":
        return _("many links")
    if word == "→ some":
        return _("a link")
    if word.startswith("→ "):
        return _("a link to %(host)s", host=word[2:])
    return _("“%(word)s”", word=word)


def _pictures(some: Sequence[Idea]) -> dict[int, list[Any]]:
    numbers = {idea.id for idea in some}
    if not numbers:
        return {}
    found: dict[int, list[Any]] = {}
    shown = select(Picture).where(Picture.idea_id.in_(numbers)).order_by(Picture.idea_id, Picture.number)
    for picture in db.session.scalars(shown):
        found.setdefault(picture.idea_id, []).append((url.upload(picture.file, 400), picture.alt))
    return found


def _above(numbers: Sequence[int]) -> dict[int, str]:
    if not numbers:
        return {}
    asked = select(Comment.id, Comment.body).where(Comment.id.in_(numbers), Comment.deleted_at.is_(None))
    return {row.id: excerpt(row.body, ABOVE) for row in db.session.execute(asked)}
