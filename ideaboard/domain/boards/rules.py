"""A board's rules: one typed, immutable document, read from TOML or JSON, checked whole, explained in sentences.

Documents are plain tables (JSON-able); ``Rules`` is what the house works with. A preset is a TOML file that says what
differs from the defaults; a board's version is always stored whole, so that later defaults change nobody's rules.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from ideaboard.core.errors import Invalid
from ideaboard.core.text import _
from ideaboard.domain.boards import rules_checks, rules_faults
from ideaboard.domain.boards.phrases import criterion_name, describe_grant, reason_name, stage
from ideaboard.domain.boards.rules_fields import RuleField, fields
from ideaboard.domain.boards.rules_labels import RuleChange, in_words
from ideaboard.domain.boards.rules_tables import (
    N_,
    TABLES,
    Ballot,
    BoardPhase,
    Clock,
    Criterion,
    Drop,
    EntryKind,
    Extension,
    Form,
    FormField,
    Gate,
    Grant,
    Ranking,
    Review,
    Reward,
    Rounds,
    Rules,
    Screening,
    Stages,
    Terms,
)
from ideaboard.domain.boards.sentences import describe, rule_sentences
from ideaboard.domain.boards.toml_writer import to_toml_text

__all__ = [
    "Rules", "Form", "FormField", "EntryKind", "Ballot", "Clock", "Extension", "BoardPhase", "Drop", "Gate",
    "Screening", "Review", "Criterion", "Rounds", "Reward", "Grant", "Terms", "Ranking", "Stages",
    "parse", "to_document", "to_toml", "from_toml", "override", "merge_live", "of_kind",
    "preset", "presets", "PresetInfo",
    "describe", "rule_sentences", "describe_grant", "stage", "reason_name", "criterion_name",
    "fields", "RuleField", "TABLES", "changes_between", "in_words", "RuleChange",
]  # fmt: skip

Document = dict[str, Any]

PRESETS = Path(__file__).parent / "presets"
_OPENNESS = ("public", "members", "private")


# Reading and writing


def parse(document: Mapping[str, Any]) -> Rules:
    """The rules ``document`` says, defaults filled in.

    Raises ``Invalid`` with a sentence for each key (dotted path, such as ``gate.at_least``) that is unknown, of the
    wrong type, out of bounds, or unreachable beside the others.
    """
    try:
        rules = Rules.model_validate_json(json.dumps(_unused_left_out(document), default=_written))
    except ValidationError as error:
        raise Invalid.many(rules_faults.sentences(error)) from None
    except (TypeError, ValueError, RecursionError):
        raise Invalid("rules", _("The rules must be a document of tables and values.")) from None
    if faults := rules_checks.faults(rules):
        raise Invalid.many(faults)
    return rules


def ballot_of(document: Mapping[str, Any]) -> Document:
    """A whole ballot from what ``document`` says of one (a round's own); raises ``Invalid`` as ``parse`` does."""
    ballot: Document = to_document(parse({"rounds": {"ballot": dict(document)}}))["rounds"]["ballot"]
    return ballot


def to_document(rules: Rules) -> Document:
    """``rules`` as a whole JSON-able document; ``parse`` reads it back to the same rules."""
    plain: Document = _plain(rules)
    return plain


def to_toml(rules: Rules) -> str:
    """``rules`` as TOML, every table whole; ``from_toml`` reads it back."""
    return to_toml_text(to_document(rules))


def from_toml(text: str) -> Document:
    """The document in ``text``; raises ``Invalid`` where it is not TOML. What it says is checked by ``parse``."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Invalid("rules", _("This is not TOML: %(fault)s.", fault=str(error))) from None


def _unused_left_out(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Without ``rounds.ballot = {}``, which says that rounds have no ballot."""
    rounds = document.get("rounds") if isinstance(document, Mapping) else None
    if not isinstance(rounds, Mapping) or rounds.get("ballot", None) != {}:
        return document
    return {**document, "rounds": {key: value for key, value in rounds.items() if key != "ballot"}}


def _written(value: object) -> str:
    """TOML's own dates and times as the text JSON has for them."""
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _plain(value: Any) -> Any:
    if isinstance(value, Rounds):
        return {"every_days": value.every_days, "ballot": _plain(value.ballot) if value.ballot else {}}
    if isinstance(value, BaseModel):
        pairs = ((name, getattr(value, name)) for name in type(value).model_fields)
        return {name: _plain(part) for name, part in pairs if part is not None}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value


# Presets


@dataclass(frozen=True)
class PresetInfo:
    """What an admin reads when choosing a preset."""

    name: str
    title: str
    summary: str


def presets() -> list[PresetInfo]:
    """All presets, by name; title and summary in the reader's language where it has them."""
    found = ((name, _preset_file(name)["about"]) for name in _preset_names())
    return [PresetInfo(name, _(about["title"]), _(about["summary"])) for name, about in found]


def preset(name: str) -> Document:
    """The whole document of a preset: the defaults and what its file says. Raises ``Invalid`` for an unknown name."""
    if name not in _preset_names():
        known = ", ".join(_preset_names())
        raise Invalid("preset", _("There is no preset of this name. There are: %(names)s.", names=known))
    return deepcopy(_preset_document(name))


@lru_cache
def _preset_document(name: str) -> Document:
    said = {table: keys for table, keys in _preset_file(name).items() if table != "about"}
    return to_document(parse(said))


@lru_cache
def _preset_file(name: str) -> Document:
    return tomllib.loads((PRESETS / f"{name}.toml").read_text(encoding="utf-8"))


@lru_cache
def _preset_names() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in PRESETS.glob("*.toml")))


