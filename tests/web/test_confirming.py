"""From sign-up to a vote that counts, where mail works."""

from __future__ import annotations

import re

import pytest

from ideaboard.core import jobs
from ideaboard.core.db import db
from ideaboard.domain import people
from ideaboard.domain.people.models import Code, Person
from tests.make import PASSWORD

JOIN = {"name": "Ann Lee", "email": "ann@example.org", "password": PASSWORD}


@pytest.fixture
def mailing(app, monkeypatch, servers):
    monkeypatch.setitem(app.config, "MAIL_URL", servers.mailbox.url)
    servers.mailbox.clear()
    return servers.mailbox


def joined(client):
    assert client.post("/signup", data=JOIN).status_code == 303
    return db.session.query(Person).filter_by(claimed=JOIN["email"]).one()


def test_a_vote_is_held_until_the_mailed_code_comes_back(client, make, mailing):
    idea = make.idea()
    joined(client)
    jobs.work_off()
    (mail,) = mailing.messages
    text = mail.get_body(("plain",)).get_content()
    digits = re.search(r"^\s*(\d{6})\s*$", text, re.MULTILINE)
    assert digits

    voted = client.post(f"/ideas/{idea.id}/vote", data={"value": 1}, follow_redirects=True)
    assert 'data-state="held"' in voted.text
    assert "Your vote counts when you confirm" in voted.text
    assert "You are no." not in voted.text
    assert make.fresh(idea).supporters == 0

    assert client.post("/confirm", data={"code": "000000" if digits[1] != "000000" else "1"}).status_code == 422
    assert client.post("/confirm", data={"code": digits[1]}).status_code == 303
    page = client.get(f"/ideas/{idea.id}/{idea.slug}")
    assert 'data-state="mine"' in page.text
    assert "to-confirm" not in page.text
    assert make.fresh(idea).supporters == 1


def test_the_link_of_the_mail_works_elsewhere_and_only_by_a_press(app, client, make, mailing):
    person = joined(client)
    code = db.session.query(Code).filter_by(person_id=person.id).one()
    elsewhere, address = app.test_client(), f"/confirm/{people.linked(code)}"
    assert elsewhere.get(address).status_code == 200
    assert make.fresh(person).confirmed_at is None
    assert elsewhere.post(address).status_code == 303
    assert make.fresh(person).confirmed_at is not None
    assert elsewhere.get("/account").status_code == 302  # it proves an address and signs nobody in
    for wrong in (address + "0", "/confirm/1.2", "/confirm/x", "/confirm/" + "9" * 40 + ".a", "/confirm/-1.a"):
        assert elsewhere.get(wrong).status_code == 404


def test_a_link_can_be_followed_twice_and_grows_old(client, make, mailing, monkeypatch):
    person = joined(client)
    code = db.session.query(Code).filter_by(person_id=person.id).one()
    address = f"/confirm/{people.linked(code)}"
    monkeypatch.setattr("ideaboard.domain.people.confirming.CONFIRM_LIVES", -people.CONFIRM_LIVES)
    assert client.post(address).location == "/confirm"
    assert make.fresh(person).confirmed_at is None
    monkeypatch.undo()
    assert [client.post(address).location for _time in range(2)] == ["/", "/"]


def test_another_code_replaces_the_first(client, make, mailing):
    person = joined(client)
    assert client.post("/confirm/code").location == "/confirm"
    first, second = db.session.query(Code).filter_by(person_id=person.id).order_by(Code.id)
    assert client.post("/confirm", data={"code": people.digits(first)}).status_code == 422
    assert client.post("/confirm", data={"code": people.digits(second)}).status_code == 303
    assert client.post("/confirm/code").status_code == 409


def test_a_new_password_by_mail_proves_the_address_too(client, make, mailing):
    person = joined(client)
    client.post("/forgot", data={"email": JOIN["email"]})
    code = db.session.query(Code).filter_by(person_id=person.id, purpose="signin").one()
    data = {"email": JOIN["email"], "code": people.digits(code), "password": "another good one"}
    assert client.post("/forgot/code", data=data).status_code == 303
    assert make.fresh(person).confirmed_at is not None


def test_without_mail_nobody_is_asked(client, make):
    idea = make.idea()
    client.post("/signup", data=JOIN)
    person = people.by_email(JOIN["email"])
    assert db.session.query(Code).count() == 0
    client.post(f"/ideas/{idea.id}/vote", data={"value": 1})
    assert make.fresh(idea).supporters == 1
    assert "to-confirm" not in client.get("/").text
    assert make.fresh(person).confirmed_at is None


def test_held_votes_on_lists_cards_and_other_ballots_can_be_taken_back(client, make, mailing):
    updown = make.idea(rules={"ballot": {"kind": "updown", "points": 10}})
    joined(client)
    client.post(f"/ideas/{updown.id}/vote", data={"value": 1})
    for size in ("row", "card", "big"):
        piece = client.post(
            f"/ideas/{updown.id}/vote", data={"value": -1, "size": size}, headers={"HX-Request": "true"}
        )
        assert piece.status_code == 200
        assert 'data-state="held"' in piece.text
    assert 'name="withdraw"' in piece.text
    client.post(f"/ideas/{updown.id}/vote", data={"withdraw": 1})
    assert 'data-state="open"' in client.get(f"/ideas/{updown.id}/{updown.slug}").text
