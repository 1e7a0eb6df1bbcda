"""Signing in: passwords by argon2. Nothing here tells whether an address is known, in words or in time."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

from ideaboard.domain.people.passwords import LONGEST, check_password

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


def hash_password(password: str, about: Sequence[str] = ()) -> str:
    """The argon2id hash of ``password``, if it can be taken (see ``check_password``).

    Slow by design: call it before the transaction.
    """
    check_password(password, about)
    with AT_ONCE:
        return _hasher(_cost()).hash(password)


def fits(password_hash: str | None, password: str) -> bool:
    """Whether ``password`` is the one; takes as long when there is none."""
    nobody = _nobody(_cost())  # made by the first question of all, whoever it is about
    with AT_ONCE:
        try:
            _hasher(_cost()).verify(password_hash or nobody, password[:LONGEST])
        except (VerificationError, InvalidHashError):
            return False
    return password_hash is not None
