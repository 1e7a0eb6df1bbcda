"""What rules may not be together: settings never to be reached or leaving nothing to do, each with its sentence."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ideaboard.core.text import _
from ideaboard.domain.boards import calendar, money
from ideaboard.domain.boards.rules_tables import Ballot, BoardPhase, FormField, Grant, Rules

Fault = tuple[str, str]  # dotted path of the key, sentence

COUNTED_BY = {
    "supporters": ("support", "updown", "score", "budget"),
    "points": ("support", "updown", "budget"),
    "mean": ("score",),
}
GRANTS_NEED = {
    "credit": (),
    "cash": ("amount", "currency"),
    "voucher": ("amount", "currency"),
    "royalty": ("percent",),
    "copies": ("number",),
    "points": ("number",),
    "contract": (),
}


def faults(rules: Rules) -> dict[str, str]:
    """Every fault of ``rules`` as dotted path → sentence; empty when they can all be lived by."""
    found: dict[str, str] = {}
    for check in (_form, _ballots, _gate, _before_the_gate, _deadline, _phases, _drops, _review, _reward, _membership):
        for path, sentence in check(rules):
            found.setdefault(path, sentence)
    return found


def _form(rules: Rules) -> Iterator[Fault]:
    fewest, most = rules.form.images
    if not 0 <= fewest <= most <= 100:
        yield "form.images", _("Write the fewest and the most pictures, such as 0 and 5; the most is at most 100.")
    yield from _same_twice("form.fields", [field.key for field in rules.form.fields])
    for number, field in enumerate(rules.form.fields):
        yield from _options(f"form.fields.{number}.options", field)
        if field.entry and rules.form.kind(field.entry) is None:
            yield f"form.fields.{number}.entry", _("There is no kind of entry “%(key)s”.", key=field.entry)
    yield from _kinds(rules)


def _kinds(rules: Rules) -> Iterator[Fault]:
    kinds = rules.form.kinds
    yield from _same_twice("form.kinds", [kind.key for kind in kinds])
    if kinds and not any(kind.role == "idea" for kind in kinds):
        yield "form.kinds", _("At least one kind of entry must be an idea: nothing could be judged.")
    phases = {phase.name for phase in rules.clock.phases}
    for number, kind in enumerate(kinds):
        path, need = f"form.kinds.{number}", rules.form.kind(kind.answers)
        if kind.answers and (need is None or need.role != "need"):
            yield f"{path}.answers", _("“%(key)s” is no kind of entry that is a need.", key=kind.answers)
        if unknown := next((name for name in kind.during if name not in phases), None):
            yield f"{path}.during", _("The board has no phase “%(name)s”.", name=unknown)


def _options(path: str, field: FormField) -> Iterator[Fault]:
    if field.kind == "choice" and len(field.options) < 2:
        yield path, _("A choice needs at least two options.")
    if field.kind != "choice" and field.options:
        yield path, _("Only a choice field has options.")


def _ballots(rules: Rules) -> Iterator[Fault]:
    yield from _ballot("ballot", rules.ballot)
    if rules.rounds.ballot:
        yield from _ballot("rounds.ballot", rules.rounds.ballot)
    if rules.rounds.every_days and (rules.rounds.ballot is None or rules.rounds.ballot.kind == "none"):
        yield "rounds.ballot", _("Rounds that open by themselves need a way to vote in them.")


def _ballot(path: str, ballot: Ballot) -> Iterator[Fault]:
    lowest, highest = ballot.range
    if not -100 <= lowest < highest <= 100:
        yield f"{path}.range", _("The lowest score must be below the highest; both lie between -100 and 100.")
    if ballot.kind != "budget":
        return
    if not ballot.steps:
        yield f"{path}.steps", _("A budget needs at least one step in which it can be given.")
    elif ballot.steps[-1] > ballot.budget:
        yield f"{path}.steps", _("A step of %(step)s is more than the whole budget.", step=ballot.steps[-1])


def _gate(rules: Rules) -> Iterator[Fault]:
    gate, ballot = rules.gate, rules.ballot
    if gate.metric == "none":
        if gate.top:
            yield "gate.top", _("Say by what the best are found: supporters, points or mean.")
        return
    if ballot.kind not in COUNTED_BY[gate.metric]:
        yield "gate.metric", _not_counted(gate.metric)
    if not gate.top and not gate.at_least:
        yield "gate.at_least", _("Say how much an idea must reach; with 0 every idea would pass at once.")
    if gate.metric == "mean" and gate.at_least > ballot.range[1]:
        yield "gate.at_least", _("No score is higher than %(highest)s.", highest=ballot.range[1])


def _not_counted(metric: str) -> str:
    if metric == "mean":
        return _("The mean needs scores: choose the score ballot, or another measure.")
    if metric == "points":
        return _("Points need a ballot that gives them: support, for and against, or a budget.")
    return _("Supporters are counted by votes, and this board takes none.")


def _before_the_gate(rules: Rules) -> Iterator[Fault]:
    gate = rules.gate
    if gate.metric == "none" or not gate.at_least:
        return
    if any(milestone > gate.at_least for milestone in gate.milestones):
        yield (
            "gate.milestones",
            _("A milestone above the gate is never reached: the gate is %(gate)s.", gate=gate.at_least),
        )
    if any(extension.at > gate.at_least for extension in rules.clock.extend):
        yield "clock.extend", _("Time earned above the gate is never earned: the gate is %(gate)s.", gate=gate.at_least)


def _deadline(rules: Rules) -> Iterator[Fault]:
    if rules.gate.top and not rules.clock.gather_days and not rules.clock.phases:
        yield "gate.top", _("The best are chosen at a deadline, and this board has none: set gather_days or phases.")
    yield from _same_twice("clock.extend", [extension.at for extension in rules.clock.extend])


def _phases(rules: Rules) -> Iterator[Fault]:
    phases, zone = rules.clock.phases, rules.clock.timezone
    if not phases:
        return
    if len({type(edge) for phase in phases for edge in (phase.opens, phase.closes)}) > 1:
        yield "clock.phases", _("Write all phases as dates, or all as days after the board opens.")
        return
    yield from _same_twice("clock.phases", [phase.name for phase in phases])
    yield from _lengths(phases, zone)
    if both := calendar.overlap(phases, zone):
        yield "clock.phases", _("“%(one)s” and “%(two)s” overlap.", one=both[0].name, two=both[1].name)
    yield from _something_to_do(rules)


def _lengths(phases: tuple[BoardPhase, ...], zone: str) -> Iterator[Fault]:
    for number, phase in enumerate(phases):
        if calendar.lasts(phase, zone).total_seconds() <= 0:
            yield f"clock.phases.{number}.closes", _("“%(phase)s” closes before it opens.", phase=phase.name)


def _something_to_do(rules: Rules) -> Iterator[Fault]:
    allowed = {act for phase in rules.clock.phases for act in phase.allows}
    if "submit" not in allowed:
        yield "clock.phases", _("No phase allows ideas to be submitted.")
    elif rules.ballot.kind != "none" and "vote" not in allowed:
        yield "clock.phases", _("The phases leave no time to vote.")


def _drops(rules: Rules) -> Iterator[Fault]:
    hours = rules.clock.gather_days * 24
    for number, drop in enumerate(rules.clock.drop):
        path = f"clock.drop.{number}"
        if rules.ballot.kind not in COUNTED_BY[drop.metric]:
            yield f"{path}.metric", _not_counted(drop.metric)
        if hours and drop.after_hours > hours:
            yield f"{path}.after_hours", _("This cut comes after the deadline.")


def _membership(rules: Rules) -> Iterator[Fault]:
    if rules.ranking.join != "open" and rules.ranking.visibility == "public":
        yield "ranking.join", _("A board that everybody reads has no members to let in: choose who sees it first.")
    if rules.terms.text and not rules.terms.key:
        yield "terms.key", _("Give the terms a short name: without one nobody is asked to accept them.")


def _review(rules: Rules) -> Iterator[Fault]:
    if not rules.review.reasons:
        yield "review.reasons", _("A decision needs a reason: list at least one.")
    yield from _same_twice("review.criteria", [criterion.key for criterion in rules.review.criteria])


def _reward(rules: Rules) -> Iterator[Fault]:
    for number, grant in enumerate(rules.reward.grants):
        yield from _grant(f"reward.grants.{number}", grant)
    if sum(Decimal(grant.percent) for grant in rules.reward.grants if grant.percent) > 100:
        yield "reward.grants", _("Together these shares are more than %(whole)s per cent.", whole=100)


def _grant(path: str, grant: Grant) -> Iterator[Fault]:
    needed = GRANTS_NEED[grant.kind]
    for key in ("amount", "currency", "percent", "number"):
        given = getattr(grant, key) is not None
        if key in needed and not given:
            yield f"{path}.{key}", _("This is needed here.")
        elif given and key not in needed:
            yield f"{path}.{key}", _("This does not belong to this kind of reward.")
    if grant.amount is not None and grant.currency is not None:
        yield from _whole_units(f"{path}.amount", grant.amount, grant.currency)


def _whole_units(path: str, amount: str, currency: str) -> Iterator[Fault]:
    try:
        money.minor_units(amount, currency)
    except ValueError as fault:
        yield path, str(fault)


def _same_twice(path: str, keys: list[str] | list[int]) -> Iterator[Fault]:
    twice = next((key for number, key in enumerate(keys) if key in keys[:number]), None)
    if twice is not None:
        yield path, _("“%(key)s” is here twice.", key=twice)
