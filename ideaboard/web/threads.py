"""Comments as pages show them: threads with their first answers, longer ones by parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from ideaboard.core.text import _
from ideaboard.domain import comments, ideas, moderation
from ideaboard.domain.boards import calendar
from ideaboard.domain.comments.actions import SILENT
from ideaboard.domain.comments.models import Comment, Contribution
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.permissions import Can
from ideaboard.web.me import may, me
from ideaboard.web.url import url

Offers = Mapping[int, Contribution]  # comment → what was offered for it

THREADS = 20
ANSWERS = 5


@dataclass
class Said:
    """One comment, with what may be done about it."""

    id: int
    body_html: str
    author_name: str
    author_handle: str
    author_face: str | None
    created_at: datetime
    edited_at: datetime | None
    official: bool
    role: str | None
    hearts: int
    my_heart: bool
    deleted: bool
    hidden_reason: str | None
    can_edit: bool
    can_delete: bool
    can_reply: bool
    credit: str  # what there is to do about credit: offer, asked (who wrote it answers), named, or nothing
    waits: bool = False
    promised: datetime | None = None  # until when its author reads from us
    appeal_url: str | None = None
    replies: list[Said] = field(default_factory=list)
    more_replies: int = 0
    more_url: str | None = None


@dataclass(frozen=True)
class Talk:
    """Some threads of an idea, and where the next ones are."""

    threads: Sequence[Said]
    after: str | None


def of_idea(idea: Idea, after: str | None) -> Talk:
    """A part of an idea's threads, each with its first answers: four queries, however long they are."""
    page = comments.threads(idea, me(), after=after, limit=THREADS)
    answers = comments.first_answers(page.rows, ANSWERS, me())
    everything = [*page.rows, *(answer for some in answers.values() for answer in some)]
    liked = comments.hearted(me(), [one.id for one in everything])
    offers = comments.contributions_on(idea)
    return Talk([_thread(root, answers.get(root.id, ()), liked, offers) for root in page.rows], page.after)


def one(root: Comment, after: str | None) -> tuple[Said, str | None]:
    """A whole thread by parts."""
    page = comments.answers(root, me(), after=after)
    liked = comments.hearted(me(), [root.id, *(answer.id for answer in page.rows)])
    thread = _thread(root, page.rows, liked, comments.contributions_on(root.idea))
    thread.more_replies = 0
    return thread, page.after


def official(idea: Idea) -> list[Said]:
    """What the company said, for the top of the talk."""
    return [said(comment, set()) for comment in comments.official_answers(idea)]


def _thread(root: Comment, answers: Sequence[Comment], liked: set[int], offers: Offers) -> Said:
    """The tree of what is loaded; an answer to something that is not loaded hangs on the root."""
    top = said(root, liked, offers)
    known: dict[int, Said] = {root.id: top}
    for answer in answers:
        known[answer.id] = said(answer, liked, offers)
        known.get(answer.parent_id or root.id, top).replies.append(known[answer.id])
    living = sum(1 for answer in answers if answer.deleted_at is None and answer.hidden_for is None)
    top.more_replies = max(0, root.replies - living)
    top.more_url = url.thread(root)
    return top


def said(comment: Comment, liked: set[int] | Mapping[int, object], offers: Offers | None = None) -> Said:
    """One comment; of one that is gone only its place is left. One that waits is read by those who may know of it."""
    waits = comment.hidden_for == "held" and comment.deleted_at is None
    gone = comment.deleted_at is not None or (comment.hidden_for is not None and not waits)
    hidden = _("This comment is hidden while somebody looks at it.") if comment.hidden_for else None
    mine = me() is not None and comment.author_id == me().id  # type: ignore[union-attr]
    author = ideas.shown_as(comment.author, ideas.masked(comment.idea, me()))
    return Said(
        id=comment.id,
        body_html="" if gone else comment.body_html,
        author_name=author.name,
        author_handle=author.handle,
        author_face=url.face(author.face),
        created_at=comment.created_at,
        edited_at=comment.edited_at,
        official=comment.official,
        role=_("Product team") if comment.official else None,
        hearts=comment.hearts,
        my_heart=comment.id in liked,
        deleted=gone,
        hidden_reason=hidden,
        can_edit=not gone and may(Can.EDIT_COMMENT, comment),
        can_delete=not gone and may(Can.DELETE_COMMENT, comment),
        can_reply=not gone and not waits,
        credit="" if gone else _credit(comment, offers or {}),
        waits=waits,
        promised=moderation.promised(comment) if waits and mine else None,
        appeal_url=_appeal(comment) if mine and gone and comment.hidden_for is not None else None,
    )


def _appeal(comment: Comment) -> str | None:
    """Where its author asks for a second look at what hid it."""
    ruling = moderation.appealable(comment)
    return url.appeal(ruling) if ruling is not None else None


def _credit(comment: Comment, offers: Offers) -> str:
    held = offers.get(comment.id)
    if held is not None and held.agreed_at is not None:
        return "named"
    person = me()
    if held is not None:
        return "asked" if person is not None and person.id == comment.author_id and not held.declined_at else ""
    makes = person is not None and may(Can.MAKE, comment.idea) and comment.author_id not in comment.idea.maker_ids
    return "offer" if makes and not comment.official else ""


def is_open(idea: Idea, at: datetime) -> bool:
    """Whether something may be said on this idea at ``at``, as the verb will judge it."""
    if Phase(idea.phase) in SILENT or idea.board.state == "archived":
        return False
    clock, opened = idea.rules.clock, idea.board.opens_at or idea.board.created_at
    return calendar.allows(clock.phases, "comment", at, opened_at=opened, timezone=clock.timezone)
