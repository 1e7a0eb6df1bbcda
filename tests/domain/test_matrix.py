"""Who may do what with an idea in which phase: the whole answer, as one table, checked in full.

A cell says what a person gets: ``+`` may, ``3`` may not (403), ``1`` must sign in (401), ``4`` does not see it (404).
The columns are the phases in the order of ``PHASES``. What the *state* forbids (409) is the verbs' own matter.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.domain import ideas
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.permissions import TABLE, Can, may
from tests.make import Make

PHASES = tuple(Phase)
# the columns:  draft, screening, returned, gathering, review, accepted, making, launched, declined, expired,
#               merged, withdrawn, removed
MATRIX = """
visitor     edit_idea       441 11111111 44
visitor     submit          441 11111111 44
visitor     vote            441 11111111 44
visitor     follow          441 11111111 44
visitor     comment         441 11111111 44
visitor     answer          441 11111111 44
visitor     flag            441 11111111 44
visitor     screen          441 11111111 44
visitor     moderate        441 11111111 44
visitor     merge           441 11111111 44
visitor     link            441 11111111 44
visitor     lead            441 11111111 44
visitor     make            441 11111111 44
visitor     pick            441 11111111 44
visitor     assess          441 11111111 44
visitor     decide          441 11111111 44
visitor     progress        441 11111111 44
visitor     withdraw        441 11111111 44
customer    edit_idea       443 33333333 44
customer    submit          443 33333333 44
customer    vote            44+ ++++++++ 44
customer    follow          44+ ++++++++ 44
customer    comment         44+ ++++++++ 44
customer    answer          443 33333333 44
customer    flag            44+ ++++++++ 44
customer    screen          443 33333333 44
customer    moderate        443 33333333 44
customer    merge           443 33333333 44
customer    link            443 33333333 44
customer    lead            443 33333333 44
customer    make            443 33333333 44
customer    pick            443 33333333 44
customer    assess          443 33333333 44
customer    decide          443 33333333 44
customer    progress        443 33333333 44
customer    withdraw        443 33333333 44
suspended   edit_idea       443 33333333 44
suspended   submit          443 33333333 44
suspended   vote            443 33333333 44
suspended   follow          44+ ++++++++ 44
suspended   comment         443 33333333 44
suspended   answer          443 33333333 44
suspended   flag            443 33333333 44
suspended   screen          443 33333333 44
suspended   moderate        443 33333333 44
suspended   merge           443 33333333 44
suspended   link            443 33333333 44
suspended   lead            443 33333333 44
suspended   make            443 33333333 44
suspended   pick            443 33333333 44
suspended   assess          443 33333333 44
suspended   decide          443 33333333 44
suspended   progress        443 33333333 44
suspended   withdraw        443 33333333 44
author      edit_idea       +++ ++++++++ ++
author      submit          +++ ++++++++ ++
author      vote            333 33333333 33
author      follow          +++ ++++++++ ++
author      comment         +++ ++++++++ ++
author      answer          333 33333333 33
author      flag            +++ ++++++++ ++
author      screen          333 33333333 33
author      moderate        333 33333333 33
author      merge           333 33333333 33
author      link            +++ ++++++++ ++
author      lead            +++ ++++++++ ++
author      make            +++ ++++++++ ++
author      pick            333 33333333 33
author      assess          333 33333333 33
author      decide          333 33333333 33
author      progress        333 33333333 33
author      withdraw        +++ ++++++++ ++
moderator   edit_idea       4++ ++++++++ ++
moderator   submit          433 33333333 33
moderator   vote            4++ ++++++++ ++
moderator   follow          4++ ++++++++ ++
moderator   comment         4++ ++++++++ ++
moderator   answer          4++ ++++++++ ++
moderator   flag            4++ ++++++++ ++
moderator   screen          4++ ++++++++ ++
moderator   moderate        4++ ++++++++ ++
moderator   merge           4++ ++++++++ ++
moderator   link            4++ ++++++++ ++
moderator   lead            433 33333333 33
moderator   make            433 33333333 33
moderator   pick            433 33333333 33
moderator   assess          433 33333333 33
moderator   decide          433 33333333 33
moderator   progress        433 33333333 33
moderator   withdraw        433 33333333 33
reviewer    edit_idea       433 33333333 33
reviewer    submit          433 33333333 33
reviewer    vote            4++ ++++++++ ++
reviewer    follow          4++ ++++++++ ++
reviewer    comment         4++ ++++++++ ++
reviewer    answer          4++ ++++++++ ++
reviewer    flag            4++ ++++++++ ++
reviewer    screen          433 33333333 33
reviewer    moderate        433 33333333 33
reviewer    merge           4++ ++++++++ ++
reviewer    link            4++ ++++++++ ++
reviewer    lead            433 33333333 33
reviewer    make            433 33333333 33
reviewer    pick            4++ ++++++++ ++
reviewer    assess          4++ ++++++++ ++
reviewer    decide          4++ ++++++++ ++
reviewer    progress        4++ ++++++++ ++
reviewer    withdraw        433 33333333 33
elsewhere   edit_idea       443 33333333 44
elsewhere   submit          443 33333333 44
elsewhere   vote            44+ ++++++++ 44
elsewhere   follow          44+ ++++++++ 44
elsewhere   comment         44+ ++++++++ 44
elsewhere   answer          443 33333333 44
elsewhere   flag            44+ ++++++++ 44
elsewhere   screen          443 33333333 44
elsewhere   moderate        443 33333333 44
elsewhere   merge           443 33333333 44
elsewhere   link            443 33333333 44
elsewhere   lead            443 33333333 44
elsewhere   make            443 33333333 44
elsewhere   pick            443 33333333 44
elsewhere   assess          443 33333333 44
elsewhere   decide          443 33333333 44
elsewhere   progress        443 33333333 44
elsewhere   withdraw        443 33333333 44
admin       edit_idea       4++ ++++++++ ++
admin       submit          433 33333333 33
admin       vote            4++ ++++++++ ++
admin       follow          4++ ++++++++ ++
admin       comment         4++ ++++++++ ++
admin       answer          4++ ++++++++ ++
admin       flag            4++ ++++++++ ++
admin       screen          4++ ++++++++ ++
admin       moderate        4++ ++++++++ ++
admin       merge           4++ ++++++++ ++
admin       link            4++ ++++++++ ++
admin       lead            433 33333333 33
admin       make            433 33333333 33
admin       pick            4++ ++++++++ ++
admin       assess          4++ ++++++++ ++
admin       decide          4++ ++++++++ ++
admin       progress        4++ ++++++++ ++
admin       withdraw        433 33333333 33
"""
ABOUT_IDEAS = {
    Can.EDIT_IDEA, Can.SUBMIT, Can.WITHDRAW, Can.VOTE, Can.FOLLOW, Can.COMMENT, Can.ANSWER, Can.FLAG, Can.SCREEN,
    Can.MODERATE, Can.MERGE, Can.LINK, Can.LEAD, Can.MAKE, Can.PICK, Can.ASSESS, Can.DECIDE, Can.PROGRESS,
}  # fmt: skip


def cells() -> dict[tuple[str, Can], str]:
    """The table as (persona, permission) → one letter a phase."""
    rows = (line.split(maxsplit=2) for line in MATRIX.strip().splitlines())
    return {(persona, Can(can)): answers.replace(" ", "") for persona, can, answers in rows}


def test_the_matrix_is_whole() -> None:
    personas = {persona for persona, _can in cells()}
    assert set(cells()) == {(persona, can) for persona in personas for can in ABOUT_IDEAS}
    assert {len(answers) for answers in cells().values()} == {len(PHASES)}


def test_every_permission_is_in_the_table() -> None:
    assert set(TABLE) == set(Can)


def test_every_persona_gets_what_the_matrix_says(make: Make) -> None:
    board, other = make.board(rules={"screening": {"before": True}}), make.board()
    author = make.person("Author")
    there = {phase: make.idea(board=board, author=author, phase=phase) for phase in PHASES}
    personas = {
        "visitor": None,
        "customer": make.person(),
        "suspended": make.person(),
        "author": author,
        "moderator": make.moderator(board),
        "reviewer": make.reviewer(board),
        "elsewhere": make.person(role="admin", board=other),
        "admin": make.admin(),
    }
    with transaction():
        suspended = make.here(personas["suspended"])
        suspended.suspended_until = now() + timedelta(days=3)

    seen = {}
    for name, persona in personas.items():
        person = make.here(persona) if persona else None
        found = [ideas.find(there[phase].id, person) for phase in PHASES]
        for can in ABOUT_IDEAS:
            seen[name, can] = "".join(_letter(person, can, idea) for idea in found)

    assert seen == cells()


def _letter(person: object, can: Can, idea: ideas.Idea | None) -> str:
    if idea is None:
        return "4"
    if may(person, can, idea):
        return "+"
    return "1" if person is None else "3"


@pytest.mark.parametrize("role", ["moderator", "reviewer"])
def test_neither_of_the_two_roles_includes_the_other(make: Make, role: str) -> None:
    person, board = make.person(role=role), make.board()
    assert may(person, Can.MODERATE, board) == (role == "moderator")
    assert may(person, Can.SEE_REVIEW, board) == (role == "reviewer")
    assert not may(person, Can.MANAGE_BOARDS, None)


def test_named_leads_decide_and_nobody_else(make: Make) -> None:
    lead, other = make.reviewer(), make.reviewer()
    board = make.board(rules={"review": {"leads": [lead.handle]}})
    idea = make.idea(board=board, phase="review")
    assert may(lead, Can.DECIDE, idea)
    assert not may(other, Can.DECIDE, idea)


def test_nobody_judges_an_idea_of_ones_own(make: Make) -> None:
    reviewer = make.reviewer()
    idea = make.idea(author=reviewer, phase="review")
    for can in (Can.ASSESS, Can.DECIDE, Can.PICK):
        assert not may(make.here(reviewer), can, make.here(idea))
    db.session.rollback()
