"""Signing in: passwords by argon2. Nothing here tells whether an address is known, in words or in time."""

from __future__ import annotations

import threading
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

from ideaboard.core.errors import Invalid
from ideaboard.core.text import _

MIN_PASSWORD = 10
MAX_PASSWORD = 200  # a bound on what is hashed
AT_ONCE = threading.BoundedSemaphore(2)  # 64 MiB a hash: more at once would be a way to fill the memory


@lru_cache(maxsize=2)
def _hasher(cost: str) -> PasswordHasher:
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1) if cost == "test" else PasswordHasher()


@lru_cache(maxsize=2)
def _nobody(cost: str) -> str:
    """A hash that no password fits, verified when the address is unknown so that both answers take as long."""
    return _hasher(cost).hash("nobody's password, never given to anyone")


def _cost() -> str:
    return str(current_app.config.get("PASSWORD_COST", "normal"))


def check_password_rules(password: str) -> str:
    """``password`` if it can be taken, else ``Invalid``."""
    if len(password) < MIN_PASSWORD:
        raise Invalid("password", _("Choose a password of at least %(n)s characters.", n=MIN_PASSWORD))
    if len(password) > MAX_PASSWORD:
        raise Invalid("password", _("Choose a password of at most %(n)s characters.", n=MAX_PASSWORD))
    if len(set(password)) < 4:
        raise Invalid("password", _("This password repeats itself too much to be safe."))
    return password


def hash_password(password: str) -> str:
    """The argon2id hash of ``password``. Slow by design: call it before the transaction."""
    with AT_ONCE:
        return _hasher(_cost()).hash(check_password_rules(password))


def fits(password_hash: str | None, password: str) -> bool:
    """Whether ``password`` is the one; takes as long when there is none."""
    with AT_ONCE:
        try:
            _hasher(_cost()).verify(password_hash or _nobody(_cost()), password[:MAX_PASSWORD])
        except (VerificationError, InvalidHashError):
            return False
    return password_hash is not None
