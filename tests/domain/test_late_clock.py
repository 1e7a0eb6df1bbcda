"""A clock that comes late, and calendars of whole boards: what is judged, and by which votes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from ideaboard import consequences
from ideaboard.core import jobs
from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import Refused
from ideaboard.core.events import Fact
from ideaboard.domain import boards, ideas, people, review, stories
from ideaboard.domain.events import IdeaMilestone
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.review.models import Case
from ideaboard.domain.rounds.models import Entry, Round
from tests.make import Make

START = "2027-03-01T10:00:00Z"


def tick() -> int:
    db.session.rollback()
    return jobs.tick(consequences.DUE)


def later(at: datetime, **by: Any) -> datetime:
    return at + timedelta(**by)


CUTS = {
    "ballot": {"kind": "score", "range": [0, 5]},
    "clock": {"gather_days": 7, "drop": [{"after_hours": 24, "metric": "mean", "below": 2.0, "min_votes": 2}]},
    "gate": {"metric": "mean", "at_least": 0, "top": 1},
}


def test_an_early_cut_counts_the_votes_of_its_hour(make: Make, clock: Any) -> None:
    start = clock.set(START)
    weak, saved = (make.idea(board=make.board(rules=CUTS)) for _number in range(2))
    for _number in range(2):
        make.vote(weak, value=1)
    make.vote(saved, value=1)
    clock.set(later(start, hours=25))
    for _number in range(9):
        make.vote(weak, value=5)  # too late for the cut, though before the clock came
        make.vote(saved, value=0)
    clock.set(later(start, hours=30))
    tick()
    assert (make.fresh(weak).phase, make.fresh(weak).ended_by) == ("expired", "cut")
    assert make.fresh(saved).phase == "gathering"
    assert tick() == 0


def test_cuts_and_silence_are_those_an_idea_was_submitted_under(make: Make, clock: Any) -> None:
    start = clock.set(START)
    board = make.board(rules={"clock": {"silence_days": 30}})
    early = make.idea(board=board)
    with transaction():
        boards.change_rules(make.here(board), {"clock": {"silence_days": 0}}, by=people.house(), at=start)
    late = make.idea(board=board)
    clock.set(later(start, days=31))
    tick()
    assert (make.fresh(early).ended_by, make.fresh(late).phase) == ("silence", "gathering")


def test_the_best_of_a_board_with_phases_are_chosen_when_its_vote_ends(make: Make, clock: Any) -> None:
    start = clock.set(START)
    phases = [
        {"name": "Ideas", "opens": 0, "closes": 10, "allows": ["submit", "vote", "comment"]},
        {"name": "Judging", "opens": 10, "closes": 20, "allows": ["comment"]},
    ]
    board = make.board(rules={"clock": {"phases": phases}, "gate": {"at_least": 0, "top": 1}})
    best, other = make.idea(board=board, supporters=2), make.idea(board=board, supporters=1)
    clock.set(later(start, days=9))
    tick()
    assert make.fresh(best).phase == "gathering"
    clock.set(later(start, days=11))
    tick()
    assert (make.fresh(best).phase, make.fresh(other).ended_by) == ("review", "not_selected")


def test_a_refusal_says_when_the_calendar_opens_again(make: Make, clock: Any) -> None:
    start = clock.set(START)
    phases = [
        {"name": "Ideas", "opens": 0, "closes": 10, "allows": ["submit", "vote", "comment", "edit"]},
        {"name": "More", "opens": 20, "closes": 30, "allows": ["submit", "vote", "comment", "edit"]},
    ]
    board = make.board(rules={"clock": {"phases": phases}})
    idea = make.idea(board=board)
    clock.set(later(start, days=15))
    for act in (
        lambda: make.vote(idea),
        lambda: make.comment(idea),
        lambda: make.idea(board=board),
    ):
        with pytest.raises(Refused, match="That opens on 2027-03-21"):
            act()


def test_a_full_batch_leaves_the_rest_to_the_next(make: Make, clock: Any) -> None:
    clock.set(START)
    board = make.board(rules={"gate": {"at_least": 1}, "review": {"batches": ["monday"], "capacity": 2}})
    several = [make.idea(board=board, supporters=1) for _number in range(5)]
    db.session.rollback()
    rounds = db.session.query(Round).order_by(Round.cut_at).all()
    assert [db.session.query(Entry).filter_by(round_id=each.id).count() for each in rounds] == [2, 2, 1]
    assert [(each.cut_at - rounds[0].cut_at).days for each in rounds] == [0, 7, 14]

    reviewer = make.reviewer()
    with transaction():
        first = make.here(several[0])
        review.assess(
            first, by=make.here(reviewer), at=clock.set(START), recommendation="unsure",
            scores={criterion.key: 3 for criterion in first.rules.review.criteria},
        )  # fmt: skip
        review.decide(
            first, by=make.here(reviewer), at=clock.set(START), outcome="carry_over", reason="other",
            statement="We need more time for this one.",
        )  # fmt: skip
    make.idea(board=board, supporters=1)
    db.session.rollback()
    living = [db.session.query(Entry).filter_by(round_id=each.id, left_at=None).count() for each in rounds]
    assert living == [2, 2, 2]  # the place that became free was taken; the one carried over went to the last


HIDDEN = {
    "ballot": {"kind": "support", "reveal": "after_close"},
    "clock": {"gather_days": 10, "extend": [{"at": 2, "days": 30}]},
    "gate": {"at_least": 50, "milestones": [1]},
}


def test_a_hidden_tally_earns_its_time_when_the_deadline_comes(make: Make, clock: Any) -> None:
    start = clock.set(START)
    board = make.board(rules=HIDDEN)
    strong, weak = make.idea(board=board, supporters=2), make.idea(board=board, supporters=1)
    assert make.fresh(strong).deadline_at == later(start, days=10)
    assert ideas.milestones_reached(make.fresh(strong)) == set()
    clock.set(later(start, days=10, minutes=1))
    tick()
    assert make.fresh(strong).deadline_at == later(start, days=40)
    assert (make.fresh(strong).phase, make.fresh(weak).ended_by) == ("gathering", "deadline")
    assert ideas.milestones_reached(make.fresh(strong)) == {1, 2}


def test_a_merge_may_carry_the_target_over_a_milestone(make: Make, clock: Any) -> None:
    start = clock.set(START)
    rules = {"clock": {"gather_days": 10, "extend": [{"at": 3, "days": 30}]}, "gate": {"at_least": 50}}
    board = make.board(rules=rules)
    one, two = make.idea(board=board, supporters=2), make.idea(board=board, supporters=2)
    moderator = make.moderator()
    with transaction():
        ideas.merge(make.here(one), make.here(two), by=make.here(moderator), at=start)
    assert make.fresh(two).deadline_at == later(start, days=40)
    assert ideas.milestones_reached(make.fresh(two)) == {3}
    assert IdeaMilestone.kind == "idea.milestone"


@pytest.mark.parametrize("closes", ["decision", "never"])
def test_a_tally_stays_hidden_until_the_vote_is_really_over(make: Make, closes: str) -> None:
    rules = {"ballot": {"reveal": "after_close"}, "gate": {"at_least": 50, "closes": closes}}
    idea = make.idea(board=make.board(rules=rules), supporters=3, phase="review")
    assert stories.card(make.fresh(idea), None, now()).hidden
    assert (make.fresh(idea).merit, make.fresh(idea).standing) == (0, 0)
    make.vote(idea)
    assert stories.card(make.fresh(idea), None, now()).supporters is None


@pytest.mark.race
def test_two_clocks_at_once_act_once(make: Make, clock: Any, together: Callable[..., list[Any]]) -> None:
    board = make.board(rules={"gate": {"at_least": 0, "top": 1}, "clock": {"gather_days": 1}})

    past = now() - timedelta(days=30)
    best, other = (make.idea(board=board, supporters=n, at=past).id for n in (2, 1))

    together(*[lambda: jobs.tick(consequences.DUE)] * 3)

    found = [db.session.get_one(Idea, number) for number in (best, other)]
    assert (found[0].phase, found[1].ended_by) == ("review", "not_selected")
    assert db.session.query(Case).count() == 1


@pytest.mark.parametrize(("reveal", "value"), [("live", 2), ("staff", None)])
def test_what_led_into_review_is_told_in_numbers_only_where_they_are_shown(
    make: Make, reveal: str, value: int | None
) -> None:
    idea = make.idea(board=make.board(rules={"ballot": {"reveal": reveal}, "gate": {"at_least": 2}}), supporters=2)
    fact = db.session.query(Fact).filter_by(idea_id=idea.id, kind="idea.qualified").one()
    assert fact.data["value"] == value


def test_nobody_votes_after_the_silence_whether_or_not_the_clock_came(make: Make, clock: Any) -> None:
    start = clock.set(START)
    idea = make.idea(board=make.board(rules={"clock": {"silence_days": 7}}))
    clock.set(later(start, days=7, minutes=9))
    with pytest.raises(Refused, match="Voting closed on 2027-03-08"):
        make.vote(idea)
    assert not stories.card(make.fresh(idea), None, now()).voting_open
    tick()
    assert make.fresh(idea).ended_by == "silence"
