"""Mail leaves by a real SMTP server, or waits; nothing a person types reaches a header."""

from __future__ import annotations

import socket
import time
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
import structlog
from flask import Flask
from sqlalchemy import select

from ideaboard.core import jobs
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import Invalid
from ideaboard.core.jobs import Errand, work_off
from ideaboard.core.mail import Letter, compose, send
from ideaboard.core.smtp import MailFailed
from ideaboard.domain import comments, people
from ideaboard.domain.ideas.models import Idea
from tests.clients import PageClient
from tests.conftest import Clock
from tests.hostile import addresses, beside
from tests.make import Make
from tests.servers import Mailbox, free_port

LETTER = Letter(
    "ada@example.org", "Ada", "Hello", "Words.\n", "<p>Words.</p>", "errand-7", "https://ideas.example/account"
)

HEADERS = {
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "List-Unsubscribe", "List-Unsubscribe-Post",
    "MIME-Version", "Content-Type",
}  # fmt: skip


def answered(make: Make, supporters: int) -> Idea:
    """An idea with an official answer, which is mailed to its author and its supporters."""
    idea = make.idea(supporters=supporters, rules={"gate": {"at_least": 99}})
    with transaction():
        comments.post(make.here(idea), "We are on it.", by=people.house(), at=idea.created_at, official=True)
    return idea


def waiting() -> list[Errand]:
    return list(db.session.scalars(select(Errand).where(Errand.consequence == "notify.mail").order_by(Errand.id)))


def test_a_mail_has_the_right_headers(app: Flask, mailbox: Mailbox) -> None:
    send(LETTER, from_name="Kestrel")

    [mail] = mailbox.messages
    assert mail["From"] == "Kestrel <ideaboard@localhost>"
    assert mail["To"] == "Ada <ada@example.org>"
    assert mail["Message-ID"] == "<errand-7@ideas.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe"] == "<https://ideas.example/account>"
    assert mail["Date"].datetime.tzinfo is not None
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize(
    "evil", ["Ada\r\nBcc: all@example.org", "Ada\nX: y", "Ada\u2028Bcc: x@y", "Ada\x85Bcc: x@y", "A\x00\x0bda"]
)
def test_no_header_can_be_typed(evil: str) -> None:
    letter = Letter("ada@example.org", evil, evil, evil, evil, "errand-7")
    message = compose(letter, from_address="house@example.org", from_name=evil, host="example.org")
    read = message_from_bytes(bytes(message), policy=policy.default)
    assert set(read.keys()) == {
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type",
    }  # fmt: skip
    assert [address.addr_spec for address in read["To"].addresses] == ["ada@example.org"]


@beside
def test_every_address_that_is_taken_is_one_header_and_one_recipient(app: Flask, mailbox: Mailbox) -> None:
    """As it stands in what goes over the wire, line by line; and what is refused cannot be sent either."""
    taken = []
    for address, _category in addresses():
        try:
            taken.append(people.check_email(address))
        except Invalid:
            message = compose(
                replace(LETTER, to_name=address), from_address="h@example.org", from_name=address, host="h"
            )
            assert names_of(bytes(message)) == HEADERS
    assert len(taken) > 30
    for address in taken:
        send(replace(LETTER, to=address, to_name=address), from_name="Kestrel")
    assert len(mailbox.messages) == len(taken)
    for address, mail in zip(taken, mailbox.messages, strict=True):
        assert names_of(bytes(mail)) - {"X-Envelope-To"} == HEADERS  # which the server of the tests adds
        [to] = mail["To"].addresses
        local, _at, host = address.rpartition("@")
        assert (to.username, to.domain) == (local, host.encode("idna").decode())


def names_of(raw: bytes) -> set[str]:
    """The names of the headers, read by nothing but lines: what begins with a blank goes on."""
    lines = raw.replace(b"\r\n", b"\n").split(b"\n\n", 1)[0].split(b"\n")
    return {line.split(b":")[0].decode() for line in lines if not line.startswith((b" ", b"\t"))}


def test_names_in_any_script_arrive(app: Flask, mailbox: Mailbox) -> None:
    send(
        Letter("jo@bücher.example", "Jörg “J” 李, Ökonom", "Grüße – 你好", "ß\n", "<p>ß</p>", "errand-8"),
        from_name="Käfer",
    )
    [mail] = mailbox.messages
    assert mail["To"].addresses[0].display_name == "Jörg “J” 李, Ökonom"
    assert mail["To"].addresses[0].domain == "xn--bcher-kva.example"
    assert mail["Subject"] == "Grüße – 你好"


def test_everybody_gets_one_mail(make: Make, mailbox: Mailbox) -> None:
    answered(make, supporters=3)
    work_off()
    assert len(mailbox.messages) == 4
    assert len({mail["Message-ID"] for mail in mailbox.messages}) == 4
    assert waiting() == []


