"""Nothing a visitor can do tells whether an address has an account here, where mail works: not words, not status, not
work. Sign-up takes every address; whose it is comes out by the mail alone."""

from __future__ import annotations

import re
from datetime import timedelta
from difflib import unified_diff

import pytest

from ideaboard.core import jobs
from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.domain import people, votes
from ideaboard.domain.people import signin
from ideaboard.domain.people.models import Code, Person
from tests.effects.test_notify import words
from tests.make import PASSWORD
from tests.web.test_address import to

FREE, TAKEN = "free@example.org", "held@example.org"
OTHER = "another good one"  # the password of whoever signs up
ITS_OWN = re.compile(
    r'(name="(?:csrf_token|intent)"[^>]*value="|"X-CSRFToken": "|data-tone="|/sessions/|request |via(?:=|%3D)'
    r"|preview\.png\?v=)[\w.-]+"
)  # tokens, numbers, and the colour that follows from a number
SECONDS = re.compile(r"\d{4}-\d\d-\d\dT[\d:.+Z]+|\d\d:\d\d(:\d\d)?")


@pytest.fixture
def owner(make, mailbox):
    return make.person("Olga Held", email=TAKEN, password=PASSWORD)


@pytest.fixture
def hashing(monkeypatch):
    """How often a password was hashed or compared, by the real hasher."""
    done: list[str] = []
    real = signin._hasher

    class Counting:
        def __init__(self, cost: str) -> None:
            self.real = real(cost)

        def hash(self, *said: str) -> str:
            done.append("hash")
            return self.real.hash(*said)

        def verify(self, *said: str) -> bool:
            done.append("verify")
            return self.real.verify(*said)

    signin._nobody(signin._cost())  # made once, by whoever is first
    monkeypatch.setattr(signin, "_hasher", Counting)
    return done


def join(client, address, name="Ann Lee"):
    return client.post("/signup", data={"name": name, "email": address, "password": OTHER, "next": "/account"})


def plain(answer, address):
    """What came, without what is different for any two people."""
    person = people.who_may_enter(address)[1]
    text = answer.text.replace(address, "ADDRESS").replace(address.replace("@", "%40"), "ADDRESS")
    text = text.replace(person.handle, "HANDLE").replace(f"#{person.id}", "#ID") if person else text
    text = SECONDS.sub("MOMENT", ITS_OWN.sub(r"\1", text))
    headers = {
        key: value for key, value in answer.headers.items() if key not in ("Date", "Set-Cookie", "X-Request-Id", "ETag")
    }
    headers.pop("Content-Length", None)  # a longer address or handle is a longer page
    location = (headers.pop("Location", "")).replace(address.replace("@", "%40"), "ADDRESS")
    cookies = sorted(re.sub(r"=[^;]*", "", one, count=1) for one in answer.headers.getlist("Set-Cookie"))
    cookies = [re.sub(r"Expires=[^;]*", "", one) for one in cookies]
    return answer.status_code, location, headers, cookies, text


def life(app, idea, address):
    """Everything that somebody who gave ``address`` can see and do before a mail proves it theirs."""
    client = app.test_client()
    yield "join", join(client, address)
    voted = client.post(f"/ideas/{idea.id}/vote", data={"value": 1}, follow_redirects=True)
    assert 'data-state="held"' in voted.text
    yield "vote", voted
    client.post(f"/ideas/{idea.id}/vote", data={"withdraw": 1})
    for path in ("/", "/account", "/account/security", "/confirm", "/inbox", "/invitations", "/account/address",
                 "/account/data", "/signin/again"):  # fmt: skip
        yield path, client.get(path)
    for path, said in (
        ("/confirm", {"code": "12"}),
        ("/confirm/code", {}),
        ("/confirm", {"code": "123 45 x"}),
        ("/account/address", {"email": address}),
        ("/signin/again", {"mail": "1"}),
        ("/account/password", {"current": "wrong", "password": "x"}),
        ("/signout", {}),
        ("/signin", {"email": address, "password": "not the one"}),
        ("/forgot", {"email": address}),
        ("/forgot/code", {"email": address, "code": "12"}),
        ("/signin", {"email": address.upper(), "password": OTHER, "next": "/account"}),
    ):
        yield path, client.post(path, data=said)
    inside = client.get("/account")
    assert inside.status_code == 200
    yield "in", inside
    yield "again", join(app.test_client(), address)
    for path in (f"/people/{people.who_may_enter(address)[1].handle}", "/api/v1/me"):
        yield path, app.test_client().get(path)


