"""What stands around the database: index, queue, errands, uploads, the secret."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

from flask import current_app
from sqlalchemy import func, select

from ideaboard.cli.checks.finding import Finding, counted
from ideaboard.core import files, jobs, mail
from ideaboard.core.clock import now
from ideaboard.core.db import db
from ideaboard.core.jobs import Errand
from ideaboard.domain.ideas.models import Attachment, Idea, Picture
from ideaboard.domain.people.models import Person
from ideaboard.effects import search

SECRET_SHORT, SECRET_GOOD = 8, 32
MAIL = "notify.mail"
REFUSED = ("ideaboard.core.smtp.MailFailed: recipient", "MailFailed: recipient")


def index() -> Iterable[Finding]:
    """Whether the index can be read and holds as many ideas as lists show."""
    health = search.health()
    listed = db.session.scalar(select(func.count()).select_from(Idea).where(Idea.listed)) or 0
    coming = select(func.count()).select_from(Errand).where(Errand.consequence == "search.refresh")
    if not health.ok:
        yield Finding("fault", "search index", f"{health.problem}: run “flask search rebuild”")
    elif health.documents != listed and db.session.scalar(coming):
        yield Finding("note", "search index", f"holds {health.documents} of {listed} ideas, the rest is on its way")
    elif health.documents != listed:
        said = f"holds {health.documents} ideas, lists show {listed}: run “flask search rebuild”"
        yield Finding("fault", "search index", said)
    else:
        yield Finding("ok", "search index", f"holds all {listed} ideas")


def queue() -> Iterable[Finding]:
    """Whether the doorbell can be rung."""
    pending = current_app.extensions["huey"].pending_count()
    yield Finding("ok", "queue", f"reachable, {pending} bells waiting")


def errands() -> Iterable[Finding]:
    """Whether somebody does what is to follow."""
    for name, problem, number in jobs.given_up():
        if name.startswith(MAIL):
            continue
        yield Finding("fault", "errands", f"{number} × {name} was given up: {problem}")
    due = (Errand.due_at <= now()) & Errand.given_up_at.is_(None)
    oldest = db.session.scalar(select(func.min(Errand.due_at)).where(due))
    waiting = jobs.waiting()
    if oldest is not None and (now() - oldest).total_seconds() > 300:
        since = oldest.isoformat(timespec="minutes")
        yield Finding("note", "errands", f"{waiting} are due, the oldest since {since}: is “flask worker” running?")
    else:
        yield Finding("ok", "errands", f"{waiting} waiting")


def letters() -> Iterable[Finding]:
    """Whether letters leave; one address that is refused is no fault of the installation, a silent server is."""
    lost = [(problem, number) for name, problem, number in jobs.given_up() if name.startswith(MAIL)]
    for problem, number in lost:
        yield Finding(
            "note" if problem.startswith(REFUSED) else "fault",
            "mail",
            f"{number} letters were given up, see /admin/mail: {problem}",
        )
    if not mail.configured():
        yield Finding("note", "mail", "is not set up: letters become files in the outbox (IDEABOARD_MAIL_URL)")
    elif not lost:
        yield Finding("ok", "mail", "every letter left, or waits for its next try")


def uploads() -> Iterable[Finding]:
    """Whether files can be kept, and whether every picture and attachment is there."""
    folder = Path(current_app.config["UPLOADS"])
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder):
        pass
    pictures = [*db.session.scalars(select(Picture.file)), *db.session.scalars(select(Attachment.file))]
    faces = db.session.scalars(select(Person.face).where(Person.face.is_not(None))).all()
    gone = [f"{name} is missing" for name in (*pictures, *faces) if name and not files.path_of(folder, name).is_file()]
    yield from counted("uploads", gone, f"writable, all {len(pictures) + len(faces)} files are there")


def secret_key() -> Iterable[Finding]:
    """Whether sessions and codes are signed by something nobody guesses."""
    length = len(str(current_app.config["SECRET_KEY"] or ""))
    if length < SECRET_SHORT:
        yield Finding("fault", "secret key", f"has {length} characters: anybody could guess it")
    elif length < SECRET_GOOD:
        yield Finding("note", "secret key", f"has only {length} characters; {SECRET_GOOD} random ones are safe")
    else:
        yield Finding("ok", "secret key", "is there")
    file = Path(current_app.config["INSTANCE_PATH"]) / "secret_key"
    if file.exists() and file.stat().st_mode & 0o077:
        yield Finding("note", "secret key", f"{file} can be read by others: chmod 600 {file}")
