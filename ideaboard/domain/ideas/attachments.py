"""Verbs of the files that fill an extra field. Bytes are read and judged before the transaction; here are only rows."""

from __future__ import annotations

from datetime import datetime

from ideaboard.core.actions import action
from ideaboard.core.db import db
from ideaboard.core.errors import Invalid, Refused
from ideaboard.core.text import _, one_line
from ideaboard.domain.ideas.actions import may_be_edited
from ideaboard.domain.ideas.models import Attachment, Idea
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import Can

NAME_MAX = 200


@action(Can.EDIT_IDEA, lock="self")
def add_file(idea: Idea, key: str, *, by: Person, at: datetime, file: str, name: str, size: int) -> str | None:
    """Fill the file field ``key`` with a stored file; returns the stored name of the one it replaces, if any."""
    if not any(field.key == key and field.kind == "file" for field in idea.rules.form.fields_of(idea.kind)):
        raise Invalid(f"fields.{key}", _("There is no such field."))
    may_be_edited(idea, by, at)
    old = next((held for held in idea.files if held.key == key), None)
    replaced = old.file if old else None
    if old is not None:
        idea.files.remove(old)
        db.session.flush()
    shown = one_line(name)[-NAME_MAX:] or key
    idea.files.append(Attachment(idea_id=idea.id, key=key, file=file, name=shown, size=size, added_at=at))
    idea.revision += 1
    db.session.flush()
    return replaced


@action(Can.EDIT_IDEA, lock="self")
def remove_file(idea: Idea, key: str, *, by: Person, at: datetime) -> str:
    """Empty the file field ``key``; returns the stored name of what was there. A field that is needed stays filled."""
    held = next((held for held in idea.files if held.key == key), None)
    if held is None:
        raise Invalid(f"fields.{key}", _("There is no such file."))
    may_be_edited(idea, by, at)
    needed = any(field.key == key and field.required for field in idea.rules.form.fields_of(idea.kind))
    if needed and idea.phase != Phase.DRAFT:
        raise Refused(_("This board needs this file. Put another one in its place instead."))
    idea.files.remove(held)
    idea.revision += 1
    db.session.flush()
    return held.file
