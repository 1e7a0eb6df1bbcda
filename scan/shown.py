"""The site as wapiti is shown it: it presses all buttons of a form at once, so those that turn it aside are hidden.

A preview, a draft, a rehearsal or the other way in would else be all that it ever asks for. The walk sees everything.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from werkzeug.wrappers import Response

from ideaboard.core.serving import Served
from scan import AGENT
from scan.markup import SIDEWAYS
from wsgi import app as site
from wsgi import patient

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """The site; to wapiti with fewer buttons."""
    if environ.get("HTTP_USER_AGENT") != AGENT:
        return site(environ, start_response)
    answer = Response.from_app(site, environ, buffered=True)
    if answer.mimetype == "text/html":
        answer.set_data(SIDEWAYS.sub(b'<button type="button">', answer.get_data()))
    return answer(environ, start_response)


served = Served(app, threads=patient.threads, arrivals=patient.arrivals)
