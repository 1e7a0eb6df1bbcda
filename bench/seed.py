"""What the benchmark asks about: boards, people, ideas with ten votes and three comments each. In bulk, not by verbs.

The rows are those the verbs would have written: tallies, ranks and heat are reckoned by the rooms' own formulas, so
``flask doctor`` finds nothing to say about the result.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from flask import Flask
from sqlalchemy import text

from ideaboard.core import tokens
from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.text import render_markdown, slugify
from ideaboard.domain import boards, people, votes
from ideaboard.domain.boards.models import Board
from ideaboard.domain.comments.models import Comment
from ideaboard.domain.ideas.models import Idea, Maker
from ideaboard.domain.people.models import Person, Token
from ideaboard.domain.transfer import bulk
from ideaboard.domain.votes import ballots, heat
from ideaboard.domain.votes.models import Vote
from ideaboard.domain.votes.tallies import millis

VOTES = 10  # an idea
COMMENTS = 3
CROWD = 500  # people who share, vote and comment
MEMBERS = 40  # people who sign in or hold a token, and have not voted yet
AT_ONCE = 2_000  # ideas a transaction
TITLES = ("Drinks", "Shops", "The app")
THINGS = (
    "cup", "lid", "straw", "bottle", "kettle", "oven", "table", "chair", "lamp", "window", "garden", "terrace",
    "counter", "queue", "receipt", "card", "app", "map", "sign", "menu", "label", "tray", "basket", "shelf", "box",
    "bag", "bean", "roast", "milk", "syrup", "cake", "bread", "soup", "salad", "sauce", "spoon", "fork", "napkin",
)  # fmt: skip
WISHES = ("lighter", "larger", "smaller", "warmer", "quieter", "cheaper", "greener", "faster", "simpler", "washable")
REASONS = (
    "I go there every morning before work and wish this were so.", "My children ask for it whenever we come.",
    "It would save paper, and a lot of waiting.", "Other shops in town have had this for years.",
    "With a small deposit it would pay for itself within a year.", "I would gladly pay a little more for that.",
    "It matters most on rainy days, when everybody is inside.", "Ask the people at the counter: they want it too.",
)  # fmt: skip


@dataclass(frozen=True)
class Seeded:
    """What was made, as the requests need it."""

    ideas: Sequence[tuple[int, str]]  # id and slug
    boards: Sequence[str]
    sessions: Sequence[str]  # Cookie headers of members
    tokens: Sequence[str]  # of the same members
    words: Sequence[str]


def seed(app: Flask, count: int) -> Seeded:
    """Fill the empty, migrated database of ``app`` with ``count`` ideas."""
    chance = random.Random(7)
    at = now()
    with app.app_context():
        places = _boards(at)
        crowd, members, secrets = _people(at)
        made: list[tuple[int, str]] = []
        for start in range(0, count, AT_ONCE):
            made += _ideas(places, crowd, range(start, min(count, start + AT_ONCE)), chance, at)
        with transaction() as session:
            session.execute(text("ANALYZE"))
        sessions = [_cookie(app, number, at) for number in members]
    return Seeded(made, [place.slug for place in places], sessions, secrets, THINGS)


def _boards(at: datetime) -> list[Board]:
    """Three boards with many ideas and a goal far away."""
    changes: dict[str, Any] = {
        "form": {"body_min": 0, "images": [0, 5]},
        "ballot": {"kind": "support", "points": 1},
        "gate": {"metric": "supporters", "at_least": 10_000, "milestones": []},
        "ranking": {"half_life_days": 7},
    }
    with transaction():
        house = people.house()
        return [
            boards.open_board(
                None, f"board-{number}", by=house, at=at - timedelta(days=400), preset="my-starbucks-idea",
                title=title, changes=changes,
            )
            for number, title in enumerate(TITLES)
        ]  # fmt: skip


def _people(at: datetime) -> tuple[list[int], list[int], list[str]]:
    """The ids of the crowd, the ids of the members, and the members' tokens."""

    def row(kind: str, number: int) -> dict[str, Any]:
        return {
            "handle": f"{kind}-{number}", "name": f"{kind.title()} Number {number}",
            "email": f"{kind}{number}@example.org", "kind": "person", "created_at": at, "mails": "",
        }  # fmt: skip

    secrets = [tokens.new_token() for _number in range(MEMBERS)]
    with transaction():
        crowd = bulk.numbered(Person, [row("voter", number) for number in range(CROWD)])
        members = bulk.numbered(Person, [row("member", number) for number in range(MEMBERS)])
        held = [
            {"person_id": person, "name": "bench", "digest": tokens.digest(secret), "scopes": ["read", "write"]}
            for person, secret in zip(members, secrets, strict=True)
        ]
        bulk.plain(Token, [{**each, "created_at": at} for each in held])
    return crowd, members, secrets


