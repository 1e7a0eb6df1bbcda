"""The whole way of an idea by API calls alone, and boards of all presets, as a program that knows only the contract."""

from __future__ import annotations

from typing import Any

import pytest

from ideaboard.core import jobs
from tests.api.conftest import Programs
from tests.make import Make

PRESETS = (
    "my-starbucks-idea", "lego-ideas", "threadless", "dell-ideastorm", "openideo", "innocentive", "connect-develop",
    "ideaexchange",
)  # fmt: skip
BOARD = {"slug", "title", "intro", "preset", "rules", "rules_version", "state", "ideas", "opens_at", "closes_at"}
TALLIES = ("supporters", "points", "votes_up", "votes_down", "mean")
BODY = "A castle with a drawbridge that works, eight figures and a dragon that fits into the tower. "
RULES: dict[str, Any] = {
    "form": {"images": [0, 25]},
    "clock": {"extend": [{"at": 2, "days": 365}]},
    "gate": {"at_least": 3, "milestones": [2]},
    "review": {"batches": []},
    "reward": {
        "grants": [{"kind": "cash", "amount": "100.01", "currency": "EUR"}, {"kind": "royalty", "percent": "1"}]
    },
}


@pytest.mark.parametrize("preset", PRESETS)
def test_an_admin_opens_a_board_of_each_preset(program: Programs, make: Make, preset: str) -> None:
    admin = program(make.admin())
    made = admin.post("/boards", {"slug": "ours", "title": "Ours", "preset": preset})
    assert made.status_code == 201
    assert made.headers["Location"] == "/api/v1/boards/ours"
    board = made.get_json()
    assert set(board) == BOARD
    assert (board["preset"], board["state"], board["rules_version"], board["ideas"]) == (preset, "open", 1, 0)
    assert admin.post("/boards", {"slug": "ours", "title": "Ours", "preset": preset}).status_code == 422


def test_from_the_board_to_the_payment(program: Programs, make: Make) -> None:
    """Screening, the gate, two scorecards, a decision, the launch, the rewards; with who may not at each step."""
    admin, other_admin = program(make.admin()), program(make.admin())
    moderator, first, second = program(make.moderator()), program(make.reviewer()), program(make.reviewer())
    author, *voters = [program(make.person()) for _ in range(4)]
    admin.post("/boards", {"slug": "kits", "title": "Kits", "preset": "lego-ideas", "rules": RULES})

    new = {"board": "kits", "title": "A castle", "body": BODY}
    assert set(author.post("/ideas", new).get_json()["errors"]) == {"accept_terms"}
    shared = author.post("/ideas", {**new, "accept_terms": True})
    assert (shared.status_code, shared.get_json()["phase"]) == (201, "screening")
    at = f"/ideas/{shared.get_json()['id']}"
    assert shared.headers["Location"] == "/api/v1" + at
    assert voters[0].put(f"{at}/vote", {"value": 1}).status_code == 404
    assert first.put(f"{at}/screening", {"outcome": "publish"}).status_code == 403
    assert set(moderator.put(f"{at}/screening", {"outcome": "return"}).get_json()["errors"]) == {"reason"}
    assert moderator.put(f"{at}/screening", {"outcome": "publish"}).get_json()["phase"] == "gathering"

    assert author.put(f"{at}/vote", {"value": 1}).status_code == 403
    phases = [voter.put(f"{at}/vote", {"value": 1}).get_json()["phase"] for voter in voters]
    assert phases == ["gathering", "gathering", "review"]
    assert voters[0].delete(f"{at}/vote").status_code == 409
    ledger = program().get(f"{at}/ledger").get_json()["items"]
    assert len({entry["voter"] for entry in ledger}) == 3
    _judged(at, first, second)

    assert first.put(f"{at}/progress", {"phase": "launched", "note": "It is out."}).get_json()["phase"] == "launched"
    rewards = author.get("/rewards").get_json()["items"]
    assert [(each["kind"], each["amount"], each["percent"]) for each in rewards] == [
        ("cash", "100.01", None), ("royalty", None, "1"),
    ]  # fmt: skip
    for each in rewards:
        own = f"/rewards/{each['id']}"
        assert author.post(f"{own}/claim").status_code == 409
        assert voters[0].post(f"{own}/claim").status_code == 404
        assert admin.post(f"{own}/pay").status_code == 409
        assert admin.post(f"{own}/approve").get_json()["state"] == "approved"
        assert other_admin.post(f"{own}/approve").status_code == 409
        assert author.post(f"{own}/claim").get_json()["state"] == "claimed"
        assert other_admin.post(f"{own}/pay").get_json()["state"] == "paid"
        assert other_admin.post(f"{own}/pay").status_code == 409
        assert "paid" in author.post(f"{own}/claim").get_json()["detail"]

    whole = program().get(at).get_json()
    kinds = [moment["kind"] for moment in whole["timeline"]]
    order = ["idea.submitted", "idea.published", "idea.milestone", "idea.qualified", "idea.decided", "idea.launched"]
    assert [kind for kind in kinds if kind in order] == order
    assert whole["decision"]["statement"] == "We **love** it."
    assert whole["gate"] == {"metric": "supporters", "at_least": 3, "value": 3}


