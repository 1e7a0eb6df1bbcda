"""Voting on pages: in place, by plain forms, for visitors by way of sign-up; and what must not be seen is not."""

from __future__ import annotations

import pytest

HX = {"HX-Request": "true"}
HIDDEN = {
    "ballot": {"kind": "score", "range": [0, 5], "reveal": "after_own_vote"},
    "gate": {"metric": "mean", "at_least": 0, "top": 3, "milestones": []},
    "clock": {"gather_days": 7},
}


def test_a_vote_without_a_script_leads_back_to_the_idea(client, make):
    idea = make.idea(gate=137, supporters=2)
    client.sign_in(make.person())
    answer = client.post(f"/ideas/{idea.id}/vote", data={"value": "1", "size": "big"})
    assert answer.status_code == 303
    assert answer.location == f"/ideas/{idea.id}/{idea.slug}#vote"
    page = client.get(f"/ideas/{idea.id}/{idea.slug}").text
    assert "You are no. 3" in page
    assert "134 to go" in page
    assert "You are no. 3" not in client.get(f"/ideas/{idea.id}/{idea.slug}").text  # said once


def test_a_vote_in_a_list_leads_back_to_the_list(client, make):
    idea = make.idea()
    client.sign_in(make.person())
    data, referer = {"value": "1", "size": "row"}, {"Referer": "http://localhost/?sort=new"}
    assert client.post(f"/ideas/{idea.id}/vote", data=data, headers=referer).location == f"/?sort=new#idea-{idea.id}"
    elsewhere = {"Referer": "http://elsewhere.example/?sort=new"}
    assert client.post(f"/ideas/{idea.id}/vote", data=data, headers=elsewhere).location.startswith("/ideas/")


def test_a_vote_in_place_answers_with_the_vote(client, make):
    idea = make.idea(gate=10, supporters=2)
    client.sign_in(make.person())
    piece = client.post(f"/ideas/{idea.id}/vote", data={"value": "1", "size": "row"}, headers=HX)
    assert piece.status_code == 200
    assert "<html" not in piece.text
    assert 'data-state="mine"' in piece.text
    assert "You are no. 3" in piece.text


@pytest.mark.parametrize("way", [{"data": {"withdraw": "1"}}, {"data": {"_method": "DELETE"}}, {"method": "DELETE"}])
def test_a_vote_can_be_taken_back(client, make, way):
    idea, person = make.idea(), make.person()
    make.vote(idea, by=person)
    client.sign_in(person)
    asked = {"method": "POST"} | way
    assert client.open(f"/ideas/{idea.id}/vote", headers=HX, **asked).status_code == 200
    assert make.fresh(idea).supporters == 0


def test_put_casts_too(client, make):
    idea = make.idea()
    client.sign_in(make.person())
    assert client.put(f"/ideas/{idea.id}/vote", data={"value": "1"}, headers=HX).status_code == 200
    assert make.fresh(idea).supporters == 1


@pytest.mark.parametrize("value", ["2", "-1", "x", "", "999999999999999999999"])
def test_what_is_not_a_vote_is_refused_in_place(client, make, value):
    idea = make.idea()
    client.sign_in(make.person())
    piece = client.post(f"/ideas/{idea.id}/vote", data={"value": value}, headers=HX)
    assert piece.status_code == 422
    assert 'data-state="open"' in piece.text
    assert make.fresh(idea).supporters == 0


def test_ones_own_idea_is_for_others(client, make):
    idea = make.idea()
    client.sign_in(idea.author)
    assert client.post(f"/ideas/{idea.id}/vote", data={"value": "1"}).status_code == 403


def test_a_vote_that_comes_too_late_hears_why(client, make):
    idea = make.idea(phase="declined")
    client.sign_in(make.person())
    late = client.post(f"/ideas/{idea.id}/vote", data={"value": "1"}, headers=HX)
    assert late.status_code == 409
    assert "Voting is closed" in late.text


def test_looking_at_the_address_of_a_vote_casts_none(client, make):
    idea = make.idea()
    client.sign_in(make.person())
    assert client.get(f"/ideas/{idea.id}/vote?value=1").status_code == 200
    assert make.fresh(idea).supporters == 0


def test_a_hidden_tally_is_nowhere_until_ones_own_vote(client, make):
    idea = make.idea(rules=HIDDEN)
    for value in (5, 5, 2):
        make.vote(idea, value=value)
    person = make.person()
    places = [
        "/",
        "/?sort=top",
        f"/boards/{idea.board.slug}",
        f"/ideas/{idea.id}/{idea.slug}",
        f"/ideas/{idea.id}/ledger",
        "/search?q=idea",
        f"/people/{idea.author.handle}",
        "/feeds/ideas.atom",
    ]
    for signed_in in (False, True):
        if signed_in:
            client.sign_in(person)
        for place in places:
            page = client.get(place).text
            assert "4.0" not in page, place
            assert "3 supporters" not in page, place
            assert "3 people" not in page, place
    client.post(f"/ideas/{idea.id}/vote", data={"value": "4"})
    assert "4.0" in client.get(f"/ideas/{idea.id}/{idea.slug}").text


def test_the_ledger_shows_pseudonyms_only(client, make):
    idea = make.idea()
    voter = make.vote(idea)
    page = client.get(f"/ideas/{idea.id}/ledger").text
    assert "1 vote in all" in page
    assert voter.name not in page
    assert voter.handle not in page
