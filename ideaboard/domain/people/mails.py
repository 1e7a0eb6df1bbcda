"""TABLE: what comes by mail besides codes and what is about one's own account. Each kind has a switch, and every letter
a link that turns its kind off without signing in (RFC 8058)."""

from __future__ import annotations

import secrets
from collections.abc import Collection

from flask import current_app
from sqlalchemy.sql.elements import ColumnElement

from ideaboard.core import tokens
from ideaboard.core.actions import action, locked
from ideaboard.core.db import db
from ideaboard.core.errors import Invalid
from ideaboard.core.text import _
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import Can

MAILS: dict[str, bool] = {  # kind → whether it comes unless somebody says otherwise
    "screening": True,  # what the first look at one's own idea came to
    "answers": True,  # an official answer or question on an idea one made or supported
    "decisions": True,  # a decision on one, or its launch
    "invitations": True,  # that were sent to one's address; by handle they stand in the inbox
    "endings": False,  # a vote that ended without a decision
    "followed": False,  # all of this of ideas one only follows or discussed
}
DEFAULT = " ".join(kind for kind, comes in MAILS.items() if comes)
PURPOSE = "unsubscribe"


def wants(person: Person, kind: str) -> bool:
    """Whether letters of this kind go to ``person``."""
    return kind in person.mails.split()


def wanting(kind: str) -> ColumnElement[bool]:
    """The same as a condition. No kind's name is part of another's."""
    return Person.mails.contains(kind, autoescape=True)


@action(Can.EDIT_SELF, lock="self")
def choose_mail(person: Person, *, by: Person, wanted: Collection[str]) -> Person:
    """Take letters of these kinds from now on, and no others. Raises ``Invalid``."""
    if not set(wanted) <= set(MAILS):
        raise Invalid("mails", _("Choose from the kinds of letters on the list."))
    person.mails = " ".join(kind for kind in MAILS if kind in wanted)
    return person


def leaving_link(person: Person, kind: str) -> str:
    """What the link in a letter carries that turns its kind off."""
    return f"{person.id}.{kind}.{_mark(person.id, kind)}"


def of_link(carried: str) -> tuple[Person, str] | None:
    """Whose letters of which kind a link is about; None when it is not ours."""
    number, kind, mark = ([*carried.split("."), "", ""])[:3]
    if not (number.isascii() and number.isdigit() and len(number) < 19) or kind not in MAILS:
        return None
    if not secrets.compare_digest(_mark(int(number), kind).encode(), mark.encode("utf-8", "replace")):
        return None
    person = db.session.get(Person, int(number))
    return (person, kind) if person is not None else None


def switch_off(person: Person, kind: str) -> None:
    """No more letters of this kind, by the link in one of them; again changes nothing."""
    person = locked(person)
    person.mails = " ".join(one for one in person.mails.split() if one != kind)


def _mark(number: int, kind: str) -> str:
    return tokens.keyed(str(current_app.config["SECRET_KEY"]), PURPOSE, f"{number}.{kind}")[:32]
