"""Votes that belong together, on a real site: traces, what the clock finds and holds, what the team says."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ideaboard.core import settings
from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import Denied, Invalid, Refused
from ideaboard.core.jobs import work_off
from ideaboard.domain import integrity, people, transfer, votes
from ideaboard.domain.integrity.models import Suspicion, VoteTrace
from ideaboard.domain.integrity.traces import network
from ideaboard.domain.votes.models import Vote
from tests.effects.test_notify import told

HOME = "203.0.113.9"


def vote(make, idea, person, address=HOME, device=None):
    with transaction():
        here = make.here(idea)
        votes.cast(here, by=make.here(person), at=now())
        integrity.leave_trace(here, by=make.here(person), at=now(), address=address, device=device)


@pytest.fixture
def brigade(make):
    """Eight new accounts at one address for an idea that one fan likes, on a site where others vote for others."""
    board = make.board()
    idea, others = make.idea(board=board), [make.idea(board=board) for _number in range(3)]
    for number in range(12):
        vote(make, others[number % 3], make.person(), f"198.51.100.{number}", f"own {number}")
    vote(make, idea, make.person(), "198.51.100.99", "own")
    puppets = [make.person() for _number in range(8)]
    for puppet in puppets:
        vote(make, idea, puppet)
    return make.fresh(idea), puppets


def test_what_belongs_together_is_found_and_held_and_the_team_hears_of_it(make, brigade):
    idea, puppets = brigade
    moderator = make.moderator()
    assert idea.supporters == 9
    assert integrity.look_if_due()
    idea = make.fresh(idea)
    assert idea.supporters == 1
    [(found, about)] = integrity.findings(None, settled=False)
    assert (found.kind, found.state, about.id) == ("hands", "held", idea.id)
    assert found.evidence["accounts"] == len(puppets)
    assert found.evidence["addresses"] == 1
    assert integrity.with_and_without([idea.id])[idea.id] == (9, 1, 8, 0)
    work_off()
    assert "votes.held" in told(moderator)
    assert integrity.look_if_due() is False


def test_released_votes_count_and_are_not_brought_up_again(make, brigade):
    idea, _puppets = brigade
    integrity.look_if_due()
    number = db.session.query(Suspicion).one().id
    moderator = make.moderator()
    with transaction():
        changed = integrity.settle(make.here(idea), number, "release", by=make.here(moderator), at=now())
    assert changed == 8
    assert make.fresh(idea).supporters == 9
    with transaction():
        settings.put("votes_looked_at", "")
    assert integrity.look_if_due()
    assert make.fresh(idea).supporters == 9
    assert integrity.findings(None, settled=False) == []
    assert len(integrity.findings(None, settled=True)) == 1


def test_thrown_out_is_for_good(make, brigade):
    idea, _puppets = brigade
    integrity.look_if_due()
    number = db.session.query(Suspicion).one().id
    moderator = make.moderator()
    with transaction():
        integrity.settle(make.here(idea), number, "discard", by=make.here(moderator), at=now())
    assert db.session.query(Vote).filter(Vote.idea_id == idea.id, Vote.discarded_by_id == moderator.id).count() == 8
    with pytest.raises(Refused), transaction():
        integrity.settle(make.here(idea), number, "release", by=make.here(moderator), at=now())


def test_only_moderators_judge_and_only_what_there_is(make, brigade):
    idea, puppets = brigade
    other = make.idea()
    integrity.look_if_due()
    number = db.session.query(Suspicion).one().id
    moderator = make.moderator()
    for who, where, act, no in (
        (puppets[0], idea, "release", Denied),
        (moderator, other, "release", Refused),
        (moderator, idea, "praise", Invalid),
    ):
        with pytest.raises(no), transaction():
            integrity.settle(make.here(where), number, act, by=make.here(who), at=now())


def test_where_the_site_says_so_nothing_is_held_but_shown(make, brigade):
    idea, _puppets = brigade
    with transaction():
        settings.put("votes_hold", value=False)
    integrity.look_if_due()
    assert make.fresh(idea).supporters == 9
    assert db.session.query(Suspicion).one().state == "open"


def test_a_trace_is_a_digest_left_once_and_forgotten(make):
    idea, person = make.idea(), make.person()
    vote(make, idea, person, HOME, "words of a cookie")
    vote(make, idea, person, "198.51.100.1", "others")
    [trace] = db.session.query(VoteTrace).all()
    assert HOME not in f"{trace.address}{trace.device}"
    assert len(trace.address) == 64
    with transaction():
        db.session.get_one(VoteTrace, trace.id).at = now() - timedelta(days=31)
    transfer.forget_traces()
    assert db.session.query(VoteTrace).count() == 0


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:203.0.113.9", HOME, True),
        ("203.0.113.9", "203.0.113.10", False),
        ("nonsense", "nonsense", True),
    ],
)
def test_a_household_is_one_network(one, other, same):
    assert (network(one) == network(other)) is same


def test_the_pages_leave_traces_and_show_what_was_found(make, client, brigade):
    idea, _puppets = brigade
    voter = make.person()
    client.sign_in(voter)
    answer = client.post(f"/ideas/{make.idea().id}/vote", data={"value": "1"})
    [cookie] = [line for line in answer.headers.getlist("Set-Cookie") if line.startswith("browser=")]
    assert "HttpOnly" in cookie
    assert db.session.query(VoteTrace).filter_by(person_id=voter.id).one().device is not None
    again = client.post(f"/ideas/{make.idea().id}/vote", data={"value": "1"})
    assert not [line for line in again.headers.getlist("Set-Cookie") if line.startswith("browser=")]

    integrity.look_if_due()
    moderator = make.moderator()
    client.sign_in(moderator)
    page = client.get("/moderation/votes").text
    assert "8 new accounts agree on this idea" in page
    assert "They come from one address. 8 of them did nothing else." in page
    assert "9 supporters with held votes, 1 without" in page
    number = db.session.query(Suspicion).one().id
    there = client.post(f"/ideas/{idea.id}/votes/patterns/{number}", data={"act": "release"})
    assert there.location == "/moderation/votes"
    page = client.get("/moderation/votes").text
    assert "Judged lately" in page
    assert f"judged by {moderator.name} on" in page
    ledger = client.get(f"/ideas/{idea.id}/ledger").text
    assert "held, not counted" in ledger


def test_votes_that_wait_for_an_address_are_shown_with_and_without_too(make, client, mailbox):
    idea, fan, new = make.idea(supporters=1), make.person(), make.person(confirmed=False)
    with transaction():
        votes.cast(make.here(idea), by=make.here(new), value=1, at=now())
    assert integrity.with_and_without([idea.id])[idea.id] == (2, 1, 0, 1)
    address = f"/ideas/{idea.id}/{idea.slug}"
    client.sign_in(make.moderator())
    page = client.get(address).text
    assert "2 supporters with held votes, 1 without" in page
    assert "1 vote waits for its voter to confirm an address" in page
    client.sign_in(fan)
    assert "held votes" not in client.get(address).text
    client.sign_in(make.person(role="reviewer"))
    assert "2 supporters with held votes, 1 without" in client.get(f"/review/{idea.id}").text


def test_a_moderator_of_one_board_sees_that_board(make, client, brigade):
    integrity.look_if_due()
    client.sign_in(make.moderator(make.board()))
    assert "Nothing suspicious" in client.get("/moderation/votes").text


def test_who_leaves_takes_the_traces_along(make, brigade, site):
    idea, puppets = brigade
    integrity.look_if_due()
    with transaction():
        here = make.here(puppets[0])
        transfer.leave(here, by=here, at=now(), posts="stay", uploads=site.settings.uploads)
    assert db.session.query(VoteTrace).filter_by(person_id=puppets[0].id).count() == 0
    assert people.by_email(puppets[0].email or "") is None
    assert make.fresh(idea).supporters == 1
