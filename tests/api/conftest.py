"""A program that calls the API with somebody's token."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from ideaboard.core.clock import now
from ideaboard.core.db import transaction
from ideaboard.domain import people
from ideaboard.domain.people.models import Person
from tests.make import Make

BASE = "/api/v1"


class Program:
    """``program.get("/ideas")``, ``program.put("/ideas/1/vote", {"value": 1})``; the answers are test responses."""

    def __init__(self, app: Flask, secret: str | None) -> None:
        self.client = app.test_client()
        self.headers = {"Authorization": f"Bearer {secret}"} if secret else {}

    def ask(self, method: str, path: str, body: Any = None, *, headers: Any = None, **more: Any) -> TestResponse:
        """One call."""
        if body is not None:
            more["json"] = body
        return self.client.open(BASE + path, method=method, headers={**self.headers, **(headers or {})}, **more)

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.ask("GET", path, **more)

    def post(self, path: str, body: Any = None, **more: Any) -> TestResponse:
        return self.ask("POST", path, body, **more)

    def put(self, path: str, body: Any = None, **more: Any) -> TestResponse:
        return self.ask("PUT", path, body, **more)

    def patch(self, path: str, body: Any = None, **more: Any) -> TestResponse:
        return self.ask("PATCH", path, body, **more)

    def delete(self, path: str, **more: Any) -> TestResponse:
        return self.ask("DELETE", path, **more)


Programs = Callable[..., Program]


@pytest.fixture
def program(app: Flask, make: Make) -> Programs:
    """``program(person)``: a program with a token of theirs; ``program()``: one without."""

    def of(person: Person | None = None, scopes: Sequence[str] = people.SCOPES) -> Program:
        if person is None:
            return Program(app, None)
        with transaction():
            mine = make.here(person)
            _token, secret = people.make_token(mine, "a program", by=mine, at=now(), scopes=scopes)
        return Program(app, secret)

    return of
