"""Files that fill the extra fields of an idea."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

from flask import current_app
from pydantic import BeforeValidator, ConfigDict, Field
from werkzeug.datastructures import FileStorage

from ideaboard.api import load, shapes
from ideaboard.api.calls import Ask, call
from ideaboard.api.schemas import FileOut, Given
from ideaboard.core import attachments, files
from ideaboard.core.attachments import Attached
from ideaboard.core.db import after_commit
from ideaboard.core.text import _
from ideaboard.domain import ideas
from ideaboard.domain.permissions import Can


def _file(value: Any) -> FileStorage:
    if not isinstance(value, FileStorage):
        raise ValueError(_("Send the file as the file of a form."))
    return value


class FileForm(Given):
    """A multipart form."""

    model_config = ConfigDict(strict=False)

    file: Annotated[
        Any,
        BeforeValidator(_file),
        Field(json_schema_extra={"type": "string", "contentMediaType": "application/octet-stream"}),
    ]


@contextmanager
def _stored(ask: Ask) -> Iterator[tuple[str, Attached]]:
    """The file judged and stored; gone again when the idea does not take it."""
    folder, sent = Path(current_app.config["UPLOADS"]), ask.body.file
    attached = attachments.accepted(sent.filename or "", sent.stream)
    name = files.store(folder, attached.data, f".{attached.suffix}")
    try:
        yield name, attached
    except BaseException:
        files.delete(folder, name)
        raise


@call(
    "POST", "/ideas/{number}/files/{key}", scopes=("write",), load=load.field, can=Can.EDIT_IDEA, takes=FileForm,
    files=True, gives=FileOut, status=201, refuses=(409,), counts="write", prepare=_stored,
    headers=lambda made: {"Location": made.url},
)  # fmt: skip
def add(ask: Ask) -> FileOut:
    """Fill the file field `key`; a file that was there is replaced. At most 12 MB, of a kind that is known."""
    name, attached = ask.prepared
    idea, key = ask.subject, ask.where["key"]
    old = ideas.add_file(
        idea, key, by=ask.by, at=ask.at, file=name, name=ask.body.file.filename or key, size=len(attached.data)
    )
    _gone(old)
    return next(shapes.file(held) for held in idea.files if held.key == key)


@call(
    "DELETE", "/ideas/{number}/files/{key}", scopes=("write",), load=load.file, can=Can.EDIT_IDEA, status=204,
    refuses=(409,), counts="write",
)  # fmt: skip
def remove(ask: Ask) -> None:
    """Empty the file field `key`."""
    _gone(ideas.remove_file(ask.subject, ask.where["key"], by=ask.by, at=ask.at))


def _gone(name: str | None) -> None:
    """Take a file from the disk, once it is sure that nothing points at it."""
    folder = Path(current_app.config["UPLOADS"])
    if name is not None:
        after_commit(lambda: files.delete(folder, name))
