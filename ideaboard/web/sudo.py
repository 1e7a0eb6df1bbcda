"""Before something dangerous, one proves once more who one is: a session left open in a library does no harm.

``@sudo`` goes around a view. Whoever has proved it within a quarter of an hour (``people.sessions.FRESH``) notices
nothing; the others are asked on ``/signin/again``, and what they were about to do waits there for them, filled in.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from ideaboard.core.clock import now
from ideaboard.core.errors import ProofNeeded
from ideaboard.core.text import _
from ideaboard.web.me import my_session

View = Callable[..., Any]


def sudo(view: View) -> View:
    """A view that only a fresh sign-in opens, whatever the method."""

    @wraps(view)
    def call(**asked: Any) -> Any:
        need_proof()
        return view(**asked)

    return call


def need_proof() -> None:
    """Raise ``ProofNeeded`` unless one's sign-in is fresh: for views where only a part is dangerous."""
    if not my_session().fresh(now()):
        raise ProofNeeded(_("Please confirm that it is you. What you wrote is not lost."))
