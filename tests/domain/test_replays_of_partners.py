"""Presets replayed as their platforms work: a confidential challenge, standing needs, research before ideas."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from ideaboard.core.clock import now
from ideaboard.core.db import transaction
from ideaboard.core.errors import Denied, Invalid, Refused
from ideaboard.domain import boards, comments, ideas, review
from tests.make import Make

BODY = "A body that says in some words how it works, what was tried and what it needs."


def submitted(board: Any, by: Any, **more: Any) -> Any:
    idea = ideas.draft(board, by=by, at=now(), title="A coating made of oats", body=BODY, **more)
    return ideas.submit(idea, by=by, at=now(), accept=True)


# The confidential challenge


def test_there_are_no_details_before_the_agreement(make: Make) -> None:
    board, solver = make.board(preset="innocentive"), make.person()
    assert not boards.details_open(make.here(board), make.here(solver))
    with transaction():
        board, solver = make.here(board), make.here(solver)
        held = boards.accept_terms(board, by=solver, at=now())
        assert boards.details_open(board, solver)
        assert held is not None
        assert "confidential" in boards.text_accepted(held, board)


def test_an_invitation_to_a_solvers_team_dies_at_72_hours(make: Make, at: Callable[[str], Any]) -> None:
    board, solver, friend = make.board(preset="innocentive"), make.person(), make.person()
    start = now()
    with transaction():
        board, solver, friend = make.here(board), make.here(solver), make.here(friend)
        idea = submitted(board, solver)
        asked = ideas.invite(idea, friend.handle, by=solver, at=start)
        with pytest.raises(Refused):
            ideas.accept(asked, by=friend, at=start + timedelta(hours=72), accept=True)
        ideas.accept(asked, by=friend, at=start + timedelta(hours=72) - timedelta(seconds=1), accept=True)
        assert sorted(maker.share for maker in idea.makers) == [5000, 5000]


def test_other_solvers_see_neither_the_entry_nor_how_many_there_are(make: Make) -> None:
    board, solver, other, panel = make.board(preset="innocentive"), make.person(), make.person(), make.reviewer()
    with transaction():
        board, solver = make.here(board), make.here(solver)
        boards.accept_terms(board, by=make.here(other), at=now())
        idea = submitted(board, solver)
    number = idea.id
    assert ideas.find(number, make.here(other)) is None
    assert ideas.count_on(make.here(board), make.here(other)) == 0
    assert ideas.find(number, make.here(panel)) is not None
    assert ideas.find(number, make.here(solver)) is not None


def test_a_no_carries_a_reason(make: Make) -> None:
    idea, panel = make.idea(board=make.board(preset="innocentive"), phase="review"), make.reviewer()
    with transaction():
        idea, panel = make.here(idea), make.here(panel)
        with pytest.raises(Invalid) as no:
            review.decide(idea, by=panel, at=now(), outcome="decline", reason="", statement="No, thank you.")
        assert "reason" in no.value.errors


# Standing needs


def test_the_team_states_needs_and_submissions_answer_them_terms_first(make: Make) -> None:
    board, partner, leader = make.board(preset="connect-develop"), make.person(), make.reviewer()
    colleague = make.reviewer()
    with transaction():
        board, partner, leader = make.here(board), make.here(partner), make.here(leader)
        with pytest.raises(Denied):
            ideas.draft(board, by=partner, at=now(), title="Please buy my car", kind="need")
        need = submitted(board, leader, kind="need", given={"need": "Holds 5 bar without glue."})
        mine = ideas.draft(board, by=partner, at=now(), title="A snap-fit cap", body=BODY)
        with pytest.raises(Invalid) as no:
            ideas.submit(mine, by=partner, at=now(), accept=True)
        assert set(no.value.errors) == {"answers"}
        ideas.link(mine, need, "answers", by=partner, at=now())
        with pytest.raises(Invalid) as no:
            ideas.submit(mine, by=partner, at=now())
        assert set(no.value.errors) == {"accept_terms"}
        ideas.submit(mine, by=partner, at=now(), accept=True)
        assert [told.title for told in ideas.links_of(need, None)] == ["A snap-fit cap"]
        assert need.stage == "Open for answers"
        with pytest.raises(Refused):
            review.pick(need, "We like this need.", by=make.here(colleague), at=now())


def test_research_comes_before_ideas_and_is_never_judged(make: Make, at: Callable[[str], Any]) -> None:
    board, person, panel = make.board(preset="openideo", at=at("2026-03-01")), make.person(), make.reviewer()
    with transaction():
        board, person, panel = make.here(board), make.here(person), make.here(panel)
        early, later = at("2026-03-05"), at("2026-03-25")
        found = ideas.draft(board, by=person, at=early, title="What people told us", body=BODY, kind="research")
        ideas.submit(found, by=person, at=early, accept=True)
        with pytest.raises(Refused):
            ideas.draft(board, by=person, at=later, title="Too late for research", kind="research")
        idea = ideas.draft(board, by=person, at=later, title="A cup that comes back", body=BODY)
        ideas.submit(idea, by=person, at=later, accept=True)
        ideas.link(idea, found, "builds_on", by=person, at=later)
        with pytest.raises(Refused):
            review.pick(found, "Lovely.", by=panel, at=later)
        review.pick(idea, "Lovely.", by=panel, at=later)
        comments.post(found, "Thank you for this.", by=panel, at=later)
