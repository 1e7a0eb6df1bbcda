"""``flask doctor``: looks at everything, changes nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

import click
from flask.cli import with_appcontext

from ideaboard.cli.checks import CHECKS, FIRST, Check, Finding
from ideaboard.core.db import db, dialect

MARKS = {"ok": "ok   ", "note": "note ", "fault": "FAULT"}


@click.command("doctor")
@with_appcontext
def doctor() -> None:
    """Check the installation and recount what is counted. One line for each finding; exit 1 on a fault."""
    faults = 0
    for finding in _findings():
        click.echo(f"{MARKS[finding.level]}  {finding.what}: {finding.said}")
        faults += finding.level == "fault"
    if faults:
        click.echo(f"{faults} faults" if faults > 1 else "1 fault", err=True)
        sys.exit(1)


def _findings() -> Iterator[Finding]:
    for check in FIRST:
        found = list(_asked("database", check))
        yield from found
        if any(finding.level == "fault" for finding in found):
            return
    _stand_still()
    for name, check in CHECKS.items():
        yield from _asked(name, check)
    db.session.rollback()


def _asked(name: str, check: Check) -> Iterable[Finding]:
    """What a check found; that it could not look is a fault too."""
    try:
        return list(check())
    except Exception as problem:
        said = str(problem).strip().splitlines() or [type(problem).__name__]
        _stand_still()
        return [Finding("fault", name, said[0])]


def _stand_still() -> None:
    """One view of the data for all checks, so that a vote cast meanwhile is no drift. (SQLite's reading always is.)"""
    db.session.rollback()
    if dialect() == "postgresql":
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
