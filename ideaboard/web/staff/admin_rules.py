"""A board's rules for admins: as a form, as a file, their history, and a rehearsal of what others would have done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, request
from sqlalchemy import func, select

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import Invalid, No, Refused
from ideaboard.core.text import _
from ideaboard.domain import boards, review
from ideaboard.domain.boards import rules
from ideaboard.domain.boards.models import Board, RulesVersion
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.lifecycle import OPEN, Phase
from ideaboard.domain.people.models import Person
from ideaboard.domain.review import Rehearsal
from ideaboard.web import respond
from ideaboard.web.blueprint import pages
from ideaboard.web.me import signed_in
from ideaboard.web.staff import rules_form, show
from ideaboard.web.staff.show import errors_of, governed
from ideaboard.web.url import url

HISTORY = 20
FILE_MAX = 100_000  # bytes of a rules file
PLAYED_AT_ONCE = 200_000  # ballots that a page plays again while somebody waits; more is for the command


@pages.route("/admin/boards/<slug>/rules", methods=["GET", "POST"])
def board_rules(slug: str) -> Response:
    """The rules, each key explained; saving makes a new version, rehearsing only shows what it would do."""
    board = governed(slug)
    if request.method == "GET":
        return _page(board, rules.to_document(board.rules))
    changes = rules_form.read(request.form)
    try:
        if "rehearse" in request.form:
            return _page(board, rules.to_document(board.rules) | changes, rehearsal=_rehearsed(board, changes))
        return _saved(slug, changes)
    except (Invalid, Refused) as no:
        db.session.rollback()
        board = governed(slug)
        return _page(board, rules.to_document(board.rules) | changes, no)


@pages.get("/admin/boards/<slug>/rules.toml")
def rules_as_file(slug: str) -> Response:
    """The rules as a file that another board, or another site, can be given."""
    board = governed(slug)
    answer = Response(rules.to_toml(board.rules), mimetype="application/toml")
    answer.headers["Content-Disposition"] = f'attachment; filename="{board.slug}-rules-{board.rules_number}.toml"'
    return answer


@pages.post("/admin/boards/<slug>/rules/file")
def rules_from_file(slug: str) -> Response:
    """The form, filled from a file: nothing is saved before somebody has looked."""
    board, sent = governed(slug), request.files.get("file")
    document = rules.to_document(board.rules)
    try:
        if sent is None or not sent.filename:
            raise Invalid("rules", _("Choose a file of rules first."))
        said = _read(sent.stream.read(FILE_MAX + 1))
        base = rules.preset(board.preset)
        document = rules.to_document(rules.parse(rules.override(document, said, base=base)))
    except (Invalid, Refused) as no:
        return _page(board, document, no)
    return _page(board, document, from_file=True)


def _read(content: bytes) -> dict[str, Any]:
    if len(content) > FILE_MAX:
        raise Invalid("rules", _("A file of rules has at most %(n)s kB.", n=FILE_MAX // 1_000))
    try:
        return rules.from_toml(content.decode())
    except UnicodeDecodeError:
        raise Invalid("rules", _("This file is not text.")) from None


def _saved(slug: str, changes: Mapping[str, Any]) -> Response:
    person = signed_in()
    with transaction():
        board = governed(slug)
        before = board.rules_number
        version = boards.change_rules(board, changes, by=person, at=now())
    if version.number == before:
        return respond.to(url.admin_board(board, "rules"), _("Nothing differs, so the rules stay as they are."), "info")
    said = _("Version %(n)s of the rules is in force.", n=version.number)
    return respond.to(url.admin_board(board, "rules") + "#history", said)


def _rehearsed(board: Board, changes: Mapping[str, Any]) -> Rehearsal:
    """The board's history under its rules with ``changes``."""
    cast = db.session.scalar(select(func.sum(Idea.ballots)).where(Idea.board_id == board.id)) or 0
    if cast > PLAYED_AT_ONCE:
        command = f"flask board rehearse {board.slug} --rules FILE"
        raise Refused(
            _("This board has too many votes to play again while you wait. Run: %(command)s", command=command)
        )
    wanted = rules.override(rules.to_document(board.rules), changes, base=rules.preset(board.preset))
    return review.rehearse(rules.parse(wanted), review.history_of(board), until=now())


@dataclass(frozen=True)
class Version:
    """One version of the rules in the history: what it changed, and how many ideas on their way keep to it."""

    number: int
    at: Any
    by: str
    changes: Sequence[tuple[str, str, str]]
    ideas: int


def _page(
    board: Board,
    document: Mapping[str, Any],
    no: No | None = None,
    *,
    rehearsal: Rehearsal | None = None,
    from_file: bool = False,
) -> Response:
    errors = errors_of(no) if no else {}
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
        label_of=rules_form.label_of,
        rehearsal=rehearsal,
        from_file=from_file,
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
    return [rules.in_words(change) for change in rules.changes_between(before.rules, after.rules)]


def _bound(board: Board) -> Mapping[int, int]:
    """How many ideas on their way keep to each version."""
    running = select(Idea.rules_id, func.count().label("n")).where(
        Idea.board_id == board.id, Idea.phase.in_(sorted(OPEN - {Phase.DRAFT})), Idea.rules_id.is_not(None)
    )
    return {row.rules_id: row.n for row in db.session.execute(running.group_by(Idea.rules_id))}
