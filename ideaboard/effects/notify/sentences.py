"""Facts as sentences: ``templates/events/<kind>.html``, read in timelines and inboxes.

In a timeline the idea is "this idea"; in an inbox it has its title. There are no links inside: pages add those.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from ideaboard.core.events import Fact
from ideaboard.core.text import _
from ideaboard.domain.events import EVENTS
from ideaboard.effects.notify import details
from ideaboard.effects.notify.details import Details, Named
from ideaboard.effects.notify.wording import render

# a move that another fact of the same moment tells better: (from, to), None for any
TOLD_BETTER = frozenset({
    ("draft", "gathering"), ("screening", "gathering"), ("gathering", "review"), (None, "returned"),
    (None, "accepted"), (None, "declined"), (None, "making"), (None, "launched"), (None, "merged"), ("merged", None),
})  # fmt: skip
DESK = ("idea.qualified", "idea.picked", "review.assessed", "review.noted")


@dataclass(frozen=True)
class Telling:
    """A fact as a line of a list: the sentence, where it leads, and who and what it is about."""

    fact: Fact
    sentence: Markup
    url: str
    actor: Named | None
    idea: Named | None


def sentence(fact: Fact, idea: Any, actor: Any) -> Markup:
    """One fact as a sentence. ``idea``: what it is about (with a title), None to say "this idea"; ``actor``: who did
    it (with a name and a handle), None for the house."""
    if actor is not None and getattr(actor, "kind", "") == "system":
        actor = None
    return _sentence(fact, idea, actor, details.of([fact]))


def tellings(
    facts: Sequence[Fact], *, of_one_idea: bool = False, kept_back: Mapping[int, Collection[int]] | None = None
) -> list[Telling]:
    """Facts as lines, in the same few queries for any number of them; ``of_one_idea``: in its own timeline.

    ``kept_back``: idea → the people who are not named where it is told of.
    """
    known = details.of(facts)
    return [_telling(fact, known, of_one_idea, (kept_back or {}).get(fact.idea_id or 0, ())) for fact in facts]


def _telling(fact: Fact, known: Details, of_one_idea: bool, kept_back: Collection[int]) -> Telling:
    idea = known.ideas.get(fact.idea_id or 0)
    actor = None if fact.actor_id in kept_back else known.people.get(fact.actor_id or 0)
    said = _sentence(fact, None if of_one_idea else idea, actor, known, kept_back)
    return Telling(fact, said, _target(fact, known), actor, idea)


def echo(fact: Fact) -> bool:
    """Whether another fact of the same moment says it better: a timeline leaves such a move out."""
    if fact.kind != "idea.moved":
        return False
    start, to = fact.data.get("start"), fact.data.get("to")
    return not TOLD_BETTER.isdisjoint({(start, to), (None, to), (start, None)})


def _sentence(fact: Fact, idea: Any, actor: Any, known: Details, kept_back: Collection[int] = ()) -> Markup:
    event = EVENTS.get(fact.kind)
    if event is None or not event.kept:  # of a version of the house that knew more
        return Markup("")
    words = {
        "fact": fact,
        "data": fact.data,
        "idea": idea,
        "actor": actor,
        "url": _target(fact, known),
        "who": _bold(actor.name) if actor is not None else None,
        "it": _quoted(idea.title) if idea is not None else _("this idea"),
        "It": _quoted(idea.title) if idea is not None else _("This idea"),
        "person": _person(fact, known, kept_back),
        "board": known.boards.get(fact.board_id or 0),
        "other": known.ideas.get(fact.data.get("into") or fact.data.get("out_of") or 0),
        "known": known,
    }
    return Markup(" ".join(render(f"events/{fact.kind}.html", words, html=True).split()))


def _person(fact: Fact, known: Details, kept_back: Collection[int]) -> Named | None:
    ruling = known.row("ruling_id", fact)
    number = fact.person_id or (ruling.person_id if ruling is not None else None)
    return None if number in kept_back else known.people.get(number or 0)


def _target(fact: Fact, known: Details) -> str:
    """Where a fact leads."""
    idea = known.ideas.get(fact.idea_id or 0)
    if fact.kind in ("maker.invited", "board.invited"):
        return "/invitations"
    if fact.kind.startswith("shares."):
        return f"/ideas/{fact.idea_id}/team"
    if fact.kind.startswith("reward."):
        return "/rewards"
    if fact.kind in ("moderation.flagged", "moderation.appealed"):
        return "/moderation"
    if fact.kind == "moderation.appeal_decided":
        return f"/rulings/{fact.data.get('ruling_id', 0)}/appeal"
    if idea is not None and fact.comment_id is not None:
        return f"{idea.url}#comment-{fact.comment_id}"
    if idea is not None:
        return f"/review/{fact.idea_id}" if fact.kind.startswith("review.") else idea.url
    if fact.kind == "moderation.ruled":
        return "/moderation/log"
    if fact.kind.startswith("person."):
        return "/account"
    board = known.boards.get(fact.board_id or 0)
    return board.url if board is not None else "/"


def _bold(name: str) -> Markup:
    return Markup("<b>{}</b>").format(name)


def _quoted(title: str) -> Markup:
    return Markup("<q>{}</q>").format(title)
