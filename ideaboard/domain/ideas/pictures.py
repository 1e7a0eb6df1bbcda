"""Verbs of an idea's pictures. Decoding happens before the transaction (``core.files``); here only rows are written."""

from __future__ import annotations

from datetime import datetime

from ideaboard.core.actions import action
from ideaboard.core.db import db
from ideaboard.core.errors import Invalid, Refused
from ideaboard.core.text import _, ngettext, one_line
from ideaboard.domain.ideas.actions import EDITABLE
from ideaboard.domain.ideas.models import Idea, Picture
from ideaboard.domain.ideas.writing import too_few
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import Can

ALT_MAX = 300


@action(Can.EDIT_IDEA, lock="self")
def attach(idea: Idea, *, by: Person, at: datetime, file: str, width: int, height: int, alt: str = "") -> Picture:
    """Add a stored picture (``file``: its name in the uploads folder) as the last one."""
    alt = one_line(alt)
    if len(alt) > ALT_MAX:
        raise Invalid("alt", _("A picture's description has at most %(n)s characters.", n=ALT_MAX))
    most = idea.rules.form.images[1]
    if len(idea.pictures) >= most:
        raise Invalid(
            "file",
            ngettext(
                "An idea on this board has at most %(n)s picture.",
                "An idea on this board has at most %(n)s pictures.", most, n=most,
            ),
        )  # fmt: skip
    _may_change(idea)
    number = max((picture.number for picture in idea.pictures), default=0) + 1
    picture = Picture(idea_id=idea.id, number=number, file=file, width=width, height=height, alt=alt, added_at=at)
    idea.pictures.append(picture)
    idea.revision += 1
    db.session.flush()
    return picture


@action(Can.EDIT_IDEA, lock="self")
def detach(idea: Idea, number: int, *, by: Person) -> None:
    """Take the picture ``number`` away. A submitted idea keeps the fewest its board asks for."""
    _may_change(idea)
    found = [picture for picture in idea.pictures if picture.number == number]
    if not found:
        raise Invalid("number", _("There is no such picture."))
    if idea.phase != Phase.DRAFT and len(idea.pictures) <= idea.rules.form.images[0]:
        raise Refused(too_few(idea.rules.form.images[0]))
    idea.pictures.remove(found[0])
    idea.revision += 1
    db.session.flush()


def _may_change(idea: Idea) -> None:
    if Phase(idea.phase) not in EDITABLE:
        raise Refused(_("This idea can no longer be edited: it is “%(stage)s”.", stage=idea.stage))
