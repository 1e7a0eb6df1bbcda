"""What the demo tells: the company, its people and their ideas, read from the TOML files beside this one."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ideaboard.cli.demo.draw.faces import Face

HERE = Path(__file__).parent


@dataclass(frozen=True)
class BoardPlan:
    """A board: its preset and what the company changes about it."""

    slug: str
    title: str
    preset: str
    intro: str
    rules: Mapping[str, Any]


@dataclass(frozen=True)
class Portrait:
    """One of the forty who have a face."""

    handle: str
    name: str
    bio: str
    face: Face
    email: str
    staff: str  # admin | moderator | reviewer, or empty


@dataclass(frozen=True)
class Talk:
    """A comment, ``after`` days after the idea was shared; ``to`` is the place of the comment it answers."""

    by: str
    after: float
    words: str
    hearts: int
    to: int | None
    official: bool


@dataclass(frozen=True)
class Card:
    """A reviewer's scorecard: the ``level`` (1..5) around which the single scores lie."""

    by: str
    recommendation: str
    level: int
    note: str


@dataclass(frozen=True)
class Answer:
    """A decision; without a ``reason`` it is the board's first, which is the good one."""

    outcome: str
    by: str
    reason: str
    statement: str


@dataclass(frozen=True)
class IdeaPlan:
    """An idea and its whole way. Moments are days before today; ``up``/``down``/``mean`` are its votes."""

    board: str
    key: str
    title: str
    body: str
    author: str
    phase: str
    days: float
    tags: tuple[str, ...]
    team: Mapping[str, int]  # handle → per cent
    up: int
    down: int
    mean: float
    routed: float | None
    decided: float | None
    making: float | None
    launched: float | None
    merged: float | None
    withdrawn: float | None
    removed: float | None
    into: str
    reason: str
    pick: tuple[str, ...]
    conflict: tuple[str, ...]
    pictures: tuple[Mapping[str, str], ...]
    talk: tuple[Talk, ...]
    cards: tuple[Card, ...]
    answer: Answer | None
    making_note: str
    launched_note: str


@dataclass(frozen=True)
class Company:
    """Everything."""

    name: str
    question: str
    password: str
    boards: tuple[BoardPlan, ...]
    people: tuple[Portrait, ...]
    ideas: tuple[IdeaPlan, ...]
    first_names: tuple[str, ...]  # of the crowd
    last_names: tuple[str, ...]

    @property
    def staff(self) -> tuple[Portrait, ...]:
        """Those who hold a role."""
        return tuple(person for person in self.people if person.staff)


def load() -> Company:
    """Read the files."""
    company = _read("company.toml")
    boards = tuple(_board(each) for each in company["board"])
    ideas = tuple(_idea(board.slug, each) for board in boards for each in _read(f"ideas/{board.slug}.toml")["idea"])
    people = tuple(_portrait(each) for each in _read("people.toml")["person"])
    names = _read("names.toml")
    return Company(
        name=company["name"],
        question=company["question"],
        password=company["password"],
        boards=boards,
        people=people,
        ideas=ideas,
        first_names=tuple(names["first"].split()),
        last_names=tuple(names["last"].split()),
    )


def _read(name: str) -> dict[str, Any]:
    with open(HERE / name, "rb") as file:
        return tomllib.load(file)


def _board(raw: Mapping[str, Any]) -> BoardPlan:
    return BoardPlan(raw["slug"], raw["title"], raw["preset"], raw["intro"], raw.get("rules", {}))


def _portrait(raw: Mapping[str, Any]) -> Portrait:
    email = raw.get("email", f"{raw['handle']}@demo.example")
    return Portrait(raw["handle"], raw["name"], raw["bio"], Face(**raw["face"]), email, raw.get("staff", ""))


def _idea(board: str, raw: Mapping[str, Any]) -> IdeaPlan:
    told, story = raw.get("progress", {}), raw.get("story", {}).get("text", "")
    pictures = raw.get("pictures") or ([raw["picture"]] if "picture" in raw else [])
    moments = {
        name: raw.get(name) for name in ("routed", "decided", "making", "launched", "merged", "withdrawn", "removed")
    }
    return IdeaPlan(
        board=board,
        key=raw["key"],
        title=raw["title"],
        body=raw["body"].strip(),
        author=raw["author"],
        phase=raw["phase"],
        days=raw["days"],
        tags=tuple(raw.get("tags", ())),
        team=raw.get("team", {}),
        up=raw.get("up", 0),
        down=raw.get("down", 0),
        mean=raw.get("mean", 0),
        into=raw.get("into", ""),
        reason=raw.get("reason", ""),
        pick=tuple(raw.get("pick", ())),
        conflict=tuple(raw.get("conflict", ())),
        pictures=tuple(pictures),
        talk=tuple(_talk(each) for each in raw.get("talk", ())),
        cards=tuple(Card(*each) for each in raw.get("scores", ())),
        answer=_answer(raw.get("decision")),
        making_note=told.get("making", ""),
        launched_note="\n\n".join(part.strip() for part in (told.get("launched", ""), story) if part),
        **moments,
    )


def _talk(raw: Sequence[Any]) -> Talk:
    by, after, words, more = raw
    return Talk(by, after, words, more.get("hearts", 0), more.get("to"), more.get("official", False))


def _answer(raw: Mapping[str, str] | None) -> Answer | None:
    if raw is None:
        return None
    return Answer(raw["outcome"], raw["by"], raw.get("reason", ""), raw["statement"].strip())
