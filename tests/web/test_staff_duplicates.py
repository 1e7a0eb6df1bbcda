"""The duplicates desk: proposed by the index, settled by staff in one click."""

from __future__ import annotations

import pytest

from ideaboard.domain import duplicates
from ideaboard.effects import search
from tests.effects.test_search_house import forget

BODY = "The trams stop at midnight, and whoever works late walks home for an hour along the river."


@pytest.fixture
def world(make):
    """A board with two ideas that say the same, and one that does not, compared by the index."""
    board = make.board()
    one = make.idea(board=board, title="Let the night trams run until two", body=BODY, supporters=1)
    other = make.idea(board=board, title="Night trams should run until two", body=BODY)
    make.idea(
        board=board, title="More trees on the market square", body="Shade in summer, and somewhere for the birds."
    )
    search.rebuild_all()
    assert search.compare() == 3
    return board, one, other


def test_what_says_the_same_is_proposed_and_compared_once(world):
    board, one, other = world
    (family,) = duplicates.families([board.id])
    assert family.idea_ids == (one.id, other.id)
    assert search.compare() == 0


def test_ideas_that_ended_hide_none_that_is_open_and_without_an_index_nothing_is_proposed(app, make):
    board = make.board()
    for phase in ("expired", "declined", "expired", "declined"):
        make.idea(board=board, title="Let the night trams run until two", body=BODY, phase=phase)
    one = make.idea(board=board, title="Let the night trams run until two", body=BODY, phase="review")
    other = make.idea(board=board, title="Night trams should run until two", body=BODY)
    forget(app)
    assert search.compare() == 0
    search.rebuild_all()
    assert search.compare() == 2
    (family,) = duplicates.families([board.id])
    assert set(family.idea_ids) == {one.id, other.id}


def test_a_family_is_merged_in_one_click(world, client, make):
    board, one, other = world
    client.sign_in(make.moderator())
    page = client.get("/moderation/duplicates").text
    assert one.title in page
    assert other.title in page
    sent = {"board": board.slug, "ideas": f"{one.id} {other.id}", "into": str(one.id), "with": str(other.id)}
    assert client.post("/moderation/duplicates", data=sent).status_code == 303
    assert make.fresh(other).merged_into_id == one.id
    assert one.title not in client.get("/moderation/duplicates").text.partition("</header>")[2].partition("families")[2]


def test_or_kept_apart_for_good(world, client, make):
    board, one, other = world
    client.sign_in(make.moderator())
    sent = {"board": board.slug, "ideas": f"{one.id} {other.id}", "apart": "1"}
    assert client.post("/moderation/duplicates", data=sent).status_code == 303
    assert "No duplicates in sight" in client.get("/moderation/duplicates").text
    assert make.fresh(other).phase == "gathering"


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"into": "", "with": "1"}, 422), ({"into": "1"}, 422), ({"into": "1", "with": "1"}, 422),
        ({"into": "x" * 30, "with": "2"}, 422), ({"into": "1", "with": "nonsense"}, 404),
        ({"into": "9" * 18, "with": "1"}, 404), ({"apart": "1", "ideas": "1"}, 422),
    ],
)  # fmt: skip
def test_nonsense_is_answered_in_words(world, client, make, sent, status):
    client.sign_in(make.moderator())
    assert client.post("/moderation/duplicates", data={"board": world[0].slug} | sent).status_code == status


def test_customers_and_staff_of_other_boards_are_kept_out(world, client, make):
    board, one, other = world
    assert client.get("/moderation/duplicates").status_code == 302
    client.sign_in(make.person())
    assert client.get("/moderation/duplicates").status_code == 403
    client.sign_in(make.moderator(make.board()))
    assert one.title not in client.get("/moderation/duplicates").text
    sent = {"board": board.slug, "ideas": f"{one.id} {other.id}", "apart": "1"}
    assert client.post("/moderation/duplicates", data=sent).status_code == 403


def test_the_desk_costs_the_same_however_long_it_is(world, client, make, queries):
    client.sign_in(make.moderator())
    client.get("/moderation/duplicates")
    with queries() as few:
        client.get("/moderation/duplicates")
    for title in ("A bench at every stop", "A bench at each stop", "Benches at every stop of ours"):
        make.idea(board=world[0], title=title, body="Old people want to sit down while they wait for the bus.")
    search.rebuild_all()
    search.compare()
    with queries() as many:
        client.get("/moderation/duplicates")
    assert len(many) == len(few)
