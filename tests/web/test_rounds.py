"""Rounds on pages and by programs: announced, filled, voted in, and told after the close."""

from __future__ import annotations

import pytest

from ideaboard import consequences
from ideaboard.core import jobs
from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.domain import people
from ideaboard.domain.rounds.models import Round

ANNOUNCED = {"title": "The final", "kind": "crowd", "way": "coins", "opens_at": "2027-03-02", "closes_at": "2027-03-09"}


def tick(client):
    """The clock comes by, and what was kept for visitors is let go."""
    db.session.rollback()
    jobs.tick(consequences.DUE)
    client.application.extensions["page_cache"].clear()


@pytest.fixture
def staged(client, make, clock):
    """A round with two ideas that opens tomorrow, announced by a reviewer on the pages."""
    clock.set("2027-03-01T10:00:00Z")
    board, reviewer = make.board("cafe"), make.reviewer()
    one, two = make.idea(board=board, title="Oat milk"), make.idea(board=board, title="Quiet room")
    client.sign_in(reviewer)
    address = client.post("/boards/cafe/rounds", data=ANNOUNCED).location
    for idea in (one, two):
        assert client.post(f"{address}/ideas", data={"idea": f"/ideas/{idea.id}/x"}).status_code == 303
    client.sign_out()
    return address, one, two


def test_people_spread_their_coins_and_read_the_result_afterwards(client, make, clock, staged):
    address, one, two = staged
    page = client.get(address).text
    assert "It opens on" in page
    assert "Oat milk" in page
    clock.set("2027-03-02T10:00:00Z")
    tick(client)
    assert "Sign up to vote" in client.get(address).text
    assert client.get(f"{address}/vote").location.startswith("/signup")

    client.sign_in(make.person())
    assert client.post(f"{address}/vote", data={"idea": one.id, "value": "50"}).status_code == 303
    client.post(f"{address}/vote", data={"idea": two.id, "value": "50"})
    page = client.get(address).text
    assert "You have 0 of 100 points left" in page
    assert "Place" not in page
    refused = client.post(f"{address}/vote", data={"idea": one.id, "value": "3"})
    assert (refused.status_code, "You can give 5, 20, 50 points" in refused.text) == (422, True)
    client.post(f"{address}/vote", data={"idea": two.id, "withdraw": "1"})
    assert client.post(f"{address}/ideas", data={"idea": one.id}).status_code == 403

    clock.set("2027-03-09T00:00:01Z")
    tick(client)
    client.sign_out()
    page = client.get(address).text
    assert "Place 1" in page
    assert "50 points" in page
    assert "place 1" in client.get(f"/ideas/{one.id}", follow_redirects=True).text
    assert "The final" in client.get("/boards/cafe").text
    assert "Closed on" in client.get("/boards/cafe/rounds").text


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"title": ""}, "1 to 120 characters"), ({"closes_at": "soon"}, "Write a day such as"),
        ({"closes_at": "2027-03-02"}, "It must close after it opens"), ({"kind": "jury"}, "by the crowd or by the"),
        ({"opens_at": "9999-99-99"}, "Write a day such as"),
    ],
)  # fmt: skip
def test_what_is_no_round_is_refused_in_words(client, make, clock, wrong, says):
    clock.set("2027-03-01T10:00:00Z")
    make.board("cafe")
    client.sign_in(make.reviewer())
    answer = client.post("/boards/cafe/rounds", data=ANNOUNCED | wrong)
    assert (answer.status_code, says in answer.text) == (422, True)
    assert db.session.query(Round).count() == 0


def test_a_program_announces_fills_votes_and_reads(client, make, clock):
    clock.set("2027-03-01T10:00:00Z")
    board, reviewer = make.board("cafe"), make.reviewer()
    one, two = make.idea(board=board), make.idea(board=board)
    with transaction():
        mine = make.here(reviewer)
        _row, secret = people.make_token(mine, "a program", by=mine, at=now(), scopes=people.SCOPES)
    ask = {"headers": {"Authorization": f"Bearer {secret}"}}
    new = {
        "title": "List",
        "closes_at": "2027-03-08T00:00:00Z",
        "ballot": {"kind": "budget", "budget": 10, "steps": [5]},
    }
    made = client.post("/api/v1/boards/cafe/rounds", json=new, **ask)
    assert made.status_code == 201, made.text
    assert (made.status_code, made.json["state"], made.json["entries"]) == (201, "open", [])
    base = f"/api/v1/rounds/{made.json['id']}"
    for idea in (one, two):
        assert client.put(f"{base}/ideas/{idea.id}", **ask).status_code == 200
    tick(client)
    assert client.put(f"{base}/ideas/{one.id}", **ask).status_code == 409
    voted = client.put(f"{base}/ideas/{one.id}/vote", json={"value": 5}, **ask).json
    assert (voted["points_left"], voted["entries"][0]["my_vote"], voted["entries"][0]["points"]) == (5, 5, None)
    wrong = client.put(f"{base}/ideas/{two.id}/vote", json={"value": 7}, **ask)
    assert (wrong.status_code, "value" in wrong.json["errors"]) == (422, True)
    clock.set("2027-03-08T00:00:01Z")
    tick(client)
    closed = client.get(base).json
    assert closed["state"] == "closed"
    assert [(each["idea"]["id"], each["points"], each["place"]) for each in closed["entries"]] == [
        (one.id, 5, 1),
        (two.id, 0, 2),
    ]
    assert client.put(f"{base}/ideas/{one.id}/vote", json={"value": 5}, **ask).status_code == 409
    assert [each["title"] for each in client.get("/api/v1/boards/cafe/rounds").json["items"]] == ["List"]


def test_rounds_of_a_board_one_does_not_see_are_not_there(client, make, clock):
    clock.set("2027-03-01T10:00:00Z")
    make.board("inside", rules={"ranking": {"visibility": "members", "join": "invitation"}})
    client.sign_in(make.reviewer())
    address = client.post("/boards/inside/rounds", data=ANNOUNCED).location
    client.sign_out()
    number = address.rsplit("/", 1)[1]
    assert client.get(address).status_code in (302, 404)
    assert client.get(f"/api/v1/rounds/{number}").status_code == 404
    client.sign_in(make.person())
    assert client.get(address).status_code == 404
