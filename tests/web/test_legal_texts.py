"""Privacy and terms: versions that everybody can read, accepted at sign-up and when a new one asks."""

from __future__ import annotations

import pytest

from ideaboard.core.db import db
from ideaboard.core.events import Fact
from ideaboard.domain import people

WORDS = {"name": "Keller", "question": "What next?", "language": "en", "privacy": "", "terms": ""}


def test_each_change_is_a_version_that_stays_to_be_read(client, make):
    client.sign_in(make.admin())
    for words in ("Be *fair*.", "Be fair.", "Be fair."):
        assert client.post("/admin/site", data=WORDS | {"terms": words}).status_code == 303
    assert [one.number for one in people.versions("terms")] == [2, 1]
    client.sign_out()
    page = client.get("/terms").text
    assert "Version 2, since" in page
    assert "<p>Be fair.</p>" in page
    assert "Be <em>fair</em>." in client.get("/terms/1").text
    assert client.get("/terms/3").status_code == 404
    assert "Version" not in client.get("/privacy").text
    assert db.session.query(Fact).filter_by(kind="site.legal_written").count() == 2


def test_a_text_taken_back_is_a_version_too(client, make):
    client.sign_in(make.admin())
    client.post("/admin/site", data=WORDS | {"terms": "Ours."})
    client.post("/admin/site", data=WORDS)
    assert "Be fair" in client.get("/terms").text
    assert people.latest("terms").number == 2


def test_who_signs_up_accepts_what_holds_and_is_asked_when_that_changes(client, make, app):
    admin = app.test_client().sign_in(make.admin())
    admin.post("/admin/site", data=WORDS | {"terms": "One."})
    client.post("/signup", data={"name": "Ada", "email": "ada@example.org", "password": "plough seven quiet lamps"})
    person = people.by_email("ada@example.org")
    assert (person.terms_accepted, person.privacy_accepted) == (1, 0)
    assert "have changed" not in client.get("/boards").text

    admin.post("/admin/site", data=WORDS | {"terms": "Two."})
    app.extensions["page_cache"].clear()
    assert "have changed" not in client.get("/boards").text
    admin.post("/admin/site", data=WORDS | {"terms": "Three.", "terms_asks": "y"})
    app.extensions["page_cache"].clear()
    assert "Our terms have changed." in client.get("/boards").text
    assert "I accept them" in client.get("/account/terms?next=/boards").text
    assert client.post("/account/terms", data={"next": "/boards"}).location == "/boards"
    assert "have changed" not in client.get("/boards").text
    assert people.by_email("ada@example.org").terms_accepted == 3
    assert db.session.query(Fact).filter_by(kind="person.accepted").count() == 3


@pytest.mark.parametrize("kind", ["privacy", "terms"])
def test_a_text_too_long_is_refused_and_nothing_is_lost(client, make, kind):
    client.sign_in(make.admin())
    answer = client.post("/admin/site", data=WORDS | {kind: "x" * 50_001, "name": "Other"})
    assert (answer.status_code, "At most 50000" in answer.text or "At most 50,000" in answer.text) == (422, True)
    assert people.versions(kind) == []
