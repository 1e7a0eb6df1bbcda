"""The rules document: what it takes, what it refuses and in which words, how it changes and what stays frozen."""

from __future__ import annotations

import json
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ideaboard.core.errors import Invalid
from ideaboard.domain.boards import rules


def refused(document: dict[str, object]) -> dict[str, str]:
    with pytest.raises(Invalid) as refusal:
        rules.parse(document)
    assert all(sentence.endswith(".") for sentence in refusal.value.errors.values())
    return refusal.value.errors


def test_an_empty_document_means_the_defaults_of_the_contract():
    plain = rules.parse({})

    assert not plain.screening.before
    assert plain.terms.key == ""
    assert plain.form.images == (0, 5)
    assert plain.clock.gather_days == 0
    assert plain.review.batches == ()
    assert plain.gate.metric == "none"
    assert plain.review.reviewers == 2
    assert plain.ballot.kind == "support"
    assert plain.ballot.retractable
    assert not plain.ballot.own_idea


def test_rules_cannot_be_changed_in_place_and_can_be_keys():
    plain = rules.parse({})

    with pytest.raises(ValueError):
        plain.gate.at_least = 5  # type: ignore[misc]
    assert {plain: 1}[rules.parse({})] == 1


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ({"colour": {}}, "colour"),
        ({"gate": {"least": 3}}, "gate.least"),
        ({"gate": 5}, "gate"),
        ({"gate": None}, "gate"),
        ({"gate": {"at_least": "3"}}, "gate.at_least"),
        ({"gate": {"at_least": -1}}, "gate.at_least"),
        ({"gate": {"at_least": float("nan")}}, "gate.at_least"),
        ({"gate": {"at_least": float("inf")}}, "gate.at_least"),
        ({"gate": {"metric": "likes"}}, "gate.metric"),
        ({"ballot": {"points": True}}, "ballot.points"),
        ({"ballot": {"points": 1.5}}, "ballot.points"),
        ({"ballot": {"points": 0}}, "ballot.points"),
        ({"ballot": {"range": [0]}}, "ballot.range.1"),
        ({"ballot": {"retractable": "yes"}}, "ballot.retractable"),
        ({"form": {"images": [5, 1]}}, "form.images"),
        ({"form": {"images": [-1, 1]}}, "form.images"),
        ({"form": {"fields": [{"key": "a", "label": "A", "kind": "choice"}]}}, "form.fields.0.options"),
        ({"form": {"fields": [{"key": "a", "label": "A", "options": ["x", "y"]}]}}, "form.fields.0.options"),
        ({"form": {"fields": [{"key": "a", "label": "A"}, {"key": "a", "label": "B"}]}}, "form.fields"),
        ({"clock": {"timezone": "Europe/Atlantis"}}, "clock.timezone"),
        ({"clock": {"timezone": "../../etc/passwd"}}, "clock.timezone"),
        ({"clock": {"gather_days": 10**30}}, "clock.gather_days"),
        ({"clock": {"extend": [{"at": 5}]}}, "clock.extend.0.days"),
        ({"review": {"batches": ["02-30"]}}, "review.batches.0"),
        ({"review": {"batches": ["02-29"]}}, "review.batches.0"),
        ({"review": {"batches": ["first-someday-01"]}}, "review.batches.0"),
        ({"review": {"batches": ["05-01\n"]}}, "review.batches.0"),
        ({"review": {"batches": ["٠٥-٠١"]}}, "review.batches.0"),
        ({"review": {"reasons": []}}, "review.reasons"),
        ({"review": {"criteria": [{"key": "fit", "name": "Fit", "weight": 0}]}}, "review.criteria.0.weight"),
        ({"review": {"criteria": [{"key": "a", "name": "A"}, {"key": "a", "name": "B"}]}}, "review.criteria"),
        ({"reward": {"approvers": 3}}, "reward.approvers"),
        ({"reward": {"grants": [{"kind": "cash", "amount": "2000"}]}}, "reward.grants.0.currency"),
        ({"reward": {"grants": [{"kind": "cash", "amount": "x", "currency": "EUR"}]}}, "reward.grants.0.amount"),
        ({"reward": {"grants": [{"kind": "cash", "amount": "1", "currency": "XYZ"}]}}, "reward.grants.0.currency"),
        ({"reward": {"grants": [{"kind": "cash", "amount": "0.5", "currency": "JPY"}]}}, "reward.grants.0.amount"),
        ({"reward": {"grants": [{"kind": "credit", "number": 3}]}}, "reward.grants.0.number"),
        ({"reward": {"grants": [{"kind": "royalty", "percent": "101"}]}}, "reward.grants.0.percent"),
        ({"terms": {"release_on": ["never"]}}, "terms.release_on.0"),
        ({"ranking": {"half_life_days": 0}}, "ranking.half_life_days"),
        ({"stages": {"gathering": "  "}}, "stages.gathering"),
        ({"stages": {"gathering": "a\x00b"}}, "stages.gathering"),
        ({"stages": {"cooking": "Cooking"}}, "stages.cooking"),
    ],
)
def test_what_cannot_be_taken_is_refused_under_its_own_key(document, path):
    assert path in refused(document)


