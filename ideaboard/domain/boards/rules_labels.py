"""What people read for each key of the rules and for each of its choices, in forms and in the history of changes.

A key is named by its dotted path (``clock.extend.at`` for a column); a key that several tables share is named once, by
its own name. ``tests/domain/test_rules_labels.py`` holds that none is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ideaboard.core.text import _
from ideaboard.domain.boards.rules_tables import N_


@dataclass(frozen=True)
class RuleChange:
    """One key that differs between two versions."""

    path: str
    before: Any
    after: Any


LABELS: dict[str, str] = {
    "form.title_max": N_("Longest title"),
    "form.body_min": N_("Shortest description"),
    "form.images": N_("Pictures"),
    "form.team": N_("Teams"),
    "form.invite_hours": N_("Hours an invitation lives"),
    "form.fields": N_("Extra fields"),
    "form.fields.key": N_("Short name"),
    "form.fields.label": N_("Label"),
    "form.fields.kind": N_("Kind"),
    "form.fields.required": N_("Needed"),
    "form.fields.options": N_("Choices"),
    "form.fields.help": N_("Help"),
    "form.fields.entry": N_("Asked for"),
    "form.guidance": N_("Guidance"),
    "form.template": N_("Template"),
    "form.kinds": N_("Kinds of entries"),
    "form.kinds.key": N_("Short name"),
    "form.kinds.name": N_("Name"),
    "form.kinds.role": N_("Role"),
    "form.kinds.share": N_("Button"),
    "form.kinds.guidance": N_("Guidance"),
    "form.kinds.template": N_("Template"),
    "form.kinds.answers": N_("Answers"),
    "form.kinds.during": N_("During"),
    "kind": N_("Kind of vote"),
    "points": N_("Points of a vote"),
    "range": N_("Scores"),
    "budget": N_("Points to give"),
    "steps": N_("Steps"),
    "retractable": N_("Votes can be taken back"),
    "own_idea": N_("Votes for one’s own idea"),
    "reveal": N_("The count is shown"),
    "clock.timezone": N_("Time zone"),
    "clock.gather_days": N_("Days to gather votes"),
    "clock.extend": N_("More time"),
    "clock.extend.at": N_("At the count"),
    "clock.extend.days": N_("Days more"),
    "clock.silence_days": N_("Days of silence that end an idea"),
    "clock.phases": N_("Phases of the board"),
    "clock.phases.name": N_("Name"),
    "clock.phases.opens": N_("Opens"),
    "clock.phases.closes": N_("Closes"),
    "clock.phases.allows": N_("Open for"),
    "clock.drop": N_("Early cuts"),
    "clock.drop.after_hours": N_("Hours after publication"),
    "clock.drop.metric": N_("Measured by"),
    "clock.drop.below": N_("Dropped below"),
    "clock.drop.min_votes": N_("Spared with fewer votes than"),
    "gate.metric": N_("Measured by"),
    "gate.at_least": N_("To be reached"),
    "gate.min_votes": N_("Fewest votes"),
    "gate.top": N_("Best ideas at the deadline"),
    "gate.closes": N_("Voting ends"),
    "gate.milestones": N_("Milestones"),
    "screening.before": N_("Staff look first"),
    "screening.newcomers": N_("First posts of newcomers"),
    "screening.flags_to_hide": N_("Flags that hide a post"),
    "review.batches": N_("Days of the batches"),
    "review.capacity": N_("Ideas in a batch"),
    "review.criteria": N_("Criteria"),
    "review.criteria.key": N_("Short name"),
    "review.criteria.name": N_("Name"),
    "review.criteria.weight": N_("Weight"),
    "review.scale": N_("Highest score"),
    "review.reviewers": N_("Scorecards a decision needs"),
    "review.leads": N_("Who decides"),
    "review.anonymous": N_("Makers’ names kept back"),
    "review.blind": N_("Blind scorecards"),
    "review.answer_days": N_("Days to answer"),
    "review.publish": N_("Made public"),
    "review.reasons": N_("Reasons"),
    "rounds.every_days": N_("Days between rounds"),
    "rounds.ballot": N_("Vote in a round"),
    "reward.on": N_("Due when"),
    "reward.grants": N_("Rewards"),
    "reward.grants.kind": N_("What"),
    "reward.grants.amount": N_("Amount"),
    "reward.grants.currency": N_("Currency"),
    "reward.grants.percent": N_("Per cent"),
    "reward.grants.number": N_("Number"),
    "reward.split": N_("Who gets it"),
    "reward.approvers": N_("People who approve"),
    "terms.key": N_("Terms"),
    "terms.text": N_("Wording"),
    "terms.accept_at": N_("Accepted before"),
    "terms.rights": N_("Rights"),
    "terms.release_on": N_("Rights go back when"),
    "ranking.half_life_days": N_("Half-life in days"),
    "ranking.visibility": N_("Who sees the ideas"),
    "ranking.join": N_("Becoming a member"),
    "stages.draft": N_("Draft"),
    "stages.screening": N_("First look"),
    "stages.returned": N_("Returned"),
    "stages.gathering": N_("Gathering"),
    "stages.review": N_("Review"),
    "stages.accepted": N_("Accepted"),
    "stages.making": N_("Making"),
    "stages.launched": N_("Launched"),
    "stages.declined": N_("Declined"),
    "stages.expired": N_("Expired"),
    "stages.merged": N_("Merged"),
    "stages.withdrawn": N_("Withdrawn"),
    "stages.removed": N_("Removed"),
}

CHOICES: dict[str, str] = {
    "form.fields.kind.text": N_("text"),
    "form.fields.kind.choice": N_("choice"),
    "form.fields.kind.number": N_("number"),
    "form.fields.kind.link": N_("link"),
    "form.fields.kind.file": N_("file"),
    "form.kinds.role.idea": N_("an idea"),
    "form.kinds.role.need": N_("a need"),
    "form.kinds.role.background": N_("background"),
    "kind.support": N_("support"),
    "kind.updown": N_("for and against"),
    "kind.score": N_("a score"),
    "kind.budget": N_("a budget of points"),
    "kind.none": N_("no vote"),
    "reveal.live": N_("at once"),
    "reveal.after_own_vote": N_("after one’s own vote"),
    "reveal.after_close": N_("when voting has closed"),
    "reveal.staff": N_("to staff only"),
    "clock.phases.allows.submit": N_("sharing"),
    "clock.phases.allows.edit": N_("changing"),
    "clock.phases.allows.comment": N_("comments"),
    "clock.phases.allows.vote": N_("votes"),
    "metric.supporters": N_("supporters"),
    "metric.points": N_("points"),
    "metric.mean": N_("mean score"),
    "metric.none": N_("nothing: staff pick"),
    "gate.closes.gate": N_("when the idea passes"),
    "gate.closes.decision": N_("when it is decided"),
    "gate.closes.never": N_("never"),
    "review.publish.outcome": N_("outcome"),
    "review.publish.reason": N_("reason"),
    "review.publish.statement": N_("statement"),
    "reward.on.accepted": N_("an idea is accepted"),
    "reward.on.launched": N_("an idea is launched"),
    "reward.grants.kind.credit": N_("credit by name"),
    "reward.grants.kind.cash": N_("cash"),
    "reward.grants.kind.voucher": N_("a voucher"),
    "reward.grants.kind.royalty": N_("a royalty"),
    "reward.grants.kind.copies": N_("copies"),
    "reward.grants.kind.points": N_("points"),
    "reward.grants.kind.contract": N_("a contract"),
    "reward.split.single": N_("the author"),
    "reward.split.equal": N_("all makers alike"),
    "reward.split.declared": N_("as the makers declared"),
    "reward.split.leader": N_("the leader, for the team"),
    "reward.approvers.1": N_("one person"),
    "reward.approvers.2": N_("two people"),
    "terms.accept_at.join": N_("joining"),
    "terms.accept_at.view": N_("seeing the details"),
    "terms.accept_at.submit": N_("submitting"),
    "terms.rights.licence": N_("the company gets a licence"),
    "terms.rights.exclusive": N_("the company gets an exclusive licence"),
    "terms.rights.assign_on_award": N_("they pass to the company with the award"),
    "terms.rights.non_confidential": N_("nothing is confidential"),
    "terms.rights.open": N_("everybody may use the idea"),
    "terms.release_on.expired": N_("it expires"),
    "terms.release_on.declined": N_("it is declined"),
    "terms.release_on.withdrawn": N_("it is withdrawn"),
    "terms.release_on.removed": N_("it is removed"),
    "ranking.visibility.public": N_("everybody"),
    "ranking.visibility.members": N_("members"),
    "ranking.visibility.private": N_("author and staff"),
    "ranking.join.open": N_("by signing in"),
    "ranking.join.approval": N_("when the team says yes"),
    "ranking.join.invitation": N_("by invitation"),
}


def label(path: str) -> str:
    """What people read for the key at ``path``, in their language; its own name where it has no words."""
    return _(_known(LABELS, path, 1) or path.rpartition(".")[2].replace("_", " "))


def said(path: str, value: object) -> str:
    """``value`` of the key at ``path`` as people read it: the words of a choice, anything else as it is."""
    known = _known(CHOICES, f"{path}.{value}", 2)
    return _(known) if known is not None else str(value)


def _known(words: dict[str, str], path: str, own: int) -> str | None:
    """The words for the whole path, else for the last ``own`` parts of it."""
    return words.get(path) or words.get(".".join(path.split(".")[-own:]))


def in_words(change: RuleChange) -> tuple[str, str, str]:
    """A change as people read it: the key, what it was, what it is."""
    path = change.path
    return label(path), told(path, change.before), told(path, change.after)


def told(path: str, value: object) -> str:
    """The value of the key at ``path`` in words."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Mapping):
        parts = ((f"{path}.{key}", part) for key, part in value.items())
        return ", ".join(f"{label(key)}: {told(key, part)}" for key, part in parts) or _("nothing")
    if isinstance(value, list):
        between = "; " if any(isinstance(part, Mapping) for part in value) else ", "
        return between.join(told(path, part) for part in value) or _("nothing")
    return said(path, value) if value != "" else _("nothing")
