"""Stories: how ideas are told to people and programs. It only reads."""

from ideaboard.domain.stories.card import Card, without_tally
from ideaboard.domain.stories.lists import cards, made, of_idea, of_ids
from ideaboard.domain.stories.odds import Answers, Odds, answers, odds
from ideaboard.domain.stories.telling import (
    Moment,
    Outcome,
    Step,
    facts,
    in_action,
    steps,
    timeline,
)

card = of_idea

__all__ = [
    "Answers", "Card", "Moment", "Odds", "Outcome", "Step", "answers", "card", "cards", "facts", "in_action", "made",
    "odds", "of_idea", "of_ids", "steps", "timeline", "without_tally",
]  # fmt: skip
