"""Where a vote came from. Address and device are kept as digests under the site's secret, for ``traces_days``."""

from __future__ import annotations

from datetime import datetime
from ipaddress import IPv6Address, ip_address

from flask import current_app
from sqlalchemy import select

from ideaboard.core import tokens
from ideaboard.core.db import db
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.integrity.models import VoteTrace
from ideaboard.domain.people.models import Person

PURPOSE = "vote trace"
HOUSEHOLD = 64  # bits of an IPv6 address: what one customer of a provider is given


def leave_trace(idea: Idea, *, by: Person, at: datetime, address: str, device: str | None) -> None:
    """Note from where ``by`` votes on ``idea``, the first time. ``device``: the random words of a browser's cookie."""
    there = select(VoteTrace.id).where(VoteTrace.idea_id == idea.id, VoteTrace.person_id == by.id)
    if db.session.scalar(there) is None:
        digested = _digest(device) if device else None
        trace = VoteTrace(idea_id=idea.id, person_id=by.id, address=_digest(network(address)), device=digested, at=at)
        db.session.add(trace)


def network(address: str) -> str:
    """What stands for whoever is behind ``address``: all of IPv4, the customer's part of IPv6."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(IPv6Address(int(found) >> (128 - HOUSEHOLD) << (128 - HOUSEHOLD)))


def _digest(words: str) -> str:
    return tokens.keyed(str(current_app.config["SECRET_KEY"]), PURPOSE, words)
