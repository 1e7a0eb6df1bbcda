"""Run a site on this machine: database and demo world, then web server and worker together.

Both end when one of them ends, or when somebody stops this program. Environment: ``HOST`` (127.0.0.1), ``PORT`` (8000),
``IDEABOARD_DEMO`` (0: no demo world), and the settings of ideaboard/config.py.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType

HOST = os.environ.get("HOST") or "127.0.0.1"
PORT = os.environ.get("PORT") or "8000"
FLASK = [sys.executable, "-m", "flask"]
ROOT = Path(__file__).resolve().parent.parent
WEB = [sys.executable, str(ROOT / "scripts" / "serve.py")]
os.environ.setdefault("GRANIAN_LOG_LEVEL", "warning")
DEMO = os.environ.get("IDEABOARD_DEMO", "1") != "0"
os.environ.setdefault("IDEABOARD_PUBLIC_URL", f"http://{HOST}:{PORT}")  # what links in mails and feeds begin with
PATIENCE = 10.0  # seconds a stopped process has to finish what it is doing
PR_SET_PDEATHSIG = 1


class Stopped(Exception):
    """Somebody pressed Ctrl-C or sent TERM."""


def main() -> int:
    """Give the exit status: 0 when stopped, else that of the part that ended by itself."""
    die_with_parent()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    try:
        check_port()
        known = of_today()
        if not known:
            prepare()
        return serve(tell_sign_ins=known and DEMO)
    except Stopped:
        return 0


def stop(number: int, _frame: FrameType | None) -> None:
    """The signal handler; a second signal while stopping changes nothing."""
    signal.signal(number, signal.SIG_IGN)
    raise Stopped


def die_with_parent() -> None:
    """Ask Linux to send TERM when the parent dies, so that not even kill -9 of it leaves an orphan."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def check_port() -> None:
    """Say at once that the port is taken, rather than after the demo world is built."""
    if not PORT.isdigit() or int(PORT) > 65535:
        sys.exit(f"run: PORT must be a number up to 65535, not {PORT!r}")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(HOST, int(PORT), type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        sys.exit(f"run: cannot listen on {HOST}:{PORT} ({error.strerror}); choose another with PORT=8001 make run")


def of_today() -> bool:
    """Whether the embedded database is there, has the newest schema, and a world in it unless none is wanted.

    Asked without loading the application, which takes longer than everything else here; a wrong no only costs time.
    """
    if os.environ.get("IDEABOARD_DATABASE_URL"):
        return False
    file = Path(os.environ.get("IDEABOARD_INSTANCE_PATH") or ROOT / "instance") / "ideaboard.sqlite3"
    if not file.exists():
        return False
    try:
        with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
            schema = {row[0] for row in connection.execute("SELECT version_num FROM alembic_version")}
            inhabited = connection.execute("SELECT 1 FROM boards LIMIT 1").fetchone() is not None
    except sqlite3.Error:
        return False
    return schema == newest_schema() and (inhabited or not DEMO)


def newest_schema() -> set[str]:
    """The migration that no other builds on."""
    texts = [path.read_text() for path in (ROOT / "migrations" / "versions").glob("*.py")]
    return set(named("revision", texts)) - set(named("down_revision", texts))


def named(name: str, texts: list[str]) -> list[str]:
    """The values of a variable at the left margin."""
    pattern = re.compile(rf"""^{name}\b[^=\n]*=\s*["']([^"']+)["']""", re.MULTILINE)
    return [found for text in texts for found in pattern.findall(text)]


def prepare() -> None:
    """Bring the database to the newest schema, and fill an empty one with the demo world."""
    if status := command("init"):
        sys.exit(status)
    if DEMO and command("demo"):
        print("run: no demo world (the reason is above), going on without it", file=sys.stderr, flush=True)


def command(name: str) -> int:
    """Run one flask command; gives its exit status."""
    process = start([*FLASK, name])
    try:
        return process.wait()
    except Stopped:
        end(process)
        raise


def serve(*, tell_sign_ins: bool) -> int:
    """Web and worker side by side; when one ends, or on a signal, both end. Says where the site is once it answers."""
    parts = {"web server": start(WEB), "worker": start([*FLASK, "worker"])}
    told = False
    try:
        while True:
            for name, process in parts.items():
                if process.poll() is not None:
                    print(f"run: the {name} ended (status {process.returncode}), stopping", file=sys.stderr, flush=True)
                    return process.returncode or 1
            if not told and announced():
                told = True
                if tell_sign_ins:
                    command("demo")
                elif not DEMO:
                    command("welcome")
            time.sleep(0.1)
    finally:
        end(*parts.values())


def announced() -> bool:
    """Whether the site answers; the first time it does, say where."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(HOST, f"[{HOST}]" if ":" in HOST else HOST)
    address = f"http://{host}:{PORT}"
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=1):
            pass
    except (urllib.error.URLError, OSError):
        return False
    print(f"\nideaboard is at {address}  (Ctrl-C stops it)\n", flush=True)
    return True


def start(arguments: list[str]) -> subprocess.Popen[bytes]:
    """Start a process in its own session: Ctrl-C comes to us alone, and we can end it with all its children."""
    return subprocess.Popen(arguments, start_new_session=True, preexec_fn=die_with_parent)  # noqa: PLW1509 (no threads here)


def end(*processes: subprocess.Popen[bytes]) -> None:
    """TERM, some patience, then KILL; nothing is left behind."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + PATIENCE
    for process in processes:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(max(0.1, deadline - time.monotonic()))
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


if __name__ == "__main__":
    sys.exit(main())
