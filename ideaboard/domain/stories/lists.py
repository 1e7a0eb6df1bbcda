"""Lists of cards. Whatever the length of the list behind it, a page costs the same few queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, select

from ideaboard.core.db import db
from ideaboard.core.errors import Invalid
from ideaboard.core.paging import Page, cut
from ideaboard.core.text import _
from ideaboard.domain import ideas, review, votes
from ideaboard.domain.boards import rulebook
from ideaboard.domain.boards.models import RulesVersion
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
    page = cut(select(*(key.column for key in keys)).where(where), keys, after=after, limit=limit)
    numbers = [row.id for row in page.rows]
    if fair and sort == "trending" and not after:
        numbers = _fair(numbers, seen_by, chosen, at)
    return Page(made(ideas.rows_of(numbers), seen_by, at), page.after)


def _fair(numbers: list[int], seen_by: Person | None, chosen: ideas.Filter, at: datetime) -> list[int]:
    """Put an underdog at positions 5 and 15. What it pushes down is not lost: the page only grows longer."""
    places = [place for place in FAIR_PLACES if place < len(numbers)]
    there = set(numbers[: FAIR_PLACES[0]])
    young = [number for number in ideas.underdogs(seen_by, chosen, at) if number not in there][: len(places)]
    numbers = [number for number in numbers if number not in young]
    for place, number in zip(places, young, strict=False):
        numbers.insert(place, number)
    return numbers


def of_ids(numbers: Sequence[int], seen_by: Person | None, at: datetime) -> list[Card]:
    """Cards of these ideas in this order; those ``seen_by`` may not see are left out."""
    if not numbers:
        return []
    rows = db.session.execute(ideas.cards(and_(Idea.id.in_(numbers), ideas.sees(seen_by)))).all()
    found = {one.id: one for one in made(rows, seen_by, at)}
    return [found[number] for number in numbers if number in found]


def of_idea(idea: Idea, seen_by: Person | None, at: datetime) -> Card:
    """The card of one idea that has been loaded already."""
    row = ideas.row_of(idea)
    return card(row, _around([row], seen_by, {idea.id: idea.maker_ids}), seen_by, at)


def made(rows: Sequence[Any], seen_by: Person | None, at: datetime) -> list[Card]:
    """Cards of rows of ``ideas.cards``."""
    if not rows:
        return []
    makers = _makers([row.id for row in rows]) if seen_by is not None else {}
    around = _around(rows, seen_by, makers)
    return [card(row, around, seen_by, at) for row in rows]


def _around(rows: Sequence[Any], seen_by: Person | None, makers: Mapping[int, frozenset[int]]) -> Around:
    """What these cards need beside their rows. Only what can be there is asked for."""
    numbers = [row.id for row in rows]
    rules = {row.id: _rules(row) for row in rows}
    return Around(
        rules=rules,
        spent=votes.spent(seen_by, {row.board_id for row in rows if rules[row.id].ballot.kind == "budget"}),
        mine=votes.ballots_of(seen_by, numbers),
        due=review.answer_due([row.id for row in rows if row.phase == Phase.REVIEW]),
        pictures=ideas.pictures_of(numbers),
        makers=makers,
    )


def _rules(row: Any) -> Rules:
    return rulebook.in_force(_Version(row.frozen_digest), _Version(row.live_digest), row.kind)


@dataclass(frozen=True)
class _Version:
    """A version of rules known by its digest; what it says is read when it is new to this process."""

    digest: str

    @property
    def document(self) -> Mapping[str, Any]:
        """The document of this digest."""
        there = select(RulesVersion.document).where(RulesVersion.digest == self.digest).limit(1)
        document: Mapping[str, Any] = db.session.scalars(there).one()
        return document


_MAKERS_OF = select(Maker.idea_id, Maker.person_id).where(
    Maker.idea_id.in_(bindparam("numbers", expanding=True)), Maker.accepted_at.is_not(None)
)


def _makers(numbers: Sequence[int]) -> Mapping[int, frozenset[int]]:
    found: dict[int, set[int]] = {}
    for idea_id, person_id in db.session.execute(_MAKERS_OF, {"numbers": numbers}):
        found.setdefault(idea_id, set()).add(person_id)
    return {idea_id: frozenset(people) for idea_id, people in found.items()}
