"""A browser without a window: the client of the page tests."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.domain import people
from ideaboard.domain.people.models import Person

TOKEN = re.compile(r"""name=["']csrf_token["'][^>]*value=["']([^"']+)["']""")


class PageClient(FlaskClient):
    """Each request has an app context of its own, as in production; else the test's ``g`` and session leak into it.

    Afterwards the rows a test holds are read anew when it looks at them.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """See :meth:`werkzeug.test.Client.open`."""
        db.session.rollback()  # the test's own reading ends, so that it sees what the request will write
        with self.application.app_context():
            response = super().open(*args, **kwargs)
        db.session.expire_all()
        return response

    def sign_in(self, person: Person, *, way: str = "password", two_steps: bool = False) -> PageClient:
        """Be ``person`` from now on, without the form; gives the client back."""
        with transaction():
            key = people.open_session(person, way, at=now(), two_steps=two_steps)
        with self.application.app_context(), self.session_transaction() as session:
            session["_user_id"] = key
            session["_fresh"] = True
        return self

    def sign_out(self) -> PageClient:
        """Be a visitor again, with nothing in the session."""
        with self.application.app_context(), self.session_transaction() as session:
            session.clear()
        return self

    def submit(self, page: str, to: str, data: Mapping[str, Any], **kwargs: Any) -> TestResponse:
        """Post ``data`` to ``to`` with the CSRF token that the form on ``page`` carries."""
        found = TOKEN.search(self.get(page).get_data(as_text=True))
        assert found, f"no form with a CSRF token on {page}"
        return self.post(to, data={**data, "csrf_token": found[1]}, **kwargs)
