"""The doctor finds what is wrong, and nothing where nothing is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from ideaboard.core.clock import now
from ideaboard.core.db import db, dialect, transaction
from ideaboard.core.jobs import Errand, work_off
from ideaboard.domain import comments, ideas, people, rewards
from ideaboard.domain.rewards.models import Reward
from ideaboard.effects import search
from tests.make import Make

Examine = Callable[[], tuple[int, str]]


@pytest.fixture
def examine(app: Flask) -> Examine:
    """The doctor's exit status and report."""

    def run() -> tuple[int, str]:
        db.session.remove()
        result = app.test_cli_runner().invoke(args=["doctor"])
        assert "Traceback" not in result.output
        return result.exit_code, result.stdout

    return run


@pytest.fixture
def world(make: Make, app: Flask) -> None:
    """A little of everything."""
    Path(app.config["UPLOADS"]).mkdir(parents=True, exist_ok=True)
    grants = [{"kind": "cash", "amount": "10", "currency": "EUR"}]
    make.idea(phase="launched", supporters=3, rules={"reward": {"on": "launched", "grants": grants}})
    with transaction():
        rewards.approve(db.session.query(Reward).one(), by=people.house(), at=now())
    for kind, values in (("updown", (1, -1, 1)), ("score", (0, 5, 3)), ("support", (1, 1))):
        ballot = {"kind": kind, "points": 10 if kind == "updown" else 1}
        idea = make.idea(rules={"ballot": ballot, "gate": {"at_least": 99}})
        for value in values:
            make.vote(idea, value=value)
        other = make.idea(board=idea.board)
        make.vote(other, value=values[0])
        with transaction():
            ideas.merge(make.here(other), make.here(idea), by=people.house(), at=now())
        root = make.comment(idea)
        make.comment(idea, parent=root)
        with transaction():
            comments.heart(make.here(root), by=people.house(), at=now())
            ideas.follow(make.here(idea), by=people.house(), at=now())
            comments.delete(make.here(make_comment_now(make, idea)), by=people.house(), at=now())
    work_off()
    search.rebuild_all()


def make_comment_now(make: Make, idea: ideas.Idea) -> comments.Comment:
    here = make.here(idea)
    return comments.post(here, "Away with it", by=here.author, at=now())


@pytest.mark.usefixtures("world")
def test_a_sound_house_has_no_fault(examine: Examine) -> None:
    status, report = examine()
    assert status == 0, report
    assert "FAULT" not in report
    assert "ideas recounted from their votes, all right" in report


DRIFTS = {
    "update ideas set supporters = supporters + 1 where id = (select min(id) from ideas)": "tallies: idea",
    "update ideas set points = 7 where id = (select max(into_.merged_into_id) from ideas into_)": "tallies: idea",
    "update ideas set comments = comments + 1 where id = (select max(idea_id) from comments)": "comments: idea",
    "update comments set replies = 9 where id = (select min(id) from comments)": "comments: comment",
    "update comments set hearts = 9 where id = (select min(id) from comments)": "hearts: comment",
    "update ideas set followers = 9 where id = (select min(id) from ideas)": "followers: idea",
    "update boards set ideas = ideas + 1 where id = (select min(id) from boards)": "boards: board",
    "update boards set gated = true where id = (select min(id) from boards)": "openness: board",
    "update makers set share = 5000 where id = (select min(id) from makers)": "shares: the makers of idea",
    "update ledger_entries set amount = amount + 1 where account = 'house'": "ledger: step granted",
    "update rewards set state = 'proposed'": "ledger: reward",
}


@pytest.mark.usefixtures("world")
def test_each_drift_is_found_and_named(examine: Examine) -> None:
    for statement in DRIFTS:
        with transaction() as session:
            session.execute(text(statement))
    status, report = examine()
    assert status == 1
    for named in DRIFTS.values():
        assert f"FAULT  {named}" in report, (named, report)


def test_a_key_that_leads_nowhere_is_found(make: Make, examine: Examine) -> None:
    if dialect() != "sqlite":  # PostgreSQL does not let it happen
        assert "foreign keys: PostgreSQL keeps them" in examine()[1]
        return
    number = make.idea(supporters=1).id
    work_off()
    db.session.remove()
    connection = db.engine.raw_connection()
    connection.cursor().execute("PRAGMA foreign_keys=OFF")
    connection.cursor().execute("update votes set person_id = 99999 where idea_id = ?", (number,))
    connection.cursor().execute("PRAGMA foreign_keys=ON")
    connection.close()
    status, report = examine()
    assert status == 1
    assert "FAULT  foreign keys: row" in report
    assert "votes points at a row of people that is gone" in report


def test_a_lost_picture_a_lost_index_and_a_lost_errand(make: Make, examine: Examine, app: Flask) -> None:
    idea = make.idea(rules={"form": {"images": [0, 5]}})
    work_off()
    search.rebuild_all()
    with transaction():
        here = make.here(idea)
        ideas.attach(here, by=here.author, at=now(), file="0" * 32 + ".webp", width=1, height=1, alt="A cup")
    with transaction() as session:
        session.execute(text("delete from errands"))
        fact = db.session.execute(text("select min(id) from facts")).scalar_one()
        past = now() - timedelta(hours=1)
        common = {"fact_id": fact, "tries": 12, "due_at": past}
        session.add(Errand(consequence="notify.mail", problem="550 no", given_up_at=past, **common))
        session.add(Errand(consequence="notify.tell_makers", **common))
        session.execute(text("update ideas set listed = false"))
    status, report = examine()
    assert status == 1
    assert "FAULT  uploads: 00000000000000000000000000000000.webp is missing" in report
    assert "FAULT  search index: holds 1 ideas, lists show 0" in report
    assert "FAULT  mail: 1 letters were given up, see /admin/mail: 550 no" in report
    assert "note   errands: 1 are due, the oldest since" in report


def test_a_check_that_cannot_look_is_a_fault_and_the_others_go_on(
    examine: Examine, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken:
        def pending_count(self) -> int:
            raise ConnectionError("no queue there")

    monkeypatch.setitem(app.extensions, "huey", Broken())
    monkeypatch.setitem(app.config, "SECRET_KEY", "abc")
    status, report = examine()
    assert status == 1
    assert "FAULT  queue: no queue there" in report
    assert "FAULT  secret key: has 3 characters" in report
    assert "ok     uploads" in report


def test_drift_of_many_is_cut_short(make: Make, examine: Examine) -> None:
    board = make.board()
    for _number in range(13):
        make.idea(board=board)
    work_off()
    with transaction() as session:
        session.execute(text("update ideas set followers = 3"))
    report = examine()[1]
    assert report.count("FAULT  followers: idea") == 10
    assert "FAULT  followers: and 3 more" in report
