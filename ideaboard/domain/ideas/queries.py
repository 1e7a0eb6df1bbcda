"""Questions about ideas. They return selects, which pages cut with a cursor, or rows; each names its index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Select, and_, bindparam, case, false, func, not_, or_, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from ideaboard.core.db import db
from ideaboard.core.paging import Key
from ideaboard.domain.boards.models import Acceptance, Board, Membership, RulesVersion
from ideaboard.domain.ideas.anonymity import lists_by_author
from ideaboard.domain.ideas.models import Follow, Idea, Maker, Picture, Revision, Tag
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import holds

SORTS = ("trending", "new", "top", "closing")
FAIR_AGE = timedelta(days=14)


OPEN_TO_ALL = and_(Board.visibility == "public", not_(Board.gated))
EVERYBODY = and_(Idea.shown, Idea.visibility == "public", Idea.board_id.in_(select(Board.id).where(OPEN_TO_ALL)))
EVERYWHERE = Idea.id == Idea.id


def sees(person: Person | None) -> ColumnElement[bool]:
    """The condition under which ``person`` may know of an idea at all. Whatever fails it is a 404 for them."""
    if person is None:
        return EVERYBODY
    if person.kind == "system":
        return EVERYWHERE
    return _member_sees(person.id, _staffed(person))


def _member_sees(person_id: Any, staffed: ColumnElement[bool]) -> ColumnElement[bool]:
    made = select(Maker.idea_id).where(Maker.person_id == person_id, Maker.accepted_at.is_not(None))
    own = or_(Idea.author_id == person_id, Idea.id.in_(made))
    member = and_(Idea.shown, Idea.visibility != "private", Idea.board_id.in_(_entered(person_id)))
    return or_(EVERYBODY, member, own, and_(Idea.phase != Phase.DRAFT, staffed))


def _entered(person_id: Any) -> Select[int]:
    """Boards whose ideas a person reads for belonging to them, and for having agreed to what stands before them."""
    joined = select(Membership.board_id).where(Membership.person_id == person_id, Membership.state == "member")
    belongs = or_(Board.visibility == "public", Board.joining == "open", Board.id.in_(joined))
    agreed = select(Acceptance.id).where(
        Acceptance.board_id == Board.id, Acceptance.person_id == person_id, Acceptance.digest == Board.terms_digest
    )
    return select(Board.id).where(Board.visibility != "private", belongs, or_(not_(Board.gated), agreed.exists()))


def _staffed(person: Person) -> ColumnElement[bool]:
    """Ideas on boards where ``person`` is staff."""
    boards = {role.board_id for role in person.roles}
    if None in boards:
        return EVERYWHERE
    return Idea.board_id.in_(boards) if boards else false()


def visible_to(person: Person | None) -> Select[Idea]:
    """Ideas this person may know of."""
    return select(Idea).where(sees(person))


def find(number: int, person: Person | None) -> Idea | None:
    """The idea with this number, if ``person`` may know of it."""
    if person is None:
        return db.session.scalar(_FIND_AS_VISITOR, {"number": number})
    boards = {role.board_id for role in person.roles}
    if person.kind == "system" or (boards and None not in boards):
        return db.session.scalar(visible_to(person).where(Idea.id == number))
    ready = _FIND_AS_TEAM if boards else _FIND_AS_MEMBER
    return db.session.scalar(ready, {"number": number, "person": person.id})


# The same questions, put together once: building and naming them anew cost as much as asking
_THIS = Idea.id == bindparam("number")
_FIND_AS_VISITOR = select(Idea).where(_THIS, EVERYBODY)
_FIND_AS_MEMBER = select(Idea).where(_THIS, _member_sees(bindparam("person"), false()))
_FIND_AS_TEAM = select(Idea).where(_THIS, _member_sees(bindparam("person"), EVERYWHERE))


@dataclass(frozen=True)
class Filter:
    """Which ideas a list shows."""

    board: Board | None = None
    phase: Phase | None = None
    tag: str | None = None
    author_id: int | None = None
    kind: str | None = None  # of entry


def listed(seen_by: Person | None, chosen: Filter) -> ColumnElement[bool]:
    """The condition of a list: the stored flag on public boards, ``sees`` on the others."""
    board = chosen.board
    mine = seen_by is not None and chosen.author_id == seen_by.id
    parts: list[ColumnElement[bool]]
    if mine and chosen.phase is not None:  # one's own drafts, and whatever else only oneself may see
        parts = [sees(seen_by)]
    elif board is not None and not board.open_to_all:
        parts = [sees(seen_by), Idea.phase.not_in((Phase.DRAFT, Phase.MERGED))]
    else:
        parts = [Idea.listed.is_(True)]
    if board is not None:
        parts.append(Idea.board_id == board.id)
    if chosen.phase is not None:
        parts.append(Idea.phase == chosen.phase)
    if chosen.author_id is not None:
        parts.append(lists_by_author(chosen.author_id, seen_by))
    if chosen.kind is not None:
        parts.append(Idea.kind == chosen.kind)
    if chosen.tag is not None:
        parts.append(Idea.id.in_(select(Tag.idea_id).where(Tag.tag == chosen.tag)))
    return and_(*parts)


def order(sort: str, board: Board | None, at: datetime) -> tuple[list[Key], list[ColumnElement[bool]]]:
    """The sort keys of a list, and what else it demands. Served by the index named beside each."""
    last = Key(Idea.id, "id")
    if sort == "new":  # ix_ideas_listed_published, ix_ideas_board_published
        return [Key(Idea.published_at, "published_at"), last], [Idea.published_at.is_not(None)]
    if sort == "top" and board is not None:  # ix_ideas_board_standing
        return [Key(Idea.standing, "standing"), last], []
    if sort == "top":  # ix_ideas_listed_merit
        return [Key(Idea.merit, "merit"), last], []
    if sort == "closing":  # ix_ideas_listed_deadline
        open_now = [Idea.phase == Phase.GATHERING, Idea.deadline_at > at]
        return [Key(Idea.deadline_at, "deadline_at", falling=False), Key(Idea.id, "id", falling=False)], open_now
    return [Key(Idea.heat, "heat"), last], []  # ix_ideas_listed_heat, ix_ideas_board_heat


def underdogs(seen_by: Person | None, chosen: Filter, at: datetime, most: int = 20) -> Sequence[int]:
    """Ideas under 14 days old with the fewest ballots, as ids: who gets a fair start. Served by …_published."""
    hour = at.replace(minute=0, second=0, microsecond=0)  # the same for everybody for an hour
    young = and_(listed(seen_by, chosen), Idea.phase == Phase.GATHERING, Idea.published_at > hour - FAIR_AGE)
    young = and_(young, Idea.published_at <= hour)
    live = RulesVersion.document["ballot"]["reveal"].as_string() == "live"  # an order must not tell what is hidden
    query = select(Idea.id).join(RulesVersion, RulesVersion.id == Idea.rules_id).where(young)
    query = query.order_by(case((live, Idea.ballots), else_=0), Idea.id).limit(most)
    return db.session.scalars(query).all()


OWN = (
    Idea.id, Idea.slug, Idea.title, Idea.excerpt, Idea.phase, Idea.ended_by, Idea.created_at, Idea.published_at,
    Idea.deadline_at, Idea.moved_at, Idea.supporters, Idea.points, Idea.votes_up, Idea.votes_down, Idea.score_sum,
    Idea.ballots, Idea.carried_up, Idea.carried_down, Idea.merit, Idea.standing, Idea.heat, Idea.comments,
    Idea.board_id, Idea.rules_id, Idea.author_id, Idea.merged_into_id, Idea.edited_at, Idea.hidden_for, Idea.kind,
)  # fmt: skip
LIVE, FROZEN = aliased(RulesVersion), aliased(RulesVersion)
CARD = (
    *OWN, Board.slug.label("board_slug"), Board.title.label("board_title"), Board.state.label("board_state"),
    Board.opens_at.label("board_opens_at"), Board.created_at.label("board_created_at"),
    Board.rules_number.label("board_rules_number"), Board.anonymous.label("board_anonymous"),
    Person.handle.label("author_handle"), Person.name.label("author_name"), Person.face.label("author_face"),
    LIVE.digest.label("live_digest"), func.coalesce(FROZEN.digest, LIVE.digest).label("frozen_digest"),
)  # fmt: skip


CARDS = (
    select(*CARD)
    .join(Board, Board.id == Idea.board_id)
    .join(Person, Person.id == Idea.author_id)
    .join(LIVE, and_(LIVE.board_id == Board.id, LIVE.number == Board.rules_number))
    .outerjoin(FROZEN, FROZEN.id == Idea.rules_id)
)


def common_tags(numbers: Sequence[int], most: int) -> list[str]:
    """The tags of these ideas, the most frequent first."""
    counted = select(Tag.tag).where(Tag.idea_id.in_(numbers)).group_by(Tag.tag)
    return list(db.session.scalars(counted.order_by(func.count().desc(), Tag.tag).limit(most))) if numbers else []


def cards(where: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """The columns a list shows, as plain rows."""
    return CARDS.where(where)


_CARDS_OF = CARDS.where(Idea.id.in_(bindparam("numbers", expanding=True)))


def rows_of(numbers: Sequence[int]) -> list[Any]:
    """The rows of these ideas, which may be shown, in this order."""
    found = {row.id: row for row in db.session.execute(_CARDS_OF, {"numbers": numbers})} if numbers else {}
    return [found[number] for number in numbers if number in found]


def row_of(idea: Idea) -> Any:
    """An idea that has been loaded, as a row of ``cards``."""
    board, author, live = idea.board, idea.author, idea.board.version
    return SimpleNamespace(
        **{column.key: getattr(idea, column.key) for column in OWN},
        board_slug=board.slug, board_title=board.title, board_state=board.state, board_opens_at=board.opens_at,
        board_created_at=board.created_at, board_rules_number=board.rules_number,
        board_anonymous=board.anonymous,
        author_handle=author.handle, author_name=author.name, author_face=author.face,
        live_digest=live.digest, frozen_digest=(idea.version or live).digest,
    )  # fmt: skip


_PICTURES_OF = (
    select(Picture.idea_id, Picture.file, Picture.alt)
    .where(Picture.idea_id.in_(bindparam("numbers", expanding=True)))
    .order_by(Picture.number.desc())
)


def pictures_of(ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """The first picture of each idea: its file and its description."""
    rows = db.session.execute(_PICTURES_OF, {"numbers": ids})
    return {row.idea_id: (row.file, row.alt) for row in rows}


def count_on(board: Board, person: Person | None) -> int:
    """How many ideas of a board ``person`` sees: the counter where everybody sees all, else counted."""
    if board.open_to_all and not board.narrowed:
        return board.ideas
    seen = select(Idea.id).where(Idea.board_id == board.id, Idea.shown, sees(person)).limit(10_000)
    return db.session.scalar(select(func.count()).select_from(seen.subquery())) or 0


def follows(idea: Idea, person: Person | None) -> bool:
    """Whether ``person`` follows ``idea``."""
    return person is not None and db.session.get(Follow, (idea.id, person.id)) is not None


def followers_of(idea_id: int) -> Sequence[int]:
    """Who follows an idea."""
    return db.session.scalars(select(Follow.person_id).where(Follow.idea_id == idea_id)).all()


def revisions_of(idea: Idea, seen_by: Person | None) -> Sequence[Revision]:
    """What an idea said before, newest first.

    What it said before it was public (perhaps the very thing a first look objected to) is its author's and the team's.
    """
    said = select(Revision).where(Revision.idea_id == idea.id)
    insider = seen_by is not None and (
        seen_by.id in idea.maker_ids or holds(seen_by, "moderator", idea) or holds(seen_by, "reviewer", idea)
    )
    if not insider:
        said = said.where(Revision.at > idea.published_at) if idea.published_at else said.where(false())
    return db.session.scalars(said.order_by(Revision.number.desc()).limit(100)).all()


def drafts_of(person: Person) -> Sequence[Idea]:
    """One's unfinished ideas, newest first; served by ix_ideas_author_id."""
    mine = select(Idea).where(Idea.author_id == person.id, Idea.phase.in_((Phase.DRAFT, Phase.RETURNED)))
    return db.session.scalars(mine.order_by(Idea.id.desc()).limit(50)).all()
