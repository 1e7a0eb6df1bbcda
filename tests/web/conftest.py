"""The small world over whose addresses whole tests walk."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from ideaboard.effects import search
from tests.conftest import Site
from tests.web.world import World


@pytest.fixture(scope="module")
def world(sites: Callable[[str], Site]) -> Iterator[World]:
    """Who may is asked in Python, the same on both databases (test_matrix.py shows it): one file is enough here."""
    site = sites("sqlite")
    with site.app.app_context():
        made = World(site.app)
        search.rebuild_all()  # else it depends on the tests before whether the site is ready
        yield made
        made.restore()
    site.sweep()
