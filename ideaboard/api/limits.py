"""TABLE: how often a program may. Counted by person, for visitors by address; changes by address as well.

What is changed is counted when it succeeds, so a refusal costs nothing and is answered with its own reason first.
"""

from __future__ import annotations

import time

import structlog
from flask import current_app
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits import RateLimitItem, parse_many
from redis import RedisError

from ideaboard.api.auth import Bearer
from ideaboard.core.errors import TooMany
from ideaboard.core.text import _

log = structlog.get_logger("api")

RATES = {
    "read": "1200/minute",
    "search": "240/minute",
    "write": "240/minute",
    "vote": "120/minute",
    "share": "120/minute;600/hour",
    "comment": "120/minute;600/hour",
    "flag": "20/minute;100/hour",
}
BY_ADDRESS = "10000/hour"  # changes of all kinds by everybody behind one address
ITEMS: dict[str, list[RateLimitItem]] = {what: parse_many(rates) for what, rates in RATES.items()}
ADDRESS: list[RateLimitItem] = parse_many(BY_ADDRESS)
READING = ("read", "search")


def spend(what: str, who: Bearer | None) -> None:
    """Count one ``what`` (a row of the table); raises ``TooMany`` when it was one too many."""
    limiters: set[Limiter] = current_app.extensions.get("limiter", set())
    if not current_app.config["LIMITS"] or not limiters:
        return
    strategy = next(iter(limiters)).limiter
    address = f"address:{get_remote_address()}"
    counters = [(item, what, f"person:{who.person.id}" if who else address) for item in ITEMS[what]]
    if what not in READING:
        counters += [(item, "changes", address) for item in ADDRESS]
    try:
        for item, kind, name in counters:
            if not strategy.hit(item, "api", kind, name):
                reset, _left = strategy.get_window_stats(item, "api", kind, name)
                raise TooMany(_("That was a lot at once. Please wait a little."), max(1, int(reset - time.time()) + 1))
    except (OSError, RedisError) as problem:  # counters that cannot be reached (Redis) stop nobody
        log.warning("limits.silent", problem=str(problem))
