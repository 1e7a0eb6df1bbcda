"""One thing of the moderators' queue, with everything that is needed to judge it in place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ideaboard.core.text import _
from ideaboard.domain import ideas
from ideaboard.domain.comments.models import Comment
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.moderation.models import Appeal, Flag, Hold
from ideaboard.domain.people.models import Person
from ideaboard.effects import notify
from ideaboard.web.me import me
from ideaboard.web.staff import evidence
from ideaboard.web.staff.evidence import Known, Report, Scored


@dataclass(frozen=True)
class Item:
    """One thing to look at."""

    key: str  # "idea:12", "comment:9", "person:anna"
    kind: str  # screening, flagged, hidden, suspended, appeal or plain
    title: str
    body_html: str
    idea: Idea | None
    author: Person | ideas.Unnamed
    at: datetime
    acts: Sequence[str]
    record: Sequence[str] = ()  # of the author, in phrases; none where the author is not named
    above: str = ""  # what a comment answers
    pictures: Sequence[tuple[str | None, str]] = ()
    reasons: Sequence[tuple[str, int]] = ()
    reports: Sequence[Report] = ()
    more_reports: int = 0
    weighed: str = ""
    score: Scored | None = None
    notes: Sequence[str] = ()
    hidden: bool = False
    state: str = ""
    can_suspend: bool = False
    doubts: Sequence[str] = ()  # why it waits
    answer_by: datetime | None = None  # until when its author was promised an answer
    appeal: Appeal | None = None


def of_idea(idea: Idea, kind: str, known: Known, *, flags: Sequence[Flag] = (), hold: Hold | None = None) -> Item:
    """An idea as an item."""
    masked = ideas.masked(idea, me())
    named = idea.author_id not in masked
    return Item(
        key=f"idea:{idea.id}", kind=kind, title=idea.title, body_html=idea.body_html, idea=idea,
        author=ideas.shown_as(idea.author, masked), record=known.of(idea.author) if named else (),
        at=idea.submitted_at or idea.created_at, acts=acts_on_idea(idea, bool(flags)),
        pictures=known.pictures.get(idea.id, []), reasons=_reasons(flags), reports=known.reports(flags),
        more_reports=max(0, len(flags) - evidence.SHOWN_REPORTS), weighed=_weighed(idea, flags),
        score=known.score(f"{idea.title}\n{idea.body}", idea.body_html), hidden=idea.hidden_for is not None,
        state=idea.stage, can_suspend=named and known.may_suspend(idea.author), doubts=evidence.doubts(hold),
        answer_by=hold.answer_by if hold else None,
    )  # fmt: skip


def of_comment(
    comment: Comment, kind: str, known: Known, *, flags: Sequence[Flag] = (), hold: Hold | None = None
) -> Item:
    """A comment as an item."""
    masked = ideas.masked(comment.idea, me())
    named = comment.author_id not in masked
    return Item(
        key=f"comment:{comment.id}", kind=kind, title=_("Comment on “%(title)s”", title=comment.idea.title),
        body_html=comment.body_html, idea=comment.idea, author=ideas.shown_as(comment.author, masked),
        record=known.of(comment.author) if named else (), above=known.above.get(comment.parent_id or 0, ""),
        at=comment.created_at, acts=acts_on_comment(comment, bool(flags)), reasons=_reasons(flags),
        reports=known.reports(flags), more_reports=max(0, len(flags) - evidence.SHOWN_REPORTS),
        weighed=_weighed(comment.idea, flags), score=known.score(comment.body, comment.body_html),
        hidden=comment.hidden_for is not None, can_suspend=named and known.may_suspend(comment.author),
        doubts=evidence.doubts(hold), answer_by=hold.answer_by if hold else None,
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


def _reasons(flags: Sequence[Flag]) -> list[tuple[str, int]]:
    counted = Counter(flag.reason for flag in flags)
    return [(notify.flag_name(reason), number) for reason, number in counted.most_common()]


def _weighed(idea: Idea, flags: Sequence[Flag]) -> str:
    return evidence.weighed(flags, idea.rules.screening.flags_to_hide) if flags else ""
