"""Verbs of rewards: proposed when an idea is accepted or launched, approved by somebody else, claimed, paid once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from ideaboard.core.actions import action
from ideaboard.core.db import db
from ideaboard.core.errors import Refused
from ideaboard.core.events import record
from ideaboard.core.text import _
from ideaboard.domain.boards.rules import Grant
from ideaboard.domain.events import IdeaDecided, IdeaLaunched, RewardGranted, RewardPaid, RewardProposed
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import Can
from ideaboard.domain.rewards import splits
from ideaboard.domain.rewards.models import LedgerEntry, Reward

DIVIDED = ("cash", "voucher", "royalty", "copies", "points")  # the others go whole to every maker


def propose_if_accepted(event: IdeaDecided, *, by: Person, at: datetime) -> None:
    """An idea was accepted: propose its rewards on boards that reward acceptance."""
    if event.outcome == "accept":
        _propose_if_due(event.idea_id, "accepted", by, at)


def propose_if_launched(event: IdeaLaunched, *, by: Person, at: datetime) -> None:
    """An idea was launched: propose its rewards on boards that reward the launch."""
    _propose_if_due(event.idea_id, "launched", by, at)


def _propose_if_due(idea_id: int, moment: str, by: Person, at: datetime) -> None:
    idea = db.session.get_one(Idea, idea_id)
    reward = idea.rules.reward
    there = db.session.scalar(select(Reward.id).where(Reward.idea_id == idea.id).limit(1))
    if reward.on != moment or there is not None:
        return
    for number, grant in enumerate(reward.grants):
        for person_id, part in _parts(idea, grant).items():
            _propose(idea, number, grant, person_id, part, by, at)


def _parts(idea: Idea, grant: Grant) -> Mapping[int, int]:
    """Who gets how much of a grant, in whole units (minor units of money, hundredths of a per cent, copies, points)."""
    makers = {maker.person_id: maker.share for maker in idea.makers if maker.accepted_at}
    makers = makers or {idea.author_id: splits.WHOLE}
    if grant.kind not in DIVIDED:
        return dict.fromkeys(makers, 1)
    total = grant.minor or grant.basis_points or grant.number or 0
    leads = next((maker.person_id for maker in idea.makers if maker.leads), idea.author_id)
    return splits.divide(idea.rules.reward.split, total, author=idea.author_id, leads=leads, basis_points=makers)


def _propose(idea: Idea, number: int, grant: Grant, person_id: int, part: int, by: Person, at: datetime) -> None:
    money = grant.kind in ("cash", "voucher")
    reward = Reward(
        idea=idea,
        person_id=person_id,
        grant_number=number,
        kind=grant.kind,
        amount=part if money else None,
        currency=grant.currency if money else None,
        basis_points=part if grant.kind == "royalty" else None,
        number=part if grant.kind in ("copies", "points") else None,
        approvers=idea.board.rules.reward.approvers,
        proposed_by_id=by.id,
        proposed_at=at,
    )
    db.session.add(reward)
    db.session.flush()
    ids = {"idea_id": idea.id, "board_id": idea.board_id, "reward_id": reward.id, "person_id": person_id}
    record(RewardProposed(**ids), by=by, at=at)
    if grant.kind == "credit":  # nothing to hand over and nothing to spend: being named needs no second pair of eyes
        _grant(reward, by, at)
        _settle(reward, by, at)


@action(Can.APPROVE_REWARD, lock="self")
def approve(reward: Reward, *, by: Person, at: datetime) -> Reward:
    """Grant a proposed reward. By an admin who did not propose it, unless the rules say that one is enough."""
    if reward.state != "proposed":
        raise Refused(_("This reward was approved already."))
    return _grant(reward, by, at)


@action(Can.CLAIM_REWARD, lock="self")
def claim(reward: Reward, *, by: Person, at: datetime) -> Reward:
    """The maker says: please hand it over."""
    if reward.state == "proposed":
        raise Refused(_("This reward is not approved yet."))
    if reward.state == "paid":
        raise Refused(_("This reward was paid already."))
    if reward.state != "approved":
        raise Refused(_("You claimed this reward already."))
    reward.state, reward.claimed_at = "claimed", at
    db.session.flush()
    return reward


@action(Can.PAY_REWARD, lock="self")
def pay(reward: Reward, *, by: Person, at: datetime) -> Reward:
    """Note that a reward was handed over; once."""
    if reward.state == "proposed":
        raise Refused(_("This reward is not approved yet."))
    if reward.state == "paid":
        raise Refused(_("This reward was paid already."))
    return _settle(reward, by, at)


def _grant(reward: Reward, by: Person, at: datetime) -> Reward:
    reward.state, reward.approved_by_id, reward.approved_at = "approved", by.id, at
    _enter(reward, "granted", "house", f"person:{reward.person_id}", at)
    ids = {
        "idea_id": reward.idea_id,
        "board_id": reward.board_id,
        "reward_id": reward.id,
        "person_id": reward.person_id,
    }
    record(RewardGranted(**ids), by=by, at=at)
    return reward


def _settle(reward: Reward, by: Person, at: datetime) -> Reward:
    reward.state, reward.paid_by_id, reward.paid_at = "paid", by.id, at
    _enter(reward, "paid", f"person:{reward.person_id}", "outside", at)
    ids = {
        "idea_id": reward.idea_id,
        "board_id": reward.board_id,
        "reward_id": reward.id,
        "person_id": reward.person_id,
    }
    record(RewardPaid(**ids), by=by, at=at)
    return reward


def _enter(reward: Reward, step: str, giver: str, taker: str, at: datetime) -> None:
    """Two entries that add up to nothing."""
    unit, amount = measure(reward)
    for account, signed in ((giver, -amount), (taker, amount)):
        db.session.add(LedgerEntry(reward_id=reward.id, step=step, account=account, unit=unit, amount=signed, at=at))
    db.session.flush()


def measure(reward: Reward) -> tuple[str, int]:
    """A reward as the ledger counts it: its unit, and how many of them."""
    if reward.currency is not None:
        return reward.currency, reward.amount or 0
    if reward.kind == "royalty":
        return "royalty_bp", reward.basis_points or 0
    return reward.kind, reward.number or 1
