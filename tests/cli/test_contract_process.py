"""One site from outside: commands as processes, the production server on a port, and a program that speaks HTTP."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.servers import end, free_port, wait_until

ROOT = Path(__file__).resolve().parents[2]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """An environment without settings but those of a new site."""
    given = {name: value for name, value in os.environ.items() if not name.startswith("IDEABOARD_")}
    return given | {"IDEABOARD_INSTANCE_PATH": str(tmp_path / "instance"), "IDEABOARD_DEMO": "0"}


@pytest.fixture
def flask(environ: dict[str, str]) -> Run:
    """``flask("init", IDEABOARD_LIMITS="off")``: one command in a process of its own."""

    def run(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "flask", *words], cwd=ROOT, env=environ | more, capture_output=True, text=True,
            timeout=120, check=False,
        )  # fmt: skip

    return run


@pytest.fixture
def address(environ: dict[str, str], tmp_path: Path) -> Iterator[str]:
    """The production server."""
    port = free_port()
    told = {"HOST": "127.0.0.1", "PORT": str(port)}
    with (tmp_path / "server.log").open("w") as log:
        words = [sys.executable, "scripts/serve.py"]
        process = subprocess.Popen(words, cwd=ROOT, env=environ | told, stdout=log, stderr=log)
        at = f"http://127.0.0.1:{port}"
        wait_until(lambda: process.poll() is not None or status(f"{at}/healthz") == 200, "it answers", 90)
        yield at
        end(process)


def ask(where: str, method: str = "GET", body: Any = None, token: str = "") -> tuple[int, Any]:
    """Status, and what was said."""
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(where, data=data, headers=headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


def status(where: str) -> int:
    """Of a page; 0 while nobody answers."""
    try:
        return ask(where)[0]
    except OSError:
        return 0


def test_an_unknown_setting_stops_every_command_in_one_line(flask: Run) -> None:
    stopped = flask("init", IDEABOARD_COLOUR="red")
    assert stopped.returncode == 1
    assert stopped.stderr.strip().startswith("ideaboard: the setting IDEABOARD_COLOUR is unknown")
    assert len(stopped.stderr.strip().splitlines()) == 1


def test_a_site_from_its_commands_to_its_health(flask: Run, address: str, tmp_path: Path) -> None:
    """init, people, a token, a board, the server; then damage, which the doctor and /readyz name."""
    assert flask("init").returncode == 0
    made = flask(
        "user",
        "create",
        "--email",
        "ada@corp.local",
        "--name",
        "Ada",
        "--role",
        "admin",
        "--password",
        "a long enough one",
    )
    assert made.stdout == "Created @ada (Ada, admin).\n", made.stderr
    token = flask("user", "token", "ada@corp.local", "--name", "tests").stdout
    assert len(token.splitlines()) == 1
    token = token.strip()

    api = f"{address}/api/v1"
    assert json.loads(ask(f"{api}/me", token=token)[1])["roles"] == ["admin"]
    board = {"slug": "cafes", "title": "Cafés", "preset": "my-starbucks-idea"}
    assert ask(f"{api}/boards", "POST", board, token)[0] == 201
    idea = {"board": "cafes", "title": "Warm benches", "body": "For winter mornings."}
    assert ask(f"{api}/ideas", "POST", idea, token)[0] == 201
    assert "Warm benches" in ask(address)[1]
    assert status(f"{address}/account") == 200  # by way of the sign-in page
    assert status(f"{address}/readyz") == 200

    nowhere = flask("export", str(tmp_path / "nowhere" / "all.zip"))
    assert (nowhere.returncode, len(nowhere.stderr.strip().splitlines())) == (1, 1)

    instance = tmp_path / "instance"
    with sqlite3.connect(instance / "ideaboard.sqlite3") as database:
        database.execute("UPDATE ideas SET supporters = supporters + 1")
    ill = flask("doctor")
    assert (ill.returncode, "FAULT  tallies" in ill.stdout) == (1, True)

    for part in (instance / "search").rglob("*.toc"):
        part.write_text("damaged")
    code, said = ask(f"{address}/readyz")
    assert (code, json.loads(said)["index"]) == (503, "unavailable")
    assert status(f"{address}/healthz") == 200
