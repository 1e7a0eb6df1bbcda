from __future__ import annotations

import json
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict
from html import escape, unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from sqlalchemy import JSON, BigInteger, Boolean, Date, Double, String, func, select, text

from ideaboard.core import clock as house_clock
from ideaboard.core import files
from ideaboard.core.clock import now
from ideaboard.core.db import UtcDateTime, db, transaction
from ideaboard.core.errors import Refused
from ideaboard.core.events import Fact, settled
from ideaboard.core.jobs import Errand
from ideaboard.domain import comments, ideas, votes
from ideaboard.domain.boards.models import Board
from ideaboard.domain.comments.models import Comment
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.people.models import Person
from ideaboard.domain.review.models import Case, Decision
from ideaboard.domain.transfer import (
    ImportRun,
    Malformed,
    Origin,
    Report,
    export,
    import_ideas,
    restore,
    votes_in_bulk,
)
from ideaboard.domain.transfer.archive import checksums, tables
from ideaboard.domain.votes.models import Vote
from tests.conftest import KINDS, Site
from tests.domain.test_leaving_leaves_nothing import filled

if TYPE_CHECKING:
    from tests.make import Make

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
OPENGOV = DATA / "opengov_ideascale_2009"
beside = pytest.mark.skipif(not DATA.exists(), reason="the data sets are not beside the repository")


