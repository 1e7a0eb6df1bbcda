"""What all entrances carry along in their forms: where one was going, and what one was about to do."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_wtf import FlaskForm
from wtforms import HiddenField

from ideaboard.domain import people
from ideaboard.web import intents, respond
from ideaboard.web.url import inside, with_query

WITH_PROVIDERS = ("signin", "signup")


class Carried(FlaskForm):
    """The fields of every entrance."""

    class Meta:
        csrf = False  # the blueprint asks for every form at once

    next = HiddenField()
    intent = HiddenField()


def opened(kind: Any) -> Any:
    """The form, filled from what was posted or from the address."""
    form = kind()
    if request.method == "GET":
        form.next.data = inside(request.args.get("next")) or ""
        form.intent.data = request.args.get("intent", "")
        if "email" in form:
            form.email.data = request.args.get("email", "")
    return form


def onward(page: str, path: str, form: Any, kind: Any, **more: Any) -> Response:
    """From one entrance to the next: by its address, or, with an intent that is too long for one, at once."""
    carried = {"next": form.next.data, "intent": form.intent.data}
    if "email" in form and "email" in kind(formdata=None):
        carried["email"] = (form.email.data or "").strip()
    if len(carried["intent"] or "") <= intents.IN_ADDRESS:
        return respond.to(with_query(path, carried))
    return show(page, kind(formdata=None, **carried), action=path, **more)


def show(
    page: str, form: Any, status: int | None = None, *, note: str | None = None, action: str = "", **more: Any
) -> Response:
    """An entrance, with what one was about to do said above its form."""
    do, idea = intents.subject_of(intents.opened(form.intent.data))
    about: dict[str, Any] = {"providers": people.providers(offered=True)} if page in WITH_PROVIDERS else {}
    about |= {"do": do, "idea": idea, "note": note, "action": action or request.path}
    return respond.page(page, status or respond.status_of(form), form=form, **about, **more)
