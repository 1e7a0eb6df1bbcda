"""Mail for admins: a test that says where it stops, and what did not leave."""

from __future__ import annotations

import socket

import pytest

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.jobs import Errand, work_off
from ideaboard.domain import people


@pytest.fixture
def admin(client, make):
    """The client of an admin."""
    return client.sign_in(make.admin())


def test_without_a_server_the_page_says_what_to_do(admin):
    page = admin.get("/admin/mail").text
    assert "IDEABOARD_MAIL_URL" in page
    assert "written to the outbox" in admin.post("/admin/mail/test").text


def test_a_letter_that_leaves_shows_the_whole_conversation(admin, app, mailbox, monkeypatch):
    monkeypatch.setitem(app.config, "MAIL_URL", mailbox.url)
    answer = admin.post("/admin/mail/test").text
    assert "The letter left" in answer
    for step in ("Connect to the server", "Name the recipient", "Hand the letter over"):
        assert step in answer
    assert mailbox.url.split("@")[-1].split(":")[1].strip("/") in answer


def closed_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.mark.parametrize(
    ("server", "says"),
    [
        ("smtp://127.0.0.1:{closed}", "Nobody answers at this port"),
        ("smtp://no-such-host.invalid:587", "No server has this name"),
        ("smtps://127.0.0.1:{mailbox}", "The secure line failed"),
        ("smtp://ada:wrong@127.0.0.1:{mailbox}", "wants no sign-in"),
    ],
)
def test_what_fails_is_explained(admin, app, mailbox, monkeypatch, server, says):
    port = mailbox.url.rsplit(":", 1)[1].strip("/")
    monkeypatch.setitem(app.config, "MAIL_URL", server.format(closed=closed_port(), mailbox=port))
    answer = admin.post("/admin/mail/test")
    assert answer.status_code == 200
    assert says in answer.text, answer.text[-3000:]


def test_what_did_not_leave_is_told_on_every_staff_page_and_tried_again(admin, app, mailbox, make, monkeypatch):
    monkeypatch.setitem(app.config, "MAIL_URL", f"smtp://127.0.0.1:{closed_port()}")
    person = make.person("Ada Keller")
    with transaction():
        people.ask_code(person.email, by=people.house(), at=now())
    work_off()
    db.session.query(Errand).filter(Errand.problem.is_not(None)).update({"tries": 3})
    db.session.commit()
    app.extensions["page_cache"].clear()
    assert "1 letter did not leave" in admin.get("/admin/people").text
    page = admin.get("/admin/mail").text
    assert "Nobody answers at this port" in page
    assert person.email in page
    assert "a code" in page
    assert "MailFailed" not in page
    monkeypatch.setitem(app.config, "MAIL_URL", mailbox.url)
    assert admin.post("/admin/mail/retry").status_code == 303
    work_off()
    app.extensions["page_cache"].clear()
    assert "did not leave." not in admin.get("/admin/people").text
    assert "every letter left" in admin.get("/admin/mail").text


def test_a_refused_address_is_named_and_not_taken_for_a_wrong_sender(admin, app, mailbox):
    mailbox.unknown.add("gone@example.org")
    client = app.test_client()
    client.post("/signup", data={"name": "Ann Lee", "email": "gone@example.org", "password": "four wet umbrellas"})
    work_off()
    page = admin.get("/admin/mail").text
    assert "gone@example.org" in page
    assert "a code to confirm the address" in page
    assert "The server does not take this address" in page
    assert "the sender must be" not in page
    assert "given up" in page
