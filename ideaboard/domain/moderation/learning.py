"""Learning the spam score from the team's own decisions, in the background, and measuring it honestly.

NLTK's naive Bayes classifier is given each judged post's words. How well it judges is measured on posts it has not
seen: five times a fifth is left out, the rest is learned from, and the fifth is judged. It holds posts only when, of
those that it would have held in this way, nine in ten were taken down by the team.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import log
from typing import Any

from nltk.classify.naivebayes import NaiveBayesClassifier
from sqlalchemy import delete, func, select

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.domain.comments.models import Comment
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.moderation import spam
from ideaboard.domain.moderation.models import Ruling, SpamModel

GOOD, BAD = ("publish", "dismiss"), ("remove", "hide")
LEAST = 15  # decisions of either kind before anything is learned
NEWS = 10  # decisions after which it is learned anew
MOST = 4_000  # decisions it is learned from, the latest
VOCABULARY = 4_000
FOLDS = 5
PRECISION = 0.9
LEAST_HELD = 5


@dataclass(frozen=True)
class Example:
    """A post that the team has judged: its features, and whether it was taken down."""

    features: Sequence[str]
    bad: bool


@dataclass(frozen=True)
class Learned:
    """Log odds before any word, and what each word adds."""

    bias: float
    weights: Mapping[str, float]


def learn_if_due() -> bool:
    """For every tick: learn anew once enough was decided since. The long work holds no transaction."""
    newest = spam.newest()
    decided = select(func.count(), func.max(Ruling.id)).where(*_judged())
    news, last = db.session.execute(decided.where(Ruling.id > (newest.last_ruling_id if newest else 0))).one()
    if news < NEWS:
        return False
    found = examples()
    db.session.rollback()
    if min(len([one for one in found if one.bad]), len([one for one in found if not one.bad])) < LEAST:
        return False
    model = _model(found, last, now())
    with transaction():
        db.session.execute(delete(SpamModel))
        db.session.add(model)
    return True


def examples() -> list[Example]:
    """What the team decided, each post once, by what was decided last."""
    rulings = db.session.execute(
        select(Ruling.kind, Ruling.idea_id, Ruling.comment_id).where(*_judged()).order_by(Ruling.id.desc()).limit(MOST)
    ).all()
    last: dict[tuple[int | None, int | None], bool] = {}
    for kind, idea_id, comment_id in rulings:
        last.setdefault((idea_id, comment_id), kind in BAD)
    texts = _texts(last)
    return [
        Example(spam.features(*texts[about]), bad) for about, bad in sorted(last.items(), key=str) if about in texts
    ]


def learn(some: Iterable[Example]) -> Learned:
    """The weights that naive Bayes gives to words that stand in at least two posts."""
    some = list(some)
    counted = Counter(word for one in some for word in one.features)
    kept = {word for word, number in counted.most_common(VOCABULARY) if number > 1}
    sets = [({word: True for word in one.features if word in kept}, one.bad) for one in some]
    classifier = NaiveBayesClassifier.train(sets)
    bias = _odds(classifier, {})
    return Learned(bias, {word: round(_odds(classifier, {word: True}) - bias, 3) for word in sorted(kept)})


def measure(found: Sequence[Example]) -> dict[str, Any]:
    """How it judges posts it has not seen, by cross-validation: counts, so that anyone can recompute the shares."""
    right = held = held_right = 0
    for fold in range(FOLDS):
        rest = [one for place, one in enumerate(found) if place % FOLDS != fold]
        learned = learn(rest)
        for one in found[fold::FOLDS]:
            odds = learned.bias + sum(learned.weights.get(word, 0.0) for word in one.features)
            right += (odds > 0) == one.bad
            if odds > log(spam.THRESHOLD / (1 - spam.THRESHOLD)):
                held += 1
                held_right += one.bad
    acts = held >= LEAST_HELD and held_right >= PRECISION * held
    bad = sum(one.bad for one in found)
    return {"judged": len(found), "right": right, "bad": bad, "held": held, "held_right": held_right, "acts": acts}


def _model(found: Sequence[Example], last: int, at: datetime) -> SpamModel:
    learned, bad = learn(found), sum(one.bad for one in found)
    return SpamModel(
        learned_at=at, last_ruling_id=last, good=len(found) - bad, bad=bad, bias=learned.bias,
        weights=dict(learned.weights), measured=measure(found),
    )  # fmt: skip


def _odds(classifier: NaiveBayesClassifier, words: Mapping[str, bool]) -> float:
    said = classifier.prob_classify(words)
    return float(log(2) * (said.logprob(True) - said.logprob(False)))  # NLTK's logarithms are of base 2


def _judged() -> tuple[Any, ...]:
    return Ruling.kind.in_((*GOOD, *BAD)), Ruling.undone_at.is_(None), Ruling.person_id.is_(None)


def _texts(about: Iterable[tuple[int | None, int | None]]) -> dict[tuple[int | None, int | None], tuple[str, str]]:
    """The words of these posts as they are now, and as HTML; those that were deleted have none."""
    about = list(about)
    ideas = select(Idea.id, Idea.title, Idea.body, Idea.body_html)
    comments = select(Comment.id, Comment.body, Comment.body_html).where(Comment.deleted_at.is_(None))
    found: dict[tuple[int | None, int | None], tuple[str, str]] = {}
    for row in _in_parts(ideas, Idea.id, [idea for idea, comment in about if idea and not comment]):
        found[row.id, None] = (f"{row.title}\n{row.body}", row.body_html)
    for row in _in_parts(comments, Comment.id, [comment for _idea, comment in about if comment]):
        found[None, row.id] = (row.body, row.body_html)
    return found


def _in_parts(query: Any, column: Any, numbers: Sequence[int]) -> Iterable[Any]:
    for start in range(0, len(numbers), 500):
        yield from db.session.execute(query.where(column.in_(numbers[start : start + 500])))
