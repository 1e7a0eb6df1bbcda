"""What every template knows: the site, who looks, the language, the colours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, g, has_request_context, request
from flask_babel import Babel, get_locale
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from ideaboard.core import settings
from ideaboard.core.text import _, form_for
from ideaboard.web import me as viewing
from ideaboard.web.caching import page_cache, theme
from ideaboard.web.fragments import kept
from ideaboard.web.url import url

LANGUAGES = ("en",)
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})
SECONDS = 5


@dataclass(frozen=True)
class Site:
    """``site`` of the templates."""

    name: str
    question: str
    demo: bool
    logo: str | None = None
    stylesheet: str | None = None
    privacy: str = ""
    terms: str = ""


def site() -> Site:
    """What admins set, read every few seconds."""
    kept: Site | None = page_cache().get("site")
    if kept is None:
        said = settings.everything()
        names = Site.__dataclass_fields__
        kept = Site(**{name: said[name] for name in names if name in said})
        page_cache().set("site", kept, timeout=SECONDS)
    return kept


def csrf() -> Markup:
    """The hidden field that says the form is ours."""
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())


def _language() -> str | None:
    if not has_request_context():
        return LANGUAGES[0]
    chosen = request.cookies.get("language")
    return chosen if chosen in LANGUAGES else request.accept_languages.best_match(LANGUAGES, LANGUAGES[0])


def _context() -> dict[str, Any]:
    """Asked for once in a request, however many pieces are rendered; mails have no visitor."""
    if not has_request_context():
        return {"site": site()}
    person = viewing.me()
    key = person.id if person is not None else None
    if g.get("page_context", (0, {}))[0] != key:
        g.page_context = (key, _of_request())
    context: dict[str, Any] = g.page_context[1]
    return context


def _of_request() -> dict[str, Any]:
    language = str(get_locale() or LANGUAGES[0])
    return {
        "site": site(),
        "me": viewing.viewer(),
        "unread": viewing.unread(),
        "theme": theme(),
        "language": language.replace("_", "-"),
        "direction": "rtl" if language.split("_", maxsplit=1)[0] in RIGHT_TO_LEFT else "ltr",
    }


def prepare(app: Flask) -> None:
    """Give templates what they all need."""
    Babel(app, locale_selector=_language, default_translation_directories="translations")
    env = app.jinja_env
    env.trim_blocks = env.lstrip_blocks = True
    env.add_extension("jinja2.ext.do")
    env.install_gettext_callables(_, form_for, newstyle=True)  # type: ignore[attr-defined]
    env.globals |= {"url": url, "csrf": csrf, "may": viewing.may, "kept": kept}
    app.context_processor(_context)
