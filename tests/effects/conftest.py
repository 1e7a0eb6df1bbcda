"""What tests of search share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine

from tests.servers import Servers


@pytest.fixture(scope="session")
def searched(servers: Servers) -> Iterator[Engine]:
    """A database for the PostgreSQL search engine alone; each test makes its index anew."""
    yield from _database(servers, "search")


@pytest.fixture(scope="module")
def searched_for_long(servers: Servers) -> Iterator[Engine]:
    """Another one, whose index serves many tests."""
    yield from _database(servers, "search_for_long")


def _database(servers: Servers, name: str) -> Iterator[Engine]:
    url = servers.postgresql.database(name).replace("postgresql://", "postgresql+psycopg://", 1)
    database = create_engine(url)
    yield database
    database.dispose()
