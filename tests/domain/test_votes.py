"""Votes: one ballot a person, tallies that are always exact, and who sees them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import Denied, Invalid, Refused, SignInNeeded
from ideaboard.core.events import Fact
from ideaboard.domain import ideas, stories, votes
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.people.models import Person
from ideaboard.domain.votes import heat
from ideaboard.domain.votes.models import Vote
from tests.make import Make

At = Callable[[str], datetime]
UPDOWN = {"ballot": {"kind": "updown", "points": 10}, "gate": {"metric": "points", "at_least": 2500}}
SCORE = {
    "ballot": {"kind": "score", "range": [0, 5], "reveal": "after_own_vote"},
    "gate": {"metric": "mean", "at_least": 3, "min_votes": 100},
}


def facts(idea: Idea) -> list[str]:
    return list(db.session.scalars(select(Fact.kind).where(Fact.idea_id == idea.id).order_by(Fact.id)))


def test_the_vote_that_reaches_the_gate_sends_the_idea_to_review(make: Make) -> None:
    idea = make.idea(gate=3, supporters=2)

    make.vote(idea)

    idea = make.fresh(idea)
    assert idea.phase == Phase.REVIEW
    assert facts(idea) == ["idea.submitted", "idea.moved", "idea.published", "idea.moved", "idea.qualified"]


def test_a_vote_after_the_gate_is_told_that_voting_is_closed(make: Make) -> None:
    idea = make.idea(gate=1, supporters=1)
    with pytest.raises(Refused, match="Voting is closed: this idea is “Under review”"):
        make.vote(idea)


def test_nobody_votes_for_an_idea_of_ones_own(make: Make) -> None:
    author = make.person()
    idea = make.idea(author=author)
    with pytest.raises(Denied, match="your own idea"):
        make.vote(idea, by=author)


def test_a_visitor_is_asked_to_sign_in(make: Make) -> None:
    idea = make.idea()
    with pytest.raises(SignInNeeded), transaction():
        votes.cast(make.here(idea), by=None, value=1, at=now())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rules", "value"), [({}, 2), ({}, -1), ({}, 0), (UPDOWN, 0), (UPDOWN, 10), (SCORE, 6), (SCORE, -1)]
)
def test_a_value_the_ballot_does_not_know_is_refused(make: Make, rules: dict[str, Any], value: int) -> None:
    idea = make.idea(rules=rules)
    with pytest.raises(Invalid) as no:
        make.vote(idea, value=value)
    assert list(no.value.errors) == ["value"]


def test_changing_a_vote_ends_one_row_and_adds_one(make: Make) -> None:
    idea, person = make.idea(rules=UPDOWN), make.person()

    make.vote(idea, by=person, value=1)
    make.vote(idea, by=person, value=-1)
    make.vote(idea, by=person, value=-1)  # the same again changes nothing

    rows = db.session.scalars(select(Vote).where(Vote.idea_id == idea.id).order_by(Vote.id)).all()
    assert [(row.value, row.ended_at is None) for row in rows] == [(1, False), (-1, True)]
    assert (make.fresh(idea).points, make.fresh(idea).votes_up, make.fresh(idea).votes_down) == (-10, 0, 1)


def test_a_vote_can_be_taken_back_while_voting_is_open(make: Make) -> None:
    idea, person = make.idea(), make.person()
    make.vote(idea, by=person)
    with transaction():
        votes.take_back(make.here(idea), by=make.here(person), at=now())
    assert make.fresh(idea).supporters == 0
    assert votes.living(make.here(idea), make.here(person)) is None


def test_where_a_vote_stands_it_cannot_be_taken_back(make: Make) -> None:
    idea, person = make.idea(rules=UPDOWN | {"ballot": {"kind": "updown", "retractable": False}}), make.person()
    make.vote(idea, by=person)
    with pytest.raises(Refused, match="stands"), transaction():
        votes.take_back(make.here(idea), by=make.here(person), at=now())


def test_voting_closes_at_the_deadline_even_when_the_tick_is_late(make: Make, at: At) -> None:
    idea = make.idea(rules={"clock": {"gather_days": 60, "timezone": "UTC"}}, at=at("2026-03-01 12:00"))
    make.vote(idea, at=at("2026-04-30 11:59"))
    with pytest.raises(Refused, match="Voting closed on 2026-04-30"):
        make.vote(idea, at=at("2026-04-30 12:00"))


def test_a_returned_idea_keeps_its_votes_and_its_deadline_waits(make: Make, at: At) -> None:
    author = make.person()
    board = make.board(rules={"clock": {"gather_days": 10}}, at=at("2026-03-01 12:00"))
    idea = make.idea(board=board, author=author, phase="returned", supporters=2, at=at("2026-03-01 12:00"))
    with pytest.raises(Refused, match="pauses"):
        make.vote(idea, at=at("2026-03-02 12:00"))

    with transaction():
        ideas.submit(make.here(idea), by=make.here(author), at=at("2026-03-06 12:00"))

    idea = make.fresh(idea)
    assert (idea.phase, idea.supporters, idea.deadline_at) == (Phase.GATHERING, 2, at("2026-03-16 12:00"))


def test_a_milestone_is_noted_once_and_moves_the_old_deadline(make: Make, at: At) -> None:
    rules = {
        "clock": {"gather_days": 60, "extend": [{"at": 2, "days": 365}], "timezone": "UTC"},
        "gate": {"at_least": 10, "milestones": [2]},
    }
    idea = make.idea(rules=rules, supporters=1, at=at("2026-01-01 00:00"))
    person = make.vote(idea, at=at("2026-02-28 00:00"))
    assert make.fresh(idea).deadline_at == at("2026-03-02 00:00") + timedelta(days=365)

    with transaction():
        votes.take_back(make.here(idea), by=make.here(person), at=at("2026-02-28 00:01"))
    make.vote(idea, at=at("2026-02-28 00:02"))

    assert make.fresh(idea).deadline_at == at("2026-03-02 00:00") + timedelta(days=365)
    assert facts(idea).count("idea.milestone") == 1


def test_a_hidden_tally_is_hidden_until_ones_own_vote_on_every_path(make: Make) -> None:
    idea, fan, other = make.idea(rules=SCORE), make.person(), make.person()
    plain = make.idea(board=make.here(idea).board, title="Nobody voted here")
    make.vote(idea, by=fan, value=5)

    def seen(person: Person | None) -> Any:
        page = stories.cards(person, ideas.Filter(board=make.here(idea).board), sort="top", at=now())
        return {card.id: (card.supporters, card.mean, card.votes_up, card.points, card.merit) for card in page.rows}

    assert seen(None)[idea.id] == seen(make.here(other))[idea.id] == (None,) * 5
    assert seen(make.here(fan))[idea.id] == (1, 5.0, 1, 0, 1)
    assert (make.fresh(idea).merit, make.fresh(idea).standing) == (0, 0)
    assert make.fresh(idea).heat < make.fresh(plain).heat  # as before the vote: younger is hotter


def test_the_tally_shows_itself_once_voting_is_over(make: Make) -> None:
    idea = make.idea(rules=SCORE | {"gate": {"metric": "mean", "at_least": 1, "min_votes": 2}})
    make.vote(idea, value=4)
    make.vote(idea, value=3)
    idea = make.fresh(idea)
    assert (idea.phase, idea.merit, idea.standing) == (Phase.REVIEW, 2, 3_500)
    assert stories.card(idea, None, now()).mean == 3.5


def test_carried_totals_count_and_route_only_at_the_next_vote(make: Make) -> None:
    idea = make.idea(gate=10)
    with transaction():
        found = make.here(idea)
        found.carried_up = 9
        votes.recount(found)
    assert (make.fresh(idea).supporters, make.fresh(idea).phase) == (9, Phase.GATHERING)
    make.vote(idea)
    assert make.fresh(idea).phase == Phase.REVIEW


def test_merged_ideas_count_distinct_people_and_an_undo_leaves_no_trace(make: Make) -> None:
    board = make.board(rules={"gate": {"at_least": 100}})
    ours = [make.idea(board=board) for _ in range(3)]
    common = [make.person(), make.person()]
    for idea in ours:
        for person in common:
            make.vote(idea, by=person)
        make.vote(idea)
    before = [
        (votes.tally_of(make.fresh(idea)), make.fresh(idea).heat) for idea in ours
    ]  # heat is rounded vote by vote

    house = make.house()
    with transaction():
        for idea in ours[1:]:
            ideas.merge(make.here(idea), make.here(ours[0]), by=make.here(house), at=now())
    assert make.fresh(ours[0]).supporters == 5

    with transaction():
        for idea in ours[1:]:
            ideas.unmerge(make.here(idea), by=make.here(house), at=now())
    after = [(votes.tally_of(make.fresh(idea)), make.fresh(idea).heat) for idea in ours]
    assert [tally for tally, _heat in after] == [tally for tally, _heat in before]
    assert all(abs(one - other) <= 2 for (_t, one), (_u, other) in zip(after, before, strict=True))


def test_a_merge_carries_the_target_over_its_gate_and_chains_stay_flat(make: Make) -> None:
    board, house = make.board(rules={"gate": {"at_least": 3}}), make.house()
    first, second, third = (make.idea(board=board, supporters=n) for n in (1, 1, 2))
    with transaction():
        ideas.merge(make.here(first), make.here(second), by=make.here(house), at=now())
    with transaction():
        ideas.merge(make.here(second), make.here(third), by=make.here(house), at=now())
    assert make.fresh(first).merged_into_id == third.id
    assert (make.fresh(third).supporters, make.fresh(third).phase) == (4, Phase.REVIEW)


def test_the_authors_of_merged_ideas_do_not_count_for_each_other(make: Make) -> None:
    board, mara = make.board(), make.person()
    mine, other = make.idea(board=board, author=mara), make.idea(board=board)
    make.vote(other, by=mara)
    house = make.house()
    with transaction():
        ideas.merge(make.here(mine), make.here(other), by=make.here(house), at=now())
    assert make.fresh(other).supporters == 0


def test_ideas_of_two_boards_cannot_be_merged(make: Make) -> None:
    first, second, house = make.idea(), make.idea(), make.house()
    with pytest.raises(Invalid, match="same board"), transaction():
        ideas.merge(make.here(first), make.here(second), by=make.here(house), at=now())


def test_the_ledger_recounts_to_the_tally(make: Make) -> None:
    idea, person = make.idea(rules=UPDOWN), make.person()
    for value in (1, -1, 1):
        make.vote(idea, by=person, value=value)
    make.vote(idea, value=-1)
    history = votes.history(make.here(idea))
    assert sum(vote.value for vote in history if vote.ended_at is None) * 10 == make.fresh(idea).points
    assert len(history) == 4


STEPS = st.lists(
    st.tuples(st.integers(0, 4), st.sampled_from([1, -1, None]), st.integers(0, 30 * 24 * 60)), min_size=1, max_size=25
)


@settings(max_examples=15)
@given(steps=STEPS)
def test_tallies_and_heat_equal_a_recount_over_random_histories(
    make: Make, steps: list[tuple[int, int | None, int]]
) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    idea = make.idea(rules=UPDOWN, at=start)
    crowd = [make.person() for _ in range(5)]
    for who, value, minutes in sorted(steps, key=lambda step: step[2]):
        moment = start + timedelta(minutes=minutes)
        with transaction():
            found, by = make.here(idea), make.here(crowd[who])
            if value is None:
                votes.take_back(found, by=by, at=moment)
            else:
                votes.cast(found, by=by, value=value, at=moment)

    found = make.fresh(idea)
    assert votes.tally_of(found) == votes.recounted(found)
    living = [vote for vote in votes.history(found) if vote.ended_at is None]
    cast = [(float(vote.value), round(vote.cast_at.timestamp() * 1000)) for vote in living]
    cast.append((1.0, round(start.timestamp() * 1000)))  # publishing counts one
    scratch = heat.from_votes(cast, found.rules.ranking.half_life_days)
    near = abs(found.heat) > 10**11 and abs(scratch) > 10**11  # a sum of almost nothing has no meaningful heat
    # for and against that nearly cancel each other magnify the last digit: a minute of a half-life of days is the same
    slack = 60_000 if any(vote.value < 0 for vote in votes.history(found)) else len(steps) + 2
    assert not near or abs(found.heat - scratch) <= slack
