"""What admins set for the whole site: one row per key."""

from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from ideaboard.core.db import Model, db

DEFAULTS: dict[str, Any] = {
    "name": "Ideaboard",
    "question": "What should we make next?",
    "language": "en",
    "demo": False,
    "approvers": 2,
    "signup_allow": [],  # mail domains; where there is one, only these may sign up
    "signup_deny": [],
    "signup_disposable": False,  # whether throw-away addresses may sign up
    "staff_two_steps": False,  # whether the team signs in with two steps
    "colour": "",  # #rrggbb; empty is ideaboard's own blue
    "logo": "",  # its file in the uploads
    "privacy_asked": 0,  # the versions that everybody is asked to accept
    "terms_asked": 0,
    "traces_days": 30,  # how long codes and the addresses of ended invitations are kept
    "traces_forgotten": "",  # the day on which that was last seen to
    "mail_works": "",  # the mail server through which an admin's test letter left last
    "welcome_digest": "",  # of the one-time code that makes its holder the first admin
    # what is looked at before it is public: words, patterns and domains, and how many links a newcomer's post may have
    "watched_words": [],
    "watched_patterns": [],
    "watched_domains": [],
    "newcomer_links": 10,
    "spam_holds": True,  # whether the score that was learned from the team's decisions may hold a post
    "votes_hold": True,  # whether votes that belong together are held until somebody has looked
    "searches_looked_at": "",  # when saved searches were last compared with new ideas
    "search_made_anew": [],  # while the index is made anew: how many ideas it holds, and of how many
    "votes_looked_at": "",  # when they were last looked at
    "answer_hours": 48,  # within which somebody looks at what waits: its author reads this
    "reason_templates": {},  # language → sentences; the same place in each list is the same reason
}


class SiteSetting(Model):
    """One setting."""

    __tablename__ = "site_settings"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)


def everything() -> dict[str, Any]:
    """All settings, the stored over the defaults."""
    return DEFAULTS | {row.key: row.value for row in db.session.query(SiteSetting)}


def is_set(key: str) -> bool:
    """Whether somebody set ``key``, be it to what is the default anyway."""
    return db.session.get(SiteSetting, key) is not None


def put(key: str, value: Any) -> None:
    """Set ``key``; raises ``KeyError`` for a key nobody reads."""
    if key not in DEFAULTS:
        raise KeyError(key)
    db.session.merge(SiteSetting(key=key, value=value))
