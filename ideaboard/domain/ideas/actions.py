"""Verbs of ideas: from the first word to the end of their way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete

from ideaboard.core.actions import action
from ideaboard.core.db import db
from ideaboard.core.errors import Invalid, Refused
from ideaboard.core.events import record
from ideaboard.core.text import _
from ideaboard.domain.boards import accept_terms, has_accepted, must_enter
from ideaboard.domain.boards import calendar as boards_calendar
from ideaboard.domain.boards.models import Board
from ideaboard.domain.boards.phrases import kind_name, opens_again
from ideaboard.domain.boards.rules import EntryKind, Rules
from ideaboard.domain.events import IdeaPublished, IdeaReturned, IdeaRevised, IdeaSubmitted
from ideaboard.domain.ideas import fields, writing
from ideaboard.domain.ideas.links import answered_by, needs
from ideaboard.domain.ideas.models import Follow, Idea, Maker, Revision, Tag
from ideaboard.domain.ideas.moving import move
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import Can, permit

EDITABLE = frozenset({Phase.DRAFT, Phase.SCREENING, Phase.RETURNED, Phase.GATHERING})


@action(Can.SHARE)
def draft(
    board: Board,
    *,
    by: Person,
    at: datetime,
    title: str,
    body: str = "",
    tags: Iterable[str] | str = (),
    kind: str | None = None,
    given: Mapping[str, Any] | None = None,
) -> Idea:
    """Begin an idea on ``board``; only its makers see it until it is submitted.

    ``kind``: which of the board's kinds of entry (None: its first that is an idea); ``given``: the extra fields.
    Raises ``Invalid`` for a missing title or too long texts, ``Refused`` when the board takes no such entries.
    """
    entry = entry_kind(board.rules, kind)
    if entry is not None and entry.role == "need":
        permit(by, Can.STATE_NEED, board)
    must_enter(board, by)
    key = entry.key if entry else ""
    words = writing.wording(title, body)
    writing.check_draft(board.rules, words)
    wanted = writing.check_tags(tags)
    filled = fields.check(board.rules.form.fields_of(key), given or {}, before={})
    _takes_ideas(board, at, entry)
    idea = Idea(
        board=board, author=by, created_at=at, moved_at=at, title="", slug="", body="", body_html="", excerpt="",
        kind=key, fields=filled,
    )  # fmt: skip
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
    given: Mapping[str, Any] | None = None,
) -> Idea:
    """Change what an idea says; what it said before is kept, for everyone to see once it is public.

    ``given``: extra fields by their key, None or "" to empty one; what is not named stays.
    """
    words = writing.wording(idea.title if title is None else title, idea.body if body is None else body)
    filled = fields.check(idea.rules.form.fields_of(idea.kind), given or {}, before=idea.fields)
    if idea.phase == Phase.DRAFT:
        writing.check_draft(idea.rules, words)
    else:
        words = writing.wording(words.title, writing.without_empty(words.body, template_of(idea)))
        _check_whole(idea, words, filled, idea.rules.form.images[0])
    wanted = None if tags is None else writing.check_tags(tags)
    may_be_edited(idea, by, at)
    if (words.title, words.body, filled) != (idea.title, idea.body, idea.fields):
        _keep_revision(idea, by, at)
        _write(idea, words)
        idea.fields = filled
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
    ``Refused`` when the board takes no ideas or the idea was submitted before. Whether somebody looks at it first is
    judged by the room moderation, which hears ``IdeaSubmitted`` and then moves it to screening.
    """
    board, rules = idea.board, idea.board.rules
    entry = rules.form.kind(idea.kind)
    if entry is not None and entry.role == "need":
        permit(by, Can.STATE_NEED, board)
    words = writing.wording(idea.title, writing.without_empty(idea.body, template_of(idea)))
    _check_whole(idea, words, idea.fields, len(idea.pictures))
    _check_answer(idea, entry, by)
    _check_terms(board, by, accept, at)
    if idea.phase == Phase.RETURNED:
        return _resubmit(idea, by, at)
    if idea.phase != Phase.DRAFT:
        raise Refused(_("This idea was submitted already: it is “%(stage)s”.", stage=idea.stage))
    _takes_ideas(board, at, entry)
    _write(idea, words)
    idea.version = board.version  # from here on its rules are frozen
    idea.visibility = board.visibility
    idea.submitted_at = at
    db.session.flush()
    record(IdeaSubmitted(idea_id=idea.id, board_id=idea.board_id), by=by, at=at)
    return idea if idea.phase == Phase.SCREENING else publish(idea, by=by, at=at)


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
    record(IdeaSubmitted(idea_id=idea.id, board_id=idea.board_id), by=by, at=at)
    return recall(idea, by=by, at=at)


