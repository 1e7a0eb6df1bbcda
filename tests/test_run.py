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
from tests.servers import free_port, wait_until

ROOT = Path(__file__).resolve().parent.parent


class Run:
    """``scripts/run.py`` on an empty site of its own."""

    def __init__(self, instance: Path) -> None:
        self.port = free_port()
        environ = {name: value for name, value in os.environ.items() if not name.startswith("IDEABOARD_")}
        environ |= {"IDEABOARD_INSTANCE_PATH": str(instance), "IDEABOARD_DEMO": "0", "PORT": str(self.port)}
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
def run(tmp_path: Path) -> Iterator[Callable[[], Run]]:
    """Starts it; kills what is left at the end."""
    runs: list[Run] = []

    def start() -> Run:
        runs.append(Run(tmp_path / "instance"))
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


def test_the_site_answers_and_term_ends_all_of_it(run: Callable[[], Run]) -> None:
    site = run()
    parts = site.started()
    assert site.get("/") == 200

    site.process.send_signal(signal.SIGTERM)

    assert site.process.wait(30) == 0
    assert gone(parts)


def test_when_the_worker_dies_the_web_server_ends_too(run: Callable[[], Run]) -> None:
    site = run()
    parts = site.started()

    part(parts, "worker").kill()

    assert site.process.wait(30) != 0
    assert gone(parts)
    assert "the worker ended" in site.log.read_text()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children that their parent died")
def test_killing_it_outright_leaves_no_orphan(run: Callable[[], Run]) -> None:
    site = run()
    parts = site.started()

    site.process.kill()
    site.process.wait(10)

    assert gone(parts)


@pytest.mark.journey
def test_from_the_command_to_a_public_board_with_the_printed_link(run: Callable[[], Run], open_page: Pages) -> None:
    site = run()
    site.started()
    link = re.compile(r"http://127\.0\.0\.1:\d+/welcome\?code=\S+")
    wait_until(lambda: bool(link.search(site.log.read_text())), "the link is printed", 60)
    found = link.search(site.log.read_text())
    assert found
    page = open_page(width=390)

    page.goto(found[0])
    assert axe(page) == []
    page.get_by_label("What is the site called?").fill("Keller Bikes")
    page.get_by_label("What do you ask people?").fill("What shall we build?")
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Your name").fill("Ada Keller")
    page.get_by_label("E-mail").fill("ada@example.org")
    page.get_by_label("Password").fill("plough seven quiet lamps")
    assert axe(page) == []
    page.get_by_role("button", name="Become the admin").click()
    page.get_by_label("What is the board called?").fill("Bike ideas")
    page.get_by_label("How many people will see it in a month?").fill("10000")
    page.get_by_role("button", name="Show the rules for so many").click()
    expect(page.get_by_text("At 50 supporters our team reviews it.")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("button", name="Open the board").click()
    expect(page.get_by_role("heading", name="Keller Bikes is yours")).to_be_visible()
    assert axe(page) == []

    assert site.get("/boards/bike-ideas") == 200
    visitor = open_page()
    gone = visitor.goto(found[0])
    assert gone is not None
    assert gone.status == 404
