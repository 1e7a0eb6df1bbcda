"""What a card of the queue says for a ruling, and what the queue's script is answered."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from ideaboard.core import settings
from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.domain import moderation, people
from ideaboard.domain.comments.models import Comment
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.moderation.models import Flag, SpamModel
from ideaboard.domain.people.models import Person
from tests.clients import PageClient
from tests.make import Make

PIECE = {"HX-Request": "true"}


def report(make: Make, about: Idea | Comment, by: Person, note: str = "") -> None:
    """Somebody reports it."""
    with transaction():
        raise_flag: Any = moderation.flag_idea if isinstance(about, Idea) else moderation.flag_comment
        raise_flag(make.here(about), "spam", by=make.here(by), at=now(), note=note)


def words_of(page: str) -> str:
    """A page's words, on one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_a_card_says_who_wrote_it_and_who_reported_it_with_which_record(client: PageClient, make: Make) -> None:
    moderator, vera, author = make.moderator(), make.person("Vera Voter"), make.person("Tom Writer")
    idea = make.idea(rules={"screening": {"flags_to_hide": 3}})
    for number, right in enumerate((True, True, False)):
        earlier = make.comment(idea, f"Earlier {number}", by=author if number == 0 else None)
        report(make, earlier, vera)
        with transaction():
            about, by = make.here(earlier), make.here(moderator)
            moderation.act_on(about, "hide" if right else "dismiss", "Because.", by=by, at=now())
    said = make.comment(idea, "Buy this", by=author)
    report(make, said, vera, "The third time")
    card = words_of(client.sign_in(moderator).get("/moderation").text)
    assert "2 of 3 earlier reports were right" in card
    assert "The third time" in card
    assert "It weighs 1.2; 3 hide a post on this board." in card
    assert "New here · joined today · 1 post in sight · something taken down today" in card


def test_a_card_says_what_the_score_reads_out_of_the_words(client: PageClient, make: Make) -> None:
    weights = {"watches": 2.5, "→ spam.example": 2.0, "mother": -1.0, "the": 0.1}
    with transaction():
        db.session.add(
            SpamModel(learned_at=now(), last_ruling_id=0, good=20, bad=20, bias=0.0, weights=weights, measured={})
        )
    said = make.comment(make.idea(), "The watches of my mother: https://spam.example/x")
    report(make, said, make.person())
    card = words_of(client.sign_in(make.moderator()).get("/moderation").text)
    assert "97 % Against it: “watches”, a link to spam.example · For it: “mother”" in card


def test_whoever_is_not_named_has_no_record_on_the_card(client: PageClient, make: Make) -> None:
    idea = make.idea(rules={"review": {"anonymous": True}})
    report(make, idea, make.person("Vera Voter"))
    reviewing = make.moderator()
    with transaction():
        people.give_role(make.here(reviewing), "reviewer", by=people.house(), at=now())
    card = words_of(client.sign_in(reviewing).get("/moderation").text)
    assert "Vera Voter" in card
    assert "Its author" not in card
    assert idea.author.name not in card


def test_what_was_reported_and_waits_is_one_card(client: PageClient, make: Make) -> None:
    idea = make.idea(rules={"screening": {"flags_to_hide": 1}})
    said = make.comment(idea, "Buy this")
    report(make, said, make.person())
    assert make.fresh(said).hidden_for == "flags"
    page = client.sign_in(make.moderator()).get("/moderation").text
    assert page.count(f'id="comment-{said.id}"') == 1
    assert "reported often enough to hide it" in page
    assert "1 thing waits for you." in page


def test_more_wait_than_are_shown_and_the_page_says_how_many(client: PageClient, make: Make) -> None:
    idea, reporter = make.idea(), make.person()
    for number in range(42):
        report(make, make.comment(idea, f"Number {number}"), reporter)
    page = client.sign_in(make.moderator()).get("/moderation").text
    assert "42 things wait for you." in page
    assert page.count('name="subject"') == 40


def test_the_queue_costs_the_same_with_3_and_20_reports(
    client: PageClient, make: Make, queries: Callable[[], Any]
) -> None:
    board = make.board()

    def another() -> None:
        idea = make.idea(board=board)
        first = make.comment(idea, "First")
        report(make, make.comment(idea, "Buy this", parent=first), make.person())
        report(make, idea, make.person())

    for _number in range(3):
        another()
    client.sign_in(make.moderator())
    client.get("/moderation")
    with queries() as few:
        client.get("/moderation")
    for _number in range(7):
        another()
    client.get("/moderation")  # what is kept for some seconds is read anew meanwhile
    with queries() as many:
        client.get("/moderation")
    assert len(many) == len(few)


def test_there_are_reasons_to_choose_from_until_admins_write_theirs(client: PageClient, make: Make) -> None:
    report(make, make.idea(), make.person())
    client.sign_in(make.moderator())
    assert 'data-reason="This is advertising."' in client.get("/moderation").text
    with transaction():
        settings.put("reason_templates", {"en": ["No adverts here."]})
    page = client.get("/moderation").text
    assert 'data-reason="No adverts here."' in page
    assert "This is advertising." not in page
    with transaction():
        settings.put("reason_templates", {"en": []})
    assert "data-reason=" not in client.get("/moderation").text


def test_the_script_is_told_what_was_done_and_how_to_undo_it(client: PageClient, make: Make) -> None:
    idea, reporter = make.idea(), make.person()
    one, other = make.comment(idea, "One"), make.comment(idea, "Other")
    for said in (one, other):
        report(make, said, reporter)
    client.sign_in(make.moderator())
    address = f"/moderation/comments/{one.id}"
    missing = client.post(address, data={"act": "hide", "reason": ""}, headers=PIECE)
    assert (missing.status_code, words_of(missing.text)) == (422, "Give a reason. The author reads it.")
    done = client.post(address, data={"act": "hide", "reason": "Advertising."}, headers=PIECE)
    undo = re.search(r'data-undo="([^"]+)"', done.text)
    assert undo
    assert client.post(address, data={"act": "hide", "reason": "Again."}, headers=PIECE).status_code == 409
    assert words_of(client.post(undo[1], headers=PIECE).text) == "Undone."
    assert db.session.query(Flag).filter(Flag.settled_at.is_(None)).count() == 2

    keys = [f"comment:{one.id}", f"comment:{other.id}"]
    stroke = client.post(
        "/moderation", data={"subject": keys, "act": "remove", "reason": "Advertising."}, headers=PIECE
    )
    assert f'data-done="{" ".join(keys)}"' in stroke.text
    undo = re.search(r'data-undo="([^"]+)"', stroke.text)
    assert undo
    assert f'action="{undo[1]}"' in client.get("/moderation").text
    assert words_of(client.post(undo[1], headers=PIECE).text) == "2 decisions are undone."


@pytest.mark.parametrize("alone", [True, False])
def test_ideas_are_returned_together_and_comments_are_not(client: PageClient, make: Make, alone: bool) -> None:
    idea, said = make.idea(phase="screening"), make.comment(make.idea(), "Hm")
    keys = [f"comment:{said.id}"] if alone else [f"idea:{idea.id}", f"comment:{said.id}"]
    client.sign_in(make.moderator())
    sent = {"subject": keys, "act": "return", "reason": "Tell us more."}
    page = client.post("/moderation", data=sent, follow_redirects=True).text
    assert "A comment is not returned: hide it, or leave it." in page
    assert make.fresh(idea).phase == ("screening" if alone else "returned")
