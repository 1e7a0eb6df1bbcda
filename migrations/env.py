"""How Alembic reaches the database: through the app, in one transaction, on both databases alike."""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection, text

from ideaboard.core.db import UtcDateTime

ONE_AT_A_TIME = 724_001  # the advisory lock that two `flask init` at once compete for

migrate = current_app.extensions["migrate"]


def in_plain_types(kind: str, item: object, _context: object) -> str | bool:
    """Migrations name the database's types, not ours: they must still run when ours have changed."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


def run(connection: Connection) -> None:
    """Migrate; everything or nothing."""
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        # a table rebuilt by batch mode is dropped and renamed: with foreign keys on, its rows' children would go too
        set_pragma(connection, "foreign_keys=OFF")
        connection = connection.execution_options(writing=True)
    context.configure(
        connection=connection,
        target_metadata=migrate.db.metadata,
        render_as_batch=True,
        render_item=in_plain_types,
        transactional_ddl=True,
        process_revision_directives=leave_out_empty,
    )
    with context.begin_transaction():
        if not sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ONE_AT_A_TIME})
        context.run_migrations()
        if sqlite and (broken := connection.execute(text("PRAGMA foreign_key_check")).first()):
            raise RuntimeError(f"a migration left a row of {broken[0]} that points nowhere")
    if sqlite:
        set_pragma(connection, "foreign_keys=ON")


def set_pragma(connection: Connection, pragma: str) -> None:
    """Straight to the driver: inside a transaction SQLite ignores this pragma."""
    driver = connection.connection.dbapi_connection
    assert driver is not None
    driver.cursor().execute(f"PRAGMA {pragma}")


def leave_out_empty(_context: object, _revision: object, directives: list[Any]) -> None:
    """No migration file where autogenerate finds nothing to do."""
    if getattr(context.config.cmd_opts, "autogenerate", False) and directives[0].upgrade_ops.is_empty():
        directives[:] = []


with migrate.db.engine.connect() as connection:
    run(connection)
