"""Pages that are the same for every visitor: made once, kept for a few seconds, named by their hash."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, Response, current_app, make_response, request
from flask_babel import get_locale
from flask_caching import Cache

from ideaboard.web import epoch
from ideaboard.web.me import me

SECONDS = 5
VARY = ("Cookie", "HX-Request", "Accept-Language")
View = Callable[..., Any]


def for_everybody(view: View) -> View:
    """A page that is cached whole for visitors; to members it is private and made anew."""

    @wraps(view)
    def call(**asked: Any) -> Response:
        if me() is not None:
            return private(make_response(view(**asked)))
        cache, key = page_cache(), _key()
        kept = cache.get(key)
        if kept is None:
            made = make_response(view(**asked))
            if made.status_code != 200 or made.is_streamed:
                return made
            kept = (made.get_data(), made.content_type)
            cache.set(key, kept, timeout=SECONDS)
        return _public(*kept)

    return call


def private(response: Response) -> Response:
    """Only for whom it was made, and kept nowhere."""
    response.headers["Cache-Control"] = "private, no-store"
    return response


def page_cache() -> Cache:
    """The cache of this app."""
    cache: Cache = current_app.extensions["page_cache"]
    return cache


def _public(body: bytes, kind: str) -> Response:
    response = Response(body, content_type=kind)
    response.set_etag(hashlib.sha256(body).hexdigest()[:32])
    response.headers["Cache-Control"] = f"public, max-age=0, s-maxage={SECONDS}"
    response.vary.update(VARY)
    response.make_conditional(request)
    return response


def _key() -> str:
    about = (request.full_path, theme(), str(get_locale()), epoch.now(), request.host)
    return "page:" + hashlib.sha256(repr(about).encode()).hexdigest()


def theme() -> str:
    """Light, dark, or as the device has it."""
    chosen = request.cookies.get("theme", "")
    return chosen if chosen in ("light", "dark") else "auto"


def prepare(app: Flask) -> None:
    """A cache in this process, or in Redis for all."""
    redis = app.config["REDIS_URL"]
    kind = {"CACHE_TYPE": "RedisCache", "CACHE_REDIS_URL": redis} if redis else {"CACHE_TYPE": "SimpleCache"}
    app.extensions["page_cache"] = Cache(app, config={**kind, "CACHE_KEY_PREFIX": "ideaboard:"})
    epoch.prepare(app)

    @app.after_request
    def keep_to_oneself(response: Response) -> Response:
        """What says nothing of caches is nobody else's."""
        if "Cache-Control" not in response.headers:
            private(response)
        return response
