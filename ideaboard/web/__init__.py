"""The door for people: pages.

A page is a file: it hangs its views on ``blueprint.pages``, loads rows by ``load``, lets a verb speak inside
``transaction()`` (slow work before it), and answers by ``respond``. Whatever the house refuses (``core.errors.No``) is
turned into a page or a piece of one by ``errors``; a view with a form puts the verb into ``respond.filled(form)``
instead, and shows the form again with ``respond.status_of(form)``. ``caching.for_everybody`` marks pages that are the
same for all visitors; ``url`` knows all addresses; ``me`` says who is looking; ``limits`` is the table of rates.
"""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from ideaboard.web import (
    account,
    address,
    again,
    appeals,
    arriving,
    assets,
    attachments,
    boards,
    brand,
    caching,
    comments,
    confirm,
    entering,
    entrance,
    errors,
    feed,
    filters,
    follow,
    health,
    home,
    idea,
    in_action,
    inbox,
    joining,
    language,
    limits,
    links,
    me,
    members,
    own_data,
    passkeys,
    profile,
    providers,
    rounds,
    search,
    security,
    share,
    site,
    staff,
    team,
    team_steps,
    texts,
    traces,
    unsubscribe,
    uploads,
    votes,
    welcome,
)
from ideaboard.web.blueprint import pages
from ideaboard.web.url import Id

# importing a page hangs it on the blueprint
PAGES = (
    home, boards, idea, votes, comments, follow, share, search, in_action, profile, rounds,
    entrance, entering, passkeys, providers, again, confirm, welcome, account, security, language, inbox, texts, feed,
    unsubscribe, joining, address, uploads, attachments, links, members, team, health, brand, own_data, appeals,
    team_steps,
    *staff.PAGES,
)  # fmt: skip


def open_door(app: Flask) -> None:
    """Hang the pages into ``app``."""
    app.url_map.converters["id"] = Id
    app.config["SESSION_REFRESH_EACH_REQUEST"] = False
    app.config["PERMANENT_SESSION_LIFETIME"] = timedelta(days=60)
    caching.prepare(app)
    me.prepare(app)
    traces.prepare(app)
    arriving.prepare(app)
    site.prepare(app)
    filters.prepare(app)
    assets.register(app)
    errors.prepare(app)
    health.prepare(app)
    app.register_blueprint(pages)
    limits.prepare(app)
