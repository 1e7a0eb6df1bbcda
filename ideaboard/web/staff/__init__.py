"""Pages of the team: review, moderation, rewards, admin, insights."""

from __future__ import annotations

from types import ModuleType

PAGES: tuple[ModuleType, ...] = ()  # importing a page hangs it on the blueprint
