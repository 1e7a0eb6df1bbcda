"""The migrations lead up, down and up again, and to the very schema that the models say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import inspect

from ideaboard.core.db import db
from tests.conftest import KINDS, build, database_url, settings_for
from tests.databases import KEPT, MIGRATIONS
from tests.servers import Servers

Fresh = Callable[[str], Flask]


@pytest.fixture(params=KINDS)
def fresh(request: pytest.FixtureRequest, servers: Servers, tmp_path: Path) -> Iterator[Fresh]:
    """Apps on empty databases of their own: ``fresh("name")``."""
    made: list[Flask] = []

    def make(name: str) -> Flask:
        folder = tmp_path / name
        folder.mkdir()
        if request.param == "sqlite":
            url = database_url(servers, "sqlite", folder)
        else:
            url = servers.postgresql.database(f"migrations_{name}").replace("postgresql:", "postgresql+psycopg:", 1)
        made.append(build(settings_for(folder, url)))
        return made[-1]

    yield make
    for app in made:
        with app.app_context():
            db.engine.dispose()


def upgrade(app: Flask) -> None:
    with app.app_context():
        flask_migrate.upgrade(directory=str(MIGRATIONS))


def downgrade(app: Flask) -> None:
    with app.app_context():
        flask_migrate.downgrade(directory=str(MIGRATIONS), revision="base")


def shape(app: Flask) -> dict[str, Any]:
    """All tables as the database describes them."""
    with app.app_context(), db.engine.connect() as connection:
        found = inspect(connection)
        return {
            table: {
                "columns": {column["name"]: described(column) for column in found.get_columns(table)},
                "primary key": found.get_pk_constraint(table)["constrained_columns"],
                "foreign keys": by_name(found.get_foreign_keys(table)),
                "unique": by_name(found.get_unique_constraints(table)),
                "checks": by_name(found.get_check_constraints(table)),
                "indexes": by_name(found.get_indexes(table)),
            }
            for table in found.get_table_names()
            if table != KEPT
        }


def described(column: Any) -> dict[str, Any]:
    return {"type": str(column["type"]), "nullable": column["nullable"], "default": column["default"]}


def by_name(items: list[Any]) -> dict[str, Any]:
    return {str(item["name"]): plain(item) for item in items}


def plain(value: Any) -> Any:
    """The same in strings, because two equal SQL expressions are not equal in Python."""
    return {key: plain(inner) for key, inner in value.items()} if isinstance(value, dict) else str(value)


def test_up_down_and_up_again(fresh: Fresh) -> None:
    app = fresh("walk")
    upgrade(app)
    before = shape(app)
    assert before

    downgrade(app)
    assert shape(app) == {}

    upgrade(app)
    assert shape(app) == before


def test_autogenerate_finds_nothing_to_do(fresh: Fresh) -> None:
    app = fresh("compare")
    upgrade(app)
    with app.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []


def test_migrations_make_what_the_models_say(fresh: Fresh) -> None:
    """Down to CHECK constraints, partial indexes and defaults, which autogenerate does not compare."""
    migrated, created = fresh("migrated"), fresh("created")
    upgrade(migrated)
    with created.app_context():
        db.create_all()

    assert shape(migrated) == shape(created)
