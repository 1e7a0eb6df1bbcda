"""Boards for admins: the list, a new one from a preset, what it says, and its rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, request
from sqlalchemy import func, select

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import Invalid, No, Refused
from ideaboard.core.text import _, slugify
from ideaboard.domain import boards
from ideaboard.domain.boards import rules
from ideaboard.domain.boards.models import Board, RulesVersion
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.lifecycle import OPEN, Phase
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import Can
from ideaboard.web import load, respond
from ideaboard.web.blueprint import pages
from ideaboard.web.me import may, needs, signed_in
from ideaboard.web.staff import rules_form, show
from ideaboard.web.url import url

HISTORY = 20


@pages.get("/admin")
def admin() -> Response:
    """The boards one runs."""
    person = show.team(Can.MANAGE_BOARDS)
    return show.page("admin", boards=show.boards_of(person, Can.MANAGE_BOARDS), can_open=may(Can.MANAGE_BOARDS))


@pages.route("/admin/boards/new", methods=["GET", "POST"])
def open_board() -> Response:
    """A new board from a preset."""
    person = needs(Can.MANAGE_BOARDS)
    errors: Mapping[str, str] = {}
    if request.method == "POST":
        title = request.form.get("title", "").strip()
        slug = request.form.get("slug", "").strip() or slugify(title)[:60].strip("-")
        try:
            if not title:
                raise Invalid("title", _("Give the board a title."))
            with transaction():
                board = boards.open_board(
                    None, slug, by=person, at=now(), preset=request.form.get("preset", ""), title=title
                )
            said = _("“%(title)s” is open. Look through its rules before you tell people.", title=board.title)
            return respond.to(url.admin_board(board, "rules"), said)
        except (Invalid, Refused) as no:
            db.session.rollback()
            errors = _errors(no)
    presets = [(info.name, info.title, info.summary) for info in rules.presets()]
    return show.page("board_new", 422 if errors else 200, presets=presets, errors=errors)


@pages.route("/admin/boards/<slug>", methods=["GET", "POST"])
def admin_board(slug: str) -> Response:
    """What a board is called and says, and whether it is open."""
    board = _board(slug)
    errors: Mapping[str, str] = {}
    status = 200
    if request.method == "POST":
        person, sent = signed_in(), {key: request.form.get(key) for key in ("title", "intro", "state")}
        try:
            with transaction():
                board = boards.change(_board(slug), by=person, at=now(), **sent)
            return respond.to(url.admin_board(board), _("Saved."))
        except (Invalid, Refused) as no:
            db.session.rollback()
            board, errors, status = _board(slug), _errors(no), no.status
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


@pages.route("/admin/boards/<slug>/rules", methods=["GET", "POST"])
def board_rules(slug: str) -> Response:
    """The rules, each key explained; saving what differs makes a new version."""
    board = _board(slug)
    if request.method == "GET":
        return _rules_page(board, rules.to_document(board.rules))
    person, changes = signed_in(), rules_form.read(request.form)
    before = board.rules_number
    try:
        with transaction():
            board = _board(slug)
            version = boards.change_rules(board, changes, by=person, at=now())
    except (Invalid, Refused) as no:
        db.session.rollback()
        board = _board(slug)
        return _rules_page(board, rules.to_document(board.rules) | changes, no)
    if version.number == before:
        return respond.to(url.admin_board(board, "rules"), _("Nothing differs, so the rules stay as they are."), "info")
    return respond.to(
        url.admin_board(board, "rules") + "#history", _("Version %(n)s of the rules is in force.", n=version.number)
    )


@dataclass(frozen=True)
class Version:
    """One version of the rules in the history: what it changed, and how many ideas on their way keep to it."""

    number: int
    at: Any
    by: str
    changes: Sequence[tuple[str, str, str]]
    ideas: int


def _rules_page(board: Board, document: Mapping[str, Any], no: No | None = None) -> Response:
    errors = _errors(no) if no else {}
    shown = rules_form.sections(document, errors)
    return show.page(
        "rules",
        no.status if no else 200,
        board=board,
        sections=shown,
        errors=errors,
        unplaced=rules_form.unplaced(shown, errors),
        said=rules.describe(board.rules),
        versions=_history(board),
    )


def _history(board: Board) -> list[Version]:
    """Newest first; one query for the versions, one for who made them, one for the ideas bound to them."""
    versions = boards.versions_of(board)
    makers = select(Person.id, Person.name).where(Person.id.in_({one.made_by_id for one in versions}))
    names = {row.id: row.name for row in db.session.execute(makers)}
    bound = _bound(board)
    older: Sequence[RulesVersion | None] = [*versions[1:], None]
    return [
        Version(one.number, one.made_at, names[one.made_by_id], _changes(before, one), bound.get(one.id, 0))
        for one, before in list(zip(versions, older, strict=True))[:HISTORY]
    ]


def _changes(before: RulesVersion | None, after: RulesVersion) -> list[tuple[str, str, str]]:
    if before is None:
        return []
    return [rules_form.in_words(change) for change in rules.changes_between(before.rules, after.rules)]


def _bound(board: Board) -> Mapping[int, int]:
    """How many ideas on their way keep to each version."""
    running = select(Idea.rules_id, func.count().label("n")).where(
        Idea.board_id == board.id, Idea.phase.in_(sorted(OPEN - {Phase.DRAFT})), Idea.rules_id.is_not(None)
    )
    return {row.rules_id: row.n for row in db.session.execute(running.group_by(Idea.rules_id))}


def _phases(board: Board) -> list[tuple[str, str, int]]:
    """(phase, the board's word for it, how many)."""
    counted = select(Idea.phase, func.count().label("n")).where(Idea.board_id == board.id).group_by(Idea.phase)
    found = {row.phase: row.n for row in db.session.execute(counted)}
    return [(phase, rules.stage(board.rules, phase), found[phase]) for phase in Phase if phase in found]


def _board(slug: str) -> Board:
    board = load.board(slug)
    needs(Can.MANAGE_BOARDS, board)
    return board


def _errors(no: No) -> Mapping[str, str]:
    return no.errors if isinstance(no, Invalid) else {"": no.sentence}
