"""Has somebody said this before? The most telling words of a title and body, and then the titles side by side."""

from __future__ import annotations

from collections import Counter, defaultdict

from rapidfuzz import fuzz

from .analysis import clean, forms, lowered, words
from .deadlines import Deadline
from .generations import Generation
from .interface import Hit, Scope
from .ranking import Place, best, first_stage
from .scopes import mask
from .wording import Lexicon, Term, languages_of, stops_of, weigh

SECONDS = 0.15
TITLE_COUNTS = 2.0  # a word of the title against one of the body
MOST_TERMS = 40
LONGEST_BODY = 5_000
LOOKED_AT = 50  # best by words, of which the titles are compared
TITLE_SHARE = 0.15  # of the likeness


def alike(generation: Generation, title: str, body: str, scope: Scope, limit: int) -> list[Hit]:
    """Documents most like an idea with ``title`` and ``body``; ``score`` is near 1 for the same text, 0 for others."""
    deadline = Deadline(SECONDS)
    asked = rarest(weigh(generation, telling_words(generation, clean(title[:500]), clean(body[:LONGEST_BODY]))))
    if not asked:
        return []
    masks = [mask(generation, leaf, scope) for leaf in generation.leaves]
    ranked = best(first_stage(generation, asked, masks, deadline), max(LOOKED_AT, limit))
    whole = sum(term.idf * term.weight for term in asked)
    scored = [(_likeness(generation, place, score / whole, title), place) for score, place in ranked]
    scored.sort(key=lambda one: (-one[0], one[1]))
    return [_hit(generation, score, place) for score, place in scored[:limit]]


def telling_words(lexicon: Lexicon, title: str, body: str) -> list[Term]:
    """The words of both, weighted by title and body; a word repeated in the body counts little more than once."""
    languages, stops = languages_of(lexicon), stops_of(lexicon)
    in_title = Counter(word for word, _, _, _ in words(title) if word not in stops)
    in_body = Counter(word for word, _, _, _ in words(body) if word not in stops)
    weights: defaultdict[tuple[str, ...], float] = defaultdict(float)
    for word, count in in_title.items():
        weights[forms(word, languages)] += TITLE_COUNTS * count
    bodies: Counter[tuple[str, ...]] = Counter()
    for word, count in in_body.items():
        bodies[forms(word, languages)] += count
    for names, count in bodies.items():
        weights[names] += count / (count + 1)
    return [Term(names, weight) for names, weight in weights.items()]


def rarest(known: list[Term]) -> list[Term]:
    """The terms that tell most."""
    return sorted(sorted(known, key=lambda term: -term.idf * term.weight)[:MOST_TERMS], key=lambda term: -term.idf)


def _likeness(generation: Generation, place: Place, words_alike: float, title: str) -> float:
    return likeness(words_alike, title, generation.leaves[place[0]].segment.kept(place[1]).get("title", ""))


def likeness(words_alike: float, title: str, theirs: str) -> float:
    """Shared words (0 to 1) and the two titles side by side."""
    titles_alike = fuzz.token_set_ratio(lowered(title[:200]), lowered(theirs[:200])) / 100
    return (1 - TITLE_SHARE) * min(1.0, words_alike) + TITLE_SHARE * titles_alike


def _hit(generation: Generation, score: float, place: Place) -> Hit:
    return Hit(generation.leaves[place[0]].segment.ids[place[1]], round(score, 4))
