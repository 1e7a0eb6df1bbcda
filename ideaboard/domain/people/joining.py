"""Signing up by oneself: the site's rule for addresses, then a person who has still to confirm theirs."""

from __future__ import annotations

from datetime import datetime

from ideaboard.core import mail
from ideaboard.domain.people.actions import check_email, join
from ideaboard.domain.people.claiming import unconfirmed
from ideaboard.domain.people.confirming import ask_confirmation
from ideaboard.domain.people.domains import must_be_welcome
from ideaboard.domain.people.legal import take_as_accepted
from ideaboard.domain.people.models import Person


def check_welcome(address: str) -> str:
    """``address`` in the one spelling we keep, if it may sign up here; raises ``Invalid`` otherwise."""
    checked = check_email(address)
    must_be_welcome(checked)
    return checked


def sign_up(name: str, email: str, password_hash: str, *, at: datetime, language: str | None = None) -> Person:
    """Make a person who came by themselves; where mail works, a code and a link go to their address.

    Where mail works nobody looks whether the address is taken: it is proved by the code, and known then to be
    somebody's (``recognise``). Elsewhere nothing could prove it, so ``Invalid`` says that it is.
    """
    person = join(name, check_welcome(email), password_hash, at=at, language=language, claims=mail.configured())
    take_as_accepted(person, at)
    if unconfirmed(person):
        ask_confirmation(person, by=person, at=at)
    return person
