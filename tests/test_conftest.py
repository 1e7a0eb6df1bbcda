"""What the other tests take for granted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from ideaboard.core import clock as house_clock
from ideaboard.core.db import db, transaction
from ideaboard.domain.people.models import Person
from tests.clients import PageClient
from tests.conftest import Clock


def someone(handle: str = "ada") -> Person:
    with transaction() as session:
        person = Person(handle=handle, name="Ada", created_at=house_clock.now())
        session.add(person)
    return person


def people() -> int:
    return db.session.scalar(select(func.count()).select_from(Person).where(Person.handle == "ada")) or 0


@pytest.mark.parametrize("run", [1, 2, 3])
def test_nothing_of_one_test_reaches_the_next(app: Flask, run: int) -> None:
    assert people() == 0
    someone()
    assert people() == 1


def test_foreign_keys_hold_in_both_databases(app: Flask, db_kind: str) -> None:
    keys = text("PRAGMA foreign_keys") if db_kind == "sqlite" else text("SELECT 1")
    assert db.session.scalar(keys) == 1


def test_a_request_has_its_own_session_and_the_test_sees_what_it_wrote(
    app: Flask, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = someone()
    assert person.name == "Ada"

    def rename(response: Any) -> Any:
        with transaction() as session:
            session.scalars(select(Person).where(Person.handle == "ada")).one().name = "Ada Lovelace"
        return response

    monkeypatch.setitem(app.after_request_funcs, None, [*app.after_request_funcs[None], rename])
    client.get("/")

    assert person.name == "Ada Lovelace"


def test_the_clock_is_held_and_moved(clock: Clock, at: Callable[[str], datetime]) -> None:
    clock.set("2026-05-01 23:59")
    assert house_clock.now() == at("2026-05-01 23:59") == datetime(2026, 5, 1, 23, 59, tzinfo=UTC)
    clock.shift(minutes=1)
    assert house_clock.now() == at("2026-05-02 00:00")
    clock.release()
    assert house_clock.now() > at("2026-05-02 00:00")


def test_statements_are_counted(app: Flask, queries: Callable[[], Any]) -> None:
    with queries() as seen:
        people()
        people()
    assert len(seen) == 2


@pytest.mark.race
def test_calls_run_together_each_in_its_own_session(app: Flask, together: Callable[..., list[Any]]) -> None:
    results = together(*[lambda n=n: someone(f"ada{n % 5}").id for n in range(20)])

    assert sum(isinstance(result, int) for result in results) == 5
    assert sum(isinstance(result, Exception) for result in results) == 15
