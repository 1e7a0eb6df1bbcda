"""Who is told of what: one row per person and fact, and a mail for the few facts that are worth it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import and_, literal, select
from sqlalchemy.dialects import postgresql, sqlite

from ideaboard.core.clock import now
from ideaboard.core.db import db, dialect
from ideaboard.core.events import Fact
from ideaboard.core.jobs import in_rows, send_many
from ideaboard.domain import boards, comments, ideas, people, review, votes
from ideaboard.domain.comments.models import Comment
from ideaboard.domain.events import IdeaReturned
from ideaboard.domain.ideas.models import Idea, Maker
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.moderation.models import Appeal, Flag, Hold, Ruling
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import ROLES
from ideaboard.effects.notify.models import Notification

AT_ONCE = 500
ALWAYS = frozenset({"person.suspended", "person.reinstated"})  # about one's own account: no switch for these
KINDS = {  # facts that are told by mail too → which kind of letter it is
    "idea.published": "screening", "idea.returned": "screening", "moderation.ruled": "screening",
    "comment.posted": "answers", "idea.decided": "decisions", "idea.launched": "decisions", "idea.moved": "endings",
}  # fmt: skip
INBOXES = Notification.metadata.tables["notifications"]  # plain rows: ten thousand objects would take seconds


def tell(fact: Fact, whom: Iterable[int | None], *, mail: bool = False, close: Collection[int] | None = None) -> None:
    """Put ``fact`` into these people's inboxes, once each, and with ``mail`` on its way to who wants such letters.

    ``close``: who made or supported the idea, where others are told too; those read it in a letter only if they want
    letters about what they follow.

    Whoever did it needs no telling, nor does somebody who may not see the idea (any more). The number of queries does
    not grow with the number of people, but for the batches they go in.
    """
    wanted = {person for person in whom if person is not None} - {fact.actor_id}
    told = list(_real(fact, seeing(fact, wanted), close))
    _put(fact, told)
    if mail:
        send_many(fact, "notify.mail", [person for person, wants in told if wants])


def _put(fact: Fact, told: Sequence[tuple[int, bool]]) -> None:
    """A row in each of these inboxes, once."""
    insert = postgresql.insert if dialect() == "postgresql" else sqlite.insert
    same = {"fact_id": fact.id, "at": now()}
    if told:
        rows = [same | {"person_id": person} for person, _mail in told]
        db.session.execute(insert(INBOXES).on_conflict_do_nothing(), rows)


def _real(fact: Fact, wanted: set[int], close: Collection[int] | None) -> Iterable[tuple[int, bool]]:
    """Who of these is a person with an inbox, and whether a letter about ``fact`` goes to them."""
    numbers = sorted(wanted)
    kind = KINDS.get(fact.kind)
    wants = people.wanting(kind) if kind else literal(fact.kind in ALWAYS)
    mail, far = and_(Person.email.is_not(None), wants), people.wanting("followed")
    for start in range(0, len(numbers), AT_ONCE):
        some = select(Person.id, mail, far).where(
            Person.id.in_(numbers[start : start + AT_ONCE]), Person.kind == "person"
        )
        for number, one_wants, follows in db.session.execute(some):
            yield number, one_wants and (follows or close is None or number in close)


def mails_to(fact_kind: str, numbers: Collection[int], close: Collection[int]) -> int:
    """How many letters ``tell`` would send about such a fact."""
    about = Fact(kind=fact_kind)
    return sum(wants for _number, wants in _real(about, set(numbers), close))


def seeing(fact: Fact, wanted: set[int]) -> set[int]:
    """Who of these people may see what the fact is about.

    A stranger is asked for all: only makers, staff (they are few) and those who belong to the board may see more.
    """
    if fact.idea_id is None or ideas.find(fact.idea_id, Person(id=0, kind="person", roles=[])) is not None:
        return wanted
    idea = db.session.get_one(Idea, fact.idea_id)
    invited = db.session.scalars(select(Maker.person_id).where(Maker.idea_id == idea.id))
    insiders = {idea.author_id, *invited, *people.staff_ids(ROLES, idea.board_id)} & wanted
    seen = {person for person in insiders if ideas.find(idea.id, db.session.get(Person, person)) is not None}
    read = idea.shown and idea.visibility != "private"
    return seen | (boards.readers_among(idea.board, wanted) if read else set())


def makers(idea_id: int) -> Iterable[int]:
    """Who makes an idea."""
    return db.session.get_one(Idea, idea_id).maker_ids


def close_to(idea_id: int) -> set[int]:
    """Everybody who made or supported an idea or one merged into it."""
    family = [idea_id, *ideas.family(db.session.get_one(Idea, idea_id))]
    authors = db.session.scalars(select(Idea.author_id).where(Idea.id.in_(family)))
    team = db.session.scalars(select(Maker.person_id).where(Maker.idea_id.in_(family)))
    return {*authors, *team, *votes.voter_ids(idea_id)}


def interested(idea_id: int) -> set[int]:
    """Everybody who made, supported, followed or discussed an idea or one merged into it."""
    found = close_to(idea_id)
    for number in [idea_id, *ideas.family(db.session.get_one(Idea, idea_id))]:
        found |= {*ideas.followers_of(number), *comments.commenter_ids(number)}
    return found


@in_rows
def tell_makers(fact: Fact, person_id: int | None) -> None:
    """Those who made the idea."""
    tell(fact, makers(fact.idea_id or 0))


@in_rows
def tell_makers_by_mail(fact: Fact, person_id: int | None) -> None:
    """Those who made the idea, by mail too: the result of a first look.

    When the review sent it back, the mail about its decision says it all.
    """
    decision = review.decision_of(fact.idea_id or 0) if fact.kind == IdeaReturned.kind else None
    tell(fact, makers(fact.idea_id or 0), mail=decision is None or decision.at != fact.at)


@in_rows
def tell_supporters(fact: Fact, person_id: int | None) -> None:
    """Makers, supporters, followers and commenters."""
    tell(fact, interested(fact.idea_id or 0))


@in_rows
def tell_supporters_by_mail(fact: Fact, person_id: int | None) -> None:
    """Makers, supporters, followers and commenters, by mail too: a decision, a launch."""
    tell(fact, interested(fact.idea_id or 0), mail=True, close=close_to(fact.idea_id or 0))


@in_rows
def tell_of_end(fact: Fact, person_id: int | None) -> None:
    """An idea ended without a decision: its makers and followers read why."""
    if fact.data["to"] == "expired":
        mine = [*makers(fact.idea_id or 0)]
        tell(fact, [*mine, *ideas.followers_of(fact.idea_id or 0)], mail=True, close=mine)


@in_rows
def tell_of_comment(fact: Fact, person_id: int | None) -> None:
    """Who is answered, and the makers; an official answer goes to everybody interested, by mail too."""
    comment = db.session.get_one(Comment, fact.comment_id)
    if comment.official:
        tell(fact, interested(comment.idea_id), mail=True, close=close_to(comment.idea_id))
        return
    answered = db.session.get(Comment, comment.parent_id) if comment.parent_id else None
    tell(fact, [*makers(comment.idea_id), answered.author_id if answered else None])


@in_rows
def tell_reviewers(fact: Fact, person_id: int | None) -> None:
    """The product team of the board."""
    tell(fact, people.staff_ids(("reviewer", "admin"), fact.board_id or 0))


@in_rows
def tell_moderators(fact: Fact, person_id: int | None) -> None:
    """The moderators of the board."""
    tell(fact, people.staff_ids(("moderator", "admin"), fact.board_id or 0))


@in_rows
def tell_moderators_if_screening(fact: Fact, person_id: int | None) -> None:
    """The moderators, when an idea waits for a first look."""
    if fact.data["to"] == "screening":
        tell(fact, people.staff_ids(("moderator", "admin"), fact.board_id or 0))


@in_rows
def tell_admins(fact: Fact, person_id: int | None) -> None:
    """The admins of the board."""
    tell(fact, people.staff_ids(("admin",), fact.board_id or 0))


@in_rows
def tell_person(fact: Fact, person_id: int | None) -> None:
    """The person it is about."""
    tell(fact, [fact.person_id])


@in_rows
def tell_invited(fact: Fact, person_id: int | None) -> None:
    """Who is invited to make an idea: they may not see it yet, so their inbox only says that there is an invitation."""
    if fact.person_id is not None:
        _put(fact, [(fact.person_id, False)])


@in_rows
def tell_person_by_mail(fact: Fact, person_id: int | None) -> None:
    """The person it is about, by mail too."""
    tell(fact, [fact.person_id], mail=True)


@in_rows
def tell_of_hold(fact: Fact, person_id: int | None) -> None:
    """A post waits out of sight: the moderators, and its author where others' reports hid it. (A new idea that waits
    is told to the moderators by its move to screening, reports by each report.)"""
    hold = db.session.get_one(Hold, fact.data["hold_id"])
    if fact.data["reported"]:
        tell(fact, [hold.person_id])
    elif hold.comment_id is not None or db.session.get_one(Idea, fact.idea_id).phase != Phase.SCREENING:
        tell(fact, people.staff_ids(("moderator", "admin"), fact.board_id or 0))


@in_rows
def tell_reporters(fact: Fact, person_id: int | None) -> None:
    """Those who reported what was ruled upon: what became of it."""
    tell(fact, db.session.scalars(select(Flag.person_id).where(Flag.ruling_id == fact.data["ruling_id"])))


@in_rows
def tell_who_may_decide(fact: Fact, person_id: int | None) -> None:
    """Moderators other than the one who ruled: somebody appeals."""
    ruling = db.session.get_one(Ruling, fact.data["ruling_id"])
    tell(fact, {*people.staff_ids(("moderator", "admin"), fact.board_id or 0)} - {ruling.by_id})


@in_rows
def tell_appellant(fact: Fact, person_id: int | None) -> None:
    """Who appealed: what the second look came to."""
    tell(fact, [db.session.get_one(Appeal, fact.data["appeal_id"]).person_id])


@in_rows
def tell_ruled(fact: Fact, person_id: int | None) -> None:
    """The author of what was ruled upon. (An idea that was published or returned has a message of its own.)"""
    ruling = db.session.get_one(Ruling, fact.data["ruling_id"])
    if ruling.kind in ("publish", "dismiss") and not _back_in_sight(ruling):
        return
    if ruling.kind not in ("remove", "restore", "hide", "show", "publish", "dismiss"):
        return
    if ruling.comment_id is not None:
        tell(fact, [db.session.get_one(Comment, ruling.comment_id).author_id])
    elif ruling.idea_id is not None:
        tell(fact, [db.session.get_one(Idea, ruling.idea_id).author_id], mail=ruling.kind == "remove")


def _back_in_sight(ruling: Ruling) -> bool:
    """Whether it ended a wait that has no message of its own: all but an idea's first look."""
    if db.session.scalar(select(Hold.id).where(Hold.ruling_id == ruling.id).limit(1)) is None:
        return False
    idea = db.session.get(Idea, ruling.idea_id) if ruling.idea_id else None
    return idea is None or idea.published_at != ruling.at
