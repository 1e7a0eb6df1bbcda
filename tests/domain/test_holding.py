"""Posts that wait for a look: who waits, what they read, and what becomes of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from ideaboard.core import settings
from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.events import Fact
from ideaboard.domain import comments, ideas, moderation
from ideaboard.domain.comments.models import Comment
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.moderation.models import Flag, Hold, Ruling
from tests.conftest import Clock
from tests.make import Make


def watch(**values: Any) -> None:
    with transaction():
        for key, value in values.items():
            settings.put(key, value)


def doubts(subject: Idea | Comment) -> list[str]:
    hold = moderation.open_hold(subject)
    return [kind for kind, _found in hold.doubts] if hold else []


def kinds() -> list[str]:
    return [fact.kind for fact in db.session.query(Fact).order_by(Fact.id)]


def test_the_first_n_posts_of_a_newcomer_wait_ideas_and_comments_alike(make: Make) -> None:
    board, moderator, anna = make.board(rules={"screening": {"newcomers": 2}}), make.moderator(), make.person()
    other = make.idea(board=board, author=moderator)
    first = make.idea(board=board, author=anna, phase="gathering")  # waits, and is published
    said = make.comment(other, by=anna)
    assert (said.hidden_for, doubts(said)) == ("held", ["newcomer"])
    with transaction():
        moderation.publish_comment(make.here(said), by=make.here(moderator), at=now())
    assert make.fresh(first).published_at is not None
    assert make.comment(other, by=anna).hidden_for is None
    third = make.idea(board=board, author=anna)
    assert (third.phase, doubts(third)) == (Phase.GATHERING, [])


def test_the_team_is_never_a_newcomer(make: Make) -> None:
    board = make.board(rules={"screening": {"newcomers": 5}})
    idea = make.idea(board=board, author=make.moderator(board))
    assert idea.phase == Phase.GATHERING
    assert make.comment(idea, by=make.reviewer(board)).hidden_for is None


def test_a_comment_that_waits_is_there_for_its_author_and_the_moderators_alone(make: Make) -> None:
    watch(watched_words=["casino"])
    anna, moderator, idea = make.person(), make.moderator(), make.idea()
    said = make.comment(idea, "Visit my casino", by=anna)
    there = make.fresh(idea)
    for person, seen in ((None, False), (make.person(), False), (anna, True), (moderator, True)):
        who = make.here(person) if person else None
        assert (comments.find(said.id, who) is not None) == seen
        assert bool(comments.threads(there, who).rows) == seen
        assert bool(comments.of_idea(there, who, after=None, limit=20).rows) == seen
    assert there.comments == 0
    assert "comment.posted" not in kinds()
    with transaction():
        moderation.publish_comment(make.here(said), by=make.here(moderator), at=now())
    assert comments.find(said.id, None) is not None
    assert make.fresh(idea).comments == 1
    posted = db.session.query(Fact).filter_by(kind="comment.posted").one()
    assert posted.actor_id == anna.id


def test_its_author_may_edit_what_waits_and_is_promised_an_answer(make: Make, clock: Clock) -> None:
    start = clock.set("2026-05-01 09:00")
    watch(watched_words=["casino"], answer_hours=24)
    anna, idea = make.person(), make.idea()
    said = make.comment(idea, "Visit my casino", by=anna)
    with transaction():
        comments.edit(make.here(said), "Visit my cafe", by=make.here(anna), at=now())
    hold = moderation.open_hold(make.fresh(said))
    assert hold is not None
    assert hold.answer_by == start + timedelta(hours=24)
    assert make.fresh(said).hidden_for == "held"


def test_an_edit_cannot_put_in_what_would_have_been_held(make: Make) -> None:
    watch(watched_words=["casino"])
    anna, moderator, idea = make.person(), make.moderator(), make.idea()
    own, said = make.idea(author=anna, supporters=2), make.comment(idea, by=anna)
    with transaction():
        by = make.here(anna)
        ideas.revise(make.here(own), by=by, at=now(), body="A casino for everybody, on every corner of the town.")
        comments.edit(make.here(said), "Casino!", by=by, at=now())
    assert (make.fresh(own).hidden_for, make.fresh(own).phase) == ("held", Phase.GATHERING)
    assert (make.fresh(said).hidden_for, make.fresh(idea).comments) == ("held", 0)
    assert {idea.id for idea in db.session.scalars(moderation.screening(make.here(moderator)))} == {own.id}
    with transaction():
        by = make.here(moderator)
        moderation.screen(make.here(own), by=by, at=now(), outcome="publish")
        moderation.publish_comment(make.here(said), by=by, at=now())
    assert make.fresh(own).shown
    assert make.fresh(own).supporters == 2
    assert make.fresh(idea).comments == 1
    assert kinds().count("comment.posted") == 1  # it had been posted before


def test_a_held_idea_that_is_returned_waits_again_when_it_comes_back(make: Make) -> None:
    watch(watched_words=["casino"])
    anna, moderator = make.person(), make.moderator()
    own = make.idea(author=anna)
    with transaction():
        ideas.revise(make.here(own), by=make.here(anna), at=now(), title="A casino")
        moderation.screen(make.here(own), by=make.here(moderator), at=now(), outcome="return", reason="No casinos.")
    with transaction():
        ideas.revise(make.here(own), by=make.here(anna), at=now(), title="A cafe")
        ideas.submit(make.here(own), by=make.here(anna), at=now())
    found = make.fresh(own)
    assert (found.phase, found.hidden_for, doubts(found)) == (Phase.GATHERING, "held", ["again"])
    with transaction():
        moderation.screen(make.here(own), by=make.here(moderator), at=now(), outcome="publish")
    assert make.fresh(own).shown


def test_a_newcomers_many_links_wait_and_those_of_known_people_do_not(make: Make, clock: Clock) -> None:
    clock.set("2026-05-01 09:00")
    watch(newcomer_links=1)
    anna, idea, body = make.person(), make.idea(), "https://a.example and https://b.example"
    assert doubts(make.comment(idea, body, by=anna)) == ["links"]
    bob = make.person()
    for _ in range(3):
        make.comment(idea, by=bob)
    clock.shift(days=3)
    assert moderation.level_of(make.here(bob), now()).key == "known"
    assert make.comment(idea, body, by=bob).hidden_for is None


def test_reports_weigh_by_record_and_the_outcome_counts_for_the_reporter(make: Make) -> None:
    moderator, crank, honest = make.moderator(), make.person(), make.person()
    for _ in range(4):
        fine, bad = make.idea(), make.idea()
        with transaction():
            moderation.flag_idea(make.here(fine), "spam", by=make.here(crank), at=now())
            moderation.flag_idea(make.here(bad), "spam", by=make.here(honest), at=now())
        with transaction():
            by = make.here(moderator)
            moderation.dismiss_idea_flags(make.here(fine), by=by, at=now())
            moderation.remove(make.here(bad), "An advertisement.", by=by, at=now())
    assert moderation.record_of(make.here(crank), now()).dismissed == 4
    assert moderation.record_of(make.here(honest), now()).upheld == 4

    idea, new = make.idea(rules={"screening": {"flags_to_hide": 2}}), make.person()
    with transaction():
        moderation.flag_idea(make.here(idea), "spam", by=make.here(crank), at=now())
        moderation.flag_idea(make.here(idea), "spam", by=make.here(new), at=now())
    assert make.fresh(idea).hidden_for is None
    with transaction():
        moderation.flag_idea(make.here(idea), "spam", by=make.here(honest), at=now())
    assert make.fresh(idea).hidden_for == "flags"
    assert [flag.weight for flag in db.session.query(Flag).filter_by(idea_id=idea.id).order_by(Flag.id)] == [
        33,
        100,
        167,
    ]
    assert doubts(make.here(idea)) == ["flags"]


@pytest.mark.parametrize("act", ["publish", "return", "remove", "dismiss"])
def test_every_act_on_an_idea_can_be_undone(make: Make, act: str) -> None:
    moderator, reporter = make.moderator(), make.person()
    screened = act in ("publish", "return")
    idea = make.idea(phase="screening" if screened else "gathering", rules={"screening": {"flags_to_hide": 1}})
    if not screened:
        with transaction():
            moderation.flag_idea(make.here(idea), "spam", by=make.here(reporter), at=now())
        assert make.fresh(idea).hidden_for == "flags"
    with transaction():
        ruling = moderation.act_on(make.here(idea), act, "Because.", by=make.here(moderator), at=now())
    with transaction():
        moderation.undo(make.here(ruling), by=make.here(moderator), at=now())
    found = make.fresh(idea)
    assert make.fresh(ruling).undone_at is not None
    expected = {
        "publish": (Phase.GATHERING, "held", False), "return": (Phase.SCREENING, None, False),
        "remove": (Phase.GATHERING, "flags", False), "dismiss": (Phase.GATHERING, "flags", False),
    }  # fmt: skip
    assert (found.phase, found.hidden_for, found.shown) == expected[act]
    flags = [(flag.outcome, flag.settled_at is None) for flag in db.session.query(Flag)]
    assert flags == ([] if screened else [(None, True)])
    assert moderation.open_hold(found) is not None
    if act == "publish":
        with transaction():
            moderation.screen(make.here(idea), by=make.here(moderator), at=now(), outcome="publish")
        assert make.fresh(idea).shown


@pytest.mark.parametrize("act", ["publish", "hide"])
def test_every_act_on_a_comment_can_be_undone(make: Make, act: str) -> None:
    watch(watched_words=["casino"] if act == "publish" else [])
    moderator, idea = make.moderator(), make.idea()
    said = make.comment(idea, "My casino")
    with transaction():
        ruling = moderation.act_on(make.here(said), act, "Because.", by=make.here(moderator), at=now())
    with transaction():
        moderation.undo(make.here(ruling), by=make.here(moderator), at=now())
    assert make.fresh(said).hidden_for == ("held" if act == "publish" else None)
    assert make.fresh(idea).comments == (0 if act == "publish" else 1)


def test_one_stroke_does_what_can_be_done_says_what_cannot_and_is_undone_as_one(make: Make) -> None:
    moderator = make.moderator()
    idea = make.idea()
    some = [make.comment(idea) for _ in range(3)]
    with transaction():
        moderation.hide_comment(make.here(some[1]), "Before.", by=make.here(moderator), at=now())
    with transaction():
        subjects = [make.here(one) for one in some]
        stroke = moderation.together(subjects, "hide", "Adverts.", by=make.here(moderator), at=now())
    assert (len(stroke.rulings), len(stroke.refused)) == (2, 1)
    assert [make.fresh(one).hidden_for for one in some] == ["ruling"] * 3
    batch = db.session.query(Ruling.batch_id).filter(Ruling.batch_id.is_not(None)).distinct().one()[0]
    with transaction():
        back = moderation.undo_batch(batch, by=make.here(moderator), at=now())
    assert len(back.rulings) == 2
    assert [make.fresh(one).hidden_for for one in some] == [None, "ruling", None]
    assert make.fresh(idea).comments == 2


def test_holds_are_settled_by_whatever_is_decided(make: Make) -> None:
    idea, moderator = make.idea(phase="screening"), make.moderator()
    assert doubts(idea) == ["board"]
    with transaction():
        moderation.screen(make.here(idea), by=make.here(moderator), at=now(), outcome="remove", reason="No.")
    hold = db.session.query(Hold).one()
    assert hold.settled_at is not None
    assert hold.ruling_id is not None
