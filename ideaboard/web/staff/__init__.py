"""Pages of the team: review, moderation, rewards, admin, insights.

Each asks who may enter (``show.team`` for a list, ``me.needs`` for one thing) and then is a page like any other.
"""

from __future__ import annotations

from types import ModuleType

from ideaboard.web.staff import (
    admin_boards,
    admin_imports,
    admin_mail,
    admin_members,
    admin_people,
    admin_rules,
    admin_search,
    admin_signin,
    admin_signup,
    admin_site,
    admin_watch,
    duplicates,
    insights,
    leading,
    log,
    moderation,
    review,
    rewards,
    vote_patterns,
)

# importing a page hangs it on the blueprint
PAGES: tuple[ModuleType, ...] = (
    review, leading, moderation, duplicates, log, rewards, admin_boards, admin_members, admin_rules, admin_people,
    admin_site, admin_imports, admin_mail, admin_search, admin_signin, admin_signup, admin_watch, insights,
    vote_patterns,
)  # fmt: skip
