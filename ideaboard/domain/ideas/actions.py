"""Verbs of ideas: from the first word to the end of their way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete

from ideaboard.core.actions import action
from ideaboard.core.db import db
from ideaboard.core.errors import Invalid, Refused
from ideaboard.core.events import record
from ideaboard.core.text import _
from ideaboard.domain.boards import accept_terms, has_accepted
from ideaboard.domain.boards import calendar as boards_calendar
from ideaboard.domain.boards.models import Board
from ideaboard.domain.events import IdeaPublished, IdeaReturned, IdeaRevised, IdeaSubmitted
from ideaboard.domain.ideas import writing
from ideaboard.domain.ideas.models import Follow, Idea, Maker, Revision, Tag
from ideaboard.domain.ideas.moving import move
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import Can, holds

EDITABLE = frozenset({Phase.DRAFT, Phase.SCREENING, Phase.RETURNED, Phase.GATHERING})


@action(Can.SHARE)
def draft(
    board: Board, *, by: Person, at: datetime, title: str, body: str = "", tags: Iterable[str] | str = ()
) -> Idea:
    """Begin an idea on ``board``; only its author sees it until it is submitted.

    Raises ``Invalid`` for a missing title or too long texts, ``Refused`` when the board takes no ideas.
    """
    words = writing.wording(title, body)
    writing.check_draft(board.rules, words)
    wanted = writing.check_tags(tags)
    _takes_ideas(board, at)
    idea = Idea(
        board=board, author=by, created_at=at, moved_at=at, title="", slug="", body="", body_html="", excerpt=""
    )
    idea.version = None
    _write(idea, words)
    db.session.add(idea)
    db.session.flush()
    idea.makers.append(Maker(idea_id=idea.id, person=by, share=10_000, leads=True, invited_at=at, accepted_at=at))
    _write_tags(idea, wanted)
    db.session.flush()
    return idea


@action(Can.EDIT_IDEA, lock="self")
def revise(
    idea: Idea,
    *,
    by: Person,
    at: datetime,
    title: str | None = None,
    body: str | None = None,
    tags: Iterable[str] | str | None = None,
) -> Idea:
    """Change what an idea says; what it said before is kept, for everyone to see once it is public."""
    words = writing.wording(idea.title if title is None else title, idea.body if body is None else body)
    if idea.phase == Phase.DRAFT:
        writing.check_draft(idea.rules, words)
    else:
        writing.check_submission(idea.rules, words, idea.rules.form.images[0])
    wanted = None if tags is None else writing.check_tags(tags)
    _may_be_edited(idea, by, at)
    if (words.title, words.body) != (idea.title, idea.body):
        _keep_revision(idea, by, at)
        _write(idea, words)
        idea.edited_at = at
    if wanted is not None:
        _write_tags(idea, wanted)
    idea.revision += 1
    db.session.flush()
    record(IdeaRevised(idea_id=idea.id, board_id=idea.board_id, revision=idea.revision), by=by, at=at)
    return idea


@action(Can.SUBMIT, lock="self")
def submit(idea: Idea, *, by: Person, at: datetime, accept: bool | None = None) -> Idea:
    """Hand an idea in: a draft goes to screening or straight to the public, a returned one to the phase it left.

    ``accept``: the author accepts the board's terms with this. Raises ``Invalid`` when something is missing,
    ``Refused`` when the board takes no ideas or the idea was submitted before.
    """
    board, rules = idea.board, idea.board.rules
    words = writing.wording(idea.title, idea.body)
    writing.check_submission(rules, words, len(idea.pictures))
    _check_terms(board, by, accept, at)
    if idea.phase == Phase.RETURNED:
        return _resubmit(idea, by, at)
    if idea.phase != Phase.DRAFT:
        raise Refused(_("This idea was submitted already: it is “%(stage)s”.", stage=idea.stage))
    _takes_ideas(board, at)
    idea.version = board.version  # from here on its rules are frozen
    idea.submitted_at = at
    db.session.flush()
    record(IdeaSubmitted(idea_id=idea.id, board_id=idea.board_id), by=by, at=at)
    if rules.screening.before or _newcomer(idea, by):
        return move(idea, Phase.SCREENING, by=by, at=at)
    return publish(idea, by=by, at=at)


def publish(idea: Idea, *, by: Person, at: datetime) -> Idea:
    """Make an idea public and start its clock. Called by ``submit`` and by the room moderation after a first look."""
    rules = idea.rules
    idea.published_at = at
    idea.deadline_at = boards_calendar.deadline(at, rules.clock.gather_days, rules.clock.timezone)
    move(idea, Phase.GATHERING, by=by, at=at)
    record(IdeaPublished(idea_id=idea.id, board_id=idea.board_id), by=by, at=at)
    return idea


def send_back(idea: Idea, *, by: Person, at: datetime) -> Idea:
    """Return an idea to its author, who may change it and submit it again. Its votes stay, its deadline pauses."""
    move(idea, Phase.RETURNED, by=by, at=at)
    record(IdeaReturned(idea_id=idea.id, board_id=idea.board_id), by=by, at=at)
    return idea


def _resubmit(idea: Idea, by: Person, at: datetime) -> Idea:
    """Back to the phase it left; the deadline moves by the time it was away."""
    back = Phase(idea.left_phase or Phase.SCREENING)
    if idea.deadline_at is not None:
        idea.deadline_at += at - idea.moved_at
    record(IdeaSubmitted(idea_id=idea.id, board_id=idea.board_id), by=by, at=at)
    return move(idea, back, by=by, at=at)


@action(Can.WITHDRAW, lock="self")
def withdraw(idea: Idea, *, by: Person, at: datetime) -> Idea:
    """The author takes the idea back, for good; possible until it is decided."""
    return move(idea, Phase.WITHDRAWN, by=by, at=at)


@action(Can.FOLLOW, lock="self")
def follow(idea: Idea, *, by: Person, at: datetime) -> Idea:
    """Hear what becomes of an idea; following twice changes nothing."""
    if db.session.get(Follow, (idea.id, by.id)) is None:
        db.session.add(Follow(idea_id=idea.id, person_id=by.id, at=at))
        idea.followers += 1
        db.session.flush()
    return idea


@action(Can.FOLLOW, lock="self")
def unfollow(idea: Idea, *, by: Person) -> Idea:
    """Hear of it no more; doing so twice changes nothing."""
    gone = db.session.execute(delete(Follow).where(Follow.idea_id == idea.id, Follow.person_id == by.id))
    idea.followers -= gone.rowcount  # type: ignore[attr-defined]
    return idea


def _takes_ideas(board: Board, at: datetime) -> None:
    if board.state != "open":
        raise Refused(_("This board takes no new ideas at the moment."))
    clock = board.rules.clock
    opened = board.opens_at or board.created_at
    if not boards_calendar.allows(clock.phases, "submit", at, opened_at=opened, timezone=clock.timezone):
        raise Refused(_("This board takes no new ideas at the moment."))


def _check_terms(board: Board, by: Person, accept: bool | None, at: datetime) -> None:
    if accept:
        accept_terms(board, by=by, at=at)
    elif not has_accepted(board, by):
        raise Invalid("accept_terms", _("Please read and accept the terms of this board first."))


def _newcomer(idea: Idea, by: Person) -> bool:
    """Whether this is one of the first posts of a person whom staff have not come to know yet."""
    first = idea.board.rules.screening.newcomers
    if not first or holds(by, "moderator", idea) or holds(by, "reviewer", idea):
        return False
    published = (
        db.session.query(Idea.id).where(Idea.author_id == by.id, Idea.published_at.is_not(None)).limit(first).count()
    )
    return published < first


def _may_be_edited(idea: Idea, by: Person, at: datetime) -> None:
    if Phase(idea.phase) not in EDITABLE:
        raise Refused(_("This idea can no longer be edited: it is “%(stage)s”.", stage=idea.stage))
    clock = idea.rules.clock
    opened = idea.board.opens_at or idea.board.created_at
    if idea.phase != Phase.DRAFT and not boards_calendar.allows(
        clock.phases, "edit", at, opened_at=opened, timezone=clock.timezone
    ):
        raise Refused(_("Ideas on this board cannot be edited at the moment."))


def _keep_revision(idea: Idea, by: Person, at: datetime) -> None:
    if idea.phase != Phase.DRAFT:
        db.session.add(
            Revision(idea_id=idea.id, number=idea.revision, title=idea.title, body=idea.body, by_id=by.id, at=at)
        )


def _write(idea: Idea, words: writing.Wording) -> None:
    idea.title, idea.slug, idea.body = words.title, words.slug, words.body
    idea.body_html, idea.excerpt = words.body_html, words.excerpt


def _write_tags(idea: Idea, tags: Sequence[str]) -> None:
    held = {tag.tag: tag for tag in idea.tags}
    idea.tags = [held.get(word) or Tag(idea_id=idea.id, tag=word) for word in tags]