def recall(idea: Idea, *, by: Person, at: datetime) -> Idea:
    """Back from its author to the phase it left; the deadline moves by the time it was away.

    Called by ``submit``, and by the room moderation when a return is undone.
    """
    back = Phase(idea.left_phase or Phase.SCREENING)
    if idea.deadline_at is not None:
        idea.deadline_at += at - idea.moved_at
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


def takes(board: Board, at: datetime, entry: EntryKind | None = None) -> bool:
    """Whether ``board`` takes new entries (of this kind) at ``at``."""
    clock = board.rules.clock
    opened = board.opens_at or board.created_at
    if board.state != "open":
        return False
    if not boards_calendar.allows(clock.phases, "submit", at, opened_at=opened, timezone=clock.timezone):
        return False
    if entry is None or not entry.during:
        return True
    chosen = tuple(phase for phase in clock.phases if phase.name in entry.during)
    return boards_calendar.allows(chosen, "submit", at, opened_at=opened, timezone=clock.timezone)


def _takes_ideas(board: Board, at: datetime, entry: EntryKind | None) -> None:
    if not takes(board, at):
        again = opens_again(board.rules.clock, "submit", at, board.opens_at or board.created_at)
        raise Refused(f"{_('This board takes no new ideas at the moment.')} {again}".strip())
    if entry is not None and not takes(board, at, entry):
        raise Refused(_("This board takes no “%(kind)s” at the moment.", kind=kind_name(entry)))


def entry_kind(rules: Rules, kind: str | None) -> EntryKind | None:
    """The kind of entry named ``kind``; for None the first that is an idea. None on boards of plain ideas."""
    kinds = rules.form.kinds
    if kind in (None, ""):
        return next((entry for entry in kinds if entry.role == "idea"), None)
    found = rules.form.kind(kind or "")
    if found is None:
        known = ", ".join(entry.key for entry in kinds) or _("none: this board takes ideas only")
        raise Invalid("kind", _("There is no such kind of entry here. There are: %(kinds)s.", kinds=known))
    return found


def template_of(idea: Idea) -> Sequence[str]:
    """The headings its text began with."""
    form = idea.board.rules.form
    entry = form.kind(idea.kind)
    return (entry.template if entry else ()) or form.template


def _check_whole(idea: Idea, words: writing.Wording, filled: Mapping[str, Any], pictures: int) -> None:
    """What a submitted idea must have, the extra fields among it."""
    rules = idea.board.rules
    errors: dict[str, str] = {}
    try:
        writing.check_submission(rules, words, pictures)
    except Invalid as no:
        errors |= no.errors
    errors |= fields.missing(rules.form.fields_of(idea.kind), filled, [file.key for file in idea.files])
    if errors:
        raise Invalid.many(errors)


def _check_answer(idea: Idea, entry: EntryKind | None, by: Person) -> None:
    """Where needs stand, such an entry answers one of them."""
    if entry is None or not entry.answers or answered_by(idea) is not None:
        return
    if needs(idea.board_id, entry.answers, by):
        need = idea.board.rules.form.kind(entry.answers)
        name = kind_name(need) if need else entry.answers
        raise Invalid("answers", _("Say what this answers: “%(kind)s”.", kind=name))


def _check_terms(board: Board, by: Person, accept: bool | None, at: datetime) -> None:
    if accept:
        accept_terms(board, by=by, at=at)
    elif not has_accepted(board, by):
        raise Invalid("accept_terms", _("Please read and accept the terms of this board first."))


def may_be_edited(idea: Idea, by: Person, at: datetime) -> None:
    """Raise ``Refused`` where what an idea says is fixed, by its phase or by the board's calendar."""
    if Phase(idea.phase) not in EDITABLE:
        raise Refused(_("This idea can no longer be edited: it is “%(stage)s”.", stage=idea.stage))
    clock = idea.rules.clock
    opened = idea.board.opens_at or idea.board.created_at
    if idea.phase != Phase.DRAFT and not boards_calendar.allows(
        clock.phases, "edit", at, opened_at=opened, timezone=clock.timezone
    ):
        again = opens_again(clock, "edit", at, opened)
        raise Refused(f"{_('Ideas on this board cannot be edited at the moment.')} {again}".strip())


def _keep_revision(idea: Idea, by: Person, at: datetime) -> None:
    if idea.phase != Phase.DRAFT:
        db.session.add(
            Revision(
                idea_id=idea.id,
                number=idea.revision,
                title=idea.title,
                body=idea.body,
                fields=idea.fields,
                by_id=by.id,
                at=at,
            )
        )


def _write(idea: Idea, words: writing.Wording) -> None:
    idea.title, idea.slug, idea.body = words.title, words.slug, words.body
    idea.body_html, idea.excerpt = words.body_html, words.excerpt


def _write_tags(idea: Idea, tags: Sequence[str]) -> None:
    held = {tag.tag: tag for tag in idea.tags}
    idea.tags = [held.get(word) or Tag(idea_id=idea.id, tag=word) for word in tags]
