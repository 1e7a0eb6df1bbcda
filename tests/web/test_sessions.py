"""Sessions: rows, listed with their device, ended one by one; and the fresh sign-in before something dangerous."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.events import Fact
from ideaboard.domain import people
from ideaboard.domain.people.credentials import SignIn
from ideaboard.domain.people.devices import Device, device_of
from ideaboard.domain.people.models import Code, Token
from ideaboard.domain.people.sessions import FRESH, LIVES
from tests.make import PASSWORD

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36 Edg/142.0"


def kinds(person: people.Person) -> list[str]:
    """What the log says about a person, oldest first."""
    return list(db.session.scalars(db.select(Fact.kind).where(Fact.person_id == person.id).order_by(Fact.id)))


@pytest.mark.parametrize(
    ("header", "device"),
    [
        (FIREFOX, ("Firefox", "Linux")), (EDGE, ("Edge", "Windows")), ("curl/8.0", ("", "")), ("", ("", "")),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", ("Safari", "iPhone")),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/142.0 Mobile Safari/537.36", ("Chrome", "Android")),
    ],
)  # fmt: skip
def test_a_device_is_told_in_words_of_closed_lists(header, device):
    assert device_of(header) == Device(*device)


def test_a_session_is_listed_with_its_device_and_ended_from_elsewhere(app, client, make):
    person = make.person(password=PASSWORD)
    there = app.test_client()
    entry = {"email": person.email, "password": PASSWORD}
    there.post("/signin", data=entry, headers={"User-Agent": EDGE})
    client.post("/signin", data=entry, headers={"User-Agent": FIREFOX})
    page = client.get("/account").text
    assert "Edge on Windows" in page
    assert "Firefox on Linux" in page
    number = re.search(r"/account/sessions/(\d+)/end", page)
    assert number
    client.post(f"/account/sessions/{number[1]}/end")
    assert there.get("/account").status_code == 302
    assert client.get("/account").status_code == 200
    assert kinds(person)[-1] == "person.sessions_ended"


def test_nobody_ends_the_sessions_of_others(client, make):
    mine, theirs = make.person(), make.person()
    with transaction():
        people.open_session(theirs, "password", at=now())
    row = db.session.query(SignIn).filter_by(person_id=theirs.id).one()
    client.sign_in(mine)
    client.post(f"/account/sessions/{row.id}/end")
    assert db.session.query(SignIn).filter_by(person_id=theirs.id).count() == 1


def test_signing_out_everywhere_leaves_the_session_one_is_in(app, client, make):
    person = make.person()
    others = [app.test_client().sign_in(person) for _number in range(2)]
    client.sign_in(person)
    client.post("/account/sessions")
    assert client.get("/account").status_code == 200
    assert [other.get("/account").status_code for other in others] == [302, 302]


def test_signing_out_ends_the_session_for_whoever_copied_its_cookie(app, client, make):
    person = make.person()
    client.sign_in(person)
    with client.session_transaction() as session:
        copied = dict(session)
    client.post("/signout")
    thief = app.test_client()
    with thief.session_transaction() as session:
        session.update(copied)
    assert thief.get("/account").status_code == 302
    assert db.session.query(SignIn).count() == 0


@pytest.mark.parametrize("key", ["", "1.0", "no such key", "\x00", "ä" * 300])
def test_a_session_that_is_none_is_a_visitor(client, key):
    with client.session_transaction() as session:
        session["_user_id"] = key
    assert client.get("/account").status_code == 302


def test_a_session_ends_when_nobody_uses_it_and_its_use_is_noted_once_an_hour(client, make, clock, queries):
    begun = clock.set("2026-03-01 12:00")
    person = make.person()
    client.sign_in(person)
    clock.shift(minutes=59)
    client.get("/account")
    assert db.session.query(SignIn).one().seen_at == begun
    later = clock.shift(days=59)
    client.get("/account")
    assert db.session.query(SignIn).one().seen_at == later
    with queries() as seen:
        client.get("/account")
    assert not [one for one in seen if one.startswith("UPDATE")]
    clock.shift(days=LIVES.days, minutes=1)
    assert client.get("/account").status_code == 302
    with transaction():
        for due in people.sessions_due(now()):
            due.run(now())
    assert db.session.query(SignIn).count() == 0


# fresh


def late(client, person, clock):
    """Signed in, and then away for a while."""
    clock.set("2026-03-01 12:00")
    client.sign_in(person)
    clock.set(now() + FRESH + timedelta(seconds=1))


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'name="(intent|next)"[^>]*value="([^"]*)"', page))


def test_a_token_asks_for_a_fresh_sign_in_and_what_was_typed_waits(client, make, clock):
    person = make.person(password=PASSWORD)
    late(client, person, clock)
    asked = client.post("/account/tokens", data={"name": "my script", "scopes": "read"})
    assert asked.status_code == 401
    assert "Is it you?" in asked.text
    assert db.session.query(Token).count() == 0
    wrong = client.post("/signin/again", data={**hidden(asked.text), "password": "not the one at all"})
    assert wrong.status_code == 422
    again = client.post("/signin/again", data={**hidden(wrong.text), "password": PASSWORD})
    assert 'value="my script"' in again.text
    made = client.post("/account/tokens", data={"name": "my script", "scopes": "read"})
    assert "idb_" in made.text
    assert "person.token_made" in kinds(person)


def test_a_mailed_code_is_as_good_as_the_password_and_good_once(client, make, clock):
    person = make.person()
    late(client, person, clock)
    page = client.post("/signin/again", data={"mail": "1", "next": "/account"})
    assert "on its way" in page.text
    digits = people.digits(db.session.query(Code).one())
    done = client.post("/signin/again", data={"code": digits, "next": "/account"})
    assert done.location == "/account"
    assert client.post("/account/tokens", data={"name": "x", "scopes": "read"}).status_code == 200
    assert client.post("/signin/again", data={"code": digits}).status_code == 422
    assert client.post("/forgot/code", data={"email": person.email, "code": digits}).status_code == 422


@pytest.mark.parametrize(
    "address",
    ["/account/password", "/account/tokens", "/admin/people/anna/roles", "/admin/people/anna/lost-steps",
     "/admin/people/invitations", "/rewards/1/approve", "/rewards/1/pay", "/admin/imports/1/undo"],
)  # fmt: skip
def test_dangerous_acts_ask_for_a_fresh_sign_in(client, make, clock, address):
    late(client, make.admin(), clock)
    make.person("Anna")
    answer = client.post(address, data={"role": "admin", "name": "x", "password": "three unrelated words"})
    assert answer.status_code == 401
    assert "Is it you?" in answer.text
    assert "three unrelated words" not in answer.text


def test_a_forgotten_password_is_renewed_without_the_present_one_after_a_code(client, make):
    person = make.person(password=PASSWORD)
    client.post("/forgot", data={"email": person.email})
    digits = people.digits(db.session.query(Code).one())
    assert client.post("/forgot/code", data={"email": person.email, "code": f" {digits[:3]} {digits[3:]} "}).location
    assert client.post("/account/password", data={"password": "entirely another one"}).status_code == 303
    client.post("/signout")
    client.post("/signin", data={"email": person.email, "password": "entirely another one"})
    assert client.get("/account").status_code == 200


# codes


def test_an_address_has_thirty_tries_a_day_however_many_codes(app, make):
    person = make.person()
    for _code in range(7):
        with transaction():
            code = people.ask_code(person.email, by=person, at=now())
        for _try in range(5):
            with transaction():
                people.use_code(person.email, "wrong", at=now())
    with transaction():
        code = people.ask_code(person.email, by=person, at=now())
        assert people.use_code(person.email, people.digits(code), at=now()) is None
    with transaction():
        code = people.ask_code(person.email, by=person, at=now() + timedelta(days=2))
        assert people.use_code(person.email, people.digits(code), at=now() + timedelta(days=2)) is not None


def test_a_code_for_one_thing_is_none_for_another(app, make):
    person = make.person()
    with transaction():
        code = people.ask_code(person.email, by=person, at=now())
        assert people.use_code(person.email, people.digits(code), at=now(), purpose="again") is None
        assert people.use_code(person.email, people.digits(code), at=now()) is not None


def test_asking_for_a_code_costs_the_same_rows_for_an_unknown_address(client, make, queries):
    person, seen = make.person(), []
    client.post("/forgot", data={"email": "first@example.org"})  # what is read once and kept
    for address in (person.email, "who@example.org"):
        with queries() as asked:
            client.post("/forgot", data={"email": address})
        seen.append([one.split("(")[0] for one in asked])
    assert seen[0] == seen[1]


# passwords


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("short", "at least 10"), ("password1234", "tried first"), ("aaaaaaaaaaaa", "repeats itself"),
        ("qwertyuiop", "tried first"), ("abcdefghijk", "row that everybody knows"), ("annleeannlee", "guess"),
        ("x" * 201, "at most 200"),
    ],
)  # fmt: skip
def test_a_weak_password_is_refused_with_what_would_be_better(client, password, said):
    page = client.post("/signup", data={"name": "Ann Lee", "email": "ann@example.org", "password": password})
    assert page.status_code == 422
    assert said in page.text
    assert db.session.query(people.Person).filter_by(email="ann@example.org").count() == 0
