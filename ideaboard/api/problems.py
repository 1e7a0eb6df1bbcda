"""How the API says no: RFC 9457 ``application/problem+json``, with the house's own sentence as ``detail``."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import structlog
from flask import Response, current_app, json
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from ideaboard.core.db import db
from ideaboard.core.errors import Invalid, No, TooMany
from ideaboard.core.text import _

log = structlog.get_logger("api")
TYPE = "application/problem+json"


def problem(
    status: int, detail: str, *, errors: dict[str, str] | None = None, headers: dict[str, str] | None = None
) -> Response:
    """An answer that says no."""
    body: dict[str, Any] = {
        "type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail,
    }  # fmt: skip
    if errors is not None:
        body["errors"] = errors
    answer: Response = current_app.response_class(json.dumps(body), status=status, mimetype=TYPE)
    answer.headers.update(headers or {})
    if status == 401:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="ideaboard"'
    return answer


def of_no(no: No) -> Response:
    """The house said no."""
    db.session.rollback()
    headers = {"Retry-After": str(no.retry_after)} if isinstance(no, TooMany) else {}
    return problem(no.status, no.sentence, errors=no.errors if isinstance(no, Invalid) else None, headers=headers)


def of_http(error: HTTPException) -> Response:
    """Flask itself said no: no such address, no such method, too large."""
    status = error.code or 500
    headers = {}
    if isinstance(error, MethodNotAllowed):
        headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    return problem(status, _SAID.get(status, error.description or HTTPStatus(status).phrase), headers=headers)


def of_database(error: Exception) -> Response:
    """Two did the same at the same moment, or the database has no time; neither is a fault of the program's."""
    db.session.rollback()
    log.warning("database.refused", problem=str(error))
    if isinstance(error, IntegrityError):
        return problem(409, _("Somebody else did the same at the same moment. Look again, and try once more."))
    if isinstance(error, DataError):
        return problem(422, _("A value here cannot be kept."), errors={"body": _("A value here cannot be kept.")})
    return problem(503, _("The database is busy. Try again in a moment."), headers={"Retry-After": "2"})


DATABASE = (IntegrityError, DataError, OperationalError)
_SAID = {
    404: "There is nothing at this address.",
    405: "This address does not do that.",
    413: "This is too large to send.",
}
