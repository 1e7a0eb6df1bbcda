"""Random rules and random histories: what must hold whatever people, staff and the clock do, in whatever order."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from ideaboard import consequences
from ideaboard.core import jobs
from ideaboard.core.clock import freeze
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import No
from ideaboard.core.events import Fact
from ideaboard.domain import ideas, people, review, votes
from ideaboard.domain.events import IdeaMilestone, IdeaMoved
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.lifecycle import NEXT, Phase
from ideaboard.domain.votes.models import Vote
from tests.make import Make

START = datetime(2027, 3, 1, 9, tzinfo=UTC)
UPDOWN = {"ballot": {"kind": "updown", "points": 10}, "gate": {"metric": "none", "at_least": 0}}

# Merging


VOTE = st.tuples(st.just("vote"), st.integers(0, 3), st.integers(0, 2), st.sampled_from([1, -1, None]))
MERGE = st.tuples(st.just("merge"), st.integers(0, 2), st.integers(0, 2), st.none())
PART = st.tuples(st.just("part"), st.integers(0, 2), st.just(0), st.none())


@settings(max_examples=12)
@given(steps=st.lists(st.one_of(VOTE, VOTE, MERGE, PART), min_size=3, max_size=18))
def test_merging_counts_distinct_people_and_its_undo_leaves_no_trace(
    make: Make, steps: list[tuple[str, int, int, int | None]]
) -> None:
    board = make.board(rules=UPDOWN, at=START)
    several = [make.idea(board=board, at=START) for _number in range(3)]
    crowd = [make.person() for _number in range(3)] + [several[0].author]
    moderator = make.moderator()
    own: dict[int, dict[int, int]] = {
        idea.id: {} for idea in several
    }  # idea → person → value, as if nothing was merged
    into: dict[int, int] = {}

    for minute, (what, one, other, value) in enumerate(steps):
        at = START + timedelta(minutes=minute + 1)
        try:
            with transaction():
                if what == "vote":
                    _vote(make, several[other].id, crowd[one], value, at)
                    ballots = own[several[other].id]
                    ballots.pop(crowd[one].id, None)
                    if value is not None:
                        ballots[crowd[one].id] = value
                elif what == "merge":
                    ideas.merge(make.here(several[one]), make.here(several[other]), by=make.here(moderator), at=at)
                else:
                    ideas.unmerge(make.here(several[one]), by=make.here(moderator), at=at)
        except No:
            db.session.rollback()
        into = {idea.id: to for idea in several if (to := make.fresh(idea).merged_into_id)}
        _families_hold(make, several, own, into)

    for idea in several:
        if idea.id in into:
            with transaction():
                ideas.unmerge(make.here(idea), by=make.here(moderator), at=START + timedelta(days=1))
    for idea in several:
        found = make.fresh(idea)
        assert (found.votes_up, found.votes_down) == _counted(own[idea.id].values())
        assert votes.tally_of(found) == votes.recounted(found)


def _vote(make: Make, number: int, person: Any, value: int | None, at: datetime) -> None:
    idea, by = db.session.get_one(Idea, number), make.here(person)
    if value is None:
        votes.take_back(idea, by=by, at=at)
    else:
        votes.cast(idea, by=by, value=value, at=at)


def _counted(values: Any) -> tuple[int, int]:
    counted = Counter(values)
    return counted[1], counted[-1]


def _families_hold(make: Make, several: list[Idea], own: dict[int, dict[int, int]], into: dict[int, int]) -> None:
    """Each target counts the people of its family once, its own ballots before others, its makers not at all."""
    for idea in several:
        found = make.fresh(idea)
        members = [other for other, to in into.items() if to == idea.id]
        assert not (members and idea.id in into), "chains are flat"
        if idea.id in into or not members:
            continue
        makers = {make.fresh(each).author_id for each in several if each.id in (idea.id, *members)}
        people_ = {person for number in (idea.id, *members) for person in own[number]} - makers
        assert found.ballots == len(people_)
        fixed = [own[idea.id][person] for person in people_ if person in own[idea.id]]
        assert sum(value > 0 for value in fixed) <= found.votes_up <= found.ballots


# Whole lives


@st.composite
def rules(draw: st.DrawFn) -> dict[str, Any]:
    """Rules that can work, with a clock, a gate and a ballot of some kind."""
    kind = draw(st.sampled_from(["support", "updown", "score"]))
    metric = {"support": "supporters", "updown": "points", "score": "mean"}[kind]
    gate = draw(st.integers(2, 4)) * (10 if kind == "updown" else 1)
    top = draw(st.sampled_from([0, 0, 1]))
    days = draw(st.sampled_from([0, 3, 10])) if not top else draw(st.sampled_from([3, 10]))
    extend = (
        [{"at": draw(st.integers(1, gate)), "days": draw(st.integers(1, 9))}] if days and draw(st.booleans()) else []
    )
    return {
        "ballot": {
            "kind": kind, "points": 10 if kind == "updown" else 1, "range": [0, 5],
            "reveal": draw(st.sampled_from(["live", "after_own_vote", "after_close", "staff"])),
        },
        "clock": {
            "gather_days": days, "extend": extend, "silence_days": draw(st.sampled_from([0, 0, 7])),
            "timezone": draw(st.sampled_from(["UTC", "Europe/Copenhagen", "Pacific/Auckland"])),
        },
        "gate": {
            "metric": metric, "at_least": gate, "top": top, "min_votes": draw(st.sampled_from([0, 2])),
            "closes": draw(st.sampled_from(["gate", "decision"])), "milestones": [1],
        },
        "review": {"batches": draw(st.sampled_from([[], ["monday"]])), "capacity": draw(st.sampled_from([0, 1]))},
    }  # fmt: skip


STEP = st.tuples(
    st.sampled_from(["vote", "vote", "vote", "back", "tick", "pick", "withdraw", "decide"]),
    st.integers(0, 2),  # which idea
    st.integers(0, 3),  # which person
    st.sampled_from([1, -1, 0, 5]),
    st.integers(0, 40),  # hours later
)


@settings(max_examples=15)
@given(document=rules(), steps=st.lists(STEP, min_size=5, max_size=25))
def test_one_phase_by_the_table_tallies_as_counted_votes_in_time_and_each_turn_once(
    make: Make, document: dict[str, Any], steps: list[tuple[str, int, int, int, int]]
) -> None:
    board = make.board(rules=document, at=START)
    several = [make.idea(board=board, at=START) for _number in range(3)]
    crowd, panel = [make.person() for _number in range(4)], make.reviewer()
    at = START
    for what, which, who, value, hours in steps:
        at += timedelta(hours=hours, minutes=1)
        with freeze(at):
            try:
                _step(make, what, several[which], crowd[who], panel, value, at)
            except No:
                db.session.rollback()
    with freeze(at + timedelta(days=60)):
        db.session.rollback()
        jobs.tick(consequences.DUE)
        assert jobs.tick(consequences.DUE) == 0
    for idea in several:
        found = make.fresh(idea)
        assert votes.tally_of(found) == votes.recounted(found)
        _walked_by_the_table(found)
        _votes_in_their_time(found)


def _step(make: Make, what: str, idea: Idea, person: Any, panel: Any, value: int, at: datetime) -> None:
    if what == "tick":
        db.session.rollback()
        jobs.tick(consequences.DUE)
        return
    with transaction():
        found = make.here(idea)
        if what == "vote":
            votes.cast(found, by=make.here(person), value=value, at=at)
        elif what == "back":
            votes.take_back(found, by=make.here(person), at=at)
        elif what == "pick":
            review.pick(found, "We like it.", by=make.here(panel), at=at)
        elif what == "withdraw" and value == 0:
            ideas.withdraw(found, by=make.here(found.author), at=at)
        elif what == "decide" and found.phase == Phase.REVIEW:
            scores = {criterion.key: 3 for criterion in found.rules.review.criteria}
            review.assess(found, by=make.here(panel), at=at, scores=scores, recommendation="unsure")
            outcome = "accept" if value == 1 else "decline" if value == -1 else "carry_over"
            review.decide(found, by=people.house(), at=at, outcome=outcome, reason="other", statement="Said why.")


def _walked_by_the_table(idea: Idea) -> None:
    there = select(Fact).where(Fact.idea_id == idea.id).order_by(Fact.id)
    facts = db.session.scalars(there).all()
    moves = [(fact.data["start"], fact.data["to"]) for fact in facts if fact.kind == IdeaMoved.kind]
    for (_start, to), (start, _to) in pairwise(moves):
        assert to == start, "one phase after the other"
    for start, to in moves:
        assert Phase(to) in NEXT[Phase(start)]
    assert moves[-1][1] == idea.phase
    assert len([to for _start, to in moves if to == Phase.EXPIRED]) <= 1
    reached = [fact.data["reached"] for fact in facts if fact.kind == IdeaMilestone.kind]
    assert len(reached) == len(set(reached)), "a milestone is reached once"
    assert (idea.phase == Phase.EXPIRED) == (idea.ended_by is not None)


def _votes_in_their_time(idea: Idea) -> None:
    """No vote lies after the end of its idea, nor after a deadline that stood when it was cast."""
    ended = select(Fact.at).where(Fact.idea_id == idea.id, Fact.kind == IdeaMoved.kind).order_by(Fact.id.desc())
    last = db.session.scalar(ended.limit(1))
    for vote in db.session.scalars(select(Vote).where(Vote.idea_id == idea.id)):
        if idea.phase == Phase.EXPIRED and last is not None:
            assert vote.cast_at <= last
        if idea.deadline_at is not None and idea.rules.gate.closes == "gate":
            assert vote.cast_at < idea.deadline_at
