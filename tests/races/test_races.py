"""Threads compete on a real PostgreSQL: tallies stay exact, an idea is routed once, one wins and the other is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pyotp
import pytest
from sqlalchemy import func, select

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import No, Refused
from ideaboard.core.events import Fact
from ideaboard.domain import comments, ideas, people, review, rewards, votes
from ideaboard.domain.comments.models import Comment
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.people.models import Person
from ideaboard.domain.review.models import Case, Decision
from ideaboard.domain.rewards.models import LedgerEntry, Reward
from ideaboard.domain.votes.models import Vote
from tests.make import Make

pytestmark = pytest.mark.race
Together = Callable[..., list[Any]]


def cast(idea_id: int, person_id: int, value: int = 1) -> str:
    """Vote, as a door does it."""
    with transaction():
        idea, person = db.session.get_one(Idea, idea_id), db.session.get_one(Person, person_id)
        votes.cast(idea, by=person, value=value, at=now())
        return str(idea.phase)


def take_back(idea_id: int, person_id: int) -> None:
    """Take a vote back, as a door does it."""
    with transaction():
        idea, person = db.session.get_one(Idea, idea_id), db.session.get_one(Person, person_id)
        votes.take_back(idea, by=person, at=now())


def unexpected(results: list[Any]) -> list[Any]:
    """What went wrong in a way nobody told the person about."""
    return [one for one in results if isinstance(one, Exception) and not isinstance(one, No)]


def exact(make: Make, idea: Idea) -> Idea:
    """The idea, its stored tally compared with a recount."""
    found = make.fresh(idea)
    assert votes.tally_of(found) == votes.recounted(found)
    return found


def count(*where: Any) -> int:
    """How many rows."""
    return db.session.scalar(select(func.count()).where(*where)) or 0


def test_twenty_voters_at_a_threshold_of_three_route_the_idea_once(make: Make, together: Together) -> None:
    idea = make.idea(gate=3)
    voters = [make.person().id for _ in range(20)]

    results = together(*(partial(cast, idea.id, voter) for voter in voters))

    assert unexpected(results) == []
    told = [one for one in results if isinstance(one, Refused)]
    found = exact(make, idea)
    assert found.phase == Phase.REVIEW
    assert found.supporters == 3
    assert len(told) == 17
    assert all("Voting is closed" in one.sentence for one in told)
    assert count(Case.idea_id == idea.id) == 1
    assert count(Fact.idea_id == idea.id, Fact.kind == "idea.qualified") == 1
    assert count(Vote.idea_id == idea.id) == 3


def test_one_person_voting_twenty_times_at_once_has_one_ballot(make: Make, together: Together) -> None:
    idea, person = make.idea(), make.person().id

    results = together(*(partial(cast, idea.id, person) for _ in range(20)))

    assert unexpected(results) == []
    assert exact(make, idea).supporters == 1
    assert count(Vote.idea_id == idea.id, Vote.ended_at.is_(None)) == 1


def test_one_person_changing_their_mind_at_once_has_one_ballot(make: Make, together: Together) -> None:
    idea = make.idea(rules={"ballot": {"kind": "updown", "points": 10}})
    person = make.person().id
    calls = [partial(cast, idea.id, person, value) for value in (1, -1) * 6]

    results = together(*calls, *(partial(take_back, idea.id, person) for _ in range(6)))

    assert unexpected(results) == []
    exact(make, idea)
    assert count(Vote.idea_id == idea.id, Vote.ended_at.is_(None)) <= 1


def test_a_vote_against_a_withdrawal(make: Make, together: Together) -> None:
    author = make.person()
    idea = make.idea(author=author)
    voters = [make.person().id for _ in range(8)]

    number, writer = idea.id, author.id

    def withdraw() -> None:
        with transaction():
            ideas.withdraw(db.session.get_one(Idea, number), by=db.session.get_one(Person, writer), at=now())

    calls = [partial(cast, number, voter) for voter in voters]
    results = together(*calls[:4], withdraw, *calls[4:])

    assert unexpected(results) == []
    found = exact(make, idea)
    assert found.phase == Phase.WITHDRAWN
    assert found.supporters == sum(one == "gathering" for one in results)


def test_a_vote_against_the_deadline(make: Make, together: Together) -> None:
    began = now()
    board = make.board(rules={"clock": {"gather_days": 1}, "gate": {"at_least": 2}})
    idea = make.idea(board=board, supporters=1, at=began)
    voter, number, deadline = make.person().id, idea.id, began + timedelta(days=1)

    def late() -> str:
        with transaction():
            found = db.session.get_one(Idea, number)
            votes.cast(found, by=db.session.get_one(Person, voter), at=deadline)
            return str(found.phase)

    def close() -> None:
        with transaction():
            review.close(number, deadline)

    for _ in range(3):
        results = together(late, close, late)
        assert unexpected(results) == []
        assert isinstance(results[0], Refused)

    found = exact(make, idea)
    assert found.phase == Phase.EXPIRED
    assert found.ended_by == "deadline"
    assert found.supporters == 1


def test_two_ticks_at_once_act_once(make: Make, together: Together) -> None:
    began = now() - timedelta(days=2)
    board = make.board(rules={"clock": {"gather_days": 1}}, at=began)
    there = [make.idea(board=board, at=began).id for _ in range(5)]

    def close_all() -> None:
        for number in there:
            with transaction():
                review.close(number, began + timedelta(days=1))

    results = together(close_all, close_all, close_all)

    assert unexpected(results) == []
    moves = select(Fact).where(Fact.kind == "idea.moved", Fact.idea_id.in_(there))
    assert sum(fact.data["to"] == "expired" for fact in db.session.scalars(moves)) == 5


def test_two_deciders_at_once(make: Make, together: Together) -> None:
    idea = make.idea(phase="review")
    deciders, number = [make.reviewer().id for _ in range(4)], idea.id
    scores = {criterion.key: 4 for criterion in idea.rules.review.criteria}
    reason = idea.rules.review.reasons[0]
    with transaction():
        first = db.session.get_one(Person, deciders[0])
        review.assess(make.here(idea), by=first, at=now(), scores=scores, recommendation="accept")

    def decide(person_id: int, outcome: str) -> str:
        with transaction():
            by = db.session.get_one(Person, person_id)
            found = db.session.get_one(Idea, number)
            review.decide(found, by=by, at=now(), outcome=outcome, reason=reason, statement="So be it.")
            return outcome

    outcomes = ("accept", "decline", "accept", "decline")
    results = together(*(partial(decide, *pair) for pair in zip(deciders, outcomes, strict=True)))

    assert unexpected(results) == []
    winners = [one for one in results if isinstance(one, str)]
    assert len(winners) == 1
    assert make.fresh(idea).phase == {"accept": Phase.ACCEPTED, "decline": Phase.DECLINED}[winners[0]]
    assert count(Decision.idea_id == idea.id) == 1
    assert all("not in review" in one.sentence for one in results if isinstance(one, Refused))


def test_approve_against_approve_grants_once(make: Make, together: Together) -> None:
    rules = {"reward": {"on": "launched", "grants": [{"kind": "cash", "amount": "100", "currency": "EUR"}]}}
    idea = make.idea(phase="launched", rules=rules)
    reward_id = rewards.of_idea(idea.id)[0].id
    admins = [make.admin().id for _ in range(4)]

    def approve(person_id: int) -> str:
        with transaction():
            rewards.approve(db.session.get_one(Reward, reward_id), by=db.session.get_one(Person, person_id), at=now())
            return "approved"

    results = together(*(partial(approve, person) for person in admins))

    assert unexpected(results) == []
    assert results.count("approved") == 1
    entries = db.session.scalars(select(LedgerEntry).where(LedgerEntry.reward_id == reward_id)).all()
    assert sorted(entry.amount for entry in entries) == [-10_000, 10_000]


def test_pay_against_pay_pays_once(make: Make, together: Together) -> None:
    rules = {"reward": {"on": "launched", "grants": [{"kind": "cash", "amount": "100", "currency": "EUR"}]}}
    idea = make.idea(phase="launched", rules=rules)
    reward_id, admin = rewards.of_idea(idea.id)[0].id, make.admin().id
    with transaction():
        rewards.approve(db.session.get_one(Reward, reward_id), by=db.session.get_one(Person, admin), at=now())

    def pay() -> str:
        with transaction():
            rewards.pay(db.session.get_one(Reward, reward_id), by=db.session.get_one(Person, admin), at=now())
            return "paid"

    results = together(pay, pay, pay, pay)

    assert unexpected(results) == []
    assert results.count("paid") == 1
    assert rewards.crooked() == []


def test_votes_against_a_merge_count_distinct_people(make: Make, together: Together) -> None:
    board = make.board(rules={"gate": {"at_least": 1_000}})
    first, second = make.idea(board=board), make.idea(board=board)
    house, voters = make.house().id, [make.person().id for _ in range(8)]
    one, other = first.id, second.id

    def merge() -> None:
        with transaction():
            by = db.session.get_one(Person, house)
            ideas.merge(db.session.get_one(Idea, other), db.session.get_one(Idea, one), by=by, at=now())

    calls = [partial(cast, number, voter) for voter in voters for number in (one, other)]
    results = together(*calls[:8], merge, *calls[8:])

    assert unexpected(results) == []
    found = exact(make, first)
    assert found.supporters == 8


def test_two_merges_in_opposite_directions_do_not_wait_for_each_other(make: Make, together: Together) -> None:
    board = make.board()
    first, second = make.idea(board=board), make.idea(board=board)
    house = make.house().id

    def merge(one: int, other: int) -> None:
        with transaction():
            by = db.session.get_one(Person, house)
            ideas.merge(db.session.get_one(Idea, one), db.session.get_one(Idea, other), by=by, at=now())

    results = together(partial(merge, first.id, second.id), partial(merge, second.id, first.id))

    assert unexpected(results) == []
    assert sorted(make.fresh(idea).phase for idea in (first, second)) == [Phase.GATHERING, Phase.MERGED]


def test_comments_and_votes_at_once_deadlock_nowhere(make: Make, together: Together) -> None:
    idea = make.idea(rules={"gate": {"at_least": 1_000}})
    root = make.comment(idea)
    crowd = [make.person().id for _ in range(12)]
    number, root_id = idea.id, root.id

    def say(person_id: int) -> None:
        with transaction():
            found, by = db.session.get_one(Idea, number), db.session.get_one(Person, person_id)
            comments.post(found, "Me too.", by=by, at=now(), parent=db.session.get_one(Comment, root_id))

    def like(person_id: int) -> None:
        with transaction():
            comments.heart(db.session.get_one(Comment, root_id), by=db.session.get_one(Person, person_id), at=now())

    calls = [partial(act, person) for person in crowd[:6] for act in (say, like)]
    results = together(*calls, *(partial(cast, number, person) for person in crowd[6:]))

    assert unexpected(results) == []
    found = exact(make, idea)
    assert (found.comments, found.supporters) == (7, 6)
    assert (make.fresh(root).replies, make.fresh(root).hearts) == (6, 6)


def test_two_people_taking_one_address_at_once(make: Make, together: Together) -> None:
    def join() -> Person:
        with transaction():
            return people.join("Somebody", "the.same@example.org", None, at=now())

    results = together(*(join for _ in range(6)))

    assert unexpected(results) == []
    assert sum(isinstance(one, Person) for one in results) == 1
    assert count(Person.email == "the.same@example.org") == 1


def test_a_code_opens_once_however_many_try_it_at_once(make: Make, together: Together) -> None:
    person = make.person()
    with transaction():
        given = people.digits(people.ask_code(person.email or "", by=make.here(person), at=now()))

    def use() -> bool:
        with transaction():
            return people.use_code(person.email or "", given, at=now()) is not None

    results = together(*[use] * 5)

    assert unexpected(results) == []
    assert sorted(results) == [False] * 4 + [True]


def test_what_is_good_once_is_taken_once_however_many_try_it(make: Make, together: Together) -> None:
    person = make.person()
    with transaction():
        me = make.here(person)
        seed = people.seed_of(people.begin_app(me, by=me, at=now())) or ""
        shown = pyotp.TOTP(seed)
        session = people.open_session(me, "password", at=now())
        number = people.by_session(session, now())[1].id  # type: ignore[index]
        codes = people.confirm_app(me, shown.at(now()), by=me, at=now(), session=number)
        people.put_challenge("question", "passkey", {}, at=now())
    given, at = shown.at(int(now().timestamp()) + 30), now()

    def app() -> bool:
        with transaction():
            return people.use_app(make.here(person), given, at=at)

    def recovery() -> bool:
        with transaction():
            return people.use_recovery_code(make.here(person), codes[0], at=at)

    def challenge() -> bool:
        with transaction():
            return people.take_challenge("question", "passkey", at=at) is not None

    for use in (app, recovery, challenge):
        results = together(*[use] * 5)
        assert unexpected(results) == [], use
        assert sorted(results) == [False] * 4 + [True], use
