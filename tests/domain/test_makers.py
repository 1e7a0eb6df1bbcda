"""Making an idea together: invitations, shares, the lead, leaving, votes of makers, credited comments, rewards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import Denied, Invalid, Refused
from ideaboard.domain import boards, comments, ideas, review, votes
from ideaboard.domain.ideas import shares
from ideaboard.domain.people.models import Person
from ideaboard.domain.rewards.models import Reward
from tests.make import Make

TEAM = {"form": {"team": True, "invite_hours": 72}, "reward": {"split": "declared"}}


def joined(make: Make, idea: Any, *percents: int) -> list[Any]:
    """As many makers as shares, who joined ``idea``."""
    people = [make.person() for _percent in percents]
    for person, percent in zip(people, percents, strict=True):
        with transaction():
            here, by = make.here(idea), make.here(person)
            asked = ideas.invite(here, by.handle, by=here.author, at=now(), share=percent)
            ideas.accept(asked, by=by, at=now(), accept=True)
    return people


def shares_of(idea: Any) -> list[int]:
    return [maker.share for maker in idea.makers]


# Shares, pure


@given(st.sets(st.integers(min_value=1, max_value=10**9), min_size=1, max_size=50))
def test_equal_shares_sum_to_the_whole_and_differ_by_one_at_most(people: set[int]) -> None:
    found = shares.equal(people)
    assert sum(found.values()) == shares.WHOLE
    assert max(found.values()) - min(found.values()) <= 1


@pytest.mark.parametrize(
    ("written", "points"), [("33.33", 3333), ("12,5 %", 1250), (40, 4000), (0.5, 50), ("100", 10_000)]
)
def test_percentages_are_kept_in_basis_points(written: Any, points: int) -> None:
    assert shares.basis_points(written) == points
    assert shares.basis_points(shares.percent(points)) == points


@pytest.mark.parametrize("written", ["", "a", "-1", "100.01", "33.333", "1e2x", "NaN", "Infinity", "٣", "9" * 30])
def test_other_shares_are_refused(written: str) -> None:
    with pytest.raises(Invalid):
        shares.basis_points(written)


def test_declared_shares_are_for_every_maker_and_sum_to_a_hundred() -> None:
    assert shares.declared({1: "60", 2: "40"}, {1, 2}) == {1: 6000, 2: 4000}
    for wrong in ({1: "60"}, {1: "60", 2: "40", 3: "0"}, {1: "60", 2: "39.99"}):
        with pytest.raises(Invalid):
            shares.declared(wrong, {1, 2})


# Invitations


def test_an_invited_person_makes_it_for_what_the_leader_gave(make: Make) -> None:
    idea = make.idea(rules=TEAM)
    person = make.person()
    with transaction():
        idea, person = make.here(idea), make.here(person)
        asked = ideas.invite(idea, f"@{person.handle}", by=idea.author, at=now(), share="12.5")
        assert person.id not in idea.maker_ids
        ideas.accept(asked, by=person, at=now())
        assert shares_of(idea) == [8750, 1250]
        assert person.id in idea.maker_ids
        with pytest.raises(Refused):
            ideas.accept(asked, by=person, at=now())


def test_an_invitation_dies_at_the_boards_hour(make: Make) -> None:
    idea, person = make.idea(rules=TEAM), make.person()
    at = now()
    with transaction():
        idea, person = make.here(idea), make.here(person)
        asked = ideas.invite(idea, person.handle, by=idea.author, at=at)
        last = at + timedelta(hours=72)
        assert asked.state(last - timedelta(seconds=1)) == "open"
        assert ideas.invitations_for(person, last) == []
        with pytest.raises(Refused, match="was good until"):
            ideas.accept(asked, by=person, at=last)
        again = ideas.invite(idea, person.handle, by=idea.author, at=last)
        ideas.accept(again, by=person, at=last + timedelta(hours=71))


def test_who_may_invite_whom(make: Make) -> None:
    idea, person, other = make.idea(rules=TEAM), make.person(), make.person()
    alone = make.idea(rules={"form": {"team": False}})
    with transaction():
        idea, person, other, alone = (make.here(row) for row in (idea, person, other, alone))
        with pytest.raises(Denied):
            ideas.invite(idea, other.handle, by=person, at=now())
        with pytest.raises(Refused):
            ideas.invite(alone, other.handle, by=alone.author, at=now())
        asked = ideas.invite(idea, person.handle, by=idea.author, at=now())
        for wrong in (person.handle, idea.author.handle, "nobody-like-this", "", "no@t@mail"):
            with pytest.raises(Invalid):
                ideas.invite(idea, wrong, by=idea.author, at=now())
        with pytest.raises(Invalid):
            ideas.invite(idea, other.handle, by=idea.author, at=now(), share=101)
        with pytest.raises(Denied):
            ideas.accept(asked, by=other, at=now())
        ideas.refuse(asked, by=person, at=now())
        with pytest.raises(Refused):
            ideas.accept(asked, by=person, at=now())


def test_nobody_sends_invitations_without_end(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ideas.makers, "INVITED_A_DAY", 3)
    idea = make.idea(rules=TEAM)
    with transaction():
        idea = make.here(idea)
        for number in range(3):
            asked = ideas.invite(idea, f"friend{number}@example.org", by=idea.author, at=now())
            ideas.take_back_invitation(idea, asked.id, by=idea.author, at=now())
        with pytest.raises(Refused, match="tomorrow"):
            ideas.invite(idea, "friend@example.org", by=idea.author, at=now())
        ideas.invite(idea, "friend@example.org", by=idea.author, at=now() + timedelta(days=1, seconds=1))


def test_an_invitation_to_an_address_belongs_to_who_opens_its_link(make: Make) -> None:
    idea, person, other = make.idea(rules=TEAM), make.person(), make.person()
    with transaction():
        idea, person, other = make.here(idea), make.here(person), make.here(other)
        asked = ideas.invite(idea, "New@Example.org", by=idea.author, at=now(), share=10)
        key = ideas.invitation_key(asked)
        assert ideas.invitation_by_key(key) is asked
        assert ideas.invitation_by_key(key[:-1] + "z") is None
        with pytest.raises(Denied):
            ideas.accept(asked, by=person, at=now())
        ideas.claim_invitation(asked, person)
        with pytest.raises(Denied):
            ideas.claim_invitation(asked, other)
        ideas.accept(asked, by=person, at=now())


def test_terms_come_before_making(make: Make) -> None:
    idea, person = make.idea(rules={**TEAM, "terms": {"key": "ours"}}), make.person()
    with transaction():
        idea, person = make.here(idea), make.here(person)
        asked = ideas.invite(idea, person.handle, by=idea.author, at=now())
        with pytest.raises(Invalid) as no:
            ideas.accept(asked, by=person, at=now())
        assert set(no.value.errors) == {"accept_terms"}
        ideas.accept(asked, by=person, at=now(), accept=True)
        assert boards.has_accepted(idea.board, person)


# Votes


def test_the_vote_of_somebody_who_becomes_a_maker_ends_and_is_not_counted(make: Make) -> None:
    idea = make.idea(rules=TEAM, supporters=2)
    person = make.vote(idea)
    with transaction():
        idea, person = make.here(idea), make.here(person)
        assert idea.supporters == 3
        asked = ideas.invite(idea, person.handle, by=idea.author, at=now())
        ideas.accept(asked, by=person, at=now())
        assert idea.supporters == 2
        assert votes.living(idea, person) is None
        assert votes.recounted(idea) == votes.tally_of(idea)
        assert len(votes.history(idea)) == 3
        with pytest.raises(Denied):
            votes.cast(idea, by=person, at=now())


def test_where_makers_vote_for_their_own_the_vote_stays(make: Make) -> None:
    idea = make.idea(rules={**TEAM, "ballot": {"own_idea": True}})
    person = make.vote(idea)
    with transaction():
        idea, person = make.here(idea), make.here(person)
        ideas.accept(ideas.invite(idea, person.handle, by=idea.author, at=now()), by=person, at=now())
        assert idea.supporters == 1


# Shares, the lead, leaving


def test_shares_change_when_everybody_has_agreed(make: Make) -> None:
    idea = make.idea(rules=TEAM)
    ada, bob = joined(make, idea, 30, 20)
    with transaction():
        idea, ada, bob = make.here(idea), make.here(ada), make.here(bob)
        wanted = {idea.author_id: "40", ada.id: "40", bob.id: "20"}
        ideas.propose_shares(idea, wanted, by=ada, at=now())
        assert shares_of(idea) == [5000, 3000, 2000]
        ideas.agree_to_shares(idea, by=bob, at=now())
        assert shares_of(idea) == [5000, 3000, 2000]
        ideas.agree_to_shares(idea, by=idea.author, at=now())
        assert shares_of(idea) == [4000, 4000, 2000]
        with pytest.raises(Refused):
            ideas.agree_to_shares(idea, by=bob, at=now())
        ideas.propose_shares(idea, None, by=idea.author, at=now())
        ideas.refuse_shares(idea, by=bob, at=now())
        assert shares_of(idea) == [4000, 4000, 2000]
        assert ideas.open_proposal(idea) is None


def test_a_change_of_the_team_ends_a_proposal(make: Make) -> None:
    idea = make.idea(rules=TEAM)
    (ada,) = joined(make, idea, 50)
    with transaction():
        idea, ada = make.here(idea), make.here(ada)
        ideas.propose_shares(idea, {idea.author_id: 100, ada.id: 0}, by=idea.author, at=now())
    joined(make, idea, 10)
    with transaction():
        idea, ada = make.here(idea), make.here(ada)
        with pytest.raises(Refused):
            ideas.agree_to_shares(idea, by=ada, at=now())


def test_the_lead_is_handed_over_and_makers_can_leave(make: Make) -> None:
    idea = make.idea(rules=TEAM)
    ada, bob = joined(make, idea, 30, 20)
    with transaction():
        idea, ada, bob = make.here(idea), make.here(ada), make.here(bob)
        with pytest.raises(Refused):
            ideas.leave_team(idea, by=idea.author, at=now())
        with pytest.raises(Denied):
            ideas.hand_over(idea, bob, by=bob, at=now())
        ideas.hand_over(idea, ada, by=idea.author, at=now())
        assert idea.leader_id == ada.id
        with pytest.raises(Refused):
            ideas.leave_team(idea, by=ada, at=now())
        ideas.leave_team(idea, by=bob, at=now())
        assert {maker.person_id: maker.share for maker in idea.makers} == {idea.author_id: 5000, ada.id: 5000}
        with pytest.raises(Denied):
            ideas.leave_team(idea, by=bob, at=now())


def test_from_the_decision_on_the_team_is_as_it_is(make: Make) -> None:
    idea, person, reviewer = make.idea(rules=TEAM), make.person(), make.reviewer()
    (ada,) = joined(make, idea, 30)
    with transaction():
        asked = ideas.invite(make.here(idea), make.here(person).handle, by=make.here(idea).author, at=now())
        review.pick(make.here(idea), "We like it.", by=make.here(reviewer), at=now())
    with transaction():
        idea = make.here(idea)
        scores = {criterion.key: 3 for criterion in idea.rules.review.criteria}
        review.assess(idea, by=make.here(reviewer), at=now(), scores=scores, recommendation="accept")
        reason = idea.rules.review.reasons[0]
        review.decide(idea, by=make.here(reviewer), at=now(), outcome="accept", reason=reason, statement="Yes.")
        person, ada = make.here(person), make.here(ada)
        with pytest.raises(Refused, match="team is fixed"):
            ideas.accept(asked, by=person, at=now())
        for late in (
            lambda: ideas.invite(idea, "new@example.org", by=idea.author, at=now()),
            lambda: ideas.propose_shares(idea, None, by=ada, at=now()),
            lambda: ideas.hand_over(idea, ada, by=idea.author, at=now()),
            lambda: ideas.leave_team(idea, by=ada, at=now()),
        ):
            with pytest.raises(Refused):
                late()


def test_rewards_are_split_as_declared(make: Make) -> None:
    rules = {
        **TEAM,
        "reward": {
            "split": "declared",
            "on": "accepted",
            "grants": [{"kind": "cash", "amount": "1000", "currency": "EUR"}],
        },
    }
    idea, reviewer = make.idea(rules=rules), make.reviewer()
    (ada,) = joined(make, idea, 25)
    with transaction():
        idea = make.here(idea)
        review.pick(idea, "We like it.", by=make.here(reviewer), at=now())
        scores = {criterion.key: 3 for criterion in idea.rules.review.criteria}
        review.assess(idea, by=make.here(reviewer), at=now(), scores=scores, recommendation="accept")
        reason = idea.rules.review.reasons[0]
        review.decide(idea, by=make.here(reviewer), at=now(), outcome="accept", reason=reason, statement="Yes.")
    paid = {reward.person_id: reward.amount for reward in db.session.scalars(select(Reward))}
    assert paid == {idea.author_id: 75_000, ada.id: 25_000}


def test_where_makers_share_alike_nobody_declares(make: Make) -> None:
    idea = make.idea(rules={"form": {"team": True}, "reward": {"split": "equal"}})
    joined(make, idea, 90, 0)
    with transaction():
        idea = make.here(idea)
        assert sorted(shares_of(idea)) == [3333, 3333, 3334]
        with pytest.raises(Refused):
            ideas.propose_shares(idea, None, by=idea.author, at=now())


def test_makers_write_together(make: Make) -> None:
    idea = make.idea(rules=TEAM, phase="draft")
    (ada,) = joined(make, idea, 10)
    with transaction():
        idea, ada = make.here(idea), make.here(ada)
        assert ideas.find(idea.id, ada) is not None
        ideas.revise(idea, by=ada, at=now(), title="What Ada calls it")
        with pytest.raises(Denied):
            ideas.submit(idea, by=ada, at=now())


# Contributions


def test_a_comment_is_credited_when_its_author_agrees(make: Make) -> None:
    idea, helper, stranger = make.idea(), make.person("Helen"), make.person()
    comment = make.comment(idea, "Make it foldable.", by=helper)
    own = make.comment(idea, "Thank you.", by=idea.author)
    with transaction():
        idea, comment, helper, stranger, own = (make.here(row) for row in (idea, comment, helper, stranger, own))
        with pytest.raises(Denied):
            comments.offer_credit(idea, comment, by=stranger, at=now())
        with pytest.raises(Invalid):
            comments.offer_credit(idea, own, by=idea.author, at=now())
        offered = comments.offer_credit(idea, comment, by=idea.author, at=now())
        assert comments.offer_credit(idea, comment, by=idea.author, at=now()).id == offered.id
        assert comments.contributors_of(idea) == []
        with pytest.raises(Denied):
            comments.answer_credit(offered, by=stranger, at=now(), agree=True)
        comments.answer_credit(offered, by=helper, at=now(), agree=True)
        assert [person.name for _held, person in comments.contributors_of(idea)] == ["Helen"]
        comments.answer_credit(offered, by=helper, at=now(), agree=False)
        assert comments.contributors_of(idea) == []


@pytest.mark.race
def test_two_who_accept_at_once_never_get_more_than_the_leader_has(
    make: Make, together: Callable[..., list[Any]]
) -> None:
    idea = make.idea(rules=TEAM)
    people = [make.person() for _number in range(2)]
    with transaction():
        here = make.here(idea)
        asked = [ideas.invite(here, make.here(one).handle, by=here.author, at=now(), share=80).id for one in people]

    def accept(invitation: int, person: int) -> int:
        with transaction():
            by = db.session.get_one(Person, person)
            return ideas.accept(db.session.get_one(ideas.MakerInvitation, invitation), by=by, at=now()).share

    results = together(*(partial(accept, number, one.id) for number, one in zip(asked, people, strict=True)))
    assert sorted(type(result).__name__ for result in results) == ["Refused", "int"]
    assert sum(maker.share for maker in make.fresh(idea).makers) == shares.WHOLE


@pytest.mark.race
def test_a_vote_at_the_moment_of_joining_never_counts(make: Make, together: Callable[..., list[Any]]) -> None:
    for _round in range(5):
        idea, person = make.idea(rules=TEAM), make.person()
        with transaction():
            here = make.here(idea)
            asked = ideas.invite(here, make.here(person).handle, by=here.author, at=now()).id

        def join(invitation: int, number: int) -> None:
            with transaction():
                by = db.session.get_one(Person, number)
                ideas.accept(db.session.get_one(ideas.MakerInvitation, invitation), by=by, at=now())

        def vote(number: int, voter: int) -> None:
            with transaction():
                votes.cast(db.session.get_one(ideas.Idea, number), by=db.session.get_one(Person, voter), at=now())

        results = together(partial(join, asked, person.id), partial(vote, idea.id, person.id))
        assert {type(result).__name__ for result in results} <= {"NoneType", "Denied"}
        fresh = make.fresh(idea)
        assert person.id in fresh.maker_ids
        assert (fresh.supporters, votes.living(fresh, make.here(person))) == (0, None)
