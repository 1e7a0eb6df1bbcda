"""Whether votes are what they seem: traces that expire, patterns found in them, and what the team says of each."""

from ideaboard.domain.integrity.actions import settle
from ideaboard.domain.integrity.looking import look_if_due
from ideaboard.domain.integrity.models import Suspect, Suspicion, VoteTrace
from ideaboard.domain.integrity.queries import findings, with_and_without
from ideaboard.domain.integrity.traces import leave_trace

__all__ = [
    "Suspect", "Suspicion", "VoteTrace", "findings", "leave_trace", "look_if_due", "settle", "with_and_without",
]  # fmt: skip
