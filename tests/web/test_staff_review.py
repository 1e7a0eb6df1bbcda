"""The review desk through the pages' door."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.domain import review
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.people.models import Person
from ideaboard.domain.review.models import Assessment, Case, CaseNote, Decision
from tests.clients import PageClient
from tests.make import Make

CARD = {"score_value": "4", "score_feasibility": "3", "score_fit": "5", "recommendation": "accept", "note": "Do it."}


def scored(make: Make, idea: Idea, by: Person) -> None:
    """``by`` hands in a scorecard."""
    with transaction():
        idea = make.here(idea)
        scores = {criterion.key: 4 for criterion in idea.rules.review.criteria}
        review.assess(idea, by=make.here(by), at=now(), scores=scores, recommendation="accept", note="Promising.")


def card_of(idea: Idea) -> dict[str, str]:
    """A whole scorecard for this idea's board."""
    return {f"score_{one.key}": "4" for one in idea.rules.review.criteria} | {"recommendation": "accept"}


@pytest.mark.parametrize("address", ["/review", "/review/{id}"])
def test_the_desk_is_for_reviewers(client: PageClient, make: Make, address: str) -> None:
    idea = make.idea(phase="review")
    address = address.format(id=idea.id)
    assert client.get(address).headers["Location"].startswith("/signin")
    assert client.sign_in(make.person()).get(address).status_code == 403
    assert client.sign_in(make.moderator()).get(address).status_code == 403
    assert client.sign_in(make.reviewer()).get(address).status_code == 200
    assert client.sign_in(make.admin()).get(address).status_code == 200


def test_a_reviewer_of_one_board_sees_that_board_only(client: PageClient, make: Make) -> None:
    mine, other = make.idea(phase="review", title="Mine to judge"), make.idea(phase="review", title="Not mine")
    client.sign_in(make.reviewer(mine.board))
    page = client.get("/review").text
    assert "Mine to judge" in page
    assert "Not mine" not in page
    assert client.get(f"/review/{other.id}").status_code == 403
    assert client.get(f"/review?board={other.board.slug}").status_code == 404
    assert client.get(f"/review?board={mine.board.slug}").status_code == 200


def test_a_scorecard_is_handed_in_and_changed(client: PageClient, make: Make) -> None:
    idea, reviewer = make.idea(phase="review"), make.reviewer()
    client.sign_in(reviewer)
    answer = client.post(f"/review/{idea.id}/assessment", data=card_of(idea))
    assert answer.headers["Location"] == f"/review/{idea.id}"
    client.post(f"/review/{idea.id}/assessment", data=card_of(idea) | {"recommendation": "unsure"})
    given = db.session.query(Assessment).one()
    assert given.recommendation == "unsure"
    assert "Change your scorecard" in client.get(f"/review/{idea.id}").text


def test_an_incomplete_scorecard_comes_back_with_every_word(client: PageClient, make: Make) -> None:
    idea = make.idea(phase="review")
    client.sign_in(make.reviewer())
    first = next(iter(card_of(idea)))
    answer = client.post(f"/review/{idea.id}/assessment", data={first: "2", "note": "I wrote a lot here."})
    assert answer.status_code == 422
    assert "I wrote a lot here." in answer.text
    assert "Give a whole number from 1 to 5." in answer.text
    assert f'name="{first}" value="2" checked' in answer.text
    assert db.session.query(Assessment).count() == 0


def test_colleagues_scores_are_hidden_until_ones_own_are_in(client: PageClient, make: Make) -> None:
    idea, me, other = make.idea(phase="review"), make.reviewer(), make.person("Ravi Nair", role="reviewer")
    scored(make, idea, other)
    client.sign_in(me)
    assert "Promising." not in client.get(f"/review/{idea.id}").text
    client.post(f"/review/{idea.id}/assessment", data=card_of(idea))
    page = client.get(f"/review/{idea.id}").text
    assert "Promising." in page
    assert "Ravi Nair" in page


