"""The presets carry the numbers of the platforms they follow, and every board reads in sentences."""

from __future__ import annotations

import pytest

from ideaboard.core.errors import Invalid
from ideaboard.domain.boards import rules
from ideaboard.domain.boards.rules import Rules

NAMES = [
    "connect-develop",
    "dell-ideastorm",
    "ideaexchange",
    "innocentive",
    "lego-ideas",
    "my-starbucks-idea",
    "openideo",
    "threadless",
]


def of(name: str) -> Rules:
    return rules.parse(rules.preset(name))


def grants(name: str) -> list[tuple[object, ...]]:
    return [(one.kind, one.amount or one.percent or one.number, one.currency) for one in of(name).reward.grants]


def test_there_are_eight_with_title_and_summary():
    assert [info.name for info in rules.presets()] == NAMES
    assert all(info.title and info.summary.endswith(".") for info in rules.presets())


@pytest.mark.parametrize("name", NAMES)
def test_a_preset_is_a_whole_document_that_reads_back(name):
    document = rules.preset(name)

    assert rules.to_document(rules.parse(document)) == document
    assert set(document) == set(rules.TABLES)
    assert all(sentence[0].isupper() and sentence.endswith(".") for sentence in rules.describe(rules.parse(document)))


def test_a_preset_given_out_can_be_changed_without_harm():
    rules.preset("lego-ideas")["gate"]["at_least"] = 1
    assert of("lego-ideas").gate.at_least == 10_000


@pytest.mark.parametrize("name", ["nope", "../rules", "", None, ["lego-ideas"]])
def test_an_unknown_preset_is_refused(name):
    with pytest.raises(Invalid) as refusal:
        rules.preset(name)
    assert set(refusal.value.errors) == {"preset"}


def test_my_starbucks_idea():
    board = of("my-starbucks-idea")

    assert (board.ballot.kind, board.ballot.points, board.ballot.retractable) == ("updown", 10, True)
    assert (board.clock.gather_days, board.gate.metric) == (0, "none")
    assert "outcome" in board.review.publish
    assert grants("my-starbucks-idea") == [("credit", None, None)]


def test_lego_ideas():
    board = of("lego-ideas")

    assert (board.ballot.kind, board.ballot.own_idea) == ("support", False)
    assert board.screening.before
    assert (board.terms.key, board.terms.accept_at) == ("maker-terms", "submit")
    assert board.terms.release_on == ("expired", "declined", "withdrawn")
    assert board.form.images == (1, 25)
    assert (board.clock.gather_days, board.clock.timezone) == (60, "Europe/Copenhagen")
    assert [(earned.at, earned.days) for earned in board.clock.extend] == [(100, 365), (1000, 182), (5000, 182)]
    assert (board.gate.metric, board.gate.at_least, board.gate.milestones) == ("supporters", 10_000, (100, 1000, 5000))
    assert board.review.batches == ("05-01", "09-01", "first-monday-01")
    assert [(line.key, line.weight) for line in board.review.criteria] == [("fit", 20), ("play", 30)]
    assert (board.review.scale, board.review.reviewers, board.review.answer_days) == (5, 2, 180)
    assert (board.reward.on, board.reward.split, board.reward.approvers) == ("launched", "declared", 2)
    assert grants("lego-ideas") == [("royalty", "1", None), ("copies", 10, None), ("credit", None, None)]
    assert rules.stage(board, "launched") == "On the shelves"


def test_threadless():
    board = of("threadless")

    assert (board.ballot.kind, board.ballot.range, board.ballot.reveal) == ("score", (0, 5), "after_own_vote")
    assert board.clock.gather_days == 7
    assert board.screening.before
    [drop] = board.clock.drop
    assert (drop.after_hours, drop.metric, drop.below, drop.min_votes) == (24, "mean", 2, 20)
    assert (board.gate.metric, board.gate.top) == ("mean", 10)
    assert (board.review.batches, board.review.answer_days) == (("monday",), 90)
    assert grants("threadless")[:2] == [("cash", "2000", "USD"), ("voucher", "500", "USD")]
    assert board.reward.split == "declared"


def test_dell_ideastorm():
    board = of("dell-ideastorm")

    assert (board.ballot.kind, board.ballot.points) == ("updown", 10)
    assert board.clock.silence_days == 180
    assert grants("dell-ideastorm") == [("credit", None, None)]


def test_openideo():
    board = of("openideo")
    allowed = {phase.name: set(phase.allows) for phase in board.clock.phases}

    assert board.ballot.kind == "support"
    assert list(allowed) == ["Research", "Ideas", "Refinement", "Evaluation"]
    assert allowed["Evaluation"] == {"comment"}
    assert board.rounds.ballot is not None
    assert board.rounds.ballot.kind == "score"


def test_innocentive():
    board = of("innocentive")

    assert board.ballot.kind == "none"
    assert board.ranking.visibility == "private"
    assert (board.terms.key, board.terms.accept_at) == ("solver-agreement", "view")
    assert board.clock.phases
    assert board.screening.before
    assert sum(line.weight for line in board.review.criteria) == 100
    assert "reason" in board.review.publish
    assert (board.reward.split, board.form.invite_hours) == ("equal", 72)


def test_connect_develop():
    board = of("connect-develop")

    assert board.ballot.kind == "none"
    assert {"need", "criteria"} <= {field.key for field in board.form.fields}
    assert (board.terms.accept_at, board.terms.rights) == ("submit", "non_confidential")
    assert grants("connect-develop") == [("contract", None, None)]


def test_ideaexchange():
    board = of("ideaexchange")

    assert (board.ballot.kind, board.ballot.points) == ("updown", 10)
    assert (board.gate.metric, board.gate.at_least) == ("points", 2500)
    assert board.rounds.every_days == 14
    assert board.rounds.ballot is not None
    assert (board.rounds.ballot.kind, board.rounds.ballot.budget, board.rounds.ballot.steps) == (
        "budget",
        100,
        (5, 20, 50),
    )


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("lego-ideas", "At 10,000 supporters our team reviews it."),
        ("lego-ideas", "You have 60 days to find 100 supporters; each milestone adds time."),
        ("lego-ideas", "You cannot vote on your own idea."),
        ("lego-ideas", "Our team looks at every idea before it is public."),
        ("lego-ideas", "When an idea is launched, its makers get 1 % of net sales, 10 copies, and credit by name."),
        ("lego-ideas", "Reviews begin: May 1, September 1, and the first Monday of January."),
        ("my-starbucks-idea", "You can vote for or against an idea; a vote is worth 10 points."),
        ("my-starbucks-idea", "You can take your vote back while voting is open."),
        ("threadless", "You see the count once you have voted."),
        ("threadless", "At the deadline the best 10 go to our team for review."),
        ("dell-ideastorm", "An idea ends after 180 days without news of it."),
        ("innocentive", "Only you, your team and our staff see your idea."),
        ("ideaexchange", "In a round: You have 100 points to give, 5, 20, or 50 to an idea."),
    ],
)
def test_customers_read_the_rules_in_plain_sentences(name, sentence):
    assert sentence in rules.describe(of(name))
