"""Rewards through the pages' door: claimed by makers, approved by somebody else, handed over once."""

from __future__ import annotations

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.domain import review, rewards
from ideaboard.domain.people.models import Person
from ideaboard.domain.rewards.models import LedgerEntry, Reward
from tests.clients import PageClient
from tests.make import Make

CASH = {"reward": {"on": "launched", "grants": [{"kind": "cash", "amount": "2000", "currency": "USD"}]}}


def launched(make: Make, by: Person) -> Reward:
    """An idea launched by ``by``, and the reward that was proposed."""
    idea = make.idea(phase="accepted", rules=CASH)
    with transaction():
        review.progress(make.here(idea), by=make.here(by), at=now(), phase="launched", note="There it is.")
    return db.session.query(Reward).filter_by(idea_id=idea.id).one()


def test_a_maker_sees_and_claims_their_own_once_it_is_approved(client: PageClient, make: Make) -> None:
    reward, admin = launched(make, make.reviewer()), make.admin()
    client.sign_in(reward.person)
    page = client.get("/rewards").text
    assert "$2,000.00" in page
    assert "Waits for approval" in page
    assert client.post(f"/rewards/{reward.id}/claim").status_code == 409
    with transaction():
        rewards.approve(make.here(reward), by=make.here(admin), at=now())
    assert "We owe you:" in client.get("/rewards").text
    assert client.post(f"/rewards/{reward.id}/claim").headers["Location"] == "/rewards"
    assert make.fresh(reward).state == "claimed"


def test_four_eyes_see_money(client: PageClient, make: Make) -> None:
    proposer, other = make.admin(), make.admin()
    reward = launched(make, proposer)
    client.sign_in(proposer)
    assert "You proposed this reward: somebody else approves it." in client.get("/rewards").text
    assert client.post(f"/rewards/{reward.id}/approve").status_code == 403
    client.sign_in(other)
    assert client.post(f"/rewards/{reward.id}/approve").status_code == 303
    assert client.post(f"/rewards/{reward.id}/approve").status_code == 409
    assert make.fresh(reward).state == "approved"


def test_a_reward_is_handed_over_once_and_the_ledger_adds_up(client: PageClient, make: Make) -> None:
    reward = launched(make, make.reviewer())
    client.sign_in(make.admin())
    assert client.post(f"/rewards/{reward.id}/pay").status_code == 409
    client.post(f"/rewards/{reward.id}/approve")
    assert client.post(f"/rewards/{reward.id}/pay").status_code == 303
    assert client.post(f"/rewards/{reward.id}/pay").status_code == 409
    assert sum(entry.amount for entry in db.session.query(LedgerEntry)) == 0
    page = client.get("/rewards/ledger").text
    assert "$2,000.00" in page
    assert "-$2,000.00" in page
    assert reward.person.name in page


def test_rewards_of_others_are_not_there(client: PageClient, make: Make) -> None:
    reward = launched(make, make.reviewer())
    assert client.get("/rewards").status_code == 302
    client.sign_in(make.person())
    page = client.get("/rewards").text
    assert "No rewards yet" in page
    assert "$2,000.00" not in page
    assert client.post(f"/rewards/{reward.id}/approve").status_code == 404
    assert client.post(f"/rewards/{reward.id}/claim").status_code == 404
    assert client.get("/rewards/ledger").status_code == 403


def test_an_admin_of_one_board_sees_the_rewards_of_that_board(client: PageClient, make: Make) -> None:
    reviewer = make.reviewer()
    mine, other = launched(make, reviewer), launched(make, reviewer)
    client.sign_in(make.person(role="admin", board=mine.idea.board))
    page = client.get("/rewards").text
    assert mine.idea.title in page
    assert other.idea.title not in page
    assert client.post(f"/rewards/{other.id}/approve").status_code == 404
    assert client.post(f"/rewards/{mine.id}/approve").status_code == 303
    page = client.get("/rewards/ledger").text
    assert mine.idea.title in page


def test_rewards_are_chosen_by_their_state(client: PageClient, make: Make) -> None:
    reward = launched(make, make.reviewer())
    client.sign_in(make.admin())
    assert reward.idea.title in client.get("/rewards?state=proposed").text
    assert reward.idea.title not in client.get("/rewards?state=paid").text
    assert client.get("/rewards?state=nonsense").status_code == 200
