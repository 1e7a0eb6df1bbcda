"""Duplicates are proposed once, by the house; staff merge them or keep them apart for good."""

from __future__ import annotations

import pytest

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import Denied, Invalid
from ideaboard.domain import duplicates, ideas


@pytest.fixture
def propose(make):
    def call(idea, **likenesses):
        with transaction():
            found = {int(number.removeprefix("idea_")): value for number, value in likenesses.items()}
            return duplicates.note_comparison(make.here(idea), found, by=make.here(house), at=now())

    house = make.house()
    return call


def like(idea, value=0.9):
    return {f"idea_{idea.id}": value}


def test_what_is_alike_enough_is_proposed_once(make, propose):
    board = make.board()
    first, second, third = (make.idea(board=board) for _ in range(3))
    assert len(propose(second, **like(first), **like(third, 0.4))) == 1
    assert propose(first, **like(second)) == []
    (family,) = duplicates.families([board.id])
    assert family.idea_ids == (first.id, second.id)
    assert family.likeness == 0.9


def test_pairs_that_share_an_idea_are_one_family_and_the_most_supported_stands_first(make, propose):
    board = make.board()
    first, second, third = make.idea(board=board), make.idea(board=board, supporters=2), make.idea(board=board)
    propose(second, **like(first))
    propose(third, **like(second, 0.7))
    (family,) = duplicates.families([board.id])
    assert family.idea_ids == (second.id, first.id, third.id)


def test_different_ideas_are_never_proposed_together_again(make, propose):
    board, moderator = make.board(), make.moderator()
    first, second, third = (make.idea(board=board) for _ in range(3))
    propose(second, **like(first))
    propose(third, **like(first))
    with transaction():
        numbers = [first.id, second.id, third.id]
        settled = duplicates.dismiss(make.here(board), numbers, by=make.here(moderator), at=now())
    assert settled == 2
    assert duplicates.families([board.id]) == []
    propose(first, **like(second), **like(third))
    assert duplicates.families([board.id]) == []
    with transaction():
        assert duplicates.dismiss(make.here(board), numbers, by=make.here(moderator), at=now()) == 0


def test_what_was_kept_apart_is_not_brought_together_by_a_third_nor_by_an_edit(make, propose):
    board, moderator = make.board(), make.moderator()
    first, second, third = (make.idea(board=board) for _ in range(3))
    propose(second, **like(first))
    with transaction():
        duplicates.dismiss(make.here(board), [first.id, second.id], by=make.here(moderator), at=now())
    propose(third, **like(first, 0.9), **like(second, 0.8))
    (family,) = duplicates.families([board.id])
    assert set(family.idea_ids) == {first.id, third.id}
    with transaction():
        duplicates.dismiss(make.here(board), family.idea_ids, by=make.here(moderator), at=now())
    (family,) = duplicates.families([board.id])
    assert set(family.idea_ids) == {second.id, third.id}


def test_all_of_a_family_are_kept_apart_also_those_that_were_no_pair(make, propose):
    board, moderator = make.board(), make.moderator()
    first, second, third = (make.idea(board=board) for _ in range(3))
    propose(second, **like(first))
    propose(third, **like(second))
    with transaction():
        numbers = [first.id, second.id, third.id]
        assert duplicates.dismiss(make.here(board), numbers, by=make.here(moderator), at=now()) == 2
    propose(third, **like(first))
    assert duplicates.families([board.id]) == []


def test_only_staff_say_so_and_of_at_least_two(make):
    board, customer, moderator = make.board(), make.person(), make.moderator()
    with pytest.raises(Denied), transaction():
        duplicates.dismiss(make.here(board), [1, 2], by=make.here(customer), at=now())
    with pytest.raises(Invalid), transaction():
        duplicates.dismiss(make.here(board), [1], by=make.here(moderator), at=now())


@pytest.mark.parametrize("phase", ["expired", "declined", "withdrawn", "removed", "merged"])
def test_what_has_ended_is_settled(make, propose, phase):
    board = make.board()
    first, second = make.idea(board=board), make.idea(board=board, phase=phase)
    propose(second, **like(first))
    assert duplicates.families([board.id]) == []


def test_all_are_merged_or_none(make):
    board, moderator = make.board(), make.moderator()
    target, one, gone = make.idea(board=board), make.idea(board=board), make.idea(board=board, phase="merged")
    with pytest.raises(Exception, match="merged already"), transaction():
        ideas.merge_all([make.here(one), make.here(gone)], make.here(target), by=make.here(moderator), at=now())
    assert make.fresh(one).phase == "gathering"


def test_an_idea_is_compared_anew_when_its_words_change(make, propose):
    board = make.board()
    idea = make.idea(board=board)
    assert [one.id for one in _waiting()] == [idea.id]
    propose(idea)
    assert _waiting() == []
    with transaction():
        ideas.revise(make.here(idea), by=make.here(idea.author), at=now(), title="Quite another thing")
    assert [one.id for one in _waiting()] == [idea.id]


def _waiting():
    return db.session.scalars(duplicates.uncompared(10)).all()
