"""What a link to the front page, a board or a person shows elsewhere: a drawn picture and plain words, as everybody
sees them. (A link to an idea: ``uploads.preview_picture``.)"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from flask import Response, current_app, make_response

from ideaboard.core import files
from ideaboard.core.errors import NotVisible
from ideaboard.core.text import _, excerpt, ngettext
from ideaboard.domain import boards
from ideaboard.domain.boards.models import Board
from ideaboard.domain.people.models import Person
from ideaboard.web import drawing, load
from ideaboard.web.blueprint import pages
from ideaboard.web.caching import page_cache
from ideaboard.web.filters import number
from ideaboard.web.site import site
from ideaboard.web.url import url

SECONDS = 3_600
FEW = 10  # below so many ideas there are no statistics and no tabs, but an invitation


@dataclass(frozen=True)
class Preview:
    """What stands on the picture (a figure in its ring, words beside and under it), and the words that go along."""

    path: str
    title: str
    figure: str
    beside: str
    under: str
    words: str
    face: str = ""  # a file of the uploads

    @property
    def digest(self) -> str:
        """Changes when the picture would: networks ask for it anew."""
        shown = (site().name, site().colour, self.title, self.figure, self.beside, self.under, self.face)
        return hashlib.sha256(repr(shown).encode()).hexdigest()[:12]

    @property
    def page(self) -> str:
        """The absolute address of what it is of."""
        return url.absolute(self.path or "/")

    @property
    def address(self) -> str:
        """The picture's absolute address."""
        return url.absolute(f"{self.path}/preview.png?v={self.digest}")


def of_home() -> Preview:
    """The site's question."""
    words = _("Share an idea, back the ones you love, and see what becomes of them.")
    return Preview("", site().question, "+", _("Share an idea"), "", words)


def of_board(board: Board) -> Preview | None:
    """A board that everybody may look into; None for any other: a link to it tells nothing more than its name."""
    if board.visibility != "public" or not boards.details_open(board, None):
        return None
    count = number(board.ideas) if board.ideas >= FEW else ""
    beside = _("Yours could be next") if board.ideas else _("Be the first")
    if count:
        beside = ngettext("%(n)s idea", "%(n)s ideas", board.ideas, n=count)
    words = excerpt(board.intro) or site().question
    return Preview(url.board(board.slug), board.title, count or "+", beside, site().question, words)


def of_person(person: Person, launched: int) -> Preview:
    """Somebody's name and face, and how many of their ideas came to be."""
    made = ngettext("%(num)s idea launched", "%(num)s ideas launched", launched) if launched else ""
    words = excerpt(person.bio) or _("Ideas of %(name)s", name=person.name)
    handle = f"@{person.handle}"
    return Preview(
        url.person(person.handle), person.name, _initials(person.name), handle, made, words, person.face or ""
    )


def _initials(name: str) -> str:
    """The first letters of the first and the last word."""
    words = name.split()
    return "".join(word[0] for word in dict.fromkeys((*words[:1], *words[-1:]))).upper()


@pages.get("/preview.png")
def home_preview() -> Response:
    """The picture of the front page."""
    return sent(of_home())


@pages.get("/boards/<slug>/preview.png")
def board_preview(slug: str) -> Response:
    """The picture of a board that everybody may look into."""
    preview = of_board(load.board(slug))
    if preview is None:
        raise NotVisible(_("There is no such picture here."))
    return sent(preview)


def sent(preview: Preview) -> Response:
    """The picture, drawn anew only when what it shows has changed."""
    key = f"preview:{preview.path}:{preview.digest}"
    data = page_cache().get(key)
    if data is None:
        picture = files.path_of(Path(current_app.config["UPLOADS"]), preview.face) if preview.face else None
        data = drawing.place(
            preview.title, preview.figure, preview.beside, preview.under, site().name, site().colour, picture
        )
        page_cache().set(key, data, timeout=SECONDS)
    return picture_answer(data)


def picture_answer(data: bytes) -> Response:
    """A drawn picture, to be kept for an hour."""
    answer = make_response(data)
    answer.mimetype = "image/png"
    answer.headers["Cache-Control"] = f"public, max-age={SECONDS}"
    return answer
