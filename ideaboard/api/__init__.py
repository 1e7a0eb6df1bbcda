"""The door for programs: JSON under /api/v1."""

from __future__ import annotations

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from ideaboard.api import (
    boards,
    comments,
    facts,
    files,
    ideas,
    links,
    me,
    members,
    moderation,
    openapi,
    problems,
    review,
    rewards,
    rounds,
    search,
    team,
    votes,
)
from ideaboard.api.calls import Number, api
from ideaboard.core.errors import No

SUBJECTS = (
    me,
    boards,
    members,
    ideas,
    files,
    links,
    team,
    votes,
    comments,
    review,
    rounds,
    moderation,
    search,
    rewards,
    facts,
    openapi,
)


def open_door(app: Flask) -> None:
    """Hang the API into ``app``."""
    app.url_map.converters["api_number"] = Number
    app.extensions["api_problem"] = problems.of_http
    app.before_request(_nowhere)
    app.register_blueprint(api)
    if "csrf" in app.extensions:  # a token is sent by a program, never by a browser on its own
        app.extensions["csrf"].exempt(api)


def _nowhere() -> Response | None:
    """Addresses and methods that are not ours, below /api/."""
    wrong = request.routing_exception
    if wrong is None or isinstance(wrong, RequestRedirect) or not request.path.startswith("/api/"):
        return None
    return problems.of_http(wrong)


@api.after_request
def _for_one_reader(answer: Response) -> Response:
    """What one token may read is nobody else's."""
    answer.headers.setdefault("Cache-Control", "private, no-cache")
    answer.vary.add("Authorization")
    return answer


api.register_error_handler(No, problems.of_no)
api.register_error_handler(HTTPException, problems.of_http)
for refusal in problems.DATABASE:
    api.register_error_handler(refusal, problems.of_database)
