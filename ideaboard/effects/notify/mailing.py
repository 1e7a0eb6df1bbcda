"""Mail: composed from a fact and sent as one errand per recipient, at least once under the same Message-ID."""

from __future__ import annotations

from flask import current_app, render_template

from ideaboard.core import settings
from ideaboard.core.db import db
from ideaboard.core.events import Fact
from ideaboard.core.jobs import outside
from ideaboard.core.mail import Letter, send
from ideaboard.domain import people, review
from ideaboard.domain.comments.models import Comment
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.moderation.models import Ruling
from ideaboard.domain.people.models import Code, Person


@outside
def mail(fact: Fact, person_id: int | None, errand_id: int) -> None:
    """Tell one person of one fact, if they still want mail and have an address."""
    person = db.session.get(Person, person_id)
    if person is None or not person.email or not person.mail_wanted:
        return
    about = _about(fact)
    _send(f"mails/{fact.kind}", person.email, person.name, errand_id, about)


@outside
def mail_code(fact: Fact, person_id: int | None, errand_id: int) -> None:
    """Send a six-digit code to whoever asked for it."""
    code = db.session.get_one(Code, fact.data["code_id"])
    person = db.session.get(Person, code.person_id)
    if person is not None and code.used_at is None:
        _send("mails/code", code.email, person.name, errand_id, {"digits": people.digits(code)})


def _about(fact: Fact) -> dict[str, object]:
    """What a letter's template may want to say about a fact."""
    idea = db.session.get(Idea, fact.idea_id) if fact.idea_id else None
    ruling_id = fact.data.get("ruling_id")
    return {
        "fact": fact,
        "idea": idea,
        "actor": db.session.get(Person, fact.actor_id) if fact.actor_id else None,
        "decision": review.decision_of(idea.id) if idea else None,
        "told": (review.progress_of(idea.id) or [None])[-1] if idea else None,
        "comment": db.session.get(Comment, fact.comment_id) if fact.comment_id else None,
        "ruling": db.session.get(Ruling, ruling_id) if ruling_id else None,
    }


def _send(template: str, address: str, name: str, errand_id: int, about: dict[str, object]) -> None:
    site = settings.everything()
    base = current_app.config["PUBLIC_URL"]
    words = {"site": site, "name": name, "base": base, **about}
    text = render_template(f"{template}.txt", **words)
    subject, _line, body = text.partition("\n")
    send(
        Letter(
            to=address,
            to_name=name,
            subject=subject.strip(),
            text=body.strip() + "\n",
            html=render_template(f"{template}.html", **words),
            message_id=f"errand-{errand_id}",
        ),
        from_name=str(site["name"]),
    )
