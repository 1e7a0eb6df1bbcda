"""``flask demo`` builds the whole world, once, and only into an empty database."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from ideaboard.cli.demo.content import load
from ideaboard.core import files, settings
from ideaboard.core.clock import now
from ideaboard.core.db import db
from ideaboard.core.events import Fact
from ideaboard.core.jobs import Errand
from ideaboard.domain import duplicates, moderation, people, rewards, votes
from ideaboard.domain.boards.models import Board
from ideaboard.domain.ideas.models import Idea, Picture
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.people.models import Person
from ideaboard.domain.review.models import Case
from ideaboard.domain.rewards.models import Reward
from ideaboard.effects import search
from tests.make import Make


def test_a_database_with_people_in_it_is_left_alone(app: Flask, make: Make) -> None:
    make.person()

    refused = app.test_cli_runner().invoke(args=["demo"])

    assert refused.exit_code == 1
    assert "data of its own" in refused.output
    assert not settings.everything()["demo"]


def test_the_demo_world_is_built_once_and_stands_as_it_was_told(app: Flask) -> None:
    first = app.test_cli_runner().invoke(args=["demo"])
    assert first.exit_code == 0, first.output
    assert "ines@demo.example" in first.output
    db.session.rollback()

    _stands_as_told()
    _counts_are_right()
    _work_waits_for_the_staff()
    _rewards_are_on_their_way()
    _something_looks_alike()
    _is_a_demo_without_mail(Path(app.config["UPLOADS"]))

    facts = db.session.scalar(select(func.count()).select_from(Fact))
    again = app.test_cli_runner().invoke(args=["demo"])
    assert again.exit_code == 0
    assert again.output.strip().splitlines()[-1] == first.output.strip().splitlines()[-1]
    assert db.session.scalar(select(func.count()).select_from(Fact)) == facts


def _stands_as_told() -> None:
    told = Counter((plan.board, plan.phase) for plan in load().ideas)
    found = Counter((idea.board.slug, str(idea.phase)) for idea in db.session.scalars(select(Idea)).unique())
    assert found == told


def _counts_are_right() -> None:
    for idea in db.session.scalars(select(Idea)).unique():
        assert votes.tally_of(idea) == votes.recounted(idea), idea.title
        assert idea.phase != Phase.GATHERING or not idea.deadline_at or idea.deadline_at > now(), idea.title
    assert not rewards.crooked()


def _work_waits_for_the_staff() -> None:
    screening = select(func.count()).select_from(Idea).where(Idea.phase == Phase.SCREENING)
    assert db.session.scalar(screening) == 3
    assert db.session.scalar(select(func.count()).where(moderation.Flag.settled_at.is_(None))) == 3
    waiting = db.session.scalars(select(Case).where(Case.state == "open")).all()
    assert len(waiting) == 10
    assert sum(case.due_at is not None and case.due_at < now() for case in waiting) == 3


def _something_looks_alike() -> None:
    while search.compare():
        pass
    [family] = duplicates.families(db.session.scalars(select(Board.id)).all())
    titles = db.session.scalars(select(Idea.title).where(Idea.id.in_(family.idea_ids))).all()
    assert ["dogs who wait" in title for title in titles] == [True, True]


def _rewards_are_on_their_way() -> None:
    cash = db.session.scalars(select(Reward).where(Reward.kind == "cash")).all()
    assert sorted(reward.state for reward in cash) == ["claimed", "paid", "proposed"]
    royalty = select(Reward.basis_points).where(Reward.kind == "royalty")
    assert sorted(db.session.scalars(royalty)) == [30, 70]


def _is_a_demo_without_mail(uploads: Path) -> None:
    assert settings.everything()["demo"] is True
    assert db.session.scalar(select(func.count()).select_from(Errand)) == 0
    ines = people.by_email("ines@demo.example")
    assert ines is not None
    assert people.fits(ines.password_hash, load().password)
    faces = db.session.scalars(select(Person.face).where(Person.face.is_not(None))).all()
    drawn = [*faces, *db.session.scalars(select(Picture.file))]
    assert len(drawn) > 100
    assert all(files.path_of(uploads, name).is_file() for name in drawn)
