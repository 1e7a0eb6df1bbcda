"""One's own data: a download of all of it, and giving the account up."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Response, current_app, g, render_template, request, session
from flask_login import logout_user

from ideaboard.core import files
from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import Invalid, NotVisible, Refused
from ideaboard.core.text import N_, _
from ideaboard.domain import transfer
from ideaboard.domain.people.models import Person
from ideaboard.web import respond
from ideaboard.web.blueprint import pages
from ideaboard.web.me import signed_in
from ideaboard.web.sudo import sudo

# what the sections of a download are called
SECTIONS = {
    "profile": N_("Who you are here"), "ideas": N_("Your ideas"), "revisions": N_("Earlier wordings of ideas"),
    "comments": N_("Your comments"), "votes": N_("Your votes"), "round_votes": N_("Your votes in rounds"),
    "follows": N_("Ideas you follow"), "hearts": N_("Comments you like"), "makers": N_("Ideas you make"),
    "contributions": N_("Ideas you contributed to"), "rewards": N_("Your rewards"), "notifications": N_("Your inbox"),
    "acceptances": N_("Terms you accepted"), "memberships": N_("Boards you belong to"), "roles": N_("Your roles"),
    "sign_ins": N_("Where you are signed in"), "tokens": N_("Your programs"), "passkeys": N_("Your passkeys"),
    "flags": N_("What you reported"), "appeals": N_("Your appeals"), "rulings": N_("Decisions of moderators about you"),
    "holds": N_("Posts of yours that waited for a look"), "facts": N_("What you did, as numbers"),
    "pictures": N_("Pictures of your ideas"), "attachments": N_("Files of your ideas"),
    "idea_tags": N_("Tags of your ideas"), "idea_links": N_("Links between ideas that you made"),
    "share_proposals": N_("Shares you proposed"), "share_consents": N_("Shares you agreed to"),
    "board_invitations": N_("Invitations to boards"), "maker_invitations": N_("Invitations to make an idea"),
}  # fmt: skip


@pages.post("/account/data")
@sudo
def account_data() -> Response:
    """Everything we know of the person who asks, as one ZIP: a page to read, JSON for programs, the files."""
    person = signed_in()
    answer = Response(_packed(person, transfer.takeout(person)), content_type="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="{person.handle}.zip"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _packed(person: Person, found: dict[str, list[dict[str, Any]]]) -> bytes:
    made, folder = BytesIO(), Path(current_app.config["UPLOADS"])
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in found.items():
            archive.writestr(f"data/{name}.json", json.dumps(rows, ensure_ascii=False, indent=1))
        told = [(_(SECTIONS.get(name, name)), rows) for name, rows in found.items()]
        archive.writestr("index.html", render_template("takeout.html", person=person, sections=told, at=now()))
        for name in transfer.files_of_person(person):
            try:
                path = files.path_of(folder, name)
            except NotVisible:
                continue
            if path.exists():
                archive.write(path, f"files/{name}")
    return made.getvalue()


@pages.route("/account/leave", methods=["GET", "POST"])
@sudo
def account_leave() -> Response:
    """Give one's account up, after a second look."""
    problem = None
    if request.method == "POST":
        try:
            if not request.form.get("sure"):
                raise Invalid("sure", _("Tick that you are sure: this cannot be undone."))
            with transaction():
                person = signed_in()
                transfer.leave(
                    person, by=person, at=now(), posts=request.form.get("posts", ""),
                    uploads=Path(current_app.config["UPLOADS"]),
                )  # fmt: skip
            logout_user()  # the session went with the account
            session.clear()
            g.pop("sign_in", None)
            return respond.page("left")
        except (Invalid, Refused) as no:
            db.session.rollback()
            problem = no
    return respond.page(
        "leave", problem.status if problem else 200, problem=problem.sentence if problem else None,
        chosen=request.form.get("posts", "stay"),
    )  # fmt: skip
