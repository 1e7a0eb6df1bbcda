"""The order in which the API refuses, and that it never breaks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from limits import parse_many

from ideaboard.api import limits
from ideaboard.core.clock import now
from ideaboard.core.db import transaction
from ideaboard.domain import moderation, people
from tests.api.conftest import BASE, Program, Programs
from tests.make import Make


def status(answer: Any) -> int:
    """The status of an answer that says no, which is a problem of RFC 9457."""
    assert answer.mimetype == "application/problem+json", answer.data
    assert answer.json["status"] == answer.status_code
    assert {"type", "title", "status", "detail"} <= set(answer.json)
    assert ("errors" in answer.json) == (answer.status_code == 422)
    return int(answer.status_code)


def test_not_json_comes_before_everything(program: Programs, make: Make) -> None:
    for path in ("/ideas", "/ideas/99/comments", "/boards"):
        for sent in (b"{", b"\xff", b"nonsense", b"[1,", b'{"a": NaN}', b"[" * 5000):
            assert status(program().post(path, data=sent)) == 400
    assert status(program().put("/ideas/1/vote", data=b"'")) == 400


def test_a_token_comes_next(program: Programs, make: Make) -> None:
    idea = make.idea()
    for answer in (
        program().put("/ideas/99/vote", {"value": 1}),
        program().post("/ideas", {}),
        program().get("/me"),
        program().get("/screening"),
        program().get("/me", headers={"Authorization": "Bearer nonsense"}),
        program().get("/me", headers={"Authorization": "Bearer"}),
        program().get("/me", headers={"Authorization": "Basic YTpi"}),
        program().get(f"/ideas/{idea.id}", headers={"Authorization": "Bearer idb_nobody"}),
        program().get("/ideas/99", headers={"Authorization": "Bearer ü"}),
    ):
        assert status(answer) == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_revoked_or_expired_token_is_none(program: Programs, make: Make, app: Flask) -> None:
    ada = make.person()
    with transaction():
        mine = make.here(ada)
        token, revoked = people.make_token(mine, "old", by=mine, at=now())
        people.revoke_token(mine, token.id, by=mine, at=now())
        yesterday = now() - timedelta(days=1)
        _token, expired = people.make_token(mine, "older", by=mine, at=yesterday, expires_at=yesterday)
    assert status(Program(app, revoked).get("/me")) == 401
    assert status(Program(app, expired).get("/me")) == 401


def test_cookies_are_ignored(client: Any, make: Make) -> None:
    client.sign_in(make.admin())
    assert status(client.get(f"{BASE}/me")) == 401


def test_what_is_not_visible_is_not_there(program: Programs, make: Make) -> None:
    draft = make.idea(phase="draft")
    secret = make.idea(board=make.board("secret", rules={"ranking": {"visibility": "private"}}))
    ada = program(make.person())
    for number in (draft.id, secret.id, 999_999, 2**63 - 1, 2**63, 10**40, 0):
        assert status(ada.get(f"/ideas/{number}")) == 404
        assert status(ada.put(f"/ideas/{number}/vote", {"value": "nonsense"})) == 404
        assert status(ada.post(f"/ideas/{number}/comments", {})) == 404
        assert status(ada.put(f"/ideas/{number}/decision", {})) == 404
        assert status(ada.delete(f"/ideas/{number}")) == 404
    assert status(program().get("/boards/secret")) == 404
    assert status(program().get("/ideas?board=secret")) == 404
    assert status(ada.get("/ideas?board=nowhere")) == 404
    assert status(ada.post("/ideas", {"board": "nowhere"})) == 404
    assert status(ada.post("/flags", {"subject": f"idea:{draft.id}"})) == 404
    assert status(ada.post("/flags", {"subject": f"idea:{10**19 - 1}"})) == 404
    assert status(ada.patch("/comments/99", {})) == 404
    assert status(ada.post("/rewards/99/approve")) == 404
    assert status(ada.delete(f"/ideas/{make.idea().id}/pictures/1")) == 404


def test_what_one_may_not_comes_before_what_is_wrong_with_it(program: Programs, make: Make) -> None:
    idea = make.idea()
    comment = make.comment(idea)
    own, ada = program(idea.author), program(make.person())

    assert status(own.put(f"/ideas/{idea.id}/vote", {"value": "nonsense"})) == 403
    assert status(ada.patch(f"/ideas/{idea.id}", {"title": 1})) == 403
    assert status(ada.delete(f"/ideas/{idea.id}")) == 403
    assert status(ada.post(f"/ideas/{idea.id}/submission", {"x": 1})) == 403
    assert status(ada.patch(f"/comments/{comment.id}", {})) == 403
    assert status(ada.post(f"/ideas/{idea.id}/comments", {"official": True})) == 403
    assert status(ada.post(f"/ideas/{idea.id}/merge", {})) == 403
    assert status(ada.post(f"/ideas/{idea.id}/pick", {})) == 403
    assert status(ada.put(f"/ideas/{idea.id}/screening", {})) == 403
    assert status(ada.put(f"/ideas/{idea.id}/assessment", {})) == 403
    assert status(ada.put(f"/ideas/{idea.id}/decision", {})) == 403
    assert status(ada.put(f"/ideas/{idea.id}/progress", {})) == 403
    assert status(ada.post("/boards", {})) == 403
    assert status(ada.patch(f"/boards/{idea.board.slug}", {"state": "nonsense"})) == 403
    assert status(ada.get("/screening")) == 403
    assert status(ada.get("/review")) == 403
    assert status(program(make.moderator()).get("/review")) == 403


def test_a_token_without_the_scope_may_not(program: Programs, make: Make) -> None:
    idea = make.idea()
    admin = make.admin()
    reading = program(admin, ["read"])
    assert status(reading.put(f"/ideas/{idea.id}/vote", {"value": "nonsense"})) == 403
    assert status(reading.post("/boards", {})) == 403
    assert status(reading.get("/review")) == 403
    assert status(reading.get("/screening")) == 403
    assert status(reading.put("/ideas/99/vote", {"value": 1})) == 404
    assert reading.get("/ideas").status_code == 200
    assert status(program(admin, ["write"]).get("/ideas")) == 403
    assert status(program(admin, ["write"]).post(f"/ideas/{idea.id}/pick", {"reason": "x"})) == 403
    assert program(admin, ["review"]).post(f"/ideas/{idea.id}/pick", {"reason": "x"}).status_code == 200


def test_who_is_suspended_reads_and_no_more(program: Programs, make: Make) -> None:
    idea, ada = make.idea(), make.person()
    with transaction():
        until = now() + timedelta(days=3)
        moderation.suspend(make.here(ada), "Spam.", by=people.house(), at=now(), until=until)
    assert status(program(ada).put(f"/ideas/{idea.id}/vote", {"value": 1})) == 403
    assert program(ada).get("/ideas").status_code == 200


def test_wrong_fields_come_before_the_state(program: Programs, make: Make) -> None:
    idea = make.idea(phase="declined")
    reviewer, ada = program(make.reviewer()), program(make.person())

    answer = ada.put(f"/ideas/{idea.id}/vote", {"value": 2})
    assert (status(answer), list(answer.json["errors"])) == (422, ["value"])
    assert status(ada.put(f"/ideas/{idea.id}/vote", {"value": 1})) == 409
    missing = reviewer.put(f"/ideas/{idea.id}/decision", {"outcome": "decline"})
    assert (status(missing), set(missing.json["errors"])) == (422, {"reason", "statement"})
    unknown = {"outcome": "decline", "reason": "because", "statement": ""}
    assert set(reviewer.put(f"/ideas/{idea.id}/decision", unknown).json["errors"]) == {"reason", "statement"}
    good = {"outcome": "decline", "reason": "other", "statement": "No."}
    assert status(reviewer.put(f"/ideas/{idea.id}/decision", good)) == 409
    assert status(reviewer.post(f"/ideas/{idea.id}/pick", {"reason": " "})) == 422
    assert status(reviewer.post(f"/ideas/{idea.id}/pick", {"reason": "Nice."})) == 409
    assert status(reviewer.put(f"/ideas/{idea.id}/assessment", {})) == 422
    assert status(reviewer.put(f"/ideas/{idea.id}/progress", {"phase": "launched", "note": "x"})) == 409
    assert status(reviewer.delete(f"/ideas/{idea.id}/merge")) == 409
    mod = program(make.moderator())
    assert status(mod.put(f"/ideas/{idea.id}/screening", {"outcome": "return"})) == 422
    assert status(mod.put(f"/ideas/{idea.id}/screening", {"outcome": "publish"})) == 409
    assert status(program(idea.author).delete(f"/ideas/{idea.id}")) == 409


def test_a_closed_board_is_a_409_only_for_a_whole_idea(program: Programs, make: Make) -> None:
    board = make.board("shut", rules={"form": {"body_min": 30}})
    admin, ada = program(make.admin()), program(make.person())
    assert admin.patch("/boards/shut", {"state": "closed"}).json["state"] == "closed"

    short = ada.post("/ideas", {"board": board.slug, "title": "Ti", "body": "short"})
    whole = ada.post("/ideas", {"board": board.slug, "title": "A title", "body": "x" * 30})

    assert (status(short), set(short.json["errors"])) == (422, {"title", "body"})
    assert status(whole) == 409


def test_answers_are_for_one_reader_and_set_no_cookie(program: Programs, make: Make) -> None:
    idea = make.idea()
    for answer in (program().get("/ideas"), program(make.person()).put(f"/ideas/{idea.id}/vote", {"value": 1})):
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert "Authorization" in answer.headers["Vary"]
        assert "Set-Cookie" not in answer.headers


def test_forms_of_pages_are_not_asked_for_their_token(csrf_client: Any, program: Programs, make: Make) -> None:
    idea, ada = make.idea(), program(make.person())
    assert ada.put(f"/ideas/{idea.id}/vote", {"value": 1}).status_code == 200


def test_below_api_everything_is_a_problem(program: Programs) -> None:
    assert status(program().client.get("/api/v1/nothing")) == 404
    assert status(program().client.get("/api/")) == 404
    assert status(program().client.post("/api/v2/ideas", json={})) == 404
    assert status(program().get("/ideas/abc")) == 404
    assert status(program().get("/ideas/-1")) == 404
    answer = program().ask("PUT", "/ideas", {})
    assert status(answer) == 405
    assert set(answer.headers["Allow"].split(", ")) >= {"GET", "POST"}
    assert program().ask("OPTIONS", "/ideas").status_code == 200
    assert (program().ask("HEAD", "/ideas").status_code, program().ask("HEAD", "/ideas").data) == (200, b"")


ODD: list[Any] = [
    [], [1], None, 0, 1.5, True, "text", {}, {"": ""}, {"a": {"b": [None]}}, 10**40,
    {"value": 2**63}, {"value": -(10**30)}, {"value": True}, {"value": 1.0}, {"value": None}, {"value": [1]},
    {"body": "\0"}, {"body": "\ud800"}, {"body": ["x"]}, {"body": "x", "parent_id": 2**64}, {"body": "x" * 900_000},
    {"title": "\0\0\0", "body": "\u202e", "board": "\0"}, {"title": {}, "tags": "x"}, {"tags": [1]},
    {"tags": ["\0"] * 99},
    {"board": "x\0y", "title": "A", "body": "B"}, {"board": ["x"]}, {"board": "x" * 5_000, "title": "A", "body": "B"},
    {"subject": "idea:1\n", "reason": "spam"}, {"subject": "idea:" + "9" * 19, "reason": "spam"}, {"subject": 5},
    {"scores": {"\0": 1}, "recommendation": "accept"}, {"scores": [1], "recommendation": "accept"},
    {"scores": {"fit": 10**30}, "recommendation": "accept"}, {"conflict": "\0"}, {"conflict": ""},
    {"outcome": "publish", "reason": 5}, {"outcome": "decline", "reason": "\0", "statement": "\0"}, {"into": -1},
    {"into": 2**63}, {"into": "1"}, {"phase": "making"}, {"reason": "\ud800"}, {"state": "gone"}, {"title": None},
    {"rules": {"gate": {"at_least": 10**400}}}, {"rules": {"gate": {"at_least": 1e308}}}, {"rules": []},
    {"rules": {"ballot": 5, "\0": {}}}, {"rules": {"form": {"fields": [[[[]]]]}}}, {"rules": {"gate": None}},
    {"slug": "a b", "title": "", "preset": "nonsense"}, {"slug": "ok", "title": "x", "preset": "\0"},
    {"slug": "fine", "title": "x", "preset": "my-starbucks-idea", "rules": {"stages": {"review": "\0\ud800"}}},
    {"slug": "deep", "title": "x", "preset": "my-starbucks-idea", "rules": {"gate": {"a": {"b": {"c": {"d": 1}}}}}},
]  # fmt: skip
CALLS = [
    ("POST", "/ideas"), ("POST", "/boards"), ("PATCH", "/boards/{board}"), ("PATCH", "/ideas/{idea}"),
    ("POST", "/ideas/{idea}/submission"), ("PUT", "/ideas/{idea}/vote"), ("POST", "/ideas/{idea}/comments"),
    ("PATCH", "/comments/{comment}"), ("POST", "/ideas/{idea}/merge"), ("POST", "/ideas/{idea}/pick"),
    ("PUT", "/ideas/{idea}/screening"), ("PUT", "/ideas/{idea}/assessment"), ("PUT", "/ideas/{idea}/decision"),
    ("PUT", "/ideas/{idea}/progress"), ("POST", "/flags"), ("POST", "/similar"), ("POST", "/ideas/{idea}/pictures"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_no_body_breaks_it(method: str, path: str, program: Programs, make: Make) -> None:
    idea = make.idea()
    comment = make.comment(idea, by=make.admin())
    caller = program(comment.author)
    where = path.format(idea=idea.id, comment=comment.id, board=idea.board.slug)
    for body in ODD:
        answer = caller.ask(method, where, body) if body is not None else caller.ask(method, where, data=b"null")
        assert answer.status_code < 500, (body, answer.data)


QUERIES = {
    "/ideas": ("cursor", "board", "phase", "author", "tag", "sort", "limit"),
    "/search": ("q", "cursor", "board", "phase", "sort"),
    "/facts": ("after", "cursor"),
    "/boards": ("cursor",),
    "/ideas/{idea}/ledger": ("cursor",),
    "/ideas/{idea}/comments": ("cursor",),
}
VALUES = ("%00", "%ED%A0%80", "x" * 3_000, "W10", "bnVsbA", "eyJ0IjoxfQ", "9" * 50, "%F0%9F%98%80")


@pytest.mark.parametrize("path", QUERIES)
def test_no_query_breaks_it(path: str, program: Programs, make: Make) -> None:
    where = path.format(idea=make.idea().id)
    for name in QUERIES[path]:
        for value in VALUES:
            answer = program().get(f"{where}?{name}={value}")
            assert answer.status_code < 500, (name, value)


def test_too_often_is_a_429(app_with: Callable[..., Flask], make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(limits.ITEMS, "vote", parse_many("3/minute"))
    idea, ada = make.idea(), make.person()
    with transaction():
        mine = make.here(ada)
        _token, secret = people.make_token(mine, "a program", by=mine, at=now())
    limited = Program(app_with(limits=True), secret)
    where = f"/ideas/{idea.id}/vote"

    refused = limited.put(where, {"value": 3})
    answers = [limited.put(where, {"value": 1}) for _ in range(4)]

    assert [answer.status_code for answer in (refused, *answers)] == [422, 200, 200, 200, 429]
    assert status(answers[-1]) == 429
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert status(limited.put(where, {"value": 3})) == 422  # its own reason comes first


def test_changes_are_counted_by_address_too(
    app_with: Callable[..., Flask], make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "ADDRESS", parse_many("2/minute"))
    idea, limited = make.idea(), app_with(limits=True)
    statuses = []
    for person in (make.person(), make.person(), make.person()):
        with transaction():
            mine = make.here(person)
            _token, secret = people.make_token(mine, "a program", by=mine, at=now())
        statuses.append(Program(limited, secret).put(f"/ideas/{idea.id}/vote", {"value": 1}).status_code)
    assert statuses == [200, 200, 429]
    assert make.fresh(idea).supporters == 2
