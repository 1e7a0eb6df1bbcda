"""At most one letter about an idea a day and person: what comes sooner waits, and then comes in one letter.

Whoever is about to send takes the turn of (person, idea) first, so that two workers send one letter; an errand that
took it before and failed keeps it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.events import Fact
from ideaboard.core.jobs import Errand, NotYet
from ideaboard.domain.people.models import Code
from ideaboard.effects.notify.models import LastLetter

APART = timedelta(hours=24)
INVITED = "invited"  # of rows that remember when an address was last invited to an idea; forgotten with used codes


def take_turn(person_id: int, idea_id: int, errand_id: int) -> None:
    """Be the one letter of the day; raises ``NotYet`` with the moment of the next."""
    with transaction() as session:
        of_them = select(LastLetter).where(LastLetter.person_id == person_id, LastLetter.idea_id == idea_id)
        last = session.scalar(of_them.with_for_update())
        if last is None:
            session.add(LastLetter(person_id=person_id, idea_id=idea_id, errand_id=errand_id, sent_at=now()))
        elif last.errand_id != errand_id:
            if last.sent_at + APART > now():
                raise NotYet(last.sent_at + APART)
            last.errand_id, last.sent_at = errand_id, now()


def take_turn_of_address(address: str, idea_id: int, errand_id: int) -> None:
    """The same for an address that somebody invites, whoever has it: taking an invitation back and sending it again
    fills no mailbox."""
    with transaction() as session:
        at, about = now(), f"{idea_id}:"
        mine = select(Code).where(Code.email == address, Code.purpose == INVITED, Code.created_at > at - APART)
        last = session.scalar(mine.where(Code.nonce.startswith(about)).order_by(Code.id.desc()).limit(1))
        if last is None:
            turn = Code(email=address, purpose=INVITED, nonce=f"{about}{errand_id}", created_at=at, used_at=at)
            session.add(turn)
        elif last.nonce != f"{about}{errand_id}":
            raise NotYet(last.created_at + APART)


def waiting_too(errand_id: int, person_id: int, idea_id: int, consequence: str) -> Sequence[tuple[int, Fact]]:
    """Other letters to this person about this idea that are not sent yet, with their facts, the earliest first."""
    others = (
        select(Errand.id, Fact)
        .join(Fact, Fact.id == Errand.fact_id)
        .where(
            Errand.person_id == person_id,
            Errand.consequence == consequence,
            Errand.id != errand_id,
            Fact.idea_id == idea_id,
        )
    )
    return [(row.id, row.Fact) for row in db.session.execute(others.order_by(Fact.id))]
