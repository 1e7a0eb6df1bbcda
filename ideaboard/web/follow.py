"""Following an idea, and telling the team that something is wrong."""

from __future__ import annotations

from flask import Response, request
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectChoice, TextAreaField
from wtforms.validators import InputRequired, Length

from ideaboard.core.clock import now
from ideaboard.core.db import transaction
from ideaboard.core.errors import NotVisible
from ideaboard.core.text import N_, _
from ideaboard.domain import ideas, moderation
from ideaboard.domain.comments.models import Comment
from ideaboard.domain.ideas.models import Idea
from ideaboard.web import intents, load, respond
from ideaboard.web.blueprint import pages
from ideaboard.web.me import me, signed_in
from ideaboard.web.url import number_of, url

WRONG = [
    SelectChoice("spam", N_("It is advertising or spam")),
    SelectChoice("off_topic", N_("It does not belong here")),
    SelectChoice("abusive", N_("It insults or threatens somebody")),
    SelectChoice("duplicate", N_("It is here already")),
    SelectChoice("unsafe", N_("It is dangerous")),
    SelectChoice("personal_data", N_("It shows somebody's private data")),
    SelectChoice("rights", N_("It uses somebody else's work")),
    SelectChoice("other", N_("Something else")),
]


class FlagForm(FlaskForm):
    class Meta:
        csrf = False

    reason = RadioField(N_("What is wrong?"), [InputRequired()], choices=WRONG)
    note = TextAreaField(N_("What should we know?"), [Length(max=1_000)])


@pages.route("/ideas/<id:number>/follow", methods=["GET", "POST", "PUT", "DELETE"])
def follow(number: int) -> Response:
    """Hear what becomes of an idea, or no more."""
    if request.method == "GET":
        found = load.idea(number)
        if me() is None:
            return intents.to_sign_up(intents.of_request(), url.idea(found))
        return respond.to(url.idea(found), status=302)
    person = signed_in()
    stop = request.method == "DELETE" or "withdraw" in request.form
    with transaction():
        found = load.idea(number)
        if stop:
            ideas.unfollow(found, by=person)
        else:
            ideas.follow(found, by=person, at=now())
    said = _("You no longer follow this idea.") if stop else _("You follow this idea: we tell you what becomes of it.")
    return respond.to(url.idea(found), said)


@pages.route("/flags/new", methods=["GET", "POST"])
def flag() -> Response:
    """Report an idea or a comment to the moderators."""
    person = signed_in()
    kind, _colon, number = request.values.get("subject", "").partition(":")
    subject = _subject(kind, number)
    form = FlagForm()
    if request.method == "POST" and form.validate():
        with respond.filled(form):
            with transaction():
                subject = _subject(kind, number)
                raise_flag = moderation.flag_idea if isinstance(subject, Idea) else moderation.flag_comment
                raise_flag(subject, form.reason.data, by=person, at=now(), note=form.note.data or "")  # type: ignore[arg-type]
            return respond.to(url.idea(_idea_of(subject)), _("Thank you. Somebody will look at it."))
    shown = _subject(kind, number)
    return respond.page("flag", respond.status_of(form), form=form, subject=shown, idea=_idea_of(shown))


def _subject(kind: str, number: str) -> Idea | Comment:
    if kind not in ("idea", "comment"):
        raise NotVisible(_("There is nothing here to report."))
    return load.idea(number_of(number)) if kind == "idea" else load.comment(number_of(number))


def _idea_of(subject: Idea | Comment) -> Idea:
    return subject if isinstance(subject, Idea) else subject.idea
