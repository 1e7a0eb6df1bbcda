"""Rewards: a maker sees and claims their own, admins approve and hand over, and the ledger adds up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask import Response, request
from sqlalchemy import Select, select

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import NotVisible
from ideaboard.core.paging import Key, cut
from ideaboard.core.text import _, ngettext
from ideaboard.domain import rewards
from ideaboard.domain.boards.phrases import number
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import Can, may, why_not
from ideaboard.domain.rewards.models import LedgerEntry, Reward
from ideaboard.web import respond
from ideaboard.web.blueprint import pages
from ideaboard.web.filters import money
from ideaboard.web.me import signed_in
from ideaboard.web.staff import show
from ideaboard.web.sudo import sudo
from ideaboard.web.url import url

PAGE = 50
STATES = ("proposed", "approved", "claimed", "paid")


@dataclass(frozen=True)
class Row:
    """One reward with what may be done about it; ``why_not`` says why it cannot be approved."""

    reward: Reward
    words: str
    state: str
    proposer: str
    why_not: str | None
    can_pay: bool
    can_claim: bool


@pages.get("/rewards")
def my_rewards() -> Response:
    """One's own; those of one's boards for admins."""
    person, state = signed_in(), request.args.get("state", "")
    mine = db.session.scalars(_newest(select(Reward).where(Reward.person_id == person.id))).all()
    every = _runs(person)
    page = None
    if every is not None:
        chosen = every.where(Reward.state == state) if state in STATES else every
        page = cut(
            chosen,
            [Key(Reward.id, "id")],
            after=request.args.get("after"),
            limit=PAGE,
            read=lambda query: db.session.scalars(query).all(),
        )
    return show.page(
        "rewards",
        mine=_rows(mine, person),
        owed=[in_words(unit, amount) for unit, amount in rewards.balances(person).items()],
        all=_rows(page.rows, person) if page else None,
        more=url.rewards_of(state=state, after=page.after) if page and page.after else None,
        state=state if state in STATES else "",
        states=[("", _("All"), url.rewards())] + [(one, state_words(one), url.rewards_of(state=one)) for one in STATES],
        site_admin=show.everywhere(person),
    )


@pages.get("/rewards/ledger")
def reward_ledger() -> Response:
    """Every movement; each adds up to nothing."""
    person = show.team(Can.SEE_REWARDS)
    every = _runs(person)
    entries = select(LedgerEntry)
    if not show.everywhere(person) and every is not None:
        entries = entries.where(LedgerEntry.reward_id.in_(every.with_only_columns(Reward.id)))
    page = cut(
        entries,
        [Key(LedgerEntry.id, "id")],
        after=request.args.get("after"),
        limit=2 * PAGE,
        read=lambda query: db.session.scalars(query).all(),
    )
    about = select(Reward).where(Reward.id.in_({entry.reward_id for entry in page.rows}))
    known = {reward.id: reward for reward in db.session.scalars(about)}
    lines = [
        (entry, known[entry.reward_id], _account(entry, known), in_words(entry.unit, entry.amount))
        for entry in page.rows
    ]
    more = url.reward_ledger(after=page.after) if page.after else None
    return show.page("ledger", lines=lines, more=more, crooked=rewards.crooked())


@pages.post("/rewards/<id:number>/approve")
@sudo
def approve_reward(number: int) -> Response:
    """Grant a proposed reward."""
    return _do(number, rewards.approve, _("Approved: it stands in the ledger, and the maker is told."))


@pages.post("/rewards/<id:number>/claim")
def claim_reward(number: int) -> Response:
    """Please hand it over."""
    return _do(number, rewards.claim, _("Claimed. We hand it over soon."))


@pages.post("/rewards/<id:number>/pay")
@sudo
def pay_reward(number: int) -> Response:
    """It was handed over."""
    return _do(number, rewards.pay, _("Noted as handed over, once and for all."))


def _do(number: int, verb: Callable[..., Reward], said: str) -> Response:
    person = signed_in()
    with transaction():
        verb(_load(number), by=person, at=now())
    return respond.back(url.rewards(), said)


def _load(number: int) -> Reward:
    """A reward that is one's own, or on a board one runs."""
    person, reward = signed_in(), db.session.get(Reward, number)
    if reward is None or not (reward.person_id == person.id or may(person, Can.SEE_REWARDS, reward)):
        raise NotVisible(_("There is no such reward here."))
    return reward


def _runs(person: Person) -> Select[Reward] | None:
    """The rewards of the boards ``person`` runs; None for those who run none."""
    boards = {role.board_id for role in person.roles if role.role == "admin"}
    if not boards:
        return None
    found = select(Reward)
    return (
        found if None in boards else found.where(Reward.idea_id.in_(select(Idea.id).where(Idea.board_id.in_(boards))))
    )


def _newest(query: Select[Reward]) -> Select[Reward]:
    return query.order_by(Reward.id.desc()).limit(200)


def _rows(some: Sequence[Reward], person: Person) -> list[Row]:
    proposers = select(Person.id, Person.name).where(Person.id.in_({reward.proposed_by_id for reward in some}))
    names = {row.id: row.name for row in db.session.execute(proposers)} if some else {}
    return [
        Row(
            reward=reward,
            words=in_words(*rewards.measure(reward), kind=reward.kind),
            state=state_words(reward.state),
            proposer=names.get(reward.proposed_by_id, ""),
            why_not=why_not(person, Can.APPROVE_REWARD, reward) if reward.state == "proposed" else None,
            can_pay=reward.state in ("approved", "claimed") and may(person, Can.PAY_REWARD, reward),
            can_claim=reward.state == "approved" and may(person, Can.CLAIM_REWARD, reward),
        )
        for reward in some
    ]


def state_words(state: str) -> str:
    """A reward's state as people read it."""
    return {
        "proposed": _("Waits for approval"),
        "approved": _("Approved"),
        "claimed": _("Claimed"),
        "paid": _("Handed over"),
    }[state]


def in_words(unit: str, amount: int, kind: str = "") -> str:
    """So many of a unit of the ledger, in words: "€20.00", "1.5 % of net sales", "10 copies"."""
    if unit == "royalty_bp":
        return _("%(percent)s %% of net sales", percent=number(amount / 100))
    if unit == "copies":
        return ngettext("%(n)s copy", "%(n)s copies", amount, n=number(amount))
    if unit == "points":
        return ngettext("%(n)s point", "%(n)s points", amount, n=number(amount))
    if unit == "credit":
        return _("Named as a maker") if amount == 1 else number(amount)
    if unit == "contract":
        return _("A contract") if amount == 1 else number(amount)
    return _("Voucher of %(sum)s", sum=money(amount, unit)) if kind == "voucher" else money(amount, unit)


def _account(entry: LedgerEntry, known: Mapping[int, Reward]) -> str:
    if entry.account == "house":
        return _("The house")
    return _("Handed over") if entry.account == "outside" else known[entry.reward_id].person.name
