"""Mail for admins: whether it leaves, a test that tells where it stops, and what did not leave, to be tried again."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

from flask import Response, current_app, request

from ideaboard.core import jobs, mail
from ideaboard.core.db import db, transaction
from ideaboard.core.mail import Letter
from ideaboard.core.smtp import MailFailed, Server, Step
from ideaboard.core.text import N_, _, ngettext
from ideaboard.domain import people
from ideaboard.domain.permissions import Can
from ideaboard.effects import notify
from ideaboard.web import respond
from ideaboard.web.blueprint import pages
from ideaboard.web.caching import page_cache
from ideaboard.web.me import needs
from ideaboard.web.site import MAIL_TROUBLE, site
from ideaboard.web.staff import show
from ideaboard.web.url import inside, url

PATIENCE = 6.0  # seconds for each step of a test: somebody waits before the page

STEPS = {
    "connect": N_("Connect to the server"), "greet": N_("Greet"), "secure": N_("Make the line secure (TLS)"),
    "sign_in": N_("Sign in"), "sender": N_("Name the sender"), "recipient": N_("Name the recipient"),
    "content": N_("Hand the letter over"),
}  # fmt: skip
WHY = {
    "no_host": N_("No server has this name. Is the host in IDEABOARD_MAIL_URL written right?"),
    "closed_door": N_("Nobody answers at this port. Is it the right one? Usual are 587 (smtp://) and 465 (smtps://)."),
    "silence": N_("The server says nothing. A firewall may be in between, or smtp:// and smtps:// are mixed up."),
    "tls": N_("The secure line failed: the certificate may be for another name, or smtp:// and smtps:// are mixed up."),
    "no_tls": N_("The server offers no secure line, so the password was not sent. Try smtps:// or another port."),
    "password": N_("The server does not take this user and password. Some want a password made for this one program."),
    "no_sign_in": N_("The server wants no sign-in. Leave user and password out of IDEABOARD_MAIL_URL."),
    "refused": N_("The server refuses. What it says is below; often the sender must be an address of its own domain."),
    "broken_off": N_("The server hung up in the middle. Try again; if it stays so, ask whoever runs it."),
}

REFUSED = {
    "recipient": N_("The server does not take this address: it may be mistyped, closed or full. Other letters go on."),
    "content": N_("The server takes the address and not the letter: it may think it is spam, or be short of room."),
}
PROBLEM = re.compile(r"(?P<step>\w+): (?P<why>\w+)(?: \((?P<said>.*)\))?$")
LETTERS = {
    "notify.mail_code": N_("a code"), "notify.mail_confirmation": N_("a code to confirm the address"),
    "notify.mail_address_changed": N_("word of a new address"), "notify.mail_invitation": N_("an invitation"),
    "notify.mail_maker_invitation": N_("an invitation"), "notify.mail_team_invitation": N_("an invitation"),
    "notify.mail": N_("news of an idea or the account"),
}  # fmt: skip


@dataclass(frozen=True)
class Tried:
    """A test: the steps that went well, and where it stopped."""

    steps: list[Step]
    failed: MailFailed | None
    to: str


@pages.get("/admin/mail")
def admin_mail() -> Response:
    """How mail stands."""
    needs(Can.MANAGE_SITE)
    return _page()


@pages.post("/admin/mail/test")
def mail_test() -> Response:
    """Send a letter to oneself, and tell the conversation with the server."""
    person = needs(Can.MANAGE_SITE)
    address = person.email or ""
    letter = Letter(
        to=address, to_name=person.name, subject=_("Mail of “%(site)s” works", site=site().name),
        text=_("You asked for this letter. It came through, so others will get theirs."),
        html="<p>" + _("You asked for this letter. It came through, so others will get theirs.") + "</p>",
        message_id=f"test-{secrets.token_hex(8)}",
    )  # fmt: skip
    db.session.rollback()  # nothing is held while we wait for the server
    try:
        tried = Tried(mail.send(letter, from_name=site().name, patience=PATIENCE), None, address)
    except MailFailed as failed:
        return _page(Tried([], failed, address))
    with transaction():
        people.set_site(None, by=needs(Can.MANAGE_SITE), values={"mail_works": mail.server_name()})
    if (back := inside(request.form.get("next"))) is not None:
        return respond.to(back, _left(address))
    return _page(tried)


@pages.post("/admin/mail/retry")
def mail_retry() -> Response:
    """Try again what did not leave: one letter, or all of them."""
    person = needs(Can.MANAGE_SITE)
    asked = request.form.get("errand", "")
    numbers = [one.id for one in jobs.troubles() if not asked or str(one.id) == asked]
    with transaction():
        again = people.retry_mail(None, numbers, by=person)
    page_cache().delete(MAIL_TROUBLE)
    said = ngettext("%(num)s letter is tried again.", "%(num)s letters are tried again.", again)
    return respond.to(url.admin("mail"), said)


def _left(address: str) -> str:
    if mail.configured():
        return _("The letter left. Look into the inbox of %(address)s, and into its spam folder.", address=address)
    return _("The letter was written to the outbox: mail is not set up yet, so letters become files.")


def _why_of(problem: str) -> tuple[str, str]:
    """What an errand's problem means, where it is one of the conversation with a mail server, and what was said."""
    found = PROBLEM.search(problem)
    if found is None:
        return "", problem
    return _why(found["step"], found["why"]), found["said"] or ""


def _why(step: str, why: str) -> str:
    """A refusal means something else at each step."""
    return str(REFUSED.get(step, WHY["refused"]) if why == "refused" else WHY.get(why, ""))


def _page(tried: Tried | None = None) -> Response:
    needs(Can.MANAGE_SITE)
    configured = mail.configured()
    failed = jobs.troubles()
    return show.page(
        "mail",
        configured=configured,
        server=Server.named(current_app.config["MAIL_URL"]) if configured else None,
        sender=current_app.config["MAIL_FROM"],
        outbox=f"{current_app.config['INSTANCE_PATH']}/outbox",
        tried=tried,
        failed=failed,
        whom=notify.addressees([one.id for one in failed]),
        step_words=STEPS,
        why_words=WHY,
        why_of=_why_of,
        why_refused=_why,
        letters=LETTERS,
    )
