"""The languages ideaboard speaks: their names in themselves, and which way they run."""

from __future__ import annotations

from collections.abc import Iterable

SOURCE = "en"  # what the sentences in the code are written in
LANGUAGES = {"en": "English", "de": "Deutsch", "es": "Español", "fr": "Français", "ar": "العربية"}
RIGHT_TO_LEFT = frozenset({"ar"})
PSEUDO = "en-XA"  # English in marked letters, for tests: what stays plain was never given to gettext


def direction(language: str) -> str:
    """``rtl`` or ``ltr``, as HTML's ``dir`` wants it."""
    return "rtl" if language.partition("-")[0] in RIGHT_TO_LEFT else "ltr"


def chosen(wishes: Iterable[str | None], otherwise: str) -> str:
    """The first of ``wishes`` that we speak (``de-AT`` is a wish for ``de``), else ``otherwise``."""
    known = (wish.replace("_", "-").partition("-")[0].lower() for wish in wishes if wish)
    return next((language for language in known if language in LANGUAGES), otherwise)
