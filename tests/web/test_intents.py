"""What a visitor was about to do is done the moment they are in, without a second click; no link leads elsewhere."""

from __future__ import annotations

import re
from html import unescape

import pytest

from ideaboard.core.db import transaction
from ideaboard.domain import comments
from ideaboard.web.url import inside
from tests.make import PASSWORD

JOIN = {"name": "Ann", "email": "ann@example.org", "password": PASSWORD}


def carried(page: str) -> dict[str, str]:
    """The hidden fields of the entrance."""
    found = {}
    for name in ("next", "intent"):
        field = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
        found[name] = unescape(field[1]) if field else ""
    return found


def through_sign_up(client, address):
    """Follow a visitor's link to sign-up, and sign up."""
    there = client.get(address, follow_redirects=True)
    assert there.request.path == "/signup"
    return client.post("/signup", data={**JOIN, **carried(there.text)}, follow_redirects=True)


def test_a_vote_survives_sign_up(client, make):
    idea = make.idea(gate=10, supporters=2)
    page = through_sign_up(client, f"/ideas/{idea.id}/vote?value=1")
    assert page.request.path == f"/ideas/{idea.id}/{idea.slug}"
    assert "You are no. 3" in page.text
    assert "7 to go" in page.text
    assert make.fresh(idea).supporters == 3


def test_a_follow_survives_sign_up(client, make):
    idea = make.idea()
    through_sign_up(client, f"/ideas/{idea.id}/follow")
    assert make.fresh(idea).followers == 1


def test_a_heart_survives_sign_up(client, make):
    comment = make.comment(make.idea())
    through_sign_up(client, f"/comments/{comment.id}/heart")
    assert make.fresh(comment).hearts == 1


def test_a_comment_survives_sign_up(client, make):
    idea = make.idea()
    page = through_sign_up(client, f"/ideas/{idea.id}/comments?body=What+about+*lids*%3F")
    assert "<em>lids</em>" in page.text
    assert comments.threads(make.fresh(idea)).rows[0].author.name == "Ann"


def test_a_vote_survives_sign_in(client, make):
    idea, person = make.idea(), make.person(password=PASSWORD)
    there = client.get(f"/ideas/{idea.id}/vote?value=1", follow_redirects=True)
    switched = client.post("/signin", data={**carried(there.text), "switch": "1"})
    assert switched.status_code == 200
    data = {"email": person.email, "password": PASSWORD, **carried(switched.text)}
    assert "You are no. 1" in client.post("/signin", data=data, follow_redirects=True).text


def test_a_long_draft_survives_sign_up(client, make):
    board, body = make.board(), " ".join(str(number * 7919 % 10_007) for number in range(1_500))
    there = client.post("/ideas/new", data={"board": board.slug, "title": "Refill stations", "body": body})
    assert there.status_code == 200
    page = client.post("/signup", data={**JOIN, **carried(there.text)}, follow_redirects=True)
    assert "Refill stations" in page.text
    assert body.strip() in unescape(page.text)


def test_an_intent_that_came_too_late_is_said(client, make):
    idea = make.idea(phase="declined")
    page = through_sign_up(client, f"/ideas/{idea.id}/vote?value=1")
    assert "Voting is closed" in page.text


def test_a_comment_that_cannot_be_posted_keeps_its_words(client, make):
    idea = make.idea()
    there = client.get(f"/ideas/{idea.id}/comments?body={'x' * 30}", follow_redirects=True)
    token = carried(there.text)
    with transaction():
        make.here(idea).board.state = "archived"
    page = client.post("/signup", data={**JOIN, **token}, follow_redirects=True)
    assert "x" * 30 in page.text


def test_a_forged_intent_is_nothing(client):
    page = client.post("/signup", data={**JOIN, "intent": "WyJ2b3RlIl0.forged.forged", "next": "/boards"})
    assert page.location == "/boards"


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example", "/ /evil.example",
        "javascript:alert(1)", "/\tevil", "evil.example", "///evil.example", "", None, "/" + "a" * 3_000,
    ],
)  # fmt: skip
def test_next_stays_inside_the_site(client, make, target):
    assert inside(target) is None
    client.sign_in(make.person())
    assert client.get("/signin", query_string={"next": target or ""}).location == "/"


def test_next_leads_back(client, make):
    person = make.person(password=PASSWORD)
    there = client.get("/account", follow_redirects=True)
    data = {"email": person.email, "password": PASSWORD, **carried(there.text)}
    assert client.post("/signin", data=data).location == "/account"
