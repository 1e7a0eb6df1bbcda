"""Deciding: when it is possible, whom it reaches, and what the mail will say."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

from ideaboard.core.text import _, plain, render_markdown
from ideaboard.domain.boards.phrases import reason_name
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import Can, why_not
from ideaboard.domain.review.queries import Standing
from ideaboard.effects import notify
from ideaboard.web.url import url


@dataclass(frozen=True)
class Audience:
    """How many hear of a decision, and how many of them by mail."""

    people: int
    mails: int


@dataclass(frozen=True)
class Draft:
    """A decision as it is typed; the mail's template takes it for one that was made."""

    outcome: str = ""
    reason: str = ""
    statement: str = ""
    by: Person | None = None

    @property
    def statement_html(self) -> str:
        """The statement as it will be shown."""
        return render_markdown(self.statement)


def typed(idea: Idea, by: Person) -> Draft:
    """What the form says. A yes needs no reason of its own: it takes the board's last one ("another reason")."""
    outcome, reason = request.form.get("outcome", ""), request.form.get("reason", "")
    if outcome == "accept" and not reason:
        reason = idea.rules.review.reasons[-1] if idea.rules.review.reasons else ""
    return Draft(outcome, reason, request.form.get("statement", ""), by)


def obstacle(idea: Idea, standing: Standing, person: Person) -> str | None:
    """Why ``person`` cannot decide now, in words; None when they can. The verb asks the same again."""
    no = why_not(person, Can.DECIDE, idea)
    if no is not None:
        return no
    if standing.mine is not None and standing.mine.conflict is not None:
        return _("You declared a conflict of interest, so colleagues decide.")
    needed = idea.rules.review.reviewers
    if standing.given < needed:
        return _("%(n)s of %(needed)s scorecards are in: a decision needs them all.", n=standing.given, needed=needed)
    return None


def outcomes() -> list[tuple[str, str, str]]:
    """(key, words, what follows) of everything that can be decided."""
    return [
        ("accept", _("Make it"), _("It is accepted. Its rewards are proposed when the rules say so.")),
        ("decline", _("Do not make it"), _("It ends here, with your reason on its page.")),
        ("carry_over", _("Keep it for the next round"), _("It stays in review, with a new date.")),
        ("return", _("Back to its author"), _("The author may change it and hand it in again. Votes stay.")),
    ]


def reasons(idea: Idea) -> list[tuple[str, str]]:
    """The board's reasons as people read them."""
    return [("", _("Choose …")), *((key, reason_name(key)) for key in idea.rules.review.reasons)]


def audience(idea: Idea, by: Person) -> Audience:
    """Who is told of a decision: all who made, backed, followed or discussed it, but not who decides."""
    numbers = notify.interested(idea.id) - {by.id}
    return Audience(len(numbers), notify.mails_to("idea.decided", numbers, notify.close_to(idea.id)))


def mail(idea: Idea, draft: Draft, to: Person) -> tuple[str, str]:
    """Subject and text of the mail about ``draft``, as a supporter named like ``to`` will get it."""
    about = {
        "fact": None, "data": {"outcome": draft.outcome}, "idea": idea, "title": idea.title, "own": False,
        "link": url.absolute(url.idea(idea)), "actor": draft.by, "decision": draft, "statement": plain(draft.statement),
    }  # fmt: skip
    letter = notify.compose("mails/idea.decided", to.email or "", to.name, 0, about)
    return letter.subject, letter.text
