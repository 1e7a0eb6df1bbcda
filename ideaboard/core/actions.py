"""Verbs. ``@action`` locks what is to be judged, re-reads it, asks permission, and only then lets the verb speak."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from ideaboard.core.db import Model, db

S = TypeVar("S")
P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T", bound=Model)

Permit = Callable[[Any, StrEnum, Any], None]
_permit: Permit


@dataclass(frozen=True)
class Verb:
    """One line of ``flask verbs``."""

    name: str
    can: StrEnum
    locks: str
    call: Callable[..., Any]


VERBS: dict[str, Verb] = {}


def hang(permit: Permit) -> None:
    """Hang the table of permissions: ``permit(by, can, subject)`` raises what the doors understand."""
    global _permit
    _permit = permit


def locked(row: T) -> T:
    """``row``, locked and read again.

    FOR NO KEY UPDATE: the plain form waits for (and deadlocks with) inserts that point at the row.
    """
    kind = type(row)
    db.session.flush()
    return db.session.get_one(
        kind,
        row.id,  # type: ignore[attr-defined]
        with_for_update={"key_share": True, "of": kind},
        populate_existing=True,
    )


def action(
    can: StrEnum, *, lock: str | None = None
) -> Callable[[Callable[Concatenate[S, P], R]], Callable[Concatenate[S, P], R]]:
    """Make a function a verb that needs the permission ``can``.

    ``lock``: which row is locked before the judgement: ``"self"`` (the subject) or one that it points to
    (``"idea"``). The verb takes its subject first and ``by=`` by keyword; it never commits.
    """

    def wrap(verb: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
        @functools.wraps(verb)
        def call(subject: S, *args: P.args, **kwargs: P.kwargs) -> R:
            if not db.session().info.get("writing"):
                raise RuntimeError(f"{verb.__qualname__} outside a transaction")
            if lock == "self":
                subject = locked(subject)  # type: ignore[type-var]
            elif lock:
                locked(attrgetter(lock)(subject))
                db.session.refresh(subject)
            _permit(kwargs["by"], can, subject)
            return verb(subject, *args, **kwargs)

        room = verb.__module__.split(".")[-2]
        VERBS[f"{room}.{verb.__name__}"] = Verb(f"{room}.{verb.__name__}", can, lock or "", call)
        return cast("Callable[Concatenate[S, P], R]", call)

    return wrap