def _ideas(
    places: Sequence[Board], crowd: Sequence[int], numbers: range, chance: random.Random, at: datetime
) -> list[tuple[int, str]]:
    """These ideas with everything that hangs on them, in one transaction."""
    drawn = [_idea(places[number % len(places)], crowd, number, chance, at) for number in numbers]
    rows = [row for row, _cast in drawn]
    with transaction():
        ids = bulk.numbered(Idea, rows)
        bulk.plain(Maker, [_maker(number, row) for number, row in zip(ids, rows, strict=True)])
        cast = zip(ids, (each for _row, each in drawn), strict=True)
        bulk.plain(Vote, [vote for number, each in cast for vote in _votes(number, each)])
        bulk.plain(Comment, [said for number in ids for said in _comments(number, crowd, chance, at)])
        for place in places:
            mine = sum(row["board_id"] == place.id for row in rows)
            db.session.get_one(Board, place.id).ideas += mine
    return [(number, row["slug"]) for number, row in zip(ids, rows, strict=True)]


Cast = list[tuple[int, datetime]]


def _idea(
    board: Board, crowd: Sequence[int], number: int, chance: random.Random, at: datetime
) -> tuple[dict[str, Any], Cast]:
    title = f"A {chance.choice(WISHES)} {chance.choice(THINGS)} for the {chance.choice(THINGS)}, take {number}"
    body = "\n\n".join(chance.sample(REASONS, 4))
    born = at - timedelta(minutes=chance.randrange(30, 60 * 24 * 365))
    author, *voters = chance.sample(crowd, VOTES + 1)
    age = int((at - born).total_seconds())
    cast = sorted(((person, born + timedelta(seconds=chance.randrange(age))) for person in voters), key=lambda c: c[1])
    tally = ballots.tallied(board.rules.ballot, [1] * VOTES)
    weights = [(1.0, millis(born)), *((1.0, millis(when)) for _person, when in cast)]
    row = {
        "board_id": board.id, "author_id": author, "rules_id": board.version.id, "title": title,
        "slug": slugify(title), "body": body, "body_html": _rendered(body), "excerpt": body[:200],
        "phase": "gathering", "shown": True, "listed": True, "created_at": born, "submitted_at": born,
        "published_at": born, "moved_at": born, "comments": COMMENTS,
        **{name: getattr(tally, name) for name in votes.TALLIED},
        "merit": tally.merit, "standing": votes.metric_of("supporters", tally) * 1_000,
        "heat": heat.from_votes(weights, board.rules.ranking.half_life_days),
    }  # fmt: skip
    return row, cast


@cache
def _rendered(body: str) -> str:
    return render_markdown(body)


def _maker(number: int, row: dict[str, Any]) -> dict[str, Any]:
    when = row["created_at"]
    return {
        "idea_id": number, "person_id": row["author_id"], "share": 10_000, "leads": True, "invited_at": when,
        "accepted_at": when,
    }  # fmt: skip


def _votes(number: int, cast: Cast) -> Iterator[dict[str, Any]]:
    for person, when in cast:
        yield {"idea_id": number, "person_id": person, "value": 1, "cast_at": when, "ended_at": None}


def _comments(number: int, crowd: Sequence[int], chance: random.Random, at: datetime) -> Iterator[dict[str, Any]]:
    for words, author in zip(chance.sample(REASONS, COMMENTS), chance.sample(crowd, COMMENTS), strict=True):
        yield {
            "idea_id": number, "author_id": author, "body": words, "body_html": f"<p>{words}</p>",
            "created_at": at - timedelta(minutes=chance.randrange(30)),
        }  # fmt: skip


def _cookie(app: Flask, person: int, at: datetime) -> str:
    """The session of somebody who has signed in, as their browser would send it."""
    with transaction() as session:
        key = people.open_session(session.get_one(Person, person), "password", at=at)
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return f"session={signer.dumps({'_user_id': key, '_fresh': True, '_permanent': True})}"
