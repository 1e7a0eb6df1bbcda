"""Where imported rows land: people, ideas, what the review keeps of them, comments in their threads. In bulk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from ideaboard.core.db import db
from ideaboard.core.text import _, handle_of, render_markdown
from ideaboard.domain import votes
from ideaboard.domain.boards import calendar
from ideaboard.domain.boards.models import Board
from ideaboard.domain.comments.models import Comment
from ideaboard.domain.ideas import entry_kind, writing
from ideaboard.domain.ideas.models import Idea, Maker, Tag
from ideaboard.domain.lifecycle import DECIDED, PUBLIC, Phase
from ideaboard.domain.people import house
from ideaboard.domain.people.actions import NAME_MAX, RESERVED
from ideaboard.domain.people.models import Person
from ideaboard.domain.review.models import Case, Decision
from ideaboard.domain.transfer import bulk
from ideaboard.domain.transfer.models import Origin
from ideaboard.domain.transfer.reading import CommentRow, IdeaRow
from ideaboard.domain.votes import ballots

HANDLE_MAX = 40

Known = dict[tuple[str, str], int]  # (kind, foreign id) → own id
Said = tuple[CommentRow, str]  # a comment of the file and its words rendered


@dataclass(frozen=True)
class Words:
    """An idea of the file with its words rendered."""

    row: IdeaRow
    wording: writing.Wording
    fields: dict[str, Any]


class Writer:
    """Writes the rows of one run and remembers which foreign id became which."""

    def __init__(self, board: Board, run_id: int, source: str, known: Known, at: datetime) -> None:
        self.board, self.rules, self.run_id, self.source, self.known, self.at = (
            board,
            board.rules,
            run_id,
            source,
            known,
            at,
        )
        entry = entry_kind(self.rules, None)
        self.kind = entry.key if entry else ""

    def _remember(self, kind: str, foreign_ids: Sequence[str], own_ids: Sequence[int]) -> None:
        self.known.update(((kind, foreign_id), own_id) for foreign_id, own_id in zip(foreign_ids, own_ids, strict=True))
        same = {"run_id": self.run_id, "board_id": self.board.id, "source": self.source, "kind": kind}
        pairs = zip(foreign_ids, own_ids, strict=True)
        bulk.plain(Origin, [{**same, "foreign_id": foreign_id, "own_id": own_id} for foreign_id, own_id in pairs])

    def _when(self, said: datetime | None) -> datetime:
        """The moment the file says; the import's own for none and for the future."""
        return min(said, self.at) if said else self.at

    def people(self, names: set[str]) -> int:
        """Authors become people without an e-mail address; texts without an author share one of their own."""
        fresh = sorted(name for name in names if ("person", name) not in self.known)
        shown = [name[:NAME_MAX].strip() or _("Unknown author") for name in fresh]
        handles = free_handles(shown)
        made = [
            {
                "handle": handle,
                "name": name,
                "kind": "imported",
                "created_at": self.at,
                "confirmed_at": self.at,
                "mails": "",
            }
            for name, handle in zip(shown, handles, strict=True)
        ]
        self._remember("person", fresh, bulk.numbered(Person, made))
        return len(fresh)

    # ideas

    def ideas(self, words: Sequence[Words]) -> None:
        """The ideas with their makers, tags, and what the review keeps of those that were judged elsewhere."""
        made = [self._idea(each) for each in words]
        ids = bulk.numbered(Idea, made)
        self._remember("idea", [each.row.id for each in words], ids)
        pairs = [*zip(ids, made, strict=True)]
        bulk.plain(Maker, [self._maker(number, idea) for number, idea in pairs])
        bulk.plain(
            Tag, [{"idea_id": n, "tag": tag} for n, each in zip(ids, words, strict=True) for tag in _tags(each.row)]
        )
        self._reviewed([(number, idea) for number, idea in pairs if idea["phase"] in (Phase.REVIEW, *DECIDED)])
        shown = sum(idea["shown"] for idea in made)
        db.session.execute(update(Board).where(Board.id == self.board.id).values(ideas=Board.ideas + shown))

    def _idea(self, each: Words) -> dict[str, Any]:
        """The row. Its clock starts with the import: nothing shall end by the next tick because it is old."""
        row, words, phase = each.row, each.wording, Phase(each.row.phase)
        at = self._when(row.created_at)
        gathers, shown, clock = phase == Phase.GATHERING, phase in PUBLIC, self.rules.clock
        return {
            "board_id": self.board.id, "author_id": self.known["person", row.author], "rules_id": self.board.version.id,
            "title": words.title, "slug": words.slug, "body": words.body, "body_html": words.body_html,
            "excerpt": words.excerpt, "kind": self.kind, "fields": each.fields,
            "phase": phase, "left_phase": None if gathers else Phase.GATHERING,
            "visibility": self.board.visibility, "shown": shown,
            "listed": shown and self.board.open_to_all,
            "created_at": at, "submitted_at": at, "published_at": at, "moved_at": self.at,
            "deadline_at": calendar.deadline(self.at, clock.gather_days, clock.timezone) if gathers else None,
            "drops_done": len(clock.drop), **self._tally(row, phase, at),
        }  # fmt: skip

    def _tally(self, row: IdeaRow, phase: Phase, at: datetime) -> dict[str, int]:
        """What ``votes.recount`` would write, without asking the database for votes that are not there."""
        tally = ballots.tallied(self.rules.ballot, (), carried_up=row.votes_up, carried_down=row.votes_down)
        closed = phase != Phase.GATHERING
        public = ballots.revealed(self.rules.ballot, voted=False, closed=closed, staff=False)
        metric = self.rules.gate.metric
        standing = votes.metric_of(metric, tally) * (1 if metric == "mean" else 1_000)
        return {
            "carried_up": row.votes_up,
            "carried_down": row.votes_down,
            **{name: getattr(tally, name) for name in votes.TALLIED},
            "merit": tally.merit if public else 0,
            "standing": standing if public else 0,
            "heat": round(at.timestamp() * 1_000),  # publishing counts one
        }

    def _maker(self, number: int, idea: Mapping[str, Any]) -> dict[str, Any]:
        at = idea["created_at"]
        made = {"idea_id": number, "person_id": idea["author_id"], "share": 10_000, "leads": True}
        return {**made, "invited_at": at, "accepted_at": at}

    def _reviewed(self, pairs: Sequence[tuple[int, Mapping[str, Any]]]) -> None:
        """A case for each idea in review or past it, and a decision for those past it, with what we know of it."""
        days = self.rules.review.answer_days
        cases = [
            {
                "idea_id": number,
                "state": "decided" if idea["phase"] in DECIDED else "open",
                "entered_at": self.at,
                "due_at": self.at + timedelta(days=days) if days and idea["phase"] not in DECIDED else None,
                "closed_at": self.at if idea["phase"] in DECIDED else None,
                "supporters": idea["supporters"],
            }
            for number, idea in pairs
        ]
        numbers = bulk.numbered(Case, cases)
        said = _("Decided before this idea came to this site.")
        bulk.plain(
            Decision,
            [
                {
                    "case_id": case,
                    "idea_id": number,
                    "outcome": "decline" if idea["phase"] == Phase.DECLINED else "accept",
                    "reason": _("Decided elsewhere"),
                    "statement": said,
                    "statement_html": render_markdown(said),
                    "by_id": house().id,
                    "at": self.at,
                }
                for case, (number, idea) in zip(numbers, pairs, strict=True)
                if idea["phase"] in DECIDED
            ],
        )

    # comments

    def comments(self, said: Sequence[Said]) -> None:
        """The comments in the order they were made, each after the one it answers; then who answers whom."""
        ordered = _in_order(said, self._when)
        ids = bulk.numbered(Comment, [self._comment(row, html) for row, html in ordered])
        self._remember("comment", [row.id for row, _html in ordered], ids)
        self._thread([row for row, _html in ordered])
        for number, count in Counter(self.known["idea", row.idea_id] for row, _html in ordered).items():
            db.session.execute(update(Idea).where(Idea.id == number).values(comments=Idea.comments + count))

    def _comment(self, row: CommentRow, html: str) -> dict[str, Any]:
        return {
            "idea_id": self.known["idea", row.idea_id],
            "author_id": self.known["person", row.author],
            "body": row.body,
            "body_html": html,
            "created_at": self._when(row.created_at),
        }

    def _thread(self, ordered: Sequence[CommentRow]) -> None:
        """Point answers at what they answer; parents come first in ``ordered``, so their place is known."""
        place = self._places(ordered)
        answers: list[dict[str, int]] = []
        replies: Counter[int] = Counter()
        for row in ordered:
            number, parent = self.known["comment", row.id], self.known.get(("comment", row.parent_id))
            idea_id = self.known["idea", row.idea_id]
            if parent is None or parent not in place or place[parent][0] != idea_id:
                place[number] = (idea_id, number, 0)
                continue
            _idea, root, depth = place[parent]
            place[number] = (idea_id, root, depth + 1)
            answers.append({"id": number, "parent_id": parent, "root_id": root, "depth": depth + 1})
            replies[root] += 1
        if answers:
            db.session.execute(update(Comment), answers)
        for root, count in replies.items():
            db.session.execute(update(Comment).where(Comment.id == root).values(replies=Comment.replies + count))

    def _places(self, ordered: Sequence[CommentRow]) -> dict[int, tuple[int, int, int]]:
        """Where comments of earlier runs that are answered now stand: id → (idea, root, depth)."""
        own = {row.id for row in ordered}
        wanted = {row.parent_id for row in ordered if row.parent_id and row.parent_id not in own}
        there = [self.known["comment", foreign_id] for foreign_id in wanted if ("comment", foreign_id) in self.known]
        place: dict[int, tuple[int, int, int]] = {}
        for start in range(0, len(there), bulk.AT_ONCE):
            earlier = select(Comment.id, Comment.idea_id, Comment.root_id, Comment.depth)
            for number, idea_id, root, depth in db.session.execute(
                earlier.where(Comment.id.in_(there[start : start + bulk.AT_ONCE]))
            ):
                place[number] = (idea_id, root or number, depth)
        return place


