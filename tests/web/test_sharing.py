"""Sharing an idea: nothing typed is lost, and what is there already is shown before it is posted twice."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select

from ideaboard.core.db import db
from ideaboard.domain.ideas.models import Idea
from ideaboard.effects import search

BODY = "Bring any clean cup, the till knows the volume, and you pay a little less."


def picture(colour: str = "red") -> BytesIO:
    data = BytesIO()
    Image.new("RGB", (900, 600), colour).save(data, "PNG")
    data.seek(0)
    return data


def newest() -> Idea:
    found = db.session.scalar(select(Idea).order_by(Idea.id.desc()).limit(1))
    assert found is not None
    return found


def test_an_idea_is_shared_in_one_form(client, make):
    board = make.board()
    client.sign_in(make.person())
    data = {"board": board.slug, "title": "Refill stations", "body": BODY, "tags": "Reuse, cups", "sure": "1"}
    answer = client.post("/ideas/new", data=data, follow_redirects=True)
    assert answer.request.path == f"/ideas/{newest().id}/refill-stations"
    assert newest().phase == "gathering"
    assert [tag.tag for tag in newest().tags] == ["cups", "reuse"]
    assert "Now tell those who would want it" in answer.text


def test_what_lacks_something_is_kept_as_a_draft(client, make):
    board = make.board(rules={"form": {"body_min": 500, "images": [1, 5]}})
    client.sign_in(make.person())
    page = client.post("/ideas/new", data={"board": board.slug, "title": "Refill stations", "body": BODY})
    assert page.status_code == 422
    assert BODY in page.text
    assert "at least 500 characters" in page.text
    assert newest().phase == "draft"
    assert newest().body == BODY


def test_a_title_too_long_comes_back_with_every_word(client, make):
    board, title = make.board(), "Refill " * 60
    client.sign_in(make.person())
    page = client.post("/ideas/new", data={"board": board.slug, "title": title, "body": BODY})
    assert page.status_code == 422
    assert title.strip() in page.text
    assert BODY in page.text


def test_a_draft_can_be_kept_and_shared_later(client, make):
    board = make.board()
    client.sign_in(make.person())
    client.post("/ideas/new", data={"board": board.slug, "title": "Refill stations", "body": BODY, "keep": "1"})
    draft = newest()
    assert draft.phase == "draft"
    assert "Refill stations" in client.get("/ideas/new").text
    client.post(f"/ideas/{draft.id}/edit", data={"title": "Refill stations", "body": BODY + " Always.", "sure": "1"})
    assert make.fresh(draft).phase == "gathering"


def test_similar_ideas_are_shown_before_it_is_posted_twice(client, make):
    there = make.idea(title="Refill stations for every store", body=BODY)
    search.rebuild_all()
    client.sign_in(make.person())
    data = {"board": there.board.slug, "title": "Refill stations in every store", "body": BODY}
    page = client.post("/ideas/new", data=data)
    assert "Is it one of these?" in page.text
    assert there.title in page.text
    assert newest().phase == "draft"
    client.post(f"/ideas/{newest().id}/edit", data={**data, "sure": "1"})
    assert newest().phase == "gathering"
    assert there.title in client.get("/similar?title=Refill+stations").text


def test_terms_are_asked_for_where_there_are_some(client, make):
    board = make.board(rules={"terms": {"key": "makers", "rights": "licence"}})
    client.sign_in(make.person())
    data = {"board": board.slug, "title": "Refill stations", "body": BODY, "sure": "1"}
    assert client.post("/ideas/new", data=data).status_code == 422
    client.post(f"/ideas/{newest().id}/edit", data={**data, "accept_terms": "y"})
    assert newest().phase == "gathering"


def test_the_preview_works_without_a_script(client, make):
    board = make.board()
    client.sign_in(make.person())
    data = {"board": board.slug, "title": "Refill", "body": "**bold** <script>", "preview": "1"}
    page = client.post("/ideas/new", data=data)
    assert page.status_code == 200
    assert "<strong>bold</strong>" in page.text
    assert "<script>" not in page.text.split("</head>")[1]


def test_pictures_come_along_and_are_served_at_our_widths(client, make):
    board = make.board(rules={"form": {"images": [1, 5]}})
    client.sign_in(make.person())
    data = {"board": board.slug, "title": "Refill stations", "body": BODY, "sure": "1", "alt": "A tap",
            "pictures": (picture(), "tap.png")}  # fmt: skip
    client.post("/ideas/new", data=data, content_type="multipart/form-data")
    idea = newest()
    assert idea.phase == "gathering"
    kept = idea.pictures[0]
    assert kept.alt == "A tap"
    client.sign_out()
    small = client.get(f"/uploads/{kept.file}?w=400")
    assert small.status_code == 200
    assert Image.open(BytesIO(small.data)).width == 400
    assert client.get(f"/uploads/{kept.file}?w=123").status_code == 200
    assert f"{kept.file}" in client.get(f"/ideas/{idea.id}/{idea.slug}").text


def test_a_picture_of_a_draft_is_only_its_authors(client, make):
    author = make.person()
    client.sign_in(author)
    draft = make.idea(phase="draft", author=author)
    client.post(f"/ideas/{draft.id}/pictures", data={"pictures": (picture(), "tap.png")})
    name = make.fresh(draft).pictures[0].file
    assert client.get(f"/uploads/{name}").status_code == 200
    client.sign_out()
    assert client.get(f"/uploads/{name}").status_code == 404
    client.sign_in(author)
    assert client.post(f"/ideas/{draft.id}/pictures/1").status_code == 303
    assert client.get(f"/uploads/{name}").status_code == 404


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"<svg onload=alert(1)>", b"\xff\xd8\xff" + b"x" * 100])
def test_what_is_no_picture_is_refused_and_the_words_stay(client, make, data):
    board = make.board()
    client.sign_in(make.person())
    form = {"board": board.slug, "title": "Refill stations", "body": BODY, "pictures": (BytesIO(data), "tap.png")}
    page = client.post("/ideas/new", data=form, content_type="multipart/form-data")
    assert page.status_code == 422
    assert BODY in page.text


def test_others_may_not_change_it(client, make):
    idea = make.idea()
    client.sign_in(make.person())
    assert client.get(f"/ideas/{idea.id}/edit").status_code == 403
    assert client.post(f"/ideas/{idea.id}/edit", data={"title": "Mine", "body": BODY}).status_code == 403
    assert client.post(f"/ideas/{idea.id}/withdrawal").status_code == 403


def test_an_edit_leaves_its_history(client, make):
    idea = make.idea(body="It was like this.")
    client.sign_in(idea.author)
    client.post(f"/ideas/{idea.id}/edit", data={"title": idea.title, "body": "It is like that."})
    assert "It was like this." in client.get(f"/ideas/{idea.id}/history").text


def test_one_may_take_it_back(client, make):
    idea = make.idea()
    client.sign_in(idea.author)
    assert client.post(f"/ideas/{idea.id}/withdrawal").status_code == 303
    assert make.fresh(idea).phase == "withdrawn"
