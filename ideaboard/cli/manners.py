"""How every command behaves: logs stay quiet and on stderr, and what goes wrong is one line and an exit code."""

from __future__ import annotations

import logging
from typing import Any, TypeVar

import click
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

from ideaboard.core.errors import Invalid, No
from ideaboard.effects.search import IndexBusy, IndexUnavailable

C = TypeVar("C", bound=click.Command)
MISSING = ("no such table", "no such column", "UndefinedTable", "UndefinedColumn", "does not exist")


def with_manners(command: C, level: int = logging.WARNING) -> C:
    """The same command: logs from ``level`` on, a refusal of the domain or of the database said in one line."""
    plainly = command.invoke

    def invoke(context: click.Context) -> Any:
        root = logging.getLogger()
        before = root.level
        root.setLevel(level)
        try:
            return plainly(context)
        except No as no:
            raise click.ClickException(_in_one_line(no)) from no
        except (IndexUnavailable, IndexBusy) as trouble:
            raise click.ClickException(f"The search index: {trouble}.") from trouble
        except (OperationalError, ProgrammingError) as trouble:
            raise click.ClickException(_of_the_database(trouble)) from trouble
        except OSError as trouble:
            if trouble.filename is None:  # of no file: a pipe that was closed, which click ends in silence
                raise
            raise click.ClickException(f"{trouble.filename}: {trouble.strerror}.") from trouble
        finally:
            root.setLevel(before)

    command.invoke = invoke  # type: ignore[method-assign,assignment]
    return command


def _in_one_line(no: No) -> str:
    if isinstance(no, Invalid) and len(no.errors) > 1:
        return "; ".join(f"{field}: {sentence}" for field, sentence in no.errors.items())
    return no.sentence


def _of_the_database(trouble: DBAPIError) -> str:
    said = str(trouble.orig).strip().splitlines()[0] if str(trouble.orig).strip() else type(trouble.orig).__name__
    missing = isinstance(trouble, ProgrammingError) or any(word in said for word in MISSING)
    advice = "The database is not set up or not up to date: run “flask init”." if missing else "The database refused:"
    return f"{advice} ({said})" if missing else f"{advice} {said}"
