"""The languages ideaboard speaks: their names in themselves, and which way they run."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

SOURCE = "en"  # what the sentences in the code are written in
LANGUAGES = {"en": "English", "de": "Deutsch", "es": "Español", "fr": "Français", "ar": "العربية"}
RIGHT_TO_LEFT = frozenset({"ar"})
TEXTS = Path(__file__).resolve().parent.parent / "translations"
_SENTENCES = Path("LC_MESSAGES") / "messages.po"
PSEUDO = "en-XA"  # English in marked letters, for tests: what stays plain was never given to gettext


@cache
def offered() -> dict[str, str]:
    """The languages that a reader can choose: those that somebody translated the sentences into."""
    return {key: name for key, name in LANGUAGES.items() if key == SOURCE or (TEXTS / key / _SENTENCES).exists()}


def direction(language: str) -> str:
    """``rtl`` or ``ltr``, as HTML's ``dir`` wants it."""
    return "rtl" if language.partition("-")[0] in RIGHT_TO_LEFT else "ltr"


def chosen(wishes: Iterable[str | None], otherwise: str) -> str:
    """The first of ``wishes`` that we speak (``de-AT`` is a wish for ``de``), else ``otherwise``."""
    known = (wish.replace("_", "-").partition("-")[0].lower() for wish in wishes if wish)
    return next((language for language in known if language in offered()), otherwise)
