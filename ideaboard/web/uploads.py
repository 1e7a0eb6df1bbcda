"""Pictures and faces as they are served: at the few widths we keep, to whoever may see what they belong to."""

from __future__ import annotations

from pathlib import Path

from flask import Response, current_app, make_response, request, send_file
from sqlalchemy import select

from ideaboard.core import files
from ideaboard.core.clock import now
from ideaboard.core.db import db
from ideaboard.core.errors import NotVisible
from ideaboard.core.text import _
from ideaboard.domain import ideas, stories
from ideaboard.domain.ideas.models import Idea, Picture
from ideaboard.domain.people.models import Person
from ideaboard.web import drawing
from ideaboard.web.blueprint import pages
from ideaboard.web.caching import page_cache
from ideaboard.web.cards import preview_digest
from ideaboard.web.me import me
from ideaboard.web.previews import SECONDS, picture_answer
from ideaboard.web.site import site

_WIDTHS = tuple(map(str, files.WIDTHS))


@pages.get("/uploads/<name>")
def upload(name: str) -> Response:
    """A picture of an idea: seen where the idea is seen."""
    seen = select(Idea.listed).join(Picture, Picture.idea_id == Idea.id).where(Picture.file == name)
    listed = db.session.scalar(seen.where(ideas.sees(me())))
    if listed is None:
        raise NotVisible(_("There is no such picture here."))
    db.session.rollback()  # scaling takes its time; nothing is held meanwhile
    return _sent(name, request.args.get("w", ""), "public" if listed else "private")


@pages.get("/ideas/<id:number>/preview.png")
def preview_picture(number: int) -> Response:
    """What a link to the idea shows elsewhere: only for ideas that everybody may see, as everybody sees them."""
    idea = ideas.find(number, None)
    if idea is None or not idea.listed:
        raise NotVisible(_("There is no such picture here."))
    card = stories.card(idea, None, now())
    key = f"preview:{card.id}:{preview_digest(card)}"
    data = page_cache().get(key)
    if data is None:
        name = ideas.pictures_of([idea.id]).get(idea.id, ("", ""))[0]
        picture = files.path_of(Path(current_app.config["UPLOADS"]), name) if name else None
        data = drawing.drawn(card, site().name, site().colour, picture)
        page_cache().set(key, data, timeout=SECONDS)
    return picture_answer(data)


@pages.get("/faces/<name>")
def face(name: str) -> Response:
    """Somebody's picture, which everybody may see."""
    if db.session.scalar(select(Person.id).where(Person.face == name)) is None:
        raise NotVisible(_("There is no such picture here."))
    return _sent(name, "", "public")


def _sent(name: str, width: str, who: str) -> Response:
    path = _at_width(name, int(width)) if width in _WIDTHS else _path(name)
    answer = make_response(send_file(path, mimetype="image/webp", conditional=True, max_age=0))
    answer.headers["Cache-Control"] = f"{who}, max-age=86400"  # what is public today may be removed tomorrow
    return answer


def _path(name: str) -> Path:
    path = files.path_of(Path(current_app.config["UPLOADS"]), name)
    if not path.exists():
        raise NotVisible(_("There is no such picture here."))
    return path


def _at_width(name: str, width: int) -> Path:
    """The picture at this width, made when first asked for."""
    folder = Path(current_app.config["UPLOADS"])
    smaller = files.variant_name(name, width)
    path = files.path_of(folder, smaller)
    if not path.exists():
        files.put(folder, smaller, files.variant(_path(name).read_bytes(), width))
    return path
