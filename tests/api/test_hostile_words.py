"""Every naughty string through the fields of the API: kept as sent or refused with a sentence for its field."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.test import TestResponse

from ideaboard.api import calls
from ideaboard.api.schemas import Given
from ideaboard.core.text import clean, one_line
from tests.api.conftest import Programs
from tests.hostile import beside, naughty
from tests.make import Make

WHY = {"form": {"fields": [{"key": "why", "label": "Why now?", "kind": "text"}]}}
on_one_database = pytest.mark.parametrize("db_kind", ["sqlite"], indirect=True)  # tests/domain has both


def kept(words: str) -> str:
    """What of it a database can hold."""
    return clean(words.replace("\0", "").encode("utf-8", "ignore").decode()).strip()


def taken(answer: TestResponse) -> Any:
    """What was made; None when every field that cannot be taken has a sentence."""
    assert answer.status_code in (200, 201, 422), answer.text
    if answer.status_code == 422:
        assert all(sentence.strip() for sentence in answer.json["errors"].values())
        return None
    return answer.json


@beside
@on_one_database
def test_ideas_comments_and_answers_give_back_what_was_sent(make: Make, program: Programs) -> None:
    board, admin = make.board(rules=WHY), program(make.admin())
    author, about = program(make.person()), make.idea(board=board).id
    there = said = 0
    for words in naughty():
        body = {"board": board.slug, "title": words[:100], "body": words, "tags": [words[:20]], "draft": True}
        idea = taken(author.post("/ideas", {**body, "fields": {"why": words[:5_000]}}))
        if idea is not None:
            there += 1
            assert (idea["title"], idea["body"]) == (one_line(kept(words[:100])), kept(words))
        comment = taken(admin.post(f"/ideas/{about}/comments", {"body": words, "official": True}))
        said += comment is not None
    assert there > 400
    assert said > 450
    found = author.get(f"/ideas/{about}/comments?limit=100").json["items"]
    assert all(comment["official"] for comment in found)


@beside
@on_one_database
def test_boards_flags_and_searches_take_every_string(make: Make, program: Programs) -> None:
    board, admin, person = make.board("there"), program(make.admin()), program(make.person())
    ideas = [make.idea(board=board).id for _each in range(5)]
    for number, words in enumerate(naughty()):
        taken(admin.patch("/boards/there", {"title": words, "intro": words}))
        flag = {"subject": f"idea:{ideas[number % 5]}", "reason": "other", "note": words}
        assert person.post("/flags", flag).status_code in (201, 409, 422)
        taken(person.post("/similar", {"title": words[:900], "body": words}))
        taken(person.get("/search", query_string={"q": kept(words)[:900] or "idea"}))
    assert admin.get("/boards/there").status_code == 200


def test_no_body_takes_a_field_that_is_not_its_own() -> None:
    for each in calls.CALLS:
        if each.takes is not None:
            assert issubclass(each.takes, Given), each.name
            assert each.takes.model_config["extra"] == "forbid", each.name


@pytest.mark.parametrize(
    "more", ["id", "author", "author_id", "phase", "supporters", "points", "merit", "created_at", "roles", "listed"]
)
def test_what_is_none_of_ones_business_is_refused_by_name(make: Make, program: Programs, more: str) -> None:
    idea = make.idea()
    author = program(idea.author)
    answer = author.patch(f"/ideas/{idea.id}", {"title": "Another title", more: 1})
    assert answer.status_code == 422
    assert answer.json["errors"] == {more: "There is no such field."}
    assert make.fresh(idea).title != "Another title"
