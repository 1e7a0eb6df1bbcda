"""Pieces of pages that are the same wherever they stand: drawn once, kept in this process by what they show.

The key is everything that a piece is drawn from, so nothing has to be thrown away when something changes: another card
is another key. What is personal (the token in a form) is taken out when a piece is kept, and put in when it is used.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable

from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from ideaboard.core.text import language
from ideaboard.web.me import me

MOST = 4_000  # about 2 kB each
TOKEN = "\0token\0"  # no text that is stored has a NUL

_kept: dict[Hashable, str] = {}


def kept(draw: Callable[..., Markup], *drawn_from: Hashable) -> Markup:
    """What the macro ``draw`` makes of ``drawn_from``, which must be all it shows beside words, form tokens and ``me``.

    Of ``me`` it may ask only whether somebody is there.
    """
    member = me() is not None
    token = generate_csrf() if member else TOKEN
    key = (draw.name, language(), member, *drawn_from)  # type: ignore[attr-defined]
    made = _kept.get(key)
    if made is None:
        if len(_kept) >= MOST:
            _kept.clear()
        _kept[key] = made = str(draw(*drawn_from)).replace(token, TOKEN)
    return Markup(made.replace(TOKEN, token))
