from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from sqlalchemy import func, select

from ideaboard.cli.archive_commands import export, restore
from ideaboard.cli.import_command import import_group
from ideaboard.core.db import db
from ideaboard.domain.ideas.models import Idea
from tests.conftest import Site

if TYPE_CHECKING:
    from tests.make import Make


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "ideas.csv"
    path.write_text("PID,title,votes\n1,First,3\n2,,4\n", "utf-8")
    return path


def ideas_there() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Idea)) or 0


def test_import_ideas_says_what_it_took(app: Flask, make: Make, file: Path) -> None:
    make.board("cafe")
    runner = app.test_cli_runner()
    command = ["ideas", str(file), "--board", "cafe", "--map", "PID=id", "--map", "votes=votes_up"]

    dry = runner.invoke(import_group, [*command, "--dry-run"])
    assert (dry.exit_code, ideas_there()) == (0, 0), dry.output
    assert "1 ideas, 0 comments, 1 people and 3 votes would be taken" in dry.output

    wet = runner.invoke(import_group, command)
    assert (wet.exit_code, ideas_there()) == (0, 1), wet.output
    assert "ideas.csv, line 3: the title is empty" in wet.output

    again = runner.invoke(import_group, command)
    assert (again.exit_code, ideas_there()) == (0, 1)
    assert "1 ideas and 0 comments were there already" in again.output


@pytest.mark.parametrize(
    ("extra", "says"),
    [
        (["--board", "nowhere"], "There is no board “nowhere”."),
        (["--board", "cafe"], "“id” is missing"),
        (["--board", "cafe", "--map", "PID"], "is not theirs=ours"),
        (["--board", "cafe", "--map", "other=id"], "no column “other”"),
    ],
)
def test_import_ideas_refuses_in_one_sentence(app: Flask, make: Make, file: Path, extra: list[str], says: str) -> None:
    make.board("cafe")
    result = app.test_cli_runner().invoke(import_group, ["ideas", str(file), *extra])
    assert (result.exit_code, ideas_there()) == (1, 0)
    assert says in result.output
    assert "Traceback" not in result.output


def test_export_and_restore_go_round(app: Flask, make: Make, site: Site, tmp_path: Path) -> None:
    make.idea()
    out, runner = str(tmp_path / "out.zip"), app.test_cli_runner()
    assert "1 files" not in runner.invoke(export, [out]).output
    db.session.remove()

    refused = runner.invoke(restore, [out])
    assert refused.exit_code == 1
    assert "not empty" in refused.output

    site.sweep()
    restored = runner.invoke(restore, [out])
    assert (restored.exit_code, ideas_there()) == (0, 1), restored.output
    assert "flask search rebuild" in restored.output
