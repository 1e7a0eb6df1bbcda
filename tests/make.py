"""What tests start from, made by the house's own verbs: ``make.idea(phase="review", supporters=3)``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import count
from typing import Any

from flask import Flask

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.domain import boards, comments, ideas, moderation, people, review, votes
from ideaboard.domain.boards.models import Board
from ideaboard.domain.comments.models import Comment
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.people.models import Person

PASSWORD = "correct horse battery"

# a plain board: one vote a person, into review at ten, one scorecard is enough
PLAIN: dict[str, Any] = {
    "form": {"body_min": 0, "images": [0, 5]},
    "ballot": {"kind": "support", "points": 1},
    "gate": {"metric": "supporters", "at_least": 10, "milestones": []},
    "review": {"reviewers": 1},
}
DECIDED = {Phase.ACCEPTED: "accept", Phase.MAKING: "accept", Phase.LAUNCHED: "accept", Phase.DECLINED: "decline"}


class Make:
    """Makes people, boards, ideas. Each call is a transaction of its own."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._numbers = count(1)

    def person(
        self,
        name: str | None = None,
        *,
        role: str | None = None,
        board: Board | None = None,
        password: str | None = None,
        confirmed: bool = True,
        email: str | None = None,
    ) -> Person:
        """A customer, or with ``role`` somebody of the team (of one board, or of the site)."""
        number = next(self._numbers)
        name = name or f"Person {number}"
        hashed = people.hash_password(password) if password else None
        with transaction():
            made = people.join(name, email or f"person{number}@example.org", hashed, at=now(), confirmed=confirmed)
            if role:
                board_id = board.id if board else None
                people.give_role(made, role, by=people.house(), at=now(), board_id=board_id)
        return self.fresh(made)

    def admin(self) -> Person:
        """An admin of the site."""
        return self.person(role="admin")

    def moderator(self, board: Board | None = None) -> Person:
        """A moderator."""
        return self.person(role="moderator", board=board)

    def reviewer(self, board: Board | None = None) -> Person:
        """A reviewer."""
        return self.person(role="reviewer", board=board)

    def house(self) -> Person:
        """The house itself."""
        with transaction():
            return people.house()

    def board(
        self,
        slug: str | None = None,
        *,
        preset: str | None = None,
        rules: Mapping[str, Any] | None = None,
        at: datetime | None = None,
        title: str | None = None,
    ) -> Board:
        """A board: of a preset, or a plain one; with ``rules`` over it."""
        changes = dict(rules or {}) if preset else _merged(PLAIN, rules or {})
        slug = slug or f"board-{next(self._numbers)}"
        with transaction():
            return boards.open_board(
                None,
                slug,
                by=people.house(),
                at=at or now(),
                preset=preset or "my-starbucks-idea",
                title=title,
                changes=changes,
            )

    def idea(
        self,
        *,
        board: Board | None = None,
        author: Person | None = None,
        phase: str = Phase.GATHERING,
        gate: int | None = None,
        supporters: int = 0,
        title: str | None = None,
        body: str = "Because it would make everybody's day a little better, and costs next to nothing.",
        tags: Any = (),
        at: datetime | None = None,
        rules: Mapping[str, Any] | None = None,
    ) -> Idea:
        """An idea that came to ``phase`` on the way ideas come there, with so many supporters."""
        at = at or now()
        wanted = Phase(phase)
        changes = dict(rules or {})
        if gate is not None:
            changes["gate"] = {"at_least": gate} | changes.get("gate", {})
        if wanted == Phase.SCREENING:
            changes["screening"] = {"before": True}
        board = board or self.board(rules=changes, at=at)
        author = author or self.person()
        title = title or f"Idea number {next(self._numbers)}"
        with transaction():
            board, author = self.here(board), self.here(author)
            idea = ideas.draft(board, by=author, at=at, title=title, body=body, tags=tags)
            if wanted != Phase.DRAFT:
                ideas.submit(idea, by=author, at=at, accept=True)
            if idea.phase == Phase.SCREENING and wanted != Phase.SCREENING:
                moderation.screen(idea, by=people.house(), at=at, outcome="publish")
        for _number in range(supporters):
            self.vote(idea, at=at)
        self._lead(idea, wanted, at)
        return self.fresh(idea)

    def _lead(self, idea: Idea, to: Phase, at: datetime) -> None:
        """From gathering to ``to``, by the verbs that lead there."""
        with transaction():
            idea, house = self.here(idea), people.house()
            if to in (Phase.DRAFT, Phase.SCREENING, idea.phase):
                return
            if to in (Phase.REVIEW, *DECIDED):
                review.pick(idea, "We like it.", by=house, at=at)
            if to in DECIDED:
                self.decide(idea, DECIDED[to], house, at)
            if to in (Phase.MAKING, Phase.LAUNCHED):
                review.progress(idea, by=house, at=at, phase=to, note="Here it comes.")
            if to == Phase.RETURNED:
                moderation.send_back(idea, "Please tell more.", by=house, at=at)
            if to == Phase.WITHDRAWN:
                ideas.withdraw(idea, by=idea.author, at=at)
            if to == Phase.REMOVED:
                moderation.remove(idea, "It is an advertisement.", by=house, at=at)
            if to == Phase.EXPIRED:
                ideas.move(idea, Phase.EXPIRED, by=house, at=at, ended_by="deadline")
            if to == Phase.MERGED:
                other = ideas.draft(idea.board, by=idea.author, at=at, title="The first of its kind", body=idea.body)
                ideas.submit(other, by=idea.author, at=at, accept=True)
                if other.phase == Phase.SCREENING:
                    moderation.screen(other, by=house, at=at, outcome="publish")
                ideas.merge(idea, other, by=house, at=at)

    def decide(self, idea: Idea, outcome: str, by: Person, at: datetime) -> None:
        """Hand in as many scorecards as the rules ask for, and decide (inside a transaction)."""
        for number in range(max(1, idea.rules.review.reviewers)):
            scorer = people.join(f"Scorer {number}", None, None, at=at)
            people.give_role(scorer, "reviewer", by=by, at=at)
            scores = {criterion.key: 3 for criterion in idea.rules.review.criteria}
            review.assess(idea, by=scorer, at=at, scores=scores, recommendation="accept")
        reason = idea.rules.review.reasons[0]
        review.decide(idea, by=by, at=at, outcome=outcome, reason=reason, statement="Because we can.")

    def vote(self, idea: Idea, *, by: Person | None = None, value: int = 1, at: datetime | None = None) -> Person:
        """A vote of ``by``, or of somebody new."""
        voter = by or self.person()
        with transaction():
            votes.cast(self.here(idea), by=self.here(voter), value=value, at=at or now())
        return voter

    def comment(
        self,
        idea: Idea,
        body: str = "What a good idea!",
        *,
        by: Person | None = None,
        parent: Comment | None = None,
        official: bool = False,
        at: datetime | None = None,
    ) -> Comment:
        """A comment of ``by``, or of somebody new."""
        author = by or self.person()
        with transaction():
            above = self.here(parent) if parent else None
            made = comments.post(
                self.here(idea), body, by=self.here(author), at=at or now(), parent=above, official=official
            )
        return self.fresh(made)

    def here(self, row: Any) -> Any:
        """The same row in the session of this thread."""
        return db.session.get_one(type(row), row.id)

    def fresh(self, row: Any) -> Any:
        """The row as the database has it now."""
        return db.session.get_one(type(row), row.id, populate_existing=True)


def _merged(base: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Tables over tables."""
    merged = dict(base)
    for key, value in changes.items():
        both = isinstance(value, Mapping) and isinstance(merged.get(key), Mapping)
        merged[key] = _merged(merged[key], value) if both else value
    return merged
