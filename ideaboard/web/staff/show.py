"""What all pages of the team share: who may enter, and where their templates are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, make_response, render_template
from markupsafe import Markup, escape

from ideaboard.core.db import db
from ideaboard.core.errors import Denied, Invalid, No
from ideaboard.core.text import _
from ideaboard.domain import boards
from ideaboard.domain.boards.models import Board
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import Can, why_not
from ideaboard.web import load
from ideaboard.web.me import needs, signed_in


def page(template: str, status: int = 200, /, **context: Any) -> Response:
    """``templates/staff/<template>.html``."""
    return make_response(render_template(f"staff/{template}.html", **context), status)


def team(can: Can) -> Person:
    """Who is signed in and may ``can`` on one board at least; raises ``SignInNeeded`` or ``Denied``.

    A page that is about one thing asks ``me.needs`` about that thing instead.
    """
    person = signed_in()
    if any(why_not(person, can, _On(role.board_id)) is None for role in person.roles):
        return person
    raise Denied(why_not(person, can, _On(None)) or _("Only the team can do this."))


def everywhere(person: Person, *roles: str) -> bool:
    """Whether ``person`` holds one of ``roles`` (or is admin) for the whole site."""
    return any(role.board_id is None and role.role in {*roles, "admin"} for role in person.roles)


def boards_of(person: Person, can: Can) -> Sequence[Board]:
    """The boards on which ``person`` may ``can``, by title."""
    every = db.session.scalars(boards.visible_to(person).order_by(Board.title)).all()
    return [board for board in every if why_not(person, can, board) is None]


def governed(slug: str) -> Board:
    """The board at this address, for whoever runs it."""
    board = load.board(slug)
    needs(Can.MANAGE_BOARDS, board)
    return board


def errors_of(no: No) -> Mapping[str, str]:
    """What a refusal says, by the place it is about; ``""`` for no place in particular."""
    return no.errors if isinstance(no, Invalid) else {"": no.sentence}


def linked(said: str, words: str, address: str) -> Markup:
    """A flash that leads on: ``said``, and ``words`` as a link."""
    return Markup('{} <a href="{}">{}</a>').format(escape(said), address, words)


class _On:
    """Something on a board, to ask permissions about."""

    def __init__(self, board_id: int | None) -> None:
        self.board_id = board_id
