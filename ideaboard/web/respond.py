"""Answers: whole pages, pieces for htmx, and redirects that stay inside the site."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request
from flask_wtf import FlaskForm

from ideaboard.core.db import db
from ideaboard.core.errors import Invalid, No, Refused
from ideaboard.web.url import inside


def page(template: str, status: int = 200, /, **context: Any) -> Response:
    """``templates/pages/<template>.html``."""
    return make_response(render_template(f"pages/{template}.html", **context), status)


def fragment(template: str, status: int = 200, /, **context: Any) -> Response:
    """``templates/fragments/<template>.html``: a piece that htmx puts in place."""
    return make_response(render_template(f"fragments/{template}.html", **context), status)


def to(address: str, said: str | None = None, tone: str = "good", status: int = 303) -> Response:
    """Go to ``address`` (a place of ours); ``said`` is shown there."""
    if said:
        flash(said, tone)
    return make_response(redirect(address, status))


def back(otherwise: str, said: str | None = None, tone: str = "good") -> Response:
    """Go where the form's or the link's ``next`` says, if that is inside the site."""
    return to(inside(request.values.get("next")) or otherwise, said, tone)


def wants_piece() -> bool:
    """Whether htmx asks, which puts the answer into the page that is there."""
    return request.headers.get("HX-Request") == "true"


def say(said: str, tone: str = "good") -> None:
    """Show ``said`` on the next page."""
    flash(said, tone)


@contextmanager
def filled(form: FlaskForm) -> Iterator[None]:
    """What the verb refuses inside becomes words at the form's fields; the page then shows the form again, filled in.

    ``status_of(form)`` is the status of that page.
    """
    try:
        yield
    except (Invalid, Refused) as no:
        db.session.rollback()
        put_errors(form, no)


def put_errors(form: FlaskForm, no: No) -> None:
    """The sentences of ``no``, each at its field; those without one are about the whole form."""
    form.refused = no
    for name, sentence in (no.errors if isinstance(no, Invalid) else {"": no.sentence}).items():
        if name in form._fields:
            form[name].errors = [*form[name].errors, sentence]
        else:
            form.form_errors = [*form.form_errors, sentence]


def status_of(form: FlaskForm) -> int:
    """200 for a form that was only opened, 409 for one that came too late, 422 for one with faults."""
    refused = getattr(form, "refused", None)
    if refused is not None:
        return int(refused.status)
    return 422 if form.errors else 200
