"""Signing up, in and out; the forgotten password; forms that come too late."""

from __future__ import annotations

import re

from ideaboard.core.db import db
from ideaboard.domain import people
from ideaboard.domain.people.models import Code, Person
from tests.make import PASSWORD

JOIN = {"name": "Ann Lee", "email": "Ann@Example.org", "password": PASSWORD}


def test_signing_up_in_and_out(client):
    assert client.post("/signup", data=JOIN).location == "/"
    assert "Ann Lee" in client.get("/account").text
    assert client.post("/signout").location == "/"
    assert client.get("/account").status_code == 302
    assert client.post("/signin", data={"email": "ann@example.org", "password": PASSWORD}).location == "/"
    assert client.get("/account").status_code == 200


def test_the_session_changes_on_sign_in(client, make):
    person = make.person(password=PASSWORD)
    with client.session_transaction() as session:
        session["left_over"] = "of a visitor"
    client.post("/signin", data={"email": person.email, "password": PASSWORD})
    with client.session_transaction() as session:
        assert "left_over" not in session


def test_a_refused_form_comes_back_filled_in(client):
    page = client.post("/signup", data={**JOIN, "password": "short"})
    assert page.status_code == 422
    assert "Ann Lee" in page.text
    assert "Ann@Example.org" in page.text
    assert "short" not in re.sub(r"<script.*?</script>", "", page.text).replace("short ", "")


def test_an_address_is_taken_once(client):
    client.post("/signup", data=JOIN)
    client.post("/signout")
    assert client.post("/signup", data={**JOIN, "email": "ann@example.ORG"}).status_code == 422


def test_sign_in_does_not_tell_whether_an_address_is_known(client, make):
    person = make.person(password=PASSWORD)
    wrong = client.post("/signin", data={"email": person.email, "password": "not the one"})
    unknown = client.post("/signin", data={"email": "who@example.org", "password": "not the one"})
    assert wrong.status_code == unknown.status_code == 422
    token = re.compile(r'name="csrf_token" value="[^"]+"')
    pages = [token.sub("", page.text) for page in (wrong, unknown)]
    assert pages[0].replace(person.email, "") == pages[1].replace("who@example.org", "")


def test_a_forgotten_password_is_renewed_by_a_code(client, make):
    person = make.person(password=PASSWORD)
    known = client.post("/forgot", data={"email": person.email})
    unknown = client.post("/forgot", data={"email": "who@example.org"})
    assert known.status_code == unknown.status_code == 303
    code = db.session.query(Code).filter_by(person_id=person.id).one()
    digits = people.digits(code)
    wrong = {"email": person.email, "code": f"{(int(digits) + 1) % 1_000_000:06d}", "password": "another good one"}
    assert client.post("/forgot/code", data=wrong).status_code == 422
    assert db.session.get_one(Code, code.id, populate_existing=True).tries == 1
    assert client.post("/forgot/code", data={**wrong, "code": digits}).status_code == 303
    assert client.get("/account").status_code == 200
    assert client.post("/forgot/code", data={**wrong, "code": digits}).status_code == 422


def test_a_new_password_ends_the_other_sessions(app, client, make):
    person = make.person(password=PASSWORD)
    elsewhere = app.test_client()
    for browser in (client, elsewhere):
        browser.post("/signin", data={"email": person.email, "password": PASSWORD})
    wrong = client.post("/account/password", data={"current": "no", "password": "another good one"})
    assert wrong.status_code == 422
    client.post("/account/password", data={"current": PASSWORD, "password": "another good one"})
    assert client.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 302


def test_a_token_is_shown_once(client, make):
    client.sign_in(make.person())
    page = client.post("/account/tokens", data={"name": "my script", "scopes": ["read"]})
    secret = re.search(r"idb_[\w-]+", page.text)
    assert secret
    again = client.get("/account").text
    assert secret[0] not in again
    assert "my script" in again


def test_a_profile_can_be_changed(client, make):
    person = make.person("Ann")
    client.sign_in(person)
    client.post("/account", data={"name": "Ann B.", "handle": "ann-b", "bio": "Night nurse."})
    assert "Night nurse." in client.get("/people/ann-b").text
    refused = client.post("/account", data={"name": "", "handle": "x"})
    assert refused.status_code == 422
    client.post("/account/mail", data={})
    assert make.fresh(person).mails == ""


def test_csrf_is_asked_of_every_form(csrf_client, make):
    idea, person = make.idea(), make.person()
    csrf_client.sign_in(person)
    address = f"/ideas/{idea.id}/comments"
    assert csrf_client.post(address, data={"body": "Hello"}).status_code == 400
    page = f"/ideas/{idea.id}/{idea.slug}"
    assert csrf_client.submit(page, address, {"body": "Hello"}).status_code == 303


def test_a_stale_form_loses_no_word(csrf_client, make):
    idea, words = make.idea(), "Many words that took a long time to write, and that nobody wants to write again."
    csrf_client.sign_in(make.person())
    page = csrf_client.post(f"/ideas/{idea.id}/comments", data={"body": words, "csrf_token": "stale"})
    assert page.status_code == 400
    assert words in page.text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token
    data = {"body": words, "csrf_token": token[1]}
    assert csrf_client.post(f"/ideas/{idea.id}/comments", data=data).status_code == 303


def test_an_ended_session_loses_no_word(csrf_client, make):
    idea, person = make.idea(), make.person(password=PASSWORD)
    page = csrf_client.post(f"/ideas/{idea.id}/comments", data={"body": "My words", "csrf_token": "of another session"})
    assert page.status_code == 401
    fields = dict(re.findall(r'name="(csrf_token|intent)"[^>]*value="([^"]+)"', page.text))
    data = {**fields, "email": person.email, "password": PASSWORD}
    assert "My words" in csrf_client.post("/signin", data=data, follow_redirects=True).text


def test_sign_in_with_a_stale_token_asks_once_more(csrf_client):
    page = csrf_client.post("/signin", data={"email": "ann@example.org", "password": PASSWORD})
    assert page.status_code == 400
    assert "ann@example.org" in page.text
    assert PASSWORD not in page.text


def test_too_often_is_a_pause_with_its_length(app_with, make):
    limited = app_with(limits=True).test_client()
    data = {"email": "who@example.org", "password": "guess after guess"}
    answers = [limited.post("/signin", data=data) for _try in range(12)]
    assert answers[0].status_code == 422
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert "wait" in answers[-1].text


def test_rates_may_be_off(client):
    data = {"email": "who@example.org", "password": "guess after guess"}
    assert [client.post("/signin", data=data).status_code for _try in range(12)] == [422] * 12
    assert db.session.query(Person).filter_by(email="who@example.org").count() == 0
