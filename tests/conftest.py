"""What every test may ask for.

``app`` comes twice, on SQLite and on PostgreSQL; a test that asks for anything of the database runs on both. Tests
marked ``race`` run on PostgreSQL alone (SQLite has one writer, so it cannot lose a race), ``journey`` on SQLite alone.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import event
from werkzeug.serving import make_server

from ideaboard import create_app
from ideaboard.config import Settings
from ideaboard.core import clock as house_clock
from ideaboard.core.db import db
from tests import browser as chromium
from tests.clients import PageClient
from tests.databases import Sweeper, migrated
from tests.servers import Mailbox, Servers, free_port

if TYPE_CHECKING:
    from tests.make import Make

KINDS = ("sqlite", "postgresql")

# a busy machine is no fault of the code; in continuous integration the same examples every time
hypothesis_settings.register_profile(
    "house",
    deadline=None,
    derandomize=not os.environ.get("EXPLORE"),  # the same examples each time; EXPLORE=1 looks for new ones
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
hypothesis_settings.load_profile("house")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give every test that reaches a database its databases."""
    if "db_kind" not in metafunc.fixturenames or "db_kind" in _parametrized(metafunc):
        return
    kinds: tuple[str, ...] = KINDS
    if metafunc.definition.get_closest_marker("race"):
        kinds = ("postgresql",)
    if metafunc.definition.get_closest_marker("journey"):
        kinds = ("sqlite",)
    metafunc.parametrize("db_kind", kinds, indirect=True)


def _parametrized(metafunc: pytest.Metafunc) -> str:
    return ",".join(str(mark.args[0]) for mark in metafunc.definition.iter_markers("parametrize"))


# servers and databases


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """PostgreSQL, Redis and SMTP, started on demand."""
    running = Servers()
    yield running
    running.close()


class Site:
    """An app on a migrated database of its own, and what empties it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.app = build(settings)
        self.sweeper: Sweeper = migrated(self.app)
        with self.app.app_context():
            if db.engine.dialect.name == "postgresql":
                db.engine.pool._max_overflow = 40  # type: ignore[attr-defined]  # races use more threads than a web worker

    def sweep(self) -> None:
        """Leave nothing of the last test: no row, no session, no cached page, no mail, no upload."""
        with self.app.app_context():
            db.session.remove()
        self.sweeper.sweep()
        if "cache" in self.app.extensions:
            for cache in self.app.extensions["cache"].values():
                cache.clear()
        for folder in (self.settings.instance_path / "outbox", self.settings.uploads):
            for path in folder.rglob("*") if folder.exists() else ():
                if path.is_file():
                    path.unlink()


def build(settings: Settings) -> Flask:
    """The real app, told that it is under test. The logs go where pytest wants them."""
    handlers = logging.getLogger().handlers[:]
    app = create_app(settings)
    logging.getLogger().handlers = handlers
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, PASSWORD_COST="test")
    app.test_client_class = PageClient
    return app


@pytest.fixture(scope="session")
def sites(servers: Servers) -> Callable[[str], Site]:
    """One site per kind of database, made when first asked for."""
    made: dict[str, Site] = {}

    def site(kind: str) -> Site:
        if kind not in made:
            folder = servers.folder / f"instance-{kind}"
            folder.mkdir()
            made[kind] = Site(settings_for(folder, database_url(servers, kind, folder)))
        return made[kind]

    return site


def database_url(servers: Servers, kind: str, folder: Path) -> str:
    """An empty database of this kind."""
    if kind == "sqlite":
        return f"sqlite:///{folder / 'ideaboard.sqlite3'}"
    return servers.postgresql.database("ideaboard_test").replace("postgresql://", "postgresql+psycopg://", 1)


def settings_for(folder: Path, url: str) -> Settings:
    """The settings of a site under test."""
    return Settings(
        instance_path=folder,
        database_url=url,
        secret_key="only for tests",
        uploads=folder / "uploads",
        limits=False,
        demo=False,
        password_cost="test",
    )


@pytest.fixture
def db_kind(request: pytest.FixtureRequest) -> str:
    """``sqlite`` or ``postgresql``."""
    return str(request.param)


@pytest.fixture
def site(sites: Callable[[str], Site], db_kind: str) -> Iterator[Site]:
    """This test's site; emptied afterwards."""
    site = sites(db_kind)
    yield site
    site.sweep()


