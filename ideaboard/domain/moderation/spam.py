"""The spam score: which words push it up or down is plain to see. It only ever holds or sorts, and removes nothing.

A naive Bayes classifier over the words that are present (each counted once), learned in ``learning`` from the team's
own decisions. A post's log odds of being bad are ``bias`` plus the weights of its words; the score is their logistic.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp

from sqlalchemy import select

from ideaboard.core.db import db
from ideaboard.domain.moderation import watching
from ideaboard.domain.moderation.models import SpamModel

THRESHOLD = 0.9
MOST_WORDS = 400
_WORD = re.compile(r"[^\W\d_]{2,30}")


@dataclass(frozen=True)
class Score:
    """How likely a post is one that would be taken down, in per cent, and the words that say so, strongest first."""

    percent: int
    words: Sequence[tuple[str, float]]


def features(text: str, html: str) -> list[str]:
    """What the score looks at: words, the hosts that links lead to, and how many links there are."""
    found = dict.fromkeys(_WORD.findall(watching.folded(text)))
    addresses = watching.links_in(html)
    hosts = {f"→ {watching.urlsplit_host(address)}": None for address in addresses}
    many = {"→ many": None} if len(addresses) > 3 else {"→ some": None} if addresses else {}
    return list(found | hosts | many)[:MOST_WORDS]


def score(model: SpamModel, text: str, html: str) -> Score:
    """The score of a post under ``model``."""
    weights: Mapping[str, float] = model.weights
    told = [(word, weights[word]) for word in features(text, html) if word in weights]
    odds = model.bias + sum(weight for _word, weight in told)
    percent = round(100 / (1 + exp(-max(-30.0, min(30.0, odds)))))
    return Score(percent, sorted(told, key=lambda one: -abs(one[1]))[:8])


def newest() -> SpamModel | None:
    """What was learned last; None before there are enough decisions."""
    return db.session.scalar(select(SpamModel).order_by(SpamModel.id.desc()).limit(1))


def holds(text: str, html: str) -> bool:
    """Whether the score asks for a look first: only with a model that proved itself on the decisions it was made of."""
    model = newest()
    if model is None or not model.measured.get("acts"):
        return False
    return score(model, text, html).percent >= 100 * THRESHOLD
