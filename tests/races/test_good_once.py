"""Codes and links that are good once, tried by many at once on a real PostgreSQL: one of them gets through."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pyotp
import pytest
from sqlalchemy import func, select

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import No
from ideaboard.core.events import Fact
from ideaboard.domain import boards, ideas, people, votes
from ideaboard.domain.boards.models import Board, Membership
from ideaboard.domain.ideas.models import Idea, Maker
from ideaboard.domain.people.credentials import RecoveryCode
from ideaboard.domain.people.models import Code, Person, Role
from tests.make import Make

pytestmark = pytest.mark.race
Together = Callable[..., list[Any]]


@pytest.fixture(autouse=True)
def _mail(mailbox: object) -> None:
    """Where mail works, addresses are claimed and proved."""


def claiming(address: str, name: str = "Ann Lee") -> tuple[int, str]:
    """Somebody who signed up with ``address``: their number, and the digits that were mailed."""
    with transaction():
        person = people.sign_up(name, address, "x", at=now())
        code = db.session.scalars(select(Code).where(Code.person_id == person.id)).one()
        return person.id, people.digits(code)


def here(number: int) -> Person:
    """A person in this thread's session."""
    return db.session.get_one(Person, number)


def confirm(number: int, digits: str) -> int | None:
    """Type the digits of the mail; whose account it is."""
    with transaction():
        found = people.confirm(here(number), digits, by=here(number), at=now())
        return found.id if found else None


def unexpected(results: list[Any]) -> list[Any]:
    """What went wrong in a way nobody told the person about."""
    return [one for one in results if isinstance(one, Exception) and not isinstance(one, No)]


def facts(kind: str) -> int:
    """How often it happened."""
    return db.session.scalar(select(func.count()).where(Fact.kind == kind)) or 0


def test_an_address_is_proved_once_by_code_and_by_link(make: Make, together: Together) -> None:
    number, digits = claiming("ann@example.org")
    link = people.linked(db.session.scalars(select(Code).where(Code.person_id == number)).one())

    def follow() -> int | None:
        with transaction():
            found = people.confirm_by_link(link, at=now())
            return found.id if found else None

    results = together(*[partial(confirm, number, digits)] * 3, *[follow] * 3)

    assert unexpected(results) == []
    assert facts("person.confirmed") == 1
    assert here(number).email == "ann@example.org"


def test_of_two_who_prove_one_address_at_once_one_has_it(make: Make, together: Together) -> None:
    claims = [claiming("ann@example.org", name) for name in ("In Wait", "Real Ann", "Third One")]

    results = together(*(partial(confirm, *one) for one in claims))

    assert unexpected(results) == []
    assert db.session.scalar(select(func.count()).where(Person.email == "ann@example.org")) == 1
    owner = people.by_email("ann@example.org")
    assert owner is not None
    assert {one for one in results if isinstance(one, int)} == {owner.id}


def test_who_is_recognised_brings_their_votes_along_once(make: Make, together: Together) -> None:
    owner, idea = make.person(email="held@example.org").id, make.idea()
    number, digits = claiming("held@example.org")
    with transaction():
        votes.cast(make.here(idea), by=here(number), at=now())

    results = together(*[partial(confirm, number, digits)] * 5)

    assert unexpected(results) == []
    assert sorted(results, key=str) == [owner, None, None, None, None]
    assert facts("person.recognised") == 1
    found = make.fresh(idea)
    assert found.supporters == 1
    assert votes.tally_of(found) == votes.recounted(found)


def test_a_mailed_code_sets_one_new_password(make: Make, together: Together) -> None:
    person = make.person()
    with transaction():
        digits = people.digits(people.ask_code(person.email or "", by=make.here(person), at=now()))
    address = person.email or ""

    def renew(hashed: str) -> str | None:
        with transaction():
            found = people.sign_in_by_code(address, digits, at=now())
            if found is None:
                return None
            people.reset_password(found, hashed, at=now())
            return hashed

    results = together(*(partial(renew, f"hash {number}") for number in range(5)))

    assert unexpected(results) == []
    [won] = [one for one in results if one]
    assert make.fresh(person).password_hash == won
    assert facts("person.password_changed") == 1


@pytest.mark.parametrize("purpose", ["again", "address"])
def test_codes_for_other_purposes_open_once_too(make: Make, together: Together, purpose: str) -> None:
    person = make.person()
    address = person.email or ""
    with transaction():
        digits = people.digits(people.ask_code(address, by=make.here(person), at=now(), purpose=purpose))

    def use(as_what: str) -> bool:
        with transaction():
            return people.use_code(address, digits, at=now(), purpose=as_what) is not None

    other = [partial(use, "signin")] * 2  # a code says nothing to another question
    results = together(*[partial(use, purpose)] * 5, *other)

    assert unexpected(results) == []
    assert sorted(results[:5]) == [False] * 4 + [True]
    assert results[5:] == [False, False]


