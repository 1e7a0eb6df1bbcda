"""Lists of cards. Whatever the length of the list behind it, a page costs the same few queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.sql.elements import ColumnElement

from ideaboard.core.db import db
from ideaboard.core.errors import Invalid
from ideaboard.core.paging import Page, cut
from ideaboard.core.text import _
from ideaboard.domain import ideas, review, votes
from ideaboard.domain.boards import rulebook
from ideaboard.domain.boards.models import Board, RulesVersion
from ideaboard.domain.boards.rules import Rules
from ideaboard.domain.ideas.models import Idea, Maker
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.people.models import Person
from ideaboard.domain.stories.card import Around, Card, card

FAIR_PLACES = (4, 14)  # positions 5 and 15


def cards(
    seen_by: Person | None,
    chosen: ideas.Filter,
    *,
    sort: str = "trending",
    after: str | None = None,
    limit: int = 20,
    at: datetime,
    fair: bool = False,
) -> Page[Card]:
    """A page of ideas. ``fair``: positions 5 and 15 of the first page of trending go to young ideas with few ballots.

    Raises ``Invalid`` for an unknown sort or a cursor that is not ours.
    """
    if sort not in ideas.SORTS:
        raise Invalid("sort", _("Sort by %(all)s.", all=", ".join(ideas.SORTS)))
    keys, demands = ideas.order(sort, chosen.board, at)
    where = and_(ideas.listed(seen_by, chosen), *demands)
    page = cut(ideas.cards(where), keys, after=after, limit=limit)
    rows = list(page.rows)
    if fair and sort == "trending" and not after:
        rows = _fair(rows, seen_by, chosen, at)
    return Page(made(rows, seen_by, at), page.after)


def _fair(rows: list[Any], seen_by: Person | None, chosen: ideas.Filter, at: datetime) -> list[Any]:
    """Put an underdog at positions 5 and 15. What it pushes down is not lost: the page only grows longer."""
    places = [place for place in FAIR_PLACES if place < len(rows)]
    there = {row.id for row in rows[: FAIR_PLACES[0]]}
    young = [number for number in ideas.underdogs(seen_by, chosen, at) if number not in there][: len(places)]
    if not young:
        return rows
    found = {row.id: row for row in db.session.execute(ideas.cards(Idea.id.in_(young)))}
    rows = [row for row in rows if row.id not in found]
    for place, number in zip(places, young, strict=False):
        rows.insert(place, found[number])
    return rows


def of_ids(numbers: Sequence[int], seen_by: Person | None, at: datetime) -> list[Card]:
    """Cards of these ideas in this order; those ``seen_by`` may not see are left out."""
    if not numbers:
        return []
    rows = db.session.execute(ideas.cards(and_(Idea.id.in_(numbers), ideas.sees(seen_by)))).all()
    found = {one.id: one for one in made(rows, seen_by, at)}
    return [found[number] for number in numbers if number in found]


def of_idea(idea: Idea, seen_by: Person | None, at: datetime) -> Card:
    """The card of one idea that has been loaded already."""
    rows = db.session.execute(ideas.cards(Idea.id == idea.id)).all()
    return made(rows, seen_by, at)[0]


def some(where: ColumnElement[bool], order: Any, seen_by: Person | None, at: datetime, limit: int) -> list[Card]:
    """The first ``limit`` cards under a condition of one's own (which must include who may see)."""
    rows = db.session.execute(ideas.cards(where).order_by(order).limit(limit)).all()
    return made(rows, seen_by, at)


def made(rows: Sequence[Any], seen_by: Person | None, at: datetime) -> list[Card]:
    """Cards of rows of ``ideas.cards``."""
    if not rows:
        return []
    numbers = [row.id for row in rows]
    around = Around(
        rules=_rules(rows),
        mine=votes.ballots_of(seen_by, numbers),
        due=review.answer_due([row.id for row in rows if row.phase == Phase.REVIEW]),
        pictures=ideas.pictures_of(numbers),
        makers=_makers(numbers) if seen_by is not None else {},
    )
    return [card(row, around, seen_by, at) for row in rows]


def _rules(rows: Sequence[Any]) -> Mapping[int, Rules]:
    """The rules each row lives by, from two short queries: the versions in force, and the frozen ones."""
    boards = {row.board_id for row in rows}
    live = {
        version.board_id: version
        for version in db.session.scalars(
            select(RulesVersion)
            .join(Board, and_(Board.id == RulesVersion.board_id, Board.rules_number == RulesVersion.number))
            .where(Board.id.in_(boards))
        )
    }
    older = {row.rules_id for row in rows} - {version.id for version in live.values()} - {None}
    frozen = {version.id: version for version in live.values()}
    if older:
        frozen |= {old.id: old for old in db.session.scalars(select(RulesVersion).where(RulesVersion.id.in_(older)))}
    found = {}
    for row in rows:
        new = live[row.board_id]
        old = frozen.get(row.rules_id, new)
        found[row.id] = rulebook.in_force(old.digest, old.document, new.digest, new.document)
    return found


def _makers(numbers: Sequence[int]) -> Mapping[int, frozenset[int]]:
    there = select(Maker.idea_id, Maker.person_id).where(Maker.idea_id.in_(numbers), Maker.accepted_at.is_not(None))
    found: dict[int, set[int]] = {}
    for idea_id, person_id in db.session.execute(there):
        found.setdefault(idea_id, set()).add(person_id)
    return {idea_id: frozenset(people) for idea_id, people in found.items()}
