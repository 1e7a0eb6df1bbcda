"""Held votes: outside every tally until an address is confirmed or the team releases them; nothing is silent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from ideaboard.cli.checks.tallies import tallies
from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import Denied, Refused
from ideaboard.core.events import Fact
from ideaboard.domain import ideas, moderation, people, stories, votes
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.people.models import Code, Person
from ideaboard.domain.votes.models import Vote
from tests.make import Make

UPDOWN = {"ballot": {"kind": "updown", "points": 10}, "gate": {"metric": "points", "at_least": 2500}}


@pytest.fixture
def mailing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Mail leaves the house, so addresses can be proved."""
    monkeypatch.setitem(app.config, "MAIL_URL", "smtp://127.0.0.1:9")


def newcomer(make: Make) -> Person:
    return make.person(confirmed=False)


def confirm(make: Make, person: Person, at: Any = None) -> None:
    with transaction():
        people.prove_address(make.here(person), at=at or now())


def kinds(idea: Idea) -> list[str]:
    return list(db.session.scalars(select(Fact.kind).where(Fact.idea_id == idea.id).order_by(Fact.id)))


def sound() -> bool:
    """Whether the doctor finds every tally right."""
    return all(finding.level == "ok" for finding in tallies())


def act(make: Make, verb: Callable[..., int], idea: Idea, *voters: Person, by: Person | None = None) -> int:
    with transaction():
        return verb(make.here(idea), [one.id for one in voters], by=make.here(by or make_moderator(make)), at=now())


def make_moderator(make: Make) -> Person:
    return people.house()


