"""Ideas: listed, read, shared, changed, withdrawn, followed."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Literal

from flask import current_app, request
from pydantic import BeforeValidator, ConfigDict, Field
from werkzeug.datastructures import FileStorage

from ideaboard.api import load, shapes
from ideaboard.api.calls import BASE, Ask, call
from ideaboard.api.schemas import Detail, Given, Item, Line, Listed, Listing, Number, PictureOut, Slug, Text
from ideaboard.core import files
from ideaboard.core.actions import locked
from ideaboard.core.errors import Invalid, Stale
from ideaboard.core.text import _
from ideaboard.domain import boards, ideas, stories
from ideaboard.domain.boards.models import Board
from ideaboard.domain.boards.rules import FormField
from ideaboard.domain.ideas import fields, writing
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.permissions import Can, permit

Tags = list[Line]
Fields = dict[Line, Text | int | float | None]
PICTURE_MAX = 12_000_000  # bytes


class IdeasAsked(Listing):
    """Which ideas, in which order."""

    board: Slug | None = None
    phase: Phase | None = None
    sort: Literal["trending", "new", "top", "closing"] = "trending"
    author: Slug | None = Field(default=None, description="A handle.")
    tag: Slug | None = None
    kind: Slug | None = Field(default=None, description="Of entry, where the board takes more than ideas.")


class NewIdea(Given):
    """An idea to be shared; with `draft` it is kept, and handed in by `POST /ideas/{number}/submission`."""

    board: Slug
    title: Line
    body: Text = Field(description="Markdown.")
    tags: Tags = []
    kind: Line | None = Field(
        default=None, description="One of `rules.form.kinds`; the first that is an idea if not said."
    )
    fields: Fields = Field(default={}, description="Extra fields by their key, as `rules.form.fields` asks for them.")
    answers: Number | None = Field(default=None, description="The need it answers, where the board states needs.")
    draft: bool = False
    accept_terms: bool = Field(default=False, description="The author accepts the board's terms with this.")


class IdeaChanges(Given):
    """What is to be different; what is not named stays."""

    title: Line | None = None
    body: Text | None = None
    tags: Tags | None = None
    fields: Fields | None = Field(default=None, description="Those that change; null empties one.")


class Submission(Given):
    """Handing in."""

    accept_terms: bool = False


def etag(made: Detail) -> dict[str, str]:
    """The strong tag of an idea's edits."""
    return {"ETag": f'"{tag(made.id, made.revision)}"'}


def tag(number: int, revision: int) -> str:
    """The tag of one wording of one idea."""
    return f"{number}.{revision}"


def detail(ask: Ask) -> Detail:
    """The subject, whole."""
    return shapes.detail(ask.subject, ask.by, ask.at)


@call("GET", "/ideas", visitors=True, query=IdeasAsked, gives=Listed[Item], refuses=(404,))
def index(ask: Ask) -> Listed[Item]:
    """Ideas that are public, or on a board one is a member of."""
    asked = ask.query
    board, author = load.filters(ask, asked.board, asked.author)
    chosen = ideas.Filter(
        board=board, phase=asked.phase, tag=asked.tag, kind=asked.kind, author_id=author.id if author else None
    )
    page = stories.cards(ask.by, chosen, sort=asked.sort, after=asked.cursor, limit=asked.limit, at=ask.at)
    return Listed(items=shapes.items(page.rows), next=page.after)


@call("GET", "/ideas/{number}", visitors=True, load=load.idea, gives=Detail, headers=etag)
def show(ask: Ask) -> Detail:
    """One idea, whole; its `ETag` names this wording."""
    return detail(ask)


@contextmanager
def _worded(ask: Ask) -> Iterator[None]:
    """Markdown is rendered before the transaction; the verb finds it ready."""
    writing.wording(ask.body.title, ask.body.body)
    yield


@contextmanager
def _reworded(ask: Ask) -> Iterator[None]:
    """The same for a change, which may name only one of the two."""
    new, old = ask.body, ask.subject
    writing.wording(old.title if new.title is None else new.title, old.body if new.body is None else new.body)
    yield


def _may_begin(ask: Ask) -> None:
    """Boards for members are theirs; needs are the team's to state."""
    kind, board = ask.named("kind"), ask.subject
    if board is not None:
        boards.must_enter(board, ask.by)
    entry = board.rules.form.kind(kind) if board is not None and isinstance(kind, str) else None
    if entry is not None and entry.role == "need":
        permit(ask.by, Can.STATE_NEED, board)


@call(
    "POST", "/ideas", scopes=("write",), load=load.named_board, can=Can.SHARE, takes=NewIdea, gives=Detail, status=201,
    headers=lambda made: {"Location": f"{BASE}/ideas/{made.id}", **etag(made)}, refuses=(404, 409), counts="share",
    prepare=_worded, allow=_may_begin,
)  # fmt: skip
def create(ask: Ask) -> Detail:
    """Share an idea, or keep a draft."""
    new, board = ask.body, ask.subject
    need = _need(ask)
    if not new.draft:
        _check_whole(board, ask)
    idea = ideas.draft(
        board, by=ask.by, at=ask.at, title=new.title, body=new.body, tags=new.tags, kind=new.kind, given=new.fields
    )
    if need is not None:
        ideas.link(idea, need, "answers", by=ask.by, at=ask.at)
    if not new.draft:
        ideas.submit(idea, by=ask.by, at=ask.at, accept=new.accept_terms)
    return shapes.detail(idea, ask.by, ask.at)


def _need(ask: Ask) -> Idea | None:
    """What the new idea answers."""
    if ask.body.answers is None:
        return None
    need = ideas.find(ask.body.answers, ask.by)
    if need is None:
        raise Invalid("answers", _("There is no such idea."))
    return need


