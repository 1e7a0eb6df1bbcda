"""A whole life here, with a row in every table that points at people: all that is one's own is in the download, and
no word of it is left in any column of the database once the person left."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import JSON, CheckConstraint, Column, DateTime, String, Table, Text, func, insert, select

from ideaboard.core import files
from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.idempotency import KeptAnswer
from ideaboard.core.jobs import work_off
from ideaboard.domain import comments, ideas, moderation, people, transfer, votes
from ideaboard.domain.people.claiming import recognise
from ideaboard.domain.people.models import Person
from ideaboard.domain.transfer.belonging import BELONGS, EMPTIED, GOES, SECRET, STAYS
from ideaboard.effects import search
from tests.conftest import Site
from tests.make import PASSWORD, Make

WORD = "Quillfeather"  # in everything that the person wrote, and in nothing else
ADDRESS = "zwetschge@example.org"
NAME = "Zacharias Zwetschgenmann"
FIRST = {  # of the words a column takes, one; all others take any
    ("holds", "doubts"): [["word", WORD]], ("suspicions", "kind"): "hands", ("codes", "purpose"): "signin",
}  # fmt: skip

# what a column asks for besides itself
MORE = {("team_invitations", "accepted_by_id"): "accepted_at", ("holds", "person_id"): "idea_id"}


KEPT_BY_CHOICE = {"ideas", "revisions", "comments", "idea_tags", "pictures", "holds"}  # when posts stay


class Life:
    """Somebody who did everything that the schema knows of, and what others wrote to their address."""

    def __init__(self, make: Make, site: Site) -> None:
        self.make = make
        self.person, self.other = make.person(NAME, password=PASSWORD, email=ADDRESS), make.person("Otto")
        self.mine = make.idea(author=self.person, title=f"A {WORD} lamp", body=f"It glows like {WORD}.", tags=[WORD])
        self.theirs = make.idea(author=self.other)
        self.kept = make.idea(author=self.person, phase="launched", title=f"Made {WORD}", body=f"As {WORD} said.")
        self._by_verbs(site)
        self._by_schema()

    def _by_verbs(self, site: Site) -> None:
        at, make = now(), self.make
        face = files.store(site.settings.uploads, b"picture", ".webp")
        with transaction():
            here, mine, theirs = make.here(self.person), make.here(self.mine), make.here(self.theirs)
            people.edit(here, by=here, name=NAME, handle="zwetschge", bio=f"I am {WORD}.", face=face)
            ideas.attach(mine, by=here, at=at, file=files.store(site.settings.uploads, b"p", ".webp"),
                         width=4, height=3, alt=WORD)  # fmt: skip
            ideas.revise(mine, by=here, at=at, body=f"It turns by itself like {WORD}, and it glows at night.")
            ideas.link(mine, theirs, "builds_on", by=here, at=at)
            ideas.follow(theirs, by=here, at=at)
            votes.cast(theirs, by=here, value=1, at=at)
            said = comments.post(theirs, f"I, {WORD}, would want that too.", by=here, at=at)
            answer = comments.post(theirs, "Then we are two.", by=make.here(self.other), at=at, parent=said)
            comments.heart(answer, by=here, at=at)
            gone = comments.post(theirs, f"{WORD} again.", by=here, at=at)
            comments.delete(gone, by=here, at=at)
            hidden = comments.post(theirs, f"{WORD} hidden.", by=here, at=at)
            moderation.flag_idea(theirs, "other", by=here, at=at, note=f"{WORD} knows who wrote this.")
            people.open_session(here, "password", at=at)
            people.ask_code(ADDRESS, by=people.house(), at=at)
            people.give_role(here, "reviewer", by=people.house(), at=at)
        with transaction():
            moderation.hide_comment(make.here(hidden), "Not kind.", by=people.house(), at=at)

    def _by_schema(self) -> None:
        """A row in each table that has none of theirs yet, and what others keep of them."""
        with transaction() as session:
            for (table, column), fate in BELONGS.items():
                if (fate.told or fate.then != STAYS) and not of(self.person, table, column):
                    word = WORD if fate.then in (GOES, EMPTIED) else "said"
                    rows, more = db.metadata.tables[table], MORE.get((table, column))
                    besides = {more: _some(rows, rows.c[more], word)} if more else {}
                    filled(rows, {column: self.person.id} | besides, word)
            token = session.execute(
                select(db.metadata.tables["tokens"].c.id).where(
                    db.metadata.tables["tokens"].c.person_id == self.person.id
                )
            ).scalar_one()
            session.add(KeptAnswer(token_id=token, key="k", fingerprint="f", status=201, headers={},
                                   body={"body": WORD, "author": NAME}, at=now()))  # fmt: skip
            for table in ("team_invitations", "board_invitations", "maker_invitations"):
                filled(db.metadata.tables[table], {"email": ADDRESS, "person_id": None})


def of(person: Person, table: str, column: str) -> list[Any]:
    rows = db.metadata.tables[table]
    return list(db.session.execute(select(rows).where(rows.c[column] == person.id)))


def filled(table: Table, given: dict[str, Any], word: str = "said") -> int:
    """Insert a row: what is given, the last row of each table it points at, and words wherever words go."""
    values = {column.name: _some(table, column, word) for column in table.columns if _is_asked(column)}
    values |= {name: value for name, value in given.items() if name in table.c}
    key = db.session.execute(insert(table).values(values)).inserted_primary_key
    return key[0] if key and isinstance(key[0], int) else 0


def _is_asked(column: Column[Any]) -> bool:
    is_number = column.primary_key and not column.foreign_keys and not isinstance(column.type, String)
    return not is_number and not column.nullable and column.default is None and column.server_default is None


def _checks(table: Table) -> str:
    return " ".join(str(check.sqltext) for check in table.constraints if isinstance(check, CheckConstraint))


def _some(table: Table, column: Column[Any], word: str) -> Any:
    if (table.name, column.name) in FIRST:
        return FIRST[table.name, column.name]
    for key in column.foreign_keys:
        found = db.session.scalar(select(func.max(key.column)))
        return found if found is not None else filled(key.column.table, {})
    allowed = re.search(rf"\b{column.name} in \('([^']+)'", _checks(table))
    if allowed:
        return allowed[1]
    if isinstance(column.type, DateTime) or "Date" in type(column.type).__name__:
        return now()
    return {} if isinstance(column.type, JSON) else word if isinstance(column.type, String | Text) else 1


def everything() -> list[str]:
    """Each cell with words in it, with its place."""
    db.session.rollback()
    return [
        f"{table.name}.{name}: {value}"
        for table in db.metadata.sorted_tables
        for row in db.session.execute(select(table)).mappings()
        for name, value in row.items()
        if isinstance(value, str | list | dict)
    ]


def told_of(words: str) -> list[str]:
    return [cell for cell in everything() if words.lower() in cell.lower()]


def test_everything_of_ones_own_is_in_the_download(make: Make, site: Site) -> None:
    life = Life(make, site)
    found = transfer.takeout(make.here(life.person))
    own = {table for (table, _column), fate in BELONGS.items() if fate.told}
    assert own | {"profile", "idea_tags", "pictures"} <= set(found)
    assert not [(table, name) for table, rows in found.items() for row in rows for name in row if name in SECRET]


@pytest.mark.parametrize("posts", ["go", "stay"])
@pytest.mark.parametrize("at_once", [True, False], ids=["before the worker came", "after it"])
def test_no_word_of_who_left_is_anywhere(make: Make, site: Site, posts: str, at_once: bool) -> None:
    life = Life(make, site)
    if not at_once:
        work_off()
    with transaction():
        here = make.here(life.person)
        transfer.leave(here, by=here, at=now(), posts=posts, uploads=site.settings.uploads)
    work_off()
    for words in (NAME, ADDRESS, "zwetschge"):
        assert told_of(words) == []
    assert posts == "stay" or search.find(WORD, seen_by=make.here(life.other)).items == ()
    left = told_of(WORD)
    chosen = KEPT_BY_CHOICE if posts == "stay" else frozenset()
    assert [cell for cell in left if cell.split(".")[0] not in chosen] == []


def test_nothing_is_tried_again_for_who_left(make: Make, site: Site) -> None:
    person = make.person(email=ADDRESS, confirmed=False)
    with transaction():
        here = make.here(person)
        people.ask_code(ADDRESS, by=people.house(), at=now())
        people.ask_confirmation(here, by=here, at=now())
        transfer.leave(here, by=here, at=now(), posts="stay", uploads=site.settings.uploads)
    work_off()
    assert db.session.execute(select(db.metadata.tables["errands"])).all() == []


@pytest.fixture
def twice(make: Make) -> tuple[Person, Person]:
    """Somebody who signed up a second time, wrote something there with a program, and was recognised."""
    owner, second = make.person("Olga", email=ADDRESS), make.person(NAME, email="second@example.org")
    idea = make.idea()
    comment = make.comment(idea, f"As {WORD} always says.", by=second)
    with transaction() as session:
        here = make.here(second)
        moderation.flag_idea(make.here(idea), "other", by=here, at=now(), note=f"{WORD} knows.")
        here.email, here.claimed, here.confirmed_at = None, ADDRESS, None
        token, _secret = people.make_token(here, "a program", by=here, at=now())
        session.add(KeptAnswer(token_id=token.id, key="k", fingerprint="f", status=201, headers={},
                               body={"body": comment.body}, at=now()))  # fmt: skip
    with transaction():
        recognise(make.here(second), make.here(owner), at=now())
    return make.fresh(owner), make.fresh(second)


def test_what_was_written_in_a_second_account_is_in_the_download(make: Make, twice: tuple[Person, Person]) -> None:
    owner, second = twice
    found = transfer.takeout(make.here(owner))
    assert [row["body"] for row in found["comments"]] == [f"As {WORD} always says."]
    assert [row["note"] for row in found["flags"]] == [f"{WORD} knows."]
    assert WORD not in str(transfer.takeout(make.here(second)))


def test_a_second_account_goes_with_the_first(make: Make, site: Site, twice: tuple[Person, Person]) -> None:
    with transaction():
        owner = make.here(twice[0])
        transfer.leave(owner, by=owner, at=now(), posts="go", uploads=site.settings.uploads)
    assert [told_of(words) for words in (NAME, WORD, ADDRESS, "Olga")] == [[], [], [], []]
    assert make.fresh(twice[1]).left_at is not None
