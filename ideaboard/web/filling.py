"""A board's own part of the form: its kinds of entries, extra fields, the need that is answered; typed and shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, request

from ideaboard.core import attachments, files
from ideaboard.core.attachments import Attached
from ideaboard.core.clock import now
from ideaboard.core.db import transaction
from ideaboard.core.errors import Invalid, NotVisible, Refused
from ideaboard.core.text import _
from ideaboard.domain import ideas
from ideaboard.domain.boards.models import Board
from ideaboard.domain.boards.phrases import field_label, kind_name, number, share_words
from ideaboard.domain.boards.rules import EntryKind, FormField
from ideaboard.domain.ideas.models import Idea, Revision
from ideaboard.domain.permissions import Can
from ideaboard.web import load
from ideaboard.web.me import may, me, signed_in
from ideaboard.web.url import url

BEGIN = "fields."  # names of inputs are what errors are told under

Sent = list[tuple[str, str, Attached]]  # key, name, file


@dataclass(frozen=True)
class Asked:
    """One extra field as the form draws it."""

    key: str
    name: str  # of the input
    label: str
    help: str
    kind: str
    required: bool
    options: Sequence[str]
    value: Any
    file: str | None  # what the file is called that is there


@dataclass(frozen=True)
class Filled:
    """One extra field as the idea's page shows it."""

    label: str
    kind: str
    value: str
    link: str | None


# What the form asks


def entry_of(board: Board, said: str | None) -> EntryKind | None:
    """The kind of entry that is being written."""
    try:
        return ideas.entry_kind(board.rules, said)
    except Invalid:
        raise NotVisible(_("There is no such kind of entry here.")) from None


def choices(board: Board) -> list[tuple[str, str]]:
    """The kinds one may begin here and now, as (key, words); empty where there is nothing to choose."""
    kinds = [kind for kind in board.rules.form.kinds if _may_begin(board, kind)]
    return [(kind.key, share_words(kind)) for kind in kinds] if len(kinds) > 1 else []


def _may_begin(board: Board, kind: EntryKind) -> bool:
    return ideas.takes(board, now(), kind) and (kind.role != "need" or may(Can.STATE_NEED, board))


def asked(board: Board, entry: str, idea: Idea | None) -> list[Asked]:
    """The extra fields, filled with what was sent or with what is kept."""
    kept: Mapping[str, Any] = idea.fields if idea is not None else {}
    there = {held.key: held.name for held in idea.files} if idea is not None else {}
    return [_asked(field, kept, there) for field in board.rules.form.fields_of(entry)]


def _asked(field: FormField, kept: Mapping[str, Any], there: Mapping[str, str]) -> Asked:
    name = BEGIN + field.key
    value = request.form.get(name, kept.get(field.key, ""))
    return Asked(
        field.key, name, field_label(field), _(field.help) if field.help else "", field.kind, field.required,
        field.options, value, there.get(field.key),
    )  # fmt: skip


def guidance(board: Board, entry: EntryKind | None) -> str:
    """What makes a good one, in a sentence."""
    said = (entry.guidance if entry else "") or board.rules.form.guidance
    return _(said) if said else ""


def template(board: Board, entry: EntryKind | None) -> Sequence[str]:
    """The headings the text begins with."""
    return [_(heading) for heading in (entry.template if entry else ()) or board.rules.form.template]


def needs(board: Board, entry: EntryKind | None) -> Sequence[Idea]:
    """What can be answered by such an entry."""
    return ideas.needs(board.id, entry.answers, me()) if entry and entry.answers else ()


# What was sent


def given(board: Board, entry: str) -> dict[str, str] | None:
    """The extra fields as they were sent; what the form does not know is passed over, and files come by themselves."""
    known = {field.key for field in board.rules.form.fields_of(entry) if field.kind != "file"}
    sent = {name.removeprefix(BEGIN): value for name, value in request.form.items() if name.startswith(BEGIN)}
    return {key: value for key, value in sent.items() if key in known} or None


def files_sent(board: Board, entry: str) -> Sent:
    """The files that came for file fields, read and judged before any transaction."""
    found = []
    for field in board.rules.form.fields_of(entry):
        sent = request.files.get(BEGIN + field.key) if field.kind == "file" else None
        if sent is not None and sent.filename:
            try:
                found.append((field.key, sent.filename, attachments.accepted(sent.filename, sent.stream)))  # type: ignore[arg-type]
            except Invalid as no:
                raise Invalid(BEGIN + field.key, no.sentence) from None
    return found


def keep_files(number: int, sent: Sent) -> None:
    """Store what came and fill the fields with it."""
    folder = Path(current_app.config["UPLOADS"])
    for key, name, attached in sent:
        stored = files.store(folder, attached.data, f".{attached.suffix}")
        try:
            with transaction():
                idea = load.idea(number)
                replaced = ideas.add_file(
                    idea, key, by=signed_in(), at=now(), file=stored, name=name, size=len(attached.data)
                )
        except BaseException:
            files.delete(folder, stored)
            raise
        if replaced is not None:
            files.delete(folder, replaced)


def answer(number: int, said: str | None) -> None:
    """Say what the draft answers, as chosen in the form; choosing another one takes the first back."""
    if not said or not said.isascii() or not said.isdecimal() or len(said) > 18:
        return
    with transaction():
        idea, need = load.idea(number), load.idea(int(said))
        before = ideas.answered_by(idea)
        if before is not None and before.id == need.id:
            return
        try:
            ideas.link(idea, need, "answers", by=signed_in(), at=now())
        except Refused as no:
            raise Invalid("answers", no.sentence) from None
        for held in ideas.links_of(idea, me()) if before is not None else ():
            if held.kind == "answers" and held.out and held.idea_id != need.id:
                ideas.unlink(idea, held.id, by=signed_in(), at=now())


# What a page shows


def filled(idea: Idea) -> list[Filled]:
    """The extra fields of an idea that say something, in the order of the form."""
    there = {held.key: held for held in idea.files}
    shown = []
    for field in idea.rules.form.fields_of(idea.kind):
        held, value = there.get(field.key), idea.fields.get(field.key)
        if field.kind == "file" and held is not None:
            shown.append(Filled(field_label(field), "file", held.name, url.attachment(held.file)))
        elif value is not None:
            shown.append(_filled(field, value))
    return shown


def filled_at(idea: Idea, revision: Revision) -> list[Filled]:
    """What the extra fields said before an edit."""
    asked = idea.rules.form.fields_of(idea.kind)
    return [_filled(field, revision.fields[field.key]) for field in asked if field.key in revision.fields]


def _filled(field: FormField, value: Any) -> Filled:
    if field.kind == "link" and urlsplit(str(value)).scheme in ("http", "https"):
        return Filled(field_label(field), "link", str(value), str(value))
    if isinstance(value, int | float):
        return Filled(field_label(field), "number", number(value), None)
    return Filled(field_label(field), field.kind, str(value), None)


def name_of(board: Board, entry: str) -> str:
    """What one such entry is called; empty for a plain idea."""
    kind = board.rules.form.kind(entry)
    return kind_name(kind) if kind else ""