def test_two_who_sign_up_live_alike_whether_the_address_is_taken_or_free(app, make, owner):
    idea = make.idea()
    lives = [[(step, plain(answer, address)) for step, answer in life(app, idea, address)] for address in (FREE, TAKEN)]
    for (step, free), (_step, taken) in zip(*lives, strict=True):
        assert free[:4] == taken[:4], step
        assert list(unified_diff(free[4].splitlines(), taken[4].splitlines(), lineterm="", n=0)) == [], step
    assert len(lives[0]) > 20


def test_it_costs_the_same_to_sign_up_with_a_taken_address(app, client, make, owner, queries, hashing):
    seen = {}
    join(app.test_client(), "first@example.org", name="Warm Up")
    for address in (FREE, TAKEN):
        hashing.clear()
        with queries() as asked:
            join(app.test_client(), address, name=f"{address[:4]} Person")
        seen[address] = asked, list(hashing)
    assert seen[FREE] == seen[TAKEN]
    assert seen[FREE][1] == ["hash"]


def test_a_wrong_password_costs_the_same_whoever_is_asked(app, client, make, owner, queries, hashing):
    without = make.person("No Word", email="none@example.org")
    gone = make.person("Sus Pended", email="gone@example.org", password=PASSWORD)
    with transaction():
        make.here(gone).suspended_until = now() + timedelta(days=3)
    join(app.test_client(), "pend@example.org")
    for address in (FREE, TAKEN):
        join(app.test_client(), address)
    seen = {}
    for address in ("who@example.org", without.email, gone.email, "pend@example.org", FREE, TAKEN):
        hashing.clear()
        with queries() as asked:
            assert app.test_client().post("/signin", data={"email": address, "password": "no"}).status_code == 422
        seen[address] = asked, list(hashing)
    assert all(one == seen["who@example.org"] for one in seen.values()), seen
    assert seen["who@example.org"][1] == ["verify", "verify"]


def test_a_mailed_code_costs_the_same_whoever_asks(app, make, owner, queries):
    join(app.test_client(), "pend@example.org")
    make.house()
    seen = {}
    for address in ("who@example.org", TAKEN, "pend@example.org"):
        with queries() as asked:
            assert app.test_client().post("/forgot", data={"email": address}).status_code == 303
        with queries() as tried:
            app.test_client().post("/forgot/code", data={"email": address, "code": "000 00"})
        seen[address] = asked, tried
    assert seen[TAKEN] == seen["pend@example.org"] == seen["who@example.org"]


def test_the_owner_reads_that_somebody_signed_up_at_most_once_an_hour(app, make, owner, mailbox, clock):
    clock.set("2026-06-01 09:00")
    for _time in range(3):
        join(app.test_client(), TAKEN, name="Buy My Pills")
    jobs.work_off()
    [letter] = to(mailbox, TAKEN)
    text = words(letter)
    assert "You have an account with it already" in text
    assert "Hello Olga Held" in text
    assert "Pills" not in str(letter)
    assert "/confirm" not in text

    clock.set("2026-06-01 09:59")
    join(app.test_client(), TAKEN)
    jobs.work_off()
    assert len(to(mailbox, TAKEN)) == 1
    clock.set("2026-06-01 10:01")
    join(app.test_client(), TAKEN)
    jobs.work_off()
    assert len(to(mailbox, TAKEN)) == 2

    join(app.test_client(), FREE)
    jobs.work_off()
    [letter] = to(mailbox, FREE)
    assert "/confirm/" in words(letter)


