"""Another address: proved where it is, told where it was, and no way to learn who has an account."""

from __future__ import annotations

import pytest

from ideaboard.core.db import db
from ideaboard.core.jobs import work_off
from ideaboard.domain import people
from ideaboard.domain.people.models import Code
from tests.effects.test_notify import words
from tests.make import PASSWORD


def to(mailbox, address: str):
    return [mail for mail in mailbox.messages if mail["To"].addresses[0].addr_spec == address]


def code_to(mailbox, address: str) -> str:
    work_off()
    [letter] = to(mailbox, address)
    assert "the address of your account" in words(letter)
    return next(line.strip() for line in words(letter).splitlines() if line.strip().isdigit())


def test_the_code_that_went_there_makes_it_mine(client, make, mailbox):
    ana = make.person("Ana", password=PASSWORD)
    old = ana.email
    elsewhere = client.application.test_client()
    elsewhere.sign_in(ana)
    client.sign_in(ana)
    there = client.post("/account/address", data={"email": " New@Example.org "})
    assert there.location == "/account/address/code?email=New%40Example.org"
    assert "New@Example.org" in client.get(there.location).text
    given = code_to(mailbox, "new@example.org")
    wrong = client.post("/account/address/code", data={"email": "new@example.org", "code": "000000"})
    assert wrong.status_code == 422
    assert make.fresh(ana).email == old
    done = client.post("/account/address/code", data={"email": "new@example.org", "code": given})
    assert done.location == "/account"
    assert make.fresh(ana).email == "new@example.org"
    assert make.fresh(ana).confirmed_at is not None
    assert client.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 302
    work_off()
    [told] = to(mailbox, old)
    assert "this one opens nothing any more" in words(told)
    assert "new@example.org" not in words(told)


def test_nobody_learns_who_has_an_account(client, make, mailbox):
    eva = make.person("Eva")
    client.sign_in(make.person("Ana", password=PASSWORD))
    assert client.post("/account/address", data={"email": eva.email}).status_code == 303
    work_off()
    assert mailbox.messages == []
    given = people.digits(db.session.query(Code).one())
    again = client.post("/account/address/code", data={"email": eva.email, "code": given})
    assert again.status_code == 422


def test_a_code_of_one_person_is_nothing_to_another(client, make, mailbox):
    ana, eva = make.person("Ana", password=PASSWORD), make.person("Eva", password=PASSWORD)
    client.sign_in(ana)
    client.post("/account/address", data={"email": "new@example.org"})
    given = code_to(mailbox, "new@example.org")
    client.sign_in(eva)
    assert client.post("/account/address/code", data={"email": "new@example.org", "code": given}).status_code == 422
    assert make.fresh(eva).email != "new@example.org"


def test_who_was_quicker_keeps_the_address(client, make, mailbox):
    ana = make.person("Ana", password=PASSWORD)
    client.sign_in(ana)
    client.post("/account/address", data={"email": "new@example.org"})
    given = code_to(mailbox, "new@example.org")
    make.person("Eva", email="new@example.org")
    late = client.post("/account/address/code", data={"email": "new@example.org", "code": given})
    assert late.status_code == 409
    assert make.fresh(ana).email != "new@example.org"


def test_without_mail_it_changes_at_once_and_is_unproved(client, make):
    ana = make.person("Ana", password=PASSWORD)
    client.sign_in(ana)
    assert client.post("/account/address", data={"email": "new@example.org"}).location == "/account"
    ana = make.fresh(ana)
    assert (ana.email, ana.confirmed_at) == ("new@example.org", None)
    taken = client.post("/account/address", data={"email": make.person("Eva").email})
    assert taken.status_code == 422


@pytest.mark.parametrize("address", ["", "nothing", "a@mailinator.com", "a\r\nBcc: b@example.org", "mine"])
def test_what_is_no_new_address_is_said(client, make, address):
    ana = make.person("Ana", password=PASSWORD)
    client.sign_in(ana)
    typed = ana.email if address == "mine" else address
    assert client.post("/account/address", data={"email": typed}).status_code == 422
