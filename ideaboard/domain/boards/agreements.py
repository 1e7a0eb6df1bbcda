"""Agreements: what people accept before they join, see details or submit; and the record of it.

The wording is the rules' own ``terms.text``, or the house's plain one for the rights they name. Its name is its
SHA-256, so a record says exactly what was on the page. The house's wording is never translated and never changed:
whoever accepted it would have accepted something else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, select

from ideaboard.core.db import db
from ideaboard.core.errors import Refused
from ideaboard.core.events import record
from ideaboard.core.text import _
from ideaboard.domain.boards.models import Acceptance, Board, RulesVersion
from ideaboard.domain.boards.rules_tables import Terms
from ideaboard.domain.events import TermsAccepted
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import holds

RIGHTS = {
    "licence": "You keep the rights in what you submit. You give us a licence to make it, to sell it and to show it.",
    "exclusive": "You give us the exclusive right to make, to sell and to show what you submit.",
    "assign_on_award": (
        "What you submit stays yours until it is awarded. With the award the rights in it become ours, and not before."
        "\n\nWhat you read here, and what others submit, is confidential: you use it for your submission and for "
        "nothing else, and you show it to nobody who has not agreed to the same."
    ),
    "non_confidential": (
        "What you submit is not confidential, and you do not submit what is secret. We may look at it freely; it makes "
        "us owe nothing until we both sign a contract."
    ),
    "open": "What you submit is open: everybody may read it, build on it and share what comes of it.",
}
RELEASES = {
    "expired": "If its time here ends without a decision, all rights in it are yours again.",
    "declined": "If we decline it, all rights in it are yours again.",
    "withdrawn": "If you take it back, all rights in it are yours again.",
    "removed": "If we remove it, all rights in it are yours again.",
}
OWN = "What you submit is your own work, or you may submit it for those who made it."


def text_of(terms: Terms) -> str:
    """The wording (Markdown) that is accepted under these rules; empty where there is nothing to accept."""
    if not terms.key:
        return ""
    if terms.text:
        return terms.text
    return "\n\n".join([OWN, RIGHTS[terms.rights], *(RELEASES[end] for end in terms.release_on)])


def digest_of(terms: Terms) -> str | None:
    """The SHA-256 of the wording, in hexadecimal; None where there is nothing to accept."""
    text = text_of(terms)
    return hashlib.sha256(text.encode()).hexdigest() if text else None


def gates(terms: Terms, visibility: str) -> bool:
    """Whether the wording stands before the details: always for ``view``; for ``join`` where one joins at all."""
    return bool(terms.key) and (terms.accept_at == "view" or (terms.accept_at == "join" and visibility != "public"))


def accept_terms(board: Board, *, by: Person, at: datetime, digest: str | None = None) -> Acceptance | None:
    """Keep that ``by`` accepted the board's terms as they are now; None where there are none.

    ``digest``: the wording that was read; raises ``Refused`` when it is no longer the one in force.
    """
    terms = board.rules.terms
    if board.terms_digest is None:
        return None
    if digest not in (None, board.terms_digest):
        raise Refused(_("The wording has changed since you read it. Please read it once more."))
    held = _held(board, by)
    if held is None:
        held = Acceptance(
            person_id=by.id, board_id=board.id, key=terms.key, digest=board.terms_digest, version=board.rules_number,
            at=at,
        )  # fmt: skip
        db.session.add(held)
        db.session.flush()
        record(TermsAccepted(board_id=board.id, person_id=by.id, acceptance_id=held.id), by=by, at=at)
    return held


def has_accepted(board: Board, person: Person) -> bool:
    """Whether ``person`` accepted the terms in their present wording (true where there are none)."""
    return board.terms_digest is None or _held(board, person) is not None


def _held(board: Board, person: Person) -> Acceptance | None:
    return db.session.scalar(
        select(Acceptance).where(
            Acceptance.person_id == person.id,
            Acceptance.board_id == board.id,
            Acceptance.digest == board.terms_digest,
        )
    )


def may_read(board: Board, person: Person | None) -> bool:
    """Whether the details may be shown to ``person`` as far as the agreement goes; the team needs none."""
    if not board.gated:
        return True
    if person is None:
        return False
    team = person.kind == "system" or any(holds(person, role, board) for role in ("moderator", "reviewer"))
    return team or has_accepted(board, person)


def accepted_by(person: Person) -> Sequence[tuple[Acceptance, Board]]:
    """What a person agreed to, newest first."""
    mine = select(Acceptance, Board).join(Board, Board.id == Acceptance.board_id)
    rows = db.session.execute(mine.where(Acceptance.person_id == person.id).order_by(Acceptance.id.desc()).limit(200))
    return [(row[0], row[1]) for row in rows.unique()]


def acceptances_on(board: Board) -> Select[Acceptance, Person]:
    """Who agreed to what on a board; served by ix_acceptances_board_id."""
    there = select(Acceptance, Person).join(Person, Person.id == Acceptance.person_id)
    return there.where(Acceptance.board_id == board.id)


def text_accepted(acceptance: Acceptance, board: Board) -> str:
    """The very wording that was accepted, found by its digest among the versions of the rules."""
    return next((text for text in _texts(board) if hashlib.sha256(text.encode()).hexdigest() == acceptance.digest), "")


def _texts(board: Board) -> Sequence[str]:
    return [text_of(version.rules.terms) for version in _versions(board)]


def _versions(board: Board) -> Sequence[RulesVersion]:
    return db.session.scalars(select(RulesVersion).where(RulesVersion.board_id == board.id)).all()