def _tags(row: IdeaRow) -> list[str]:
    """Its tags and its category, in small letters, each once."""
    words = (word.lower().lstrip("#").strip() for word in (*row.tags, row.category))
    return list(dict.fromkeys(word for word in words if word))


def _in_order(said: Sequence[Said], when: Callable[[datetime | None], datetime]) -> list[Said]:
    """By time; an answer never before what it answers, whatever the dates say. A circle is cut where it closes."""
    rows_of = {row.id: row for row, _html in said}
    placed: dict[str, tuple[datetime, int]] = {}
    for row, _html in said:
        chain: dict[str, CommentRow] = {}
        above: CommentRow | None = row
        while above is not None and above.id not in placed and above.id not in chain:
            chain[above.id] = above
            above = rows_of.get(above.parent_id)
        before = placed.get(above.id) if above is not None else None
        for each in reversed(chain.values()):
            own = when(each.created_at)
            before = (max(own, before[0]), before[1] + 1) if before else (own, 0)
            placed[each.id] = before
    return sorted(said, key=lambda each: (*placed[each[0].id], each[0].line))


def free_handles(names: Sequence[str]) -> list[str]:
    """A handle for each name, as ``people`` would give them one after the other: the slug, then slug-2, slug-3 …"""
    taken = set(db.session.scalars(select(Person.handle)))
    numbers: Counter[str] = Counter()
    handles: list[str] = []
    for name in names:
        wanted = handle_of(name)
        handle = wanted
        while handle in taken or handle in RESERVED:
            numbers[wanted] += 1
            handle = f"{wanted[: HANDLE_MAX - 8]}-{numbers[wanted] + 1}"
        taken.add(handle)
        handles.append(handle)
    return handles
