"""A gate that fits the visitors one expects."""

from __future__ import annotations

import pytest

from ideaboard.domain.boards import advice, rules


@pytest.mark.parametrize(
    ("visitors", "supporters"),
    [(1, 3), (400, 3), (1_000, 5), (2_300, 20), (10_000, 50), (12_000, 100), (10**9, 5_000_000)],
)
def test_a_tenth_of_the_nine_percent_who_vote_lead_into_review(visitors, supporters):
    assert advice.suggested_supporters(visitors) == supporters


@pytest.mark.parametrize("visitors", [1, 1_000, 1_000_000, advice.MOST_VISITORS])
@pytest.mark.parametrize("name", [info.name for info in rules.presets()])
def test_every_preset_works_with_every_suggestion(name, visitors):
    base = rules.preset(name)
    fitted = rules.parse(rules.override(base, advice.fitted(base, visitors), base=base))
    if not advice.counts_votes(base):
        assert fitted == rules.parse(base)
        return
    worth = fitted.ballot.points if fitted.gate.metric == "points" else 1
    assert fitted.gate.at_least == advice.suggested_supporters(visitors) * worth
    assert all(mark < fitted.gate.at_least for mark in fitted.gate.milestones)
