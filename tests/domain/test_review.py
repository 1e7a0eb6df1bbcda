"""The review desk: blind scorecards, decisions that need a reason, and what they set in motion."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import Denied, Invalid, Refused
from ideaboard.core.jobs import tick
from ideaboard.domain import ideas, people, review, rewards, rounds
from ideaboard.domain.ideas.models import Idea, Maker
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.people.models import Person
from ideaboard.domain.review.models import Decision
from ideaboard.domain.rewards.models import LedgerEntry, Reward
from ideaboard.domain.rounds.models import Round
from tests.make import Make

At = Callable[[str], datetime]
CASH = {
    "reward": {"on": "launched", "grants": [{"kind": "cash", "amount": "100", "currency": "EUR"}], "split": "declared"}
}


def assess(make: Make, idea: Idea, by: Person, score: int = 4, **changes: Any) -> Any:
    with transaction():
        found = make.here(idea)
        scores = {criterion.key: score for criterion in found.rules.review.criteria} | changes.pop("scores", {})
        return review.assess(found, by=make.here(by), at=now(), scores=scores, recommendation="accept", **changes)


def decide(make: Make, idea: Idea, by: Person, outcome: str = "accept", **changes: str) -> Decision:
    with transaction():
        found = make.here(idea)
        words = {"reason": found.rules.review.reasons[0], "statement": "We thought about it for long."} | changes
        return review.decide(found, by=make.here(by), at=now(), outcome=outcome, **words)


def test_scores_of_colleagues_are_hidden_until_ones_own_is_in(make: Make) -> None:
    idea, one, other = make.idea(phase="review"), make.reviewer(), make.reviewer()
    assess(make, idea, one, score=5)
    case = review.open_case(idea.id)
    assert case is not None

    hidden = review.standings([case], make.here(other))[case.id]
    assert (hidden.given, hidden.mean, list(hidden.others), hidden.mean_by_criterion) == (1, None, [], {})

    assess(make, idea, other, score=3)
    shown = review.standings([review.open_case(idea.id) or case], make.here(other))[case.id]
    assert (shown.given, shown.mean, [row.reviewer_id for row in shown.others]) == (2, 4.0, [one.id])


@pytest.mark.parametrize("scores", [{"value": 0}, {"value": 6}, {"value": True}, {"value": "4"}, {"nonsense": 3}])
def test_a_scorecard_is_whole_and_within_its_scale(make: Make, scores: dict[str, Any]) -> None:
    idea, reviewer = make.idea(phase="review"), make.reviewer()
    key = idea.rules.review.criteria[0].key
    given = {key if name == "value" else name: score for name, score in scores.items()}
    with pytest.raises(Invalid):
        assess(make, idea, reviewer, scores=given)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"reason": ""}, "reason"), ({"reason": "because"}, "reason"), ({"statement": "  "}, "statement")],
)
def test_a_no_without_a_reason_is_impossible(make: Make, changes: dict[str, str], field: str) -> None:
    idea, reviewer = make.idea(phase="review"), make.reviewer()
    assess(make, idea, reviewer)
    with pytest.raises(Invalid) as no:
        decide(make, idea, reviewer, "decline", **changes)
    assert list(no.value.errors) == [field]
    assert make.fresh(idea).phase == Phase.REVIEW


def test_a_decision_waits_for_the_scorecards_the_rules_ask_for(make: Make) -> None:
    idea = make.idea(phase="review", rules={"review": {"reviewers": 2}})
    one, other = make.reviewer(), make.reviewer()
    assess(make, idea, one)
    with pytest.raises(Refused, match="1 of 2 scorecards"):
        decide(make, idea, one)
    assess(make, idea, other)
    decide(make, idea, one, "decline")
    assert make.fresh(idea).phase == Phase.DECLINED


def test_who_declared_a_conflict_counts_not_and_decides_not(make: Make) -> None:
    idea, torn, free = make.idea(phase="review"), make.reviewer(), make.reviewer()
    with transaction():
        review.declare_conflict(make.here(idea), "The maker is my sister.", by=make.here(torn), at=now())
    with pytest.raises(Refused, match="0 of 1"):
        decide(make, idea, free)
    assess(make, idea, free)
    with pytest.raises(Refused, match="conflict of interest"):
        decide(make, idea, torn)
    decide(make, idea, free)


def test_a_decided_idea_is_not_decided_again(make: Make) -> None:
    idea, reviewer = make.idea(phase="declined"), make.reviewer()
    with pytest.raises(Refused, match="not in review"):
        decide(make, idea, reviewer)


def test_customers_and_moderators_do_not_decide(make: Make) -> None:
    idea = make.idea(phase="review")
    for somebody in (make.person(), make.moderator()):
        with pytest.raises(Denied):
            decide(make, idea, somebody)


def test_a_returned_case_comes_back_to_review_with_a_case_of_its_own(make: Make) -> None:
    author, reviewer = make.person(), make.reviewer()
    idea = make.idea(phase="review", author=author)
    assess(make, idea, reviewer)
    decide(make, idea, reviewer, "return")
    assert make.fresh(idea).phase == Phase.RETURNED
    assert review.open_case(idea.id) is None
    with transaction():
        ideas.submit(make.here(idea), by=make.here(author), at=now())
    assert make.fresh(idea).phase == Phase.REVIEW
    assert review.open_case(idea.id) is not None


def test_an_idea_withdrawn_in_review_leaves_no_open_case(make: Make) -> None:
    author = make.person()
    idea = make.idea(phase="review", author=author)
    with transaction():
        ideas.withdraw(make.here(idea), by=make.here(author), at=now())
    assert review.open_case(idea.id) is None


@pytest.mark.parametrize(
    ("qualified", "cut"), [("2026-04-30 21:59", "2026-04-30 22:00"), ("2026-04-30 22:01", "2026-08-31 22:00")]
)
def test_the_last_supporter_before_midnight_belongs_to_this_batch(make: Make, at: At, qualified: str, cut: str) -> None:
    """Copenhagen is two hours ahead of UTC in summer: the first of May begins at 22:00."""
    rules = {
        "gate": {"at_least": 2},
        "clock": {"timezone": "Europe/Copenhagen"},
        "review": {"batches": ["05-01", "09-01", "first-monday-01"], "answer_days": 180},
    }
    board = make.board(rules=rules, at=at("2026-04-01 00:00"))
    idea = make.idea(board=board, supporters=1, at=at("2026-04-01 00:00"))
    make.vote(idea, at=at(qualified))

    case = review.open_case(idea.id)
    assert case is not None
    assert case.round_id is not None
    assert db.session.get_one(Round, case.round_id).cut_at == at(cut)
    assert case.due_at == at(cut) + timedelta(days=180)


def test_a_batch_is_cut_once(make: Make, at: At, clock: Any) -> None:
    board = make.board(rules={"gate": {"at_least": 1}, "review": {"batches": ["05-01"]}}, at=at("2026-04-01 00:00"))
    make.vote(make.idea(board=board, at=at("2026-04-01 00:00")), at=at("2026-04-02 00:00"))
    clock.set("2026-05-02 00:00")
    assert tick([rounds.rounds_due]) == 1
    assert tick([rounds.rounds_due]) == 0


def test_carried_over_an_idea_enters_the_next_batch(make: Make, at: At) -> None:
    rules = {
        "gate": {"at_least": 1},
        "review": {"batches": ["05-01", "09-01"], "answer_days": 100},
        "clock": {"timezone": "UTC"},
    }
    board, reviewer = make.board(rules=rules, at=at("2026-04-01 00:00")), make.reviewer()
    idea = make.idea(board=board, at=at("2026-04-01 00:00"))
    make.vote(idea, at=at("2026-04-02 00:00"))
    with transaction():
        found, by = make.here(idea), make.here(reviewer)
        scores = {criterion.key: 3 for criterion in found.rules.review.criteria}
        review.assess(found, by=by, at=at("2026-06-01 00:00"), scores=scores, recommendation="unsure")
        reason = found.rules.review.reasons[0]
        review.decide(
            found, by=by, at=at("2026-06-01 00:00"), outcome="carry_over", reason=reason, statement="Not yet."
        )
    case = review.open_case(idea.id)
    assert make.fresh(idea).phase == Phase.REVIEW
    assert case is not None
    assert case.due_at == at("2026-09-01 00:00") + timedelta(days=100)


def test_a_staff_pick_needs_a_reason(make: Make) -> None:
    idea, reviewer = make.idea(), make.reviewer()
    with pytest.raises(Invalid), transaction():
        review.pick(make.here(idea), " ", by=make.here(reviewer), at=now())


# Rewards


def launched(make: Make, rules: dict[str, Any], shares: dict[int, int] | None = None) -> tuple[Idea, Person]:
    author, launcher = make.person(), make.reviewer()
    idea = make.idea(phase="accepted", author=author, rules=rules)
    with transaction():
        for person_id, share in (shares or {}).items():
            db.session.add(
                Maker(idea_id=idea.id, person_id=person_id, share=share, invited_at=now(), accepted_at=now())
            )
        make.here(idea).makers[0].share -= sum((shares or {}).values())
    db.session.expire_all()
    with transaction():
        review.progress(make.here(idea), by=make.here(launcher), at=now(), phase="launched", note="On the shelves.")
    return make.fresh(idea), launcher


def test_money_is_split_among_the_makers_to_the_last_cent(make: Make) -> None:
    friends = [make.person() for _ in range(2)]
    idea, _launcher = launched(make, CASH, {friend.id: 3_333 for friend in friends})
    parts = sorted(reward.amount or 0 for reward in rewards.of_idea(idea.id))
    assert parts == [3_333, 3_333, 3_334]
    assert sum(parts) == 10_000


def test_copies_and_royalties_are_split_in_whole_units(make: Make) -> None:
    grants = [{"kind": "royalty", "percent": "1"}, {"kind": "copies", "number": 10}, {"kind": "credit"}]
    friend = make.person()
    idea, _launcher = launched(make, {"reward": {"grants": grants, "split": "declared"}}, {friend.id: 2_500})
    given = [
        (one.kind, one.basis_points or one.number) for one in rewards.of_idea(idea.id) if one.person_id == friend.id
    ]
    # ten copies at 75 : 25 are 7.5 and 2.5: the one left over goes to the lower id, the friend's
    assert given == [("royalty", 25), ("copies", 3), ("credit", None)]
    assert sum(one.number or 0 for one in rewards.of_idea(idea.id)) == 10


def test_who_proposed_a_reward_does_not_approve_it(make: Make) -> None:
    launcher = make.admin()
    idea = make.idea(phase="accepted", rules=CASH)
    with transaction():
        review.progress(make.here(idea), by=make.here(launcher), at=now(), phase="launched", note="There.")
    reward = rewards.of_idea(idea.id)[0]
    with pytest.raises(Denied, match="somebody else"), transaction():
        rewards.approve(make.here(reward), by=make.here(launcher), at=now())
    other = make.admin()
    with transaction():
        rewards.approve(make.here(reward), by=make.here(other), at=now())


def test_where_one_approver_is_enough_it_may_be_the_same(make: Make) -> None:
    launcher = make.admin()
    idea = make.idea(phase="accepted", rules={"reward": CASH["reward"] | {"approvers": 1}})
    with transaction():
        review.progress(make.here(idea), by=make.here(launcher), at=now(), phase="launched", note="There.")
        rewards.approve(rewards.of_idea(idea.id)[0], by=make.here(launcher), at=now())


def test_a_reward_goes_its_way_once_and_the_ledger_adds_up(make: Make) -> None:
    idea, _launcher = launched(make, CASH)
    reward, admin = rewards.of_idea(idea.id)[0], make.admin()
    maker = reward.person

    def step(verb: Callable[..., Reward], by: Person) -> None:
        with transaction():
            verb(make.here(reward), by=make.here(by), at=now())

    with pytest.raises(Refused, match="not approved yet"):
        step(rewards.pay, admin)
    step(rewards.approve, admin)
    assert rewards.balances(make.here(maker)) == {"EUR": 10_000}
    with pytest.raises(Denied):
        step(rewards.claim, admin)
    step(rewards.claim, maker)
    step(rewards.pay, admin)
    for verb, sentence in ((rewards.approve, "approved already"), (rewards.pay, "paid already")):
        with pytest.raises(Refused, match=sentence):
            step(verb, admin)

    assert rewards.balances(make.here(maker)) == {}
    assert rewards.crooked() == []
    entries = db.session.scalars(select(LedgerEntry).where(LedgerEntry.reward_id == reward.id)).all()
    assert sum(entry.amount for entry in entries) == 0


def test_a_second_launch_note_proposes_nothing_twice(make: Make) -> None:
    idea, launcher = launched(make, CASH)
    with transaction():
        review.progress(make.here(idea), by=make.here(launcher), at=now(), phase="launched", note="Now in all shops.")
    assert len(rewards.of_idea(idea.id)) == 1


def test_each_maker_sees_ones_own_rewards_and_admins_see_all(make: Make) -> None:
    idea, _launcher = launched(make, CASH)
    maker, stranger, admin = rewards.of_idea(idea.id)[0].person, make.person(), make.admin()
    seen = [len(db.session.scalars(rewards.visible_to(make.here(who))).all()) for who in (maker, stranger, admin)]
    assert seen == [1, 0, 1]


def test_the_house_is_one_row(make: Make) -> None:
    with transaction():
        assert people.house().id == people.house().id
