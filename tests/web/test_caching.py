"""Pages of visitors are the same for everybody, kept for a moment, and forgotten the moment something is taken down."""

from __future__ import annotations

from ideaboard.core.clock import now
from ideaboard.core.db import transaction
from ideaboard.domain import comments, moderation


def test_visitors_get_no_cookie_and_no_form_that_posts(client, make):
    idea = make.idea(supporters=1)
    make.comment(idea)
    for address in ("/", f"/ideas/{idea.id}/{idea.slug}", f"/boards/{idea.board.slug}", "/search?q=idea", "/in-action"):
        page = client.get(address)
        assert "Set-Cookie" not in page.headers, address
        assert 'method="post"' not in page.text, address


def test_a_page_is_named_by_its_hash(client, make):
    make.idea()
    first = client.get("/")
    assert first.headers["Cache-Control"].startswith("public, max-age=0")
    assert {"Cookie", "HX-Request"} <= set(first.vary)
    again = client.get("/", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert not again.data


def test_a_cached_page_asks_the_database_nothing(client, make, queries):
    make.idea()
    client.get("/")
    with queries() as seen:
        client.get("/")
    assert seen == []


def test_members_get_pages_of_their_own(client, make):
    make.idea()
    client.sign_in(make.person())
    page = client.get("/")
    assert page.headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in page.headers


def test_what_is_taken_down_is_gone_at_once(client, make):
    idea, moderator = make.idea(title="Buy cheap watches"), make.moderator()
    assert "cheap watches" in client.get("/").text
    with transaction():
        moderation.remove(make.here(idea), "An advertisement.", by=make.here(moderator), at=now())
    assert "cheap watches" not in client.get("/").text
    assert client.get(f"/ideas/{idea.id}/{idea.slug}").status_code == 404


def test_a_deleted_comment_is_gone_at_once(client, make):
    idea = make.idea()
    comment = make.comment(idea, "My telephone number is 555")
    address = f"/ideas/{idea.id}/{idea.slug}"
    assert "555" in client.get(address).text
    with transaction():
        comments.delete(make.here(comment), by=make.here(comment.author), at=now())
    assert "555" not in client.get(address).text


def test_each_theme_has_a_page_of_its_own(client, make):
    make.idea()
    assert 'data-theme="' not in client.get("/").text
    client.set_cookie("theme", "dark")
    assert 'data-theme="dark"' in client.get("/").text
