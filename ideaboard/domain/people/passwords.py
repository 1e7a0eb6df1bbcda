"""Which passwords can be taken: by length, and by how soon they would be guessed (zxcvbn, offline)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from flask_babel.speaklater import LazyString
from zxcvbn import zxcvbn

from ideaboard.core.errors import Invalid
from ideaboard.core.text import N_, _

SHORTEST = 10
LONGEST = 200  # a bound on what is hashed
JUDGED = 72  # zxcvbn takes no more; a password that is weak so far is seldom saved by its end
STRONG_ENOUGH = 2  # of 4: more than a million guesses

# what gives it away → what would be better
WHY: dict[str, LazyString] = {
    "user_inputs": N_(
        "This is close to your name or address, which is tried first. Take words that do not tell of you."
    ),
    "passwords": N_("This is close to a password that is tried first. Take three or four unrelated words."),
    "repeat": N_("This repeats itself, so its part is all one needs to guess. Take three or four unrelated words."),
    "sequence": N_("This follows a row that everybody knows. Take three or four unrelated words."),
    "spatial": N_("These keys lie side by side, which is tried first. Take three or four unrelated words."),
    "date": N_("Dates and years are guessed soon. Take three or four unrelated words."),
    "other": N_("This would be guessed soon. Take three or four unrelated words."),
}


def check_password(password: str, about: Sequence[str] = ()) -> str:
    """``password`` if it can be taken; ``about``: name and address of whose it is. Raises ``Invalid``."""
    if len(password) < SHORTEST:
        raise Invalid("password", _("Choose a password of at least %(n)s characters.", n=SHORTEST))
    if len(password) > LONGEST:
        raise Invalid("password", _("Choose a password of at most %(n)s characters.", n=LONGEST))
    judged = zxcvbn(password[:JUDGED], user_inputs=_words(about))
    if judged["score"] < STRONG_ENOUGH:
        raise Invalid("password", str(WHY[_why(judged["sequence"])]))
    return password


def _words(about: Sequence[str]) -> list[str]:
    """Names and addresses, whole and in pieces."""
    pieces = [piece for words in about for piece in re.split(r"[\s@._+-]+", words) if len(piece) > 2]
    return [*(words[:100] for words in about if words), *pieces[:20]]


def _why(parts: Sequence[dict[str, Any]]) -> str:
    """What most of the password is."""
    longest = max(parts, key=lambda part: len(part["token"]), default={})
    kind = longest.get("dictionary_name") if longest.get("pattern") == "dictionary" else longest.get("pattern")
    return kind if kind in WHY else "other"
