"""Cards as pages show them: with the addresses of pictures instead of the names of files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace

from ideaboard.domain.stories import Card
from ideaboard.web.url import url


def dressed(card: Card, width: int = 400) -> Card:
    """One card; its picture ``width`` pixels wide."""
    return replace(card, picture=url.upload(card.picture, width), author_face=url.face(card.author_face))


def preview_digest(card: Card) -> str:
    """Changes when the drawn picture of a link would: networks ask for it anew."""
    shown = (card.title, card.stage, card.supporters, card.points, card.progress, card.picture)
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:12]


def dressed_all(cards: Iterable[Card], width: int = 400) -> list[Card]:
    """Cards of a list."""
    return [dressed(card, width) for card in cards]