@pytest.mark.usefixtures("mailing")
class TestUnconfirmed:
    def test_a_vote_waits_outside_tally_gate_heat_and_milestones(self, make: Make) -> None:
        idea = make.idea(gate=2, supporters=1, rules={"gate": {"milestones": [2]}})
        heat, before = idea.heat, votes.tally_of(idea)

        person = make.vote(idea, by=newcomer(make))

        found = make.fresh(idea)
        assert (found.heat, votes.tally_of(found), found.phase) == (heat, before, "gathering")
        assert "idea.milestone" not in kinds(idea)
        card = stories.card(found, make.here(person), now())
        assert (card.my_vote, card.held) == (1, "unconfirmed")
        assert person.id not in votes.voter_ids(idea.id)
        assert sound()

    def test_confirming_counts_it_and_may_carry_the_idea_over_its_gate(self, make: Make) -> None:
        idea = make.idea(gate=2, supporters=1)
        person = make.vote(idea, by=newcomer(make))

        confirm(make, person)

        found = make.fresh(idea)
        assert (found.supporters, found.phase) == (2, "review")
        rows = [vote for vote in votes.history(found) if vote.person_id == person.id]
        assert [(row.held_for, row.ended_at is None) for row in rows] == [("unconfirmed", False), (None, True)]
        assert sound()

    def test_confirming_after_the_deadline_ends_it_and_the_person_is_told(self, make: Make) -> None:
        began = now()
        idea = make.idea(rules={"clock": {"gather_days": 1}}, at=began)
        person = make.vote(idea, by=newcomer(make), at=began)

        confirm(make, person, began + timedelta(days=1))

        assert make.fresh(idea).supporters == 0
        assert votes.living(idea, person) is None
        assert kinds(idea)[-1] == "vote.too_late"
        fact = db.session.scalars(select(Fact).where(Fact.kind == "vote.too_late")).one()
        assert (fact.person_id, fact.public) == (person.id, False)

    def test_a_pause_for_the_author_is_no_end(self, make: Make) -> None:
        idea = make.idea()
        person = make.vote(idea, by=newcomer(make))
        with transaction():
            moderation.send_back(make.here(idea), "Please tell more.", by=people.house(), at=now())
        confirm(make, person)
        assert make.fresh(idea).supporters == 1

    def test_it_can_be_changed_and_taken_back(self, make: Make) -> None:
        idea = make.idea(rules=UPDOWN)
        person = make.vote(idea, by=newcomer(make))
        make.vote(idea, by=person, value=-1)
        assert make.fresh(idea).votes_down == 0
        confirm(make, person)
        assert make.fresh(idea).votes_down == 1

        other = make.vote(idea, by=newcomer(make))
        with transaction():
            votes.take_back(make.here(idea), by=make.here(other), at=now())
        confirm(make, other)
        assert make.fresh(idea).votes_up == 0
        assert sound()

    def test_it_follows_a_merge_and_counts_for_the_target(self, make: Make) -> None:
        board = make.board()
        target, duplicate = make.idea(board=board), make.idea(board=board)
        person, both = newcomer(make), newcomer(make)
        make.vote(duplicate, by=person)
        make.vote(duplicate, by=both)
        make.vote(target, by=both)
        with transaction():
            ideas.merge(make.here(duplicate), make.here(target), by=people.house(), at=now())
        assert make.fresh(target).supporters == 0

        confirm(make, person)
        assert (make.fresh(target).supporters, make.fresh(duplicate).supporters) == (1, 1)
        confirm(make, both)
        assert (make.fresh(target).supporters, make.fresh(duplicate).supporters) == (2, 2)
        assert sound()

        with transaction():
            ideas.unmerge(make.here(duplicate), by=people.house(), at=now())
        assert (make.fresh(target).supporters, make.fresh(duplicate).supporters) == (1, 2)
        assert sound()

    def test_a_held_score_does_not_reveal_the_tally(self, make: Make) -> None:
        rules = {"ballot": {"kind": "score", "range": [0, 5], "reveal": "after_own_vote"}, "gate": {"metric": "none"}}
        idea = make.idea(rules=rules)
        person = make.vote(idea, by=newcomer(make), value=4)
        assert stories.card(make.fresh(idea), make.here(person), now()).hidden
        confirm(make, person)
        assert stories.card(make.fresh(idea), make.here(person), now()).mean == 4

    def test_a_vote_that_counted_before_mail_was_set_up_goes_on_counting(self, app: Flask, make: Make) -> None:
        app.config["MAIL_URL"], url = None, app.config["MAIL_URL"]
        person = newcomer(make)
        idea = make.idea()
        make.vote(idea, by=person)
        app.config["MAIL_URL"] = url
        make.vote(idea, by=person)
        assert make.fresh(idea).supporters == 1

    def test_a_hundred_can_wait_and_no_more(self, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("ideaboard.domain.votes.actions.WAITING_MOST", 2)
        person, board = newcomer(make), make.board()
        first, second, third = (make.idea(board=board) for _ in range(3))
        make.vote(first, by=person)
        make.vote(second, by=person)
        make.vote(second, by=person)
        with pytest.raises(Refused, match="confirm your e-mail address first"):
            make.vote(third, by=person)

    def test_a_mailed_code_confirms_once_and_five_tries_are_all(self, make: Make) -> None:
        person = newcomer(make)
        with transaction():
            code = people.ask_confirmation(make.here(person), by=make.here(person), at=now())
        digits = people.digits(code)
        wrong = f"{(int(digits) + 1) % 1_000_000:06d}"

        def given(what: str, at: Any) -> bool:
            with transaction():
                return people.confirm(make.here(person), what, by=make.here(person), at=at)

        assert not given(wrong, now())
        assert not given(digits, now() + timedelta(hours=25))
        assert given(f"{digits[:3]} {digits[3:]}", now())
        assert make.fresh(person).confirmed_at is not None
        with transaction(), pytest.raises(Refused):
            people.ask_confirmation(make.here(person), by=make.here(person), at=now())

        other = newcomer(make)
        with transaction():
            second = people.ask_confirmation(make.here(other), by=make.here(other), at=now())
        person, digits = other, people.digits(second)
        for _try in range(5):
            assert not given(f"{(int(digits) + 1) % 1_000_000:06d}", now())
        assert not given(digits, now())
        assert db.session.get_one(Code, second.id).used_at is None

    def test_a_code_for_confirming_sets_no_password(self, make: Make) -> None:
        person = newcomer(make)
        with transaction():
            code = people.ask_confirmation(make.here(person), by=make.here(person), at=now())
        with transaction():
            assert people.use_code(person.email or "", people.digits(code), at=now()) is None


def test_without_mail_nothing_is_held(make: Make) -> None:
    idea = make.idea()
    make.vote(idea, by=newcomer(make))
    assert make.fresh(idea).supporters == 1


def test_held_released_and_thrown_out(make: Make) -> None:
    moderator, idea = make.moderator(), make.idea(gate=3)
    one, two = make.vote(idea), make.vote(idea)

    assert act(make, votes.hold, idea, one, two, by=moderator) == 2
    assert make.fresh(idea).supporters == 0
    assert act(make, votes.hold, idea, one, two, by=moderator) == 0
    make.vote(idea)
    assert make.fresh(idea).phase == "gathering"

    assert act(make, votes.discard, idea, one, by=moderator) == 1
    assert act(make, votes.release, idea, one, two, by=moderator) == 1
    assert make.fresh(idea).supporters == 2
    thrown = [vote for vote in votes.history(idea) if vote.discarded_by_id is not None]
    assert [(vote.person_id, vote.discarded_by_id, vote.ended_at is None) for vote in thrown] == [
        (one.id, moderator.id, False)
    ]
    assert [kind for kind in kinds(idea) if kind.startswith("votes.")] == [
        "votes.held", "votes.discarded", "votes.released",
    ]  # fmt: skip
    assert sound()


def test_a_release_may_carry_the_idea_over_its_gate(make: Make) -> None:
    idea = make.idea(gate=3)
    held = [make.vote(idea), make.vote(idea)]
    act(make, votes.hold, idea, *held)
    make.vote(idea)
    act(make, votes.release, idea, *held)
    assert make.fresh(idea).phase == "review"


def test_what_carried_an_idea_into_review_leaves_it_there(make: Make) -> None:
    idea = make.idea(gate=2)
    voters = [make.vote(idea), make.vote(idea)]
    act(make, votes.hold, idea, *voters)
    assert (make.fresh(idea).phase, make.fresh(idea).supporters) == ("review", 0)
    act(make, votes.release, idea, *voters)
    assert make.fresh(idea).supporters == 2


def test_taking_a_held_vote_back_and_giving_it_again_changes_nothing(make: Make) -> None:
    idea, person = make.idea(rules=UPDOWN), make.person()
    make.vote(idea, by=person)
    act(make, votes.hold, idea, person)
    with transaction():
        votes.take_back(make.here(idea), by=make.here(person), at=now())
    make.vote(idea, by=person)
    make.vote(idea, by=person, value=-1)
    assert votes.tally_of(make.fresh(idea)).ballots == 0

    act(make, votes.release, idea, person)
    assert make.fresh(idea).votes_down == 1
    make.vote(idea, by=person)
    assert make.fresh(idea).votes_up == 1
    assert sound()


def test_a_vote_after_one_that_was_thrown_out_is_held(make: Make) -> None:
    idea, person = make.idea(), make.person()
    make.vote(idea, by=person)
    act(make, votes.discard, idea, person)
    make.vote(idea, by=person)
    found = votes.living(idea, person)
    assert found is not None
    assert found.held_for == "suspicious"


def test_held_votes_of_a_family(make: Make) -> None:
    board = make.board()
    target, duplicate = make.idea(board=board), make.idea(board=board)
    person, other = make.person(), make.person()
    make.vote(duplicate, by=person)
    make.vote(target, by=person)
    make.vote(duplicate, by=other)
    with transaction():
        ideas.merge(make.here(duplicate), make.here(target), by=people.house(), at=now())
    assert make.fresh(target).supporters == 2

    act(make, votes.hold, target, person)
    assert make.fresh(target).supporters == 2  # the one on the duplicate counts instead
    act(make, votes.hold, duplicate, person, other)
    assert (make.fresh(target).supporters, make.fresh(duplicate).supporters) == (0, 0)
    act(make, votes.release, target, person)
    act(make, votes.release, duplicate, other)
    assert (make.fresh(target).supporters, make.fresh(duplicate).supporters) == (2, 1)
    assert sound()


def test_only_moderators_judge_votes(make: Make) -> None:
    idea = make.idea()
    voter = make.vote(idea)
    for person in (make.person(), make.reviewer(), make.moderator(make.board())):
        for verb in (votes.hold, votes.release, votes.discard):
            with pytest.raises(Denied):
                act(make, verb, idea, voter, by=person)


@pytest.mark.usefixtures("mailing")
def test_who_is_released_but_not_confirmed_goes_on_waiting(make: Make) -> None:
    idea = make.idea()
    person = make.vote(idea, by=newcomer(make))
    act(make, votes.hold, idea, person)
    confirm(make, person)
    assert make.fresh(idea).supporters == 0  # confirming does not wash a suspicion off

    other = make.vote(idea, by=newcomer(make))
    act(make, votes.hold, idea, other)
    act(make, votes.release, idea, other)
    assert make.fresh(idea).supporters == 0
    confirm(make, other)
    assert make.fresh(idea).supporters == 1
    assert db.session.scalar(select(Vote.held_for).where(Vote.person_id == other.id, Vote.ended_at.is_(None))) is None
