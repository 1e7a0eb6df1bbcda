"""One's own data on the account page: downloaded, and given up."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO

from ideaboard.core.db import db
from ideaboard.domain import people
from tests.make import PASSWORD


def test_the_download_is_a_page_data_and_files(client, make):
    person = make.person("Ada <i>Keller</i>", password=PASSWORD)
    make.idea(author=person, title="A lamp & more")
    client.sign_in(person)
    answer = client.post("/account/data")
    assert (answer.status_code, answer.mimetype, answer.headers["Cache-Control"]) == (
        200,
        "application/zip",
        "no-store",
    )
    with zipfile.ZipFile(BytesIO(answer.data)) as archive:
        page = archive.read("index.html").decode()
        assert "Ada &lt;i&gt;Keller&lt;/i&gt;" in page
        assert "A lamp &amp; more" in page
        assert json.loads(archive.read("data/ideas.json"))[0]["title"] == "A lamp & more"
        assert json.loads(archive.read("data/profile.json"))[0]["email"] == person.email


def test_giving_up_asks_twice_and_signs_out(client, make):
    person = make.person(password=PASSWORD)
    email, handle = person.email, person.handle
    client.sign_in(person)
    assert "Download your data" in client.get("/account").text
    assert "cannot be undone" in client.get("/account/leave").text
    assert client.post("/account/leave", data={"posts": "stay"}).status_code == 422
    assert client.post("/account/leave", data={"sure": "y"}).status_code == 422
    gone = client.post("/account/leave", data={"sure": "y", "posts": "stay"})
    assert (gone.status_code, "Your account is gone" in gone.text) == (200, True)
    assert client.get("/account").status_code in (302, 303)
    assert client.get(f"/people/{handle}").status_code == 404
    db.session.rollback()
    assert people.by_email(email) is None
    again = {"name": "New", "email": email, "password": "plough seven quiet lamps"}
    assert client.post("/signup", data=again).status_code in (302, 303)
