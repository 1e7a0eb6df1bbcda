"""Tallies: moved by deltas under the idea's lock, so that a vote costs the same however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from ideaboard.core.actions import locked
from ideaboard.core.db import db
from ideaboard.core.events import Event
from ideaboard.domain.boards.models import RulesVersion
from ideaboard.domain.events import About, IdeaMerged, IdeaUnmerged, MakerJoined, RulesChanged
from ideaboard.domain.ideas import family
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.people.models import Person
from ideaboard.domain.votes import ballots, heat
from ideaboard.domain.votes.ballots import Tally
from ideaboard.domain.votes.models import Vote
from ideaboard.domain.votes.queries import ballots_at, family_ballots, over

TALLIED = ("ballots", "supporters", "votes_up", "votes_down", "points", "score_sum")


def tally_of(idea: Idea) -> Tally:
    """The tally as it stands in the idea's row."""
    return Tally(**{name: getattr(idea, name) for name in TALLIED})


def metric(idea: Idea) -> int:
    """The value the idea's gate looks at: supporters, points, or the mean in thousandths."""
    return metric_of(idea.rules.gate.metric, tally_of(idea))


def metric_of(name: str, tally: Tally) -> int:
    """The gate's metric of a tally, as a whole number (the mean in thousandths)."""
    if name == "points":
        return tally.points
    if name == "mean":
        return round((tally.mean or 0) * 1_000)
    return tally.supporters


def public(idea: Idea) -> bool:
    """Whether everybody may see the tally: live, or after the vote has closed where the rules say so."""
    return ballots.revealed(idea.rules.ballot, voted=False, closed=closed(idea), staff=False)


def closed(idea: Idea) -> bool:
    """Whether the vote on this idea is over."""
    return over(idea.phase, idea.rules.gate)


def tally(idea: Idea, before: Vote | None, after: Vote | None, at: datetime) -> None:
    """Move the tallies by one person's change of ballot, and the heat with them."""
    ballot = idea.rules.ballot
    change = ballots.delta(ballot, before.value if before else None, after.value if after else None)
    for name in TALLIED:
        setattr(idea, name, getattr(idea, name) + getattr(change, name))
    rank(idea)
    if public(idea):
        _warm(idea, before, after)


def rank(idea: Idea) -> None:
    """What lists sort by: nothing while the tally is hidden, so that no order tells it."""
    shown = public(idea)
    tally = tally_of(idea)
    idea.merit = tally.merit if shown else 0
    name = idea.rules.gate.metric
    idea.standing = (metric_of(name, tally) * (1 if name == "mean" else 1_000)) if shown else 0


def _warm(idea: Idea, before: Vote | None, after: Vote | None) -> None:
    half_life = idea.rules.ranking.half_life_days
    old, hot = idea.heat, idea.heat
    if before is not None:
        hot = heat.subtract(hot, weight(idea, before), millis(before.cast_at), half_life)
    if after is not None:
        hot = heat.add(hot, weight(idea, after), millis(after.cast_at), half_life)
    if before is not None and heat.cancelled(old, hot, half_life):
        hot = _heat_from_votes(idea)
    idea.heat = hot


def weight(idea: Idea, vote: Vote) -> float:
    """What a ballot weighs in trending."""
    return ballots.weight(idea.rules.ballot, vote.value)


def millis(moment: datetime) -> int:
    """Milliseconds since 1970."""
    return round(moment.timestamp() * 1_000)


def _heat_from_votes(idea: Idea) -> int:
    cast: list[tuple[float, int]] = [(weight(idea, vote), millis(vote.cast_at)) for vote in family_ballots(idea)]
    if idea.published_at is not None:
        cast.append((1, millis(idea.published_at)))  # publishing counts one
    return heat.from_votes(cast, idea.rules.ranking.half_life_days)


def recounted(idea: Idea) -> Tally:
    """The tally counted anew from the living ballots of the family and what was carried over."""
    return _tally(idea, family_ballots(idea))


def tally_at(idea: Idea, at: datetime) -> Tally:
    """The tally as it stood at the moment ``at``, for what the clock judges late."""
    return _tally(idea, ballots_at(idea, at))


def _tally(idea: Idea, cast: Sequence[Vote]) -> Tally:
    values = [vote.value for vote in cast]
    ballot, up, down = idea.rules.ballot, idea.carried_up, idea.carried_down
    return ballots.tallied(ballot, values, carried_up=up, carried_down=down)


def recount(idea: Idea) -> None:
    """Write tallies and heat anew from the votes."""
    tally = recounted(idea)
    for name in TALLIED:
        setattr(idea, name, getattr(tally, name))
    rank(idea)
    idea.heat = _heat_from_votes(idea) if public(idea) else _cold(idea)
    db.session.flush()


def _cold(idea: Idea) -> int:
    return millis(idea.published_at) if idea.published_at else 0


def begin(event: About, *, by: Person, at: datetime) -> None:
    """An idea was published: publishing counts one in its heat."""
    idea = db.session.get_one(Idea, event.idea_id)
    idea.heat = heat.add(idea.heat, 1, millis(at), idea.rules.ranking.half_life_days)
    rank(idea)


def reveal_if_closed(event: About, *, by: Person, at: datetime) -> None:
    """An idea moved: its tally may have become public, or hidden again."""
    rank(db.session.get_one(Idea, event.idea_id))


def rewarm(event: RulesChanged, *, by: Person, at: datetime) -> None:
    """A board's half-life changed: the stored heat of its ideas is counted anew, else old and new would not compare."""
    numbers = (event.version - 1, event.version)
    versions = db.session.scalars(
        select(RulesVersion).where(RulesVersion.board_id == event.board_id, RulesVersion.number.in_(numbers))
    ).all()
    if len({version.rules.ranking.half_life_days for version in versions}) > 1:
        for idea in db.session.scalars(select(Idea).where(Idea.board_id == event.board_id).order_by(Idea.id)).all():
            recount(locked(idea))


def end_own(event: MakerJoined, *, by: Person, at: datetime) -> None:
    """Somebody makes an idea now: where makers do not vote for their own, the vote they had ends and is not counted."""
    idea = db.session.get_one(Idea, event.idea_id)
    if idea.rules.ballot.own_idea:
        return
    held = select(Vote).where(Vote.idea_id == idea.id, Vote.person_id == event.person_id, Vote.ended_at.is_(None))
    vote = db.session.scalar(held)
    if vote is not None:
        vote.ended_at = max(at, vote.cast_at)
        db.session.flush()
    if vote is not None or family(idea):
        recount(idea)


def recount_family(event: Event, *, by: Person, at: datetime) -> None:
    """Ideas were merged or parted: both are counted anew."""
    if isinstance(event, IdeaMerged | IdeaUnmerged):
        other = event.into if isinstance(event, IdeaMerged) else event.out_of
        for number in sorted((event.idea_id, other)):
            recount(db.session.get_one(Idea, number))
