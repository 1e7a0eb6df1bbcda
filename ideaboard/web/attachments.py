"""Files of ideas as they are served: always a download, whatever is inside, to whoever may see the idea."""

from __future__ import annotations

from pathlib import Path

from flask import Response, current_app, make_response, send_file
from sqlalchemy import select

from ideaboard.core import files
from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import NotVisible
from ideaboard.core.text import _
from ideaboard.domain import ideas
from ideaboard.domain.ideas.models import Attachment, Idea
from ideaboard.web import load, respond
from ideaboard.web.blueprint import pages
from ideaboard.web.me import me, signed_in
from ideaboard.web.url import url


@pages.get("/attachments/<name>")
def attachment(name: str) -> Response:
    """A file: seen where its idea is seen, opened by nothing of ours."""
    there = select(Attachment).join(Idea, Idea.id == Attachment.idea_id).where(Attachment.file == name)
    held = db.session.scalar(there.where(ideas.sees(me())))
    path = files.path_of(Path(current_app.config["UPLOADS"]), name) if held is not None else None
    if held is None or path is None or not path.exists():
        raise NotVisible(_("There is no such file here."))
    sent = send_file(path, mimetype="application/octet-stream", as_attachment=True, download_name=held.name, max_age=0)
    answer = make_response(sent)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


@pages.post("/ideas/<id:number>/files/<key>/removal")
def remove_file(number: int, key: str) -> Response:
    """Take a file away."""
    with transaction():
        idea = load.idea(number)
        stored = ideas.remove_file(idea, key, by=signed_in(), at=now())
    files.delete(Path(current_app.config["UPLOADS"]), stored)
    return respond.to(url.edit(idea) + "#fields")
