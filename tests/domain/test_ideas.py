"""An idea from its first word to the end of its way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from ideaboard.core import jobs
from ideaboard.core.clock import freeze, now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import Denied, Invalid, Refused
from ideaboard.domain import boards, ideas, moderation, review, stories
from ideaboard.domain.lifecycle import NEXT, Phase, may_move
from ideaboard.domain.people.models import Person
from tests.make import Make

At = Callable[[str], datetime]
TERMS = {"terms": {"key": "maker-terms", "accept_at": "submit", "rights": "licence"}}


def draft(make: Make, **words: object) -> ideas.Idea:
    """A draft as a door makes it."""
    board, author = words.pop("board", None) or make.board(), words.pop("author", None) or make.person()
    with transaction():
        given = {"title": "Refill stations", "body": "Bring any clean cup."} | words
        return ideas.draft(make.here(board), by=make.here(author), at=now(), **given)  # type: ignore[arg-type]


def submit(make: Make, idea: ideas.Idea, by: Person, accept: bool | None = None) -> ideas.Idea:
    with transaction():
        return ideas.submit(make.here(idea), by=make.here(by), at=now(), accept=accept)


def test_a_draft_is_seen_by_its_author_alone(make: Make) -> None:
    author = make.person()
    idea = draft(make, author=author)
    admin = make.admin()
    assert ideas.find(idea.id, make.here(author)) is not None
    assert ideas.find(idea.id, make.here(admin)) is None
    assert ideas.find(idea.id, None) is None


def test_words_are_cleaned_rendered_and_kept(make: Make) -> None:
    idea = draft(
        make, title="  Refill \n stations\x00 ", body="**Any** cup <script>alert(1)</script>", tags="Cups, #reuse,cups"
    )
    assert idea.title == "Refill stations"
    assert "<strong>Any</strong>" in idea.body_html
    assert "<script" not in idea.body_html
    assert [tag.tag for tag in idea.tags] == ["cups", "reuse"]


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"body": "x" * 30_001}, "body"),
        ({"tags": ",".join("abcdefghi")}, "tags"),
        ({"tags": "x" * 31}, "tags"),
    ],
)
def test_what_cannot_be_taken_says_which_field(make: Make, words: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as no:
        draft(make, **words)
    assert list(no.value.errors) == [field]


def test_a_board_that_asks_for_pictures_and_words_says_so_at_submission(make: Make) -> None:
    author, board = make.person(), make.board(rules={"form": {"images": [1, 25], "body_min": 50}})
    idea = draft(make, board=board, author=author)
    with pytest.raises(Invalid) as no:
        submit(make, idea, author)
    assert set(no.value.errors) == {"body", "pictures"}


def test_terms_are_accepted_in_their_wording_before_the_first_submission(make: Make) -> None:
    author, board = make.person(), make.board(rules=TERMS)
    idea = draft(make, board=board, author=author)
    with pytest.raises(Invalid, match="accept the terms"):
        submit(make, idea, author)
    assert submit(make, idea, author, accept=True).phase == Phase.GATHERING
    assert submit(make, draft(make, board=board, author=author), author).phase == Phase.GATHERING

    admin = make.admin()
    with transaction():
        boards.change_rules(make.here(board), {"terms": {"rights": "exclusive"}}, by=make.here(admin), at=now())
    with pytest.raises(Invalid, match="accept the terms"):
        submit(make, draft(make, board=board, author=author), author)


def test_rules_are_frozen_for_an_idea_at_its_submission(make: Make) -> None:
    board, admin = make.board(rules={"gate": {"at_least": 3}}), make.admin()
    old = make.idea(board=board, supporters=2)
    with transaction():
        boards.change_rules(
            make.here(board),
            {"gate": {"at_least": 50}, "stages": {"gathering": "Collecting hearts"}},
            by=make.here(admin),
            at=now(),
        )
    new = make.idea(board=board)

    assert make.fresh(old).rules.gate.at_least == 3  # frozen
    assert make.fresh(new).rules.gate.at_least == 50
    assert make.fresh(old).stage == "Collecting hearts"  # live
    make.vote(old)
    assert make.fresh(old).phase == Phase.REVIEW


def test_a_board_made_private_leaves_every_list_at_once(make: Make) -> None:
    board, admin = make.board(), make.admin()
    idea = make.idea(board=board)
    assert [card.id for card in stories.cards(None, ideas.Filter(), at=now()).rows] == [idea.id]
    for visibility, seen in (("private", []), ("public", [idea.id])):
        with transaction():
            changes = {"ranking": {"visibility": visibility}}
            boards.change_rules(make.here(board), changes, by=make.here(admin), at=now())
        assert [card.id for card in stories.cards(None, ideas.Filter(), at=now()).rows] == seen
        assert (ideas.find(idea.id, None) is not None) == bool(seen)


def test_a_new_half_life_warms_old_ideas_anew(make: Make, at: At) -> None:
    board, admin = make.board(at=at("2026-01-01 00:00")), make.admin()
    idea = make.idea(board=board, supporters=3, at=at("2026-01-01 00:00"))
    before = idea.heat
    with transaction():
        boards.change_rules(make.here(board), {"ranking": {"half_life_days": 30}}, by=make.here(admin), at=now())
    assert make.fresh(idea).heat > before


def test_rules_that_change_nothing_make_no_version(make: Make) -> None:
    board, admin = make.board(), make.admin()
    with transaction():
        boards.change_rules(make.here(board), {"gate": {"at_least": 10}}, by=make.here(admin), at=now())
    assert make.fresh(board).rules_number == 1


def test_a_board_that_screens_shows_an_idea_after_the_first_look(make: Make) -> None:
    idea, moderator = make.idea(phase="screening"), make.moderator()
    assert ideas.find(idea.id, None) is None
    with transaction():
        moderation.screen(make.here(idea), by=make.here(moderator), at=now(), outcome="publish")
    assert ideas.find(idea.id, None) is not None


def test_a_newcomers_first_idea_is_looked_at_first(make: Make) -> None:
    board, author = make.board(rules={"screening": {"newcomers": 1}}), make.person()
    first = make.idea(board=board, author=author, phase="draft")
    assert submit(make, first, author).phase == Phase.SCREENING
    house = make.house()
    with transaction():
        moderation.screen(make.here(first), by=make.here(house), at=now(), outcome="publish")
    assert make.idea(board=board, author=author).phase == Phase.GATHERING


def test_an_edit_keeps_what_was_said_before(make: Make, at: At) -> None:
    author = make.person()
    idea = make.idea(author=author, title="Refill stations", at=at("2026-05-01 12:00"))
    with transaction():
        ideas.revise(
            make.here(idea), by=make.here(author), at=at("2026-05-02 12:00"), title="Refill stations everywhere"
        )
    idea = make.fresh(idea)
    assert idea.title == "Refill stations everywhere"
    assert [revision.title for revision in ideas.revisions_of(idea, None)] == ["Refill stations"]
    assert idea.revision == 2


def test_what_an_idea_said_before_it_was_public_stays_with_author_and_team(make: Make) -> None:
    author, moderator, stranger = make.person(), make.moderator(), make.person()
    idea = make.idea(phase="screening", author=author, title="Call Anna on 555 0100")
    with transaction():
        ideas.revise(make.here(idea), by=make.here(author), at=now(), title="Call the shop")
    with transaction():
        moderation.screen(make.here(idea), by=make.here(moderator), at=now(), outcome="publish")

    def seen(person: Person | None) -> list[str]:
        return [revision.title for revision in ideas.revisions_of(make.here(idea), person)]

    assert seen(None) == seen(make.here(stranger)) == []
    assert seen(make.here(author)) == seen(make.here(moderator)) == ["Call Anna on 555 0100"]


def test_only_author_and_moderator_edit_and_only_until_review(make: Make) -> None:
    author, stranger = make.person(), make.person()
    idea = make.idea(author=author)
    with pytest.raises(Denied), transaction():
        ideas.revise(make.here(idea), by=make.here(stranger), at=now(), title="Mine now")
    house = make.house()
    with transaction():
        review.pick(make.here(idea), "Lovely.", by=make.here(house), at=now())
    with pytest.raises(Refused, match="no longer be edited"), transaction():
        ideas.revise(make.here(idea), by=make.here(author), at=now(), title="Too late")


def test_a_withdrawn_idea_is_gone_for_everybody_else(make: Make) -> None:
    author = make.person()
    idea = make.idea(author=author)
    with transaction():
        ideas.withdraw(make.here(idea), by=make.here(author), at=now())
    assert ideas.find(idea.id, None) is None
    assert ideas.find(idea.id, make.here(author)) is not None


@pytest.mark.parametrize("start", list(Phase))
@pytest.mark.parametrize("to", list(Phase))
def test_the_lifecycle_is_the_only_way(start: Phase, to: Phase) -> None:
    assert may_move(start, to) == (to in NEXT[start])


def test_every_phase_can_be_reached_by_verbs(make: Make) -> None:
    for phase in Phase:
        assert make.idea(phase=phase).phase == phase


def test_a_deadline_without_enough_support_ends_the_idea(make: Make, at: At) -> None:
    idea = make.idea(rules={"clock": {"gather_days": 30, "timezone": "UTC"}}, supporters=1, at=at("2026-03-01 12:00"))
    with freeze(at("2026-03-31 12:00")):
        jobs.tick([review.deadlines_due])
    assert (make.fresh(idea).phase, make.fresh(idea).ended_by) == (Phase.EXPIRED, "deadline")


def test_late_ticks_catch_up_in_the_order_in_which_things_fell_due(make: Make, at: At) -> None:
    rules = {"clock": {"gather_days": 10, "timezone": "UTC"}}
    board = make.board(rules=rules, at=at("2026-03-01 00:00"))
    later = make.idea(board=board, at=at("2026-03-03 00:00"))
    first = make.idea(board=board, at=at("2026-03-02 00:00"))
    with freeze(at("2026-04-01 00:00")):
        assert jobs.tick([review.deadlines_due]) == 2
        assert jobs.tick([review.deadlines_due]) == 0
    assert make.fresh(first).moved_at == at("2026-03-12 00:00")
    assert make.fresh(later).moved_at == at("2026-03-13 00:00")


def test_silence_ends_an_idea_but_not_one_in_review(make: Make, at: At) -> None:
    board = make.board(rules={"clock": {"silence_days": 180}}, at=at("2026-01-01 00:00"))
    silent = make.idea(board=board, at=at("2026-01-01 00:00"))
    reviewed = make.idea(board=board, at=at("2026-01-01 00:00"), phase="review")
    with freeze(at("2026-06-29 23:59")):
        jobs.tick([ideas.silences_due])
    assert make.fresh(silent).phase == Phase.GATHERING
    with freeze(at("2026-06-30 00:00")):
        jobs.tick([ideas.silences_due])
    assert (make.fresh(silent).phase, make.fresh(silent).ended_by) == (Phase.EXPIRED, "silence")
    assert make.fresh(reviewed).phase == Phase.REVIEW


def test_the_weakest_are_dropped_after_a_day_and_judged_only_once(make: Make, at: At) -> None:
    rules = {
        "ballot": {"kind": "score", "range": [0, 5]},
        "gate": {"metric": "mean", "at_least": 4, "min_votes": 50},
        "clock": {"gather_days": 7, "drop": [{"after_hours": 24, "metric": "mean", "below": 2.0, "min_votes": 3}]},
    }
    board = make.board(rules=rules, at=at("2026-01-01 00:00"))
    weak, strong, unseen = (make.idea(board=board, at=at("2026-01-01 00:00")) for _ in range(3))
    for _ in range(3):
        make.vote(weak, value=1, at=at("2026-01-01 05:00"))
        make.vote(strong, value=4, at=at("2026-01-01 05:00"))
    make.vote(unseen, value=0, at=at("2026-01-01 05:00"))
    with freeze(at("2026-01-02 00:00")):
        jobs.tick([review.drops_due])
    assert [make.fresh(idea).phase for idea in (weak, strong, unseen)] == [
        Phase.EXPIRED,
        Phase.GATHERING,
        Phase.GATHERING,
    ]
    assert make.fresh(weak).ended_by == "cut"
    for _ in range(3):
        make.vote(unseen, value=0, at=at("2026-01-02 05:00"))
    with freeze(at("2026-01-03 00:00")):
        assert jobs.tick([review.drops_due]) == 0
    assert make.fresh(unseen).phase == Phase.GATHERING


def test_the_best_of_a_week_go_to_review_and_the_others_end(make: Make, at: At) -> None:
    rules = {
        "ballot": {"kind": "score", "range": [0, 5]},
        "gate": {"metric": "mean", "at_least": 0, "top": 2},
        "clock": {"gather_days": 7, "timezone": "UTC"},
    }
    board = make.board(rules=rules, at=at("2026-01-05 00:00"))  # a Monday
    there = [make.idea(board=board, at=at(f"2026-01-0{day} 10:00")) for day in (5, 6, 7)]
    for idea, score in zip(there, (3, 5, 4), strict=True):
        make.vote(idea, value=score, at=at("2026-01-08 00:00"))
    with freeze(at("2026-01-18 23:59")):
        assert jobs.tick([review.deadlines_due]) == 0  # voting is over, the week is not
    with freeze(at("2026-01-19 00:00")):
        assert jobs.tick([review.deadlines_due]) == 1
    assert [make.fresh(idea).phase for idea in there] == [Phase.EXPIRED, Phase.REVIEW, Phase.REVIEW]
    assert make.fresh(there[0]).ended_by == "not_selected"


def test_lists_page_through_everything_once_in_every_order(make: Make) -> None:
    board = make.board(rules={"clock": {"gather_days": 30}})
    numbers = {make.idea(board=board, supporters=count % 3).id for count in range(7)}
    for sort in ideas.SORTS:
        seen, after = [], None
        while True:
            page = stories.cards(None, ideas.Filter(board=make.here(board)), sort=sort, after=after, limit=3, at=now())
            seen += [card.id for card in page.rows]
            after = page.after
            if after is None:
                break
        assert sorted(seen) == sorted(numbers), sort


def test_a_list_costs_the_same_few_queries_whatever_its_length(make: Make, queries: Callable[..., object]) -> None:
    board, person = make.board(), make.person()
    for _ in range(3):
        make.idea(board=board)

    def cost() -> int:
        db.session.expire_all()
        by = make.here(person)
        with queries() as seen:  # type: ignore[attr-defined]
            stories.cards(by, ideas.Filter(), at=now(), fair=True)
        return len(seen)

    few = cost()
    for _ in range(12):
        make.idea(board=board)
    assert cost() == few
    assert few <= 8  # person, rows, underdogs, rules, ballots, pictures, makers; and underdogs' rows


def test_young_ideas_with_few_ballots_stand_at_positions_5_and_15(make: Make, at: At) -> None:
    board = make.board(rules={"gate": {"at_least": 1000}}, at=at("2026-05-01 00:00"))
    old = [make.idea(board=board, at=at("2026-05-01 00:00")) for _ in range(16)]
    for idea in old:
        make.vote(idea, at=at("2026-06-01 00:00"))
    young = [make.idea(board=board, at=at("2026-05-25 00:00")) for _ in range(2)]
    page = stories.cards(None, ideas.Filter(), at=at("2026-06-01 10:30"), fair=True, limit=20)
    order = [card.id for card in page.rows]
    assert [order[4], order[14]] == [idea.id for idea in young]
    plain = stories.cards(None, ideas.Filter(), at=at("2026-06-01 10:30"), limit=20)
    assert {card.id for card in plain.rows[-2:]} == {idea.id for idea in young}


def test_a_damaged_cursor_is_told_not_crashed(make: Make) -> None:
    make.idea()
    for cursor in ("x", "W10", "bnVsbA", "WyJhIiwgMV0", "WzEsIDk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5XQ", "é"):
        with pytest.raises(Invalid):
            stories.cards(None, ideas.Filter(), after=cursor, at=now())


def test_the_board_counts_the_ideas_that_can_be_seen(make: Make) -> None:
    board = make.board()
    first, second = make.idea(board=board), make.idea(board=board)
    assert make.fresh(board).ideas == 2
    house = make.house()
    with transaction():
        moderation.remove(make.here(first), "Spam.", by=make.here(house), at=now())
    assert make.fresh(board).ideas == 1
    with transaction():
        moderation.restore(make.here(first), by=make.here(house), at=now())
    assert (make.fresh(board).ideas, make.fresh(first).phase, second.phase) == (2, Phase.GATHERING, Phase.GATHERING)


def test_where_it_stands_tells_both_clocks(make: Make, at: At) -> None:
    board = make.board(rules={"clock": {"gather_days": 30, "timezone": "UTC"}, "review": {"answer_days": 21}})
    idea = make.idea(board=board, at=at("2026-03-01 12:00"))
    crowd = {step.key: step for step in stories.steps(make.here(idea), at("2026-03-02 00:00"))}
    assert (crowd["gathering"].state, crowd["gathering"].until) == ("now", at("2026-03-31 12:00"))
    house = make.house()
    with transaction():
        review.pick(make.here(idea), "Lovely.", by=make.here(house), at=at("2026-03-10 12:00"))
    company = {step.key: step for step in stories.steps(make.fresh(idea), at("2026-04-02 00:00"))}
    assert company["review"].until == at("2026-03-10 12:00") + timedelta(days=21)
    assert company["review"].late
