"""Presets replayed as their platforms work: ideas that gather votes, scores, points and coins."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from ideaboard import consequences
from ideaboard.core import jobs
from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import Denied, Refused
from ideaboard.core.jobs import work_off
from ideaboard.domain import ideas, moderation, people, review, stories
from ideaboard.domain.boards.models import Board
from ideaboard.domain.ideas import Filter
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.people.models import Person
from ideaboard.domain.rounds.models import Round
from ideaboard.domain.transfer import votes_in_bulk
from tests.make import Make

START = "2027-02-01T12:00:00Z"


def tick() -> None:
    db.session.rollback()
    jobs.tick(consequences.DUE)


def shared(make: Make, board: Board, *, author: Person | None = None) -> Idea:
    """An idea as the board asks for one: with its picture, its terms accepted, looked at where that is the rule."""
    author = author or make.person()
    with transaction():
        board, author = make.here(board), make.here(author)
        body = "How it works, what was tried, and what it would need to be made."
        idea = ideas.draft(board, by=author, at=now(), title="A lighthouse with a turning lamp", body=body)
        if board.rules.form.images[0]:
            ideas.attach(idea, by=author, at=now(), file=f"{idea.id:032x}.webp", width=4, height=3, alt="The model")
        ideas.submit(idea, by=author, at=now(), accept=True)
        if idea.phase == "screening":
            moderation.screen(idea, by=people.house(), at=now(), outcome="publish")
    return make.fresh(idea)


def crowd(make: Make, idea: Idea, number: int, value: int = 1) -> None:
    """``number`` people vote by the verb; the first ones in bulk, which is quicker and followed by nothing."""
    voters = [make.person() for _each in range(min(number, 3))]
    with transaction():
        same = {"name": "V", "kind": "person", "created_at": now(), "confirmed_at": now()}
        several = [Person(handle=f"v{idea.id}x{n}x{value}", **same) for n in range(number - len(voters))]
        db.session.add_all(several)
        db.session.flush()
        votes_in_bulk(make.here(idea), [(each.id, value, now()) for each in several])
    for voter in voters:
        make.vote(idea, by=voter, value=value)


# Sets of bricks: sixty days to a hundred supporters


def test_the_hundredth_supporter_on_day_59_moves_the_old_deadline_by_a_year(make: Make, clock: Any) -> None:
    start = clock.set(START)
    idea = shared(make, make.board(preset="lego-ideas"))
    before = idea.deadline_at
    clock.set(start + timedelta(days=59))
    crowd(make, idea, 100)
    moved = make.fresh(idea).deadline_at
    assert moved is not None
    assert before is not None
    assert moved == before + timedelta(days=365)
    clock.set(start + timedelta(days=61))
    tick()
    assert make.fresh(idea).phase == "gathering"


def test_ninety_nine_on_day_61_have_ended_and_the_rights_are_released(make: Make, clock: Any) -> None:
    start = clock.set(START)
    idea = shared(make, make.board(preset="lego-ideas"))
    clock.set(start + timedelta(days=59))
    crowd(make, idea, 99)
    clock.set(start + timedelta(days=61))
    with pytest.raises(Refused, match="Voting closed"):
        make.vote(idea)
    tick()
    ended = make.fresh(idea)
    assert (ended.phase, ended.ended_by, ended.released) == ("expired", "deadline", True)
    with pytest.raises(Denied, match="your own idea"):
        make.vote(idea, by=idea.author)


def test_the_last_supporter_at_23_59_belongs_to_this_batch_and_at_00_01_to_the_next(make: Make, clock: Any) -> None:
    clock.set("2027-04-01T12:00:00Z")
    board = make.board(preset="lego-ideas", rules={"gate": {"at_least": 1, "milestones": []}, "clock": {"extend": []}})
    one, two = shared(make, board), shared(make, board)
    clock.set("2027-04-30T21:59:00Z")  # 23:59 in Copenhagen
    make.vote(one)
    clock.set("2027-04-30T22:01:00Z")
    make.vote(two)
    db.session.rollback()
    cuts = [f"{each.cut_at:%Y-%m-%dT%H:%M}" for each in db.session.query(Round).order_by(Round.cut_at)]
    assert cuts == ["2027-04-30T22:00", "2027-08-31T22:00"]
    clock.set("2027-09-30T12:00:00Z")
    make.vote(shared(make, board))
    db.session.rollback()
    last = db.session.query(Round).order_by(Round.cut_at.desc()).first()
    assert last is not None
    assert f"{last.cut_at:%Y-%m-%dT%H:%M}" == "2028-01-02T23:00"  # the first Monday of January is the 3rd


# Designs: a week of scores


def test_scores_are_hidden_until_ones_own_and_the_weakest_leave_with_a_kind_word(
    app: Flask, make: Make, clock: Any
) -> None:
    start = clock.set(START)
    board = make.board(preset="threadless")
    author = make.person()
    with transaction():
        people.choose_mail(make.here(author), by=make.here(author), wanted={"endings"})
    weak, good, few = (shared(make, board, author=author) for _number in range(3))
    crowd(make, weak, 20, 1)
    crowd(make, good, 20, 2)
    crowd(make, few, 19, 0)
    voter = make.person()
    assert stories.card(make.fresh(good), make.here(voter), now()).mean is None
    make.vote(good, by=voter, value=5)
    assert stories.card(make.fresh(good), make.here(voter), now()).mean is not None

    clock.set(start + timedelta(hours=24, minutes=1))
    tick()
    assert (make.fresh(weak).phase, make.fresh(weak).ended_by) == ("expired", "cut")
    assert [make.fresh(idea).phase for idea in (good, few)] == ["gathering", "gathering"]
    work_off()
    letters = [file.read_text("utf-8") for file in (Path(app.config["INSTANCE_PATH"]) / "outbox").glob("*.eml")]
    assert [letter for letter in letters if "weakest scores" in letter and "lighthouse" in letter]


# A coffee house: points that fade


def test_equal_points_and_older_votes_stand_lower_in_trending_and_equal_in_top(make: Make, clock: Any) -> None:
    start = clock.set(START)
    board = make.board(preset="my-starbucks-idea")
    old, fresh = make.idea(board=board), make.idea(board=board)
    for _number in range(3):
        make.vote(old)
    clock.set(start + timedelta(days=14))
    for _number in range(3):
        make.vote(fresh)
    trending = [card.id for card in stories.cards(None, Filter(board=make.here(board)), at=now()).rows]
    assert trending == [fresh.id, old.id]
    assert make.fresh(old).points == make.fresh(fresh).points == 30
    assert make.fresh(old).standing == make.fresh(fresh).standing


# A brainstorm: half a year of silence


def test_181_silent_days_end_an_idea_and_one_in_review_stays(make: Make, clock: Any) -> None:
    start = clock.set(START)
    board = make.board(preset="dell-ideastorm")
    silent, reviewed = make.idea(board=board), make.idea(board=board, phase="review")
    clock.set(start + timedelta(days=179))
    tick()
    assert make.fresh(silent).phase == "gathering"
    clock.set(start + timedelta(days=181))
    tick()
    assert (make.fresh(silent).phase, make.fresh(silent).ended_by) == ("expired", "silence")
    assert make.fresh(reviewed).phase == "review"


def test_three_ideas_with_two_common_voters_count_distinct_people(make: Make) -> None:
    board, moderator = make.board(preset="dell-ideastorm"), make.moderator()
    several = [make.idea(board=board) for _number in range(3)]
    both = [make.person(), make.person()]
    for idea in several:
        for voter in (*both, make.person()):
            make.vote(idea, by=voter)
    with transaction():
        for idea in several[1:]:
            ideas.merge(make.here(idea), make.here(several[0]), by=make.here(moderator), at=now())
    assert (make.fresh(several[0]).supporters, make.fresh(several[0]).points) == (5, 50)


# A challenge in phases


def test_in_evaluation_an_edit_is_refused_a_comment_taken_and_several_may_win(make: Make, clock: Any) -> None:
    start = clock.set(START)
    board, panel = make.board(preset="openideo"), make.reviewer()
    clock.set(start + timedelta(days=30))
    one, two = shared(make, board), shared(make, board)
    clock.set(start + timedelta(days=65))
    with pytest.raises(Refused, match="cannot be edited"), transaction():
        ideas.revise(make.here(one), by=make.here(one.author), at=now(), title="Another lamp")
    make.comment(one, "How bright will it be?")
    assert make.fresh(one).comments == 1
    for idea in (one, two):
        with transaction():
            review.pick(make.here(idea), "On the shortlist.", by=make.here(panel), at=now())
        for _number in range(make.fresh(idea).rules.review.reviewers):
            reviewer = make.reviewer()
            with transaction():
                here = make.here(idea)
                scores = {criterion.key: 5 for criterion in here.rules.review.criteria}
                review.assess(here, by=make.here(reviewer), at=now(), scores=scores, recommendation="accept")
        with transaction():
            review.decide(
                make.here(idea),
                by=make.here(panel),
                at=now(),
                outcome="accept",
                reason="other",
                statement="One of our winners.",
            )
    assert [make.fresh(idea).phase for idea in (one, two)] == ["accepted", "accepted"]
