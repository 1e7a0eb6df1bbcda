"""Errands: done once when they are rows, at least once outside, in no case lost; and the clock's turns, in order."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from ideaboard.core import jobs, queue
from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.events import Fact
from ideaboard.core.jobs import Due, Errand, batch, in_rows, outside, send, send_many, tick, waiting, work_off
from ideaboard.core.locks import alone
from ideaboard.domain.people.models import Person
from tests.conftest import Clock, Site
from tests.make import Make

done: list[Any] = []
trouble: dict[int, Exception] = {}


@in_rows
def count_up(fact: Fact, person_id: int | None) -> None:
    """An effect that shows when it happens twice."""
    if person_id in trouble:
        raise trouble[person_id]
    db.session.execute(update(Person).where(Person.id == person_id).values(inbox_seen=Person.inbox_seen + 1))
    done.append(person_id)


@outside
def call_out(fact: Fact, person_id: int | None, errand_id: int) -> None:
    """An effect in the world."""
    if person_id in trouble:
        raise trouble[person_id]
    done.append(errand_id)


@batch
def take_all(facts: Iterable[Fact]) -> None:
    """An effect that takes many."""
    done.append(sorted(fact.id for fact in facts))


INSIDE, OUTSIDE, BATCH = "core.count_up", "core.call_out", "core.take_all"
for name, effect in ((INSIDE, count_up), (OUTSIDE, call_out), (BATCH, take_all)):
    jobs._effects[name] = jobs._effects.pop(jobs.name_of(effect))  # tests have no room of their own


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    yield
    done.clear()
    trouble.clear()


@pytest.fixture
def person(make: Make) -> Person:
    made = make.person()
    work_off()
    return made


def a_fact() -> Fact:
    fact = Fact(kind="person.joined", public=False, at=now(), data={})
    db.session.add(fact)
    db.session.flush()
    return fact


def sent(name: str, *people: int, due_at: datetime | None = None) -> list[int]:
    """Errands of this name, for these people; their ids."""
    with transaction():
        fact = a_fact()
        for each in people:
            send(fact, name, each, due_at)
    return [errand.id for errand in errands()]


def errands() -> list[Errand]:
    return list(db.session.scalars(select(Errand).order_by(Errand.id).execution_options(populate_existing=True)))


def seen(person: Person) -> int:
    return db.session.scalar(select(Person.inbox_seen).where(Person.id == person.id)) or 0


# errands


def test_rows_are_written_with_the_errands_end(person: Person) -> None:
    sent(INSIDE, person.id, person.id)
    assert work_off() == 2
    assert seen(person) == 2
    assert errands() == []


def test_what_fails_is_put_off_with_its_problem_and_holds_nobody_up(person: Person, make: Make, clock: Clock) -> None:
    clock.set("2026-05-01 12:00")
    other = make.person()
    trouble[person.id] = ValueError("no such luck")
    for name in (INSIDE, OUTSIDE):
        sent(name, person.id, other.id)

    assert work_off() == 2

    assert [errand.problem for errand in errands()] == ["ValueError: no such luck"] * 2
    assert [errand.tries for errand in errands()] == [1, 1]
    assert work_off() == 0
    trouble.clear()
    clock.shift(seconds=11)
    assert work_off() == 2
    assert errands() == []


def test_a_batch_is_one_call(app: Flask) -> None:
    with transaction():
        facts = [a_fact() for _number in range(5)]
        for fact in facts:
            send(fact, BATCH)
    work_off()
    assert done == [[fact.id for fact in facts]]


def test_what_is_due_later_waits(person: Person, clock: Clock) -> None:
    clock.set("2026-05-01 12:00")
    sent(INSIDE, person.id, due_at=now() + timedelta(hours=1))
    assert work_off() == 0
    clock.shift(hours=1)
    assert work_off() == 1


def test_a_lease_that_ended_is_taken_over_and_its_first_holder_stands_back(person: Person, clock: Clock) -> None:
    clock.set("2026-05-01 12:00")
    sent(OUTSIDE, person.id)
    first = jobs._claim(None)
    assert jobs._claim(None) == []
    clock.shift(seconds=61)
    second = jobs._claim(None)
    assert [errand.id for errand in second] == [errand.id for errand in first]

    assert jobs._run(first, lambda: False) == 0
    assert jobs._run(second, lambda: False) == 1
    assert len(done) == 1


def test_stopping_frees_what_was_not_begun(person: Person) -> None:
    sent(INSIDE, *[person.id] * 5)
    assert work_off(stopping=lambda: len(done) >= 2) == 2
    assert [(errand.lease_until, errand.tries) for errand in errands()] == [(None, 0)] * 3
    assert work_off() == 3


def test_each_lane_takes_its_own(person: Person) -> None:
    sent(INSIDE, person.id)
    sent(OUTSIDE, person.id)
    sent("core.forgotten", person.id)
    assert work_off(only="outside") == 1
    assert [errand.consequence for errand in errands()] == [INSIDE, "core.forgotten"]
    assert work_off(only="inside") == 1
    [left] = errands()
    assert left.problem == "no effect is named core.forgotten"


def test_a_server_that_does_not_answer_is_asked_once_for_all(make: Make) -> None:
    people_ = [make.person().id for _number in range(3)]
    work_off()
    trouble[people_[0]] = TimeoutError("silence")
    sent(OUTSIDE, *people_)
    assert work_off() == 0
    assert done == []
    assert {errand.problem for errand in errands()} == {"TimeoutError: silence"}
    assert {errand.tries for errand in errands()} == {1}


def test_many_errands_are_written_in_one_go(person: Person, queries: Callable[[], Any]) -> None:
    with queries() as said, transaction():
        send_many(a_fact(), INSIDE, [person.id] * 1_000)
    assert len(said) <= 12
    assert waiting() == 1_000
    assert work_off() == 1_000
    assert seen(person) == 1_000


def test_a_rolled_back_transaction_leaves_no_errand_and_rings_no_bell(
    app: Flask, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[bool] = []
    monkeypatch.setitem(app.extensions, "bell", lambda: rung.append(True))
    with pytest.raises(ZeroDivisionError):
        send_and_break(person.id)
    assert (errands(), rung) == ([], [])
    sent(INSIDE, person.id)
    assert rung == [True]


def send_and_break(number: int) -> None:
    with transaction():
        send(a_fact(), INSIDE, number)
        raise ZeroDivisionError


def test_a_broken_bell_only_delays(app: Flask, person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise OSError("no queue")

    monkeypatch.setitem(app.extensions, "bell", broken)
    sent(INSIDE, person.id)
    assert work_off() == 1


@pytest.mark.race
def test_workers_at_once_share_the_errands_and_do_each_once(person: Person, together: Callable[..., list[Any]]) -> None:
    number = person.id
    sent(INSIDE, *[number] * 300)
    counts = together(*[work_off] * 4)
    assert sum(counts) == 300, counts
    db.session.rollback()
    assert db.session.scalar(select(Person.inbox_seen).where(Person.id == number)) == 300


# the clock


def test_turns_run_in_the_order_in_which_they_fell_due(app: Flask, clock: Clock) -> None:
    moment = clock.set("2026-05-01 12:00")
    ran: list[str] = []

    def source(at: datetime) -> Iterable[Due]:
        yield Due(moment - timedelta(hours=1), 2, partial(_note, ran, "late, last"))
        yield Due(moment - timedelta(days=3), 3, partial(_note, ran, "first"))

    def other(at: datetime) -> Iterable[Due]:
        yield Due(moment - timedelta(hours=1), 0, partial(_note, ran, "late, cut"))

    assert tick([source, other]) == 3
    assert ran == ["first", "late, cut", "late, last"]


def _note(ran: list[str], what: str, at: datetime) -> None:
    ran.append(what)


def test_a_turn_that_fails_holds_nothing_up(app: Flask, person: Person, clock: Clock) -> None:
    moment = clock.set("2026-05-01 12:00")
    ran: list[str] = []

    def fail(at: datetime) -> None:
        db.session.execute(update(Person).values(inbox_seen=99))
        raise ValueError("broken")

    def source(at: datetime) -> Iterable[Due]:
        yield Due(moment - timedelta(hours=2), 0, fail)
        yield Due(moment - timedelta(hours=1), 0, partial(_note, ran, "next"))

    tick([source])
    assert ran == ["next"]
    assert seen(person) == 0


def test_what_becomes_due_by_a_turn_is_done_in_the_same_tick(app: Flask, clock: Clock) -> None:
    moment = clock.set("2026-05-01 12:00")
    ran: list[str] = []

    def source(at: datetime) -> Iterable[Due]:
        if "deadline" not in ran:
            yield Due(moment - timedelta(hours=2), 0, partial(_note, ran, "deadline"))
        elif "cut" not in ran:
            yield Due(moment - timedelta(hours=1), 0, partial(_note, ran, "cut"))

    assert tick([source]) == 2
    assert ran == ["deadline", "cut"]


def test_two_ticks_at_once_act_once(app: Flask, make: Make, clock: Clock, together: Callable[..., list[Any]]) -> None:
    rules = {"clock": {"gather_days": 10}, "gate": {"at_least": 50}}
    number = make.idea(rules=rules, at=now() - timedelta(days=20)).id
    work_off()

    ran = together(partial(queue.run_due, app), partial(queue.run_due, app), partial(queue.run_due, app))

    assert sum(each.turns for each in ran if each is not None) == 1
    moves = db.session.scalars(
        select(Fact).where(Fact.idea_id == number, Fact.kind == "idea.moved").order_by(Fact.id)
    ).all()
    assert [fact.data["to"] for fact in moves] == ["gathering", "expired"]


def test_the_lock_is_had_by_one_at_a_time_and_can_be_waited_for(app: Flask, tmp_path: Path) -> None:
    begun, end = threading.Event(), threading.Event()

    def hold() -> None:
        with app.app_context(), alone("tick", tmp_path) as mine:
            assert mine
            begun.set()
            end.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    begun.wait(10)
    with alone("tick", tmp_path) as mine:
        assert not mine
    threading.Timer(0.2, end.set).start()
    with alone("tick", tmp_path, patience=10) as mine:
        assert mine
    holder.join()


def test_a_damaged_queue_is_made_anew(site: Site, app_with: Callable[..., Flask], tmp_path: Path) -> None:
    (tmp_path / "queue.sqlite3").write_bytes(b"this was a database before the power went " * 200)
    app = app_with(instance_path=tmp_path)
    with app.app_context():
        app.extensions["bell"]()
        assert app.extensions["huey"].pending_count() == 3
