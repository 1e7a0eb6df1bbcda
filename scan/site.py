"""What is scanned: a demo built once, a copy of it for each who looks; and an ear for requests that leave it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import requests
from requests.cookies import RequestsCookieJar

from bench import servers
from ideaboard.cli.demo import content

PEOPLE = ("visitor", "customer", "moderator", "reviewer", "admin")
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
WORKERS, THREADS = 2, 4


def environment(instance: Path, address: str = "") -> dict[str, str]:
    """The settings of a site that lives in ``instance`` alone, at ``address``."""
    url = f"sqlite:///{instance / 'ideaboard.sqlite3'}"
    metrics = instance / "metrics"
    metrics.mkdir(parents=True, exist_ok=True)
    return {
        "IDEABOARD_INSTANCE_PATH": str(instance), "IDEABOARD_DATABASE_URL": url, "IDEABOARD_REDIS_URL": "",
        "IDEABOARD_SEARCH": "whoosh", "IDEABOARD_MAIL_URL": "", "IDEABOARD_PUBLIC_URL": address,
        "IDEABOARD_UPLOADS": "", "IDEABOARD_PROXIES": "0", "IDEABOARD_PRIVATE_URLS": "", "IDEABOARD_LIMITS": "off",
        "IDEABOARD_DEMO": "1", "PROMETHEUS_MULTIPROC_DIR": str(metrics),
    }  # fmt: skip


def build(instance: Path) -> None:
    """The demo world, as ``make run`` makes it."""
    environ = {**os.environ, **environment(instance)}
    environ.pop("PROMETHEUS_MULTIPROC_DIR")  # commands do not count requests
    for command in ("init", "demo"):
        subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", command], cwd=servers.ROOT, env=environ, check=True
        )


@contextmanager
def served(built: Path, instance: Path) -> Iterator[str]:
    """A copy of the built demo behind the web server of production; yields its address."""
    shutil.copytree(built, instance)
    port = servers.free_port()
    address = f"http://127.0.0.1:{port}"
    log, environ = instance.with_suffix(".log"), environment(instance, address)
    with servers.site(log, environ, workers=WORKERS, threads=THREADS, port=port, target="scan.shown:served"):
        yield address


@dataclass
class Looker:
    """Somebody at a site: the address of the site, and the session cookie that is sent with each request."""

    who: str
    site: str
    cookie: str
    http: requests.Session = field(default_factory=requests.Session)

    def ask(self, address: str, form: dict[str, str] | None = None) -> requests.Response:
        """One request, a POST where there is a form; redirects are not followed.

        Cookies of answers are not kept: one stays who one is.
        """
        self.http.cookies = RequestsCookieJar()
        headers, method = {"Cookie": self.cookie}, "GET" if form is None else "POST"
        return self.http.request(method, address, data=form, headers=headers, allow_redirects=False, timeout=30)

    def is_signed_in(self) -> bool:
        """Whether the session still is what it was."""
        return self.ask(f"{self.site}/account").status_code == 200


def arrive(who: str, site: str) -> Looker:
    """A visitor, whose session holds a form's secret and nothing else, or one of the demo's people, signed in."""
    with requests.Session() as browser:
        form = browser.get(f"{site}/signin", timeout=30)
        if who != "visitor":
            company = content.load()
            email = next(person.email for person in company.people if (person.staff or "customer") == who)
            sent = {"email": email, "password": company.password, "csrf_token": TOKEN.findall(form.text)[0]}
            browser.post(f"{site}/signin", data=sent, timeout=30)
            browser.get(f"{site}/account", timeout=30)  # with its forms comes the secret of this session
        looker = Looker(who, site, f"session={browser.cookies.get('session', '')}")
    if looker.is_signed_in() != (who != "visitor"):
        raise SystemExit(f"scan: the {who} could not arrive at {site}")
    return looker


@dataclass
class Ear:
    """A server of our own that nobody has a reason to ask: what the site sends there, somebody made it send."""

    address: str
    heard: list[str] = field(default_factory=list)


@contextmanager
def listening() -> Iterator[Ear]:
    """An :class:`Ear` on a free port. Wapiti's questions for its own results (``get_*.php``) get an empty answer."""
    ear = Ear("")

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if not self.path.startswith("/get_"):
                ear.heard.append(f"{self.command} {self.path}")
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(b"{}")

        do_POST = do_HEAD = do_PUT = do_GET  # noqa: N815  (the names are http.server's)

        def log_message(self, *_arguments: object) -> None:
            """Nothing: the table says it."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        ear.address = f"http://127.0.0.1:{server.server_port}/"
        try:
            yield ear
        finally:
            server.shutdown()
