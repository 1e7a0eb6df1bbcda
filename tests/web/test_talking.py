"""Comments, hearts, follows and flags on pages."""

from __future__ import annotations

from ideaboard.core.db import db
from ideaboard.domain.moderation.models import Flag

HX = {"HX-Request": "true"}


def test_one_can_say_something_and_answer(client, make):
    idea = make.idea()
    first = make.comment(idea, "What about *lids*?")
    client.sign_in(make.person("Olu"))
    answer = client.post(f"/ideas/{idea.id}/comments", data={"body": "Lids stay.", "parent_id": first.id})
    assert answer.location.startswith(f"/ideas/{idea.id}/{idea.slug}#comment-")
    page = client.get(f"/ideas/{idea.id}/{idea.slug}").text
    assert "<em>lids</em>" in page
    assert "Lids stay." in page
    assert "2 comments" in page


def test_what_cannot_be_taken_comes_back(client, make):
    idea, words = make.idea(), "x" * 10_001
    client.sign_in(make.person())
    page = client.post(f"/ideas/{idea.id}/comments", data={"body": words})
    assert page.status_code == 422
    assert words in page.text


def test_only_the_team_answers_officially(client, make):
    idea = make.idea()
    client.sign_in(make.person())
    data = {"body": "We will do it.", "official": "y"}
    assert client.post(f"/ideas/{idea.id}/comments", data=data).status_code == 403
    client.sign_in(make.reviewer())
    client.post(f"/ideas/{idea.id}/comments", data=data)
    assert "answered for the team" in client.get(f"/ideas/{idea.id}/{idea.slug}").text


def test_ones_own_words_can_be_changed_and_taken_away(client, make):
    comment = make.comment(make.idea(), "First words")
    client.sign_in(comment.author)
    assert "First words" in client.get(f"/comments/{comment.id}/edit").text
    client.post(f"/comments/{comment.id}/edit", data={"body": "Second words"})
    assert "Second words" in client.get(f"/comments/{comment.id}").text
    client.post(f"/comments/{comment.id}/deletion")
    assert "Second words" not in client.get(f"/comments/{comment.id}").text


def test_others_words_cannot(client, make):
    comment = make.comment(make.idea())
    client.sign_in(make.person())
    assert client.get(f"/comments/{comment.id}/edit").status_code == 403
    assert client.post(f"/comments/{comment.id}/edit", data={"body": "x"}).status_code == 403
    assert client.post(f"/comments/{comment.id}/deletion").status_code == 403


def test_a_heart_comes_and_goes_in_place(client, make):
    comment = make.comment(make.idea())
    client.sign_in(make.person())
    assert 'aria-pressed="true"' in client.post(f"/comments/{comment.id}/heart", headers=HX).text
    data = {"withdraw": "1"}
    assert 'aria-pressed="false"' in client.post(f"/comments/{comment.id}/heart", data=data, headers=HX).text
    assert make.fresh(comment).hearts == 0


def test_a_long_thread_comes_by_parts(client, make):
    idea = make.idea()
    root = make.comment(idea, "The first word")
    answers = [make.comment(idea, f"Answer {number}.", parent=root) for number in range(8)]
    page = client.get(f"/ideas/{idea.id}/{idea.slug}").text
    assert "3 more replies" in page
    assert "Answer 7." not in page
    assert "Answer 7." in client.get(f"/comments/{root.id}").text
    assert client.get(f"/comments/{answers[7].id}").location == f"/comments/{root.id}#comment-{answers[7].id}"


def test_following_and_no_more(client, make):
    idea = make.idea()
    client.sign_in(make.person())
    client.post(f"/ideas/{idea.id}/follow")
    assert make.fresh(idea).followers == 1
    client.post(f"/ideas/{idea.id}/follow", data={"withdraw": "1"})
    assert make.fresh(idea).followers == 0


def test_something_wrong_can_be_reported_once(client, make):
    idea = make.idea()
    client.sign_in(make.person())
    address = f"/flags/new?subject=idea:{idea.id}"
    assert client.post(address, data={}).status_code == 422
    assert client.post(address, data={"reason": "spam", "note": "Watches"}).status_code == 303
    assert client.post(address, data={"reason": "spam"}).status_code == 409
    assert db.session.query(Flag).count() == 1
