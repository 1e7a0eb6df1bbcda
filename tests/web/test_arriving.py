"""Who brought whom by a link, and how far people go: counted, and no more than that."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ideaboard.core.clock import now
from ideaboard.core.db import db
from ideaboard.domain import arrivals
from ideaboard.domain.arrivals.models import Arrival, DailyCount
from ideaboard.web.arriving import write_down

BROWSER = {"User-Agent": "Mozilla/5.0 Firefox/140"}
JOIN = {"name": "Rosa Lind", "email": "rosa@example.org", "password": "harbour lamp velvet 77"}


def counted(app) -> dict[str, int]:
    write_down(app.extensions["counted"].rest())
    return {row.step: row.number for row in db.session.query(DailyCount)}


@pytest.fixture(autouse=True)
def nothing_counted(app):
    app.extensions["counted"].rest()


def test_a_link_remembers_who_shared_it(app, client, make):
    ana, idea = make.person("Ana"), make.idea()
    client.sign_in(ana)
    page = client.get(f"/ideas/{idea.id}/{idea.slug}").text
    word = arrivals.word_of(ana)
    assert f"?via={word}" in page
    visitor = client.application.test_client()
    there = visitor.get(f"/ideas/{idea.id}/{idea.slug}?via={word}&comments=new")
    assert (there.status_code, there.location) == (302, f"/ideas/{idea.id}/{idea.slug}?comments=new")
    assert "HttpOnly" in there.headers["Set-Cookie"]
    visitor.post("/signup", data=JOIN)
    row = db.session.query(Arrival).one()
    assert (row.by_id, row.idea_id) == (ana.id, idea.id)
    visitor.post(f"/ideas/{idea.id}/vote", data={"value": "1"})
    told = client.get(f"/ideas/{idea.id}/{idea.slug}").text
    assert "1 person joined by your link. 1 of them supports this idea." in told
    assert "joined by your link" not in visitor.get(f"/ideas/{idea.id}/{idea.slug}").text


@pytest.mark.parametrize("word", ["1-0000000000", "x", "-", "9" * 30 + "-a", "1", "%00", "²-x"])
def test_a_word_that_is_not_ours_is_taken_out_and_forgotten(client, make, word):
    make.person()
    there = client.get(f"/?via={word}")
    assert there.location == "/"
    assert "Set-Cookie" not in there.headers or "via=" not in there.headers["Set-Cookie"]


@pytest.mark.parametrize("cookie", ["1-0000000000.5", "nonsense", ".", "1-x.y"])
def test_a_forged_cookie_brings_nobody(client, make, cookie):
    make.person()
    client.set_cookie("via", cookie)
    client.post("/signup", data=JOIN)
    assert db.session.query(Arrival).count() == 0


def test_steps_are_counted_by_day_without_robots_and_half_steps(app, client, make):
    idea = make.idea()
    client.get("/", headers=BROWSER)
    client.get("/search?q=x", headers=BROWSER)
    client.get(f"/ideas/{idea.id}/{idea.slug}", headers=BROWSER)
    client.get(f"/ideas/{idea.id}/{idea.slug}", headers={"User-Agent": "Googlebot/2.1"})
    client.get("/ideas/9999/x", headers=BROWSER)
    client.post("/signup", data={**JOIN, "password": "short"}, headers=BROWSER)
    client.post("/signup", data=JOIN, headers=BROWSER)
    client.post(f"/ideas/{idea.id}/vote", data={"value": "1"}, headers=BROWSER)
    assert counted(app) == {"seen": 2, "opened": 1, "signed_up": 1, "voted": 1}
    client.get("/", headers=BROWSER)
    assert counted(app)["seen"] == 3


def test_the_team_reads_them(app, client, make):
    board = make.board()
    for _number in range(10):  # figures begin at ten ideas
        make.idea(board=board)
    client.get("/", headers=BROWSER)
    counted(app)
    client.sign_in(make.admin())
    page = client.get("/insights").text
    assert "How far people go" in page
    assert page.count(now().date().isoformat()) >= 1
    days = arrivals.days(now(), 3)
    assert [day.day for day in days] == [(now() - timedelta(days=back)).date() for back in range(3)]
    assert days[0].steps["seen"] == 1
    client.sign_in(make.reviewer(make.board()))
    assert "How far people go" not in client.get("/insights").text
