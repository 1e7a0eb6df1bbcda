"""The servers the tests stand on are real."""

from __future__ import annotations

import smtplib
from collections.abc import Callable

import psycopg
import redis
from playwright.sync_api import Page

from tests.servers import Servers


def test_postgresql_answers(servers: Servers) -> None:
    with psycopg.connect(servers.postgresql.database("probe")) as connection:
        row = connection.execute("SELECT count(*) FROM pg_class").fetchone()
    assert row is not None
    assert row[0] > 0


def test_redis_answers(servers: Servers) -> None:
    with redis.Redis.from_url(servers.redis) as client:
        client.set("key", "value")
        assert client.get("key") == b"value"


def test_smtp_receives(servers: Servers) -> None:
    servers.mailbox.clear()
    with smtplib.SMTP("127.0.0.1", servers.mailbox.controller.port) as smtp:
        smtp.sendmail("a@example.org", ["b@example.org"], b"Subject: Gr\xc3\xbc\xc3\x9fe\r\n\r\nHello")
    assert [mail["X-Envelope-To"] for mail in servers.mailbox.messages] == ["b@example.org"]
    assert servers.mailbox.messages[0].get_content().strip() == "Hello"


def test_a_browser_opens_a_page(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.goto("data:text/html,<title>Hello</title><h1>Hello</h1>")
    assert page.title() == "Hello"
