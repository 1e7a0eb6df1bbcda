"""Filters as masks: for each segment one byte per document, 1 where it counts; remembered with the generation."""

from __future__ import annotations

from math import inf

from .analysis import lowered
from .generations import Generation, Leaf
from .interface import EVERYWHERE, Scope

MOST_REMEMBERED = 256


def mask(generation: Generation, leaf: Leaf, scope: Scope) -> bytearray:
    """Which documents of ``leaf`` are alive and within ``scope``."""
    if scope == EVERYWHERE:
        return leaf.alive
    whole = leaf.alive
    for alternatives in _terms(scope):
        one = _mask_of(generation, leaf, alternatives)
        whole = one if whole is leaf.alive else _both(whole, one)
    if scope.since or scope.until:
        whole = _both(whole, _between(leaf, scope))
    return _without(leaf, whole, scope.but) if scope.but else whole


def _without(leaf: Leaf, mask: bytearray, but: tuple[int, ...]) -> bytearray:
    left = bytearray(mask)
    for id_ in but:
        if id_ in leaf.segment.place:
            left[leaf.segment.place[id_]] = 0
    return left


def _between(leaf: Leaf, scope: Scope) -> bytearray:
    first = scope.since.timestamp() if scope.since else -inf
    end = scope.until.timestamp() if scope.until else inf
    return bytearray(first <= created < end for created in leaf.segment.created)


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


def _mask_of(generation: Generation, leaf: Leaf, alternatives: tuple[str, ...]) -> bytearray:
    kept = generation.masks.get((leaf.key, alternatives))
    if kept is None:
        kept = bytearray(leaf.segment.size)
        for term in alternatives:
            for doc in leaf.segment.holding("scope", term):
                kept[doc] = leaf.alive[doc]
        if len(generation.masks) >= MOST_REMEMBERED:
            generation.masks.clear()
        generation.masks[leaf.key, alternatives] = kept
    return kept


def _both(one: bytearray, other: bytearray) -> bytearray:
    size = len(one)
    joined = int.from_bytes(one, "little") & int.from_bytes(other, "little")
    return bytearray(joined.to_bytes(size, "little"))
