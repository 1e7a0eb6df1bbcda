"""People, the site and insights through the admins' pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ideaboard.core import settings
from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.events import Fact
from ideaboard.core.jobs import Errand
from ideaboard.domain import review
from tests.clients import PageClient
from tests.make import Make


@pytest.mark.parametrize("address", ["/admin/people", "/admin/site"])
def test_people_and_the_site_are_for_admins_of_the_site(client: PageClient, make: Make, address: str) -> None:
    board = make.board()
    assert client.get(address).status_code == 302
    for person in (make.person(), make.moderator(), make.reviewer(), make.person(role="admin", board=board)):
        assert client.sign_in(person).get(address).status_code == 403
    assert client.sign_in(make.admin()).get(address).status_code == 200


def test_roles_are_given_and_taken_for_a_board_or_the_site(client: PageClient, make: Make) -> None:
    person, board = make.person("Ravi Nair"), make.board()
    client.sign_in(make.admin())
    there = f"/admin/people/{person.handle}/roles"
    client.post(there, data={"role": "reviewer", "board": board.slug})
    client.post(there, data={"role": "moderator", "board": ""})
    held = {(role.role, role.board_id) for role in make.fresh(person).roles}
    assert held == {("reviewer", board.id), ("moderator", None)}
    assert "Ravi Nair" in client.get("/admin/people").text
    client.post(there, data={"role": "reviewer", "board": board.slug, "take": "1"})
    client.post(there, data={"role": "moderator", "board": "", "take": "1"})
    assert make.fresh(person).roles == []


def test_the_last_admin_stays(client: PageClient, make: Make) -> None:
    admin = make.admin()
    client.sign_in(admin)
    answer = client.post(f"/admin/people/{admin.handle}/roles", data={"role": "admin", "board": "", "take": "1"})
    assert answer.status_code == 409
    assert "This is the only admin." in answer.text
    answer = client.post(f"/admin/people/{admin.handle}/roles", data={"role": "emperor"})
    assert answer.status_code == 422
    assert client.post("/admin/people/nobody/roles", data={"role": "admin"}).status_code == 404


@pytest.mark.parametrize("asked", ["nair", "ravi-nair", "RAVI", "vi Na"])
def test_people_are_found_by_a_part_of_their_name(client: PageClient, make: Make, asked: str) -> None:
    make.person("Ravi Nair")
    make.person("Somebody Else")
    client.sign_in(make.admin())
    page = client.get("/admin/people", query_string={"q": asked}).text
    assert "Ravi Nair" in page
    assert "Somebody Else" not in page


@pytest.mark.parametrize("asked", ["%", "_", "\\", "nobody at all", "x" * 5_000])
def test_signs_of_the_database_find_nobody(client: PageClient, make: Make, asked: str) -> None:
    make.person("Ravi Nair")
    client.sign_in(make.admin())
    assert "Ravi Nair" not in client.get("/admin/people", query_string={"q": asked}).text


def test_the_words_of_the_site_are_changed_and_shown_at_once(client: PageClient, make: Make) -> None:
    client.sign_in(make.admin())
    client.get("/")
    sent = {"name": "Bean & Co", "question": "What should we brew?", "privacy": "We keep little.", "terms": "Be kind."}
    assert client.post("/admin/site", data=sent).status_code == 303
    assert settings.everything()["question"] == "What should we brew?"
    assert "Bean &amp; Co" in client.get("/admin/site").text
    answer = client.post("/admin/site", data=sent | {"name": "", "terms": "Kept words"})
    assert answer.status_code == 422
    assert "Kept words" in answer.text


def test_health_names_what_was_given_up(client: PageClient, make: Make) -> None:
    client.sign_in(make.admin())
    assert "was given up" not in client.get("/admin/site").text
    fact = db.session.query(Fact).first()
    assert fact is not None
    with transaction() as session:
        lost = Errand(fact_id=fact.id, consequence="notify.mail", due_at=now(), tries=12, given_up_at=now())
        lost.problem = "No such mailbox"
        session.add(lost)
    page = client.get("/admin/site").text
    assert "1 errand was given up:" in page
    assert "No such mailbox" in page


def test_insights_are_for_the_team_and_its_boards(client: PageClient, make: Make) -> None:
    mine, other = make.board(title="Mine"), make.board(title="The other")
    make.idea(board=mine)
    assert client.get("/insights").status_code == 302
    assert client.sign_in(make.person()).get("/insights").status_code == 403
    client.sign_in(make.moderator(mine))
    page = client.get("/insights").text
    assert "Mine" in page
    assert "The other" not in page
    assert client.get(f"/insights?board={other.slug}").status_code == 404
    assert client.sign_in(make.admin()).get("/insights").status_code == 200


def test_insights_tell_how_fast_answers_come_and_which_are_late(
    client: PageClient, make: Make, at: Any, clock: Any
) -> None:
    start = at("2026-03-02 10:00")
    board = make.board(at=start)
    for _number in range(8):  # figures begin at ten ideas
        make.idea(board=board, at=start)
    late = make.idea(board=board, phase="review", title="Nobody answered", at=start)
    answered, reviewer = make.idea(board=board, phase="review", at=start), make.reviewer()
    clock.set("2026-03-07 10:00")
    with transaction():
        idea, by = make.here(answered), make.here(reviewer)
        scores = {criterion.key: 3 for criterion in idea.rules.review.criteria}
        review.assess(idea, by=by, at=now(), scores=scores, recommendation="accept")
        review.decide(idea, by=by, at=now(), outcome="accept", reason="other", statement="Yes.")
    clock.set("2026-06-20 10:00")
    page = client.sign_in(make.reviewer()).get("/insights").text
    assert "Half of the answers took at most 5 days" in page
    assert "1 of 1 came in time" in page
    assert "1 answer is overdue" in page
    assert late.title in page
    assert "10 handed in during the last 26 weeks" in page


def test_insights_cost_the_same_for_one_board_and_many(
    client: PageClient, make: Make, queries: Callable[[], Any]
) -> None:
    make.idea(phase="review")
    client.sign_in(make.admin())
    client.get("/insights")
    with queries() as few:
        client.get("/insights")
    for _number in range(8):
        make.idea(phase="review")
    client.get("/insights")  # what is kept for some seconds is read anew meanwhile
    with queries() as many:
        client.get("/insights")
    assert len(many) == len(few)
