"""What a visitor was about to do, carried through sign-up or sign-in and completed without a second click.

An intent travels as a signed token, in the address when it is short or in a hidden field of the form when it holds a
whole draft. It is a wish, not a right: the verbs ask again what they always ask.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, current_app, request, session
from itsdangerous import BadSignature, URLSafeTimedSerializer

from ideaboard.core.clock import now
from ideaboard.core.db import transaction
from ideaboard.core.errors import Invalid, No
from ideaboard.core.text import _
from ideaboard.domain import comments, ideas, searches, stories, votes
from ideaboard.domain.ideas.models import Idea
from ideaboard.web import filling, load, respond, traces
from ideaboard.web.me import me, signed_in
from ideaboard.web.url import inside, number_of, url, with_query

LIVES = 2 * 86_400  # seconds
SECRET = frozenset({"csrf_token", "password", "current", "code", "secret", "credential"})
IN_ADDRESS = 1_500  # characters; longer tokens travel in forms


@dataclass(frozen=True)
class Intent:
    """``do`` names what, ``about`` holds plain values."""

    do: str
    about: Mapping[str, Any]


def sealed(intent: Intent) -> str:
    """The intent as a token."""
    return str(_serializer().dumps([intent.do, dict(intent.about)]))


def opened(token: str | None) -> Intent | None:
    """The intent in a token of ours that is not too old."""
    if not token:
        return None
    try:
        do, about = _serializer().loads(token, max_age=LIVES)
    except (BadSignature, ValueError, TypeError):
        return None
    return Intent(do, about) if do in COMPLETED else None


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="intent")


def to_sign_up(intent: Intent, back_to: str) -> Response:
    """Send a visitor to sign-up with their intent."""
    return respond.to(with_query("/signup", {"next": back_to, "intent": sealed(intent)}), status=302)


# From a request


def of_request() -> Intent:
    """What this request was about to do: one of ours, else the whole form, to be sent again."""
    said = {**(request.view_args or {}), **request.values.to_dict()}
    make = ASKED.get((request.endpoint or "").removeprefix("pages."))
    if make is not None:
        try:
            return make(said)
        except (KeyError, ValueError):
            pass
    return Intent("again", {"path": request.path, "fields": fields_of_request()})


def fields_of_request() -> list[list[str]]:
    """What was typed, without what nobody may read again."""
    return [[name, value] for name, value in request.form.items(multi=True) if name not in SECRET]


def _draft_said(said: Mapping[str, Any]) -> dict[str, Any]:
    """A draft with everything that was typed, the board's own fields among it."""
    always = {key: said.get(key, "") for key in ("board", "title", "body", "tags")}
    sometimes = ("kind", "answers")
    more = {key: value for key, value in said.items() if key in sometimes or key.startswith(filling.BEGIN)}
    return always | {key: value for key, value in more.items() if value}


ASKED: dict[str, Callable[[Mapping[str, Any]], Intent]] = {
    "vote": lambda said: Intent(
        "vote",
        {
            "idea": int(said["number"]),
            "value": None if said.get("withdraw") else int(said["value"]),
            "hint": str(said.get("hint", ""))[:64],
        },
    ),
    "follow": lambda said: Intent("follow", {"idea": int(said["number"]), "stop": bool(said.get("withdraw"))}),
    "heart": lambda said: Intent("heart", {"comment": int(said["number"])}),
    "post_comment": lambda said: Intent(
        "comment", {"idea": int(said["number"]), "body": said["body"], "parent": number_of(said.get("parent_id"))}
    ),
    "share": lambda said: Intent("draft", _draft_said(said)),
}  # fmt: skip


# Completed


def complete(token: str | None, otherwise: str | None) -> Response:
    """Do what was meant, as whoever has just signed in, and go where its result is seen."""
    intent = opened(token)
    home = inside(otherwise) or url.home()
    if intent is None:
        return respond.to(home)
    try:
        return COMPLETED[intent.do](intent.about, home)
    except No as no:
        return respond.to(home, no.sentence, "warn")


def _vote(about: Mapping[str, Any], home: str) -> Response:
    at = now()
    with transaction():
        idea = load.idea(about["idea"])
        if about["value"] is None:
            votes.take_back(idea, by=signed_in(), at=at)
        else:
            traces.cast(idea, by=signed_in(), value=about["value"])
            if about["value"] > 0:
                searches.chose(str(about.get("hint", "")), "supported", idea.id)
    remember_receipt(idea)
    return respond.to(url.idea(idea) + "#vote")


