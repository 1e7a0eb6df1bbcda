"""One appeal against each ruling, decided by somebody else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ideaboard.core.clock import now
from ideaboard.core.db import transaction
from ideaboard.core.errors import Denied, Invalid, Refused
from ideaboard.domain import moderation
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.moderation.models import Appeal, Ruling
from ideaboard.domain.people.models import Person
from tests.make import Make


def removed(make: Make, moderator: Person) -> tuple[Idea, Ruling]:
    idea = make.idea(supporters=1)
    with transaction():
        ruling = moderation.remove(make.here(idea), "An advertisement.", by=make.here(moderator), at=now())
    return idea, ruling


def appealed(make: Make, ruling: Ruling, by: Person) -> Appeal:
    with transaction():
        return moderation.appeal(make.here(ruling), "It is no advert at all.", by=make.here(by), at=now())


def test_an_author_appeals_once_and_with_words(make: Make) -> None:
    idea, ruling = removed(make, make.moderator())
    stranger = make.person()
    with pytest.raises(Invalid), transaction():
        moderation.appeal(make.here(ruling), "  ", by=make.here(idea.author), at=now())
    with pytest.raises(Denied), transaction():
        moderation.appeal(make.here(ruling), "Let it be.", by=make.here(stranger), at=now())
    appealed(make, ruling, idea.author)
    with pytest.raises(Refused, match="already"), transaction():
        moderation.appeal(make.here(ruling), "Once more.", by=make.here(idea.author), at=now())


@pytest.mark.parametrize(("outcome", "phase"), [("upheld", Phase.REMOVED), ("overturned", Phase.GATHERING)])
def test_an_appeal_is_decided_by_somebody_else_with_a_reason(make: Make, outcome: str, phase: Phase) -> None:
    first, second = make.moderator(), make.moderator()
    idea, ruling = removed(make, first)
    appeal = appealed(make, ruling, idea.author)
    with pytest.raises(Denied, match="somebody else"), transaction():
        moderation.decide_appeal(make.here(appeal), outcome, "Mine.", by=make.here(first), at=now())
    with pytest.raises(Invalid), transaction():
        moderation.decide_appeal(make.here(appeal), outcome, "", by=make.here(second), at=now())
    with transaction():
        decision = moderation.decide_appeal(make.here(appeal), outcome, "Seen again.", by=make.here(second), at=now())
    found = make.fresh(appeal)
    assert (found.outcome, found.decision_id) == (outcome, decision.id)
    assert make.fresh(idea).phase == phase
    with pytest.raises(Refused, match="decided this appeal already"), transaction():
        moderation.decide_appeal(make.here(appeal), outcome, "Again.", by=make.here(second), at=now())


def test_where_one_moderator_ruled_an_admin_decides(make: Make) -> None:
    only, admin = make.moderator(), make.admin()
    idea, ruling = removed(make, only)
    appeal = appealed(make, ruling, idea.author)
    with transaction():
        moderation.decide_appeal(make.here(appeal), "overturned", "Fine.", by=make.here(admin), at=now())
    assert make.fresh(idea).phase == Phase.GATHERING


def test_who_ruled_may_still_take_it_back_which_ends_the_appeal(make: Make) -> None:
    only = make.moderator()
    idea, ruling = removed(make, only)
    appeal = appealed(make, ruling, idea.author)
    with transaction():
        moderation.undo(make.here(ruling), by=make.here(only), at=now())
    assert make.fresh(appeal).outcome == "overturned"


def test_somebody_suspended_may_appeal_and_is_back_when_it_is_overturned(make: Make) -> None:
    person, first, second = make.person(), make.moderator(), make.moderator()
    with transaction():
        until = now() + timedelta(days=7)
        ruling = moderation.suspend(make.here(person), "Advertising.", by=make.here(first), at=now(), until=until)
    appeal = appealed(make, ruling, person)
    with transaction():
        moderation.decide_appeal(make.here(appeal), "overturned", "A mistake.", by=make.here(second), at=now())
    assert make.fresh(person).suspended_until is None
    assert make.fresh(appeal).outcome == "overturned"


def test_what_was_taken_back_counts_no_longer_against_its_author(make: Make) -> None:
    first = make.moderator()
    idea, ruling = removed(make, first)
    assert moderation.record_of(make.here(idea.author), now()).clean_days == 0
    with transaction():
        moderation.undo(make.here(ruling), by=make.here(first), at=now())
    assert moderation.record_of(make.here(idea.author), now()).clean_days is None