@pytest.mark.parametrize(
    "nonsense", [[1], "rules", 5, None, {"form": {"title_max": 10**6000}}, {"gate": {"metric": {1, 2}}}]
)
def test_what_is_no_document_is_refused_too(nonsense):
    assert refused(nonsense)


def test_several_faults_are_told_at_once():
    assert set(refused({"gate": {"at_least": -1}, "ballot": {"points": 0}})) == {"gate.at_least", "ballot.points"}


# Unreachable settings


@pytest.mark.parametrize("kind", ["support", "updown", "budget", "none"])
def test_a_mean_needs_scores(kind):
    assert "gate.metric" in refused({"ballot": {"kind": kind}, "gate": {"metric": "mean", "at_least": 3}})


@pytest.mark.parametrize("kind", ["score", "none"])
def test_points_need_a_ballot_that_gives_them(kind):
    assert "gate.metric" in refused({"ballot": {"kind": kind}, "gate": {"metric": "points", "at_least": 3}})


def test_supporters_need_votes():
    assert "gate.metric" in refused({"ballot": {"kind": "none"}, "gate": {"metric": "supporters", "at_least": 3}})


@pytest.mark.parametrize("metric", ["supporters", "points", "mean"])
def test_a_gate_needs_its_number(metric):
    kind = "score" if metric == "mean" else "support"
    assert "gate.at_least" in refused({"ballot": {"kind": kind}, "gate": {"metric": metric}})


def test_a_mean_above_the_highest_score_is_out_of_reach():
    assert "gate.at_least" in refused({"ballot": {"kind": "score"}, "gate": {"metric": "mean", "at_least": 5.1}})


def test_a_milestone_above_the_gate_is_refused_and_one_at_the_gate_is_not():
    gate = {"metric": "supporters", "at_least": 100}

    assert "gate.milestones" in refused({"gate": {**gate, "milestones": [50, 101]}})
    assert rules.parse({"gate": {**gate, "milestones": [100, 50]}}).gate.milestones == (50, 100)


def test_time_earned_above_the_gate_is_refused():
    clock = {"gather_days": 60, "extend": [{"at": 200, "days": 30}]}
    assert "clock.extend" in refused({"clock": clock, "gate": {"metric": "supporters", "at_least": 100}})


def test_the_best_need_a_measure_and_a_deadline():
    assert "gate.top" in refused({"gate": {"top": 5}})
    assert "gate.top" in refused({"gate": {"metric": "supporters", "top": 5}})
    assert rules.parse({"gate": {"metric": "supporters", "top": 5}, "clock": {"gather_days": 7}}).gate.top == 5


@pytest.mark.parametrize("ballot", ["ballot", "rounds.ballot"])
def test_a_step_must_fit_into_the_budget(ballot):
    budget = {"kind": "budget", "budget": 10, "steps": [5, 20]}
    document = {"ballot": budget} if ballot == "ballot" else {"rounds": {"ballot": budget}}
    assert f"{ballot}.steps" in refused(document)


@pytest.mark.parametrize("scores", [[5, 0], [3, 3]])
def test_scores_run_from_low_to_high(scores):
    assert "ballot.range" in refused({"ballot": {"kind": "score", "range": scores}})


def test_shares_may_not_exceed_the_whole():
    grants = [{"kind": "royalty", "percent": "60"}, {"kind": "royalty", "percent": "40.01"}]
    assert "reward.grants" in refused({"reward": {"grants": grants}})


def test_a_cut_needs_what_it_measures_and_comes_before_the_deadline():
    drop = {"after_hours": 24, "metric": "mean", "below": 2, "min_votes": 20}
    assert "clock.drop.0.metric" in refused({"clock": {"gather_days": 7, "drop": [drop]}})
    late = {"clock": {"gather_days": 7, "drop": [{**drop, "after_hours": 200}]}, "ballot": {"kind": "score"}}
    assert "clock.drop.0.after_hours" in refused(late)


def phase(name: str, opens: object, closes: object, *allows: str) -> dict[str, object]:
    return {"name": name, "opens": opens, "closes": closes, "allows": list(allows)}


