"""The odds of a board count what everybody may see, and the company's own clock."""

from __future__ import annotations

from ideaboard.core.clock import now
from ideaboard.domain import stories


def test_the_odds_count_how_far_ideas_came(make):
    board = make.board()
    for phase in (
        "gathering",
        "gathering",
        "review",
        "accepted",
        "launched",
        "declined",
        "draft",
        "screening",
        "removed",
    ):
        if phase != "screening":
            make.idea(board=board, phase=phase)
    found = stories.odds(board.id, now())
    assert (found.shared, found.reviewed, found.accepted, found.launched) == (6, 4, 2, 1)
    assert found.answers is not None
    assert found.answers.made == 3


def test_overdue_answers_are_counted_in_public(make, clock):
    clock.set("2026-05-01 12:00")
    board = make.board(rules={"review": {"answer_days": 10}})
    make.idea(board=board, phase="review")
    assert stories.odds(board.id, now()).overdue == 0
    clock.shift(days=11)
    assert stories.odds(board.id, now()).overdue == 1


def test_they_cost_four_questions_however_many_ideas_there_are(make, queries):
    board = make.board()
    for _ in range(4):
        make.idea(board=board, phase="accepted")
    with queries() as seen:
        stories.odds(board.id, now())
    assert len(seen) == 4
