"""Real worker processes: they do what the web process left them, and killing one loses nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.events import Fact
from ideaboard.core.jobs import Errand, send, send_many
from ideaboard.domain import comments, people
from ideaboard.domain.people.models import Person
from ideaboard.effects import notify
from tests.conftest import Site
from tests.make import Make
from tests.servers import Servers, wait_until

ROOT = Path(__file__).resolve().parent.parent.parent
SLOW = "races.count_up"
LEASE = 2.2  # seconds, as late_site has it, and a little
WORKER = [sys.executable, "-m", "flask", "worker"]
TICK = [sys.executable, "-m", "flask", "tick"]

Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def environ(site: Site) -> dict[str, str]:
    """The environment of a process on this test's database."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("IDEABOARD_")}
    return inherited | {
        "FLASK_APP": "tests.races.late_site",
        "IDEABOARD_INSTANCE_PATH": str(site.settings.instance_path),
        "IDEABOARD_DATABASE_URL": site.settings.database_url,
        "IDEABOARD_SECRET_KEY": site.settings.secret_key,
    }


@pytest.fixture
def worker(environ: dict[str, str], tmp_path: Path) -> Iterator[Start]:
    """Starts ``flask worker``; ``mail_url`` names a mail server."""
    running: list[subprocess.Popen[bytes]] = []
    log = tmp_path / "worker.log"

    def start(*, mail_url: str | None = None) -> subprocess.Popen[bytes]:
        there = environ | ({"IDEABOARD_MAIL_URL": mail_url} if mail_url else {})
        with log.open("a") as file:
            process = subprocess.Popen(WORKER, cwd=ROOT, env=there, stdout=file, stderr=file)
        running.append(process)
        begun = len(running)
        wait_until(
            lambda: process.poll() is not None or log.read_text().count("worker.started") == begun, "it runs", 60
        )
        assert process.poll() is None, log.read_text()
        return process

    yield start
    for process in running:
        if process.poll() is None:
            process.kill()
            process.wait()


def left(consequence: str | None = None) -> int:
    db.session.rollback()
    there = select(func.count()).select_from(Errand)
    return db.session.scalar(there.where(Errand.consequence == consequence) if consequence else there) or 0


def counted(number: int) -> int:
    db.session.rollback()
    return db.session.scalar(select(Person.inbox_seen).where(Person.id == number)) or 0


def test_the_worker_does_what_the_web_process_left(make: Make, worker: Start) -> None:
    worker()
    idea = make.idea()
    make.comment(idea)
    number = idea.author_id

    wait_until(lambda: left() == 0, "all is done, well before the next minute", 50)

    person = db.session.get_one(Person, number)
    assert [row[1].kind for row in notify.inbox(person).rows] == ["comment.posted"]


def test_killed_in_the_middle_it_loses_nothing_and_repeats_no_row(make: Make, worker: Start, servers: Servers) -> None:
    mailbox = servers.mailbox
    mailbox.clear()
    idea = make.idea(supporters=20, rules={"gate": {"at_least": 99}})
    number = make.person().id
    with transaction():
        fact = Fact(kind="person.joined", public=False, at=now(), data={})
        db.session.add(fact)
        db.session.flush()
        send_many(fact, SLOW, [number] * 200)
        comments.post(make.here(idea), "We are on it.", by=people.house(), at=now(), official=True)

    for _time in range(2):
        process = worker(mail_url=mailbox.url)
        before = counted(number)
        wait_until(lambda: counted(number) > before + 20, "it is in the middle", 60)  # noqa: B023
        process.kill()
        process.wait()
    assert left(SLOW) > 0
    time.sleep(LEASE)
    worker(mail_url=mailbox.url)
    wait_until(lambda: left() == 0, "all is done", 240)

    assert counted(number) == 200
    assert len({mail["Message-ID"] for mail in mailbox.messages}) == 21
    assert {mail["X-Envelope-To"] for mail in mailbox.messages} >= {idea.author.email}
    mailbox.clear()


def test_term_finishes_what_was_begun_and_frees_the_rest_at_once(make: Make, worker: Start) -> None:
    number = make.person().id
    process = worker()
    with transaction():
        fact = Fact(kind="person.joined", public=False, at=now(), data={})
        db.session.add(fact)
        db.session.flush()
        for _time in range(200):
            send(fact, SLOW, number)
    wait_until(lambda: counted(number) > 5, "it is in the middle", 60)

    process.send_signal(signal.SIGTERM)

    began = time.monotonic()
    assert process.wait(20) == 0
    assert time.monotonic() - began < 10
    assert counted(number) + left(SLOW) == 200
    rows = db.session.execute(select(Errand.lease_until, Errand.tries)).all()
    assert {tuple(row) for row in rows} == {(None, 0)}


def test_ticks_beside_a_worker_repeat_nothing(make: Make, worker: Start, environ: dict[str, str]) -> None:
    number = make.person().id
    worker()
    with transaction():
        fact = Fact(kind="person.joined", public=False, at=now(), data={})
        db.session.add(fact)
        db.session.flush()
        send_many(fact, SLOW, [number] * 200)

    ticks = [subprocess.Popen(TICK, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True) for _number in range(2)]
    said = [tick.communicate(timeout=240)[0] for tick in ticks]

    assert [tick.returncode for tick in ticks] == [0, 0]
    assert all(words.startswith(("Done: ", "Another process")) for words in said)
    wait_until(lambda: left() == 0, "all is done", 240)
    assert counted(number) == 200
