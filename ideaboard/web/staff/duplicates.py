"""The duplicates desk: ideas that may be the same one, to be merged or said to be different ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response, request

from ideaboard.core.clock import now
from ideaboard.core.db import transaction
from ideaboard.core.errors import Invalid, NotVisible
from ideaboard.core.text import _, ngettext
from ideaboard.domain import duplicates, ideas, stories
from ideaboard.domain.boards.models import Board
from ideaboard.domain.duplicates import Family
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import Can
from ideaboard.domain.stories import Card
from ideaboard.web import load, respond
from ideaboard.web.blueprint import pages
from ideaboard.web.cards import dressed_all
from ideaboard.web.me import signed_in
from ideaboard.web.staff import show
from ideaboard.web.url import url

SHOWN = 30  # families on a page


@dataclass(frozen=True)
class Shown:
    """A proposed family as the desk shows it."""

    board: Board
    cards: Sequence[Card]
    percent: int

    @property
    def numbers(self) -> str:
        """The ideas as the forms send them."""
        return " ".join(str(card.id) for card in self.cards)


@pages.get("/moderation/duplicates")
def duplicates_desk() -> Response:
    """What is proposed on the boards one works for, the likest first."""
    person = show.team(Can.MERGE)
    boards = {board.id: board for board in show.boards_of(person, Can.MERGE)}
    found = duplicates.families(list(boards))
    return show.page("duplicates", families=_shown(found[:SHOWN], boards, person), more=max(0, len(found) - SHOWN))


@pages.post("/moderation/duplicates")
def settle_duplicates() -> Response:
    """Merge what was ticked into the idea that was chosen, or keep all of them apart for good."""
    person, board = signed_in(), load.board(request.form.get("board", ""))
    if "apart" in request.form:
        with transaction():
            board = load.board(board.slug)
            duplicates.dismiss(board, _numbers("ideas"), by=person, at=now())
        return respond.to(url.duplicates(), _("They stay apart, and are not proposed together again."))
    return _merged(person)


def _merged(person: Person) -> Response:
    into = request.form.get("into", "")
    others = [number for number in _numbers("with") if str(number) != into]
    if not (into.isascii() and into.isdigit() and len(into) < 19 and others):
        raise Invalid("into", _("Choose the idea that stays, and at least one that becomes part of it."))
    with transaction():
        target = load.idea(int(into))
        ideas.merge_all([load.idea(number) for number in others], target, by=person, at=now())
    said = ngettext(
        "%(num)s idea is part of “%(title)s” now. Its author keeps the credit.",
        "%(num)s ideas are part of “%(title)s” now. Their authors keep the credit.",
        len(others),
        title=target.title,
    )
    return respond.to(url.duplicates(), show.linked(said, _("See it"), url.idea(target)))


def _numbers(name: str) -> list[int]:
    """Ideas by their numbers, from several fields or one."""
    written = " ".join(request.form.getlist(name)).split()
    if not all(one.isascii() and one.isdigit() and len(one) < 19 for one in written):
        raise NotVisible(_("There is no idea with this number here."))
    return [int(one) for one in written]


def _shown(found: Sequence[Family], boards: dict[int, Board], person: Person) -> list[Shown]:
    numbers = [number for family in found for number in family.idea_ids]
    cards = {card.id: card for card in dressed_all(stories.of_ids(numbers, person, now()))}
    return [
        Shown(boards[one.board_id], seen, round(100 * one.likeness))
        for one in found
        if len(seen := [cards[number] for number in one.idea_ids if number in cards]) > 1
    ]