def test_who_has_an_account_and_forgot_it_is_in_it_by_the_code_with_their_votes(app, client, make, owner, mailbox):
    first, both = make.idea(), make.idea()
    make.vote(both, by=owner)
    join(client, TAKEN)
    second = people.who_may_enter(TAKEN)[1]
    for idea in (first, both):
        client.post(f"/ideas/{idea.id}/vote", data={"value": 1})
    assert make.fresh(first).supporters == 0
    jobs.work_off()
    [letter] = to(mailbox, TAKEN)
    digits = re.search(r"^\s*(\d{6})\s*$", words(letter), re.MULTILINE)[1]

    assert client.post("/confirm", data={"code": digits}).status_code == 303
    assert "Olga Held" in client.get("/account").text
    assert make.fresh(first).supporters == 1
    assert make.fresh(both).supporters == 1
    for idea in (first, both):
        assert votes.tally_of(make.fresh(idea)) == votes.recounted(make.fresh(idea))
        assert votes.living(make.fresh(idea), make.here(owner)) is not None
    assert make.fresh(owner).password_hash is not None  # it was proved before, so nothing of it ends
    gone = make.fresh(second)
    assert (gone.email, gone.claimed, gone.password_hash, gone.confirmed_at) == (None, None, None, None)
    elsewhere = app.test_client()
    assert elsewhere.post("/signin", data={"email": TAKEN, "password": OTHER}).status_code == 422
    assert elsewhere.post("/signin", data={"email": TAKEN, "password": PASSWORD}).status_code == 303


def test_the_code_alone_does_not_pass_the_second_step(client, make, owner, mailbox):
    with transaction():
        me = make.here(owner)
        app = people.begin_app(me, by=me, at=now())
        app.confirmed_at = now()
    join(client, TAKEN)
    code = db.session.query(Code).filter_by(purpose="confirm").one()
    answer = client.post("/confirm", data={"code": people.digits(code)})
    assert answer.location.startswith("/signin/second")
    assert client.get("/account").status_code == 302


def test_a_foreign_mailbox_cannot_be_guessed_at_by_many_sign_ups(app, make, owner):
    for _time in range(6):
        client = app.test_client()
        join(client, TAKEN)
        for _try in range(5):
            assert client.post("/confirm", data={"code": "no"}).status_code == 422
    client = app.test_client()
    join(client, TAKEN)
    code = db.session.query(Code).filter_by(purpose="confirm").order_by(Code.id.desc()).first()
    assert client.post("/confirm", data={"code": people.digits(code)}).status_code == 422


def test_of_two_who_claim_a_free_address_the_one_with_the_mail_gets_it(app, make, mailbox):
    one, other = app.test_client(), app.test_client()
    join(one, FREE, name="In Wait")
    join(other, FREE, name="Real Ann")
    waiting, real = db.session.query(Person).filter_by(claimed=FREE).order_by(Person.id)
    code = db.session.query(Code).filter_by(person_id=real.id).one()
    assert other.post("/confirm", data={"code": people.digits(code)}).status_code == 303
    assert make.fresh(real).email == FREE
    assert make.fresh(waiting).email is None
    link = db.session.query(Code).filter_by(person_id=waiting.id).one()
    assert app.test_client().post(f"/confirm/{people.linked(link)}").location == "/confirm"
    assert make.fresh(waiting).confirmed_at is None


def test_who_invites_an_address_does_not_learn_whose_it_is(app, client, make, owner, mailbox):
    author = make.person("Lea Lead")
    idea = make.idea(author=author, board=make.board(rules={"form": {"team": True}}))
    client.sign_in(author)
    there = f"/ideas/{idea.id}/team"
    answers = [
        client.post(there, data={"act": "invite", "whom": address, "share": "10"})
        for address in (FREE, TAKEN)
        for _ in "12"
    ]
    assert [answer.status_code for answer in answers] == [303, 422, 303, 422]
    page = client.get(there).text
    assert FREE in page
    assert TAKEN in page
    assert owner.name not in page
    assert owner.handle not in page
    jobs.work_off()
    assert [len(to(mailbox, address)) for address in (FREE, TAKEN)] == [1, 1]

    invited = app.test_client().sign_in(owner)
    key = re.search(r"/invitations/([\w.-]+)", invited.get("/invitations").text)[1]
    assert invited.post(f"/invitations/{key}").status_code == 303
    assert owner.id in make.fresh(idea).maker_ids
    stranger = app.test_client().sign_in(make.person("Sam", email="sam@example.org"))
    assert f"/invitations/{key}" not in stranger.get("/invitations").text
