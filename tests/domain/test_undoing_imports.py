"""An import taken back: as if it had never been, whatever hung on it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from ideaboard.core import files
from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import Refused
from ideaboard.core.jobs import work_off
from ideaboard.domain import comments, ideas, people, transfer, votes
from ideaboard.domain.boards.models import Board
from ideaboard.domain.comments.models import Comment
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.people.models import Person
from ideaboard.domain.transfer import ImportRun, import_ideas
from ideaboard.effects import search
from tests.conftest import Site
from tests.domain.test_transfer import board, file, said, written

if TYPE_CHECKING:
    from tests.make import Make

__all__ = ["board", "file", "said"]


def counts() -> dict[str, int]:
    """Rows of every table but those that tell of the import itself."""
    db.session.rollback()
    left_out = {"import_runs", "facts", "errands"}
    return {
        table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in db.metadata.sorted_tables
        if table.name not in left_out
    }


def undo(run_id: int | None, **how: Any) -> transfer.Undone:
    run = db.session.get_one(ImportRun, run_id)
    with transaction():
        return transfer.undo_import(run, by=people.house(), at=now(), **how)


def test_what_was_taken_back_leaves_nothing(board: Board, file: Path, said: Path) -> None:
    people.house()
    db.session.commit()
    before = counts()
    report = import_ideas(file, board, comments=said)
    undone = undo(report.run_id)

    assert (undone.ideas, undone.comments, undone.people, undone.acts) == (4, 4, 4, {})
    assert counts() == before
    assert db.session.get_one(Board, board.id).ideas == 0
    again = import_ideas(file, board, comments=said)
    assert (again.ideas, again.comments, again.ideas_known) == (4, 4, 0)


def test_only_once_and_only_what_took_something(board: Board, file: Path) -> None:
    report = import_ideas(file, board)
    undo(report.run_id)
    with pytest.raises(Refused, match="before"):
        undo(report.run_id)


def test_what_people_did_since_goes_only_when_that_is_said(
    board: Board, file: Path, said: Path, make: Make, site: Site
) -> None:
    people.house()
    person, other = make.person(), make.person()
    db.session.commit()
    before = counts()
    report = import_ideas(file, board, comments=said)
    first = db.session.scalars(select(Idea).where(Idea.title == "First")).one()
    one = db.session.scalars(select(Comment).where(Comment.body == "one")).one()
    name = files.store(site.settings.uploads, b"picture", ".webp")
    with transaction():
        votes.cast(first, by=person, value=1, at=now())
        comments.post(first, "agreed", by=other, at=now(), parent=one)
        ideas.follow(first, by=other, at=now())
        ideas.attach(first, by=first.author, at=now(), file=name, width=4, height=3, alt="a picture")
    with pytest.raises(Refused, match="things with what this import brought"):
        undo(report.run_id)
    assert counts()["ideas"] == 4

    undone = undo(report.run_id, also_acts=True, uploads=site.settings.uploads)
    assert (undone.acts["votes"], undone.acts["comments"]) == (1, 1)
    after = counts()
    assert {name: (before[name], after[name]) for name in before if before[name] != after[name]} == {
        name: (before[name], after[name]) for name in ("people", "roles") if before[name] != after[name]
    }
    assert not [path for path in site.settings.uploads.rglob("*.webp") if path.is_file()]


def test_authors_named_elsewhere_stay_and_stay_known(board: Board, file: Path, tmp_path: Path) -> None:
    first = import_ideas(file, board)
    more = written(tmp_path / "more.csv", "id,title,author", "b1,Later,Ada")
    second = import_ideas(more, board)
    undone = undo(first.run_id)

    assert undone.people == 2
    assert db.session.scalars(select(Person.name).where(Person.kind == "imported")).all() == ["Ada"]
    assert import_ideas(file, board).people == 2
    undo(second.run_id)
    assert db.session.scalars(select(Idea.title).order_by(Idea.title)).all() == ["First", "Fourth", "Second", "Third"]


def test_comments_on_ideas_that_stay_are_counted_anew(board: Board, file: Path, said: Path, tmp_path: Path) -> None:
    import_ideas(file, board, comments=said)
    later = written(tmp_path / "later.csv", "id,idea_id,parent_id,author,body", "d1,a1,c1,Zoe,x", "d2,a1,,Zoe,y")
    second = import_ideas(file, board, comments=later)
    assert second.comments == 2
    undo(second.run_id)

    first = db.session.scalars(select(Idea).where(Idea.title == "First")).one()
    one = db.session.scalars(select(Comment).where(Comment.body == "one")).one()
    assert (first.comments, one.replies) == (4, 2)


def test_merged_ideas_are_parted_or_refused(board: Board, file: Path, make: Make) -> None:
    report = import_ideas(file, board)
    own, moderator, voter = make.idea(board=board), make.moderator(), make.person()
    first = db.session.scalars(select(Idea).where(Idea.title == "First")).one()
    with transaction():
        votes.cast(first, by=voter, value=1, at=now())
        ideas.merge(first, own, by=moderator, at=now())
    assert db.session.get_one(Idea, own.id).supporters == 1
    undo(report.run_id, also_acts=True)
    assert db.session.get_one(Idea, own.id).supporters == 0

    report = import_ideas(file, board)
    first = db.session.scalars(select(Idea).where(Idea.title == "First")).one()
    with transaction():
        ideas.merge(db.session.get_one(Idea, own.id), first, by=moderator, at=now())
    with pytest.raises(Refused, match="was merged into idea"):
        undo(report.run_id, also_acts=True)


def test_the_index_forgets_what_is_gone(board: Board, file: Path) -> None:
    search.rebuild_all()
    before = search.health().documents
    report = import_ideas(file, board)
    work_off()
    assert search.health().documents > before
    undo(report.run_id)
    work_off()
    assert search.health().documents == before
