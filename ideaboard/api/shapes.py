"""From the house's rows to what the API says about them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from flask import current_app, request

from ideaboard.api.schemas import (
    HOUSE,
    DecisionOut,
    Detail,
    FileOut,
    GateOut,
    Item,
    LinkOut,
    MomentOut,
    PersonOut,
    PictureOut,
)
from ideaboard.core.events import Fact
from ideaboard.domain import comments, ideas, review, stories
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.people.models import Person
from ideaboard.domain.stories import Card

# who carried an idea over a milestone is a voter, and voters are pseudonymous
UNNAMED = frozenset({"idea.milestone", "idea.qualified"})
TELLING = frozenset({"value", "reached", "ballots"})  # of a tally


def person(row: Person | ideas.Unnamed) -> PersonOut:
    """Handle and name."""
    return PersonOut(handle=row.handle, name=row.name)


def absolute(path: str) -> str:
    """``path`` with the site's public address, or the one the request came to where none is set."""
    public = current_app.config["SETTINGS"].public_url
    return (public or request.url_root.rstrip("/")) + path


def upload(name: str) -> str:
    """Where a stored picture is served."""
    return absolute(f"/uploads/{name}")


def _of_card(card: Card) -> dict[str, Any]:
    return {
        "id": card.id, "url": absolute(f"/ideas/{card.id}/{card.slug}"), "board": card.board_slug,
        "title": card.title, "excerpt": card.excerpt, "phase": card.phase, "stage": card.stage,
        "ended_by": card.ended_by, "author": PersonOut(handle=card.author_handle, name=card.author_name),
        "created_at": card.created_at, "deadline_at": card.deadline_at, "supporters": card.supporters,
        "points": card.points, "votes_up": card.votes_up, "votes_down": card.votes_down, "mean": card.mean,
        "comments": card.comments, "my_vote": card.my_vote,
    }  # fmt: skip


def item(card: Card) -> Item:
    """An idea in a list."""
    return Item(**_of_card(card))


def items(cards: Iterable[Card]) -> list[Item]:
    """Ideas in a list."""
    return [item(card) for card in cards]


def detail(idea: Idea, seen_by: Person | None, at: datetime) -> Detail:
    """An idea, whole, as ``seen_by`` may see it."""
    card = stories.card(idea, seen_by, at)
    version = idea.version or idea.board.version
    return Detail(
        **_of_card(card),
        held=card.held is not None,
        slug=idea.slug,
        kind=idea.kind,
        body=idea.body,
        body_html=idea.body_html,
        tags=[tag.tag for tag in idea.tags],
        pictures=[picture(each) for each in idea.pictures],
        fields=_fields(idea),
        files=[file(each) for each in idea.files],
        makers=_makers(idea, seen_by),
        contributors=[person(each) for _held, each in comments.contributors_of(idea)],
        links=[link(each) for each in ideas.links_of(idea, seen_by)],
        rules_version=version.number,
        released=idea.released,
        gate=GateOut(metric=card.gate_metric, at_least=card.gate_at_least, value=card.gate_value),
        timeline=_timeline(idea, seen_by, hidden=card.hidden),
        decision=decision(idea),
        merged_into=idea.merged_into_id,
        published_at=idea.published_at,
        due_at=card.due_at,
        revision=idea.revision,
    )


def _makers(idea: Idea, seen_by: Person | None) -> list[PersonOut]:
    if ideas.nameless(idea, seen_by):
        return []
    return [person(maker.person) for maker in sorted(idea.makers, key=lambda maker: not maker.leads)]


def _fields(idea: Idea) -> dict[str, Any]:
    """Extra fields that the form still asks for."""
    asked = [field.key for field in idea.rules.form.fields_of(idea.kind)]
    return {key: idea.fields[key] for key in asked if key in idea.fields}


def file(row: Any) -> FileOut:
    """A file of an idea."""
    return FileOut(key=row.key, name=row.name, url=absolute(f"/attachments/{row.file}"), size=row.size)


def link(told: ideas.Linked) -> LinkOut:
    """A link, seen from one of its two ideas."""
    return LinkOut(
        id=told.id, kind=told.kind, out=told.out, idea=told.idea_id, title=told.title, phase=told.phase,
        url=absolute(f"/ideas/{told.idea_id}/{told.slug}"),
    )  # fmt: skip


def picture(row: Any) -> PictureOut:
    """A picture of an idea."""
    return PictureOut(number=row.number, url=upload(row.file), width=row.width, height=row.height, alt=row.alt)


def decision(idea: Idea) -> DecisionOut | None:
    """The last decision, as far as the board publishes it."""
    made = review.decision_of(idea.id)
    if made is None:
        return None
    told = idea.rules.review.publish
    return DecisionOut(
        outcome=made.outcome if "outcome" in told else None,
        reason=made.reason if "reason" in told else None,
        statement=made.statement if "statement" in told else None,
        statement_html=made.statement_html if "statement" in told else None,
        at=made.at,
    )


def _timeline(idea: Idea, seen_by: Person | None, *, hidden: bool) -> list[MomentOut]:
    kept_back = ideas.masked(idea, seen_by)
    return [moment(told, hidden=hidden, kept_back=kept_back) for told in stories.timeline(idea, everything=True)]


def moment(told: stories.Moment, *, hidden: bool, kept_back: Collection[int] = ()) -> MomentOut:
    """One line of a timeline."""
    handle, name = told.actor_handle, told.actor_name
    named = told.kind not in UNNAMED and told.fact.actor_id not in kept_back
    actor = PersonOut(handle=handle, name=name) if handle and name and named else HOUSE
    return MomentOut(at=told.at, kind=told.kind, actor=actor, data=data_of(told.fact, hidden=hidden))


def data_of(fact: Fact, *, hidden: bool) -> Mapping[str, Any]:
    """What a fact says beside its ids; nothing about a tally while that is hidden."""
    data = {key: value for key, value in fact.data.items() if not (hidden and key in TELLING)}
    return data if fact.comment_id is None else {**data, "comment_id": fact.comment_id}
