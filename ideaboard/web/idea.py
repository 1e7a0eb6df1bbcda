"""The page of an idea, its history and its ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from flask import Response, current_app, request

from ideaboard.core import tokens
from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import NotVisible
from ideaboard.core.text import _
from ideaboard.domain import arrivals, comments, ideas, integrity, moderation, review, rounds, stories, votes
from ideaboard.domain.boards.phrases import listed, reason_name, share_words
from ideaboard.domain.boards.rules import describe_grant
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.lifecycle import DECIDED, Phase
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import Can, holds
from ideaboard.effects import search
from ideaboard.web import filling, intents, load, respond, sentences, threads
from ideaboard.web.blueprint import pages
from ideaboard.web.caching import for_everybody, page_cache
from ideaboard.web.cards import dressed, dressed_all, preview_digest
from ideaboard.web.me import may, me, needs, signed_in
from ideaboard.web.url import url, with_query

UNPUBLISHED = (Phase.DRAFT, Phase.SCREENING, Phase.RETURNED)
LEDGER_PAGE = 500
NEAR_SECONDS = 300


@pages.get("/ideas/<id:number>")
def idea_by_number(number: int) -> Response:
    """The short address leads to the one with the title in it."""
    return _canonical(load.idea(number))


@pages.get("/ideas/<id:number>/<slug>")
@for_everybody
def idea(number: int, slug: str) -> Response:
    """An idea: what it says, how it stands, what was said."""
    found = load.idea(number)
    if found.merged_into_id is not None:
        return _canonical(found)
    if slug != found.slug:
        return _canonical(found)
    return show(found)


def show(found: Idea, *, status: int = 200, comment: str = "", parent: int = 0, problem: str | None = None) -> Response:
    """The page itself; with a comment that could not be taken, its words are in the form again."""
    at, who = now(), me()
    card = dressed(stories.card(found, who, at), 800)
    decision = review.decision_of(found.id)
    return respond.page(
        "idea",
        status,
        idea=found,
        card=card,
        preview=preview_digest(card),
        number=intents.receipt(found),
        pictures=_pictures(found),
        dates=_dates(found, at),
        promise=_promise(found),
        filled=filling.filled(found),
        links=ideas.links_of(found, who),
        link_kinds=[(key, words[0]) for key, words in ideas.links.KINDS.items()],
        can_link=may(Can.LINK, found),
        answering=_answering(found),
        moments=sentences.moments(found),
        decision=decision,
        reason=reason_name(decision.reason) if decision is not None else None,
        decided=Phase(found.phase) in DECIDED,
        progress=review.progress_of(found.id) if Phase(found.phase) in (Phase.MAKING, Phase.LAUNCHED) else (),
        rulings=_rulings(found),
        makers=[] if ideas.nameless(found, who) else [maker.person for maker in found.makers if maker.accepted_at],
        joined=_joined(found),
        nameless=ideas.nameless(found, who),
        contributors=[person for _held, person in comments.contributors_of(found)],
        has_team=found.rules.form.team and may(Can.MAKE, found),
        near=_near(found, at),
        rounds=_rounds(found),
        named=() if card.hidden or card.ballot_kind == "none" else votes.named_supporters(found),
        follows=ideas.follows(found, who),
        talk=threads.of_idea(found, request.args.get("comments")),
        official=threads.official(found),
        talk_open=threads.is_open(found, at),
        said=comment,
        said_to=parent,
        problem=problem,
        can_edit=may(Can.EDIT_IDEA, found) and Phase(found.phase) in ideas.actions.EDITABLE,
        can_withdraw=who is not None and who.id == found.author_id and _may_be_withdrawn(found),
        via=arrivals.word_of(who) if who is not None else None,
        brought=arrivals.brought_by(who, found) if who is not None else None,
        promised=_promised(found, who),
        apart=integrity.with_and_without([found.id]).get(found.id) if may(Can.JUDGE_VOTES, found) else None,
        apart_words=sentences.apart,
        can_see_case=may(Can.SEE_REVIEW, found),
        can_pick=may(Can.PICK, found) and found.phase == Phase.GATHERING and found.judged,
        published=Phase(found.phase) not in UNPUBLISHED,
    )


def _rounds(found: Idea) -> list[tuple[str, str | None, datetime, str]]:
    """The rounds the idea went through: what it is called, where it is, until when, and what became of it there."""
    told: list[tuple[str, str | None, datetime, str]] = []
    for entry in rounds.entered_by(found):
        each = entry.round
        if each.kind == "batch":
            words = _("judged in this batch") if each.closed_at else _("judged after this day")
            told.append((_("Review batch"), None, each.cut_at, _("carried over") if entry.left_at else words))
            continue
        became = _("under way")
        if each.closed_at and each.kind == "panel":
            became = _("chosen") if entry.chosen else _("not chosen")
        elif each.closed_at and entry.place is not None:
            became = _("place %(n)s", n=entry.place)
        told.append((each.title, url.round(each.id), each.cut_at, became))
    return told


@pages.get("/ideas/<id:number>/history")
@for_everybody
def history(number: int) -> Response:
    """What an idea said before each edit."""
    found = load.idea(number)
    said = ideas.revisions_of(found, me())
    return respond.page("history", idea=found, revisions=said, filled_at=partial(filling.filled_at, found))


@pages.get("/ideas/<id:number>/ledger")
@for_everybody
def ledger(number: int) -> Response:
    """Every ballot under a pseudonym, so that anyone can recount the tally; nothing while the ballot is hidden."""
    found = load.idea(number)
    if found.phase == Phase.DRAFT:
        raise NotVisible(_("A draft has no votes yet."))
    card = stories.card(found, me(), now())
    hidden = not votes.public(found)
    rows = [] if hidden else [_ledger_row(found, vote) for vote in votes.history(found)]
    return respond.page("ledger", idea=found, card=card, hidden=hidden, rows=rows[-LEDGER_PAGE:], all=len(rows))


@pages.route("/ideas/<id:number>/withdrawal", methods=["GET", "POST"])
def withdraw(number: int) -> Response:
    """Take one's idea back, for good, after a second look."""
    signed_in()
    if request.method == "POST":
        with transaction():
            found = load.idea(number)
            ideas.withdraw(found, by=signed_in(), at=now())
        return respond.to(url.person(signed_in().handle), _("You took “%(title)s” back.", title=found.title))
    found = load.idea(number)
    needs(Can.WITHDRAW, found)
    return respond.page("withdraw", idea=found)


