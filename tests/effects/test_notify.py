"""Who is told of what, in which words; and what goes out by mail."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from markupsafe import Markup
from sqlalchemy import Select, func, insert, select

from ideaboard import consequences
from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.events import Fact, record
from ideaboard.core.jobs import Errand, work_off
from ideaboard.domain import comments, ideas, moderation, people, review, rewards
from ideaboard.domain.events import EVENTS, IdeaLaunched, IdeaMilestone
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.people.models import Person
from ideaboard.domain.rewards.models import Reward
from ideaboard.effects import notify
from ideaboard.effects.notify import Notification
from ideaboard.effects.notify.mailing import compose, write
from ideaboard.effects.notify.telling import KINDS, tell
from ideaboard.effects.notify.wording import day
from tests.make import Make

MAILED = {
    "person.suspended", "person.reinstated", "idea.published", "idea.returned", "idea.moved", "idea.decided",
    "idea.launched", "comment.posted", "moderation.ruled",
}  # fmt: skip


def told(person: Person) -> list[str]:
    """Kinds in somebody's inbox, newest first."""
    return [row[1].kind for row in notify.inbox(person).rows]


def outbox(app: Flask) -> list[EmailMessage]:
    folder = Path(app.config["INSTANCE_PATH"]) / "outbox"
    return [read(path) for path in sorted(folder.glob("*.eml"), key=lambda path: int(path.stem.split("-")[1]))]


def read(path: Path) -> EmailMessage:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def to(person: Person, app: Flask) -> list[EmailMessage]:
    return [mail for mail in outbox(app) if mail["To"].addresses[0].addr_spec == person.email]


def words(mail: EmailMessage, kind: str = "plain") -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def newest(kind: str) -> Fact:
    fact = db.session.scalar(select(Fact).where(Fact.kind == kind).order_by(Fact.id.desc()).limit(1))
    assert fact is not None, kind
    return fact


# every kind has its sentence


@pytest.fixture
def story(make: Make) -> Idea:
    """A long story, in which nearly every kind of thing happens."""
    rules = {
        "gate": {"at_least": 3, "milestones": [2]},
        "clock": {"gather_days": 60, "extend": [{"at": 2, "days": 365}]},
        "review": {"answer_days": 30},
        "reward": {
            "on": "launched",
            "grants": [{"kind": "credit"}, {"kind": "cash", "amount": "1000", "currency": "EUR"}],
        },
        "screening": {"before": True},
    }
    admin, moderator, fan = make.admin(), make.moderator(), make.person("Ada <b>Fan</b>")
    board = make.board(rules=rules)
    idea = make.idea(board=board, title="Oat milk & <i>cups</i>")
    other = make.idea(board=board, title="Milk of oats")
    with transaction():
        idea, other, fan = make.here(idea), make.here(other), make.here(fan)
        idea_author = idea.author
        admin, moderator = make.here(admin), make.here(moderator)
        at = now()
        ideas.revise(idea, by=idea_author, at=at, body="More words, and better ones, than there were before.")
        said = comments.post(idea, "Yes please", by=fan, at=at)
        comments.edit(said, "Yes, please!", by=fan, at=at)
        comments.post(idea, "We are looking into it.", by=admin, at=at, official=True)
        gone = comments.post(idea, "Oops", by=fan, at=at)
        moderation.flag_comment(said, "spam", by=idea_author, at=at)
        moderation.flag_idea(idea, "off_topic", by=fan, at=at)
        moderation.hide_comment(said, "Rude.", by=moderator, at=at)
        moderation.show_comment(said, by=moderator, at=at)
        moderation.dismiss_idea_flags(idea, by=moderator, at=at)
        moderation.send_back(idea, "Please say more.", by=moderator, at=at)
        ideas.submit(idea, by=idea_author, at=at, accept=True)
        ideas.merge(other, idea, by=moderator, at=at)
        ideas.unmerge(other, by=moderator, at=at)
        moderation.remove(other, "An advertisement.", by=moderator, at=at)
        moderation.restore(other, by=moderator, at=at)
        moderation.suspend(fan, "Too loud.", by=moderator, at=at, until=at + timedelta(days=3))
        moderation.lift(fan, by=moderator, at=at)
        comments.delete(gone, by=fan, at=at)
        people.ask_code(fan.email or "", by=fan, at=at)
    make.vote(idea, by=fan)
    make.vote(idea)
    make.vote(idea)
    with transaction():
        idea, other, admin = make.here(idea), make.here(other), make.here(admin)
        review.note(idea, "Interesting.", by=admin, at=now())
        make.decide(idea, "accept", admin, now())
        review.progress(idea, by=admin, at=now(), phase="making", note="We **build** it.")
        review.progress(idea, by=admin, at=now(), phase="launched", note="Here it is.")
        cash = db.session.scalars(select(Reward).where(Reward.kind == "cash")).one()
        rewards.approve(cash, by=people.house(), at=now())
        rewards.pay(cash, by=people.house(), at=now())
        ideas.move(other, Phase.EXPIRED, by=people.house(), at=now(), ended_by="cut")
    return make.fresh(idea)


