"""One's own account: who one is, the password, mail, programs, sessions."""

from __future__ import annotations

from pathlib import Path

from flask import Response, current_app, request
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    FileField,
    PasswordField,
    SelectChoice,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from ideaboard.core import files
from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import Invalid, NotVisible
from ideaboard.core.languages import LANGUAGES
from ideaboard.core.text import N_, _, clean, render_markdown, speaking
from ideaboard.domain import boards, people
from ideaboard.domain.people.models import Person
from ideaboard.web import epoch, respond
from ideaboard.web.blueprint import pages
from ideaboard.web.language import remember
from ideaboard.web.me import my_session, signed_in
from ideaboard.web.sudo import sudo
from ideaboard.web.unsubscribe import KINDS as MAIL_KINDS
from ideaboard.web.url import url

FACE_MAX = 8_000_000


class Plain(FlaskForm):
    class Meta:
        csrf = False


class Profile(Plain):
    name = StringField(N_("Name"), [InputRequired(), Length(max=200)])
    handle = StringField(N_("Handle"), [Length(max=60)], description=N_("The end of the address of your page."))
    bio = TextAreaField(N_("About you"), [Length(max=3_000)])
    face = FileField(N_("Your picture"), description=N_("We cut it to a square."))
    no_face = BooleanField(N_("Show my initials instead"))


class Password(Plain):
    current = PasswordField(N_("Present password"), [Length(max=500)])
    password = PasswordField(N_("New password"), [InputRequired(), Length(max=500)], id="new-password")


SCOPES = {
    "read": N_("Read what you may see"),
    "write": N_("Share, vote and comment for you"),
    "review": N_("Review and decide for you"),
    "moderate": N_("Moderate for you"),
    "admin": N_("Run the site for you"),
}


