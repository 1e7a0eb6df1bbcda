"""The queue: what waits and why, many at once, appeals, and what is watched for."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from ideaboard.core import settings
from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.domain import moderation
from ideaboard.domain.moderation.models import Appeal, Ruling


@pytest.fixture
def watched(app):
    with transaction():
        settings.put("watched_words", ["casino"])


def test_a_comment_that_waits_is_seen_in_the_queue_and_published(client, make, watched):
    idea, moderator = make.idea(), make.moderator()
    comment = make.comment(idea, "Come to my casino tonight")
    assert make.fresh(comment).hidden_for == "held"
    client.sign_in(moderator)
    page = client.get("/moderation").text
    assert "holds the word “casino”" in page
    assert client.post(f"/moderation/comments/{comment.id}", data={"act": "publish"}).status_code == 303
    assert make.fresh(comment).hidden_for is None
    assert "casino tonight" in client.sign_out().get(f"/ideas/{idea.id}", follow_redirects=True).text


def test_many_reports_are_settled_in_one_stroke_and_undone_as_one(client, make):
    idea, moderator, reporter = make.idea(), make.moderator(), make.person()
    said = [make.comment(idea, f"A word too many, number {number}") for number in range(5)]
    with transaction():
        for comment in said:
            moderation.flag_comment(make.here(comment), by=make.here(reporter), at=now(), reason="spam")
    client.sign_in(moderator)
    page = client.get("/moderation").text
    keys = re.findall(r'name="subject" value="(comment:\d+)"', page)
    assert len(keys) == 5
    refused = client.post("/moderation", data={"subject": keys, "act": "remove", "reason": ""})
    assert refused.status_code == 422
    assert len(re.findall(r'name="subject" value="comment:\d+" checked', refused.text)) == 5
    done = client.post("/moderation", data={"subject": keys, "act": "remove", "reason": "Advertising."})
    assert done.status_code == 303
    assert {make.fresh(comment).hidden_for for comment in said} == {"ruling"}
    first = db.session.query(Ruling).order_by(Ruling.id).first()
    assert client.post(f"/moderation/strokes/{first.id}/undo").status_code == 303
    assert {make.fresh(comment).hidden_for for comment in said} == {None}


@pytest.mark.parametrize("keys", [[], ["nonsense"], ["person:1"], ["idea:²"], ["idea:" + "9" * 30]])
def test_a_stroke_at_nothing_is_refused_in_words(client, make, keys):
    client.sign_in(make.moderator())
    answer = client.post("/moderation", data={"subject": keys, "act": "keep"})
    assert answer.status_code == 422
    assert "Tick what you mean." in answer.text


def test_whoever_a_ruling_is_about_asks_once_and_somebody_else_decides(client, make):
    first, second = make.moderator(), make.moderator()
    comment = make.comment(make.idea(), "Rather blunt, but true")
    with transaction():
        moderation.hide_comment(make.here(comment), "Too blunt.", by=make.here(first), at=now())
    ruling = db.session.query(Ruling).one()
    client.sign_in(make.person())
    assert client.get(f"/rulings/{ruling.id}/appeal").status_code == 404
    client.sign_in(comment.author)
    assert "Too blunt." in client.get(f"/rulings/{ruling.id}/appeal").text
    assert client.post(f"/rulings/{ruling.id}/appeal", data={"words": " "}).status_code == 422
    assert client.post(f"/rulings/{ruling.id}/appeal", data={"words": "It is true."}).status_code == 303
    assert client.post(f"/rulings/{ruling.id}/appeal", data={"words": "Again."}).status_code == 409
    number = db.session.query(Appeal.id).scalar()
    client.sign_in(first)
    assert "A colleague decides this" in client.get("/moderation").text
    sent = {"outcome": "overturned", "reason": "Blunt is allowed."}
    assert client.post(f"/moderation/appeals/{number}", data=sent).status_code == 403
    client.sign_in(second)
    assert "It is true." in client.get("/moderation").text
    assert client.post(f"/moderation/appeals/{number}", data=sent).status_code == 303
    assert make.fresh(comment).hidden_for is None
    assert client.post(f"/moderation/appeals/{number}", data=sent).status_code == 409


def test_admins_say_what_is_watched_for(client, make):
    client.sign_in(make.admin())
    sent = {
        "watched_words": "Casino\ncasino", "watched_patterns": r"v[i1]agra", "watched_domains": "https://Spam.example/x",
        "newcomer_links": "2", "answer_hours": "24", "spam_holds": "y",
    }  # fmt: skip
    assert client.post("/admin/watch", data=sent).status_code == 303
    said = settings.everything()
    assert (said["watched_words"], said["watched_domains"]) == (["casino"], ["spam.example"])
    assert (said["newcomer_links"], said["answer_hours"]) == (2, 24)
    for wrong in ({"watched_patterns": "(a"}, {"watched_domains": "no domain"}, {"answer_hours": "0"}):
        answer = client.post("/admin/watch", data=sent | wrong)
        assert answer.status_code == 422
        assert "Casino" in answer.text
    client.sign_in(make.moderator())
    assert client.get("/admin/watch").status_code == 403


def test_everybody_reads_how_trust_grows(client):
    page = client.get("/trust").text
    assert "How trust grows" in page
    assert "15 ideas or comments that stayed in sight" in page


def test_who_is_suspended_reads_why_until_when_and_may_appeal(client, make):
    person, moderator = make.person(), make.moderator()
    with transaction():
        moderation.suspend(
            make.here(person),
            "Three advertisements in a day.",
            by=make.here(moderator),
            at=now(),
            until=now() + timedelta(days=7),
        )
    client.sign_in(person)
    page = client.get("/boards").text
    assert "Your account is suspended until" in page
    assert "Three advertisements in a day." in page
    address = re.search(r"/rulings/[0-9]+/appeal", page)[0]
    assert client.get(address).status_code == 200
