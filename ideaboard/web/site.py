"""What every template knows: the site, who looks, the language, the colours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g, has_request_context, request
from flask_babel import Babel, get_locale
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from sqlalchemy.exc import OperationalError

from ideaboard.core import colours, jobs, languages, settings
from ideaboard.core.settings import DEFAULTS
from ideaboard.core.text import _, form_for
from ideaboard.domain import people
from ideaboard.web import me as viewing
from ideaboard.web.caching import page_cache, theme
from ideaboard.web.fragments import kept
from ideaboard.web.url import url

SECONDS = 5
MAIL_TROUBLE, TROUBLE_SECONDS = "mail-trouble", 60


@dataclass(frozen=True)
class Site:
    """``site`` of the templates."""

    name: str
    own_question: str
    demo: bool
    staff_two_steps: bool = False
    language: str = languages.SOURCE
    logo_file: str = ""
    colour: str = ""
    asked: tuple[tuple[str, int], ...] = ()  # kind of text → the version that everybody is asked to accept

    @property
    def logo(self) -> str | None:
        """Where the logo is."""
        return url.logo(self.logo_file)

    @property
    def stylesheet(self) -> str | None:
        """Where the brand's tokens are, when an admin chose a colour."""
        return url.brand(colours.digest(self.colour)) if self.colour else None

    @property
    def question(self) -> str:
        """What the front page asks; the one that comes with ideaboard in the reader's language."""
        return _("What should we make next?") if self.own_question == DEFAULTS["question"] else self.own_question


def site() -> Site:
    """What admins set, read every few seconds."""
    kept: Site | None = page_cache().get("site")
    if kept is None:
        said = settings.everything()
        names = Site.__dataclass_fields__
        kept = Site(
            own_question=said["question"],
            logo_file=said["logo"],
            asked=tuple((kind, int(said[f"{kind}_asked"])) for kind in people.LEGAL_KINDS),
            **{name: said[name] for name in names if name in said},
        )
        page_cache().set("site", kept, timeout=SECONDS)
    return kept


def csrf() -> Markup:
    """The hidden field that says the form is ours."""
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())


def _language() -> str:
    """What the reader chose, else what their browser asks for, else the site's own. (Programs only ask.)"""
    if not has_request_context():
        return _own_language()
    wish = None if request.path.startswith("/api/") else request.cookies.get("language")
    if wish == languages.PSEUDO and current_app.testing:
        g.pseudo = True
        return languages.SOURCE
    return languages.chosen([wish, *request.accept_languages.values()], _own_language())


def _own_language() -> str:
    """The site's own language; while the database is away, that of the source."""
    try:
        return site().language
    except OperationalError:
        return languages.SOURCE


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


def mail_trouble() -> int:
    """How many letters failed more than once or were given up, for admins; counted anew every minute."""
    kept: int | None = page_cache().get(MAIL_TROUBLE)
    if kept is None:
        kept = sum(1 for one in jobs.troubles() if one.given_up or one.tries > 1)
        page_cache().set(MAIL_TROUBLE, kept, timeout=TROUBLE_SECONDS)
    return kept


def _of_request() -> dict[str, Any]:
    language = str(get_locale() or languages.SOURCE).replace("_", "-")
    return {
        "site": site(),
        "me": viewing.viewer(dict(site().asked)),
        "unread": viewing.unread(),
        "theme": theme(),
        "language": language,
        "languages": languages.offered(),
        "direction": languages.direction(language),
    }


def prepare(app: Flask) -> None:
    """Give templates what they all need."""
    Babel(app, locale_selector=_language, default_translation_directories="translations")
    env = app.jinja_env
    env.trim_blocks = env.lstrip_blocks = True
    env.add_extension("jinja2.ext.do")
    env.install_gettext_callables(_, form_for, newstyle=True)  # type: ignore[attr-defined]
    env.globals |= {"url": url, "csrf": csrf, "may": viewing.may, "kept": kept, "mail_trouble": mail_trouble}
    app.context_processor(_context)
