"""The moderators' queue and the public log through the pages' door."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.domain import moderation
from ideaboard.domain.comments.models import Comment
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.moderation.models import Flag, Ruling
from tests.clients import PageClient
from tests.make import Make


def flagged(make: Make, subject: Idea | Comment, reason: str = "spam") -> None:
    """Somebody reports it."""
    person = make.person()
    with transaction():
        raise_flag = moderation.flag_idea if isinstance(subject, Idea) else moderation.flag_comment
        raise_flag(make.here(subject), reason, by=make.here(person), at=now(), note="Look at this")  # type: ignore[arg-type]


def undo_link(page: str) -> str:
    """Where the undo of the last act is."""
    found = re.search(r'href="(/moderation/rulings/\d+/undo)"', page)
    assert found
    return found[1]


def test_the_queue_is_for_moderators(client: PageClient, make: Make) -> None:
    idea = make.idea(phase="screening")
    addresses = ["/moderation", f"/moderation/ideas/{idea.id}", f"/moderation/people/{idea.author.handle}"]
    for address in addresses:
        client.sign_out()
        assert client.get(address).status_code in (302, 404)
        assert client.sign_in(make.person()).get(address).status_code in (403, 404)
        assert client.sign_in(make.moderator()).get(address).status_code == 200
        assert client.sign_in(make.admin()).get(address).status_code == 200
    assert client.sign_in(make.reviewer()).get("/moderation").status_code == 403


def test_a_moderator_of_one_board_sees_that_board_only(client: PageClient, make: Make) -> None:
    mine, other = make.idea(phase="screening", title="Mine to look at"), make.idea(phase="screening", title="Not mine")
    client.sign_in(make.moderator(mine.board))
    page = client.get("/moderation").text
    assert "Mine to look at" in page
    assert "Not mine" not in page
    assert "Suspend" not in page
    assert client.post(f"/moderation/ideas/{other.id}", data={"act": "publish"}).status_code in (403, 404)


@pytest.mark.parametrize(("act", "phase"), [("publish", "gathering"), ("return", "returned"), ("remove", "removed")])
def test_a_first_look_ends_in_one_of_three_ways(client: PageClient, make: Make, act: str, phase: str) -> None:
    idea = make.idea(phase="screening")
    client.sign_in(make.moderator())
    answer = client.post(f"/moderation/ideas/{idea.id}", data={"act": act, "reason": "It names a neighbour."})
    assert answer.headers["Location"] == "/moderation"
    assert make.fresh(idea).phase == phase
    assert db.session.query(Ruling).filter_by(kind=act).one().reason == "It names a neighbour."


def test_returning_needs_a_reason_and_says_so(client: PageClient, make: Make) -> None:
    idea = make.idea(phase="screening")
    client.sign_in(make.moderator())
    answer = client.post(f"/moderation/ideas/{idea.id}", data={"act": "return", "reason": ""})
    assert answer.status_code == 422
    assert "Give a reason. The author reads it." in answer.text
    assert client.post(f"/moderation/ideas/{idea.id}", data={"act": "explode"}).status_code == 422


def test_who_comes_second_is_told(client: PageClient, make: Make) -> None:
    idea = make.idea()
    client.sign_in(make.moderator())
    answer = client.post(f"/moderation/ideas/{idea.id}", data={"act": "publish", "reason": "Fine with me"})
    assert answer.status_code == 409
    assert "Somebody looked at this idea already" in answer.text


def test_flags_are_grouped_by_what_they_are_about(client: PageClient, make: Make) -> None:
    idea = make.idea(title="Buy my watches")
    for reason in ("spam", "spam", "off_topic"):
        flagged(make, idea, reason)
    client.sign_in(make.moderator())
    page = client.get("/moderation").text
    assert page.count("Buy my watches</a>") == 1
    assert "× 2" in page
    assert "Look at this" in page
    assert "Hidden meanwhile" in page
    client.post(f"/moderation/ideas/{idea.id}", data={"act": "dismiss"})
    assert make.fresh(idea).shown
    assert db.session.query(Flag).filter(Flag.settled_at.is_(None)).count() == 0


def test_a_removal_is_undone_by_the_link_it_answers_with(client: PageClient, make: Make) -> None:
    idea = make.idea(supporters=2)
    client.sign_in(make.moderator())
    client.post(f"/moderation/ideas/{idea.id}", data={"act": "remove", "reason": "An advertisement."})
    assert make.fresh(idea).phase == "removed"
    link = undo_link(client.get("/moderation").text)
    assert client.get(link).status_code == 200
    assert client.post(link).headers["Location"] == "/moderation"
    assert make.fresh(idea).phase == "gathering"
    assert client.post(link).status_code == 409


def test_a_comment_is_hidden_and_shown(client: PageClient, make: Make) -> None:
    comment = make.comment(make.idea(), "You are all fools.")
    flagged(make, comment, "abusive")
    client.sign_in(make.moderator())
    assert "You are all fools." in client.get("/moderation").text
    assert client.post(f"/moderation/comments/{comment.id}", data={"act": "hide"}).status_code == 422
    client.post(f"/moderation/comments/{comment.id}", data={"act": "hide", "reason": "Insults."})
    assert make.fresh(comment).hidden_for == "ruling"
    client.post(undo_link(client.get("/moderation").text))
    assert make.fresh(comment).hidden_for is None
    assert client.post(f"/moderation/comments/{comment.id}", data={"act": "show"}).status_code == 409


def test_dismissed_flags_on_a_comment_are_settled(client: PageClient, make: Make) -> None:
    comment = make.comment(make.idea())
    flagged(make, comment)
    client.sign_in(make.moderator()).post(f"/moderation/comments/{comment.id}", data={"act": "dismiss"})
    assert db.session.query(Flag).one().settled_at is not None


def test_a_person_is_suspended_with_their_posts_and_comes_back(client: PageClient, make: Make) -> None:
    idea = make.idea()
    there = f"/moderation/people/{idea.author.handle}"
    client.sign_in(make.moderator())
    for wrong in ({"days": "0"}, {"days": "x"}, {"days": ""}, {"days": "99999"}):
        answer = client.post(there, data={"act": "suspend", "reason": "Spam, again", **wrong})
        assert answer.status_code == 422
        assert "Spam, again" in answer.text
    client.post(there, data={"act": "suspend", "reason": "Spam.", "days": "7", "hide_posts": "y"})
    assert make.fresh(idea).hidden_for == "sanction"
    assert "Suspended people" in client.get("/moderation").text
    client.post(there, data={"act": "lift"})
    assert make.fresh(idea).hidden_for is None
    assert make.fresh(idea.author).suspended_until is None


def test_the_team_is_not_suspended(client: PageClient, make: Make) -> None:
    client.sign_in(make.moderator())
    there = f"/moderation/people/{make.reviewer().handle}"
    answer = client.post(there, data={"act": "suspend", "reason": "No.", "days": "7"})
    assert answer.status_code == 409


def test_the_log_is_public_and_names_only_what_all_may_see(client: PageClient, make: Make) -> None:
    moderator = make.person("Mona Moderator", role="moderator")
    gone, kept = make.idea(title="Secret of a neighbour"), make.idea(title="A fine idea")
    bad = make.person("Bad Apple")
    with transaction():
        by = make.here(moderator)
        moderation.remove(make.here(gone), "It names a neighbour.", by=by, at=now())
        moderation.send_back(make.here(kept), "Please say where.", by=by, at=now())
        until = now().replace(year=now().year + 1)
        moderation.suspend(make.here(bad), "Forty advertisements.", by=by, at=now(), until=until)
    answer = client.get("/moderation/log")
    assert answer.headers["Cache-Control"].startswith("public")
    assert "It names a neighbour." in answer.text
    assert "Secret of a neighbour" not in answer.text
    assert "A fine idea" in answer.text
    assert "@mona-moderator" in answer.text
    assert "Bad Apple" not in answer.text
    assert "Forty advertisements." in answer.text


def test_the_log_hides_boards_that_are_hidden(client: PageClient, make: Make) -> None:
    board = make.board(rules={"ranking": {"visibility": "private"}})
    idea, house = make.idea(board=board), make.house()
    with transaction():
        moderation.remove(make.here(idea), "Between us.", by=make.here(house), at=now())
    assert "Between us." not in client.get("/moderation/log").text


def test_the_log_goes_on_page_by_page(client: PageClient, make: Make) -> None:
    idea, house = make.idea(), make.house()
    with transaction():
        for number in range(45):
            moderation.dismiss_idea_flags(make.here(idea), by=make.here(house), at=now(), reason=f"Number {number}.")
    first = client.get("/moderation/log").text
    assert "Number 44." in first
    assert "Number 3." not in first
    found = re.search(r'href="(/moderation/log\?after=[^"]+)"', first)
    assert found
    assert "Number 3." in client.get(found[1]).text


def test_the_queue_costs_the_same_with_3_and_30_things(
    client: PageClient, make: Make, queries: Callable[[], Any]
) -> None:
    board = make.board(rules={"screening": {"before": True}})
    for _number in range(3):
        make.idea(board=board, phase="screening")
    client.sign_in(make.moderator())
    client.get("/moderation")
    with queries() as few:
        client.get("/moderation")
    for _number in range(27):
        make.idea(board=board, phase="screening")
    client.get("/moderation")  # what is kept for some seconds is read anew meanwhile
    with queries() as many:
        client.get("/moderation")
    assert len(many) == len(few)
