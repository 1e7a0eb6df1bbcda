"""The document tells the truth: schemathesis finds no 5xx and no answer that it does not describe."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from ideaboard.api import openapi
from ideaboard.api.calls import CALLS, Call
from ideaboard.core.db import db
from ideaboard.domain.permissions import Can
from tests.api.conftest import BASE, Programs
from tests.make import Make

CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance,
    response_headers_conformance,
]  # fmt: skip
EXAMPLES = 5
OWN = (Can.EDIT_IDEA, Can.LEAD, Can.MAKE, Can.SUBMIT, Can.WITHDRAW, Can.EDIT_COMMENT)
PLAN = {"fields": [{"key": "plan", "label": "A drawing", "kind": "file"}]}
# the contract's table, to the letter
CONTRACT = """
GET /me · GET /boards · GET /boards/{slug} · POST /boards · PATCH /boards/{slug} · GET /ideas · POST /ideas
POST /ideas/{number}/submission · GET /ideas/{number} · PATCH /ideas/{number} · DELETE /ideas/{number}
POST /ideas/{number}/pictures · DELETE /ideas/{number}/pictures/{n} · PUT /ideas/{number}/vote
DELETE /ideas/{number}/vote · GET /ideas/{number}/ledger · PUT /ideas/{number}/follow · DELETE /ideas/{number}/follow
GET /ideas/{number}/comments · POST /ideas/{number}/comments · PATCH /comments/{number} · DELETE /comments/{number}
PUT /comments/{number}/heart · DELETE /comments/{number}/heart · POST /ideas/{number}/merge
DELETE /ideas/{number}/merge · POST /ideas/{number}/pick · GET /search · POST /similar · GET /screening
PUT /ideas/{number}/screening · GET /review · PUT /ideas/{number}/assessment · PUT /ideas/{number}/decision
PUT /ideas/{number}/progress · GET /rewards · POST /rewards/{number}/approve · POST /rewards/{number}/claim
POST /rewards/{number}/pay · POST /flags · GET /facts
"""
# what the house offers beside it
BESIDE = """
POST /ideas/{number}/files/{key} · DELETE /ideas/{number}/files/{key}
GET /ideas/{number}/links · POST /ideas/{number}/links · DELETE /ideas/{number}/links/{n}
GET /boards/{slug}/agreement · PUT /boards/{slug}/agreement · GET /boards/{slug}/membership
PUT /boards/{slug}/membership · DELETE /boards/{slug}/membership
GET /boards/{slug}/members · PUT /boards/{slug}/members/{handle} · DELETE /boards/{slug}/members/{handle}
GET /ideas/{number}/team · POST /ideas/{number}/team/invitations · DELETE /ideas/{number}/team/invitations/{n}
GET /invitations · PUT /invitations/{number} · PUT /ideas/{number}/team/shares · PUT /ideas/{number}/team/consent
PUT /ideas/{number}/team/leader · DELETE /ideas/{number}/team/me
PUT /comments/{number}/credit · PUT /comments/{number}/credit/answer
GET /boards/{slug}/invitations · POST /boards/{slug}/invitations · DELETE /boards/{slug}/invitations/{n}
GET /boards/{slug}/rounds · POST /boards/{slug}/rounds · GET /rounds/{number} · PUT /rounds/{number}/ideas/{n}
DELETE /rounds/{number}/ideas/{n} · PATCH /rounds/{number}/ideas/{n} · PUT /rounds/{number}/ideas/{n}/vote
DELETE /rounds/{number}/ideas/{n}/vote
"""


def test_every_row_of_the_contract_is_there_and_no_other() -> None:
    wanted = {row.strip() for row in (CONTRACT + BESIDE).replace("\n", "·").split("·") if row.strip()}
    assert {f"{call.method} {call.path}" for call in CALLS} == wanted


def test_every_call_says_what_it_does(program: Programs) -> None:
    document = program().get("/openapi.json").json
    assert document["openapi"].startswith("3.1")
    for operations in document["paths"].values():
        for operation in operations.values():
            assert operation["summary"].endswith((".", "?"))
            assert "application/problem+json" in operation["responses"]["401"]["content"]
    assert "Idempotency-Key" in str(document["paths"][f"{BASE}/ideas"]["post"]["parameters"])


@cache
def played(app: Flask) -> Any:
    """The document, read once for each database."""
    schema = schemathesis.openapi.from_dict(openapi.written())
    schema.app = app
    return schema


@pytest.mark.parametrize("call", CALLS, ids=lambda call: f"{call.method} {call.path}")
def test_no_answer_is_outside_the_document(call: Call, app: Flask, program: Programs, make: Make) -> None:
    """Good and bad cases; every second one about things that exist, so that the verbs are reached."""
    admin = make.admin()
    phase = "review" if call.path.endswith(("assessment", "decision")) else "gathering"
    idea = make.idea(phase=phase, author=admin if call.can in OWN else None, tags=["red"], rules={"form": PLAN})
    comment = make.comment(idea, by=admin)
    caller = program(admin)
    operation = played(app)[BASE + call.path][call.method]
    cases = st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in GenerationMode))
    real = {
        "number": comment.id if call.path.startswith("/comments") else idea.id,
        "slug": idea.board.slug,
        "n": 1,
        "key": "plan",
        "handle": admin.handle,
    }
    board = idea.board.slug

    @settings(max_examples=EXAMPLES, database=None, suppress_health_check=list(HealthCheck))
    @given(case=cases, there=st.booleans())
    def play(case: Case, there: bool) -> None:
        if there:
            case.path_parameters = {name: real[name] for name in case.path_parameters or {}}
            if isinstance(case.body, dict) and "board" in case.body:
                case.body["board"] = board
        with app.app_context():
            answer = case.call(headers=caller.headers)
        case.validate_response(answer, checks=CHECKS)

    db.session.remove()
    play()