def test_every_kind_of_fact_has_a_sentence(app: Flask) -> None:
    for kind in (kind for kind, event in EVENTS.items() if event.kept):
        for actor in (Person(name="Mara", handle="mara", kind="person"), None):
            for idea in (Idea(title="Cups", slug="cups"), None):
                fact = Fact(
                    kind=kind, at=now(), data=dict.fromkeys(("start", "to", "outcome", "role"), "x"), public=True
                )
                said = notify.sentence(fact, idea, actor)
                assert str(said).strip().endswith((".", "!", ".”")), (kind, said)


def test_a_whole_story_reads_well(story: Idea, queries: Callable[[], Any]) -> None:
    facts = db.session.scalars(select(Fact).order_by(Fact.id)).all()

    with queries() as seen:
        told = notify.tellings(facts)

    assert len(seen) <= 12  # however many facts
    lines = {one.fact.kind: one.sentence for one in told}
    left_out = {"board.changed", "board.rules_changed", "round.cut", "idea.picked", "idea.hidden", "idea.shown"}
    apart = (
        "person.",
        "board.",
        "maker.",
        "shares.",
        "credit.",
        "duplicates.",
        "votes.",
        "round.",
        "import.",
        "site.",
        "search.",
        "team.",
    )  # no part of this idea's story
    left_out |= {
        "idea.linked",
        "vote.too_late",
        "comment.submitted",
        "moderation.appealed",
        "moderation.appeal_decided",
    }
    left_out |= {kind for kind in EVENTS if kind.startswith(apart)}
    assert set(EVENTS) - set(lines) <= left_out | {"vote.cast", "import.finished"}
    for one in told:
        assert isinstance(one.sentence, Markup)
        assert "None" not in one.sentence
        assert "%(" not in one.sentence
        assert "<i>" not in one.sentence
        assert one.url.startswith("/")
    assert (
        lines["idea.milestone"] == "<q>Oat milk &amp; &lt;i&gt;cups&lt;/i&gt;</q> reached 2 supporters: 365 more days."
    )
    assert "an answer is promised by" in lines["idea.qualified"]
    assert "€1,000.00" in lines["reward.granted"]
    assert "<b>Ada &lt;b&gt;Fan&lt;/b&gt;</b>" in lines["comment.deleted"]
    assert "weakest" in lines["idea.moved"]


def test_in_its_own_timeline_an_idea_is_this_idea(story: Idea) -> None:
    facts = db.session.scalars(select(Fact).where(Fact.idea_id == story.id, Fact.public).order_by(Fact.id)).all()
    lines = [one.sentence for one in notify.tellings(facts, of_one_idea=True) if not notify.echo(one.fact)]
    assert "This idea reached 2 supporters: 365 more days." in lines
    assert not any("gathers support." in line for line in lines)  # the publication says it better


# mails


