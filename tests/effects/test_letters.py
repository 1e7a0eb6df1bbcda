"""Which letters come, how often, and how they are turned off."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from ideaboard.core import clock
from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.jobs import Errand, work_off
from ideaboard.domain import comments, ideas, people
from ideaboard.domain.comments.models import Comment
from ideaboard.domain.people.mails import MAILS
from ideaboard.effects import notify
from ideaboard.effects.notify.telling import KINDS
from ideaboard.web.staff.deciding import audience
from tests.effects.test_notify import outbox, to, told, words


def answer(make, idea, said="We are looking into it.", at=None):
    with transaction():
        comments.post(make.here(idea), said, by=people.house(), at=at or now(), official=True)


@pytest.fixture
def later(monkeypatch):
    """``later(hours=23)`` moves the clock on."""
    passed = timedelta()
    real = clock.now

    def move(**by):
        nonlocal passed
        passed += timedelta(**by)

    for module in ("ideaboard.core.jobs", "ideaboard.effects.notify.daily"):
        monkeypatch.setattr(f"{module}.now", lambda: real() + passed)
    return move


# which


def test_each_kind_of_letter_has_a_switch():
    assert set(KINDS.values()) <= set(MAILS)
    assert people.MAILS_BY_DEFAULT == "screening answers decisions invitations"


def test_who_only_follows_or_discussed_reads_it_in_the_inbox(make, app):
    idea, follower, talker = make.idea(), make.person(), make.person()
    fan = make.person()
    make.vote(idea, by=fan)
    make.comment(idea, by=talker)
    with transaction():
        ideas.follow(make.here(idea), by=make.here(follower), at=now())
    answer(make, idea)
    work_off()
    assert len(to(fan, app)) == len(to(idea.author, app)) == 1
    assert to(follower, app) == to(talker, app) == []
    assert "comment.posted" in told(follower)


def test_unless_they_want_letters_about_what_they_follow(make, app):
    idea, follower = make.idea(), make.person()
    with transaction():
        ideas.follow(make.here(idea), by=make.here(follower), at=now())
        here = make.here(follower)
        people.choose_mail(here, by=here, wanted=["followed", "answers"])
    answer(make, idea)
    work_off()
    assert len(to(follower, app)) == 1


@pytest.mark.parametrize("kind", ["answers", "decisions"])
def test_a_kind_that_is_off_does_not_come(make, app, kind):
    idea = make.idea(phase="review")
    with transaction():
        author = make.here(idea.author)
        people.choose_mail(author, by=author, wanted=[one for one in MAILS if one != kind])
    answer(make, idea)
    with transaction():
        make.decide(make.here(idea), "decline", people.house(), now())
    work_off()
    [letter] = to(idea.author, app)
    assert ("Our answer" in letter["Subject"]) is (kind == "answers")


def test_a_vote_that_ended_without_a_decision_is_told_in_the_inbox(make, app):
    idea = make.idea()
    with transaction():
        ideas.move(make.here(idea), "expired", by=people.house(), at=now(), ended_by="cut")
    work_off()
    assert to(idea.author, app) == []
    assert "idea.moved" in told(idea.author)


# how often


def test_one_letter_a_day_about_an_idea_and_nothing_is_lost(make, app, later):
    idea, fan = make.idea(phase="review"), make.person()
    answer(make, idea, "We ask around.")
    work_off()
    answer(make, idea, "We asked around.")
    with transaction():
        make.decide(make.here(idea), "accept", people.house(), now())
    work_off()
    assert len(to(idea.author, app)) == 1
    later(hours=23)
    work_off()
    assert len(to(idea.author, app)) == 1
    later(hours=2)
    work_off()
    first, second = to(idea.author, app)
    assert "We ask around." in words(first)
    assert second["Subject"].startswith("Yes!")
    assert "Before that:" in words(second)
    assert words(second).count("answered") == 1
    assert db.session.scalars(select(Errand.id)).all() == []
    assert to(fan, app) == []


def test_what_happened_at_once_comes_in_one_letter(make, app):
    idea = make.idea(phase="review")
    answer(make, idea, "Soon.")
    with transaction():
        make.decide(make.here(idea), "decline", people.house(), now())
    work_off()
    [letter] = to(idea.author, app)
    assert letter["Subject"].startswith("Our answer")
    assert "Before that:" in words(letter)


def test_another_idea_has_a_letter_of_its_own(make, app):
    one, board = make.idea(), make.board()
    other = make.idea(board=board, author=one.author)
    answer(make, one)
    answer(make, other)
    work_off()
    assert len(to(one.author, app)) == 2


def test_a_letter_that_did_not_leave_keeps_its_turn(make, app, monkeypatch, later):
    idea = make.idea()
    answer(make, idea)
    app.config["MAIL_URL"], before = "smtp://127.0.0.1:9", app.config["MAIL_URL"]
    work_off()
    app.config["MAIL_URL"] = before
    assert to(idea.author, app) == []
    later(minutes=5)
    work_off()
    assert len(to(idea.author, app)) == 1


@pytest.mark.parametrize("gone", ["deleted", "hidden"])
def test_an_answer_that_was_taken_back_before_its_letter_left_is_not_told(make, app, gone):
    idea, other = make.idea(), make.idea()
    answer(make, idea, "Our secret price is 3.")
    answer(make, other, "Our secret price is 3.")
    answer(make, other, "We tell you soon.")
    with transaction():
        for said in db.session.scalars(select(Comment).where(Comment.body.contains("secret"))):
            if gone == "deleted":
                comments.delete(said, by=people.house(), at=now())
            else:
                comments.hide(said, "flags", by=people.house(), at=now())
    work_off()
    assert to(idea.author, app) == []
    [letter] = to(other.author, app)
    assert "We tell you soon." in words(letter)
    assert "secret" not in letter.as_string()
    assert "Before that:" not in words(letter)


def test_who_is_invited_by_handle_reads_it_in_the_inbox_and_an_address_gets_one_letter_a_day(make, app, later):
    idea, person = make.idea(rules={"form": {"team": True}}), make.person("Mara")

    def invite(whom):
        with transaction():
            by = make.here(idea.author)
            return ideas.invite(make.here(idea), whom, by=by, at=now())

    def take_back(made):
        with transaction():
            ideas.take_back_invitation(make.here(idea), made.id, by=make.here(idea.author), at=now())

    invite(person.handle)
    take_back(invite("new@example.org"))  # before its letter left: none
    first = invite("new@example.org")
    work_off()
    take_back(first)
    invite("new@example.org")
    work_off()
    assert to(person, app) == []
    assert notify.unread(make.fresh(person)) > 0
    assert len(invited(app)) == 1
    later(hours=25)
    work_off()
    assert len(invited(app)) == 2


def invited(app):
    return [mail for mail in outbox(app) if "new@example.org" in mail["To"]]


def test_codes_are_never_put_off(make, app):
    person = make.person()
    for _turn in range(2):
        with transaction():
            people.ask_code(person.email or "", by=person, at=now())
        work_off()
    assert len(to(person, app)) == 2


# turning them off


def link_of(letter) -> str:
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    found = re.fullmatch(r"<https?://[^/]+(/unsubscribe/[\w.]+)>", letter["List-Unsubscribe"])
    assert found
    assert found[1] in words(letter)
    return found[1]


def test_one_request_of_a_mail_program_turns_the_kind_off(make, app, csrf_client):
    idea = make.idea()
    answer(make, idea)
    work_off()
    link = link_of(to(idea.author, app)[0])
    assert "an official answer" in csrf_client.get(link).text
    assert "answers" in make.fresh(idea.author).mails  # opening it does nothing
    assert csrf_client.post(link, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert make.fresh(idea.author).mails == "screening decisions invitations"
    assert csrf_client.post(link).status_code == 200


@pytest.mark.parametrize("change", ["kind", "person", "mark", "nothing"])
def test_a_link_that_is_not_ours_does_nothing(make, app, client, change):
    person, other = make.person(), make.person()
    good = people.leaving_link(person, "answers")
    number, kind, mark = good.split(".")
    wrong = {
        "kind": f"{number}.decisions.{mark}",
        "person": f"{other.id}.{kind}.{mark}",
        "mark": good[:-1],
        "nothing": "x",
    }
    assert client.post(f"/unsubscribe/{wrong[change]}").status_code == 404
    assert make.fresh(other).mails == make.fresh(person).mails == people.MAILS_BY_DEFAULT


def test_the_switches_of_the_account(make, client):
    person = make.person()
    client.sign_in(person)
    page = client.get("/account").text
    assert page.count('name="mails"') == len(MAILS)
    assert page.count('value="answers" checked') == 1
    client.post("/account/mail", data={"mails": ["endings", "answers"]})
    assert make.fresh(person).mails == "answers endings"
    assert client.post("/account/mail", data={"mails": ["x"]}).status_code == 422


def test_who_decides_reads_how_many_letters_go_out(make):
    idea, follower, admin = make.idea(phase="review", supporters=2), make.person(), make.admin()
    with transaction():
        ideas.follow(make.here(idea), by=make.here(follower), at=now())
    found = audience(make.fresh(idea), admin)
    assert (found.people, found.mails) == (4, 3)  # the author, two supporters; the follower reads it in the inbox
