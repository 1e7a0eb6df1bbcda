"""Simulated brigades: what is planted is held, what is honest counts. Seeds of their own, none looked at before."""

from __future__ import annotations

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
    assert max(wronged) < 0.01, wronged


def test_a_world_without_a_brigade_is_left_in_peace():
    wronged = [honest_world(seed).judged()[1] for seed in SEEDS]
    assert max(wronged) < 0.01, wronged
    assert mean(wronged) < 0.003, wronged


def test_all_at_once_are_held_too():
    world = honest_world(230)
    for attack in ATTACKS:
        attack(world)
    caught, wronged = world.judged()
    assert caught >= 0.95
    assert wronged < 0.01
