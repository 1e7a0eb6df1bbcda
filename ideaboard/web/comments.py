"""Talking: posting, changing and deleting comments, hearts, and long threads by parts."""

from __future__ import annotations

from flask import Response, request

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import Denied, Invalid, Refused
from ideaboard.core.text import _
from ideaboard.domain import comments
from ideaboard.domain.permissions import Can
from ideaboard.web import idea as idea_page
from ideaboard.web import intents, load, respond, threads
from ideaboard.web.blueprint import pages
from ideaboard.web.caching import for_everybody
from ideaboard.web.me import may, me, signed_in
from ideaboard.web.url import number_of, url


@pages.route("/ideas/<id:number>/comments", methods=["GET", "POST"])
def post_comment(number: int) -> Response:
    """Say something. GET is where a visitor's form leads: its words go along through sign-up."""
    if request.method == "GET":
        return _asked(number)
    person, body, parent_id = signed_in(), request.form.get("body", ""), _parent()
    try:
        comments.worded(body)  # slow, so before the transaction
        with transaction():
            idea = load.idea(number)
            parent = load.comment(parent_id) if parent_id else None
            made = comments.post(
                idea, body, by=person, at=now(), parent=parent, official=bool(request.form.get("official"))
            )
    except (Invalid, Refused) as no:
        db.session.rollback()
        found = load.idea(number)
        return idea_page.show(found, status=no.status, comment=body, parent=parent_id, problem=no.sentence)
    return respond.to(_place(made))


@pages.get("/comments/<id:number>")
@for_everybody
def thread(number: int) -> Response:
    """A thread in full, by parts; an answer leads to its thread."""
    found = load.comment(number)
    if found.root_id is not None:
        return respond.to(f"{url.thread(load.comment(found.root_id))}#comment-{found.id}", status=302)
    said, after = threads.one(found, request.args.get("after"))
    return respond.page("thread", idea=found.idea, card=found.idea, thread=said, root=found, after=after)


@pages.route("/comments/<id:number>/edit", methods=["GET", "POST"])
def change_comment(number: int) -> Response:
    """Change what one said."""
    person = signed_in()
    if request.method == "GET":
        found = load.comment(number)
        if not may(Can.EDIT_COMMENT, found):
            raise Denied(_("Only its author can do this."))
        return respond.page("comment_edit", comment=found, body=found.body, problem=None)
    body = request.form.get("body", "")
    try:
        comments.worded(body)
        with transaction():
            found = comments.edit(load.comment(number), body, by=person, at=now())
    except (Invalid, Refused) as no:
        db.session.rollback()
        found = load.comment(number)
        return respond.page("comment_edit", no.status, comment=found, body=body, problem=no.sentence)
    return respond.to(_place(found), _("Your comment is changed."))


@pages.post("/comments/<id:number>/deletion")
def delete_comment(number: int) -> Response:
    """Take a comment away; its place stays for the answers below it."""
    with transaction():
        found = comments.delete(load.comment(number), by=signed_in(), at=now())
    return respond.to(f"{url.idea(found.idea)}#comments", _("The comment is deleted."))


@pages.route("/comments/<id:number>/heart", methods=["GET", "POST", "PUT", "DELETE"])
def heart(number: int) -> Response:
    """Like a comment, or like it no more."""
    if request.method == "GET":
        found = load.comment(number)
        if me() is None:
            return intents.to_sign_up(intents.of_request(), url.idea(found.idea))
        return respond.to(_place(found), status=302)
    person = signed_in()
    no_more = request.method == "DELETE" or "withdraw" in request.form
    with transaction():
        found = load.comment(number)
        if no_more:
            comments.unheart(found, by=person)
        else:
            comments.heart(found, by=person, at=now())
    if respond.wants_piece():
        return respond.fragment("heart", c=threads.said(found, set() if no_more else {found.id}))
    return respond.to(_place(found))


def _asked(number: int) -> Response:
    idea = load.idea(number)
    if me() is None and request.args.get("body", "").strip():
        return intents.to_sign_up(intents.of_request(), url.idea(idea))
    if me() is not None and request.args.get("body"):
        parent = request.args.get("parent_id", "")
        return idea_page.show(idea, comment=request.args["body"], parent=number_of(parent))
    return respond.to(f"{url.idea(idea)}#comments", status=302)


def _parent() -> int:
    return number_of(request.form.get("parent_id"))


def _place(comment: comments.Comment) -> str:
    """Where a comment is seen: on the idea, or in its thread when that is long."""
    long = comment.root_id is not None and load.comment(comment.root_id).replies > threads.ANSWERS
    page = url.thread(load.comment(comment.root_id)) if long and comment.root_id else url.idea(comment.idea)
    return f"{page}#comment-{comment.id}"
