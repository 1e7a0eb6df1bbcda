"""Every key of the rules, and every choice, has words of its own: no form shows what only code should read."""

from __future__ import annotations

from collections.abc import Iterator

from ideaboard.domain.boards import rules
from ideaboard.domain.boards.rules import RuleField
from ideaboard.domain.boards.rules_labels import CHOICES, LABELS, label, said


def every() -> Iterator[tuple[str, RuleField]]:
    for field in rules.fields():
        yield field.path, field
        for column in field.columns:
            yield f"{field.path}.{column.key}", column


def test_every_key_has_words():
    assert [path for path, _field in every() if path not in LABELS and path.rpartition(".")[2] not in LABELS] == []


def test_every_choice_has_words():
    nameless = [
        f"{path}.{value}"
        for path, field in every()
        for value in field.choices
        if f"{path}.{value}" not in CHOICES and f"{path.rpartition('.')[2]}.{value}" not in CHOICES
    ]
    assert nameless == []


def test_words_are_found_by_path_and_by_name():
    assert label("review.criteria.weight") == "Weight"
    assert label("rounds.ballot.own_idea") == label("ballot.own_idea") == "Votes for one’s own idea"
    assert said("clock.drop.metric", "mean") == said("gate.metric", "mean") == "mean score"
    assert said("reward.approvers", 2) == "two people"
    assert said("form.title_max", 120) == "120"


def test_no_words_are_left_over():
    paths = {path for path, _field in every()} | {path.rpartition(".")[2] for path, _field in every()}
    assert set(LABELS) - paths == set()