@pytest.fixture
def app(site: Site) -> Iterator[Flask]:
    """The app, its context pushed; limits off, cheap passwords, no CSRF."""
    with site.app.app_context():
        yield site.app
        db.session.remove()


@pytest.fixture
def app_with(site: Site, app: Flask) -> Callable[..., Flask]:
    """A second app on the same database with other settings: ``app_with(limits=True)``."""

    def another(**changes: Any) -> Flask:
        return build(replace(site.settings, **changes))

    return another


# the world outside


@pytest.fixture
def mailbox(servers: Servers, app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    """A real mail server, to which the app sends."""
    mailbox = servers.mailbox
    mailbox.clear()  # a late letter of the test before is none of this one's
    monkeypatch.setitem(app.config, "MAIL_URL", mailbox.url)
    monkeypatch.setitem(app.config, "PUBLIC_URL", "https://ideas.example")
    yield mailbox
    mailbox.clear()


# people's doors


@pytest.fixture
def client(app: Flask) -> PageClient:
    """A visitor's browser without a window; ``client.sign_in(person)``."""
    made = app.test_client()
    assert isinstance(made, PageClient)
    return made


@pytest.fixture
def csrf_client(app: Flask, monkeypatch: pytest.MonkeyPatch) -> PageClient:
    """The same with CSRF on, as in production; ``csrf_client.submit(page, to, data)``."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    made = app.test_client()
    assert isinstance(made, PageClient)
    return made


@pytest.fixture
def make(app: Flask) -> Make:
    """Makes people, boards, ideas and whatever else a test starts from."""
    from tests.make import Make

    return Make(app)


# time


def moment(text: str) -> datetime:
    """``"2026-05-01 23:59"`` as an aware moment, UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.fixture
def at() -> Callable[[str], datetime]:
    """``at("2026-05-01 23:59")``."""
    return moment


class Clock:
    """The house's clock, held still once it is set."""

    def __init__(self) -> None:
        self._held = ExitStack()

    def set(self, to: str | datetime) -> datetime:
        """Hold the clock at ``to``."""
        self._held.close()
        return self._held.enter_context(house_clock.freeze(moment(to) if isinstance(to, str) else to))

    def shift(self, **by: float) -> datetime:
        """Move it on by a timedelta's arguments: ``clock.shift(days=3)``."""
        return self.set(house_clock.now() + timedelta(**by))

    def release(self) -> None:
        """Let it run again."""
        self._held.close()


@pytest.fixture
def clock() -> Iterator[Clock]:
    """Set, shift and release ``core.clock`` (in this thread)."""
    held = Clock()
    yield held
    held.release()


# counting and racing


@pytest.fixture
def queries(app: Flask) -> Callable[[], Any]:
    """``with queries() as seen: …`` collects the SQL statements sent meanwhile."""

    @contextmanager
    def listen() -> Iterator[list[str]]:
        seen: list[str] = []

        def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
            if not statement.startswith(("BEGIN", "PRAGMA")):
                seen.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(db.engine, "before_cursor_execute", note)

    return listen


@pytest.fixture
def together(app: Flask) -> Callable[..., list[Any]]:
    """``together(call, call, …)`` runs calls at once, each in a thread and app context of its own.

    Gives what each returned, or the exception it raised, in their order.
    """

    def run(*calls: Callable[[], Any]) -> list[Any]:
        db.session.remove()
        gate = threading.Barrier(len(calls))

        def one(call: Callable[[], Any]) -> Any:
            with app.app_context():
                gate.wait(30)
                try:
                    return call()
                except Exception as error:
                    return error
                finally:
                    db.session.remove()

        with ThreadPoolExecutor(len(calls)) as threads:
            return list(threads.map(one, calls))

    return run


# browsers


@pytest.fixture
def live_server(site: Site, app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The real app on a free port, with CSRF on; gives its address. It sees what ``make`` makes."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    server = make_server("127.0.0.1", free_port(), app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the session."""
    with sync_playwright() as playwright:
        launched = chromium.launch(playwright)
        yield launched
        launched.close()


@pytest.fixture
def open_page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[chromium.Pages]:
    """``open_page(width=390, theme="dark", javascript=False)``: a fresh visitor's page (at the live server, if any)."""
    address = request.getfixturevalue("live_server") if "live_server" in request.fixturenames else None
    pages = chromium.Pages(browser, address)
    yield pages
    pages.close()


@pytest.fixture
def page(live_server: str, open_page: chromium.Pages) -> Page:
    """A visitor's page at the live server."""
    return open_page()
