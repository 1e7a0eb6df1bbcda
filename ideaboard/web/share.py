"""Sharing an idea: written, looked at beside what is there already, kept as a draft, handed in; and changed later.

Nothing typed is lost: whatever the verb refuses, the words are kept as a draft first, or the form comes back filled in.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import structlog
from flask import Response, current_app, request
from flask_wtf import FlaskForm
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import FileStorage
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.validators import Length

from ideaboard.core import attachments, files
from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import Denied, Invalid, No, NotVisible, Refused
from ideaboard.core.text import N_, _, clean, render_markdown
from ideaboard.domain import boards, ideas, searches, stories
from ideaboard.domain.boards.models import Board
from ideaboard.domain.boards.phrases import share_words
from ideaboard.domain.boards.rules import EntryKind
from ideaboard.domain.ideas import writing
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.permissions import Can
from ideaboard.effects import search
from ideaboard.web import entrance, filling, intents, load, respond
from ideaboard.web.blueprint import pages
from ideaboard.web.cards import dressed_all
from ideaboard.web.me import may, me, needs, signed_in
from ideaboard.web.url import url

PICTURE_MAX = 12_000_000  # bytes of one upload
TAGS_SHOWN = 6
NEAR = 0.4  # of the likeness of the likest: what is further off is no hint, but noise around one
log = structlog.get_logger("pages")
UNSENT = (Phase.DRAFT, Phase.RETURNED)


class IdeaForm(FlaskForm):
    """An idea as it is typed. What it must have is the board's to say, so the verb says it."""

    class Meta:
        csrf = False

    board = SelectField(N_("Where does it belong?"), validate_choice=False)
    title = StringField(N_("Title"), [Length(max=1_000)])
    body = TextAreaField(N_("What is your idea?"), [Length(max=writing.BODY_MAX * 2)])
    tags = StringField(N_("Tags"), [Length(max=500)], description=N_("Words to find it by, with commas between."))
    accept_terms = BooleanField(N_("I accept the terms of this board"))


@pages.route("/ideas/new", methods=["GET", "POST"])
def share() -> Response:
    """Write a new idea. A visitor writes it too; it goes along through sign-up."""
    form = IdeaForm()
    open_boards = [board for board in boards.shown(me()) if board.state == "open" and boards.may_enter(board, me())]
    board = _board(form.board.data or request.args.get("board"), open_boards)
    closed = not boards.may_enter(board, me()) or (board.gated and me() is None)
    if request.method == "GET" and closed:
        return respond.to(url.board(board.slug), status=302)
    if request.method == "GET" and not boards.may_read(board, me()):
        return respond.to(url.agreement(board, next=url.share(board)), status=302)
    entry = filling.entry_of(board, request.form.get("turn") or request.values.get("kind"))
    if request.method == "GET":
        begun = writing.scaffold(filling.template(board, entry))
        form.title.data, form.body.data = request.args.get("title", ""), request.args.get("body") or begun
    elif _turned():
        _begin_anew(form, board, entry)
    elif "preview" not in request.form and form.validate():
        if me() is None:
            return _through_sign_up()
        with respond.filled(form):
            return _shared(form, board, entry)
    return _page(form, board, open_boards, entry=entry)


def _turned() -> bool:
    """Whether only another board or kind of entry was chosen, and its form is wanted."""
    return "turn" in request.form or "look" in request.form


def _begin_anew(form: IdeaForm, board: Board, entry: EntryKind | None) -> None:
    """Headings of the template, unless something was written under those of the one before."""
    lines = [line for line in clean(form.body.data or "").split("\n") if line.strip()]
    if all(line.startswith("## ") for line in lines):
        form.body.data = writing.scaffold(filling.template(board, entry))


@pages.route("/ideas/<id:number>/edit", methods=["GET", "POST"])
def edit(number: int) -> Response:
    """Work on a draft, hand it in, or change what an idea says."""
    person = signed_in()
    idea = load.idea(number)
    if not may(Can.EDIT_IDEA, idea):
        raise Denied(_("Only its author or a moderator can do this."))
    form = IdeaForm()
    if request.method == "GET":
        form.title.data, form.body.data = idea.title, idea.body
        form.tags.data = ", ".join(tag.tag for tag in idea.tags)
    elif "preview" not in request.form and form.validate():
        with respond.filled(form):
            return _changed(idea, form, person)
        idea = load.idea(number)
    return _page(form, idea.board, [], idea, idea.rules.form.kind(idea.kind))


@pages.post("/ideas/<id:number>/pictures")
def add_picture(number: int) -> Response:
    """Add pictures to an idea."""
    idea = load.idea(number)
    needs(Can.EDIT_IDEA, idea)
    _attach(idea.id, _pictures_sent())
    return respond.to(url.edit(idea) + "#pictures")


