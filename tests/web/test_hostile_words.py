"""Every naughty string through the fields of the pages: kept as sent or refused with a sentence, shown, found again,
and in the download of whoever wrote it. (tests/api has the same for programs; tests/domain for both databases.)"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest
from werkzeug.test import TestResponse

from ideaboard.core.db import db
from ideaboard.core.text import clean, one_line
from ideaboard.domain.comments.models import Comment
from ideaboard.domain.ideas.models import Idea
from ideaboard.effects import search
from tests.hostile import beside, naughty

pytestmark = [beside, pytest.mark.parametrize("db_kind", ["sqlite"], indirect=True)]
WHY = {"form": {"fields": [{"key": "why", "label": "Why now?", "kind": "text"}]}}


def sent(answer: TestResponse) -> bool:
    """Whether it was taken; what is refused comes back as a page."""
    assert answer.status_code in (200, 303, 422), answer.status_code
    return answer.status_code == 303


def strings() -> list[str]:
    """The list, without the halves of letters that no form can send."""
    return [words for words in naughty() if words.encode("utf-8", "ignore").decode() == words]


def test_ideas_say_what_was_typed_are_found_again_and_are_in_the_download(client, make):
    board, kept = make.board(rules=WHY), {}
    client.sign_in(make.person())
    for words in strings():
        typed = {"board": board.slug, "title": words[:100], "body": words, "tags": words[:20], "sure": "1"}
        answer = client.post("/ideas/new", data={**typed, "fields.why": words[:5_000]})
        if sent(answer):
            kept[int(answer.location.split("/")[2])] = words
    assert len(kept) > 450
    for number, words in kept.items():
        idea = db.session.get_one(Idea, number)
        assert (idea.title, idea.body) == (one_line(words[:100]), clean(words).strip())
        assert idea.fields.get("why", "") == clean(words[:5_000]).strip()
    with zipfile.ZipFile(BytesIO(client.post("/account/data").data)) as archive:
        rows = {row["id"]: row["body"] for row in json.loads(archive.read("data/ideas.json"))}
        assert "<script" not in archive.read("index.html").decode()
    assert {number: rows[number] for number in kept} == {number: clean(words).strip() for number, words in kept.items()}
    search.rebuild_all()
    client.sign_out()
    plain = [(number, words) for number, words in kept.items() if words.isascii() and words.isalpha()]
    assert len(plain) > 20
    for number, words in plain:
        assert f'href="/ideas/{number}/' in client.get("/search", query_string={"q": words}).text, words


def test_every_string_can_be_looked_for(client, make):
    make.idea()
    for words in strings():
        for address in ("/search", "/search/suggestions"):
            assert client.get(address, query_string={"q": words[:5_000]}).status_code == 200


@pytest.mark.parametrize("official", ["", "y"])
def test_comments_and_answers_say_what_was_typed(client, make, official):
    idea = make.idea()
    client.sign_in(make.admin())
    kept = []
    for words in strings():
        answer = client.post(f"/ideas/{idea.id}/comments", data={"body": words, "official": official})
        if sent(answer):
            kept.append(clean(words).strip())
    found = list(db.session.scalars(db.select(Comment).order_by(Comment.id)))
    assert [comment.body for comment in found] == kept
    assert {comment.official for comment in found} == {bool(official)}
    assert len(kept) > 450


def _profile(client, words: str) -> TestResponse:
    return client.post("/account", data={"name": words, "handle": "", "bio": words})


def _board(client, words: str) -> TestResponse:
    return client.post("/admin/boards/there", data={"title": words, "intro": words, "state": "open"})


def _site(client, words: str) -> TestResponse:
    return client.post("/admin/site", data={"name": words, "tagline": words, "question": words, "colour": words})


@pytest.mark.parametrize("write", [_profile, _board, _site])
def test_names_and_introductions_are_kept_or_refused(client, make, write: Callable[..., TestResponse]):
    make.board("there")
    client.sign_in(make.admin())
    for words in strings():
        sent(write(client, words))
    for page in ("/", "/boards", "/boards/there", "/account"):
        assert client.get(page).status_code == 200
