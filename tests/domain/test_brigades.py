"""Simulated brigades: what is planted is held, what is honest counts. Seeds of their own, none looked at before."""

from __future__ import annotations

from datetime import timedelta
from statistics import mean

import pytest

from tests.brigades import ATTACKS, honest_world

SEEDS = range(200, 206)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_a_brigade_is_held_and_honest_votes_are_not(attack):
    caught, wronged = [], []
    for seed in SEEDS:
        world = honest_world(seed)
        attack(world)
        held, honest = world.judged()
        caught.append(held)
        wronged.append(honest)
    assert mean(caught) >= 0.95, caught
    assert min(caught) >= 0.85, caught
    assert max(wronged) < 0.01, wronged


def test_a_world_without_a_brigade_is_left_in_peace():
    wronged = [honest_world(seed).judged()[1] for seed in SEEDS]
    assert max(wronged) < 0.01, wronged
    assert mean(wronged) < 0.003, wronged


def test_no_class_is_held_whole():
    for seed in SEEDS:
        world = honest_world(seed)
        held = {one.idea_id for one in world.patterns() if one.sure}
        assert held.isdisjoint({20, 21, 22})


def test_a_burst_from_places_of_its_own_is_shown_and_not_held():
    world = honest_world(231)
    began, target = world.some_day(), 99
    for _account in range(40):
        at = began + timedelta(minutes=world.random.uniform(0, 90))
        world.vote(world.voter(at, honest=False), target, at)
    found = [one for one in world.patterns() if one.idea_id == target]
    assert [one.sure for one in found] == [False]
    assert len(found[0].people) == 40


def test_all_at_once_are_held_too():
    world = honest_world(230)
    for attack in ATTACKS:
        attack(world)
    caught, wronged = world.judged()
    assert caught >= 0.95
    assert wronged < 0.01