@pytest.mark.parametrize(
    ("phases", "words"),
    [
        ([phase("A", "2027-01-01", "2027-02-01", "submit", "vote"), phase("B", "2027-01-31", "2027-03-01")], "overlap"),
        ([phase("A", 0, 20, "submit", "vote"), phase("B", 5, 9)], "overlap"),
        ([phase("A", 0, 20, "submit")], "no time to vote"),
        ([phase("A", 0, 20, "vote")], "submitted"),
        ([phase("A", 0, "2027-02-01", "submit", "vote")], "all phases as dates"),
        ([phase("A", 0, 5, "submit", "vote"), phase("A", 5, 9)], "twice"),
    ],
)
def test_phases_that_cannot_be_lived_in_are_refused(phases, words):
    assert words in refused({"clock": {"phases": phases}})["clock.phases"]


def test_a_phase_closes_after_it_opens():
    backwards = [phase("A", "2027-02-01", "2027-01-01", "submit", "vote")]
    assert "clock.phases.0.closes" in refused({"clock": {"phases": backwards}})


@pytest.mark.parametrize("moment", ["soon", "", "2027-13-01", -1, 1.5, True, None, "9999-12-31T23:59:59-14:00", 10**9])
def test_a_moment_is_a_date_a_time_or_a_number_of_days(moment):
    assert "clock.phases.0.opens" in refused({"clock": {"phases": [phase("A", moment, 30, "submit", "vote")]}})


def test_phases_that_follow_one_another_are_taken():
    phases = [
        phase("A", "2027-01-01", "2027-02-01T09:00", "submit"),
        phase("B", "2027-02-01T09:00", "2027-03-01", "vote"),
    ]
    assert len(rules.parse({"clock": {"phases": phases}}).clock.phases) == 2


def test_a_board_without_votes_needs_no_time_to_vote():
    document = {"ballot": {"kind": "none"}, "clock": {"phases": [phase("A", 0, 5, "submit")]}}
    assert rules.parse(document).ballot.kind == "none"


def test_rounds_that_open_by_themselves_need_a_ballot():
    assert "rounds.ballot" in refused({"rounds": {"every_days": 14}})
    assert rules.parse({"rounds": {"ballot": {}}}).rounds.ballot is None


# Reading back


def test_native_toml_dates_are_taken():
    when = "opens = 2027-01-01, closes = 2027-02-01T10:00:00Z"
    text = f'[clock]\nphases = [{{name = "A", {when}, allows = ["submit", "vote"]}}]'
    [phase] = rules.parse(rules.from_toml(text)).clock.phases
    assert (phase.opens, phase.closes) == ("2027-01-01", "2027-02-01T10:00:00+00:00")


def test_what_is_not_toml_is_refused():
    with pytest.raises(Invalid):
        rules.from_toml("[clock\n")


documents = st.fixed_dictionaries(
    {},
    optional={
        "form": st.fixed_dictionaries(
            {"title_max": st.integers(10, 300), "images": st.tuples(st.integers(0, 3), st.integers(3, 9)).map(list)}
        ),
        "ballot": st.fixed_dictionaries(
            {
                "kind": st.sampled_from(["support", "updown", "score", "budget", "none"]),
                "points": st.integers(1, 1000),
                "reveal": st.sampled_from(["live", "after_own_vote", "after_close", "staff"]),
            }
        ),
        "gate": st.fixed_dictionaries(
            {"at_least": st.integers(100, 10**6) | st.floats(100, 10**6), "milestones": st.lists(st.integers(1, 99))}
        ),
        "rounds": st.fixed_dictionaries({"ballot": st.just({}) | st.just({"kind": "budget"})}),
        "stages": st.fixed_dictionaries({"review": st.text("aé漢🎉\"'\\ %{}").map(lambda text: f"x{text}")}),
        "ranking": st.fixed_dictionaries({"half_life_days": st.floats(0.1, 300) | st.integers(1, 300)}),
    },
)


@given(documents)
def test_rules_read_back_as_they_were_written(document):
    made = rules.parse(document)
    whole = rules.to_document(made)

    assert rules.parse(whole) == made
    assert rules.parse(json.loads(json.dumps(whole))) == made
    assert rules.from_toml(rules.to_toml(made)) == whole
    assert rules.describe(made)


def test_a_dump_warns_of_nothing():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        rules.parse({"gate": {"metric": "points", "at_least": 7}}).model_dump(mode="json")


# Changing


def test_tables_merge_arrays_replace_and_null_restores_the_preset():
    base = rules.preset("lego-ideas")
    once = rules.override(base, {"ballot": {"own_idea": True}, "review": {"batches": ["06-01"]}}, base=base)
    twice = rules.override(once, {"review": {"batches": None}, "gate": {"closes": "never"}}, base=base)

    assert once["review"]["batches"] == ["06-01"]
    assert once["ballot"]["kind"] == "support"
    assert twice["ballot"]["own_idea"] is True
    assert twice["review"]["batches"] == base["review"]["batches"]
    assert twice["gate"] == {**base["gate"], "closes": "never"}
    assert rules.override(twice, {"ballot": None}, base=base)["ballot"] == base["ballot"]
    assert base == rules.preset("lego-ideas")


