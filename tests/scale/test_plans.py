"""Every list is served by the index its query names, in its order: nothing is sorted, no earlier page read again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert, literal, select, text, true
from sqlalchemy.orm import aliased

from ideaboard.core.clock import now
from ideaboard.core.db import db, dialect, transaction
from ideaboard.domain import stories
from ideaboard.domain.boards.models import Board
from ideaboard.domain.ideas import SORTS, Filter
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.lifecycle import DECIDED, Phase
from ideaboard.domain.transfer import bulk

pytestmark = pytest.mark.scale

MANY = 20_000
BY_HAND = 500
BOARDS = 40
PHASES = (Phase.GATHERING,) * 7 + (Phase.REVIEW, Phase.DECLINED, Phase.LAUNCHED)

GIVEN = ("phase", "shown", "listed", "fields")
REST = {
    column.name: column.default.arg
    for column in Idea.__table__.columns
    if column.default is not None and column.name not in (*GIVEN, "heat", "merit", "standing")
}

# sort, whether on one board, phase → index
LISTS = {
    ("trending", False, None): "ix_ideas_listed_heat",
    ("new", False, None): "ix_ideas_listed_published",
    ("top", False, None): "ix_ideas_listed_merit",
    ("closing", False, None): "ix_ideas_listed_deadline",
    ("trending", False, Phase.REVIEW): "ix_ideas_listed_phase_heat",
    ("trending", True, None): "ix_ideas_board_heat",
    ("new", True, None): "ix_ideas_board_published",
    ("top", True, None): "ix_ideas_board_standing",
}
SORTING = ("USE TEMP B-TREE", "Sort")  # of SQLite, of PostgreSQL


def fill(first: Idea, others: list[Board]) -> None:
    """Put ``MANY`` ideas on the board of ``first`` and on ``others``: some by hand, the rest as their copies."""
    begun, boards = now() - timedelta(days=300), [first.board, *others]

    def row(n: int) -> dict[str, Any]:
        born, mixed = begun + timedelta(hours=n), n * 7_919 % BY_HAND  # a prime: the orders differ from each other
        board = boards[n % len(boards)]
        return {
            "board_id": board.id, "author_id": first.author_id, "rules_id": board.version.id, "title": f"Idea {n}",
            "slug": f"idea-{n}", "body": "", "body_html": "", "excerpt": "", "phase": PHASES[n % len(PHASES)],
            "shown": True, "listed": True, "fields": {}, "created_at": born, "published_at": born, "moved_at": born,
            "heat": mixed, "merit": mixed, "standing": mixed, "deadline_at": now() + timedelta(hours=mixed + 1),
        }  # fmt: skip

    with transaction() as session:
        numbers = bulk.numbered(Idea, [row(n) for n in range(BY_HAND)])
        fresh = {"heat": Idea.heat, "merit": Idea.merit, "standing": Idea.standing}
        kept = [name for name in row(0) if name not in fresh]
        other = aliased(Idea)
        place = other.id - numbers[0]
        copies = (
            select(
                *(getattr(Idea, name) for name in kept),
                *(column * (MANY // BY_HAND) + place for column in fresh.values()),
                *(literal(value) for value in REST.values()),
            )
            .join_from(Idea, other, true())
            .where(Idea.id.in_(numbers), other.id.between(numbers[1], numbers[0] + MANY // BY_HAND - 1))
        )
        session.execute(insert(Idea).from_select([*kept, *fresh, *REST], copies, include_defaults=False))
    with transaction() as session:
        session.execute(text("ANALYZE ideas"))


@contextmanager
def noted() -> Iterator[list[tuple[str, Any]]]:
    """The statements that are sent meanwhile, with their parameters."""
    seen: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_rest: object) -> None:
        seen.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def plan(statement: str, parameters: Any) -> str:
    """How the database would answer."""
    explain = "EXPLAIN QUERY PLAN " if dialect() == "sqlite" else "EXPLAIN "
    rows = db.session.connection().exec_driver_sql(explain + statement, parameters).all()
    return "\n".join(str(row[-1]) for row in rows)


def plan_of_list(ask: Callable[[], object]) -> str:
    """The plan of the statement that chooses the ideas of a page."""
    with noted() as seen:
        ask()
    chosen = [(said, given) for said, given in seen if "FROM ideas" in said and "ORDER BY" in said]
    return plan(*chosen[0])


def goes_there(plan: str) -> bool:
    """Whether the cursor is a place in the index. (SQLite names the first column of the pair only.)"""
    if dialect() == "postgresql":
        return "ROW(" in plan.partition("Filter:")[0]
    return any(place in plan for place in ("heat<?", "published_at<?", "merit<?", "standing<?", "deadline_at>?"))


@pytest.fixture
def board(make: Any) -> Board:
    """One of several boards with 20,000 ideas together."""
    first = make.idea()
    fill(first, [make.board() for _number in range(BOARDS - 1)])
    return db.session.get_one(Board, first.board_id)


def test_every_list_is_served_by_the_index_its_query_names(board):
    assert {sort for sort, _board, _phase in LISTS} == set(SORTS)
    wrong = []
    for (sort, on_board, phase), index in LISTS.items():
        chosen = Filter(board=board if on_board else None, phase=phase)
        first = stories.cards(None, chosen, sort=sort, at=now())
        for after in (None, first.after):
            found = plan_of_list(lambda: stories.cards(None, chosen, sort=sort, after=after, at=now()))  # noqa: B023
            if index not in found or any(word in found for word in SORTING) or (after and not goes_there(found)):
                wrong.append(f"{sort}, {chosen.phase}, board {on_board}, after {after}: not by {index}\n{found}")
    assert not wrong, "\n\n".join(wrong)


def test_what_became_of_ideas_is_served_by_its_index(board):
    first = stories.in_action(None, at=now())
    for after in (None, first.after):
        found = plan_of_list(lambda: stories.in_action(None, after=after, at=now()))  # noqa: B023
        assert found.count("ix_ideas_listed_phase_moved") == len(DECIDED), found
