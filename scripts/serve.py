"""Become the production web server: ``serve.py [module:name]``. HOST, PORT, WORKERS and GRANIAN_* say the rest.

HTTP/1 alone: browsers speak HTTP/2 only over TLS, which a proxy in front does, and its start has no limit of time.
"""

from __future__ import annotations

import os
import sys

TARGET = "wsgi:patient"
OPTIONS = ("--interface", "rsgi", "--http", "1", "--no-ws")
TOLD = {
    "GRANIAN_HTTP1_HEADER_READ_TIMEOUT": "10000",  # ms; also for a connection on which nothing is asked
    "GRANIAN_HTTP1_BUFFER_SIZE": "32768",  # headers of a request: 431 at the latest at twice that
    "GRANIAN_WORKERS_KILL_TIMEOUT": "20",  # seconds after TERM for what is being answered
}


def main() -> None:
    """Nothing of this process is left: signals go to the server itself."""
    for name, value in TOLD.items():
        os.environ.setdefault(name, value)
    told = {"--host": "HOST", "--port": "PORT", "--workers": "WORKERS"}
    chosen = [word for option, name in told.items() if os.environ.get(name) for word in (option, os.environ[name])]
    os.execv(sys.executable, [sys.executable, "-m", "granian", *OPTIONS, *chosen, *(sys.argv[1:] or [TARGET])])


if __name__ == "__main__":
    main()
