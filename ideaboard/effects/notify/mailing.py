"""Mail: composed from a fact and sent as one errand per recipient, at least once under the same Message-ID."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from flask import current_app
from sqlalchemy import select

from ideaboard.core import jobs, settings
from ideaboard.core.clock import now
from ideaboard.core.db import db
from ideaboard.core.events import Fact
from ideaboard.core.jobs import outside
from ideaboard.core.languages import direction
from ideaboard.core.mail import Letter, send
from ideaboard.core.text import _, plain, speaking
from ideaboard.domain import boards, ideas, people
from ideaboard.domain.boards.models import Board, BoardInvitation
from ideaboard.domain.comments.models import Comment
from ideaboard.domain.events import CommentPosted
from ideaboard.domain.ideas.models import Idea, MakerInvitation
from ideaboard.domain.moderation.models import Ruling
from ideaboard.domain.people.actions import CODE_LIVES
from ideaboard.domain.people.models import Code, Person, TeamInvitation
from ideaboard.domain.review.models import Decision, ProgressNote
from ideaboard.effects.notify import daily
from ideaboard.effects.notify.sentences import tellings
from ideaboard.effects.notify.telling import ALWAYS, KINDS, seeing
from ideaboard.effects.notify.wording import language, render

RULED = {"idea.published": "publish", "idea.returned": "return"}  # facts that a ruling of the same moment explains


@outside
def mail(fact: Fact, person_id: int | None, errand_id: int) -> None:
    """Tell one person of one fact, if they still want mail, have an address and may still see what it is about."""
    person, kind = db.session.get(Person, person_id), KINDS.get(fact.kind)
    if person is None or not person.email or not (people.wants(person, kind) if kind else fact.kind in ALWAYS):
        return
    if not seeing(fact, {person.id}) or _taken_back(fact):
        return
    if fact.idea_id is None or kind is None:
        write(fact, person, kind, errand_id, ())
        return
    daily.take_turn(person.id, fact.idea_id, errand_id)
    waiting = daily.waiting_too(errand_id, person.id, fact.idea_id, "notify.mail")
    good = [one for _errand, one in waiting if people.wants(person, KINDS[one.kind]) and not _taken_back(one)]
    *rest, newest = sorted((fact, *good), key=lambda one: one.id)
    write(newest, person, KINDS[newest.kind], errand_id, rest)
    jobs.drop(number for number, one in waiting if one in good)


def _taken_back(fact: Fact) -> bool:
    """Whether the answer it is about was deleted or hidden since: a letter may have waited for a day."""
    if fact.kind != CommentPosted.kind:
        return False
    comment = db.session.get(Comment, fact.comment_id)
    return comment is None or comment.deleted_at is not None or comment.hidden_for is not None


def write(fact: Fact, person: Person, kind: str | None, errand_id: int, rest: Sequence[Fact]) -> None:
    """The letter about ``fact``; ``rest`` is what happened before it, a sentence each."""
    with speaking(person.language):
        words = _about(fact) | {"person": person, "own": _own(fact, person)}
        words["before"] = [one.sentence for one in tellings(rest, of_one_idea=True)]
        if kind:
            words["leave"] = f"{current_app.config['PUBLIC_URL']}/unsubscribe/{people.leaving_link(person, kind)}"
        letter = compose(f"mails/{fact.kind}", person.email or "", person.name, errand_id, words)
    send_from_the_house(letter)


@outside
def mail_code(fact: Fact, person_id: int | None, errand_id: int) -> None:
    """Send a six-digit code to whoever asked for it, while it is of use."""
    code = db.session.get(Code, fact.data["code_id"])  # gone with whoever left meanwhile
    person = db.session.get(Person, code.person_id) if code is not None and code.person_id else None
    if code is None or person is None or code.used_at is not None or code.created_at + CODE_LIVES < now():
        return
    words: dict[str, Any] = {
        "purpose": code.purpose,
        "digits": people.digits(code),
        "minutes": int(CODE_LIVES.total_seconds() // 60),
    }
    words["switches"] = None  # asked for, so there is nothing to switch off
    with speaking(person.language):
        letter = compose("mails/code", code.email, person.name, errand_id, words)
    send_from_the_house(letter)


@outside
def mail_address_changed(fact: Fact, person_id: int | None, errand_id: int) -> None:
    """Tell the old address that the account has another one."""
    before = db.session.get(Code, fact.data["code_id"])
    person = db.session.get(Person, before.person_id) if before is not None and before.person_id else None
    if before is None or person is None:
        return
    with speaking(person.language):
        letter = compose("mails/address", before.email, person.name, errand_id, {"switches": None})
    send_from_the_house(letter)


@outside
def mail_invitation(fact: Fact, person_id: int | None, errand_id: int) -> None:
    """Send an invitation to whom it is for, with the link that lets them in, while it is good."""
    invitation = db.session.get(BoardInvitation, fact.data["invitation_id"])
    if invitation is None or not boards.is_good(invitation, None, now()):
        return
    board = db.session.get_one(Board, invitation.board_id)
    link = f"{current_app.config['PUBLIC_URL']}/join/{boards.key_of(invitation)}"
    _invite("board.invited", invitation, {"board": board.title, "link": link}, errand_id)


@outside
def mail_team_invitation(fact: Fact, person_id: int | None, errand_id: int) -> None:
    """Send a link into the team to the address that was named, while it is good."""
    invitation = db.session.get(TeamInvitation, fact.data["invitation_id"])
    if invitation is None or invitation.email is None or not people.is_open(invitation, now()):
        return
    words = {
        "inviter": db.session.get_one(Person, invitation.by_id).name, "until": invitation.expires_at, "switches": None,
        "link": f"{current_app.config['PUBLIC_URL']}/team/{people.team_key(invitation)}",
    }  # fmt: skip
    letter = compose("mails/team.invited", invitation.email, invitation.email.partition("@")[0], errand_id, words)
    send_from_the_house(letter)


@outside
def mail_maker_invitation(fact: Fact, person_id: int | None, errand_id: int) -> None:
    """Send an invitation to make an idea together. Its title is told; what it says is behind the link."""
    invitation = db.session.get(MakerInvitation, fact.data["invitation_id"])
    if invitation is None or invitation.state(now()) != "open":
        return
    if invitation.email:
        daily.take_turn_of_address(invitation.email, invitation.idea_id, errand_id)
    link = f"{current_app.config['PUBLIC_URL']}/invitations/{ideas.invitation_key(invitation)}"
    _invite("maker.invited", invitation, {"title": invitation.idea.title, "link": link}, errand_id)


def _invite(
    template: str, invitation: BoardInvitation | MakerInvitation, about: dict[str, Any], errand_id: int
) -> None:
    """To the address that was named; who was invited by their handle reads it in the inbox. Somebody without an account
    has nothing to switch."""
    if not invitation.email:
        return
    person = people.by_email(invitation.email)
    inviter = db.session.get_one(Person, invitation.by_id)
    words = {"inviter": inviter.name, "until": invitation.expires_at, **about}
    if person is None:
        words["switches"] = None
    else:
        if not people.wants(person, "invitations"):
            return
        words["leave"] = f"{current_app.config['PUBLIC_URL']}/unsubscribe/{people.leaving_link(person, 'invitations')}"
    name = person.name if person else invitation.email.partition("@")[0]
    with speaking(person.language if person else None):
        letter = compose(f"mails/{template}", invitation.email, name, errand_id, words)
    send_from_the_house(letter)


def compose(template: str, address: str, name: str, errand_id: int, about: dict[str, Any]) -> Letter:
    """A letter from ``<template>.txt`` (its first line is the subject) and ``<template>.html``."""
    base = current_app.config["PUBLIC_URL"]
    spoken = language()
    same = {
        "site": settings.everything(),
        "base": base,
        "switches": f"{base}/account#mail",
        "leave": None,
        "before": (),
        "language": spoken,
        "direction": direction(spoken),
    }
    words = {"name": name, "link": None, **same, **about}
    text = render(f"{template}.txt", words, html=False)
    subject, _line, body = text.strip().partition("\n")
    return Letter(
        to=address,
        to_name=name,
        subject=subject.strip(),
        text=re.sub(r"\n{3,}", "\n\n", body.strip()) + "\n",
        html=render(f"{template}.html", words | {"subject": subject.strip()}, html=True),
        message_id=f"errand-{errand_id}",
        leave=words["leave"],
    )


def send_from_the_house(letter: Letter) -> None:
    """Send, with no reading transaction held meanwhile: a mail server may be silent for long."""
    name = str(settings.everything()["name"])
    db.session.rollback()
    send(letter, from_name=name)


def _about(fact: Fact) -> dict[str, Any]:
    """What a letter may want to say about a fact."""
    idea = db.session.get(Idea, fact.idea_id) if fact.idea_id else None
    comment = db.session.get(Comment, fact.comment_id) if fact.comment_id else None
    decision = _row(Decision, fact, "decision_id")
    told = _told(fact)
    return {
        "fact": fact,
        "data": fact.data,
        "idea": idea,
        "title": idea.title if idea else _("an idea"),
        "link": f"{current_app.config['PUBLIC_URL']}/ideas/{idea.id}/{idea.slug}" if idea else None,
        "actor": db.session.get(Person, fact.actor_id) if fact.actor_id else None,
        "decision": decision,
        "statement": _paragraphs(decision.statement) if decision else "",
        "told": told,
        "news": _paragraphs(told.note) if told else "",
        "comment": comment,
        "answer": _paragraphs(comment.body) if comment else "",
        "ruling": _ruling(fact),
    }


def _paragraphs(markdown: str) -> str:
    """Markdown as plain text, an empty line between its blocks."""
    return plain(markdown).replace("\n", "\n\n")


def _row(model: Any, fact: Fact, key: str) -> Any:
    number = fact.data.get(key)
    return db.session.get(model, number) if number else None


def _told(fact: Fact) -> ProgressNote | None:
    """The note that was written with the fact."""
    note: ProgressNote | None = _row(ProgressNote, fact, "note_id") if fact.kind == "idea.progressed" else None
    if note is not None or fact.kind != "idea.launched":
        return note
    same = select(ProgressNote).where(ProgressNote.idea_id == fact.idea_id, ProgressNote.at == fact.at)
    return db.session.scalar(same.order_by(ProgressNote.id.desc()).limit(1))


def _ruling(fact: Fact) -> Ruling | None:
    """The ruling it is about, or the one of the same moment that explains it."""
    ruling: Ruling | None = _row(Ruling, fact, "ruling_id")
    if ruling is not None or fact.kind not in RULED:
        return ruling
    same = select(Ruling).where(Ruling.idea_id == fact.idea_id, Ruling.kind == RULED[fact.kind], Ruling.at == fact.at)
    return db.session.scalar(same.order_by(Ruling.id.desc()).limit(1))


def _own(fact: Fact, person: Person) -> bool:
    """Whether it is their own idea."""
    idea = db.session.get(Idea, fact.idea_id) if fact.idea_id else None
    return idea is not None and person.id in idea.maker_ids