@pages.route("/ideas/<id:number>/pictures/<id:place>", methods=["POST", "DELETE"])
def remove_picture(number: int, place: int) -> Response:
    """Take a picture away."""
    with transaction():
        idea = load.idea(number)
        name = next((picture.file for picture in idea.pictures if picture.number == place), None)
        ideas.detach(idea, place, by=signed_in())
    if name is not None:
        files.delete(Path(current_app.config["UPLOADS"]), name)
    return respond.to(url.edit(idea) + "#pictures")


@pages.get("/similar")
def similar() -> Response:
    """Ideas like the one that is being typed: a piece of a page, or a page of its own."""
    title, body = request.args.get("title", "")[:300], request.args.get("body", "")[:2_000]
    board = _board(request.args.get("board"), boards.shown(me()))
    cards = _alike(title, body, board)
    _note_shown(request.args.get("hint", ""), cards)
    return respond.fragment("similar", cards=cards, tags=_tags_of(cards), hint=request.args.get("hint", "")[:64])


@pages.post("/preview")
def preview() -> Response:
    """What the Markdown in the form looks like."""
    return Response(_rendered(request.form.get("body", "")), mimetype="text/html")


# What the form says, done


def _through_sign_up() -> Response:
    intent = intents.of_request()
    token = intents.sealed(intent)
    if len(token) <= intents.IN_ADDRESS:
        return intents.to_sign_up(intent, url.share())
    return entrance.sign_up_first(token)


def _shared(form: IdeaForm, board: Board, entry: EntryKind | None) -> Response:
    """A draft first, whatever happens next; then its pictures and files; then, unless it is to wait, handed in."""
    title, body, tags = form.title.data or "", form.body.data or "", form.tags.data or ""
    writing.wording(title, body)
    kind = entry.key if entry else ""
    pictures, sent, given = _pictures_sent(), filling.files_sent(board, kind), filling.given(board, kind)
    with transaction():
        there = load.board(board.slug)
        idea = ideas.draft(
            there, by=signed_in(), at=now(), title=title, body=body, tags=tags, kind=kind or None, given=given
        )
    try:
        _attach(idea.id, pictures)
        filling.keep_files(idea.id, sent)
        filling.answer(idea.id, request.form.get("answers"))
        return _next(idea.id, form)
    except (Invalid, Refused) as no:
        return _still_draft(idea.id, form, no)


def _changed(idea: Idea, form: IdeaForm, person: Any) -> Response:
    title, body, tags = form.title.data or "", form.body.data or "", form.tags.data or ""
    writing.wording(title, body)
    board, kind = idea.board, idea.kind
    pictures, sent, given = _pictures_sent(), filling.files_sent(board, kind), filling.given(board, kind)
    if idea.phase != Phase.DRAFT:  # what a board needs may come with the very change that is judged
        filling.keep_files(idea.id, sent)
        sent = []
    with transaction():
        found = load.idea(idea.id)
        ideas.revise(found, by=person, at=now(), title=title, body=body, tags=tags, given=given)
    try:
        _attach(idea.id, pictures)
        filling.keep_files(idea.id, sent)
        filling.answer(idea.id, request.form.get("answers"))
        return _next(idea.id, form)
    except (Invalid, Refused) as no:
        return _still_draft(idea.id, form, no)


def _next(number: int, form: IdeaForm) -> Response:
    """Where it goes from here: kept, compared once more with what is there, or handed in."""
    idea = load.idea(number)
    if idea.phase not in UNSENT:
        return respond.to(url.idea(idea), _("Your changes are there."))
    if "keep" in request.form:
        return respond.to(url.edit(idea), _("Kept. Only you see it, on every device."))
    if idea.phase == Phase.DRAFT and "sure" not in request.form:
        alike = _alike(idea.title, idea.body, idea.board)
        if alike:
            hint = _hint()
            _note_shown(hint, alike)
            return respond.page("alike", idea=idea, cards=alike, accept=form.accept_terms.data, hint=hint)
    with transaction():
        idea = ideas.submit(load.idea(number), by=signed_in(), at=now(), accept=form.accept_terms.data or None)
        searches.chose(_hint(), "shared", idea.id)
    if idea.phase == Phase.GATHERING:
        return respond.to(url.idea(idea) + "#share", _("It is there. Now tell those who would want it."))
    return respond.to(url.idea(idea), _("It is handed in. You hear from us."))


def _still_draft(number: int, form: IdeaForm, no: Invalid | Refused) -> Response:
    """What could not be handed in waits as a draft, with what it lacks at its place."""
    db.session.rollback()
    respond.put_errors(form, no)
    idea = load.idea(number)
    return _page(form, idea.board, [], idea, idea.rules.form.kind(idea.kind))


