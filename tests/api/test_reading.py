"""What programs read."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from ideaboard.core import jobs
from ideaboard.core.clock import now
from ideaboard.effects import search
from tests.api.conftest import Programs
from tests.effects.test_search_house import forget
from tests.make import Make

ITEM = {
    "id", "url", "board", "title", "excerpt", "phase", "stage", "ended_by", "author", "created_at", "deadline_at",
    "supporters", "points", "votes_up", "votes_down", "mean", "comments", "my_vote",
}  # fmt: skip
DETAIL = ITEM | {
    "body", "body_html", "tags", "pictures", "rules_version", "gate", "timeline", "decision", "merged_into",
}  # fmt: skip
SCORES = {"ballot": {"kind": "score", "range": [0, 5], "reveal": "after_own_vote"}, "gate": {"metric": "none"}}


def test_me(program: Programs, make: Make) -> None:
    board = make.board("kits")
    ada = make.person("Ada Byron")

    assert program(ada).get("/me").json == {
        "id": ada.id, "handle": "ada-byron", "name": "Ada Byron", "roles": [], "email": ada.email,
    }  # fmt: skip
    assert program(make.admin()).get("/me").json["roles"] == ["admin"]
    assert program(make.reviewer(board)).get("/me").json["roles"] == ["reviewer:kits"]


def test_boards(program: Programs, make: Make) -> None:
    make.board("one")
    make.board("two", preset="lego-ideas", rules={"gate": {"at_least": 100}})

    listed = program().get("/boards?limit=1").json
    rest = program().get(f"/boards?limit=1&cursor={listed['next']}").json
    one = program().get("/boards/two").json

    assert [board["slug"] for board in listed["items"] + rest["items"]] == ["one", "two"]
    assert rest["next"] is None
    assert set(one) == {
        "slug", "title", "intro", "preset", "rules", "rules_version", "state", "ideas", "opens_at", "closes_at",
    }  # fmt: skip
    assert (one["preset"], one["rules_version"], one["state"], one["ideas"]) == ("lego-ideas", 1, "open", 0)
    assert one["rules"]["gate"]["at_least"] == 100


def test_an_idea_in_a_list_and_whole(program: Programs, make: Make) -> None:
    idea = make.idea(title="Quieter doors", supporters=2, tags=["doors", "noise"])
    voter = make.person()
    make.vote(idea, by=voter)

    (item,) = program(voter).get("/ideas").json["items"]
    whole = program().get(f"/ideas/{idea.id}").json

    assert set(item) == ITEM
    assert (item["supporters"], item["votes_up"], item["my_vote"], item["mean"]) == (3, 3, 1, None)
    assert item["author"] == {"handle": idea.author.handle, "name": idea.author.name}
    assert item["url"].endswith(f"/ideas/{idea.id}/quieter-doors")
    assert item["url"].startswith("http")
    assert item["created_at"].endswith("Z")
    assert set(whole) >= DETAIL
    assert whole["tags"] == ["doors", "noise"]
    assert whole["gate"] == {"metric": "supporters", "at_least": 10.0, "value": 3.0}
    assert whole["my_vote"] is None
    assert [moment["kind"] for moment in whole["timeline"]] == ["idea.submitted", "idea.moved", "idea.published"]
    assert set(whole["timeline"][0]) == {"at", "kind", "actor", "data"}
    assert whole["decision"] is None


def test_lists_are_narrowed_and_sorted(program: Programs, make: Make) -> None:
    board, other = make.board("here"), make.board("there")
    first = make.idea(board=board, supporters=2, tags=["red"])
    second = make.idea(board=board, supporters=1)
    third = make.idea(board=other)
    picked = make.idea(board=other, phase="review")

    def ids(query: str) -> list[int]:
        return [item["id"] for item in program().get(f"/ideas?{query}").json["items"]]

    assert ids("board=here&sort=top") == [first.id, second.id]
    assert ids("sort=new") == [picked.id, third.id, second.id, first.id]
    assert ids("phase=review") == [picked.id]
    assert ids(f"author={second.author.handle}") == [second.id]
    assert ids("tag=red") == [first.id]
    assert ids("board=&phase=&sort=&author=&cursor=&limit=") != []


def test_a_cursor_leads_on_through_changes(program: Programs, make: Make) -> None:
    board = make.board("here")
    ideas = [make.idea(board=board, at=now() - timedelta(hours=9 - n)) for n in range(5)]

    page = program().get("/ideas?sort=new&limit=2").json
    make.idea(board=board)  # what came meanwhile does not push anything into the next page
    seen = [item["id"] for item in page["items"]]
    while page["next"]:
        page = program().get(f"/ideas?sort=new&limit=2&cursor={page['next']}").json
        seen += [item["id"] for item in page["items"]]

    assert seen == [idea.id for idea in reversed(ideas)]


def test_the_limit_is_1_to_100(program: Programs, make: Make) -> None:
    for wrong in ("0", "101", "-1", "x", "1e3", str(10**30)):
        answer = program().get(f"/ideas?limit={wrong}")
        assert (answer.status_code, list(answer.json["errors"])) == (422, ["limit"])
    assert program().get("/ideas?cursor=nonsense").status_code == 422
    assert program().get("/ideas?sort=best").json["errors"].keys() == {"sort"}
    assert program().get("/ideas?phase=nowhere").json["errors"].keys() == {"phase"}


def test_hidden_tallies_are_null_everywhere(program: Programs, make: Make) -> None:
    idea = make.idea(rules=SCORES)
    voter = make.person()
    make.vote(idea, by=voter, value=4)
    tallies = ("supporters", "points", "votes_up", "votes_down", "mean")

    before = program().get(f"/ideas/{idea.id}").json
    ledger = program().get(f"/ideas/{idea.id}/ledger").json
    after = program(voter).get(f"/ideas/{idea.id}").json

    assert [before[name] for name in tallies] == [None] * 5
    assert before["gate"]["value"] is None
    assert [program().get("/ideas").json["items"][0][name] for name in tallies] == [None] * 5
    assert ledger == {"items": [], "next": None, "carried_up": None, "carried_down": None}
    assert (after["supporters"], after["mean"], after["my_vote"]) == (1, 4.0, 4)
    assert len(program(voter).get(f"/ideas/{idea.id}/ledger").json["items"]) == 1


def test_the_ledger_names_nobody_and_can_be_recounted(program: Programs, make: Make) -> None:
    idea, other = make.idea(), make.idea()
    voter = make.person()
    for subject in (idea, other):
        make.vote(subject, by=voter)
    program(voter).delete(f"/ideas/{idea.id}/vote")
    make.vote(idea)

    ledger = program().get(f"/ideas/{idea.id}/ledger").json
    elsewhere = program().get(f"/ideas/{other.id}/ledger").json

    assert set(ledger["items"][0]) == {"voter", "value", "cast_at", "ended_at"}
    assert len({entry["voter"] for entry in ledger["items"]}) == 2
    assert [entry["ended_at"] is None for entry in ledger["items"]] == [False, True]
    assert ledger["items"][0]["voter"] != elsewhere["items"][0]["voter"]
    assert sum(entry["value"] for entry in ledger["items"] if entry["ended_at"] is None) == 1
    assert (ledger["carried_up"], ledger["carried_down"]) == (0, 0)


def test_the_public_log(program: Programs, make: Make) -> None:
    idea = make.idea(gate=2, rules={"gate": {"milestones": [1]}})
    make.comment(idea)
    voter = make.person()
    make.vote(idea, by=voter)
    make.vote(idea)

    page = program().get("/facts?limit=3").json
    facts = page["items"]
    while page["next"]:
        page = program().get(f"/facts?limit=3&after={page['next']}").json
        facts += page["items"]

    kinds = [fact["kind"] for fact in facts]
    assert kinds[0] == "board.opened"
    assert {"idea.submitted", "idea.published", "idea.milestone", "comment.posted", "idea.qualified"} <= set(kinds)
    assert [fact["id"] for fact in facts] == sorted({fact["id"] for fact in facts})
    assert set(facts[0]) == {"id", "at", "kind", "actor", "idea", "board", "data"}
    milestone = facts[kinds.index("idea.milestone")]
    assert (milestone["idea"], milestone["board"]) == (idea.id, idea.board.slug)
    assert milestone["actor"]["handle"] == "system"  # a voter is nobody's business
    assert program().get(f"/facts?after={facts[-1]['id']}").json == {"items": [], "next": None}
    assert program().get("/facts?after=").json["items"] != []


def test_the_log_is_silent_about_what_is_not_public(program: Programs, make: Make) -> None:
    secret = make.board("secret", rules={"ranking": {"visibility": "private"}})
    make.idea(board=secret)
    make.idea(phase="screening")

    assert {fact["idea"] for fact in program(make.admin()).get("/facts").json["items"]} == {None}


def test_a_search_is_narrowed_counted_and_explained_to_the_team(program: Programs, make: Make) -> None:
    board, other = make.board(), make.board()
    one = make.idea(board=board, title="A bench under the oak")
    make.idea(board=other, title="Benches of oak")
    search.rebuild_all()

    found = program().get("/search?q=oak+lamp&why=true").json
    assert found["facets"]["boards"] == {board.slug: 1, other.slug: 1}
    assert (found["facets"]["phases"], found["facets"]["languages"]) == ({"gathering": 2}, {"en": 2})
    assert found["facets"]["ages"]["week"] == found["total"] == 2
    assert (found["cut"], found["plain"], found["why"]) == (False, False, None)
    assert all("<mark>oak</mark>" in item["highlights"]["title"] for item in found["items"])
    assert program().get("/search?q=oak&since=2999-01-01T00:00:00Z").json["total"] == 0
    assert program().get("/search?q=oak&until=2999-01-01T00:00:00Z&language=en").json["total"] == 2
    assert program().get("/search?q=" + "+".join(f"w{n}" for n in range(30))).json["cut"]

    told = program(make.moderator()).get(f"/search?q=oak+lamp&why=true&board={board.slug}").json
    assert [item["id"] for item in told["items"]] == [one.id]
    assert [(why["word"], why["places"]) for why in told["why"][str(one.id)]] == [("oak", ["title"]), ("lamp", [])]
    alike = program().post("/similar", {"title": 'tag:oak -bench "under"', "body": "An oak"}).json["items"]
    assert {"<mark>" in item["highlights"]["title"] for item in alike} == {True}


def test_an_answer_of_the_database_says_so(program: Programs, make: Make, app: Flask) -> None:
    board = make.board()
    make.idea(board=board, title="A bench under the oak")
    forget(app)

    found = program().get("/search?q=bench").json
    assert (found["plain"], found["total"], found["facets"]["boards"]) == (True, 1, {board.slug: 1})


def test_search_and_likeness(program: Programs, make: Make) -> None:
    idea = make.idea(title="A bench beneath the old oak")
    make.idea(title="Tea at night")
    jobs.work_off()  # an earlier test may have left an index without them

    found = program().get("/search?q=bench").json
    alike = program().post("/similar", {"title": "bench under an oak"}).json

    assert [item["id"] for item in found["items"]] == [idea.id]
    assert set(found["items"][0]) == ITEM | {"score", "highlights"}
    assert set(found) == {"items", "next", "total", "did_you_mean", "cut", "plain", "why", "facets"}
    assert found["facets"].keys() == {"boards", "phases", "tags", "languages", "ages"}
    assert alike["items"][0]["id"] == idea.id
    assert program().get("/search?q=").status_code == 200
    assert program().get("/search?q=bench&sort=nothing").status_code == 422


def test_a_page_of_a_list_costs_the_same_however_long_it_is(program: Programs, make: Make, queries: object) -> None:
    board = make.board("here")
    counts = []
    for _round in range(2):
        for _ in range(3):
            make.idea(board=board)
        with queries() as seen:  # type: ignore[operator]
            program().get("/ideas")
        counts.append(len(seen))
    assert counts[0] == counts[1]
