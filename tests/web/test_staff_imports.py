"""Imports on the pages: uploaded, looked at, taken by the worker, and taken back."""

from __future__ import annotations

from io import BytesIO

import pytest
from sqlalchemy import func, select

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.jobs import work_off
from ideaboard.domain import votes
from ideaboard.domain.comments.models import Comment
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.transfer import ImportRun

IDEAS = "Number,Headline,Description,Votes,author\n7,Oat milk,Please,12,Ada\n8,,nothing,1,\n9,Quiet room,,3,Bob\n"
COMMENTS = "id,post_id,text,user\nc1,7,=yes,Ada\nc2,9,- no,Bob\n"
COLUMNS = {"ideas.id": "Number", "ideas.title": "Headline", "ideas.body": "Description", "ideas.votes_up": "Votes",
           "ideas.author": "author", "comments.id": "id", "comments.idea_id": "post_id", "comments.body": "text",
           "comments.author": "user"}  # fmt: skip


@pytest.fixture
def door(client, make):
    """The client of an admin, and a board."""
    make.board("cafe")
    return client.sign_in(make.person(role="admin"))


def upload(door, ideas=IDEAS, comments=COMMENTS, board="cafe", source="elsewhere"):
    sent = {"board": board, "source": source}
    for kind, words in (("ideas", ideas), ("comments", comments)):
        if words is not None:
            sent[kind] = (BytesIO(words if isinstance(words, bytes) else words.encode()), f"{kind}.csv")
    return door.post("/admin/imports", data=sent, content_type="multipart/form-data")


def count(kind):
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(kind))


def looked_at(door):
    """The address of an import that was uploaded and looked at."""
    address = upload(door).location
    assert door.post(f"{address}/look", data=COLUMNS).status_code == 303
    assert "nothing is written" in door.get(address).text
    work_off()
    return address


def test_a_file_is_looked_at_before_anything_is_written(door):
    address = upload(door).location
    page = door.get(address).text
    assert '<option value="Headline" selected>' in page  # "title" is not guessed from "Headline" …
    assert '<option value="Votes" selected>' in page
    assert "Please · nothing" in page

    assert door.post(f"{address}/look", data=COLUMNS).status_code == 303
    work_off()
    report = door.get(address).text
    assert "What would be taken" in report
    assert "the title is empty" in report
    assert (count(Idea), count(Comment)) == (0, 0)


def test_then_taken_and_taken_back(door, make):
    address = looked_at(door)
    assert door.post(f"{address}/take").status_code == 303
    assert "being taken" in door.get(address, headers={"HX-Request": "true"}).text
    work_off()
    assert "Ready" in door.get(address, headers={"HX-Request": "true"}).text
    assert (count(Idea), count(Comment)) == (2, 2)
    assert db.session.scalars(select(Comment.body).order_by(Comment.id)).all() == [
        "=yes",
        "\\- no",
    ]  # Markdown of plain text
    assert db.session.scalars(select(Idea.votes_up).order_by(Idea.id)).all() == [12, 3]

    person = make.person()
    with transaction():
        votes.cast(db.session.scalars(select(Idea)).first(), by=make.here(person), value=1, at=now())
    refused = door.post(f"{address}/undo")
    assert (refused.status_code, "one thing with what this import brought" in refused.text) == (409, True)
    assert door.post(f"{address}/undo", data={"also_acts": "y"}).status_code == 303
    assert (count(Idea), count(Comment)) == (0, 0)
    assert "Taken back" in door.get("/admin/imports").text


def test_steps_out_of_turn_are_refused_in_words(door):
    address = upload(door).location
    assert "Let the file be looked at first" in door.post(f"{address}/take").text
    assert "nothing to take back" in door.post(f"{address}/undo").text
    twice = door.post(f"{address}/look", data=COLUMNS | {"ideas.body": "Headline"})
    assert (twice.status_code, "is chosen twice" in twice.text) == (422, True)
    assert door.post(f"{address}/look", data=COLUMNS).status_code == 303
    assert door.post(f"{address}/look", data=COLUMNS).status_code == 409


def test_a_file_that_cannot_be_read_says_so(door):
    missing = COLUMNS | {"ideas.title": ""}
    address = upload(door).location
    door.post(f"{address}/look", data=missing)
    work_off()
    assert "the column “title” is missing" in door.get(address).text
    assert db.session.scalars(select(ImportRun.state)).all() == ["failed"]
    assert door.post(f"{address}/look", data=COLUMNS).status_code == 303


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"ideas": None}, "Choose a CSV file"),
        ({"ideas": b""}, "The file is empty"),
        ({"ideas": b"\xff\xfe\x00"}, "is not UTF-8"),
        ({"ideas": 'id,title\n1,"open'}, "never closed"),
        ({"comments": b"\xff"}, "is not UTF-8"),
        ({"board": "nowhere"}, ""),
        ({"source": "x" * 61}, "in 1 to 60 characters"),
    ],
)
def test_what_is_no_import_is_refused_at_once(door, sent, says):
    answer = upload(door, **sent)
    assert answer.status_code == 422
    assert says in answer.text
    assert count(ImportRun) == 0


def test_what_worker_and_page_do_twice_changes_nothing(door):
    address = looked_at(door)
    door.post(f"{address}/take")
    assert door.post(f"{address}/take").status_code == 409
    work_off()
    again = looked_at(door)
    assert "already" in door.get(again).text
    door.post(f"{again}/take")
    work_off()
    assert (count(Idea), count(Comment)) == (2, 2)
