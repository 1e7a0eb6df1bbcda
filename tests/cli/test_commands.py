"""The commands of whoever runs a site: they do what they say, twice changes nothing, and a refusal is one line."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from ideaboard.cli import COMMANDS
from ideaboard.core.actions import VERBS
from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.events import Fact
from ideaboard.core.locks import alone
from ideaboard.domain import boards, people
from ideaboard.domain.events import EVENTS
from ideaboard.domain.people import fits
from ideaboard.domain.people.models import Person
from ideaboard.effects import search
from tests.make import Make

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask) -> Run:
    """``run("user", "create", …)``: what a command printed, and its status."""
    runner = app.test_cli_runner()

    def call(*words: str) -> Result:
        result = runner.invoke(args=[str(word) for word in words])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        assert "Traceback" not in result.output
        return result

    return call


def mara(run: Run, *more: str) -> Result:
    return run("user", "create", "--email", "mara@example.org", "--name", "Mara Díaz", *more)


def test_every_command_has_a_sentence_about_itself(run: Run) -> None:
    for command in COMMANDS:
        assert run(command.name or "", "--help").exit_code == 0
        assert (command.help or "").strip(), command.name


# people


def test_a_person_is_made_with_role_and_password(run: Run) -> None:
    result = mara(run, "--role", "reviewer", "--password", "a long enough one")

    assert result.exit_code == 0
    person = people.by_email("mara@example.org")
    assert person is not None
    assert (person.handle, person.name) == ("mara-diaz", "Mara Díaz")
    assert [role.role for role in person.roles] == ["reviewer"]
    assert fits(person.password_hash, "a long enough one")


def test_without_a_password_one_is_made_up_and_works(run: Run) -> None:
    words = mara(run).stdout.splitlines()
    person = people.by_email("mara@example.org")
    assert person is not None
    assert words[0] == "Created @mara-diaz (Mara Díaz, customer)."
    assert fits(person.password_hash, words[1].removeprefix("Password: "))


def test_making_somebody_again_changes_nothing_but_a_missing_role(run: Run) -> None:
    mara(run, "--password", "a long enough one")
    assert "nothing was changed" in mara(run, "--password", "quite another one").stdout
    assert "is admin now" in mara(run, "--role", "admin").stdout
    assert "nothing was changed" in mara(run, "--role", "admin").stdout
    person = people.by_email("mara@example.org")
    assert person is not None
    assert fits(person.password_hash, "a long enough one")
    assert db.session.scalar(select(func.count()).select_from(Person).where(Person.kind == "person")) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--email", "no address", "--name", "X"), "does not look like an e-mail address"),
        (("--email", "x@example.org", "--name", "\u200b"), "name others will see"),
        (("--email", "x@example.org", "--name", "X", "--password", "short"), "at least 10 characters"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(run: Run, words: tuple[str, ...], said: str) -> None:
    result = run("user", "create", *words)
    assert result.exit_code == 1
    assert said in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert result.stdout == ""


def test_a_token_stands_alone_on_stdout_and_opens_the_door(run: Run) -> None:
    mara(run)
    secret = run("user", "token", "mara@example.org", "--name", "script", "--scope", "read").stdout
    assert secret.count("\n") == 1
    found = people.by_token(secret.strip(), now())
    assert found is not None
    assert found[0].email == "mara@example.org"
    assert (found[1].scopes, found[1].expires_at) == (["read"], None)
    ends = run("user", "token", "--email", "mara@example.org", "--name", "short", "--days", "3").stdout.strip()
    assert people.by_token(ends, now() + timedelta(days=4)) is None
    assert "Nobody has the address" in run("user", "token", "no@example.org", "--name", "x").stderr


def test_an_address_that_is_only_claimed_is_found_and_several_are_told_apart(run: Run, mailbox: Any) -> None:
    def join(name: str) -> Person:
        with transaction():
            return people.sign_up(
                name, "new@example.org", people.hash_password("four wet umbrellas"), at=now(), language="en"
            )

    one = join("One Lee")
    secret = run("user", "token", "new@example.org", "--name", "x").stdout.strip()
    assert people.by_token(secret, now())[0].id == one.id  # type: ignore[index]
    join("Two Lee")
    refused = run("user", "delete", "new@example.org", "--posts", "stay", "--yes").stderr
    assert "@one-lee, @two-lee" in refused
    assert run("user", "delete", "@two-lee", "--posts", "stay", "--yes").stdout == "The account is gone.\n"
    assert [person.handle for person in people.claimants("new@example.org")] == ["one-lee"]
    assert "Nobody has the handle" in run("user", "token", "@nobody", "--name", "x").stderr


def test_a_lost_second_step_is_taken_away_from_the_command_line(run: Run, make: Make) -> None:
    ada = make.person("Ada Min", role="admin")
    assert "one step already" in run("user", "lost-steps", ada.email, "--yes").stderr
    with transaction():
        me = make.here(ada)
        people.begin_app(me, by=me, at=now()).confirmed_at = now()
    assert run("user", "lost-steps", ada.email, "--yes").exit_code == 0
    assert not people.asks_second_step(make.fresh(ada))


# boards, search


def test_a_board_of_each_preset(run: Run) -> None:
    names = [line.split()[0] for line in run("board", "presets").stdout.splitlines()]
    assert {"my-starbucks-idea", "lego-ideas", "threadless"} <= set(names)
    for name in names:
        assert run("board", "create", f"a-{name}", "--preset", name, "--title", f"A {name}").exit_code == 0
    board = boards.by_slug("a-lego-ideas")
    assert board is not None
    assert (board.title, board.preset) == ("A lego-ideas", "lego-ideas")
    assert "nothing was changed" in run("board", "create", "a-lego-ideas", "--preset", "lego-ideas").stdout
    again = run("board", "create", "a-lego-ideas", "--preset", "threadless")
    assert (again.exit_code, "from the preset lego-ideas" in again.stderr) == (1, True)
    assert run("board", "create", "x", "--preset", "nobody").exit_code == 1


def test_the_index_is_made_anew(run: Run, make: Make) -> None:
    make.idea(title="A samovar in every office")
    result = run("search", "rebuild")
    assert (result.exit_code, result.stdout) == (0, "1 ideas are in the search index.\n")
    assert search.health().documents == 1
    assert "Done:" in run("tick").stdout


def test_init_again_changes_nothing(run: Run) -> None:
    assert run("init").exit_code == 0
    assert run("init").stdout == "The database and the search index are ready.\n"
    assert db.session.scalar(select(func.count()).select_from(Person)) == 1  # the house


# the clock


def test_a_tick_says_what_it_did(run: Run, make: Make) -> None:
    run("init")
    make.idea(rules={"clock": {"gather_days": 10}, "gate": {"at_least": 50}}, at=now() - timedelta(days=20))
    words = run("tick").stdout
    assert words.startswith("Done: 1 turn of the clock, ")
    assert run("tick").stdout == "Done: 0 turns of the clock, 0 errands.\n"
    moves = db.session.scalars(select(Fact).where(Fact.kind == "idea.moved").order_by(Fact.id)).all()
    assert moves[-1].data["ended_by"] == "deadline"


def test_a_tick_beside_another_says_so(run: Run, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ideaboard.cli.tick_command.PATIENCE", 0.1)
    monkeypatch.setattr("ideaboard.cli.search_commands.PATIENCE", 0.1)
    begun, end = threading.Event(), threading.Event()

    def hold() -> None:
        with app.app_context(), alone("tick", Path(app.config["INSTANCE_PATH"])):
            begun.set()
            end.wait(30)

    holder = threading.Thread(target=hold)
    holder.start()
    begun.wait(10)
    try:
        said = run("tick")
        refused = run("search", "rebuild")
    finally:
        end.set()
        holder.join()
    assert (said.exit_code, "Another process is at it" in said.stdout) == (0, True)
    assert (refused.exit_code, "held the lock" in refused.stderr) == (1, True)


def test_logs_of_commands_stay_off_stdout_and_quiet(run: Run, make: Make) -> None:
    before = logging.getLogger().level
    make.idea()
    assert "{" not in run("tick").stdout
    assert logging.getLogger().level == before


# what there is


def test_verbs_hide_nothing(run: Run) -> None:
    lines = run("verbs").stdout.splitlines()
    named = {line.split()[0] for line in lines if not line.startswith(" ")}
    assert named == {name.replace("._", ".") for name in VERBS}
    text = "\n".join(lines)
    assert "votes.cast   needs vote (signed_in, in_good_standing, not_own)   locks its subject" in text
    cast = text.split("votes.cast ")[1].split("\nvotes.")[0]
    assert "vote.cast (not kept)" in cast
    assert "now    review.route_if_qualified" in cast
    decide = text.split("review.decide ")[1].split("\nreview.")[0]
    assert "later  notify.tell_supporters_by_mail" in decide
    recorded = {line.split()[0] for line in lines if line.startswith("  ") and not line.startswith("   ")}
    rest = {"person.joined", "person.code_asked", "round.cut", "import.finished", "idea.milestone", "idea.qualified"}
    rest |= {
        "reward.proposed",
        "vote.too_late",
        "round.opened",
        "round.closed",
        "person.recovery_used",
        "search.matched",
    }  # by the clock, by what follows, or by what needs no permission
    assert set(EVENTS) - recorded <= rest


def test_a_database_that_is_not_there_is_one_line(app_with: Callable[..., Flask], tmp_path: Path) -> None:
    app = app_with(database_url=f"sqlite:///{tmp_path / 'empty.sqlite3'}", instance_path=tmp_path)
    runner = app.test_cli_runner()
    with app.app_context():
        for words in (
            ["tick"],
            ["user", "create", "--email", "a@example.org", "--name", "A"],
            ["board", "create", "x", "--preset", "threadless"],
        ):
            result = runner.invoke(args=words)
            assert result.exit_code == 1
            assert "run “flask init”" in result.stderr
            assert len(result.stderr.strip().splitlines()) == 1
        doctor = runner.invoke(args=["doctor"])
        assert (doctor.exit_code, "FAULT  database" in doctor.stdout) == (1, True)
        assert runner.invoke(args=["init"]).exit_code == 0
        assert runner.invoke(args=["tick"]).exit_code == 0
        db.session.remove()
        db.engine.dispose()


def test_drafts_are_no_ideas_of_the_index(run: Run, make: Make) -> None:
    make.idea(phase="draft")
    make.idea()
    assert run("search", "rebuild").stdout.startswith("1 ideas")