def test_every_mailed_kind_has_a_letter_for_a_real_fact(story: Idea, app: Flask) -> None:
    about = select(Errand.id, Errand.person_id, Fact).join(Fact).where(Errand.consequence == "notify.mail")
    work_off(only="inside")
    for row in db.session.execute(about).all():  # each by itself: on one day they would come in one letter
        person = db.session.get_one(Person, row.person_id)
        write(row.Fact, person, KINDS.get(row.Fact.kind), row.id, ())
    mails = outbox(app)
    subjects = {mail["Subject"] for mail in mails}
    assert len(subjects) >= 8
    for mail in mails:
        for text in (words(mail), words(mail, "html")):
            assert "None" not in text
            assert "{{" not in text
            assert "%(" not in text
        assert "<img" not in words(mail, "html")
        assert "<i>" not in words(mail, "html")
        if "code" not in mail["Subject"]:
            assert "/account" in words(mail)
            about_account = "account" in mail["Subject"] or "post again" in mail["Subject"]
            assert (mail["List-Unsubscribe"] is None) is about_account


def test_the_table_mails_what_there_are_letters_for(app: Flask) -> None:
    by_mail = {notify.tell_makers_by_mail, notify.tell_supporters_by_mail, notify.tell_person_by_mail}
    by_mail |= {notify.tell_of_end, notify.tell_of_comment, notify.tell_ruled}
    kinds = {event.kind for event, later in consequences.LATER.items() if by_mail & set(later)}
    assert kinds == MAILED


@pytest.mark.parametrize("kind", [*sorted(MAILED), "code"])
def test_a_letter_can_be_written_when_everything_it_is_about_is_gone(kind: str, app: Flask) -> None:
    empty = dict.fromkeys(("idea", "link", "actor", "decision", "told", "comment", "ruling", "person", "own"))
    about = empty | {
        "title": "an idea",
        "data": {},
        "statement": "",
        "news": "",
        "answer": "",
        "digits": "123456",
        "minutes": 15,
    }
    letter = compose(f"mails/{kind}", "a@example.org", "Ada", 1, about)
    assert letter.subject
    assert "Ada" in letter.text
    assert "None" not in letter.text + letter.html


def test_a_no_comes_with_its_reason_and_the_statement(make: Make, app: Flask) -> None:
    idea = make.idea(phase="review", title="A slide from the roof", supporters=1)
    with transaction():
        make.decide(make.here(idea), "decline", people.house(), now())
    work_off()

    mail = to(idea.author, app)[-1]

    assert mail["Subject"] == "Our answer to “A slide from the roof”"
    assert "The reason: It does not fit what we do." in words(mail)
    assert "Because we can." in words(mail)
    assert f"/ideas/{idea.id}/" in words(mail)


def test_the_weakest_dropped_read_it_in_a_mail_if_they_want_such(make: Make, app: Flask) -> None:
    idea = make.idea()
    with transaction():
        author = make.here(idea.author)
        people.choose_mail(author, by=author, wanted=["endings"])
        ideas.move(make.here(idea), Phase.EXPIRED, by=people.house(), at=now(), ended_by="cut")
    work_off()
    assert "ended early" in to(idea.author, app)[-1]["Subject"]


def test_what_the_review_sends_back_is_mailed_once(make: Make, app: Flask) -> None:
    idea = make.idea(phase="review")
    with transaction():
        make.decide(make.here(idea), "return", people.house(), now())
    work_off()
    assert [mail["Subject"] for mail in to(idea.author, app)] == [f"“{idea.title}” goes back to its author"]
    assert "idea.returned" in told(idea.author)


def test_what_a_moderator_sends_back_carries_the_reason(make: Make, app: Flask) -> None:
    idea = make.idea(phase="returned")
    work_off()
    assert "Please tell more." in words(to(idea.author, app)[-1])


