"""The first run: from the one-time code to a public board, and never for whoever comes first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from ideaboard.core import settings
from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.events import Fact
from ideaboard.domain import boards, people

ADMIN = {"step": "admin", "name": "Ada Keller", "email": "ada@example.org", "password": "plough seven quiet lamps"}


@pytest.fixture
def code(app) -> str:
    with transaction():
        made = people.new_welcome_code()
    assert made
    return made


def test_whoever_comes_first_finds_nothing(client, code):
    assert client.get("/welcome").status_code == 404
    assert client.get("/welcome?code=guess").status_code == 404
    assert client.post("/welcome", data=ADMIN).status_code == 404
    assert not people.has_admin()


def test_the_code_is_kept_only_as_its_digest_and_leaves_the_address(client, code):
    assert code not in str(settings.everything())
    answer = client.get(f"/welcome?code={code}")
    assert answer.status_code == 302
    assert "code" not in answer.headers["Location"]
    assert client.get("/welcome").status_code == 200


def test_a_new_code_takes_the_place_of_the_one_before(client, code):
    client.get(f"/welcome?code={code}")
    with transaction():
        people.new_welcome_code()
    assert client.get("/welcome").status_code == 404
    assert client.get(f"/welcome?code={code}").status_code == 404


def test_three_steps_lead_to_a_public_board_and_the_code_is_used_up(app, client, code):
    client.get(f"/welcome?code={code}")
    client.post("/welcome", data={"step": "site", "name": "Keller Bikes", "question": "What shall we build?"})
    page = client.get("/welcome").text
    assert "Keller Bikes" in page
    assert 'name="password"' in page  # resumed where it was left: the name is not asked again
    assert client.post("/welcome", data=ADMIN).location == "/welcome/board"

    made = client.post("/welcome/board", data={"title": "Bike ideas", "preset": "ideaexchange", "visitors": "10000"})

    assert made.location == "/welcome"
    board = boards.by_slug("bike-ideas")
    assert board is not None
    assert board.rules.gate.at_least == 50 * board.rules.ballot.points
    assert (board.rules.review.reviewers, board.rules.reward.approvers) == (1, 1)
    assert "board.rules_changed" in db.session.scalars(select(Fact.kind).where(Fact.public)).all()
    visitor = app.test_client()
    assert "What shall we build?" in visitor.get("/").text
    assert visitor.get("/boards/bike-ideas").status_code == 200
    assert visitor.get(f"/welcome?code={code}").status_code == 404
    assert client.get("/welcome").status_code == 200  # what is left to do
    with transaction():
        assert people.new_welcome_code() is None


def test_what_was_typed_wrongly_comes_back_with_its_sentence(client, code):
    client.get(f"/welcome?code={code}")
    answer = client.post("/welcome", data={"step": "site", "name": " ", "question": "Why?"})
    assert answer.status_code == 422
    assert "Why?" in answer.text
    answer = client.post("/welcome", data=ADMIN | {"password": "short"})
    assert answer.status_code == 422
    assert "Ada Keller" in answer.text
    assert not people.has_admin()


def test_all_presets_are_read_back_with_the_gate_for_so_many_visitors(client, make):
    client.sign_in(make.admin())
    page = client.post("/welcome/board", data={"title": "Sets", "visitors": "10000", "suggest": "1"})
    assert page.status_code == 200
    assert page.text.count('name="preset"') == 8
    assert "At 50 supporters our team reviews it." in page.text
    assert 'value="Sets"' in page.text
    for nonsense in ("0", "-3", "many", "9" * 40):
        assert client.post("/welcome/board", data={"title": "Sets", "visitors": nonsense}).status_code == 422


def test_two_boards_of_one_name_have_two_addresses_and_a_team_keeps_its_four_eyes(client, make):
    client.sign_in(make.admin())
    make.reviewer()
    for _time in range(2):
        client.post("/welcome/board", data={"title": "Ideas", "preset": "lego-ideas"})
    board = boards.by_slug("ideas-2")
    assert board is not None
    assert boards.by_slug("ideas") is not None
    assert board.rules.review.reviewers == 2


@pytest.mark.race
def test_of_two_who_use_the_code_at_once_one_becomes_admin(code, together: Callable[..., list[Any]]):
    hashed = people.hash_password(ADMIN["password"])

    def become(number: int) -> None:
        with transaction():
            people.become_first_admin(code, "Somebody", f"somebody{number}@example.org", hashed, at=now())

    answers = together(lambda: become(1), lambda: become(2), lambda: become(3))

    assert sum(answer is None for answer in answers) == 1