def test_a_refused_recipient_delays_nobody(make: Make, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    idea = answered(make, supporters=3)
    refuse = idea.author.email

    async def handle_rcpt(server: object, session: object, envelope: object, address: str, options: object) -> str:
        if address == refuse:
            return "550 nobody of that name"
        envelope.rcpt_tos.append(address)  # type: ignore[attr-defined]
        return "250 fine"

    monkeypatch.setattr(mailbox, "handle_RCPT", handle_rcpt, raising=False)
    work_off()

    assert len(mailbox.messages) == 3
    [left] = waiting()
    assert left.person_id == idea.author_id
    assert left.tries == 1
    assert "nobody of that name" in (left.problem or "")
    assert left.given_up_at is not None  # a no for good is not asked again; a human sees it


def test_a_server_that_is_down_loses_nothing(
    make: Make, app: Flask, client: PageClient, clock: Clock, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.set("2026-05-01 12:00")
    monkeypatch.setitem(app.config, "MAIL_URL", f"smtp://127.0.0.1:{free_port()}")
    idea = answered(make, supporters=3)

    work_off()

    assert len(waiting()) == 4
    assert all("refused" in (errand.problem or "").lower() for errand in waiting())
    assert client.get(f"/ideas/{idea.id}", follow_redirects=True).status_code == 200

    monkeypatch.setitem(app.config, "MAIL_URL", mailbox.url)
    work_off()
    assert len(mailbox.messages) == 0  # not at once: it may still be down
    clock.shift(seconds=11)
    work_off()
    assert len(mailbox.messages) == 4
    assert waiting() == []


def test_a_server_that_says_later_is_asked_later_under_the_same_message_id(
    make: Make, clock: Clock, mailbox: Mailbox
) -> None:
    clock.set("2026-05-01 12:00")
    answered(make, supporters=0)
    mailbox.refuse = "451 try later"
    work_off()
    [number] = [errand.id for errand in waiting()]
    mailbox.refuse = None
    clock.shift(seconds=11)
    work_off()
    [mail] = mailbox.messages
    assert mail["Message-ID"] == f"<errand-{number}@ideas.example>"


def test_after_days_it_is_set_aside_for_a_human(make: Make, clock: Clock, mailbox: Mailbox) -> None:
    began = clock.set("2026-05-01 12:00")
    answered(make, supporters=0)
    mailbox.refuse = "451 not now"
    moment = began
    while not jobs.given_up():
        work_off()
        moment = clock.shift(hours=12)
    assert timedelta(days=2) < moment - began < timedelta(days=8)
    [(name, problem, number)] = jobs.given_up()
    assert (name, number) == ("notify.mail", 1)
    assert "451" in problem
    assert jobs.waiting() == 0


def test_without_a_server_mails_are_files(app: Flask) -> None:
    send(LETTER, from_name="Kestrel")
    send(LETTER, from_name="Kestrel")
    outbox = app.config["SETTINGS"].instance_path / "outbox"
    assert [path.name for path in outbox.iterdir()] == ["errand-7.eml"]


def test_a_password_goes_to_the_server_and_a_refusal_comes_back(
    app: Flask, monkeypatch: pytest.MonkeyPatch, mailbox: Mailbox
) -> None:
    monkeypatch.setitem(app.config, "MAIL_URL", mailbox.url.replace("smtp://", "smtp://ada:p%40ss@"))
    with pytest.raises(MailFailed) as failed:  # this server knows no sign-in
        send(LETTER, from_name="Kestrel")
    assert (failed.value.step, failed.value.why) == ("sign_in", "no_sign_in")


def test_what_was_said_is_told_step_by_step(app: Flask, mailbox: Mailbox) -> None:
    steps = send(LETTER, from_name="Kestrel")
    assert [step.name for step in steps] == ["connect", "greet", "sender", "recipient", "content"]
    assert steps[-1].said == "kept"


@pytest.mark.parametrize(
    ("reply", "everyone"), [("550 no", False), ("451 try later", False), ("421 I am about to close", True)]
)
def test_a_refusal_says_whether_it_is_about_this_letter(
    app: Flask, mailbox: Mailbox, reply: str, *, everyone: bool
) -> None:
    mailbox.refuse = reply
    with pytest.raises(MailFailed) as failed:
        send(LETTER, from_name="Kestrel")
    assert (failed.value.step, failed.value.why, failed.value.code) == ("content", "refused", int(reply[:3]))
    assert failed.value.everyone is everyone


def test_a_server_that_never_speaks_holds_up_one_letter_only(
    make: Make, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ideaboard.core.mail.PATIENCE", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setitem(app.config, "MAIL_URL", f"smtp://127.0.0.1:{silent.getsockname()[1]}")
        answered(make, supporters=5)
        began = time.monotonic()
        work_off()
    assert time.monotonic() - began < 1.5  # six letters, one wait
    assert [errand.problem for errand in waiting()] == [waiting()[0].problem] * 6
    assert "silence" in (waiting()[0].problem or "")


def test_the_request_goes_on_through_job_and_mail(make: Make, mailbox: Mailbox) -> None:

    with structlog.contextvars.bound_contextvars(request_id="r-1"):
        answered(make, supporters=0)
    mailbox.refuse = "451 try later"
    work_off()
    assert [errand.request_id for errand in waiting()] == ["r-1"]