def _check_whole(board: Board, ask: Ask) -> None:
    """Everything that may be wrong with what was sent (422), before what may be wrong with the board (409)."""
    errors: dict[str, str] = {}
    new, entry = ask.body, ideas.entry_kind(board.rules, ask.body.kind)
    asked = board.rules.form.fields_of(entry.key if entry else "")
    for check in (
        lambda: writing.check_submission(board.rules, writing.wording(new.title, new.body), 0),
        lambda: _check_fields(asked, new.fields),
    ):
        try:
            check()
        except Invalid as no:
            errors |= no.errors
    if not ask.body.accept_terms and not boards.has_accepted(board, ask.by):
        errors["accept_terms"] = _("Please read and accept the terms of this board first.")
    if errors:
        raise Invalid.many(errors)


def _check_fields(asked: Sequence[FormField], given: Mapping[str, Any]) -> None:
    filled = fields.check(asked, given, before={})
    if errors := fields.missing(asked, filled, ()):
        raise Invalid.many(errors)


@call(
    "POST", "/ideas/{number}/submission", scopes=("write",), load=load.idea, can=Can.SUBMIT, takes=Submission,
    gives=Detail, headers=etag, refuses=(409,), counts="share",
)  # fmt: skip
def submit(ask: Ask) -> Detail:
    """Hand in a draft, or a returned idea once more."""
    ideas.submit(ask.subject, by=ask.by, at=ask.at, accept=ask.body.accept_terms)
    return detail(ask)


@call(
    "PATCH", "/ideas/{number}", scopes=("write", "moderate"), load=load.idea, can=Can.EDIT_IDEA, takes=IdeaChanges,
    gives=Detail, headers=etag, refuses=(409, 412), counts="write", prepare=_reworded,
)  # fmt: skip
def change(ask: Ask) -> Detail:
    """Change wording, tags or extra fields; `If-Match` with the `ETag` that was read refuses to undo another's edit."""
    idea = locked(ask.subject)
    stale = not _unchanged(tag(idea.id, idea.revision))
    new = ask.body
    if (new.title, new.body, new.tags, new.fields) != (None, None, None, None):
        ideas.revise(idea, by=ask.by, at=ask.at, title=new.title, body=new.body, tags=new.tags, given=new.fields)
    if stale:  # judged last: what was sent and the state of the idea come first, and nothing of this is kept
        raise Stale(_("Somebody changed this idea since you read it. Read it again, then change it."))
    return detail(ask)


def _unchanged(current: str) -> bool:
    """Whether ``If-Match`` allows to change what is now tagged ``current``."""
    wanted = request.if_match
    return "If-Match" not in request.headers or wanted.star_tag or wanted.contains(current)


@call(
    "DELETE", "/ideas/{number}", scopes=("write",), load=load.idea, can=Can.WITHDRAW, status=204, refuses=(409,),
    counts="write",
)  # fmt: skip
def withdraw(ask: Ask) -> None:
    """The author takes the idea back, for good."""
    ideas.withdraw(ask.subject, by=ask.by, at=ask.at)


# Pictures


def _file(value: Any) -> FileStorage:
    if not isinstance(value, FileStorage):
        raise ValueError(_("Send the picture as the file of a form."))
    return value


class PictureForm(Given):
    """A multipart form."""

    model_config = ConfigDict(strict=False)

    file: Annotated[
        Any,
        BeforeValidator(_file),
        Field(json_schema_extra={"type": "string", "contentMediaType": "application/octet-stream"}),
    ]
    alt: Line = Field(default="", description="What can be seen, for who cannot see it.")


@contextmanager
def _stored(ask: Ask) -> Iterator[tuple[str, files.Picture]]:
    """The picture re-encoded and stored; gone again when the idea does not take it."""
    folder = Path(current_app.config["UPLOADS"])
    made = files.reencode(ask.body.file.stream, max_bytes=PICTURE_MAX)
    name = files.store(folder, made.data, f".{made.format}")
    try:
        yield name, made
    except BaseException:
        files.delete(folder, name)
        raise


@call(
    "POST", "/ideas/{number}/pictures", scopes=("write",), load=load.idea, can=Can.EDIT_IDEA, takes=PictureForm,
    files=True, gives=PictureOut, status=201, refuses=(409,), counts="write", prepare=_stored,
    headers=lambda made: {"Location": made.url},
)  # fmt: skip
def add_picture(ask: Ask) -> PictureOut:
    """Add a picture: PNG, JPEG, GIF, WebP or AVIF; it is re-encoded and loses its metadata."""
    name, made = ask.prepared
    attached = ideas.attach(
        ask.subject, by=ask.by, at=ask.at, file=name, width=made.width, height=made.height, alt=ask.body.alt
    )
    return shapes.picture(attached)


@call(
    "DELETE", "/ideas/{number}/pictures/{n}", scopes=("write",), load=load.picture, can=Can.EDIT_IDEA, status=204,
    refuses=(409,), counts="write",
)  # fmt: skip
def remove_picture(ask: Ask) -> None:
    """Take the picture with this number away."""
    ideas.detach(ask.subject, ask.where["n"], by=ask.by)


# Following


@call("PUT", "/ideas/{number}/follow", scopes=("write",), load=load.idea, can=Can.FOLLOW, status=204, counts="write")
def follow(ask: Ask) -> None:
    """Hear what becomes of an idea."""
    ideas.follow(ask.subject, by=ask.by, at=ask.at)


@call("DELETE", "/ideas/{number}/follow", scopes=("write",), load=load.idea, can=Can.FOLLOW, status=204, counts="write")
def unfollow(ask: Ask) -> None:
    """Hear of it no more."""
    ideas.unfollow(ask.subject, by=ask.by)
