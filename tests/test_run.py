"""`make run`: web server and worker start together, end together, and leave nobody behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

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
