"""The first run: from the printed link to a public board. What each step made is kept, so it can be left and resumed.

Before there is an admin, only the holder of the one-time code sees it; afterwards only admins do: for all others it is
not there.
"""

from __future__ import annotations

from typing import Any

from flask import Response, request, session
from flask_wtf import FlaskForm
from sqlalchemy import func, select
from wtforms import EmailField, IntegerField, PasswordField, RadioField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from ideaboard.core import mail, settings
from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import NotVisible
from ideaboard.core.text import N_, _, slugify
from ideaboard.domain import boards, people
from ideaboard.domain.boards import advice, rules
from ideaboard.domain.boards.models import Board
from ideaboard.domain.people.models import Role
from ideaboard.domain.permissions import Can
from ideaboard.web import brand, epoch, respond, welcome_ideas
from ideaboard.web.blueprint import pages
from ideaboard.web.caching import page_cache
from ideaboard.web.me import begin_session, may, needs, signed_in
from ideaboard.web.url import url


class Plain(FlaskForm):
    class Meta:
        csrf = False  # the blueprint asks for every form at once


class SiteForm(Plain):
    name = StringField(N_("What is the site called?"), [InputRequired(), Length(max=200)])
    question = StringField(
        N_("What do you ask people?"),
        [InputRequired(), Length(max=500)],
        description=N_("It stands on the front page."),
    )


class AdminForm(Plain):
    name = StringField(N_("Your name"), [InputRequired(), Length(max=200)], description=N_("As others will see it."))
    email = EmailField(
        N_("E-mail"), [InputRequired(), Length(max=300)], description=N_("You sign in with it. No mail is needed now.")
    )
    password = PasswordField(
        N_("Password"), [InputRequired(), Length(max=500)], description=N_("At least 10 characters.")
    )


class BoardForm(Plain):
    title = StringField(N_("What is the board called?"), [InputRequired(), Length(max=200)])
    visitors = IntegerField(
        N_("How many people will see it in a month?"),
        [Optional(), NumberRange(1, advice.MOST_VISITORS)],
        description=N_("We suggest from it how many supporters bring an idea into review."),
    )
    preset = RadioField(N_("How should it work?"), validate_choice=False)


@pages.route("/welcome", methods=["GET", "POST"])
def welcome() -> Response:
    """The site's name, then the first admin; what is left to do for whoever is admin."""
    if may(Can.MANAGE_SITE):
        return _left_to_do()
    if request.method == "GET" and "code" in request.args:
        _holder(request.args["code"])
        session["welcome"] = request.args["code"]
        return respond.to(url.welcome(), status=302)  # the code leaves the address
    code = _holder(session.get("welcome", ""))
    if request.method == "POST" and request.form.get("step") == "admin":
        return _become_admin(code)
    if request.method == "POST":
        return _name_site(code)
    return _step(SiteForm if "again" in request.args or not settings.is_set("name") else AdminForm)


@pages.route("/welcome/board", methods=["GET", "POST"])
def welcome_board() -> Response:
    """The first board, from a preset, with its rules read back and a gate that fits."""
    person, form = needs(Can.MANAGE_BOARDS), BoardForm()
    if _has_board():  # asked once, and two quick presses open one board; more of them are opened in the administration
        return respond.to(url.welcome())
    alone = _staff() == 1
    if request.method == "POST" and "suggest" not in request.form and form.validate():
        with respond.filled(form):
            preset = form.preset.data or ""
            title = form.title.data or ""
            changes = advice.fitted(rules.preset(preset), form.visitors.data) if form.visitors.data else {}
            with transaction():
                slug = slugify(title)[:50].strip("-") or "ideas"
                board = boards.open_board(None, slug, by=person, at=now(), preset=preset, title=title, changes=changes)
                if alone:  # a version of its own, so that the public log tells it
                    boards.change_rules(board, advice.ALONE, by=person, at=now())
            return respond.to(url.welcome("ideas"), _("“%(title)s” is open.", title=board.title))
    visitors = form.visitors.data if not form.visitors.errors else None
    presets = _presets(visitors)
    form.preset.data = form.preset.data or _plainest(presets)
    return respond.page(
        "welcome_board", respond.status_of(form), form=form, presets=presets, visitors=visitors, alone=alone
    )


def _holder(code: str) -> str:
    """``code``, if it is the living one; else there is nothing here."""
    if not people.opens_welcome(code):
        raise NotVisible(_("There is nothing here. It may have moved, or been taken back."))
    return code


def _step(kind: Any, form: Any = None) -> Response:
    said = settings.everything()
    form = form or kind(formdata=None, **({key: said[key] for key in ("name", "question")} if kind is SiteForm else {}))
    step = "site" if kind is SiteForm else "admin"
    colour = request.form.get("colour") or said["colour"]
    return respond.page("welcome", respond.status_of(form), form=form, step=step, colour=colour)


def _name_site(code: str) -> Response:
    form = SiteForm()
    if form.validate():
        with respond.filled(form):
            look = brand.sent_look()
            with transaction():
                people.name_site(code, name=form.name.data or "", question=form.question.data or "", look=look)
            page_cache().delete("site")
            epoch.bump()
            return respond.to(url.welcome(), brand.said_of(str(look["colour"])) or None, "info")
    return _step(SiteForm, form)


def _become_admin(code: str) -> Response:
    form = AdminForm()
    if form.validate():
        with respond.filled(form):
            name, email = form.name.data or "", form.email.data or ""
            people.check_email(email)
            hashed = people.hash_password(form.password.data or "", (name, email))
            with transaction():
                person = people.become_first_admin(code, name, email, hashed, at=now())
            begin_session(person, "password")
            return respond.to(url.welcome("board"))
    return _step(AdminForm, form)


def _left_to_do() -> Response:
    """What a new site still lacks, each with what does it."""
    person = signed_in()
    shown, at = boards.shown(person), now()
    begins = welcome_ideas.first_board(person)
    configured = mail.configured()
    return respond.page(
        "welcome_done",
        boards=shown,
        begins=begins,
        ideas=sum(board.ideas for board in shown),
        first=welcome_ideas.FIRST,
        alone=_staff() == 1,
        invited=[(one, url.absolute(f"/team/{people.team_key(one)}")) for one in people.open_invitations(at)],
        mail=configured,
        mail_works=configured and settings.everything()["mail_works"] == mail.server_name(),
        address=url.absolute("/"),
    )


def _presets(visitors: int | None) -> list[dict[str, Any]]:
    """Each preset with its rules as people will read them, the gate fitted to ``visitors``; the plainest first."""
    found = []
    for info in rules.presets():
        base = rules.preset(info.name)
        changes = advice.fitted(base, visitors) if visitors else {}
        read = rules.describe(rules.parse(rules.override(base, changes, base=base)))
        found.append(
            {
                "info": info,
                "sentences": read,
                "counts": advice.counts_votes(base),
                "votes": base["ballot"]["kind"] != "none",
            }
        )
    return sorted(found, key=lambda one: (not one["votes"], len(one["sentences"])))


def _plainest(presets: list[dict[str, Any]]) -> str:
    """The preset with the fewest rules among those where people vote: chosen until another is."""
    return str(presets[0]["info"].name)


def _staff() -> int:
    return db.session.scalar(select(func.count(func.distinct(Role.person_id)))) or 0


def _has_board() -> bool:
    return db.session.scalar(select(Board.id).limit(1)) is not None
