"""Looking for patterns, by the clock: gathers what the pure files judge, keeps what is new, and holds those votes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select, union_all

from ideaboard.core import settings
from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.domain.comments.models import Comment
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.integrity.hands import Ballot, Pattern, bursts, few_hands
from ideaboard.domain.integrity.models import Suspect, Suspicion, VoteTrace
from ideaboard.domain.integrity.rings import rings
from ideaboard.domain.people import house
from ideaboard.domain.people.models import Person
from ideaboard.domain.votes import hold
from ideaboard.domain.votes.models import Vote

EVERY = timedelta(minutes=10)
KEY = "votes_looked_at"
BACK = timedelta(days=30)  # how far votes are looked at together
MOST = 200_000  # votes, the latest
AT_ONCE = 500


def look_if_due() -> bool:
    """For every tick: look again where votes came in since. The long work holds no transaction."""
    moment = now()
    last = str(settings.everything()[KEY])
    if last and datetime.fromisoformat(last) + EVERY > moment:
        return False
    since = datetime.fromisoformat(last) if last else moment - BACK
    fresh = select(Vote.id).where(Vote.cast_at > since, Vote.ended_at.is_(None)).limit(1)
    if db.session.scalar(fresh) is None:
        return False
    found = look(moment)
    db.session.rollback()
    with transaction():
        settings.put(KEY, moment.isoformat())
    for kind, pattern in found:
        with transaction():
            _keep(kind, pattern, moment)
    return True


def look(moment: datetime) -> Sequence[tuple[str, Pattern]]:
    """What the votes of the last weeks look like, with the kind of each pattern."""
    since = moment - BACK
    ballots = list(_ballots(since))
    votes, boards = _who_voted_for_what(since)
    return [
        *(("hands", one) for one in few_hands(ballots)),
        *(("ring", one) for one in rings(votes, boards)),
        *(("burst", one) for one in bursts(ballots)),  # last: what was found otherwise is not said twice
    ]


def _ballots(since: datetime) -> Iterable[Ballot]:
    living = (Vote.person_id == VoteTrace.person_id) & (Vote.idea_id == VoteTrace.idea_id) & Vote.ended_at.is_(None)
    rows = db.session.execute(
        select(VoteTrace, Person.created_at)
        .join(Vote, living)
        .join(Person, Person.id == VoteTrace.person_id)
        .where(VoteTrace.at > since)
        .order_by(VoteTrace.id.desc())
        .limit(MOST)
    ).all()
    acts = _acts({row.VoteTrace.person_id for row in rows})
    for row in rows:
        trace = row.VoteTrace
        others = max(0, acts.get(trace.person_id, 0) - 1)  # but for this very vote
        yield Ballot(trace.person_id, trace.idea_id, trace.at, row.created_at, trace.address, trace.device, acts=others)


def _acts(people: Iterable[int]) -> dict[int, int]:
    """How many votes, ideas and comments there are of each of these people."""
    found: dict[int, int] = defaultdict(int)
    numbers = sorted(people)
    for start in range(0, len(numbers), AT_ONCE):
        some = numbers[start : start + AT_ONCE]
        each = union_all(
            *(
                select(column.label("person_id"), func.count().label("number")).where(column.in_(some)).group_by(column)
                for column in (Vote.person_id, Idea.author_id, Comment.author_id)
            )
        )
        for person_id, number in db.session.execute(each):
            found[person_id] += number
    return found


def _who_voted_for_what(since: datetime) -> tuple[dict[int, set[int]], dict[int, int]]:
    votes: dict[int, set[int]] = defaultdict(set)
    boards: dict[int, int] = {}
    rows = db.session.execute(
        select(Vote.person_id, Vote.idea_id, Idea.board_id)
        .join(Idea, Idea.id == Vote.idea_id)
        .where(Vote.cast_at > since, Vote.ended_at.is_(None), Vote.value > 0)
        .order_by(Vote.id.desc())
        .limit(MOST)
    )
    for person_id, idea_id, board_id in rows:
        votes[person_id].add(idea_id)
        boards[idea_id] = board_id
    return votes, boards


def _keep(kind: str, pattern: Pattern, moment: datetime) -> None:
    """Write down what is new in it, and set those votes apart. What the team has judged is not brought up again."""
    judged = select(Suspect.person_id).join(Suspicion).where(Suspicion.idea_id == pattern.idea_id)
    fresh = sorted(pattern.people - set(db.session.scalars(judged)))
    if not fresh:
        return
    idea = db.session.get_one(Idea, pattern.idea_id)
    holds = pattern.sure and bool(settings.everything()["votes_hold"])
    found = Suspicion(
        idea_id=idea.id,
        kind=kind,
        evidence=dict(pattern.evidence) | {"new": len(fresh)},
        state="held" if holds else "open",
        found_at=moment,
    )
    db.session.add(found)
    db.session.flush()
    db.session.add_all(Suspect(suspicion_id=found.id, person_id=person) for person in fresh)
    db.session.flush()
    if holds:
        hold(idea, fresh, by=house(), at=moment)