def test_a_code_is_mailed_while_it_is_of_use(make: Make, app: Flask) -> None:
    person = make.person()
    with transaction():
        code = people.ask_code(person.email or "", by=person, at=now())
        late = people.ask_code(person.email or "", by=person, at=now() - timedelta(hours=1))
    work_off()
    [mail] = to(person, app)
    assert people.digits(code) in words(mail)
    assert people.digits(late) not in words(mail)
    assert mail["List-Unsubscribe"] is None


def test_who_switched_mail_off_gets_none_but_about_the_account(make: Make, app: Flask) -> None:
    idea = make.idea(supporters=1)
    with transaction():
        author = make.here(idea.author)
        people.choose_mail(author, by=author, wanted=())
        comments.post(make.here(idea), "We are on it.", by=people.house(), at=now(), official=True)
        moderation.suspend(author, "Too loud.", by=people.house(), at=now(), until=now() + timedelta(days=3))
    work_off()
    assert [mail["Subject"] for mail in to(idea.author, app)] == ["Your account is suspended"]


# who is told


def test_the_doer_is_not_told_and_everybody_else_once(make: Make) -> None:
    fan, follower = make.person(), make.person()
    idea = make.idea()
    make.vote(idea, by=fan)
    with transaction():
        ideas.follow(make.here(idea), by=make.here(fan), at=now())
        ideas.follow(make.here(idea), by=make.here(follower), at=now())
        comments.post(make.here(idea), "Coming soon.", by=make.here(idea.author), at=now())
        comments.post(make.here(idea), "Yes.", by=people.house(), at=now(), official=True)
    work_off()
    assert told(fan) == told(follower) == told(idea.author) == ["comment.posted"]


def test_who_may_not_see_the_idea_hears_nothing_of_it(make: Make) -> None:
    fan, moderator = make.person(), make.moderator()
    idea = make.idea(phase="gathering")
    with transaction():
        moderation.remove(make.here(idea), "Spam.", by=people.house(), at=now())
        fact = record(IdeaMilestone(idea_id=idea.id, board_id=idea.board_id, reached=5), by=people.house(), at=now())
        assert fact is not None
        tell(fact, [fan.id, moderator.id, idea.author_id])
    assert "idea.milestone" not in told(fan)
    assert "idea.milestone" in told(moderator)
    assert "idea.milestone" in told(idea.author)


def test_ten_thousand_are_told_in_a_few_queries(make: Make, queries: Callable[[], Any]) -> None:
    public, removed = make.idea(), make.idea(phase="removed")
    same = {"name": "Many", "kind": "person", "bio": "", "created_at": now(), "mails": people.MAILS_BY_DEFAULT}
    rows = [same | {"handle": f"many-{n}", "email": f"m{n}@example.org"} for n in range(10_000)]
    with transaction():
        db.session.execute(insert(Person), rows)
        many = db.session.scalars(select(Person.id).where(Person.name == "Many")).all()
    for idea, heard in ((public, 10_000), (removed, 0)):
        with transaction():
            happened = IdeaLaunched(idea_id=idea.id, board_id=idea.board_id)
            fact = record(happened, by=people.house(), at=now())
        assert fact is not None
        began = time.thread_time()  # our own work: other processes may be busy
        with queries() as seen, transaction():
            tell(fact, many, mail=True)
        took = time.thread_time() - began

        assert count(select(Notification).where(Notification.fact_id == fact.id)) == heard
        assert count(select(Errand).where(Errand.fact_id == fact.id, Errand.consequence == "notify.mail")) == heard
        assert len(seen) < 60
        assert took < 3


def count(rows: Select[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(rows.subquery())) or 0


def test_an_inbox_counts_what_is_new(make: Make) -> None:
    idea = make.idea()
    make.comment(idea)
    work_off()
    assert notify.unread(idea.author) == 1
    with transaction():
        notify.mark_seen(make.here(idea.author))
    assert notify.unread(make.fresh(idea.author)) == 0


def test_days_are_written_out(app: Flask, at: Callable[[str], Any]) -> None:
    assert day(at("2026-05-03 23:59")) == "3 May 2026"
