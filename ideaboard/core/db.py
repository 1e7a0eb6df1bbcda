"""The database: types decided once, and ``transaction()``, which holds the only commit of the house."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import structlog
from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, DateTime, Dialect, Engine, Integer, MetaData, TypeDecorator, event, orm
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from ideaboard.core.errors import Clash
from ideaboard.core.text import _

log = structlog.get_logger("db")

# 64-bit keys; SQLite only counts up by itself on INTEGER
Key = BigInteger().with_variant(Integer, "sqlite")

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware in Python, UTC in the database (SQLite keeps no zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive moments; hand UTC to the driver."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Hand out aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Model(DeclarativeBase):
    """The base of all nouns."""

    # a registry, not a type_annotation_map: Flask-SQLAlchemy copies this class's body into a second base
    registry = orm.registry(
        metadata=MetaData(naming_convention=NAMES), type_annotation_map={datetime: UtcDateTime, int: BigInteger}
    )


class Numbered:
    """A noun with a number of its own, never given twice (also on SQLite)."""

    __table_args__: Any = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(Key, primary_key=True, sort_order=-1)


db = SQLAlchemy(model_class=Model, session_options={"expire_on_commit": False, "autoflush": True})


@event.listens_for(Engine, "connect")
def _prepare(connection: Any, _record: object) -> None:
    """SQLite: we open transactions ourselves, readers never wait for the writer, keys are checked."""
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "busy_timeout=10000",
        "cache_size=-16000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin(connection: Any) -> None:
    """A changing request takes SQLite's write lock at once: a reader that turns writer would fail, not wait."""
    if connection.dialect.name == "sqlite":
        writing = connection.get_execution_options().get("writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def transaction() -> Iterator[Session]:
    """One door, one transaction: return commits, raise rolls back. What was read before is let go first.

    Yields the session. After the commit, what was put off by :func:`after_commit` runs. Two people who take the same
    name at once: the constraint decides, and the second is told (``Clash``).
    """
    session = db.session()
    if session.info.get("writing"):
        raise RuntimeError("a transaction inside a transaction")
    session.rollback()
    session.info["writing"] = True
    session.info["afterwards"] = []
    try:
        session.connection(execution_options={"writing": True})
        yield session
        session.commit()
    except IntegrityError as clash:
        session.rollback()
        log.error("transaction.clash", constraint=str(clash.orig).splitlines()[0])
        raise Clash(_("Somebody else did this at the same moment. Please try again.")) from clash
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info["writing"] = False
        afterwards = session.info.pop("afterwards")
    for call in afterwards:
        call()


def after_commit(call: Callable[[], object]) -> None:
    """Run ``call`` once this transaction has been committed; never if it is rolled back."""
    waiting = db.session().info.get("afterwards")
    if waiting is None:
        raise RuntimeError("not inside a transaction")
    if call not in waiting:
        waiting.append(call)


def dialect() -> str:
    """``sqlite`` or ``postgresql``."""
    return str(db.engine.dialect.name)


def prepare(app: Flask, migrations: Path) -> None:
    """Connect ``app`` to its database and its migrations."""
    options: dict[str, Any] = {"pool_pre_ping": True, "hide_parameters": True}  # no one's address in a log
    if app.config["SQLALCHEMY_DATABASE_URI"].startswith("postgresql"):
        options |= {"pool_size": 8, "max_overflow": 8}
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", options)
    db.init_app(app)
    Migrate(app, db, directory=str(migrations), render_as_batch=True, compare_type=True)
