"""Moderation: every no with a reason, everything undoable, and all of it in the log."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import Denied, Invalid, Refused
from ideaboard.domain import comments, ideas, moderation
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.moderation.models import Ruling
from tests.make import Make


def log() -> list[tuple[str, str]]:
    return [(ruling.kind, ruling.reason) for ruling in db.session.scalars(moderation.log().order_by(Ruling.id))]


@pytest.mark.parametrize(("outcome", "phase"), [("return", Phase.RETURNED), ("remove", Phase.REMOVED)])
def test_a_first_look_that_says_no_needs_a_reason_the_author_reads(make: Make, outcome: str, phase: Phase) -> None:
    idea, moderator = make.idea(phase="screening"), make.moderator()
    with pytest.raises(Invalid) as no, transaction():
        moderation.screen(make.here(idea), by=make.here(moderator), at=now(), outcome=outcome)
    assert list(no.value.errors) == ["reason"]
    with transaction():
        moderation.screen(make.here(idea), by=make.here(moderator), at=now(), outcome=outcome, reason="It is an ad.")
    assert make.fresh(idea).phase == phase
    assert log() == [(outcome, "It is an ad.")]
    assert [ruling.reason for ruling in moderation.rulings_on(make.here(idea))] == ["It is an ad."]


def test_a_first_look_happens_once(make: Make) -> None:
    idea, moderator = make.idea(phase="screening"), make.moderator()
    with transaction():
        moderation.screen(make.here(idea), by=make.here(moderator), at=now(), outcome="publish")
    with pytest.raises(Refused, match="looked at this idea already"), transaction():
        moderation.screen(make.here(idea), by=make.here(moderator), at=now(), outcome="publish")


def test_flags_of_enough_people_hide_an_idea_until_somebody_looked(make: Make) -> None:
    idea, moderator = make.idea(rules={"screening": {"flags_to_hide": 2}}), make.moderator()
    for _ in range(2):
        reporter = make.person()
        with transaction():
            moderation.flag_idea(make.here(idea), "spam", by=make.here(reporter), at=now(), note="Look at this.")
    assert make.fresh(idea).hidden_for == "flags"
    assert ideas.find(idea.id, None) is None
    assert len(db.session.scalars(moderation.open_flags(make.here(moderator))).all()) == 2

    with transaction():
        moderation.dismiss_idea_flags(make.here(idea), by=make.here(moderator), at=now())
    assert ideas.find(idea.id, None) is not None
    assert db.session.scalars(moderation.open_flags(make.here(moderator))).all() == []


def test_one_person_flags_once(make: Make) -> None:
    idea, reporter = make.idea(), make.person()
    with transaction():
        moderation.flag_idea(make.here(idea), "spam", by=make.here(reporter), at=now())
    with pytest.raises(Refused, match="reported this already"), transaction():
        moderation.flag_idea(make.here(idea), "other", by=make.here(reporter), at=now())


def test_suspending_hides_every_post_and_lifting_brings_them_back(make: Make) -> None:
    spammer, moderator = make.person(), make.moderator()
    own, other = make.idea(author=spammer), make.idea()
    said = make.comment(other, by=spammer)
    with transaction():
        until = now() + timedelta(days=7)
        moderation.suspend(make.here(spammer), "Advertising.", by=make.here(moderator), at=now(), until=until)
    assert ideas.find(own.id, None) is None
    assert make.fresh(said).hidden_for == "sanction"
    assert make.fresh(other).comments == 0
    with pytest.raises(Denied, match="suspended until"):
        make.vote(other, by=spammer)

    with transaction():
        moderation.lift(make.here(spammer), by=make.here(moderator), at=now())
    assert ideas.find(own.id, None) is not None
    assert (make.fresh(said).hidden_for, make.fresh(other).comments) == (None, 1)
    make.vote(other, by=spammer)
    assert [kind for kind, _reason in log()] == ["suspend", "lift"]
    assert moderation.suspension_of(make.here(spammer)) is None


def test_lifting_leaves_hidden_what_was_hidden_for_another_reason(make: Make) -> None:
    person, moderator = make.person(), make.moderator()
    said = make.comment(make.idea(), by=person)
    with transaction():
        moderation.hide_comment(make.here(said), "Abusive.", by=make.here(moderator), at=now())
    with transaction():
        moderation.suspend(
            make.here(person), "Abusive.", by=make.here(moderator), at=now(), until=now() + timedelta(days=1)
        )
        moderation.lift(make.here(person), by=make.here(moderator), at=now())
    assert make.fresh(said).hidden_for == "ruling"


def test_nobody_suspends_oneself_or_the_team(make: Make) -> None:
    moderator, admin = make.moderator(), make.admin()
    until = now() + timedelta(days=1)
    with pytest.raises(Denied), transaction():
        moderation.suspend(make.here(moderator), "x", by=make.here(moderator), at=now(), until=until)
    with pytest.raises(Refused, match="on the team"), transaction():
        moderation.suspend(make.here(admin), "x", by=make.here(moderator), at=now(), until=until)


def test_a_removed_idea_goes_back_to_where_it_was(make: Make) -> None:
    idea, moderator = make.idea(phase="review"), make.moderator()
    with transaction():
        moderation.remove(make.here(idea), "Somebody's private address.", by=make.here(moderator), at=now())
    with transaction():
        moderation.restore(make.here(idea), by=make.here(moderator), at=now())
    assert make.fresh(idea).phase == Phase.REVIEW
    undone = db.session.scalars(select(Ruling).where(Ruling.kind == "remove")).one()
    assert undone.undone_at is not None


# Comments


def test_threads_keep_their_depth_and_count_their_answers(make: Make) -> None:
    idea = make.idea()
    above = root = make.comment(idea)
    for _ in range(30):
        above = make.comment(idea, parent=above)
    assert above.depth == 30
    assert above.root_id == root.id
    assert (make.fresh(root).replies, make.fresh(idea).comments) == (30, 31)


def test_a_deleted_comment_stays_as_a_tombstone(make: Make) -> None:
    person = make.person()
    said = make.comment(make.idea(), "Something regrettable", by=person)
    make.comment(said.idea, parent=said)
    with transaction():
        comments.delete(make.here(said), by=make.here(person), at=now())
    gone = make.fresh(said)
    assert (gone.body, gone.body_html, gone.deleted_at is not None) == ("", "", True)
    assert make.fresh(gone.idea).comments == 1
    with pytest.raises(Refused, match="deleted"), transaction():
        comments.edit(make.here(said), "Never mind", by=make.here(person), at=now())


def test_official_answers_come_from_staff_at_any_phase(make: Make) -> None:
    idea = make.idea(phase="declined")
    with pytest.raises(Denied):
        make.comment(idea, official=True)
    assert make.comment(idea, by=make.moderator(), official=True).official


def test_a_heart_beats_once_a_person(make: Make) -> None:
    said, fan = make.comment(make.idea()), make.person()
    for _ in range(2):
        with transaction():
            comments.heart(make.here(said), by=make.here(fan), at=now())
    assert make.fresh(said).hearts == 1
    with transaction():
        comments.unheart(make.here(said), by=make.here(fan))
        comments.unheart(make.here(said), by=make.here(fan))
    assert make.fresh(said).hearts == 0


def test_a_comment_of_another_idea_cannot_be_answered_here(make: Make) -> None:
    elsewhere = make.comment(make.idea())
    with pytest.raises(Invalid):
        make.comment(make.idea(), parent=elsewhere)


def test_comments_come_in_pages_of_threads_with_their_first_answers(make: Make) -> None:
    idea = make.idea()
    roots = [make.comment(idea) for _ in range(3)]
    for _ in range(4):
        make.comment(idea, parent=roots[0])
    page = comments.threads(make.here(idea), limit=2)
    assert [comment.id for comment in page.rows] == [roots[0].id, roots[1].id]
    assert len(comments.first_answers(page.rows, most=3)[roots[0].id]) == 3
    rest = comments.threads(make.here(idea), after=page.after, limit=2)
    assert [comment.id for comment in rest.rows] == [roots[2].id]