def _follow(about: Mapping[str, Any], home: str) -> Response:
    with transaction():
        idea = load.idea(about["idea"])
        if about.get("stop"):
            ideas.unfollow(idea, by=signed_in())
        else:
            ideas.follow(idea, by=signed_in(), at=now())
    return respond.to(url.idea(idea), _("You follow this idea: we tell you what becomes of it."))


def _heart(about: Mapping[str, Any], home: str) -> Response:
    with transaction():
        comment = comments.heart(load.comment(about["comment"]), by=signed_in(), at=now())
        idea = comment.idea
    return respond.to(f"{url.idea(idea)}#comment-{comment.id}")


def _comment(about: Mapping[str, Any], home: str) -> Response:
    body = str(about["body"])
    try:
        comments.worded(body)
        with transaction():
            idea = load.idea(about["idea"])
            parent = load.comment(about["parent"]) if about.get("parent") else None
            comment = comments.post(idea, body, by=signed_in(), at=now(), parent=parent)
    except No as no:  # the words are shown, to be sent again or copied
        fields = [["body", body], ["parent_id", str(about.get("parent") or "")]]
        return again(url.comment(load.idea(about["idea"])), fields, no.sentence, no.status)
    return respond.to(f"{url.idea(idea)}#comment-{comment.id}", _("Your comment is there."))


def _draft(about: Mapping[str, Any], home: str) -> Response:
    title, body, tags = (str(about.get(key) or "") for key in ("title", "body", "tags"))
    ideas_wording(title, body)
    given = {key.removeprefix(filling.BEGIN): about[key] for key in about if key.startswith(filling.BEGIN)}
    kind = str(about.get("kind") or "") or None
    try:
        with transaction():
            board = load.board(str(about.get("board") or ""))
            idea = ideas.draft(
                board, by=signed_in(), at=now(), title=title, body=body, tags=tags, kind=kind, given=given
            )
        filling.answer(idea.id, str(about.get("answers") or ""))
    except No as no:
        return again(url.share(), [[key, str(about.get(key) or "")] for key in about], no.sentence, no.status)
    return respond.to(url.draft(idea), _("Your draft is kept. One more look, then share it."))


def _again(about: Mapping[str, Any], home: str) -> Response:
    said = _("Thank you. What you wrote is here; send it to go on.")
    return again(str(about["path"]), about["fields"], said, 200)


COMPLETED: dict[str, Callable[[Mapping[str, Any], str], Response]] = {
    "vote": _vote,
    "follow": _follow,
    "heart": _heart,
    "comment": _comment,
    "draft": _draft,
    "again": _again,
}


def ideas_wording(title: str, body: str) -> None:
    """Render before the transaction; what is wrong with the words is said by the verb."""
    try:
        ideas.writing.wording(title, body)
    except Invalid:
        return


def again(path: str, fields: list[list[str]], sentence: str, status: int) -> Response:
    """A form that was sent and not taken, shown again with every word in it."""
    return respond.page("again", status, path=inside(path) or "/", fields=fields, sentence=sentence)


# What an intent says


def subject_of(intent: Intent | None) -> tuple[str, Idea | None]:
    """What sign-up says above its form: what for, and the idea it is about."""
    if intent is None:
        return "", None
    try:
        if "idea" in intent.about:
            return intent.do, load.idea(int(intent.about["idea"]))
        if "comment" in intent.about:
            return intent.do, load.comment(int(intent.about["comment"])).idea
    except No:
        return "", None
    return intent.do, None


# "You are no. 863", once


def remember_receipt(idea: Idea) -> None:
    """Say one's number among the supporters on the next page of the idea."""
    card = stories.card(idea, me(), now())
    if card.held is None and card.my_vote is not None and card.my_vote > 0 and card.supporters is not None:
        session["receipt"] = [idea.id, card.supporters]


def receipt(idea: Idea) -> int | None:
    """One's number, if one has just voted on ``idea`` and has not been told yet."""
    if "receipt" not in session or session["receipt"][0] != idea.id:
        return None
    return int(session.pop("receipt")[1])
