"""What goes wrong, as a page or a piece of one: the house's own sentences, and never a 500 for what somebody typed."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import structlog
from flask import Flask, Response, abort, current_app, request
from flask_limiter.errors import RateLimitExceeded
from flask_wtf.csrf import CSRFError, CSRFProtect
from markupsafe import Markup
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException

from ideaboard.core.db import db
from ideaboard.core.errors import No, ProofNeeded, SignInNeeded, TooMany
from ideaboard.core.serving import REFUSED
from ideaboard.core.text import N_, _, language, ngettext
from ideaboard.web import again, entrance, intents, respond
from ideaboard.web.blueprint import pages
from ideaboard.web.me import me
from ideaboard.web.url import inside, url, with_query

SENTENCES = {
    400: N_("We could not read that. Go back, and try once more."),
    403: N_("This is not yours to do."),
    404: N_("There is nothing here. It may have moved, or been taken back."),
    405: N_("This address does not do that."),
    408: N_("That took too long to arrive, so nothing was changed. Please send it once more."),
    413: N_("That was too large to send. Try smaller pictures, or fewer at a time."),
    415: N_("We cannot read this kind of file."),
    500: N_("Something broke on our side. It is written down, and nothing you sent before is lost."),
    503: N_("Our database does not answer just now. Please try again in a moment."),
}
BARE = Markup(
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<meta name="color-scheme" content="light dark">'
    "<title>{title}</title></head><body><main><h1>{title}</h1><p>{sentence}</p></main></body></html>"
)
csrf = CSRFProtect()
log = structlog.get_logger("pages")


@pages.before_request
def ours() -> None:
    """Whatever changes something comes from a form of ours."""
    by_link = request.endpoint == "pages.unsubscribe"  # mail programs send no form of ours; the link is the proof
    if current_app.config.get("WTF_CSRF_ENABLED", True) and not by_link:
        csrf.protect()


@pages.errorhandler(CSRFError)
def stale_form(_error: CSRFError) -> Response:
    """The session ended, or the page is from before the last sign-in: show the form again with every word in it."""
    name = (request.endpoint or "").removeprefix("pages.")
    if name in entrance.STALE:
        return entrance.STALE[name]()
    if respond.wants_piece():
        return _elsewhere()
    if me() is None:
        return entrance.sign_in_first(intents.of_request())
    said = _("This page was open for a long time, so we ask once more. Nothing you wrote is lost.")
    return intents.again(request.path, intents.fields_of_request(), said, 400)


@pages.errorhandler(SignInNeeded)
def sign_in_needed(_error: SignInNeeded) -> Response:
    """Sign in, then go on where one was."""
    db.session.rollback()
    if respond.wants_piece():
        return _elsewhere()
    if request.method == "GET":
        return respond.to(url.signin(inside(request.full_path.rstrip("?"))), status=302)
    return entrance.sign_in_first(intents.of_request())


@pages.errorhandler(ProofNeeded)
def proof_needed(_error: ProofNeeded) -> Response:
    """Prove once more who one is, then go on where one was."""
    db.session.rollback()
    asking = with_query("/signin/again", {"next": inside(request.full_path.rstrip("?"))})
    if respond.wants_piece():
        return _led_to(asking if request.method == "GET" else "/signin/again")
    return respond.to(asking, status=302) if request.method == "GET" else again.ask(intents.of_request())


@pages.errorhandler(No)
def no(error: No) -> Response:
    """The house said no, in words."""
    db.session.rollback()
    retry = {"Retry-After": str(error.retry_after)} if isinstance(error, TooMany) else {}
    return _page(error.status, error.sentence, retry)


@pages.errorhandler(IntegrityError)
@pages.errorhandler(DataError)
@pages.errorhandler(OperationalError)
def of_database(error: Exception) -> Response:
    """Two did the same at the same moment, something cannot be kept, or the database has no time."""
    db.session.rollback()
    log.warning("database.refused", problem=str(error))
    if isinstance(error, IntegrityError):
        return _page(409, _("Somebody did the same at the same moment. Look again, and try once more."), {})
    if isinstance(error, DataError):
        return _page(422, _("There is something in what you sent that we cannot keep."), {})
    return _page(503, _("We are very busy. Please try again in a moment."), {"Retry-After": "2"})


def too_often(error: RateLimitExceeded) -> Response:
    """Somebody, or something, asks too often."""
    limiter = next(iter(current_app.extensions["limiter"]))
    current = limiter.current_limit
    wait = max(1, int(current.reset_at - time.time()) + 1) if current is not None else 60
    minutes = -(-wait // 60)
    said = ngettext(
        "That was a lot at once. Please wait a minute, then go on.",
        "That was a lot at once. Please wait %(num)s minutes, then go on.",
        minutes,
    )
    return _page(429, said, {"Retry-After": str(wait)})


def http_error(error: HTTPException) -> Any:
    """What Flask itself refuses. The API has its own form for these."""
    if request.path.startswith("/api/"):
        problem = current_app.extensions.get("api_problem")
        return problem(error) if problem is not None else error
    code = error.code or 500
    if code < 400:
        return error
    db.session.rollback()
    headers = {"Allow": ", ".join(error.valid_methods or ())} if code == 405 else {}  # type: ignore[attr-defined]
    return _page(code, str(SENTENCES.get(code, SENTENCES[400])), headers)


def _page(status: int, sentence: str, headers: dict[str, str]) -> Response:
    try:
        if respond.wants_piece():
            answer = respond.fragment("said", status, sentence=sentence)
        else:
            answer = respond.page("error", status, status=status, sentence=sentence, words=_words(status))
    except OperationalError:  # every page says whose site it is, which a database that is away cannot tell
        return _bare()
    answer.headers.update(headers)
    return answer


def _bare() -> Response:
    """A page of nothing but words, for while the database does not answer."""
    db.session.rollback()
    said = BARE.format(title=_("We will be back in a moment"), sentence=SENTENCES[503], language=language())
    answer: Response = current_app.response_class(said, 503, mimetype="text/html")
    answer.headers["Retry-After"] = "10"
    return answer


def _words(status: int) -> list[tuple[str, str]]:
    """The longer texts that were sent. (A form that was too large, or did not arrive, cannot be read.)"""
    if status in (400, 408, 413):
        return []
    return [(name, value) for name, value in request.form.items() if len(value) > 60 and name != "csrf_token"]


def _elsewhere() -> Response:
    """htmx follows: what was asked for as a page of its own, which leads through sign-in."""
    values = {key: value for key, value in request.form.items() if key in ("value", "withdraw", "body", "parent_id")}
    has_page = (request.endpoint or "").removeprefix("pages.") in intents.ASKED
    return _led_to(with_query(request.path, values) if has_page else url.signin(url.home()))


def _led_to(address: str) -> Response:
    answer = Response(status=200)
    answer.headers["HX-Redirect"] = address
    return answer


def prepare(app: Flask) -> None:
    """Hang the handlers that are not the blueprint's."""
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    csrf.init_app(app)
    app.register_error_handler(RateLimitExceeded, too_often)
    app.register_error_handler(HTTPException, http_error)
    app.before_request(_did_not_arrive)
    app.after_request(_without_our_host)


def _did_not_arrive() -> None:
    """What the server would not wait for is refused here, so that people get a page and programs a problem."""
    if status := request.environ.get(REFUSED):
        abort(status)


def _without_our_host(answer: Response) -> Response:
    """Lead to a place of ours without a host: the router puts the one there that was sent, and anybody may send any."""
    place = urlsplit(answer.location or "")
    if place.netloc and place.netloc == request.host:
        answer.location = urlunsplit(("", "", "/" + place.path.lstrip("/\\"), place.query, place.fragment))
    return answer
