"""`make run`: web server and worker start together, end together, and leave nobody behind."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import expect

from tests.browser import Pages, axe
from tests.effort import Hand
from tests.servers import Servers, free_port, wait_until

ROOT = Path(__file__).resolve().parent.parent


class Run:
    """``scripts/run.py`` on an empty site of its own."""

    def __init__(self, instance: Path, **settings: str) -> None:
        self.port = free_port()
        environ = {name: value for name, value in os.environ.items() if not name.startswith("IDEABOARD_")}
        environ |= {"IDEABOARD_INSTANCE_PATH": str(instance), "IDEABOARD_DEMO": "0", "PORT": str(self.port)}
        environ |= settings
        self.log = instance.with_suffix(".log")
        with self.log.open("w") as log:
            self.process = psutil.Popen(
                [sys.executable, "scripts/run.py"], cwd=ROOT, env=environ, stdout=log, stderr=subprocess.STDOUT
            )

    def started(self) -> list[psutil.Process]:
        """Wait until the site answers; give all processes it consists of."""
        wait_until(lambda: self.process.poll() is not None or "ideaboard is at" in self.log.read_text(), "it runs", 180)
        assert self.process.poll() is None, self.log.read_text()
        assert self.get("/healthz") == 200
        return list(self.process.children(recursive=True))

    def get(self, path: str) -> int:
        """The status of a page."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as response:
            return int(response.status)


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Callable[..., Run]]:
    """Starts it; kills what is left at the end."""
    runs: list[Run] = []

    def start(**settings: str) -> Run:
        runs.append(Run(tmp_path / "instance", **settings))
        return runs[-1]

    yield start
    for each in runs:
        if each.process.poll() is None:
            each.process.terminate()
            each.process.wait(30)


def part(parts: list[psutil.Process], word: str) -> psutil.Process:
    """The process whose command line has ``word`` in it."""
    return next(process for process in parts if word in process.cmdline())


def gone(parts: list[psutil.Process]) -> bool:
    return not psutil.wait_procs(parts, timeout=20)[1]


def test_the_site_answers_and_term_ends_all_of_it(run: Callable[..., Run]) -> None:
    site = run()
    parts = site.started()
    assert site.get("/") == 200

    site.process.send_signal(signal.SIGTERM)

    assert site.process.wait(30) == 0
    assert gone(parts)


def test_when_the_worker_dies_the_web_server_ends_too(run: Callable[..., Run]) -> None:
    site = run()
    parts = site.started()

    part(parts, "worker").kill()

    assert site.process.wait(30) != 0
    assert gone(parts)
    assert "the worker ended" in site.log.read_text()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children that their parent died")
def test_killing_it_outright_leaves_no_orphan(run: Callable[..., Run]) -> None:
    site = run()
    parts = site.started()

    site.process.kill()
    site.process.wait(10)

    assert gone(parts)


IDEAS = (
    ("Child seats in front", "Two small ones see where we go, and I see them."),
    ("Bells that are heard", "Loud enough for cars, kind to people on foot."),
    ("Locks that hold", "A thief should need ten minutes, not ten seconds."),
)
FIVE_MINUTES = 300


@pytest.mark.journey
def test_from_the_command_to_a_public_board_and_a_site_that_is_ready(
    run: Callable[..., Run], open_page: Pages, servers: Servers
) -> None:
    """Site, account, board, three ideas, a test letter, an invitation: counted, not timed (tests/effort.py).

    To the public board: 7 fields and 4 presses, 11 × 3.05 s, and 96 keys × 0.28 s, are 60 s; with every word on the way
    read, under five minutes. The rest (7 fields, 3 presses, 210 keys) is 89 s more of doing: 150 s in all.
    """
    mailbox = servers.mailbox
    mailbox.clear()
    site = run(IDEABOARD_MAIL_URL=mailbox.url)
    site.started()
    link = re.compile(r"http://127\.0\.0\.1:\d+/welcome\?code=\S+")
    wait_until(lambda: bool(link.search(site.log.read_text())), "the link is printed", 60)
    found = link.search(site.log.read_text())
    assert found
    page = open_page(width=390)
    hand = Hand(page)

    page.goto(found[0])
    seen(hand)
    hand.fill("What is the site called?", "Keller Bikes")
    hand.fill("What do you ask people?", "What shall we build?")
    hand.press("Go on")
    seen(hand, "Your own account")
    hand.fill("Your name", "Ada Keller")
    hand.fill("E-mail", "ada@example.org")
    hand.fill("Password", "plough seven quiet lamps")
    hand.press("Become the admin")
    seen(hand, "Your first board")
    hand.fill("What is the board called?", "Bike ideas")
    hand.fill("How many people will see it in a month?", "10000")
    hand.press("Show the rules for so many")
    expect(page.get_by_text("At 50 supporters our team reviews it.")).to_be_visible()
    assert axe(page) == []
    expect(page.get_by_text("one scorecard is enough for a decision")).to_be_visible()
    hand.press("Open the board")
    expect(page.get_by_role("heading", name="Three first ideas")).to_be_visible()
    assert site.get("/boards/bike-ideas") == 200
    assert (hand.fields, hand.presses, hand.keys) == (7, 4, 96)
    assert hand.doing + hand.reading < FIVE_MINUTES

    seen(hand)
    for nth, (title, sentence) in enumerate(IDEAS):
        hand.fill("Title", title, nth)
        hand.fill("In a sentence", sentence, nth)
    hand.press("Share them")
    seen(hand, "Keller Bikes is yours")
    hand.press("Send me a test letter")
    expect(page.get_by_text("The letter left.")).to_be_visible()
    hand.fill("E-mail", "bo@example.org")
    hand.press("Invite")
    expect(page.get_by_text("It works once, for seven days.")).to_be_visible()
    assert axe(page) == []
    assert page.get_by_text("Done:").count() == 4
    assert (hand.fields, hand.presses) == (14, 7)
    assert hand.doing < FIVE_MINUTES

    visitor = open_page()
    visitor.goto(f"http://127.0.0.1:{site.port}/boards/bike-ideas")
    for title, _sentence in IDEAS:
        expect(visitor.get_by_role("link", name=title, exact=True)).to_be_visible()
    gone = visitor.goto(found[0])
    assert gone is not None
    assert gone.status == 404
    wait_until(lambda: len(mailbox.messages) == 2, "both letters came", 60)
    letters = {str(letter["X-Envelope-To"]): letter for letter in mailbox.messages}
    assert set(letters) == {"ada@example.org", "bo@example.org"}
    to_bo = letters["bo@example.org"].get_body(("plain",))
    assert to_bo
    into = re.search(r"http://127\.0\.0\.1:\d+/team/\S+", to_bo.get_content())
    assert into
    visitor.goto(into[0])
    expect(visitor.get_by_text("Ada Keller asks you to be reviewer")).to_be_visible()


def seen(hand: Hand, heading: str | None = None) -> None:
    """The next page is there, nothing is wrong with it, and all of it is read."""
    if heading:
        expect(hand.page.get_by_role("heading", name=heading, level=1)).to_be_visible()
    assert axe(hand.page) == []
    hand.read()