def test_who_has_a_conflict_decides_nothing(client: PageClient, make: Make) -> None:
    idea, me = make.idea(phase="review"), make.reviewer()
    scored(make, idea, make.reviewer())
    client.sign_in(me)
    assert client.post(f"/review/{idea.id}/conflict", data={"conflict": " "}).status_code == 422
    assert client.post(f"/review/{idea.id}/conflict", data={"conflict": "She is my sister."}).status_code == 303
    assert "You declared a conflict of interest" in client.get(f"/review/{idea.id}").text
    words = {"outcome": "accept", "statement": "Yes."}
    assert client.post(f"/review/{idea.id}/decision", data=words).status_code == 409


def test_notes_are_for_colleagues(client: PageClient, make: Make) -> None:
    idea = make.idea(phase="review")
    client.sign_in(make.reviewer())
    client.post(f"/review/{idea.id}/notes", data={"body": "We can pilot in six stores."})
    assert db.session.query(CaseNote).one().body in client.get(f"/review/{idea.id}").text
    assert client.post(f"/review/{idea.id}/notes", data={"body": ""}).status_code == 422


def test_deciding_waits_for_the_scorecards_and_says_so(client: PageClient, make: Make) -> None:
    idea = make.idea(phase="review")
    client.sign_in(make.reviewer())
    assert "0 of 1 scorecards are in: a decision needs them all." in client.get(f"/review/{idea.id}").text
    words = {"outcome": "accept", "statement": "We wrote a long answer."}
    answer = client.post(f"/review/{idea.id}/decision", data=words)
    assert answer.status_code == 409
    assert "We wrote a long answer." in answer.text


@pytest.mark.parametrize(
    ("outcome", "phase"),
    [("accept", "accepted"), ("decline", "declined"), ("carry_over", "review"), ("return", "returned")],
)
def test_a_decision_takes_the_idea_where_it_says(client: PageClient, make: Make, outcome: str, phase: str) -> None:
    idea = make.idea(phase="review")
    scored(make, idea, make.reviewer())
    client.sign_in(make.reviewer())
    words = {"outcome": outcome, "reason": "too_costly", "statement": "Here is **why**."}
    assert client.post(f"/review/{idea.id}/decision", data=words).status_code == 303
    assert make.fresh(idea).phase == phase
    assert db.session.query(Decision).one().reason == "too_costly"
    assert client.get(f"/review/{idea.id}").status_code == 200


def test_a_no_needs_its_reason_and_loses_no_word_without(client: PageClient, make: Make) -> None:
    idea = make.idea(phase="review")
    scored(make, idea, make.reviewer())
    client.sign_in(make.reviewer())
    answer = client.post(f"/review/{idea.id}/decision", data={"outcome": "decline", "statement": "Sorry, no."})
    assert answer.status_code == 422
    assert "Choose the reason" in answer.text
    assert "Sorry, no." in answer.text
    assert (
        client.post(f"/review/{idea.id}/decision", data={"outcome": "accept", "statement": "Yes."}).status_code == 303
    )


def test_the_mail_can_be_read_before_it_is_sent(client: PageClient, make: Make) -> None:
    idea = make.idea(phase="review", supporters=3)
    scored(make, idea, make.reviewer())
    client.sign_in(make.reviewer())
    words = {"outcome": "decline", "reason": "unsafe", "statement": "It would catch fire.", "preview": "1"}
    answer = client.post(f"/review/{idea.id}/decision", data=words)
    assert answer.status_code == 200
    assert answer.text.count("It would catch fire.") == 2
    assert "4 people are told, 4 of them by mail" in answer.text
    assert db.session.query(Decision).count() == 0


def test_an_accepted_idea_is_made_and_launched(client: PageClient, make: Make) -> None:
    idea = make.idea(phase="accepted")
    client.sign_in(make.reviewer())
    assert client.post(f"/review/{idea.id}/progress", data={"phase": "making", "note": ""}).status_code == 422
    client.post(f"/review/{idea.id}/progress", data={"phase": "making", "note": "The first samples are here."})
    assert make.fresh(idea).phase == "making"
    client.post(f"/review/{idea.id}/progress", data={"phase": "launched", "note": "In every store."})
    assert make.fresh(idea).phase == "launched"
    answer = client.post(f"/review/{idea.id}/progress", data={"phase": "making", "note": "No, wait."})
    assert answer.status_code == 409
    assert "No, wait." in answer.text