def test_milestones_a_lower_gate_has_overtaken_fall_away_unless_they_are_named():
    base = rules.preset("lego-ideas")
    lower = rules.parse(rules.override(base, {"gate": {"at_least": 500}}, base=base))

    assert lower.gate.milestones == (100,)
    assert [extension.at for extension in lower.clock.extend] == [100]
    assert "gate.milestones" in refused(
        rules.override(base, {"gate": {"at_least": 500, "milestones": [600]}}, base=base)
    )


@pytest.mark.parametrize("changes", [{"gate": {"x": None}}, {"x": None}, {"gate": {"at_least": True}}, {"clock": "x"}])
def test_changes_that_cannot_be_are_left_for_the_check_to_refuse(changes):
    base = rules.preset("lego-ideas")
    assert refused(rules.override(base, changes, base=base))


def test_changes_that_are_no_document_are_refused():
    with pytest.raises(Invalid):
        rules.override({}, [1], base={})  # type: ignore[arg-type]


def test_what_an_idea_was_promised_stays_and_the_rest_follows_the_board():
    frozen = rules.parse(rules.preset("lego-ideas"))
    live = rules.parse(rules.preset("threadless"))

    merged = rules.merge_live(frozen, live)

    for promised in ("ballot", "gate", "reward", "terms"):
        assert getattr(merged, promised) == getattr(frozen, promised)
    assert (merged.clock.gather_days, merged.clock.extend) == (60, frozen.clock.extend)
    assert merged.clock.drop == ()
    assert merged.clock.timezone == "UTC"
    assert merged.review.criteria == frozen.review.criteria
    assert merged.review.batches == ("monday",)
    assert merged.review.answer_days == 90
    for followed in ("form", "screening", "rounds", "stages"):
        assert getattr(merged, followed) == getattr(live, followed)


@pytest.mark.parametrize(
    ("promised", "now", "seen"),
    [("public", "private", "private"), ("private", "public", "private"), ("members", "members", "members")],
)
def test_visibility_can_only_become_narrower(promised, now, seen):
    frozen, live = (rules.parse({"ranking": {"visibility": who}}) for who in (promised, now))
    assert rules.merge_live(frozen, live).ranking.visibility == seen


def test_a_difference_names_the_keys_with_both_values():
    before, after = rules.parse({}), rules.parse({"ballot": {"points": 10}, "stages": {"review": "On the desk"}})

    changes = [(change.path, change.before, change.after) for change in rules.changes_between(before, after)]

    assert changes == [("ballot.points", 1, 10), ("stages.review", "In review", "On the desk")]


# Words


def test_every_key_is_explained_in_one_sentence_for_the_form():
    for field in rules.fields():
        for explained in (field, *field.columns):
            assert explained.description.endswith("."), explained.path
    types = {field.path: field.type for field in rules.fields()}
    assert types["form.images"] == "range"
    assert types["reward.grants"] == "rows"
    assert types["review.publish"] == "choices"
    assert types["rounds.ballot"] == "table"
    assert types["gate.at_least"] == "number"
    assert {field.table for field in rules.fields()} == set(rules.TABLES) == set(rules.to_document(rules.parse({})))


def test_stages_have_words_for_every_phase_and_a_board_has_its_own():
    plain, own = rules.parse({}), rules.parse({"stages": {"launched": "On the shelves"}})

    assert rules.stage(plain, "gathering") == "Gathering support"
    assert rules.stage(plain, "expired") == "Ended"
    assert rules.stage(own, "launched") == "On the shelves"


def test_reasons_of_a_boards_own_become_words():
    assert rules.reason_name("too_costly") == "It would cost too much"
    assert rules.reason_name("wrong_season") == "Wrong season"


def test_grants_know_their_whole_units():
    grants = [
        {"kind": "cash", "amount": "49.50", "currency": "EUR"},
        {"kind": "voucher", "amount": 500, "currency": "JPY"},
        {"kind": "royalty", "percent": "2.5"},
        {"kind": "copies", "number": 10},
    ]
    cash, voucher, royalty, copies = rules.parse({"reward": {"grants": grants}}).reward.grants

    assert cash.minor == 4950
    assert (voucher.amount, voucher.minor) == ("500", 500)
    assert royalty.basis_points == 250
    assert (copies.minor, copies.basis_points) == (None, None)
