"""The demo's content holds together: names that exist, numbers that can be, pictures that can be drawn."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from PIL import Image

from ideaboard.cli.demo import crowd
from ideaboard.cli.demo.content import Company, load
from ideaboard.cli.demo.draw.faces import draw_face
from ideaboard.cli.demo.pictures import draw
from ideaboard.domain.boards import rules
from ideaboard.domain.lifecycle import Phase


@pytest.fixture(scope="module")
def company() -> Company:
    return load()


def test_forty_people_have_a_face_and_seven_of_them_a_role(company: Company) -> None:
    assert len(company.people) == len({person.handle for person in company.people}) == 40
    assert Counter(person.staff for person in company.staff) == {"admin": 1, "moderator": 2, "reviewer": 4}


def test_about_a_hundred_ideas_stand_in_every_phase_there_is(company: Company) -> None:
    assert 90 <= len(company.ideas) <= 110
    assert {idea.phase for idea in company.ideas} == set(Phase)


def test_whoever_is_named_is_one_of_the_forty(company: Company) -> None:
    known = {person.handle for person in company.people}
    for idea in company.ideas:
        named = {talk.by for talk in idea.talk} | {card.by for card in idea.cards} | set(idea.team)
        named |= {idea.answer.by} if idea.answer else set()
        assert named <= known, idea.key
        assert idea.author in known | {"light"}


def test_only_staff_answers_scores_and_decides_and_never_on_its_own_idea(company: Company) -> None:
    staff = {person.handle: person.staff for person in company.staff}
    for idea in company.ideas:
        assert all(talk.by in staff for talk in idea.talk if talk.official), idea.key
        judges = {card.by for card in idea.cards} | ({idea.answer.by} if idea.answer else set())
        assert all(staff[judge] in ("reviewer", "admin") for judge in judges), idea.key
        assert not judges & {idea.author, *idea.team}


def test_every_decision_has_two_scorecards_and_a_statement_of_some_sentences(company: Company) -> None:
    for idea in company.ideas:
        if idea.answer is not None:
            assert len(idea.cards) >= 2, idea.key
            assert 3 <= idea.answer.statement.count(". ") + 1 <= 7, idea.key


def test_a_no_names_a_reason_of_its_board_and_what_would_change_it(company: Company) -> None:
    reasons = {board.slug: board.rules["review"]["reasons"] for board in company.boards}
    refused = [idea for idea in company.ideas if idea.answer and idea.answer.outcome == "decline"]
    assert len(refused) >= 5
    for idea in refused:
        assert idea.answer
        assert idea.answer.reason in reasons[idea.board]
        assert "would change our mind" in idea.answer.statement


def test_comments_answer_earlier_ones_and_come_in_order(company: Company) -> None:
    for idea in company.ideas:
        times = [talk.after for talk in idea.talk]
        assert times == sorted(times), idea.key
        assert all(talk.to is None or talk.to < place for place, talk in enumerate(idea.talk)), idea.key


def test_the_boards_rules_are_rules(company: Company) -> None:
    for board in company.boards:
        base = rules.preset(board.preset)
        rules.parse(rules.override(base, board.rules, base=base))


def test_texts_say_each_thing_once(company: Company) -> None:
    texts = [idea.body for idea in company.ideas] + [talk.words for idea in company.ideas for talk in idea.talk]
    assert not [text for text, times in Counter(texts).items() if times > 1]


def test_each_kind_of_picture_is_drawn_and_the_same_every_time(company: Company) -> None:
    kinds = {
        next((name, picture[name]) for name in ("kit", "goods", "scene") if name in picture): picture
        for idea in company.ideas
        for picture in idea.pictures
    }
    assert len(kinds) > 30
    for picture in kinds.values():
        assert Image.open(BytesIO(draw(picture))).size == (1200, 800)
    assert draw(picture) == draw(picture)


def test_pictures_are_described_and_no_two_are_alike(company: Company) -> None:
    pictures = [picture for idea in company.ideas for picture in idea.pictures]
    assert all(len(picture["alt"]) > 15 for picture in pictures)
    drawn = [tuple(sorted((key, value) for key, value in picture.items() if key != "alt")) for picture in pictures]
    assert len(set(drawn)) == len(drawn)


def test_faces_are_drawn_and_differ(company: Company) -> None:
    faces = [draw_face(person.face, number) for number, person in enumerate(company.people)]
    assert len(set(faces)) == 40
    assert Image.open(BytesIO(faces[0])).size == (256, 256)


def test_the_crowd_has_different_names_and_votes_by_day(company: Company) -> None:
    chance = random.Random(1)
    assert len(set(crowd.names(400, company.first_names, company.last_names, chance))) == 400
    start = datetime(2026, 5, 1, 9, tzinfo=UTC)
    cast = crowd.moments(200, start, start + timedelta(days=30), chance)
    assert cast == sorted(cast)
    assert all(start <= moment <= start + timedelta(days=30) for moment in cast)
    assert all(6 <= moment.hour < 23 for moment in cast[:-1])


@pytest.mark.parametrize("mean", [0, 1.8, 2.9, 4.5, 5])
def test_scores_have_the_mean_they_should(mean: float) -> None:
    given = crowd.scores(120, mean, 0, 5, random.Random(3))
    assert sum(given) == round(mean * 120)
    assert set(given) <= set(range(6))