def _canonical(found: Idea) -> Response:
    """Where the idea is; a merged one leads to what it became part of."""
    if found.merged_into_id is not None:
        found = load.idea(found.merged_into_id)
    return respond.to(with_query(url.idea(found), request.args.to_dict()), status=302)


def _may_be_withdrawn(found: Idea) -> bool:
    return Phase(found.phase) in (Phase.DRAFT, *UNPUBLISHED, Phase.GATHERING, Phase.REVIEW)


def _pictures(found: Idea) -> list[dict[str, Any]]:
    return [
        {
            "url": url.upload(picture.file, 1600 if place == 0 else 800),
            "alt": picture.alt,
            "width": picture.width,
            "height": picture.height,
        }
        for place, picture in enumerate(found.pictures)
    ]


def _dates(found: Idea, at: datetime) -> dict[str, Any]:
    """What the drawing of its way needs."""
    steps = {step.key: step for step in stories.steps(found, at)}
    return {
        "shared": steps["shared"].at,
        "review": steps["review"].at,
        "decided": steps["decision"].at,
        "launched": steps["launched"].at,
        "making": found.moved_at if found.phase == Phase.MAKING else None,
        "ended": found.moved_at,
        "late": steps["review"].late,
    }


def _promised(found: Idea, who: Person | None) -> datetime | None:
    """Until when the author of an idea that waits reads from us."""
    waits = found.phase == Phase.SCREENING or found.hidden_for == "held"
    return moderation.promised(found) if waits and who is not None and who.id == found.author_id else None


def _promise(found: Idea) -> str | None:
    """What its makers get, in one line."""
    grants = [describe_grant(grant) for grant in found.rules.reward.grants]
    return _("%(grants)s for its makers", grants=listed(grants)) if grants else None


def _answering(found: Idea) -> tuple[str, str] | None:
    """Where a need is answered, as (address, words of the button); None where it is none, or it cannot be now."""
    kinds = found.board.rules.form.kinds
    kind = next((kind for kind in kinds if kind.answers and kind.answers == found.kind), None)
    if kind is None or found.phase != Phase.GATHERING or not ideas.takes(found.board, now(), kind):
        return None
    return url.share(found.board, kind=kind.key, answers=found.id), share_words(kind)


def _rulings(found: Idea) -> Sequence[moderation.Ruling]:
    """Why it was returned or removed: for its makers and the team."""
    who = me()
    if who is None or not (who.id in found.maker_ids or holds(who, "moderator", found)):
        return ()
    return [ruling for ruling in moderation.rulings_on(found) if ruling.reason][:3]


def _joined(found: Idea) -> Sequence[Idea]:
    """Ideas that were merged into this one: their authors keep their credit."""
    numbers = ideas.family(found)
    return db.session.scalars(ideas.visible_to(me()).where(Idea.id.in_(numbers))).all() if numbers else ()


def _near(found: Idea, at: datetime) -> list[stories.Card]:
    """Ideas close to this one. Which they are is kept for minutes: likeness costs more than the rest of the page."""
    key = f"near:{found.id}:{found.revision}"
    numbers = page_cache().get(key)
    if numbers is None:
        numbers = [result.idea.id for result in search.related(found, seen_by=None, limit=4)]
        page_cache().set(key, numbers, timeout=NEAR_SECONDS)
    return dressed_all(stories.of_ids(numbers, me(), at))


def _ledger_row(found: Idea, vote: votes.Vote) -> dict[str, Any]:
    return {
        "voter": tokens.pseudonym(current_app.config["SECRET_KEY"], found.id, vote.person_id),
        "value": vote.value,
        "cast_at": vote.cast_at,
        "ended_at": vote.ended_at,
        "held": vote.held_for is not None,
        "discarded": vote.discarded_by_id is not None,
    }