def test_staff_pick_an_idea_with_a_reason(client: PageClient, make: Make) -> None:
    idea = make.idea()
    client.sign_in(make.person())
    assert client.get(f"/ideas/{idea.id}/pick").status_code == 403
    client.sign_in(make.reviewer())
    assert client.get(f"/ideas/{idea.id}/pick").status_code == 200
    assert "Pick it" in client.get(f"/review/{idea.id}").text
    assert client.post(f"/ideas/{idea.id}/pick", data={"reason": ""}).status_code == 422
    answer = client.post(f"/ideas/{idea.id}/pick", data={"reason": "It is ahead of its time."})
    assert answer.headers["Location"] == f"/review/{idea.id}"
    assert db.session.query(Case).one().pick_reason == "It is ahead of its time."
    assert client.post(f"/ideas/{idea.id}/pick", data={"reason": "Again."}).status_code == 409


@pytest.mark.parametrize("role", ["moderator", "reviewer"])
def test_a_duplicate_is_merged_and_the_merge_undone(client: PageClient, make: Make, role: str) -> None:
    board = make.board()
    one, two = make.idea(board=board, supporters=2), make.idea(board=board, supporters=1)
    client.sign_in(make.person())
    assert client.get(f"/ideas/{one.id}/merge").status_code == 403
    client.sign_in(make.person(role=role))
    assert client.get(f"/ideas/{one.id}/merge").status_code == 200
    answer = client.post(f"/ideas/{one.id}/merge", data={"into": f"http://localhost/ideas/{two.id}/{two.slug}"})
    assert answer.headers["Location"] == f"/ideas/{two.id}/{two.slug}"
    assert make.fresh(two).supporters == 3
    assert f"/ideas/{one.id}/merge" in client.get(answer.headers["Location"]).text
    assert "Undo the merge" in client.get(f"/ideas/{one.id}/merge").text
    client.post(f"/ideas/{one.id}/merge", data={"undo": "1"})
    assert make.fresh(one).phase == "gathering"
    assert make.fresh(two).supporters == 1


@pytest.mark.parametrize(("into", "status"), [("", 422), ("nonsense", 422), ("999999999", 422), ("self", 422)])
def test_a_merge_that_cannot_be_is_refused_in_words(client: PageClient, make: Make, into: str, status: int) -> None:
    idea = make.idea()
    client.sign_in(make.moderator())
    data = {"other": str(idea.id) if into == "self" else into}
    answer = client.post(f"/ideas/{idea.id}/merge", data=data)
    assert answer.status_code == status
    assert make.fresh(idea).phase == "gathering"


def test_rows_say_what_is_next_and_what_is_late(client: PageClient, make: Make, at: Any, clock: Any) -> None:
    start = at("2026-03-01 10:00")
    board = make.board(at=start)
    make.idea(board=board, phase="review", title="To be scored", at=start)
    done = make.idea(board=board, phase="declined", title="Long decided", at=start)
    ready = make.idea(board=board, phase="review", title="To be decided", at=start)
    scored(make, ready, make.reviewer())
    clock.set("2026-06-03 10:00")
    page = client.sign_in(make.reviewer()).get("/review").text
    assert page.index("Your scorecard is missing") < page.index("To be scored") < page.index("All scorecards are in")
    assert page.index("All scorecards are in") < page.index("To be decided") < page.index("Decided lately")
    assert page.index("Decided lately") < page.index(done.title)
    assert "overdue for 4 days" in page


@pytest.mark.parametrize("page", ["/review", "/review/{id}"])
def test_the_desk_costs_the_same_with_3_and_60_cases(
    client: PageClient, make: Make, queries: Callable[[], Any], page: str
) -> None:
    board, author = make.board(), make.person()
    first = make.idea(board=board, author=author, phase="review")
    scored(make, first, make.reviewer())
    for _number in range(2):
        make.idea(board=board, author=author, phase="review")
    client.sign_in(make.reviewer())
    address = page.format(id=first.id)
    client.get(address)
    with queries() as few:
        assert client.get(address).status_code == 200
    for _number in range(57):
        make.idea(board=board, author=author, phase="review")
    client.get(address)  # what is kept for some seconds (the site's settings) is read anew meanwhile
    with queries() as many:
        assert client.get(address).status_code == 200
    assert len(many) == len(few)