# Changing


def override(document: Mapping[str, Any], changes: Mapping[str, Any], *, base: Mapping[str, Any]) -> Document:
    """``document`` with ``changes``: tables merge, arrays replace whole, None restores what ``base`` (the preset) says.

    Milestones and extra time that a changed gate has overtaken fall away, unless the changes name them. The result is
    for ``parse``, which refuses what cannot be.
    """
    if not isinstance(changes, Mapping):
        raise Invalid("rules", _("The rules must be a document of tables and values."))
    merged = _merge(document, changes, base)
    return _without_overtaken(merged, changes)


def _merge(current: Mapping[str, Any], changes: Mapping[str, Any], base: Mapping[str, Any]) -> Document:
    merged = deepcopy(dict(current))
    for key, change in changes.items():
        origin = base.get(key)
        if change is None:
            merged[key] = deepcopy(origin)
        elif isinstance(change, Mapping) and isinstance(merged.get(key), Mapping):
            merged[key] = _merge(merged[key], change, origin if isinstance(origin, Mapping) else {})
        else:
            merged[key] = deepcopy(change)
    return merged


def _without_overtaken(merged: Document, changes: Mapping[str, Any]) -> Document:
    """Drop inherited milestones and extensions above a gate that ``changes`` lowered: they could never be reached."""
    gate, clock = merged.get("gate"), merged.get("clock")
    at_least = gate.get("at_least") if isinstance(gate, dict) else None
    if not _names(changes, "gate", "at_least") or not isinstance(at_least, int | float) or at_least <= 0:
        return merged
    if isinstance(gate, dict) and not _names(changes, "gate", "milestones"):
        gate["milestones"] = [number for number in gate.get("milestones", []) if number <= at_least]
    if isinstance(clock, dict) and not _names(changes, "clock", "extend"):
        clock["extend"] = [extension for extension in clock.get("extend", []) if extension["at"] <= at_least]
    return merged


def _names(changes: Mapping[str, Any], table: str, key: str) -> bool:
    keys = changes.get(table)
    return isinstance(keys, Mapping) and key in keys


def changes_between(before: Rules, after: Rules) -> list[RuleChange]:
    """Every key that differs, in the order of the vocabulary; its value in both, as in the documents."""
    old, new = to_document(before), to_document(after)
    keys = ((table, key) for table in new for key in new[table])
    return [
        RuleChange(f"{table}.{key}", old[table][key], new[table][key])
        for table, key in keys
        if old[table][key] != new[table][key]
    ]


def merge_live(frozen: Rules, live: Rules) -> Rules:
    """The rules an idea lives by: ``frozen`` where its submission fixed them, ``live`` (the board's latest) elsewhere.

    Frozen: ballot, gate, the idea's own clock (gathering, extensions, silence, cuts), criteria, scale and quorum,
    reward, terms. Live: everything else; visibility only where it becomes narrower.
    """
    own_clock = {key: getattr(frozen.clock, key) for key in ("gather_days", "extend", "silence_days", "drop")}
    own_scorecard = {key: getattr(frozen.review, key) for key in ("criteria", "scale", "reviewers")}
    narrower = max(frozen.ranking.visibility, live.ranking.visibility, key=_OPENNESS.index)
    return live.model_copy(
        update={
            "ballot": frozen.ballot,
            "gate": frozen.gate,
            "clock": live.clock.model_copy(update=own_clock),
            "review": live.review.model_copy(update=own_scorecard),
            "reward": frozen.reward,
            "terms": frozen.terms,
            "ranking": live.ranking.model_copy(update={"visibility": narrower}),
        }
    )


_STANDS = {"need": N_("Open for answers"), "background": N_("To build on")}
_NO_CLOCK = {"gather_days": 0, "extend": (), "silence_days": 0, "drop": ()}


def of_kind(whole: Rules, entry: str) -> Rules:
    """``whole`` as an entry of this kind lives by it: only ideas have a gate and a clock, needs have no vote."""
    kind = whole.form.kind(entry)
    if kind is None or kind.role == "idea":
        return whole
    ballot = Ballot(kind="none") if kind.role == "need" else whole.ballot
    clock = whole.clock.model_copy(update=_NO_CLOCK)
    stages = whole.stages.model_copy(update={"gathering": _STANDS[kind.role]})
    changed = {"ballot": ballot, "gate": Gate(closes="never"), "clock": clock, "stages": stages}
    return whole.model_copy(update=changed)
