"""Run a site on this machine: database and demo world, then web server and worker together.

Both end when one of them ends, or when somebody stops this program. Environment: ``HOST`` (127.0.0.1), ``PORT`` (8000),
``IDEABOARD_DEMO`` (0: no demo world), and the settings of ideaboard/config.py.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from types import FrameType

HOST = os.environ.get("HOST") or "127.0.0.1"
PORT = os.environ.get("PORT") or "8000"
FLASK = [sys.executable, "-m", "flask"]
WEB = [
    sys.executable, "-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", PORT, "--no-ws",
    "--blocking-threads", "4", "--log-level", "warning", "wsgi:app",
]  # fmt: skip
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
        prepare()
        return serve()
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


def prepare() -> None:
    """Bring the database to the newest schema, and fill an empty one with the demo world."""
    command("init")
    if os.environ.get("IDEABOARD_DEMO", "1") != "0":
        command("demo")


def command(name: str) -> None:
    """Run one flask command and end with its status if it fails."""
    process = start([*FLASK, name])
    try:
        status = process.wait()
    except Stopped:
        end(process)
        raise
    if status:
        sys.exit(status)


def serve() -> int:
    """Web and worker side by side; when one ends, or on a signal, both end."""
    parts = {"web server": start(WEB), "worker": start([*FLASK, "worker"])}
    told = False
    try:
        while True:
            for name, process in parts.items():
                if process.poll() is not None:
                    print(f"run: the {name} ended (status {process.returncode}), stopping", file=sys.stderr, flush=True)
                    return process.returncode or 1
            told = told or announced()
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
