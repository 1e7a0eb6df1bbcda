"""A request that is repeated under the same Idempotency-Key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import func, select

from ideaboard.core import idempotency
from ideaboard.core.clock import now
from ideaboard.core.db import db
from ideaboard.core.idempotency import KeptAnswer
from ideaboard.core.jobs import tick
from ideaboard.domain.comments.models import Comment
from ideaboard.domain.ideas.models import Idea
from tests.api.conftest import Programs
from tests.api.test_writing import BODY, png
from tests.make import Make

KEY = {"Idempotency-Key": "a1"}


def count(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_the_first_answer_again(program: Programs, make: Make) -> None:
    make.board("here")
    ada = program(make.person())
    new = {"board": "here", "title": "Doors", "body": BODY}

    first, second = (ada.post("/ideas", new, headers=KEY) for _ in range(2))

    assert (first.status_code, second.status_code) == (201, 201)
    assert second.json == first.json
    for name in ("Location", "ETag"):
        assert second.headers[name] == first.headers[name]
    assert second.headers["Idempotency-Replayed"] == "true"
    assert count(Idea) == 1


def test_the_key_is_one_tokens_own(program: Programs, make: Make) -> None:
    idea = make.idea()
    for person in (make.person(), make.person()):
        assert program(person).post(f"/ideas/{idea.id}/comments", {"body": "Yes"}, headers=KEY).status_code == 201
    assert count(Comment) == 2


def test_the_key_for_something_else_is_refused(program: Programs, make: Make) -> None:
    idea = make.idea()
    ada = program(make.person())
    ada.post(f"/ideas/{idea.id}/comments", {"body": "Yes"}, headers=KEY)

    other = ada.post(f"/ideas/{idea.id}/comments", {"body": "No"}, headers=KEY)
    elsewhere = ada.post("/flags", {"subject": f"idea:{idea.id}", "reason": "spam"}, headers=KEY)
    long = ada.post(f"/ideas/{idea.id}/comments", {"body": "No"}, headers={"Idempotency-Key": "x" * 256})

    assert [answer.status_code for answer in (other, elsewhere, long)] == [422, 422, 422]
    assert set(other.json["errors"]) == {"Idempotency-Key"}
    assert count(Comment) == 1


def test_what_the_state_would_refuse_is_answered_as_at_first(program: Programs, make: Make) -> None:
    draft = make.idea(phase="draft")
    ada = program(draft.author)
    first, second = (ada.post(f"/ideas/{draft.id}/submission", headers=KEY) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 200)
    assert ada.post(f"/ideas/{draft.id}/submission").status_code == 409


def test_a_refusal_is_not_kept(program: Programs, make: Make) -> None:
    idea = make.idea(phase="draft")
    ada = program(idea.author)
    assert ada.post(f"/ideas/{idea.id}/comments", {"body": "Yes"}, headers=KEY).status_code == 409
    ada.post(f"/ideas/{idea.id}/submission")
    assert ada.post(f"/ideas/{idea.id}/comments", {"body": "Yes"}, headers=KEY).status_code == 201


def test_pictures_repeat_under_another_boundary(program: Programs, make: Make) -> None:
    idea = make.idea()
    ada = program(idea.author)
    first, second = (
        ada.post(f"/ideas/{idea.id}/pictures", data={"file": (BytesIO(png()), "a.png")}, headers=KEY) for _ in range(2)
    )
    assert second.json == first.json
    assert len(ada.get(f"/ideas/{idea.id}").json["pictures"]) == 1


def test_after_a_day_it_is_forgotten(program: Programs, make: Make, clock: Any) -> None:
    idea = make.idea()
    ada = program(make.person())
    start = now()
    clock.set(start)
    ada.post(f"/ideas/{idea.id}/comments", {"body": "Yes"}, headers=KEY)
    clock.set(start + timedelta(hours=23))
    ada.post(f"/ideas/{idea.id}/comments", {"body": "Yes"}, headers=KEY)
    assert count(Comment) == 1
    clock.set(start + timedelta(hours=25))
    ada.post(f"/ideas/{idea.id}/comments", {"body": "Yes"}, headers=KEY)
    assert count(Comment) == 2

    clock.set(start + timedelta(days=3))
    assert (count(KeptAnswer), tick([idempotency.forget_due]), count(KeptAnswer)) == (1, 1, 0)
    assert tick([idempotency.forget_due]) == 0


@pytest.mark.race
def test_two_at_once_are_one(program: Programs, make: Make, together: Callable[..., list[Any]]) -> None:
    where = f"/api/v1/ideas/{make.idea().id}/comments"
    ada = program(make.person())

    def post() -> Any:
        return ada.client.application.test_client().open(
            where, method="POST", json={"body": "Yes"}, headers={**ada.headers, **KEY}
        )

    answers = together(*[post] * 6)

    assert [answer.status_code for answer in answers] == [201] * 6
    assert len({answer.json["id"] for answer in answers}) == 1
    assert count(Comment) == 1


@pytest.mark.race
def test_two_boards_of_one_name_at_once(program: Programs, make: Make, together: Callable[..., list[Any]]) -> None:
    admin = program(make.admin())

    def post() -> Any:
        return admin.client.application.test_client().open(
            "/api/v1/boards", method="POST", headers=admin.headers,
            json={"slug": "kits", "title": "Kits", "preset": "my-starbucks-idea"},
        )  # fmt: skip

    statuses = sorted(answer.status_code for answer in together(*[post] * 5))

    assert statuses[0] == 201
    assert set(statuses[1:]) <= {409, 422}
