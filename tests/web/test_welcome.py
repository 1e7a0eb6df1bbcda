"""The first run: from the one-time code to a public board, and never for whoever comes first."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select

from ideaboard.core import settings
from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.events import Fact
from ideaboard.domain import boards, people, review
from ideaboard.domain.boards import rules
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.rewards.models import Reward
from tests.web.world import PNG

ADMIN = {"step": "admin", "name": "Ada Keller", "email": "ada@example.org", "password": "plough seven quiet lamps"}


@pytest.fixture
def code(app) -> str:
    with transaction():
        made = people.new_welcome_code()
    assert made
    return made


def test_whoever_comes_first_finds_nothing(client, code):
    assert client.get("/welcome").status_code == 404
    assert client.get("/welcome?code=guess").status_code == 404
    assert client.post("/welcome", data=ADMIN).status_code == 404
    assert not people.has_admin()


def test_the_code_is_kept_only_as_its_digest_and_leaves_the_address(client, code):
    assert code not in str(settings.everything())
    answer = client.get(f"/welcome?code={code}")
    assert answer.status_code == 302
    assert "code" not in answer.headers["Location"]
    assert client.get("/welcome").status_code == 200


def test_a_new_code_takes_the_place_of_the_one_before(client, code):
    client.get(f"/welcome?code={code}")
    with transaction():
        people.new_welcome_code()
    assert client.get("/welcome").status_code == 404
    assert client.get(f"/welcome?code={code}").status_code == 404


def test_three_steps_lead_to_a_public_board_and_the_code_is_used_up(app, client, code):
    client.get(f"/welcome?code={code}")
    client.post("/welcome", data={"step": "site", "name": "Keller Bikes", "question": "What shall we build?"})
    page = client.get("/welcome").text
    assert "Keller Bikes" in page
    assert 'name="password"' in page  # resumed where it was left: the name is not asked again
    assert client.post("/welcome", data=ADMIN).location == "/welcome/board"

    made = client.post("/welcome/board", data={"title": "Bike ideas", "preset": "ideaexchange", "visitors": "10000"})

    assert made.location == "/welcome/ideas"
    board = boards.by_slug("bike-ideas")
    assert board is not None
    assert board.rules.gate.at_least == 50 * board.rules.ballot.points
    assert (board.rules.review.reviewers, board.rules.reward.approvers) == (1, 1)
    assert "board.rules_changed" in db.session.scalars(select(Fact.kind).where(Fact.public)).all()
    visitor = app.test_client()
    assert "What shall we build?" in visitor.get("/").text
    assert visitor.get("/boards/bike-ideas").status_code == 200
    assert visitor.get(f"/welcome?code={code}").status_code == 404
    assert client.get("/welcome").status_code == 200  # what is left to do
    with transaction():
        assert people.new_welcome_code() is None


def test_what_was_typed_wrongly_comes_back_with_its_sentence(client, code):
    client.get(f"/welcome?code={code}")
    answer = client.post("/welcome", data={"step": "site", "name": " ", "question": "Why?"})
    assert answer.status_code == 422
    assert "Why?" in answer.text
    answer = client.post("/welcome", data=ADMIN | {"password": "short"})
    assert answer.status_code == 422
    assert "Ada Keller" in answer.text
    assert not people.has_admin()


def test_all_presets_are_read_back_with_the_gate_for_so_many_visitors(client, make):
    client.sign_in(make.admin())
    page = client.post("/welcome/board", data={"title": "Sets", "visitors": "10000", "suggest": "1"})
    assert page.status_code == 200
    assert page.text.count('name="preset"') == 8
    assert "At 50 supporters our team reviews it." in page.text
    assert 'value="Sets"' in page.text
    for nonsense in ("0", "-3", "many", "9" * 40):
        assert client.post("/welcome/board", data={"title": "Sets", "visitors": nonsense}).status_code == 422


def test_a_team_keeps_its_four_eyes(client, make):
    client.sign_in(make.admin())
    make.reviewer()
    client.post("/welcome/board", data={"title": "Ideas", "preset": "lego-ideas"})
    board = boards.by_slug("ideas")
    assert board is not None
    assert board.rules.review.reviewers == 2
    assert board.rules_number == 1


@pytest.mark.parametrize("preset", [info.name for info in rules.presets()])
def test_a_team_of_one_is_told_that_one_scorecard_is_enough_and_it_is(client, make, preset):
    admin = make.admin()
    client.sign_in(admin)
    assert "one scorecard is enough" in client.get("/welcome/board").text
    client.post("/welcome/board", data={"title": "Ideas", "preset": preset})
    board = boards.by_slug("ideas")
    assert board is not None
    assert (board.rules.review.reviewers, board.rules.reward.approvers) == (1, 1)


def test_who_is_alone_brings_an_idea_from_the_board_to_the_approved_reward(client, make):
    admin = make.admin()
    client.sign_in(admin)
    client.post("/welcome/board", data={"title": "Ideas", "preset": "my-starbucks-idea"})
    prize = {"reward": {"on": "accepted", "grants": [{"kind": "cash", "amount": "50", "currency": "EUR"}]}}
    with transaction():
        boards.change_rules(boards.by_slug("ideas"), prize, by=make.here(admin), at=now())
    idea = make.idea(board=boards.by_slug("ideas"))

    with transaction():
        here, alone = make.here(idea), make.here(admin)
        review.pick(here, "Many ask for it.", by=alone, at=now())
        scores = {one.key: 3 for one in here.rules.review.criteria}
        review.assess(here, by=alone, at=now(), scores=scores, recommendation="accept")
        reason = here.rules.review.reasons[0]
        review.decide(here, by=alone, at=now(), outcome="accept", reason=reason, statement="We make it.")
    reward = db.session.query(Reward).one()
    approved = client.post(f"/rewards/{reward.id}/approve")

    assert approved.status_code == 303
    assert (make.fresh(idea).phase, make.fresh(reward).state) == ("accepted", "approved")


# left and resumed: nothing is asked twice


def fields(client, address: str) -> list[str]:
    """What the page at ``address`` asks, wherever it leads."""
    page = client.get(address, follow_redirects=True)
    assert page.status_code == 200
    main = page.text.partition("<main")[2].partition("</main>")[0]
    return re.findall(r'name="((?!csrf|step|next)[a-z0-9_-]+)"', main)


def test_each_step_can_be_left_and_is_not_asked_again(app, code):
    def come_back(signed_in: bool = True):
        """Another browser: nothing of the one before is left in it."""
        other = app.test_client()
        if signed_in:
            other.post("/signin", data={"email": ADMIN["email"], "password": ADMIN["password"]})
            assert other.get("/account").status_code == 200
        else:
            other.get(f"/welcome?code={code}")
        return other

    client = come_back(signed_in=False)
    assert "question" in fields(client, "/welcome")
    client.post("/welcome", data={"step": "site", "name": "Keller Bikes", "question": "What shall we build?"})

    client = come_back(signed_in=False)
    assert fields(client, "/welcome") == ["name", "email", "password"]
    client.post("/welcome", data=ADMIN)

    client = come_back()
    assert client.get(f"/welcome?code={code}").status_code == 200
    assert "/welcome/board" in client.get("/welcome").text
    assert "title" in fields(client, "/welcome/board")
    client.post("/welcome/board", data={"title": "Bike ideas", "preset": "ideaexchange"})

    client = come_back()
    assert "preset" not in fields(client, "/welcome/board")
    assert fields(client, "/welcome/ideas") == [f"{what}-{n}" for n in (1, 2, 3) for what in ("title", "body")]
    client.post("/welcome/ideas", data={"title-2": "Child seats", "body-2": "For two, in front."})

    client = come_back()
    assert fields(client, "/welcome/ideas") == [f"{what}-{n}" for n in (1, 2) for what in ("title", "body")]
    assert "Child seats" in client.get("/welcome/ideas").text
    client.post("/welcome/ideas", data={"title-1": "Bells that ring", "title-2": "Locks that hold"})

    client = come_back()
    assert client.get("/welcome/ideas").location == "/welcome"
    assert "/welcome/ideas" not in client.get("/welcome").text
    assert ideas_on("bike-ideas") == ["Child seats", "Bells that ring", "Locks that hold"]


def ideas_on(slug: str) -> list[str]:
    """The public ideas of a board, in their order."""
    board = boards.by_slug(slug)
    assert board is not None
    return list(db.session.scalars(select(Idea.title).where(Idea.board_id == board.id, Idea.shown).order_by(Idea.id)))


def test_the_board_is_opened_once_however_often_the_button_is_pressed(client, make):
    client.sign_in(make.admin())
    for _time in range(2):
        client.post("/welcome/board", data={"title": "Ideas", "preset": "ideaexchange"})
    assert len(boards.shown(None)) == 1


# three first ideas

THREE = {
    "title-1": "Child seats", "body-1": "For two, in front, so that one sees them.",
    "title-2": "Bells that ring", "body-2": "Loud enough for cars, and kind to people on foot.",
    "title-3": "Locks that hold", "body-3": "One that a thief needs ten minutes for, not ten seconds.",
}  # fmt: skip


def opened(client, make, preset: str) -> Any:
    """A fresh board of the first run; its admin is signed in."""
    admin = make.admin()
    client.sign_in(admin)
    client.post("/welcome/board", data={"title": "Ideas", "preset": preset})
    return admin


@pytest.mark.parametrize("preset", [info.name for info in rules.presets()])
def test_three_ideas_are_public_in_the_admins_name_whatever_the_board_asks_for(app, client, make, preset):
    admin = opened(client, make, preset)
    board = boards.by_slug("ideas")
    assert board is not None
    if board.visibility == "private":  # nobody sees another's entry: there is nothing to begin with
        assert client.get("/welcome/ideas").location == "/welcome"
        assert "/welcome/ideas" not in client.get("/welcome").text
        return
    asked = fields(client, "/welcome/ideas")
    data = THREE | {f"body-{n}": THREE[f"body-{n}"] + " It is time." for n in (1, 2, 3)}
    data |= {name: (BytesIO(PNG), "seat.png") for name in asked if name.startswith("picture")}
    data |= {"accept_terms": "y"} if "accept_terms" in asked else {}

    answer = client.post("/welcome/ideas", data=data, content_type="multipart/form-data")

    assert answer.location == "/welcome", answer.text[-4000:]
    assert ideas_on("ideas") == ["Child seats", "Bells that ring", "Locks that hold"]
    assert set(db.session.scalars(select(Idea.author_id))) == {admin.id}
    if not board.gated:
        assert "Bells that ring" in app.test_client().get("/boards/ideas").text


def test_what_is_shared_twice_is_there_once(client, make):
    opened(client, make, "ideaexchange")
    for _time in range(2):
        client.post("/welcome/ideas", data={"title-1": "Child seats", "body-1": "For two."})
    assert ideas_on("ideas") == ["Child seats"]


def test_where_one_lacks_something_none_is_shared_and_all_words_come_back(client, make):
    opened(client, make, "ideaexchange")
    answer = client.post("/welcome/ideas", data=THREE | {"title-2": ""})
    assert answer.status_code == 422
    assert "Give your idea a title." in answer.text.partition('id="f-title-2"')[0].rpartition('for="f-title-2"')[2]
    for words in ("Child seats", "kind to people on foot", "not ten seconds"):
        assert words in answer.text
    assert ideas_on("ideas") == []
    assert client.post("/welcome/ideas", data={}).status_code == 422


def test_a_picture_that_is_none_is_said_at_its_place_and_leaves_nothing_behind(client, make, site):
    opened(client, make, "threadless")
    data = THREE | {"picture-1": (BytesIO(PNG), "a.png"), "picture-2": (BytesIO(b"no picture"), "b.png")}
    answer = client.post("/welcome/ideas", data=data, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert 'id="f-picture-2-error"' in answer.text
    data = THREE | {"picture-1": (BytesIO(PNG), "a.png")}
    assert client.post("/welcome/ideas", data=data, content_type="multipart/form-data").status_code == 422
    assert ideas_on("ideas") == []
    assert [path for path in site.settings.uploads.rglob("*") if path.is_file()] == []


# what is left to do


def test_a_test_letter_that_left_is_remembered_for_this_server(client, make, app, mailbox, monkeypatch):
    opened(client, make, "ideaexchange")
    assert client.get("/welcome").text.count("Done:") == 1
    answer = client.post("/admin/mail/test", data={"next": "/welcome"})
    assert answer.location == "/welcome"
    assert client.get("/welcome").text.count("Done:") == 2
    monkeypatch.setitem(app.config, "MAIL_URL", "smtp://another.example:25")
    assert client.get("/welcome").text.count("Done:") == 1


def test_a_test_letter_that_does_not_leave_shows_where_it_stopped(client, make, app, monkeypatch):
    opened(client, make, "ideaexchange")
    monkeypatch.setitem(app.config, "MAIL_URL", "smtp://no-such-host.invalid:25")
    answer = client.post("/admin/mail/test", data={"next": "/welcome"})
    assert answer.status_code == 200
    assert "No server has this name" in answer.text
    assert client.get("/welcome").text.count("Done:") == 1


def test_the_administration_leads_back_here_while_the_site_is_young(client, make):
    opened(client, make, "ideaexchange")
    assert 'href="/welcome"' in client.get("/admin").text
    for _number in range(10):
        make.idea(board=boards.by_slug("ideas"))
    assert 'href="/welcome"' not in client.get("/admin").text


def test_a_colleague_is_asked_from_here_and_the_link_is_shown(client, make):
    opened(client, make, "ideaexchange")
    sent = {"email": "bo@example.org", "role": "reviewer", "next": "/welcome"}
    assert client.post("/admin/people/invitations", data=sent).location == "/welcome#invitations"
    page = client.get("/welcome").text
    assert "bo@example.org" in page
    assert re.search(r"http://127\.0\.0\.1:8000/team/\d+-", page)
    sent["next"] = "https://elsewhere.example/"
    assert client.post("/admin/people/invitations", data=sent).location == "/admin/people#invitations"


@pytest.mark.race
def test_of_two_who_use_the_code_at_once_one_becomes_admin(code, together: Callable[..., list[Any]]):
    hashed = people.hash_password(ADMIN["password"])

    def become(number: int) -> None:
        with transaction():
            people.become_first_admin(code, "Somebody", f"somebody{number}@example.org", hashed, at=now())

    answers = together(lambda: become(1), lambda: become(2), lambda: become(3))

    assert sum(answer is None for answer in answers) == 1
