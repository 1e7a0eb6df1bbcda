"""The score learned from the team's own decisions: what it learns, when it acts, and that it only ever holds."""

from __future__ import annotations

import pytest

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.domain import moderation
from ideaboard.domain.moderation import learning, spam
from ideaboard.domain.moderation.learning import Example
from ideaboard.domain.moderation.models import Hold, SpamModel

BAD = ("Cheap pills number {n}: order now at https://pills.example/{n}", "Win money fast, casino bonus {n}, click here")
GOOD = ("A bench in the shade at stop {n} would help", "Please open an hour earlier, number {n} is always late")


def decide(make, count: int) -> None:
    """The team lets ``count`` comments stand and takes as many down."""
    idea, moderator = make.idea(), make.moderator()
    known = make.person()
    for number in range(count):
        for text, verb in ((GOOD[number % 2], None), (BAD[number % 2], "hide")):
            said = make.comment(idea, by=known, body=text.format(n=number))
            with transaction():
                here, by = make.here(said), make.here(moderator)
                moderation.flag_comment(here, "spam", by=make.here(idea).author, at=now())
                if verb:
                    moderation.hide_comment(here, "Advertising.", by=by, at=now())
                else:
                    moderation.dismiss_comment_flags(here, by=by, at=now())


def test_it_learns_from_decisions_and_tells_good_from_bad(make):
    decide(make, 20)
    assert learning.learn_if_due()
    model = spam.newest()
    assert (model.good, model.bad) == (20, 20)
    assert model.measured["acts"]
    assert model.measured["held_right"] == model.measured["held"]
    bad = spam.score(model, "Order cheap pills now", '<a href="https://pills.example/x">x</a>')
    good = spam.score(model, "A bench would help", "")
    assert bad.percent > 90
    assert good.percent < 50
    assert "pills" in dict(bad.words)
    assert model.weights["pills"] > 0 > model.weights["bench"]


def test_what_scores_high_waits_and_is_not_refused(make):
    decide(make, 20)
    learning.learn_if_due()
    idea = make.idea()
    for text, waits in (
        ("Cheap pills: order now, click here https://pills.example/9", True),
        (GOOD[0].format(n=9), False),
    ):
        said = make.comment(idea, by=make.person(), body=text)
        said = make.fresh(said)
        assert (said.hidden_for == "held") is waits, text
    [hold] = db.session.query(Hold).filter(Hold.comment_id.is_not(None), Hold.settled_at.is_(None)).all()
    assert hold.doubts[0][0] == "spam"


def test_too_few_decisions_teach_nothing(make):
    decide(make, 8)
    assert learning.learn_if_due() is False
    assert db.session.query(SpamModel).count() == 0
    assert not spam.holds("Cheap pills", "")


def test_it_learns_anew_only_when_enough_was_decided_since(make):
    decide(make, 20)
    assert learning.learn_if_due()
    assert learning.learn_if_due() is False


def test_decisions_at_random_teach_nothing_that_acts():
    """Where the same words were let stand and taken down, the measure on unseen posts says so."""
    found = [Example(["milk", "oat", f"word{number % 7}"], bad=number % 2 == 0) for number in range(80)]
    assert learning.measure(found)["acts"] is False


@pytest.mark.parametrize("text", ["", "\x00", "a" * 100_000, "🙂" * 500, "<script>", "https://" * 50])
def test_any_text_has_features_and_a_score(text):
    model = SpamModel(bias=0.0, weights={"milk": 1.0}, measured={"acts": True})
    assert len(spam.features(text, text)) <= spam.MOST_WORDS
    assert 0 <= spam.score(model, text, text).percent <= 100


# the pages that tell of it


def test_admins_read_what_it_learned_and_write_reasons(make, client):
    client.sign_in(make.admin())
    assert "it begins after 15 posts" in client.get("/admin/watch").text
    decide(make, 20)
    learning.learn_if_due()
    page = client.get("/admin/watch").text
    assert "From 20 posts that were fine and 20 that were taken down." in page
    assert "pills +" in page
    typed = {"answer_hours": "24", "reasons": "It is advertising.\n\nIt is here already."}
    assert client.post("/admin/watch", data=typed).status_code == 303
    make.idea(phase="screening")
    queue = client.get("/moderation").text
    assert '<option value="It is advertising."></option>' in queue
    wrong = client.post("/admin/watch", data={**typed, "reasons": "x" * 301})
    assert wrong.status_code == 422


def test_whoever_waits_reads_until_when_and_others_do_not(make, client):
    decide(make, 20)
    learning.learn_if_due()
    idea, author = make.idea(), make.person()
    make.comment(idea, by=author, body="Cheap pills: order now, click here https://pills.example/9")
    client.sign_in(author)
    assert (
        "Only you see this until somebody of the team has looked, by"
        in client.get(f"/ideas/{idea.id}/{idea.slug}").text
    )
    client.sign_in(make.person())
    assert "Only you see this" not in client.get(f"/ideas/{idea.id}/{idea.slug}").text


def test_who_is_hidden_finds_the_way_to_a_second_look(make, client):
    idea, author, moderator = make.idea(), make.person(), make.moderator()
    said = make.comment(idea, by=author)
    with transaction():
        moderation.hide_comment(make.here(said), "Rude.", by=make.here(moderator), at=now())
    client.sign_in(author)
    page = client.get(f"/ideas/{idea.id}/{idea.slug}").text
    assert "Ask for a second look" in page
    ruling = moderation.appealable(make.fresh(said))
    with transaction():
        moderation.appeal(db.session.merge(ruling), "It was a quotation.", by=make.here(author), at=now())
    log = client.get("/moderation/log").text
    assert "Appealed; somebody else reads it again." in log