def _judged(at: str, first: Any, second: Any) -> None:
    verdict = {"outcome": "accept", "reason": "other", "statement": "We **love** it."}
    card = {"scores": {"fit": 4, "play": 5}, "recommendation": "accept"}
    assert first.put(f"{at}/decision", verdict).status_code == 409
    assert first.put(f"{at}/assessment", card).status_code == 200
    assert second.get("/review").get_json()["items"][0]["mean_score"] is None
    assert second.put(f"{at}/assessment", card).status_code == 200
    assert second.get("/review").get_json()["items"][0]["mean_score"] is not None
    assert set(first.put(f"{at}/decision", {"outcome": "accept"}).get_json()["errors"]) == {"reason", "statement"}
    assert first.put(f"{at}/decision", verdict).get_json()["phase"] == "accepted"
    assert second.put(f"{at}/decision", verdict).status_code == 409


def test_a_hidden_tally_is_hidden_on_every_path(program: Programs, make: Make) -> None:
    admin, author, voter, stranger = (program(make.admin()), *(program(make.person()) for _ in range(3)))
    rules = {"form": {"images": [0, 5]}, "screening": {"before": False}}
    admin.post("/boards", {"slug": "tees", "title": "Tees", "preset": "threadless", "rules": rules})
    numbers = []
    for value in (1, 5, 3):
        new = {"board": "tees", "title": f"Zebra tee {value}", "body": BODY, "accept_terms": True}
        numbers.append(author.post("/ideas", new).get_json()["id"])
        assert voter.put(f"/ideas/{numbers[-1]}/vote", {"value": value}).get_json()["mean"] == value

    jobs.work_off()  # the index knows them too

    for who in (program(), author, stranger):
        newest = [item["id"] for item in who.get("/ideas?board=tees&sort=new").get_json()["items"]]
        for path in ("/ideas?board=tees&sort=top", "/ideas?board=tees", "/ideas?sort=top", "/search?q=zebra"):
            items = who.get(path).get_json()["items"]
            assert {item["id"] for item in items} == set(numbers), path
            assert all(item[tally] is None for item in items for tally in TALLIES), path
            if "sort=top" in path:
                assert [item["id"] for item in items] == newest, "the order tells nothing either"
        assert who.get(f"/ideas/{numbers[1]}").get_json()["gate"]["value"] is None
        assert who.get(f"/ideas/{numbers[1]}/ledger").get_json() == {
            "items": [], "next": None, "carried_up": None, "carried_down": None,
        }  # fmt: skip
    assert voter.get(f"/ideas/{numbers[1]}").get_json()["mean"] == 5
    assert stranger.put(f"/ideas/{numbers[1]}/vote", {"value": 4}).get_json()["mean"] == 4.5
    assert stranger.get(f"/ideas/{numbers[0]}").get_json()["mean"] is None


@pytest.mark.parametrize("value", [0, -1, 2, "1", 1.0, 1.5, None, True, 10**30, [], {}])
def test_a_vote_the_ballot_does_not_know_is_422(program: Programs, make: Make, value: Any) -> None:
    idea = make.idea()
    answer = program(make.person()).put(f"/ideas/{idea.id}/vote", {"value": value})
    assert answer.status_code == 422
    assert set(answer.get_json()["errors"]) == {"value"}


def test_an_empty_name_is_needed_not_strange(program: Programs, make: Make) -> None:
    refused = program(make.admin()).post("/boards", {"slug": "", "title": "X", "preset": ""})
    assert refused.get_json()["errors"] == {"slug": "This is needed here.", "preset": "This is needed here."}
