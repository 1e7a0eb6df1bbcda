"""Verbs of people."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from confusable_homoglyphs import confusables
from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email
from flask import current_app
from sqlalchemy import func, select

from ideaboard.core import jobs, languages, settings, tokens
from ideaboard.core.actions import action, locked
from ideaboard.core.db import db
from ideaboard.core.errors import Invalid, Refused
from ideaboard.core.events import record
from ideaboard.core.text import _, clean, handle_of, one_line
from ideaboard.domain.events import CodeAsked, PasswordChanged, PersonJoined, RoleChanged
from ideaboard.domain.people.claiming import claim
from ideaboard.domain.people.models import Code, Person, Role
from ideaboard.domain.people.queries import by_email, by_handle, owner_of
from ideaboard.domain.people.sessions import end_others
from ideaboard.domain.permissions import ROLES, Can

NAME_MAX = 60
BIO_MAX = 1_000
CODE_LIVES = timedelta(minutes=15)
CODE_TRIES = 5
CODE_TRIES_A_DAY = 30
RESERVED = frozenset({"system", "admin", "moderator", "staff", "support", "root", "me", "api", "deleted"})

# names the public internet does not serve (.local, .test) are a company's own, and may well have mail inside it
SPECIAL_USE_DOMAIN_NAMES.clear()


def check_email(address: str) -> str:
    """``address`` in the one spelling we keep; ``Invalid`` when no mail can go there."""
    try:
        found = validate_email(address.strip(), check_deliverability=False)
    except (EmailNotValidError, ValueError, UnicodeError) as wrong:
        raise Invalid("email", _("This does not look like an e-mail address.")) from wrong
    if len(found.normalized) > 254:
        raise Invalid("email", _("This does not look like an e-mail address."))
    return found.normalized.lower()


def check_name(name: str) -> str:
    """A display name as it will be shown."""
    name = one_line(name)
    if not name:
        raise Invalid("name", _("Tell us the name others will see."))
    if len(name) > NAME_MAX:
        raise Invalid("name", _("Names have at most %(n)s characters.", n=NAME_MAX))
    if any(confusables.is_dangerous(word) for word in name.split()):
        raise Invalid("name", _("Write each word in one alphabet: this name could be taken for another one."))
    return name


def free_handle(name: str) -> str:
    """A handle made from ``name`` that nobody has: the slug, then slug-2, slug-3 …"""
    wanted = handle_of(name)
    if wanted in RESERVED:
        wanted = f"{wanted}-1"
    taken = set(
        db.session.scalars(
            select(Person.handle).where(
                (Person.handle == wanted) | Person.handle.startswith(f"{wanted}-", autoescape=True)
            )
        )
    )
    if wanted not in taken:
        return wanted
    number = 2
    while f"{wanted}-{number}" in taken:
        number += 1
    return f"{wanted}-{number}"


def house() -> Person:
    """The house itself: the actor of the clock and of imports. One row, without a sign-in."""
    found = db.session.scalar(select(Person).where(Person.kind == "system"))
    if found is None:
        found = Person(
            handle="system",
            name="Ideaboard",
            kind="system",
            created_at=datetime.fromisoformat("2026-01-01T00:00:00+00:00"),
        )
        db.session.add(found)
        db.session.flush()
    return found


def join(
    name: str,
    email: str | None,
    password_hash: str | None,
    *,
    at: datetime,
    language: str | None = None,
    confirmed: bool = False,
    claims: bool = False,
) -> Person:
    """Make a person. ``password_hash`` comes from ``signin.hash_password`` (slow, hence before the transaction);
    ``language`` is the one letters to them are written in, None the site's own.

    ``confirmed``: somebody vouches for the address (an admin, a provider that checked it): no mail needs to prove it.
    ``claims``: the address is only claimed until a mail proves it, and nobody looks whether it is taken.
    Raises ``Invalid`` when the name or address cannot be taken, or the address is taken.
    """
    address = check_email(email) if email else None
    if address and not claims and by_email(address) is not None:
        raise Invalid("email", _("There is an account with this address already. Sign in, or ask for a code."))
    person = Person(
        handle=free_handle(check_name(name)),
        name=check_name(name),
        email=None if claims else address,
        claimed=address if claims else None,
        password_hash=password_hash,
        language=language,
        created_at=at,
        confirmed_at=at if confirmed else None,
    )
    db.session.add(person)
    db.session.flush()
    record(PersonJoined(person_id=person.id), by=person, at=at)
    return person


@action(Can.EDIT_SELF, lock="self")
def edit(
    person: Person, *, by: Person, name: str, bio: str, handle: str | None = None, face: str | None = None
) -> Person:
    """Change one's display name, bio, handle and picture (``face``: a stored file's name)."""
    bio = clean(bio)
    if len(bio) > BIO_MAX:
        raise Invalid("bio", _("A bio has at most %(n)s characters.", n=BIO_MAX))
    person.name, person.bio = check_name(name), bio
    if handle is not None and handle.strip().lower() != person.handle:
        person.handle = _check_handle(handle)
    if face is not None:
        person.face = face or None
    return person


def _check_handle(handle: str) -> str:
    wanted = handle.strip().lower()
    if wanted != handle_of(wanted) or len(wanted) < 3 or wanted in RESERVED:
        raise Invalid("handle", _("A handle has 3 to 40 small letters, digits and hyphens."))
    if by_handle(wanted) is not None:
        raise Invalid("handle", _("Somebody has this handle already."))
    return wanted


@action(Can.EDIT_SELF, lock="self")
def change_password(person: Person, *, by: Person, at: datetime, password_hash: str, keep: int | None = None) -> Person:
    """Set a new password and end every session but the one with the number ``keep``."""
    person.password_hash = password_hash
    record(PasswordChanged(person_id=person.id), by=by, at=at)
    end_others(person, by=by, at=at, but=keep)
    return person


@action(Can.EDIT_SELF, lock="self")
def show_support(person: Person, *, by: Person, shown: bool) -> Person:
    """Whether one is named among the supporters of ideas; nobody is unless they say so."""
    person.support_shown = shown
    return person


@action(Can.EDIT_SELF, lock="self")
def choose_language(person: Person, *, by: Person, language: str) -> Person:
    """The language letters come in, and pages where the browser has no choice of its own."""
    if language not in languages.offered():
        raise Invalid("language", _("Choose one of the languages of the list."))
    person.language = language
    return person


def ask_code(email: str, *, by: Person, at: datetime, purpose: str = "signin") -> Code:
    """Have a six-digit code mailed to ``email``. An unknown address costs the same rows, hence the same time."""
    address = check_email(email)
    person = owner_of(address)
    code = Code(
        email=address,
        person_id=person.id if person else None,
        purpose=purpose,
        nonce=secrets.token_hex(8),
        created_at=at,
    )
    db.session.add(code)
    db.session.flush()
    record(CodeAsked(code_id=code.id), by=by, at=at)
    return code


def digits(code: Code) -> str:
    """What the mail says."""
    return tokens.six_digits(current_app.config["SECRET_KEY"], code.purpose, code.id, code.nonce)


def use_code(email: str, given: str, *, at: datetime, purpose: str = "signin") -> Code | None:
    """The newest code of ``email`` if ``given`` is what it says, and used up from now on; None when it is not.

    Counts the try, so commit in either case. A code lives for fifteen minutes and five tries; an address has
    thirty tries a day, however many codes are asked for.
    """
    of_it = (Code.email == email.strip().lower(), Code.purpose == purpose)
    newest = db.session.scalar(select(Code).where(*of_it).order_by(Code.id.desc()).limit(1))
    if newest is None:
        return None
    code = locked(newest)
    code.tries += 1
    today = select(func.sum(Code.tries)).where(*of_it, Code.created_at > at - timedelta(days=1))
    too_often = code.tries > CODE_TRIES or (db.session.scalar(today) or 0) > CODE_TRIES_A_DAY
    too_late = code.used_at is not None or code.created_at + CODE_LIVES < at
    right = secrets.compare_digest(digits(code).encode(), "".join(given.split()).encode("utf-8", "replace"))
    if too_often or too_late or not right or code.person_id is None:
        return None
    code.used_at = at
    return code


def sign_in_by_code(email: str, given: str, *, at: datetime) -> Person | None:
    """Whose code this is; None when it fits nobody. Commit in either case: the try counts."""
    code = use_code(email, given, at=at)
    if code is None:
        return None
    person = by_email(code.email) or db.session.get_one(Person, code.person_id)  # somebody may have proved it meanwhile
    person = locked(person)
    claim(person, at=at)  # the code came to the address, and back
    return person


def reset_password(person: Person, password_hash: str, *, at: datetime) -> Person:
    """Set the password of somebody who proved their address by a code; ends all sessions."""
    return change_password(person, by=person, at=at, password_hash=password_hash)


@action(Can.MANAGE_PEOPLE, lock="self")
def give_role(person: Person, role: str, *, by: Person, at: datetime, board_id: int | None = None) -> Role:
    """Give ``person`` a role, for one board or the whole site; giving it again changes nothing."""
    _check_role(role)
    held = _held(person, role, board_id)
    if held is None:
        held = Role(person_id=person.id, role=role, board_id=board_id, given_at=at, given_by_id=by.id)
        db.session.add(held)
        db.session.flush()
        db.session.expire(person, ["roles"])
        record(RoleChanged(person_id=person.id, role=role, given=True, board_id=board_id), by=by, at=at)
    return held


@action(Can.MANAGE_PEOPLE, lock="self")
def take_role(person: Person, role: str, *, by: Person, at: datetime, board_id: int | None = None) -> None:
    """Take a role back. The last admin of the site stays: raises ``Refused``."""
    held = _held(person, role, board_id)
    if held is None:
        return
    if role == "admin" and board_id is None and _site_admins() <= 1:
        raise Refused(_("This is the only admin. Give the role to somebody else first."))
    db.session.delete(held)
    db.session.flush()
    db.session.expire(person, ["roles"])
    record(RoleChanged(person_id=person.id, role=role, given=False, board_id=board_id), by=by, at=at)


def _check_role(role: str) -> None:
    if role not in ROLES:
        raise Invalid("role", _("There is no such role."))


def _held(person: Person, role: str, board_id: int | None) -> Role | None:
    same = [held for held in person.roles if held.role == role and held.board_id == board_id]
    return same[0] if same else None


def _site_admins() -> int:
    admins = select(func.count()).select_from(Role).where(Role.role == "admin", Role.board_id.is_(None))
    return db.session.scalar(admins) or 0


@action(Can.MANAGE_SITE)
def set_site(site: None, *, by: Person, values: dict[str, object]) -> None:
    """Change settings of the whole site."""
    for key, value in values.items():
        settings.put(key, value)


@action(Can.MANAGE_SITE)
def retry_mail(site: None, numbers: Collection[int], *, by: Person) -> int:
    """Let mails that did not leave be tried again now; how many."""
    return jobs.try_again(numbers)