class TokenForm(Plain):
    name = StringField(N_("What is it for?"), [InputRequired(), Length(max=200)], id="token-name")
    scopes = SelectMultipleField(
        N_("What may it do?"),
        choices=[SelectChoice(scope, SCOPES[scope]) for scope in people.SCOPES],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


@pages.get("/account")
def account() -> Response:
    """All of it on one page."""
    return _page(signed_in())


@pages.post("/account")
def account_profile() -> Response:
    """Change who one is here."""
    person, form = signed_in(), Profile()
    if form.validate():
        with respond.filled(form):
            face = _face(form)
            old = person.face
            with transaction():
                person = people.edit(
                    person,
                    by=person,
                    name=form.name.data,
                    bio=form.bio.data,
                    handle=form.handle.data or None,
                    face=face,
                )
            if face is not None and old:
                files.delete(Path(current_app.config["UPLOADS"]), old)
            return respond.to(url.account(), _("Your profile is changed."))
    return _page(signed_in(), profile=form)


@pages.post("/account/password")
@sudo
def account_password() -> Response:
    """Choose a new password; every other session ends."""
    person, form = signed_in(), Password()
    if form.validate():
        with respond.filled(form):
            hashed, about = person.password_hash, (person.name, person.address or "")
            here = my_session()
            db.session.rollback()
            if _asks_present(person, here) and not people.fits(hashed, form.current.data or ""):
                raise Invalid("current", _("This is not your present password."))
            new = people.hash_password(form.password.data, about)
            with transaction():
                me = signed_in()
                people.change_password(me, by=me, at=now(), password_hash=new, keep=here.id)
            return respond.to(url.account(), _("Your new password is set. Everywhere else you are signed out."))
    return _page(signed_in(), password=form)


@pages.post("/account/language")
def account_language() -> Response:
    """The language of pages and letters."""
    to = request.form.get("language", "")
    with transaction():
        people.choose_language(signed_in(), by=signed_in(), language=to)
    with speaking(to):
        answer = respond.to(
            url.account(), _("Pages and letters are in %(language)s from now on.", language=LANGUAGES[to])
        )
    remember(answer, "language", to)
    return answer


def _asks_present(person: Person, here: people.Session) -> bool:
    """Who has just signed in by a mailed code may have forgotten the present password."""
    return person.password_hash is not None and here.way != "code"


@pages.post("/account/mail")
def account_mail() -> Response:
    """What comes by mail."""
    wanted = request.form.getlist("mails")
    with transaction():
        people.choose_mail(signed_in(), by=signed_in(), wanted=wanted)
    said = _("We write what you chose.") if wanted else _("We write only codes, and what concerns your account.")
    return respond.to(url.account() + "#mail", said)


@pages.post("/account/support")
def account_support() -> Response:
    """Whether one's name is shown among the supporters of ideas."""
    shown = bool(request.form.get("shown"))
    with transaction():
        people.show_support(signed_in(), by=signed_in(), shown=shown)
    epoch.bump()  # a name that is taken back is gone at once, also from pages kept for visitors
    said = _("Your name is shown among the supporters.") if shown else _("Your votes are without a name again.")
    return respond.to(url.account(), said)


@pages.post("/account/sessions")
def account_sessions() -> Response:
    """Sign out everywhere but here."""
    here = my_session()
    with transaction():
        people.sign_out_everywhere(signed_in(), by=signed_in(), at=now(), but=here.id)
    return respond.to(url.account() + "#sessions", _("Everywhere else you are signed out."))


@pages.post("/account/sessions/<id:number>/end")
def account_session_end(number: int) -> Response:
    """Sign out in one other place."""
    if number == my_session().id:
        return respond.to(url.account() + "#sessions", _("This is the session you are in: sign out below."), "info")
    with transaction():
        people.end_session(signed_in(), number, by=signed_in(), at=now())
    return respond.to(url.account() + "#sessions", _("This session has ended."))


@pages.post("/account/tokens")
@sudo
def account_tokens() -> Response:
    """Make a token for a program; it is shown once, now."""
    person, form = signed_in(), TokenForm()
    if form.validate():
        with respond.filled(form):
            scopes = form.scopes.data or list(people.SCOPES)
            with transaction():
                _row, secret = people.make_token(person, form.name.data, by=person, at=now(), scopes=scopes)
            return _page(signed_in(), secret=secret)
    return _page(signed_in(), token=form)


@pages.post("/account/tokens/<id:number>/revocation")
def account_revoke(number: int) -> Response:
    """End a token."""
    with transaction():
        people.revoke_token(signed_in(), number, by=signed_in(), at=now())
    return respond.to(url.account() + "#programs", _("The token no longer opens anything."))


@pages.get("/account/agreements/<id:number>")
def account_agreement(number: int) -> Response:
    """The very wording one accepted, as long as a version of the rules holds it."""
    mine = boards.accepted_by(signed_in())
    for held, board in mine:
        if held.id == number:
            text = boards.text_accepted(held, board)
            return respond.page("accepted", held=held, board=board, wording=render_markdown(clean(text)))
    raise NotVisible(_("There is no such agreement of yours."))


def _face(form: Profile) -> str | None:
    """The stored picture; empty to have none, None to leave it as it is."""
    sent = request.files.get("face")
    if sent is not None and sent.filename:
        try:
            picture = files.reencode(sent.stream, max_bytes=FACE_MAX)  # type: ignore[arg-type]
        except Invalid as no:
            raise Invalid("face", no.sentence) from None
        return files.store(Path(current_app.config["UPLOADS"]), files.variant(picture.data, 400), ".webp")
    return "" if form.no_face.data else None


def _page(
    person: Person,
    *,
    profile: Profile | None = None,
    password: Password | None = None,
    token: TokenForm | None = None,
    secret: str | None = None,
) -> Response:
    shown = profile or Profile(formdata=None, name=person.name, handle=person.handle, bio=person.bio)
    used = next((form for form in (profile, password, token) if form is not None), None)
    return respond.page(
        "account",
        respond.status_of(used) if used is not None else 200,
        person=person,
        face=url.face(person.face),
        profile=shown,
        password=password or Password(formdata=None),
        token=token or TokenForm(formdata=None),
        tokens=people.tokens_of(person),
        sessions=people.sessions_of(person, now()),
        here_id=my_session().id,
        asks_present=_asks_present(person, my_session()),
        secret=secret,
        agreements=boards.accepted_by(person),
        mail_words=MAIL_KINDS,
    )
