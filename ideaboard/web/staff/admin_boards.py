"""Boards for admins: the list, a new one from a preset or like another, and what it says."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, request
from sqlalchemy import func, select

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import Invalid, Refused
from ideaboard.core.text import _, slugify
from ideaboard.domain import boards
from ideaboard.domain.boards import rules
from ideaboard.domain.boards.models import Board
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import Can
from ideaboard.web import respond
from ideaboard.web.blueprint import pages
from ideaboard.web.home import is_young
from ideaboard.web.me import may, needs, signed_in
from ideaboard.web.staff import show
from ideaboard.web.staff.show import errors_of, governed
from ideaboard.web.url import url


@pages.get("/admin")
def admin() -> Response:
    """The boards one runs."""
    person = show.team(Can.MANAGE_BOARDS)
    mine = show.boards_of(person, Can.MANAGE_BOARDS)
    return show.page(
        "admin", boards=mine, can_open=may(Can.MANAGE_BOARDS), young=may(Can.MANAGE_SITE) and is_young(mine)
    )


@pages.route("/admin/boards/new", methods=["GET", "POST"])
def open_board() -> Response:
    """A new board from a preset, or with the rules of another (``like``)."""
    person = needs(Can.MANAGE_BOARDS)
    model = governed(request.values["like"]) if request.values.get("like") else None
    errors: Mapping[str, str] = {}
    if request.method == "POST":
        title = request.form.get("title", "").strip()
        slug = request.form.get("slug", "").strip() or slugify(title)[:60].strip("-")
        try:
            if not title:
                raise Invalid("title", _("Give the board a title."))
            with transaction():
                board = _opened(slug, title, person, model)
            said = _("“%(title)s” is open. Look through its rules before you tell people.", title=board.title)
            return respond.to(url.admin_board(board, "rules"), said)
        except (Invalid, Refused) as no:
            db.session.rollback()
            errors = errors_of(no)
    presets = [(info, rules.describe(rules.parse(rules.preset(info.name)))) for info in rules.presets()]
    read = rules.describe(model.rules) if model else []
    return show.page("board_new", 422 if errors else 200, presets=presets, model=model, read=read, errors=errors)


def _opened(slug: str, title: str, by: Person, model: Board | None) -> Board:
    if model is None:
        preset = request.form.get("preset", "")
        return boards.open_board(None, slug, by=by, at=now(), preset=preset, title=title)
    same = rules.to_document(model.rules)
    return boards.open_board(
        None, slug, by=by, at=now(), preset=model.preset, title=title, changes=same, intro=model.intro
    )


@pages.route("/admin/boards/<slug>", methods=["GET", "POST"])
def admin_board(slug: str) -> Response:
    """What a board is called and says, and whether it is open."""
    board = governed(slug)
    errors: Mapping[str, str] = {}
    status = 200
    if request.method == "POST":
        person, sent = signed_in(), {key: request.form.get(key) for key in ("title", "intro", "state")}
        try:
            with transaction():
                board = boards.change(governed(slug), by=person, at=now(), **sent)
            return respond.to(url.admin_board(board), _("Saved."))
        except (Invalid, Refused) as no:
            db.session.rollback()
            board, errors, status = governed(slug), errors_of(no), no.status
    typed = {key: request.form.get(key, getattr(board, key)) for key in ("title", "intro", "state")}
    return show.page(
        "board",
        status,
        board=board,
        typed=typed,
        errors=errors,
        said=rules.describe(board.rules),
        phases=_phases(board),
    )


def _phases(board: Board) -> list[tuple[str, str, int]]:
    """(phase, the board's word for it, how many)."""
    counted = select(Idea.phase, func.count().label("n")).where(Idea.board_id == board.id).group_by(Idea.phase)
    found = {row.phase: row.n for row in db.session.execute(counted)}
    return [(phase, rules.stage(board.rules, phase), found[phase]) for phase in Phase if phase in found]
