"""Search in the database: while the index is missing, and on boards that are not public.

Every word anywhere in title or body, ranked by how many words match (a title counts double). It reads the table, so it
is bounded and plain: no stems, and counts by board and phase alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, String, and_, case, cast, func, literal, not_, or_, select

from ideaboard.core.db import db
from ideaboard.domain.ideas.anonymity import named_to_all
from ideaboard.domain.ideas.models import Idea, Tag
from ideaboard.domain.people.models import Person

from .interface import Scope, Suggestion
from .parsing import Parsed

MOST_WORDS = 8
MOST_COUNTED = 1_000


@dataclass(frozen=True, slots=True)
class Matches:
    """``(idea id, score)`` of one page, and how many match, up to a thousand, by board and phase."""

    scored: tuple[tuple[int, float], ...] = ()
    boards: Mapping[int, int] = field(default_factory=dict)
    phases: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.boards.values())


def matching(
    parsed: Parsed, visible: ColumnElement[bool], sort: str, limit: int, offset: int, *, narrowed: bool = False
) -> Matches:
    """Ideas among ``visible`` with any of the words; without words all that is left when the text ``narrowed`` it."""
    words = parsed.words[:MOST_WORDS]
    where = and_(visible, within(parsed.scope), *(_holds(_text(one.words)) for one in parsed.phrases))
    for one in parsed.without:
        where = and_(where, not_(_holds(_text(one.words))))
    if not words and not narrowed and not parsed.without:
        return Matches()
    if words:
        where = and_(where, or_(*(_holds(word) for word in words)))
    score: ColumnElement[int] = sum((_points(word) for word in words), literal(0))
    best = (score.desc(), Idea.merit.desc()) if words else (Idea.published_at.desc(),)
    order = {"new": (Idea.published_at.desc(),), "support": (Idea.merit.desc(),)}.get(sort, best)
    rows = db.session.execute(
        select(Idea.id, score.label("score")).where(where).order_by(*order, Idea.id.desc()).limit(limit).offset(offset)
    ).all()
    scored = tuple((row.id, float(row.score) / (3 * len(words) or 1)) for row in rows)
    return Matches(scored, *_counts(where))


def _counts(where: ColumnElement[bool]) -> tuple[Counter[int], Counter[str]]:
    some = select(Idea.board_id, Idea.phase).where(where).limit(MOST_COUNTED).subquery()
    boards: Counter[int] = Counter()
    phases: Counter[str] = Counter()
    for board, phase, count in db.session.execute(
        select(some.c.board_id, some.c.phase, func.count()).group_by(some.c.board_id, some.c.phase)
    ):
        boards[board] += count
        phases[phase] += count
    return boards, phases


def beginning(prefix: str, visible: ColumnElement[bool], scope: Scope, limit: int) -> list[Suggestion]:
    """Titles with ``prefix`` at the start of a word."""
    typed = _escaped(prefix.strip()[:100])
    if not typed:
        return []
    starts = or_(Idea.title.ilike(f"{typed}%", escape="\\"), Idea.title.ilike(f"% {typed}%", escape="\\"))
    rows = db.session.execute(
        select(Idea.id, Idea.title)
        .where(visible, within(scope), starts)
        .order_by(Idea.merit.desc(), Idea.id.desc())
        .limit(limit)
    )
    return [Suggestion(row.id, row.title) for row in rows]


def within(scope: Scope) -> ColumnElement[bool]:
    """The filters of ``scope`` as a condition on ideas; the table does not know languages."""
    parts: list[ColumnElement[bool]] = [Idea.id == Idea.id]
    if scope.board_ids is not None:
        parts.append(Idea.board_id.in_(scope.board_ids))
    if scope.phase:
        parts.append(Idea.phase == scope.phase)
    if scope.tag:
        parts.append(Idea.id.in_(select(Tag.idea_id).where(func.lower(Tag.tag) == scope.tag.lower())))
    if scope.author:
        parts.append(Idea.author_id.in_(select(Person.id).where(Person.handle == scope.author.lower())))
        parts.append(named_to_all())
    published = func.coalesce(Idea.published_at, Idea.created_at)
    if scope.since:
        parts.append(published >= scope.since)
    if scope.until:
        parts.append(published < scope.until)
    return and_(*parts)


def _holds(word: str) -> ColumnElement[bool]:
    pattern = f"%{_escaped(word)}%"
    said = cast(Idea.fields, String)  # JSON writes other letters than ours as they are only on some databases
    return or_(*(text.ilike(pattern, escape="\\") for text in (Idea.title, Idea.body, said)))


def _points(word: str) -> ColumnElement[int]:
    pattern = f"%{_escaped(word)}%"
    in_title = case((Idea.title.ilike(pattern, escape="\\"), 2), else_=0)
    return in_title + case((Idea.body.ilike(pattern, escape="\\"), 1), else_=0)


def _text(words: Sequence[tuple[str, int]]) -> str:
    return " ".join(word for word, _ in words)


def _escaped(text: str) -> str:
    """``text`` for LIKE: its own % and _ are letters; PostgreSQL takes no NUL."""
    plain = text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
    return plain.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
