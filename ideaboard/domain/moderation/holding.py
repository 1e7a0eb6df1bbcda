"""Which posts wait for a human: asked in the same transaction whenever somebody posts or edits."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from ideaboard.core import settings
from ideaboard.core.db import db
from ideaboard.core.events import record
from ideaboard.domain import comments, ideas
from ideaboard.domain.comments.models import Comment
from ideaboard.domain.events import CommentEdited, CommentSubmitted, IdeaRevised, IdeaSubmitted, PostHeld
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.moderation import spam, standing, trust, watching
from ideaboard.domain.moderation.models import Hold
from ideaboard.domain.moderation.rulings import on
from ideaboard.domain.moderation.watching import Doubt
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import holds


def hold_idea_if_doubtful(event: IdeaSubmitted, *, by: Person, at: datetime) -> None:
    """A submitted idea is looked at first where the board, its newness here, its words or its links ask for it."""
    idea = db.session.get_one(Idea, event.idea_id)
    returned = idea.phase == Phase.RETURNED
    unseen = idea.hidden_for == "held" or idea.left_phase == Phase.SCREENING
    found = [Doubt("again")] if returned and unseen else []
    if not returned and idea.board.rules.screening.before:
        found.append(Doubt("board"))
    found += _doubts(idea, f"{idea.title}\n{idea.body}", by, at, newest=not returned)
    if not found:
        return
    if idea.phase == Phase.DRAFT:
        ideas.move(idea, Phase.SCREENING, by=by, at=at)
    elif idea.left_phase != Phase.SCREENING:
        ideas.hide(idea, "held", by=by, at=at)
    keep(idea, found, by=by, at=at, was_public=returned and not unseen)


def hold_comment_if_doubtful(event: CommentSubmitted, *, by: Person, at: datetime) -> None:
    """A comment is looked at first where its author is new here, or for its words or links."""
    comment = db.session.get_one(Comment, event.comment_id)
    found = _doubts(comment, comment.body, by, at, newest=True)
    if found:
        comments.hide(comment, "held", by=by, at=at)
        keep(comment, found, by=by, at=at)


def hold_idea_if_reworded(event: IdeaRevised, *, by: Person, at: datetime) -> None:
    """What is watched for holds an edit too: nobody puts in later what would have been looked at before."""
    idea = db.session.get_one(Idea, event.idea_id)
    if idea.phase == Phase.DRAFT or by.id != idea.author_id:
        return
    found = _doubts(idea, f"{idea.title}\n{idea.body}", by, at, newest=False)
    if not found:
        return
    public = idea.shown
    if idea.phase != Phase.SCREENING:
        ideas.hide(idea, "held", by=by, at=at)
    keep(idea, found, by=by, at=at, was_public=public)


def hold_comment_if_reworded(event: CommentEdited, *, by: Person, at: datetime) -> None:
    """The same for a comment that was changed."""
    comment = db.session.get_one(Comment, event.comment_id)
    found = _doubts(comment, comment.body, by, at, newest=False)
    if found:
        public = comment.hidden_for is None
        comments.hide(comment, "held", by=by, at=at)
        keep(comment, found, by=by, at=at, was_public=public)


def keep(about: Idea | Comment, found: list[Doubt], *, by: Person, at: datetime, was_public: bool = False) -> Hold:
    """Write down that ``about`` waits, why, and by when it is answered; more doubts join the ones that are there."""
    said = [[doubt.kind, doubt.found] for doubt in found]
    hold = open_hold(about)
    if hold is not None:
        hold.doubts = [*hold.doubts, *(one for one in said if one not in hold.doubts)]
        db.session.flush()
        return hold
    idea = about if isinstance(about, Idea) else about.idea
    hold = Hold(
        idea_id=about.id if isinstance(about, Idea) else None,
        comment_id=about.id if isinstance(about, Comment) else None, board_id=idea.board_id,
        person_id=about.author_id, doubts=said, was_public=was_public, at=at,
        answer_by=at + timedelta(hours=settings.everything()["answer_hours"]),
    )  # fmt: skip
    db.session.add(hold)
    db.session.flush()
    reported = any(doubt.kind == "flags" for doubt in found)
    held = PostHeld(
        idea_id=idea.id, board_id=idea.board_id, hold_id=hold.id, comment_id=hold.comment_id, reported=reported
    )
    record(held, by=by, at=at)
    return hold


def open_hold(about: Idea | Comment) -> Hold | None:
    """What ``about`` waits for, if it does."""
    return db.session.scalar(select(Hold).where(on(Hold, about), Hold.settled_at.is_(None)))


def _doubts(about: Idea | Comment, text: str, by: Person, at: datetime, *, newest: bool) -> list[Doubt]:
    """All doubts about a post of ``by``; the team's own posts raise none. ``newest``: it was not there before."""
    if by.kind == "system" or holds(by, "moderator", about) or holds(by, "reviewer", about):
        return []
    site, known = settings.everything(), standing.record_of(by, at)
    level = trust.level(known)
    idea = about if isinstance(about, Idea) else about.idea
    before = known.posts - (1 if newest and isinstance(about, Comment) else 0)
    found = []
    if newest and before < idea.board.rules.screening.newcomers and not level.at_once:
        found.append(Doubt("newcomer"))
    found += watching.doubts(watching.of(site), text, about.body_html, free_links=level.links)
    if site["spam_holds"] and not level.unscored and spam.holds(text, about.body_html):
        found.append(Doubt("spam"))
    return found
