"""A card: what lists, pages and programs show of an idea, with everything its ballot hides left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from ideaboard.domain.boards import calendar, rules
from ideaboard.domain.boards.phrases import kind_name
from ideaboard.domain.boards.rules import Rules
from ideaboard.domain.ideas.anonymity import is_nameless, unnamed
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import holds
from ideaboard.domain.review import thresholds
from ideaboard.domain.votes import Own, ballots
from ideaboard.domain.votes.ballots import Tally
from ideaboard.domain.votes.queries import AFTER_THE_GATE, over, vote_ends


@dataclass(frozen=True)
class Card:
    """An idea as one person may see it. Tallies are None where the ballot hides them from that person."""

    id: int
    slug: str
    board_id: int
    board_slug: str
    board_title: str
    title: str
    excerpt: str
    kind: str  # of entry; empty for a plain idea
    kind_name: str
    judged: bool  # on its way to a review, as ideas are
    phase: str
    stage: str
    ended_by: str | None
    author_id: int
    author_handle: str  # empty where it is not told who made the idea
    author_name: str
    author_face: str | None  # the name of a stored file
    created_at: datetime
    published_at: datetime | None
    deadline_at: datetime | None
    due_at: datetime | None  # until when the company promised an answer
    moved_at: datetime
    edited_at: datetime | None
    moved_today: bool
    merged_into_id: int | None
    comments: int
    picture: str | None  # the name of a stored file
    picture_alt: str
    # the ballot
    ballot_kind: str
    ballot_points: int
    score_min: int
    score_max: int
    steps: tuple[int, ...]  # in which a budget is given
    budget: int
    budget_left: int | None  # what the person could give this idea at most; None where nothing is spent
    retractable: bool
    hidden: bool
    voting_open: bool
    can_vote: bool
    my_vote: int | None
    held: str | None  # why one's own vote does not count (yet): unconfirmed, suspicious
    own: bool
    # the tally
    supporters: int | None
    points: int | None
    votes_up: int | None
    votes_down: int | None
    mean: float | None
    merit: int | None
    # the gate
    gate_metric: str
    gate_at_least: float | None  # None where no number leads into review
    gate_top: int
    gate_value: float | None
    progress: float | None  # 0 to 1
    milestones: tuple[int, ...]
    # what lists sort by, for cursors
    heat: int
    standing: int


@dataclass(frozen=True)
class Around:
    """What the cards of one page need beside their rows, each read in one query."""

    rules: Mapping[int, Rules]  # idea → the rules it lives by
    mine: Mapping[int, Own]  # idea → one's own ballot
    due: Mapping[int, datetime]
    pictures: Mapping[int, tuple[str, str]]
    makers: Mapping[int, frozenset[int]]
    spent: Mapping[int, int]  # board → points one has given there


def card(row: Any, around: Around, seen_by: Person | None, at: datetime) -> Card:
    """The card of one row of ``ideas.cards``."""
    live = around.rules[row.id]
    tally = Tally(
        ballots=row.ballots, supporters=row.supporters, votes_up=row.votes_up, votes_down=row.votes_down,
        points=row.points, score_sum=row.score_sum,
    )  # fmt: skip
    mine = around.mine.get(row.id)
    open_now = _open(row, live, at)
    makers = around.makers.get(row.id, frozenset({row.author_id}))
    own = seen_by is not None and seen_by.id in makers
    nameless = is_nameless(row.board_anonymous, row, seen_by, makers)
    seen = ballots.revealed(
        live.ballot,
        voted=mine is not None and mine.held_for is None,
        closed=over(row.phase, live.gate),
        staff=_staff(seen_by, row),
    )
    entry = live.form.kind(row.kind)
    picture, alt = around.pictures.get(row.id, (None, ""))
    made = Card(
        id=row.id, slug=row.slug, board_id=row.board_id, board_slug=row.board_slug, board_title=row.board_title,
        title=row.title, excerpt=row.excerpt, kind=row.kind, kind_name=kind_name(entry) if entry else "",
        judged=entry is None or entry.role == "idea",
        phase=row.phase, stage=rules.stage(live, row.phase), ended_by=row.ended_by,
        author_id=row.author_id, author_handle="" if nameless else row.author_handle,
        author_name=unnamed() if nameless else row.author_name, author_face=None if nameless else row.author_face,
        created_at=row.created_at, published_at=row.published_at, deadline_at=row.deadline_at,
        due_at=around.due.get(row.id), moved_at=row.moved_at, edited_at=row.edited_at,
        moved_today=(at - row.moved_at).total_seconds() < 86_400, merged_into_id=row.merged_into_id,
        comments=row.comments, picture=picture, picture_alt=alt, ballot_kind=live.ballot.kind,
        ballot_points=live.ballot.points, score_min=live.ballot.range[0], score_max=live.ballot.range[1],
        steps=live.ballot.steps if live.ballot.kind == "budget" else (), budget=live.ballot.budget,
        budget_left=_left(live, around.spent.get(row.board_id, 0), mine) if seen_by is not None else None,
        retractable=live.ballot.retractable, hidden=not seen, voting_open=open_now,
        can_vote=open_now and (not own or live.ballot.own_idea), my_vote=mine.value if mine else None,
        held=mine.held_for if mine else None, own=own,
        supporters=row.supporters, points=row.points, votes_up=row.votes_up, votes_down=row.votes_down,
        mean=_mean(live, tally), merit=tally.merit, gate_metric=live.gate.metric,
        gate_at_least=live.gate.at_least if live.gate.metric != "none" and not live.gate.top else None,
        gate_top=live.gate.top, gate_value=_value(live, tally), progress=_progress(live, tally),
        milestones=tuple(live.gate.milestones), heat=row.heat, standing=row.standing,
    )  # fmt: skip
    return made if seen else without_tally(made)


def without_tally(made: Card) -> Card:
    """The same card with nothing on it that tells how the vote stands."""
    return replace(
        made, supporters=None, points=None, votes_up=None, votes_down=None, mean=None, merit=None, gate_value=None,
        progress=None,
    )  # fmt: skip


def _left(live: Rules, spent: int, mine: Own | None) -> int | None:
    """The points one could give this idea: what is left of the budget, and what one has given it already."""
    if live.ballot.kind != "budget":
        return None
    return max(0, live.ballot.budget - spent + (mine.value if mine else 0))


def _open(row: Any, live: Rules, at: datetime) -> bool:
    """As ``votes.open_for_votes``, on a plain row."""
    if live.ballot.kind == "none" or row.board_state == "archived" or row.hidden_for is not None:
        return False
    if Phase(row.phase) not in AFTER_THE_GATE[live.gate.closes]:
        return False
    ends = vote_ends(row.deadline_at, row.moved_at, live.clock.silence_days)
    if row.phase == Phase.GATHERING and ends is not None and ends <= at:
        return False
    opened = row.board_opens_at or row.board_created_at
    return calendar.allows(live.clock.phases, "vote", at, opened_at=opened, timezone=live.clock.timezone)


def _staff(person: Person | None, row: Any) -> bool:
    return holds(person, "reviewer", row) or holds(person, "moderator", row)


def _mean(live: Rules, tally: Tally) -> float | None:
    return float(tally.mean) if live.ballot.kind == "score" and tally.mean is not None else None


def _value(live: Rules, tally: Tally) -> float | None:
    if live.gate.metric == "none":
        return None
    return float(thresholds.value(live.gate.metric, tally))


def _progress(live: Rules, tally: Tally) -> float | None:
    if live.gate.metric == "none" or live.gate.top:
        return None
    return thresholds.progress(live, tally)
