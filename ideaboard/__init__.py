"""Ideaboard: a company opens boards, its customers share ideas and vote; what passes is reviewed and answered."""

from __future__ import annotations

from flask import Flask

from ideaboard import api, cli, consequences, web
from ideaboard.config import ROOT, Settings
from ideaboard.core import actions, db, events, http, jobs, logs, queue
from ideaboard.domain import permissions


def create_app(settings: Settings | None = None) -> Flask:
    """Config → core → hang the tables → doors."""
    settings = settings or Settings.from_environment()
    app = Flask(__name__, instance_path=str(settings.instance_path), static_folder=None)
    app.config.from_mapping(_config(settings))
    logs.prepare(app)
    db.prepare(app, ROOT / "migrations")
    http.prepare(app)
    queue.prepare(app, consequences.DUE, consequences.CHORES)
    actions.hang(permissions.permit)
    events.hang(consequences.NOW, consequences.LATER, jobs.send)
    web.open_door(app)
    api.open_door(app)
    cli.open_door(app)
    return app


def _config(settings: Settings) -> dict[str, object]:
    return {
        "SETTINGS": settings,
        "INSTANCE_PATH": str(settings.instance_path),
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "PUBLIC_URL": settings.public_url or "http://127.0.0.1:8000",
        "MAIL_URL": settings.mail_url,
        "MAIL_FROM": settings.mail_from,
        "REDIS_URL": settings.redis_url,
        "UPLOADS": str(settings.uploads),
        "IMPORTS": str(settings.uploads.with_name("imports")),
        "LIMITS": settings.limits,
        "PROXIES": settings.proxies,
        "THREADS": settings.threads,
        "PASSWORD_COST": settings.password_cost,
        "MAX_CONTENT_LENGTH": 64 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
        "MAX_FORM_PARTS": 200,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": (settings.public_url or "").startswith("https://"),
        "WTF_CSRF_TIME_LIMIT": None,  # a form left open over lunch still posts; the token ends with the session
    }