def test_two_who_want_one_new_address_at_once(make: Make, together: Together) -> None:
    wanted, movers = "new@example.org", [make.person().id for _ in range(3)]
    given = {}
    for number in movers:
        with transaction():
            people.ask_new_address(here(number), wanted, by=here(number), at=now())
            code = db.session.scalars(select(Code).where(Code.person_id == number, Code.purpose == "address")).one()
            given[number] = people.digits(code)

    def change(number: int) -> bool:
        with transaction():
            return people.change_address(here(number), wanted, given[number], by=here(number), at=now(), keep=0)

    results = together(*(partial(change, number) for number in movers for _twice in range(2)))

    assert unexpected(results) == []
    assert sum(one is True for one in results) == 1
    assert db.session.scalar(select(func.count()).where(Person.email == wanted)) == 1


def test_an_app_is_confirmed_once_and_shows_one_set_of_recovery_codes(make: Make, together: Together) -> None:
    person = make.person()
    with transaction():
        me = make.here(person)
        seed = people.seed_of(people.begin_app(me, by=me, at=now())) or ""
        session = people.by_session(people.open_session(me, "password", at=now()), now())[1].id  # type: ignore[index]
    at, number = now(), person.id
    shown = pyotp.TOTP(seed).at(at)

    def finish() -> int:
        with transaction():
            return len(people.confirm_app(here(number), shown, by=here(number), at=at, session=session))

    results = together(*[finish] * 4)

    assert unexpected(results) == []
    assert [one for one in results if isinstance(one, int)] == [10]
    assert db.session.scalar(select(func.count()).where(RecoveryCode.person_id == number)) == 10


def test_what_a_provider_answers_is_taken_once(make: Make, together: Together) -> None:
    with transaction():
        people.put_challenge("state", "provider", {"nonce": "n"}, at=now())

    def take(purpose: str) -> Any:
        with transaction():
            return people.take_challenge("state", purpose, at=now())

    results = together(*[partial(take, "provider")] * 5, partial(take, "passkey"))

    assert unexpected(results) == []
    assert [one for one in results if one is not None] == [{"nonce": "n"}]


def test_a_link_into_the_team_gives_one_role(make: Make, together: Together) -> None:
    admin, crowd = make.admin(), [make.person().id for _ in range(5)]
    with transaction():
        key = people.team_key(people.invite_to_team(None, "", "admin", by=make.here(admin), at=now()))

    def join(number: int) -> bool:
        with transaction():
            invitation = people.team_invitation(key)
            assert invitation is not None
            people.join_team(here(number), invitation, by=here(number), at=now())
            return True

    results = together(*(partial(join, number) for number in crowd))

    assert unexpected(results) == []
    assert sum(one is True for one in results) == 1
    assert db.session.scalar(select(func.count()).where(Role.person_id.in_(crowd))) == 1


@pytest.mark.parametrize("taken_back", [False, True])
def test_an_invitation_to_make_an_idea_makes_one_maker(make: Make, together: Together, taken_back: bool) -> None:
    author = make.person()
    board = make.board(rules={"form": {"team": True}})
    idea = make.idea(board=board, author=author)
    crowd = [make.person().id for _ in range(4)]
    with transaction():
        me = make.here(author)
        made = ideas.invite(make.here(idea), "who@example.org", by=me, at=now(), share=10)
        key = ideas.invitation_key(made)
    number, leader, invitation_id = idea.id, author.id, made.id

    def accept(person: int) -> bool:
        with transaction():
            found = ideas.invitation_by_key(key)
            assert found is not None
            ideas.claim_invitation(found, here(person))
            ideas.accept(found, by=here(person), at=now())
            return True

    def take_back() -> None:
        with transaction():
            found = db.session.get_one(Idea, number)
            ideas.take_back_invitation(found, invitation_id, by=here(leader), at=now())

    calls = [partial(accept, person) for person in crowd]
    results = together(*calls, *([take_back] * 2 if taken_back else calls))

    assert unexpected(results) == []
    accepted = sum(one is True for one in results)
    assert accepted == 1 or (taken_back and accepted == 0)
    makers = db.session.scalars(select(Maker).where(Maker.idea_id == number)).all()
    assert len(makers) == 1 + accepted
    assert sum(maker.share for maker in makers) == 10_000


def test_an_invitation_to_a_board_lets_one_in(make: Make, together: Together) -> None:
    admin = make.admin()
    board = make.board(rules={"ranking": {"visibility": "members", "join": "invitation"}})
    crowd = [make.person().id for _ in range(5)]
    with transaction():
        made = boards.invite_to_board(make.here(board), "who@example.org", by=make.here(admin), at=now())
        key = boards.key_of(made)
    number = board.id

    def join(person: int) -> bool:
        with transaction():
            invitation = boards.invitation_of(key)
            there = db.session.get_one(Board, number)
            return boards.join_board(there, by=here(person), at=now(), invitation=invitation).state == "member"

    results = together(*(partial(join, person) for person in crowd))

    assert unexpected(results) == []
    held = select(func.count()).where(Membership.board_id == number, Membership.state == "member")
    assert db.session.scalar(held) == 1


def test_links_that_turn_letters_off_work_again_and_undo_no_other(make: Make, together: Together) -> None:
    person = make.person()
    number, kinds = person.id, ("screening", "answers", "decisions", "invitations")
    links = [people.leaving_link(person, kind) for kind in kinds]

    def leave(link: str) -> None:
        with transaction():
            found = people.of_link(link)
            assert found is not None
            people.switch_off(*found)

    results = together(*(partial(leave, link) for link in links * 2))

    assert unexpected(results) == []
    db.session.rollback()
    assert here(number).mails == ""
