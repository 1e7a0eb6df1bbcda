"""The database itself: there, migrated, whole, its keys leading somewhere."""

from __future__ import annotations

from collections.abc import Iterable

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import text

from ideaboard.cli.checks.finding import Finding, counted
from ideaboard.core.db import db, dialect


def reachable() -> Iterable[Finding]:
    """Whether it answers, and has the newest schema."""
    with db.engine.connect() as connection:
        there = MigrationContext.configure(connection).get_current_heads()
    wanted = ScriptDirectory(current_app.extensions["migrate"].directory).get_heads()
    if set(there) == set(wanted):
        yield Finding("ok", "database", f"{dialect()} answers, its schema is the newest ({', '.join(wanted)})")
    else:
        has = ", ".join(there) or "none"
        yield Finding("fault", "database", f"its schema is {has}, not {', '.join(wanted)}: run “flask init”")


def whole() -> Iterable[Finding]:
    """Whether the file is in order (PostgreSQL looks after itself)."""
    if dialect() != "sqlite":
        yield Finding("ok", "database", "PostgreSQL keeps its own files in order")
        return
    said = [row[0] for row in db.session.execute(text("PRAGMA quick_check(10)"))]
    yield from counted("database", [] if said == ["ok"] else said, "the file is in order")


def keys() -> Iterable[Finding]:
    """Whether every foreign key leads to a row."""
    if dialect() != "sqlite":
        yield Finding("ok", "foreign keys", "PostgreSQL keeps them")
        return
    broken = db.session.execute(text("PRAGMA foreign_key_check")).all()
    lines = [f"row {row[1]} of {row[0]} points at a row of {row[2]} that is gone" for row in broken]
    yield from counted("foreign keys", lines, "every key leads to a row")
