"""Every page of customers answers as it should, to everybody who may ask."""

from __future__ import annotations

import pytest

from ideaboard.core import settings
from ideaboard.core.clock import now
from ideaboard.core.db import transaction
from ideaboard.domain import people

EVERYBODY = [
    "/", "/?sort=new", "/?sort=top", "/?sort=closing", "/?sort=nonsense", "/boards", "/search", "/search?q=idea",
    "/search?q=%22a+phrase%22+-not&sort=new", "/in-action", "/in-action?phase=declined", "/privacy", "/terms",
    "/feeds/ideas.atom", "/healthz", "/robots.txt", "/similar?title=Idea+number", "/search/suggestions?q=ide",
    "/signup", "/signin", "/forgot", "/forgot/code", "/ideas/new",
]  # fmt: skip
MEMBERS = ["/account", "/inbox"]


def test_visitors_see_what_is_public(client, make):
    idea = make.idea(supporters=1)
    comment = make.comment(idea)
    of_it = [
        f"/boards/{idea.board.slug}", f"/ideas/{idea.id}/{idea.slug}", f"/ideas/{idea.id}/history",
        f"/ideas/{idea.id}/ledger", f"/people/{idea.author.handle}", f"/comments/{comment.id}",
    ]  # fmt: skip
    for address in [*EVERYBODY, *of_it]:
        assert client.get(address).status_code == 200, address
    for address in MEMBERS:
        assert client.get(address).location.startswith("/signin?next="), address


@pytest.mark.parametrize("role", [None, "moderator", "reviewer", "admin"])
def test_members_see_their_pages_too(client, make, role):
    person = make.person(role=role)
    mine = make.idea(author=person)
    client.sign_in(person)
    for address in ["/", *MEMBERS, f"/people/{person.handle}", f"/ideas/{mine.id}/edit", f"/ideas/{mine.id}/withdrawal",
                    f"/ideas/{mine.id}/{mine.slug}", f"/flags/new?subject=idea:{mine.id}"]:  # fmt: skip
        assert client.get(address).status_code == 200, address


@pytest.mark.parametrize(
    "phase",
    ["gathering", "review", "accepted", "making", "launched", "declined", "expired", "returned"],
)
def test_an_idea_shows_itself_in_every_phase(client, make, phase):
    idea = make.idea(phase=phase, supporters=1)
    client.sign_in(idea.author)
    page = client.get(f"/ideas/{idea.id}", follow_redirects=True)
    assert page.status_code == 200
    assert idea.title in page.text


@pytest.mark.parametrize("phase", ["draft", "screening", "withdrawn", "removed"])
def test_what_is_not_public_is_not_there_for_others(client, make, phase):
    idea = make.idea(phase=phase)
    assert client.get(f"/ideas/{idea.id}").status_code == 404
    client.sign_in(make.person())
    assert client.get(f"/ideas/{idea.id}/{idea.slug}").status_code == 404
    client.sign_in(idea.author)
    assert client.get(f"/ideas/{idea.id}/{idea.slug}").status_code == 200


def test_an_idea_has_one_address(client, make):
    idea = make.idea()
    assert client.get(f"/ideas/{idea.id}?a=b").location == f"/ideas/{idea.id}/{idea.slug}?a=b"
    assert client.get(f"/ideas/{idea.id}/another-title").status_code == 302


def test_a_merged_idea_leads_to_its_target(client, make):
    idea = make.idea(phase="merged")
    answer = client.get(f"/ideas/{idea.id}/{idea.slug}")
    assert answer.status_code == 302
    assert answer.location.startswith(f"/ideas/{idea.merged_into_id}/")


@pytest.mark.parametrize(
    "address",
    [
        "/nothing", "/ideas/0", "/ideas/99999999999999999999", "/ideas/12/vote", "/boards/none", "/people/nobody",
        "/people/system", "/?board=none", "/?phase=draft", "/uploads/x", "/uploads/../secret_key", "/faces/x",
        "/comments/1", "/flags/new?subject=idea:x",
    ],
)  # fmt: skip
def test_what_is_not_there_is_a_friendly_404(client, make, address):
    client.sign_in(make.person())
    page = client.get(address)
    assert page.status_code == 404
    assert "<h1" in page.text


def test_a_damaged_cursor_is_said_in_words(client):
    page = client.get("/?after=nonsense")
    assert page.status_code == 422
    assert "first page" in page.text


def test_the_wrong_method_is_said_too(client):
    answer = client.post("/boards")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_what_was_too_large_is_said_too(app, client, make, monkeypatch):
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 1_000)
    client.sign_in(make.person())
    page = client.post("/preview", data={"body": "x" * 5_000})
    assert page.status_code == 413
    assert "too large" in page.text


def test_below_ten_ideas_there_is_an_invitation_instead_of_tabs(client, make):
    board = make.board()
    assert "Be the first" in client.get("/").text
    for _number in range(10):
        make.idea(board=board)
    page = client.get("/?sort=new").text
    assert "Be the first" not in page
    assert "Closing soon" in page


def test_the_site_says_its_own_words(client):
    with transaction():
        settings.put("name", "Kettle & Plane")
        settings.put("question", "What shall we brew?")
        people.write_legal(None, "privacy", "We keep **nothing**.", asks=False, by=people.house(), at=now())
    assert "Kettle &amp; Plane" in client.get("/").text
    assert "What shall we brew?" in client.get("/").text
    assert "<strong>nothing</strong>" in client.get("/privacy").text


def test_a_page_tells_others_what_it_is_about(client, make):
    idea = make.idea(title="Refill <stations>")
    page = client.get(f"/ideas/{idea.id}/{idea.slug}").text
    assert '<meta property="og:title" content="Refill &lt;stations&gt;' in page
    assert f'<link rel="canonical" href="http://127.0.0.1:8000/ideas/{idea.id}/{idea.slug}">' in page


def test_the_feed_is_atom_and_safe(client, make):
    make.idea(title="Tea & <cake>")
    feed = client.get("/feeds/ideas.atom")
    assert feed.content_type.startswith("application/atom+xml")
    assert "<title>Tea &amp; &lt;cake&gt;</title>" in feed.text


def test_ready_says_what_is_missing(client):
    ready = client.get("/readyz")
    assert ready.json["database"] == "ok"
    assert (ready.status_code == 200) == ready.json["ready"]


def test_metrics_count_answers(client):
    client.get("/privacy")
    assert 'ideaboard_requests_total{endpoint="pages.legal_text"' in client.get("/metrics").text


def test_the_colours_are_a_cookie_of_ones_own(client):
    answer = client.get("/theme?to=dark", headers={"Referer": "http://localhost/boards?x=1"})
    assert answer.location == "/boards?x=1"
    assert 'data-theme="dark"' in client.get("/").text
    elsewhere = client.get("/theme?to=auto", headers={"Referer": "http://elsewhere.example/boards"})
    assert elsewhere.location == "/"