def _pictures_sent() -> list[tuple[str, files.Picture]]:
    """What was uploaded, decoded and written anew before any transaction; one that cannot be read is refused."""
    sent = [file for file in request.files.getlist("pictures") if file.filename]
    return [(_described(place), _decoded(file)) for place, file in enumerate(sent)]


def _decoded(file: FileStorage) -> files.Picture:
    try:
        return files.reencode(file.stream, max_bytes=PICTURE_MAX)  # type: ignore[arg-type]
    except Invalid as no:
        raise Invalid("pictures", f"{file.filename}: {no.sentence}") from None


def _described(place: int) -> str:
    said = request.form.getlist("alt")
    return said[place] if place < len(said) else ""


def _attach(number: int, pictures: Sequence[tuple[str, files.Picture]]) -> None:
    folder = Path(current_app.config["UPLOADS"])
    for alt, picture in pictures:
        name = files.store(folder, picture.data, f".{picture.format}")
        try:
            with transaction():
                ideas.attach(
                    load.idea(number),
                    by=signed_in(),
                    at=now(),
                    file=name,
                    width=picture.width,
                    height=picture.height,
                    alt=alt,
                )
        except (Invalid, Refused) as no:
            files.delete(folder, name)
            raise Invalid("pictures", no.sentence) from None


# What the page shows


def _page(
    form: IdeaForm,
    board: Board,
    choice: Sequence[Board],
    idea: Idea | None = None,
    entry: EntryKind | None = None,
) -> Response:
    person = me()
    shows = "preview" in request.form or _turned()
    accepted = person is None or boards.has_accepted(board, person)
    answers = filling.needs(board, entry)
    alike = _alike(form.title.data or "", form.body.data or "", board) if idea is None else []
    return respond.page(
        "share",
        200 if shows else respond.status_of(form),
        form=form,
        board=board,
        boards=choice,
        idea=idea,
        preview=_rendered(form.body.data or "") if "preview" in request.form else None,
        needs_terms=bool(board.rules.terms.key) and not accepted,
        entry=entry,
        starts_with=share_words(entry) if entry and entry.share else None,
        kinds=filling.choices(board) if idea is None else [],
        guidance=filling.guidance(board, entry),
        asked=filling.asked(board, entry.key if entry else "", idea),
        wrong=_wrong(form),
        answers=answers,
        need=_need(idea, answers),
        filled=filling.filled,
        attachment_kinds=attachments.ACCEPTED,
        hint=_hint() or secrets.token_urlsafe(16),
        alike=alike,
        alike_tags=_tags_of(alike),
        drafts=ideas.drafts_of(person) if person is not None and idea is None else (),
    )


def _wrong(form: IdeaForm) -> Mapping[str, str]:
    """What is wrong with the board's own fields."""
    refused = getattr(form, "refused", None)
    return refused.errors if isinstance(refused, Invalid) else {}


def _need(idea: Idea | None, answers: Sequence[Idea]) -> Idea | None:
    """What is being answered, so that its criteria can stand beside the form."""
    said = request.values.get("answers", "")
    chosen = next((need for need in answers if str(need.id) == said), None)
    return chosen or (ideas.answered_by(idea) if idea is not None else None)


def _board(slug: str | None, choice: Sequence[Board]) -> Board:
    for board in choice:
        if board.slug == slug:
            return board
    if slug:
        return load.board(slug)
    if not choice:
        raise NotVisible(_("There is no board that takes ideas at the moment."))
    return choice[0]


def _alike(title: str, body: str, board: Board | None) -> list[stories.Card]:
    if len(title.strip()) < 4:
        return []
    found = search.similar(title, body, seen_by=me(), board=board, limit=4)
    near = [result.idea for result in found if result.score >= NEAR * found[0].score]
    return dressed_all(stories.made(near, me(), now()))


def _hint() -> str:
    """The random words of this form, under which is noted what was shown in it and what was done then."""
    return request.form.get("hint", "")[:64]


def _note_shown(hint: str, cards: Sequence[stories.Card]) -> None:
    """Note which ideas were shown; that it could not be noted holds nobody up."""
    if not hint or not cards:
        return
    try:
        with transaction():
            searches.showed(hint[:64], [card.id for card in cards], at=now())
    except (SQLAlchemyError, No) as busy:
        log.info("hint.not_noted", problem=type(busy).__name__)


def _tags_of(cards: Sequence[stories.Card]) -> list[str]:
    """The tags that ideas like it have, the most frequent first."""
    return ideas.common_tags([card.id for card in cards], TAGS_SHOWN)


def _rendered(body: str) -> str:
    return render_markdown(clean(body)[: writing.BODY_MAX])
