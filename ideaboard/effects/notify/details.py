"""What sentences say beyond the fact itself. One query for each kind of thing, however many facts there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from ideaboard.core.db import db
from ideaboard.core.events import Fact
from ideaboard.domain.boards import rulebook
from ideaboard.domain.boards.models import Board, RulesVersion
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.moderation.models import Flag, Ruling
from ideaboard.domain.people.models import Person
from ideaboard.domain.review.models import Case, Decision, ProgressNote
from ideaboard.domain.rewards.models import Reward


@dataclass(frozen=True)
class Named:
    """Something with a name and an address."""

    name: str
    url: str
    handle: str | None = None

    @property
    def title(self) -> str:
        """What an idea's name is called."""
        return self.name


@dataclass(frozen=True)
class Details:
    """Things that facts point at, by id."""

    ideas: Mapping[int, Named]
    people: Mapping[int, Named]
    boards: Mapping[int, Named]
    rows: Mapping[tuple[str, int], Any]
    metrics: Mapping[int, str]  # what an idea's milestones count

    def metric(self, fact: Fact) -> str:
        """``supporters``, ``points`` or ``mean``."""
        return self.metrics.get(fact.idea_id or 0, "supporters")

    def row(self, name: str, fact: Fact) -> Any:
        """The row that ``data[name]`` points at (``decision_id``), or None."""
        return self.rows.get((name, fact.data.get(name, 0)))


ROWS = {
    "case_id": Case, "decision_id": Decision, "ruling_id": Ruling, "reward_id": Reward, "note_id": ProgressNote,
    "flag_id": Flag,
}  # fmt: skip


def of(facts: Sequence[Fact]) -> Details:
    """What these facts point at."""
    others = [fact.data[key] for fact in facts for key in ("into", "out_of") if key in fact.data]
    rows: dict[tuple[str, int], Any] = {}
    for name, model in ROWS.items():
        wanted = {fact.data[name] for fact in facts if name in fact.data and fact.kind != "review.noted"}
        rows |= {(name, row.id): row for row in _rows(model, wanted)}
    suspended = [row.person_id for (name, _id), row in rows.items() if name == "ruling_id"]
    return Details(
        ideas=_ideas([*(fact.idea_id for fact in facts), *others]),
        people=_people([*(fact.actor_id for fact in facts), *(fact.person_id for fact in facts), *suspended]),
        boards=_boards([fact.board_id for fact in facts]),
        rows=rows,
        metrics=_metrics({fact.idea_id for fact in facts if fact.kind == "idea.milestone"}),
    )


def _rows(model: Any, numbers: set[int]) -> Iterable[Any]:
    return db.session.scalars(select(model).where(model.id.in_(numbers))) if numbers else ()


def _ideas(numbers: Iterable[int | None]) -> Mapping[int, Named]:
    wanted = {number for number in numbers if number}
    if not wanted:
        return {}
    rows = db.session.execute(select(Idea.id, Idea.title, Idea.slug).where(Idea.id.in_(wanted)))
    return {row.id: Named(row.title, f"/ideas/{row.id}/{row.slug}") for row in rows}


def _people(numbers: Iterable[int | None]) -> Mapping[int, Named]:
    """The house itself is nobody: sentences about it have no subject."""
    wanted = {number for number in numbers if number}
    if not wanted:
        return {}
    real = Person.id.in_(wanted) & (Person.kind != "system")
    rows = db.session.execute(select(Person.id, Person.name, Person.handle).where(real))
    return {row.id: Named(row.name, f"/people/{row.handle}", row.handle) for row in rows}


def _boards(numbers: Iterable[int | None]) -> Mapping[int, Named]:
    wanted = {number for number in numbers if number}
    if not wanted:
        return {}
    rows = db.session.execute(select(Board.id, Board.title, Board.slug).where(Board.id.in_(wanted)))
    return {row.id: Named(row.title, f"/boards/{row.slug}") for row in rows}


def _metrics(numbers: set[int | None]) -> Mapping[int, str]:
    if not numbers:
        return {}
    frozen = select(Idea.id, RulesVersion.digest, RulesVersion.document).join(
        RulesVersion, RulesVersion.id == Idea.rules_id
    )
    rows = db.session.execute(frozen.where(Idea.id.in_(numbers)))
    return {row.id: rulebook.parsed(row).gate.metric for row in rows}
