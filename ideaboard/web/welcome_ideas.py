"""The first run's last step: three first ideas, so that nobody comes to an empty page. None is asked for twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask import Response, current_app, request
from sqlalchemy import select

from ideaboard.core import files
from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import Invalid, No, Refused
from ideaboard.core.text import _, ngettext, one_line, render_markdown
from ideaboard.domain import boards, ideas, moderation
from ideaboard.domain.boards.models import Board
from ideaboard.domain.boards.rules import EntryKind
from ideaboard.domain.ideas import writing
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import Can
from ideaboard.web import epoch, respond
from ideaboard.web.blueprint import pages
from ideaboard.web.me import needs
from ideaboard.web.share import PICTURE_MAX
from ideaboard.web.url import url

FIRST = 3  # enough that a list looks like one


@dataclass(frozen=True)
class Begun:
    """One of the three as it was typed."""

    number: int
    title: str
    body: str
    picture: files.Picture | None = None


@pages.route("/welcome/ideas", methods=["GET", "POST"])
def welcome_ideas() -> Response:
    """A title and a sentence each, shared in the admin's name; all of them, or none where one lacks something."""
    person = needs(Can.MANAGE_BOARDS)
    board = first_board(person)
    if board is None:
        return respond.to(url.welcome(), status=302)
    if asks_more(board):
        return respond.to(url.share(board), status=302)
    there = _shared_by(person, board)
    if len(there) >= FIRST:
        return respond.to(url.welcome(), status=302)
    if request.method == "GET":
        return _page(board, person, there)
    try:
        count = _share(board, [one for one in _typed(board) if one.title.casefold() not in there], person)
    except (Invalid, Refused) as no:
        db.session.rollback()
        return _page(board, person, there, no)
    epoch.bump()
    said = ngettext("%(num)s idea is on the board.", "%(num)s ideas are on the board.", count) if count else None
    return respond.to(url.welcome(), said)


def first_board(person: Person) -> Board | None:
    """The board that people will come to: not one where entries are seen by their author and the team alone."""
    at = now()
    open_ = (board for board in boards.shown(person) if board.visibility != "private" and ideas.takes(board, at))
    return next(open_, None)


def asks_more(board: Board) -> bool:
    """Whether a title, a sentence and a picture do not make an idea there: then its own form is the place."""
    form, entry = board.rules.form, _entry(board)
    required = any(field.required for field in form.fields_of(entry.key if entry else ""))
    return required or form.images[0] > 1


def _entry(board: Board) -> EntryKind | None:
    """What such a board begins with: where entries answer needs, the needs."""
    needs_first = (kind for kind in board.rules.form.kinds if kind.role == "need")
    return next(needs_first, None) or ideas.entry_kind(board.rules, None)


def _shared_by(person: Person, board: Board) -> dict[str, str]:
    """What ``person`` shared there already: title in small letters → title."""
    mine = select(Idea.title).where(
        Idea.board_id == board.id, Idea.author_id == person.id, Idea.phase != Phase.DRAFT
    ).order_by(Idea.id).limit(FIRST)  # fmt: skip
    return {title.casefold(): title for title in db.session.scalars(mine)}


def _typed(board: Board) -> list[Begun]:
    """What was filled in. Pictures are decoded, words rendered: slow, so before the transaction."""
    found = []
    for number in range(1, FIRST + 1):
        title, body = one_line(_said("title", number)), _said("body", number)
        sent = request.files.get(f"picture-{number}") if board.rules.form.images[0] else None
        if not title and not body.strip() and not (sent and sent.filename):
            continue
        writing.wording(title, body)
        try:
            picture = files.reencode(sent.stream, max_bytes=PICTURE_MAX) if sent and sent.filename else None  # type: ignore[arg-type]
        except Invalid as no:
            raise Invalid(f"picture-{number}", no.sentence) from None
        found.append(Begun(number, title, body, picture))
    if not found:
        raise Invalid("title-1", _("Give your idea a title."))
    return found


def _said(name: str, number: int) -> str:
    return request.form.get(f"{name}-{number}", "")


def _share(board: Board, begun: Sequence[Begun], person: Person) -> int:
    """All in one transaction. A picture stored for what is refused is taken away again."""
    stored: list[str] = []
    at = now()
    try:
        with transaction():
            for one in begun:
                _share_one(board, one, person, at, stored)
    except No:
        for name in stored:
            files.delete(Path(current_app.config["UPLOADS"]), name)
        raise
    return len(begun)


def _share_one(board: Board, one: Begun, person: Person, at: datetime, stored: list[str]) -> None:
    entry = _entry(board)
    try:
        idea = ideas.draft(board, by=person, at=at, title=one.title, body=one.body, kind=entry.key if entry else None)
        if one.picture is not None:
            stored.append(files.store(Path(current_app.config["UPLOADS"]), one.picture.data, f".{one.picture.format}"))
            size = {"width": one.picture.width, "height": one.picture.height}
            ideas.attach(idea, by=person, at=at, file=stored[-1], alt=one.title, **size)
        ideas.submit(idea, by=person, at=at, accept=bool(request.form.get("accept_terms")) or None)
    except Invalid as no:
        raise Invalid.many({_place(key, one.number): words for key, words in no.errors.items()}) from None
    if idea.phase == Phase.SCREENING:  # whoever opens the board has had the first look
        moderation.screen(idea, by=person, at=at, outcome="publish")


def _place(key: str, number: int) -> str:
    """Where on this page a sentence of the verb belongs."""
    named = {"title": "title", "body": "body", "pictures": "picture", "alt": "picture", "file": "picture"}
    return f"{named[key]}-{number}" if key in named else key


def _page(board: Board, person: Person, there: Mapping[str, str], no: No | None = None) -> Response:
    rules, entry = board.rules, _entry(board)
    asks_terms = bool(rules.terms.key) and not boards.has_accepted(board, person)
    return respond.page(
        "welcome_ideas",
        no.status if no else 200,
        board=board,
        there=list(there.values()),
        numbers=range(1, FIRST + 1 - len(there)),
        needs=entry is not None and entry.role == "need",
        picture=bool(rules.form.images[0]),
        title_max=rules.form.title_max,
        body_min=rules.form.body_min,
        wording=render_markdown(boards.text_of(rules.terms)) if asks_terms else "",
        typed=request.form,
        errors=no.errors if isinstance(no, Invalid) else {"": no.sentence} if no else {},
    )