def written(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


@pytest.fixture
def board(make: Make) -> Board:
    return make.board(rules={"ballot": {"kind": "updown", "points": 10}})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return written(
        tmp_path / "ideas.csv",
        "id,title,body,body_format,author,created_at,votes_up,votes_down,category,tags,status",
        "a1,First,<b>x</b>,html,Ada,2020-01-02,5,2,Cafés,Tea|tea|Milk,",
        "a2,Second,,,Ada,2020-01-03,7,0,,,in review",
        "a3,Third,,,Bob,2020-01-04,0,0,,,declined",
        "a4,Fourth,,,,,1,0,,,withdrawn",
    )


@pytest.fixture
def said(tmp_path: Path) -> Path:
    return written(
        tmp_path / "comments.csv",
        "id,idea_id,parent_id,author,body,created_at",
        "c1,a1,,Bob,one,2020-02-01T10:00:00",
        "c2,a1,c1,Ada,two,2020-02-01T09:00:00",
        "c3,a1,c2,Cy,three,2020-02-01T12:00:00",
        "c4,a1,gone,Cy,four,2020-02-01T08:00:00",
        "c5,nowhere,,Cy,five,",
        "c6,a1,,Cy,,",
    )


def rows_in(*kinds: Any) -> list[int]:
    db.session.rollback()
    return [db.session.scalar(select(func.count()).select_from(kind)) or 0 for kind in kinds]


def everything() -> list[int]:
    return rows_in(Idea, Comment, Person, Origin, ImportRun, Fact, Errand, Case, Decision)


def imported(title: str) -> Idea:
    db.session.expire_all()
    return db.session.scalars(select(Idea).where(Idea.title == title)).one()


# Importing


@beside
def test_the_totals_of_a_real_board_are_those_of_its_source(board: Board) -> None:
    report = import_ideas(OPENGOV / "ideas.csv", board, comments=OPENGOV / "comments.csv")

    assert (report.ideas, report.comments, report.votes, report.faults) == (1_157, 2_417, 49_198, [])
    assert rows_in(Idea, Comment) == [1_157, 2_417]
    sums = select(func.sum(Idea.votes_up + Idea.votes_down), func.sum(Idea.merit), func.sum(Idea.comments))
    assert tuple(map(int, db.session.execute(sums).one())) == (49_198, _score(OPENGOV), 2_417)
    assert db.session.get_one(Board, board.id).ideas == 1_157

    before = everything()
    again = import_ideas(OPENGOV / "ideas.csv", board, comments=OPENGOV / "comments.csv")
    assert (again.ideas, again.ideas_known, again.comments, again.comments_known) == (0, 1_157, 0, 2_417)
    assert (everything(), again.faults) == (before, [])


def _score(folder: Path) -> int:
    import csv

    with (folder / "ideas.csv").open(encoding="utf-8", newline="") as file:
        return sum(int(row["score"]) for row in csv.DictReader(file))


@beside
def test_the_deepest_threads_keep_their_shape(board: Board) -> None:
    folder = DATA / "decide_madrid_2019"
    report = import_ideas(folder / "ideas.csv", board, comments=folder / "comments.csv")

    assert (report.ideas, report.comments) == (80, 5_571)
    orphans = [sentence for _name, _line, sentence in report.faults if "begins a thread" in sentence]
    assert len(orphans) >= 268
    assert db.session.scalar(select(func.max(Comment.depth))) >= 20
    deeper = db.session.scalars(select(Comment).where(Comment.parent_id.is_not(None))).unique().all()
    places = {comment.id: comment for comment in db.session.scalars(select(Comment)).unique()}
    for comment in deeper:
        parent = places[comment.parent_id or 0]
        assert comment.depth == parent.depth + 1
        assert comment.root_id == (parent.root_id or parent.id)
        assert (comment.idea_id, comment.id > parent.id) == (parent.idea_id, True)
    replies = Counter(comment.root_id for comment in deeper)
    assert all(places[root or 0].replies == count for root, count in replies.items())


@beside
def test_petitions_with_line_breaks_and_repeated_ids(board: Board) -> None:
    report = import_ideas(DATA / "uk_petitions_2015_2017" / "ideas.csv", board)

    assert (report.ideas, report.votes, report.faults) == (8_487, 25_761_990 - _repeated(), [])
    titles = db.session.scalars(select(Idea.title)).all()
    assert not [title for title in titles if "\n" in title or title != title.strip()]
    assert import_ideas(DATA / "uk_petitions_2015_2017" / "ideas.csv", board).ideas == 0


def _repeated() -> int:
    """Signatures that stand in the file twice."""
    import csv

    with (DATA / "uk_petitions_2015_2017" / "ideas.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return sum(int(row["votes_up"]) for row in rows) - sum({row["id"]: int(row["votes_up"]) for row in rows}.values())


@beside
def test_rich_text_becomes_markdown_and_signs_at_the_beginning_stay(board: Board) -> None:
    import csv

    folder = DATA / "republique_numerique_2015"
    report = import_ideas(folder / "ideas.csv", board, comments=folder / "comments.csv")

    with (folder / "comments.csv").open(encoding="utf-8", newline="") as file:
        signs = [row["body"] for row in csv.DictReader(file) if row["body"][:1] in ("=", "+", "-", "@")]
    assert (report.ideas, report.comments, len(signs)) == (696, 3_994 - len(report.faults), 119)
    shown = [_seen(page) for page in db.session.scalars(select(Comment.body_html))]
    assert {_seen(escape(body)) for body in signs} <= set(shown)
    pages = db.session.scalars(select(Idea.body_html)).all()
    assert not [page for page in pages if "<script" in page or "onclick" in page or "&amp;eacute;" in page]


def _seen(page: str) -> str:
    """What a reader sees first of a page, whatever its blanks."""
    return " ".join(unescape(re.sub(r"<[^>]+>", "", page)).split())[:40]


def test_a_malformed_file_leaves_nothing(board: Board, tmp_path: Path, file: Path) -> None:
    before = everything()
    wrong = written(tmp_path / "wrong.csv", "id,title", "1,good", '2,"bad" one')
    with pytest.raises(Malformed, match="Line 3"):
        import_ideas(wrong, board)
    comments_wrong = written(tmp_path / "c.csv", "id,idea_id,body", "1,a1")
    with pytest.raises(Malformed, match="Line 2"):
        import_ideas(file, board, comments=comments_wrong)
    assert everything() == before


def test_a_dry_run_says_the_same_and_writes_nothing(board: Board, file: Path, said: Path) -> None:
    before = everything()
    dry = import_ideas(file, board, comments=said, dry_run=True)
    assert everything() == before
    wet = import_ideas(file, board, comments=said)
    assert comparable(dry) == comparable(wet)


def comparable(report: Report) -> dict[str, Any]:
    return {key: value for key, value in asdict(report).items() if key not in ("dry_run", "run_id")}


def test_an_import_that_fails_in_the_middle_leaves_nothing(
    board: Board, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything()
    monkeypatch.setattr("ideaboard.domain.transfer.landing.Writer.comments", _explode)
    with pytest.raises(ZeroDivisionError):
        import_ideas(file, board)
    assert everything() == before


def _explode(*_arguments: object) -> None:
    raise ZeroDivisionError


def test_an_idea_comes_with_all_it_had(board: Board, file: Path) -> None:
    import_ideas(file, board)
    idea = imported("First")
    assert (idea.body, idea.body_html) == ("**x**", "<p><strong>x</strong></p>\n")
    assert (idea.author.name, idea.author.email, idea.author.kind) == ("Ada", None, "imported")
    assert (idea.carried_up, idea.carried_down, idea.votes_up, idea.votes_down, idea.points, idea.merit) == (
        5,
        2,
        5,
        2,
        30,
        3,
    )
    assert (idea.phase, idea.shown, idea.listed) == ("gathering", True, True)
    assert str(idea.published_at) == "2020-01-02 00:00:00+00:00"
    assert idea.version == board.version
    assert [tag.tag for tag in idea.tags] == ["cafés", "milk", "tea"]
    assert idea.maker_ids == {idea.author_id}
    assert imported("Fourth").author.name == "Unknown author"


def test_extra_fields_come_from_columns_of_their_name(make: Make, tmp_path: Path) -> None:
    form = {
        "fields": [
            {"key": "effort", "label": "Effort", "kind": "choice", "options": ["Little", "Much"]},
            {"key": "cost", "label": "Cost", "kind": "number"},
        ]
    }
    board = make.board(rules={"form": form})
    lines = ("id,title,fields.effort,price", "1,First,Little,12.5", "2,Second,Some,", "3,Third,,many")
    report = import_ideas(written(tmp_path / "ideas.csv", *lines), board, {"price": "fields.cost"})
    found = {idea.title: idea.fields for idea in db.session.scalars(select(Idea)).unique()}
    assert found == {"First": {"effort": "Little", "cost": 12.5}, "Second": {}, "Third": {}}
    assert [(line, said.partition(":")[0]) for _file, line, said in report.faults] == [
        (3, "fields.effort"),
        (4, "fields.cost"),
    ]


def test_tallies_are_those_a_recount_gives(board: Board, file: Path) -> None:
    import_ideas(file, board)
    for title in ("First", "Second", "Third"):
        idea = imported(title)
        names = (*votes.TALLIED, "merit", "standing", "heat")
        before = {name: getattr(idea, name) for name in names}
        with transaction():
            votes.recount(idea)
        assert {name: getattr(idea, name) for name in names} == before


def test_judged_ideas_bring_a_case_and_a_decision(board: Board, file: Path) -> None:
    import_ideas(file, board)
    case, decided = db.session.scalars(select(Case).order_by(Case.id)).unique().all()
    assert (case.idea.title, case.state, case.supporters) == ("Second", "open", 7)
    assert (decided.idea.title, decided.state) == ("Third", "decided")
    (decision,) = db.session.scalars(select(Decision)).unique().all()
    assert (decision.idea_id, decision.outcome) == (decided.idea_id, "decline")
    assert decision.statement


def test_comments_stand_in_their_threads(board: Board, file: Path, said: Path) -> None:
    report = import_ideas(file, board, comments=said)
    found = {comment.body: comment for comment in db.session.scalars(select(Comment)).unique()}
    one, two, three, four = (found[body] for body in ("one", "two", "three", "four"))
    assert (two.parent_id, two.root_id, two.depth) == (one.id, one.id, 1)
    assert (three.parent_id, three.root_id, three.depth) == (two.id, one.id, 2)
    assert (four.parent_id, four.root_id, one.replies) == (None, None, 2)
    assert one.id < two.id < three.id
    assert imported("First").comments == 4
    assert [(name, line) for name, line, _sentence in report.faults] == [("comments.csv", line) for line in (7, 5, 6)]


def test_a_second_file_adds_what_is_new(board: Board, file: Path, said: Path, tmp_path: Path) -> None:
    import_ideas(file, board, comments=said)
    more = written(tmp_path / "more.csv", "id,title,author", "a1,First,Ada", "a9,Ninth,Ada", "a2,Changed,Ada")
    later = written(
        tmp_path / "later.csv", "id,idea_id,parent_id,author,body", "c3,a1,c2,Cy,three", "c9,a1,c3,Ada,nine"
    )
    report = import_ideas(more, board, comments=later)

    assert (report.ideas, report.ideas_known, report.comments, report.comments_known, report.people) == (1, 2, 1, 1, 0)
    assert [(name, line) for name, line, _sentence in report.faults] == [("more.csv", 4)]
    nine = db.session.scalars(select(Comment).where(Comment.body == "nine")).one()
    assert nine.depth == 3
    assert db.session.get_one(Comment, nine.root_id).replies == 3
    assert imported("Second").body == ""


def test_the_same_ids_of_another_source_are_other_ideas(board: Board, file: Path) -> None:
    import_ideas(file, board, source="one")
    assert import_ideas(file, board, source="two").ideas == 4


def test_an_import_is_one_fact_and_sends_no_mail(board: Board, file: Path, said: Path) -> None:
    db.session.rollback()
    last = db.session.scalar(select(func.max(Fact.id)))
    import_ideas(file, board, comments=said)
    (fact,) = db.session.scalars(select(Fact).where(Fact.id > last)).all()
    assert (fact.kind, fact.board_id) == ("import.finished", board.id)
    errands = db.session.scalars(select(Errand.consequence).where(Errand.fact_id == fact.id)).all()
    assert errands == ["search.refresh"]


def test_the_next_vote_routes_what_was_carried_over_the_gate(make: Make, tmp_path: Path) -> None:
    board = make.board(rules={"gate": {"metric": "supporters", "at_least": 10}})
    import_ideas(written(tmp_path / "i.csv", "id,title,votes_up", "1,Popular,50"), board)
    assert imported("Popular").phase == "gathering"
    voter = make.person()
    with transaction():
        votes.cast(imported("Popular"), by=voter, value=1, at=now())
    assert (imported("Popular").phase, imported("Popular").supporters) == ("review", 51)


def test_old_ideas_are_not_ended_by_the_next_tick(make: Make, tmp_path: Path) -> None:
    for preset in ("lego-ideas", "dell-ideastorm", "threadless"):
        board = make.board(preset=preset)
        import_ideas(written(tmp_path / "i.csv", "id,title,created_at", "1,Old,2009-05-20"), board)
    assert all(
        idea.deadline_at is None or idea.deadline_at > now() for idea in db.session.scalars(select(Idea)).unique()
    )
    assert all(idea.moved_at.date() == now().date() for idea in db.session.scalars(select(Idea)).unique())


@pytest.mark.race
def test_two_imports_at_once_take_each_idea_once(
    board: Board, file: Path, said: Path, together: Callable[..., list[Any]]
) -> None:
    def run() -> Report:
        return import_ideas(file, db.session.get_one(Board, board.id), comments=said)

    for answer in together(run, run, run):
        assert isinstance(answer, Report), answer
    assert rows_in(Idea, Comment) == [4, 4]


def test_many_authors_of_one_name_get_handles_of_their_own(board: Board, make: Make, tmp_path: Path) -> None:
    make.person("Ada")
    lines = [
        f"{number},T{number},{name}" for number, name in enumerate(["Ada", "ADA", "Ada!", "山田", "system", "x" * 90])
    ]
    import_ideas(written(tmp_path / "i.csv", "id,title,author", *lines), board)
    handles = db.session.scalars(select(Person.handle).where(Person.kind == "imported")).all()
    assert len(set(handles)) == 6
    assert "system" not in handles


def test_votes_in_bulk_count_like_votes_that_were_cast(make: Make) -> None:
    idea, other = make.idea(), make.idea()
    people = [make.person() for _number in range(3)]
    moments = [now() for _person in people]
    with transaction():
        votes_in_bulk(idea, [(person.id, 1, at) for person, at in zip(people, moments, strict=True)])
    for person, at in zip(people, moments, strict=True):
        with transaction():
            votes.cast(db.session.get_one(Idea, other.id), by=person, value=1, at=at)
    db.session.expire_all()
    bulk, cast = db.session.get_one(Idea, idea.id), db.session.get_one(Idea, other.id)
    assert [getattr(bulk, name) for name in votes.TALLIED] == [getattr(cast, name) for name in votes.TALLIED]
    assert rows_in(Vote) == [6]


# The archive


@pytest.fixture
def world(make: Make, board: Board, file: Path, said: Path, site: Site) -> None:
    """A little of everything, with an idea merged into a later one and a deleted row's number."""
    import_ideas(file, board, comments=said)
    first, second = make.idea(title="Ünïcode “one” 🎈"), make.idea()
    person, moderator = make.person(), make.moderator()
    with transaction():
        votes.cast(db.session.get_one(Idea, first.id), by=person, value=1, at=now())
    name = files.store(site.settings.uploads, b"picture", ".webp")
    with transaction():
        idea = db.session.get_one(Idea, first.id)
        ideas.attach(idea, by=idea.author, at=now(), file=name, width=4, height=3, alt="a picture")
        comment = comments.post(idea, "hello", by=person, at=now())
        comments.heart(comment, by=moderator, at=now())
    if first.board_id == second.board_id:
        with transaction():
            ideas.merge(db.session.get_one(Idea, first.id), db.session.get_one(Idea, second.id), by=moderator, at=now())


@pytest.fixture
def emptied(sites: Callable[[str], Site]) -> Iterator[Callable[[str], Site]]:
    """``emptied(kind)``: that kind's site without a row or a file, emptied again afterwards."""
    asked: list[Site] = []

    def empty(kind: str) -> Site:
        asked.append(sites(kind))
        asked[-1].sweep()
        return asked[-1]

    yield empty
    for each in asked:
        each.sweep()


@pytest.mark.parametrize("target", KINDS)
def test_what_is_restored_has_the_same_checksums(
    app: Flask, world: None, site: Site, target: str, emptied: Callable[[str], Site], tmp_path: Path
) -> None:
    out = tmp_path / "out.zip"
    contents = export(out, site.settings.uploads)
    assert contents.tables["ideas"].rows == 6
    assert len(contents.files) == 1
    assert out.stat().st_mode & 0o077 == 0
    db.session.remove()

    other = emptied(target)
    with other.app.app_context():
        restore(out, other.settings.uploads)
        found = checksums()
        assert {name: (part.rows, part.sha256) for name, part in found.items()} == {
            name: (part.rows, part.sha256) for name, part in contents.tables.items()
        }
        (name,) = contents.files
        assert (other.settings.uploads / name).read_bytes() == b"picture"
        facts = select(func.count()).select_from(Fact)
        assert db.session.scalar(facts.where(settled())) == db.session.scalar(facts)
        db.session.rollback()
        with transaction() as session:
            newcomer = Person(handle="new", name="New", created_at=house_clock.now())
            session.add(newcomer)
            session.flush()
            assert newcomer.id == contents.tables["people"].last_id + 1
        again = export(tmp_path / "again.zip", other.settings.uploads)
        assert again.tables["ideas"] == contents.tables["ideas"]
        db.session.remove()


# each kind of value that a column can hold, which the archive knows to write and read
KNOWN = {BigInteger, String, UtcDateTime, JSON, Boolean, Date, Double}


def test_the_archive_knows_every_kind_of_value() -> None:
    assert {type(column.type) for table in tables() for column in table.columns} == KNOWN


@pytest.mark.parametrize("target", KINDS)
def test_days_go_along(
    app: Flask, world: None, site: Site, target: str, emptied: Callable[[str], Site], tmp_path: Path
) -> None:
    with transaction():
        for table in tables():
            if any(isinstance(column.type, Date) for column in table.columns):
                filled(table, {})
    contents = export(tmp_path / "out.zip", site.settings.uploads)
    db.session.remove()
    other = emptied(target)
    with other.app.app_context():
        restore(tmp_path / "out.zip", other.settings.uploads)
        assert {name: part.sha256 for name, part in checksums().items()} == {
            name: part.sha256 for name, part in contents.tables.items()
        }
        db.session.remove()


def test_only_an_empty_database_is_filled(app: Flask, world: None, site: Site, tmp_path: Path) -> None:
    export(tmp_path / "out.zip", site.settings.uploads)
    before = everything()
    with pytest.raises(Refused, match="not empty"):
        restore(tmp_path / "out.zip", site.settings.uploads)
    assert everything() == before


def changed(path: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    """A copy of the archive with one member changed."""
    copy = path.with_name("changed.zip")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.namelist():
            data = source.read(member)
            target.writestr(member, change(data) if member == name else data)
    return copy


def bomb(data: bytes) -> bytes:
    return b" " * 80_000_000 + data


def of_another_schema(data: bytes) -> bytes:
    return json.dumps(json.loads(data) | {"schema": "9999"}).encode()


def leading_out(data: bytes) -> bytes:
    return json.dumps(json.loads(data) | {"files": {"../evil": "00"}}).encode()


@pytest.mark.parametrize(
    ("name", "change", "says"),
    [
        ("tables/people.jsonl", lambda data: data.replace(b"Ada", b"Eve"), "checksum"),
        ("tables/votes.jsonl", lambda data: b"", "checksum"),
        ("tables/comments.jsonl", lambda data: b"", "not a whole archive"),
        ("tables/ideas.jsonl", lambda data: data[:-20], "not a whole archive"),
        ("manifest.json", of_another_schema, "schema"),
        ("manifest.json", lambda data: data[:-5], "not a whole archive"),
        ("manifest.json", leading_out, "no name of an upload"),
        ("manifest.json", bomb, "unpacks to"),
        ("tables/ideas.jsonl", bomb, "unpacks to"),
    ],
)
def test_a_damaged_archive_is_refused_and_leaves_nothing(
    app: Flask, world: None, site: Site, tmp_path: Path, name: str, change: Callable[[bytes], bytes], says: str
) -> None:
    out = tmp_path / "out.zip"
    export(out, site.settings.uploads)
    site.sweep()
    with pytest.raises(Refused, match=says):
        restore(changed(out, name, change), site.settings.uploads)
    db.session.remove()
    assert rows_in(Person, Board, Idea) == [0, 0, 0]
    assert [path for path in site.settings.uploads.rglob("*") if path.is_file()] == []


def test_what_is_no_zip_is_refused(app: Flask, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="not a whole archive"):
        restore(written(tmp_path / "x.zip", "hello"), tmp_path / "uploads")


def test_an_export_that_fails_leaves_no_file(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ideaboard.domain.transfer.archive._pack", _explode)
    with pytest.raises(ZeroDivisionError):
        export(tmp_path / "out.zip", tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert db.session.scalar(text("select 1")) == 1
