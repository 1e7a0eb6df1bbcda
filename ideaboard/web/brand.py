"""The site's own look: its colour as a style sheet, its logo as a picture."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Response, current_app, make_response, request, send_file

from ideaboard.core import colours, files, settings
from ideaboard.core.errors import Invalid, NotVisible
from ideaboard.core.text import _
from ideaboard.web.assets import IMMUTABLE
from ideaboard.web.blueprint import pages
from ideaboard.web.site import site

LOGO_BYTES = 5_000_000
LOGO_WIDTH = 800  # shown at most 32 px high; wide word marks stay sharp


@pages.get("/brand/<digest>.css")
def brand(digest: str) -> Response:
    """The brand's tokens in the colour that an admin chose."""
    colour = site().colour
    if not colour or digest != colours.digest(colour):
        raise NotVisible(_("There is nothing here. It may have moved, or been taken back."))
    answer = make_response(colours.stylesheet(colour))
    answer.mimetype = "text/css"
    answer.headers["Cache-Control"] = IMMUTABLE
    return answer


@pages.get("/logo/<name>")
def logo(name: str) -> Response:
    """The site's logo."""
    if not name or name != settings.everything()["logo"]:
        raise NotVisible(_("There is no such picture here."))
    path = files.path_of(Path(current_app.config["UPLOADS"]), name)
    if not path.exists():
        raise NotVisible(_("There is no such picture here."))
    answer = make_response(send_file(path, mimetype="image/webp", conditional=True, max_age=0))
    answer.headers["Cache-Control"] = IMMUTABLE  # another logo has another name
    return answer


def sent_look() -> dict[str, Any]:
    """Colour and logo of the form that was sent, as settings; the logo only when one was sent or is to go.

    Raises ``Invalid`` with a sentence at ``colour`` or ``logo``.
    """
    colour = colours.checked(request.form.get("colour", "") or colours.OWN)
    look: dict[str, Any] = {"colour": "" if colour == colours.OWN else colour}
    sent = request.files.get("logo")
    if sent is not None and sent.filename:
        try:
            picture = files.reencode(sent.stream, max_bytes=LOGO_BYTES)  # type: ignore[arg-type]
        except Invalid as no:
            raise Invalid("logo", no.sentence) from None
        small = files.variant(picture.data, LOGO_WIDTH)
        look["logo"] = files.store(Path(current_app.config["UPLOADS"]), small, ".webp")
    elif request.form.get("no_logo"):
        look["logo"] = ""
    return look


def said_of(colour: str) -> str:
    """What to tell about a colour that is too light for words: which tone stands in for it."""
    used = colours.differs(colour) if colour else None
    if used is None:
        return ""
    return _(
        "Not everybody could read words in %(chosen)s, so the site uses %(used)s for them.", chosen=colour, used=used
    )
