"""Pages while the database does not answer: 503 with a sentence, never a 500; the process itself is up."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

NOWHERE = "postgresql+psycopg://nobody@127.0.0.1:1/nothing"


@pytest.fixture
def stranded(app_with: Callable[..., Flask]) -> FlaskClient:
    """A visitor of a site whose database is away."""
    app = app_with(database_url=NOWHERE)
    return FlaskClient(app, app.response_class)


@pytest.mark.parametrize(
    "path", ["/", "/boards", "/ideas/1", "/search?q=x", "/signin", "/no-such-page", "/api/v1/boards"]
)
def test_every_page_says_that_it_will_be_back(stranded: FlaskClient, path: str) -> None:
    with stranded.application.app_context():
        answer = stranded.get(path)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    if not path.startswith("/api"):
        assert answer.get_data(as_text=True).count("<h1") == 1


def test_readyz_names_the_database(stranded: FlaskClient) -> None:
    with stranded.application.app_context():
        ready, health = stranded.get("/readyz"), stranded.get("/healthz")
    assert (ready.status_code, ready.get_json()["database"], health.status_code) == (503, "unavailable", 200)
