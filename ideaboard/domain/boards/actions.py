"""Verbs of boards."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ideaboard.core.actions import action
from ideaboard.core.db import db
from ideaboard.core.errors import Invalid
from ideaboard.core.events import record
from ideaboard.core.text import _, clean, one_line, render_markdown
from ideaboard.domain.boards import agreements, rulebook, rules
from ideaboard.domain.boards.models import Board, RulesVersion
from ideaboard.domain.boards.queries import by_slug
from ideaboard.domain.events import BoardChanged, BoardOpened, RulesChanged
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import Can

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
STATES = ("open", "closed", "archived")
TITLE_MAX = 120
INTRO_MAX = 5_000


@action(Can.MANAGE_BOARDS)
def open_board(
    site: None,
    slug: str,
    *,
    by: Person,
    at: datetime,
    preset: str,
    title: str | None = None,
    changes: Mapping[str, Any] | None = None,
    intro: str = "",
) -> Board:
    """Open a board with the rules of ``preset``, with ``changes`` over them.

    Raises ``Invalid`` for a slug that is malformed or taken, an unknown preset, or rules that cannot work.
    """
    if not SLUG.fullmatch(slug):
        raise Invalid("slug", _("A board's address has small letters, digits and hyphens, at most 60."))
    if by_slug(slug) is not None:
        raise Invalid("slug", _("There is a board with this address already."))
    base = _preset(preset)
    parsed = rules.parse(rules.override(base, changes or {}, base=base))
    document = rules.to_document(parsed)  # one spelling, JSON all through
    board = Board(slug=slug, title=_title(title or slug.replace("-", " ").capitalize()), preset=preset, created_at=at)
    _keep_for_queries(board, parsed)
    _write_intro(board, intro)
    db.session.add(board)
    db.session.flush()
    _write_version(board, document, 1, by, at)
    db.session.refresh(board)
    record(BoardOpened(board_id=board.id), by=by, at=at)
    return board


@action(Can.MANAGE_BOARDS, lock="self")
def change(
    board: Board,
    *,
    by: Person,
    at: datetime,
    title: str | None = None,
    intro: str | None = None,
    state: str | None = None,
) -> Board:
    """Change what a board is called and says, or open, close or archive it."""
    if state is not None and state not in STATES:
        raise Invalid("state", _("A board is open, closed or archived."))
    if title is not None:
        board.title = _title(title)
    if intro is not None:
        _write_intro(board, intro)
    if state is not None:
        board.state = state
    record(BoardChanged(board_id=board.id), by=by, at=at)
    return board


@action(Can.MANAGE_BOARDS, lock="self")
def change_rules(board: Board, changes: Mapping[str, Any], *, by: Person, at: datetime) -> RulesVersion:
    """Write a new version of the rules: ``changes`` over the current one; null restores the preset's value.

    Ideas that were submitted keep what was frozen for them. Changing nothing makes no version.
    """
    current = board.version
    parsed = rules.parse(rules.override(current.document, changes, base=_preset(board.preset)))
    document = rules.to_document(parsed)
    if rulebook.digest(document) == current.digest:
        return current
    version = _write_version(board, document, board.rules_number + 1, by, at)
    board.rules_number = version.number
    _keep_for_queries(board, parsed)
    db.session.flush()
    db.session.refresh(board)
    record(RulesChanged(board_id=board.id, version=version.number), by=by, at=at)
    return version


def _keep_for_queries(board: Board, parsed: rules.Rules) -> None:
    """What conditions ask of the rules, as columns."""
    terms, ranking = parsed.terms, parsed.ranking
    board.visibility, board.joining = ranking.visibility, ranking.join
    board.anonymous = parsed.review.anonymous
    board.gated = agreements.gates(terms, ranking.visibility)
    board.narrowed = bool(board.narrowed) or ranking.visibility != "public"
    board.terms_digest = agreements.digest_of(terms)


def _preset(name: str) -> dict[str, Any]:
    if name not in {info.name for info in rules.presets()}:
        raise Invalid("preset", _("There is no preset with this name."))
    return rules.preset(name)


def _title(title: str) -> str:
    title = one_line(title)
    if not title or len(title) > TITLE_MAX:
        raise Invalid("title", _("A board needs a title of at most %(n)s characters.", n=TITLE_MAX))
    return title


def _write_intro(board: Board, intro: str) -> None:
    intro = clean(intro)
    if len(intro) > INTRO_MAX:
        raise Invalid("intro", _("An introduction has at most %(n)s characters.", n=INTRO_MAX))
    board.intro, board.intro_html = intro, render_markdown(intro)


def _write_version(board: Board, document: dict[str, Any], number: int, by: Person, at: datetime) -> RulesVersion:
    version = RulesVersion(
        board_id=board.id,
        number=number,
        document=document,
        digest=rulebook.digest(document),
        made_at=at,
        made_by_id=by.id,
    )
    db.session.add(version)
    db.session.flush()
    return version
