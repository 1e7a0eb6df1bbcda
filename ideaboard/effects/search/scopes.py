"""Filters as masks: for each segment one truth per document, remembered with the generation."""

from __future__ import annotations

import numpy as np

from .analysis import lowered
from .generations import Generation, Leaf
from .interface import EVERYWHERE, Scope
from .segments import Mask

MOST_REMEMBERED = 256


def mask(generation: Generation, leaf: Leaf, scope: Scope) -> Mask:
    """Which documents of ``leaf`` are alive and within ``scope``."""
    if scope == EVERYWHERE:
        return leaf.alive
    whole = leaf.alive
    for alternatives in _terms(scope):
        one = _mask_of(generation, leaf, alternatives)
        whole = one if whole is leaf.alive else whole & one
    if scope.since or scope.until:
        whole = whole & _between(leaf, scope)
    return _without(leaf, whole, scope.but) if scope.but else whole


def _without(leaf: Leaf, mask: Mask, but: tuple[int, ...]) -> Mask:
    left = mask.copy()
    left[[leaf.segment.place[id_] for id_ in but if id_ in leaf.segment.place]] = False
    return left


def _between(leaf: Leaf, scope: Scope) -> Mask:
    within = np.ones(leaf.segment.size, bool)
    if scope.since:
        within &= leaf.segment.created >= scope.since.timestamp()
    if scope.until:
        within &= leaf.segment.created < scope.until.timestamp()
    return within


def _terms(scope: Scope) -> list[tuple[str, ...]]:
    """Scope terms: any of the inner, all of the outer."""
    wanted: list[tuple[str, ...]] = []
    if scope.board_ids is not None:
        suffix = f"|p:{scope.phase}" if scope.phase else ""
        wanted.append(tuple(f"b:{board}{suffix}" for board in sorted(set(scope.board_ids))))
    elif scope.phase:
        wanted.append((f"p:{scope.phase}",))
    kinds = (("t", scope.tag), ("a", scope.author), ("l", scope.language))
    wanted += [(f"{kind}:{lowered(value)}"[:200],) for kind, value in kinds if value]
    return wanted


def _mask_of(generation: Generation, leaf: Leaf, alternatives: tuple[str, ...]) -> Mask:
    kept = generation.masks.get((leaf.key, alternatives))
    if kept is None:
        kept = np.zeros(leaf.segment.size, bool)
        for term in alternatives:
            kept[leaf.segment.holding("scope", term)] = True
        kept &= leaf.alive
        if len(generation.masks) >= MOST_REMEMBERED:
            generation.masks.clear()
        generation.masks[leaf.key, alternatives] = kept
    return kept
