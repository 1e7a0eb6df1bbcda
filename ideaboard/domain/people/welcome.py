"""The first admin: whoever holds the one-time code that the start of the site printed, never whoever comes first.

Only the code's digest is kept. A new code takes the place of the one before; the first admin uses it up.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from ideaboard.core import settings, tokens
from ideaboard.core.db import db
from ideaboard.core.errors import Invalid, NotVisible
from ideaboard.core.settings import SiteSetting
from ideaboard.core.text import _, one_line
from ideaboard.domain.people.actions import give_role, house, join
from ideaboard.domain.people.models import Person, Role

KEY = "welcome_digest"
WORDS = {"name": 60, "question": 120}  # characters at most


def has_admin() -> bool:
    """Whether anybody is admin of the whole site."""
    admins = select(Role.id).where(Role.role == "admin", Role.board_id.is_(None)).limit(1)
    return db.session.scalar(admins) is not None


def new_welcome_code() -> str | None:
    """A fresh code for ``/welcome``, 192 bits; None once there is an admin."""
    if has_admin():
        return None
    code = secrets.token_urlsafe(24)
    settings.put(KEY, tokens.digest(code))
    return code


def opens_welcome(code: str | None) -> bool:
    """Whether ``code`` is the living one; takes as long for one that is nearly right."""
    kept = db.session.scalar(select(SiteSetting.value).where(SiteSetting.key == KEY))
    return bool(code and kept) and not has_admin() and hmac.compare_digest(tokens.digest(str(code)), str(kept))


def name_site(code: str | None, *, name: str, question: str, look: Mapping[str, str]) -> None:
    """What the site is called, asks and looks like (colour, logo), by the holder of the code; else ``NotVisible``."""
    _check_code(code)
    said = {"name": one_line(name), "question": one_line(question)}
    errors = {key: _("This may not be empty.") for key, text in said.items() if not text}
    errors |= {
        key: _("At most %(n)s characters, please.", n=WORDS[key])
        for key, text in said.items()
        if len(text) > WORDS[key]
    }
    if errors:
        raise Invalid.many(errors)
    for key, text in (said | dict(look)).items():
        settings.put(key, text)


def become_first_admin(code: str | None, name: str, email: str, password_hash: str, *, at: datetime) -> Person:
    """The account of the site's first admin; uses the code up. ``NotVisible`` for whoever does not hold it."""
    _check_code(code)
    person = join(name, email, password_hash, at=at, confirmed=True)
    give_role(person, "admin", by=house(), at=at)
    settings.put(KEY, "")
    return person


def _check_code(code: str | None) -> None:
    """Under the lock of the code's row: of two that come at once, the second finds it used up."""
    row = select(SiteSetting).where(SiteSetting.key == KEY).with_for_update().execution_options(populate_existing=True)
    db.session.scalars(row).all()
    if not opens_welcome(code):
        raise NotVisible(_("There is nothing here. It may have moved, or been taken back."))
