"""The table of what belongs to a person is whole: nothing is forgotten in a download or when somebody leaves."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from ideaboard.core import files
from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import Denied, Invalid, Refused
from ideaboard.core.events import Fact
from ideaboard.core.jobs import work_off
from ideaboard.domain import comments, ideas, moderation, people, transfer, votes
from ideaboard.domain.comments.models import Comment
from ideaboard.domain.ideas.models import Follow, Idea
from ideaboard.domain.people.models import Person
from ideaboard.domain.transfer.belonging import BELONGS, COMES_ALONG, GOES, SECRET
from ideaboard.effects import search
from tests.conftest import Site
from tests.make import PASSWORD, Make


def test_every_column_that_points_at_people_has_a_line(app: Flask) -> None:
    pointing = {
        (table.name, key.parent.name)
        for table in db.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == "people"
    }
    assert pointing == set(BELONGS)
    assert all(len(fate.why) > 7 for fate in BELONGS.values())
    assert set(COMES_ALONG) <= set(BELONGS)


@pytest.fixture
def life(make: Make, site: Site) -> dict[str, Any]:
    """Somebody who did a little of everything, and somebody else."""
    person, other = make.person("Ada Keller", password=PASSWORD), make.person("Otto")
    mine, theirs = make.idea(author=person, title="A lamp that turns"), make.idea(author=other, title="Another one")
    name = files.store(site.settings.uploads, b"picture", ".webp")
    with transaction():
        here = make.here(person)
        ideas.attach(make.here(mine), by=here, at=now(), file=name, width=4, height=3, alt="The lamp")
        ideas.revise(make.here(mine), by=here, at=now(), body="It turns by itself, and it glows at night for hours.")
        votes.cast(make.here(theirs), by=here, value=1, at=now())
        comments.post(make.here(theirs), "I would want that too.", by=here, at=now())
        ideas.follow(make.here(theirs), by=here, at=now())
        people.make_token(here, "a program", by=here, at=now(), scopes=people.SCOPES)
        people.open_session(here, "password", at=now())
        moderation.flag_idea(make.here(theirs), "other", by=here, at=now(), note="I know who wrote this.")
    return {"person": person, "other": other, "mine": mine, "theirs": theirs, "picture": name}


def test_a_download_has_what_is_ones_own_and_no_secret(life: dict[str, Any], make: Make) -> None:
    found = transfer.takeout(make.here(life["person"]))
    assert found["profile"][0]["email"] == life["person"].email
    assert [row["title"] for row in found["ideas"]] == ["A lamp that turns"]
    assert [row["value"] for row in found["votes"]] == [1]
    assert found["comments"][0]["body"] == "I would want that too."
    assert found["flags"][0]["note"] == "I know who wrote this."
    assert {"revisions", "follows", "tokens", "sign_ins", "pictures", "facts"} <= set(found)
    assert not [name for rows in found.values() for row in rows for name in row if name in SECRET]
    assert life["other"].email not in str(found)
    assert transfer.files_of_person(make.here(life["person"])) == [life["picture"]]


def left(make: Make, life: dict[str, Any], posts: str, site: Site) -> Person:
    with transaction():
        person = make.here(life["person"])
        transfer.leave(person, by=person, at=now(), posts=posts, uploads=site.settings.uploads)
    return make.fresh(life["person"])


@pytest.mark.parametrize("posts", ["stay", "go"])
def test_who_leaves_is_nameless_and_every_ballot_stays(
    life: dict[str, Any], make: Make, site: Site, posts: str
) -> None:
    number, email, was = life["person"].id, life["person"].email, make.fresh(life["theirs"]).followers
    person = left(make, life, posts, site)
    assert (person.name, person.email, person.password_hash, person.bio) == ("Former member", None, None, "")
    assert people.by_email(email) is None
    for (table, column), fate in BELONGS.items():
        rows = select(db.metadata.tables[table]).where(db.metadata.tables[table].c[column] == number)
        if fate.then == GOES:
            assert db.session.execute(rows).all() == [], table
    theirs = make.fresh(life["theirs"])
    assert (theirs.supporters, votes.recounted(theirs).supporters, theirs.followers) == (1, 1, was - 1)
    assert "I know who wrote this." not in str(db.session.execute(select(db.metadata.tables["flags"])).all())
    everything = " ".join(
        str(db.session.execute(select(table)).all()) for table in db.metadata.sorted_tables if table.name != "codes"
    )
    assert "Ada Keller" not in everything
    assert email not in everything


def test_posts_stay_without_a_name(life: dict[str, Any], make: Make, site: Site) -> None:
    left(make, life, "stay", site)
    work_off()
    assert make.fresh(life["mine"]).title == "A lamp that turns"
    assert db.session.scalars(select(Comment.body)).all() == ["I would want that too."]
    assert (site.settings.uploads / life["picture"][:2]).exists()
    found = search.find("lamp turns", seen_by=make.here(life["other"]))
    assert [result.idea.author_name for result in found.items] == ["Former member"]
    assert search.find("author:ada-keller", seen_by=None).items == ()


def test_or_their_words_go(life: dict[str, Any], make: Make, site: Site) -> None:
    decided = make.idea(author=life["person"], phase="accepted", title="Decided lamp")
    left(make, life, "go", site)
    mine, kept = make.fresh(life["mine"]), make.fresh(decided)
    assert (mine.phase, mine.title, mine.body, mine.pictures) == ("withdrawn", "An idea whose author left", "", [])
    assert (kept.phase, kept.title) == ("accepted", "An idea whose author left")
    assert db.session.scalars(select(Comment.body)).all() == [""]
    assert make.fresh(life["theirs"]).comments == 0
    assert not [path for path in site.settings.uploads.rglob("*.webp") if path.is_file()]
    assert "lamp" not in str(db.session.execute(select(db.metadata.tables["revisions"])).all())


def test_the_last_admin_hands_over_first_and_only_oneself_or_an_admin_may(make: Make, site: Site) -> None:
    admin, person = make.admin(), make.person()
    with pytest.raises(Refused, match="only admin"), transaction():
        transfer.leave(make.here(admin), by=make.here(admin), at=now(), posts="stay", uploads=site.settings.uploads)
    with pytest.raises(Denied), transaction():
        transfer.leave(make.here(admin), by=make.here(person), at=now(), posts="stay", uploads=site.settings.uploads)
    with pytest.raises(Denied), transaction():
        transfer.delete_person(
            make.here(admin), by=make.here(person), at=now(), posts="stay", uploads=site.settings.uploads
        )
    with pytest.raises(Invalid), transaction():
        transfer.leave(make.here(person), by=make.here(person), at=now(), posts="", uploads=site.settings.uploads)
    with transaction():
        transfer.delete_person(
            make.here(person), by=make.here(admin), at=now(), posts="go", uploads=site.settings.uploads
        )
    assert make.fresh(person).left_at is not None
    with pytest.raises(Refused, match="gone already"), transaction():
        transfer.delete_person(
            make.here(person), by=make.here(admin), at=now(), posts="go", uploads=site.settings.uploads
        )
    assert db.session.scalar(select(Idea.id)) is None


def test_traces_are_forgotten_once_they_served_their_time(make: Make, clock: Any) -> None:
    clock.set("2027-03-01T10:00:00Z")
    idea = make.idea(board=make.board(rules={"form": {"team": True}}))
    with transaction():
        people.ask_code("nobody@example.org", by=people.house(), at=now())
        ideas.invite(make.here(idea), "friend@example.org", by=make.here(idea.author), at=now())
    transfer.forget_traces()
    kinds = [db.metadata.tables[name] for name in ("codes", "maker_invitations")]

    def kept() -> list[int]:
        db.session.rollback()
        return [len(db.session.execute(select(kind)).all()) for kind in kinds]

    assert kept()[1] == 1
    clock.shift(days=29)
    transfer.forget_traces()
    assert kept()[1] == 1
    clock.shift(days=20)
    transfer.forget_traces()
    assert kept() == [0, 0]


class TestASecondAccountOfTheSamePerson:
    @pytest.fixture
    def two(self, make: Make, mailbox: Any) -> tuple[Person, Person]:
        """Somebody with an account, and the second one they made without thinking of it, where mail works."""
        owner = make.person("Olga Held", email="held@example.org")
        with transaction():
            hashed = people.hash_password("quite another one")
            second = people.sign_up("Olga Again", "held@example.org", hashed, at=now(), language="en")
        return owner, second

    def proved(self, make: Make, second: Person) -> None:
        with transaction():
            here = make.here(second)
            code = people.ask_confirmation(here, by=here, at=now())
            assert people.confirm(here, people.digits(code), by=here, at=now()) is not None

    def test_what_was_said_in_it_comes_along(self, make: Make, two: tuple[Person, Person], site: Site) -> None:
        owner, second = two
        theirs = make.idea(title="A bench in the sun")
        shared = make.idea(author=second, title="A door for cats")
        with transaction():
            here, first = make.here(second), make.here(owner)
            draft = ideas.draft(make.here(theirs).board, by=here, at=now(), title="Half a thought", body="")
            said = comments.post(make.here(theirs), "I would sit there.", by=here, at=now())
            for one in (here, first):
                ideas.follow(make.here(theirs), by=one, at=now())
            votes.cast(make.here(shared), by=first, value=1, at=now())
            here.face = files.store(site.settings.uploads, b"picture", ".webp")
            face = here.face
        self.proved(make, second)

        assert make.fresh(draft).author_id == make.fresh(shared).author_id == owner.id
        assert make.fresh(shared).maker_ids == {owner.id}
        assert make.fresh(said).author_id == owner.id
        assert make.fresh(theirs).followers == 1
        assert make.fresh(shared).supporters == 0  # a vote for what turned out to be one's own
        assert votes.tally_of(make.fresh(shared)) == votes.recounted(make.fresh(shared))
        facts = db.session.scalars(select(Fact).where(Fact.actor_id == second.id, Fact.idea_id.is_not(None))).all()
        assert facts == []
        gone = make.fresh(second)
        assert (gone.name, gone.email, gone.claimed, gone.face) == ("Former member", None, None, None)
        assert not files.path_of(site.settings.uploads, face).exists()
        work_off()
        assert [hit.idea.id for hit in search.find(f"author:{owner.handle}", seen_by=None).items] == [shared.id]
        assert transfer.takeout(make.here(owner))["comments"][0]["body"] == "I would sit there."

    def test_a_suspension_comes_along_and_so_does_the_right_to_appeal(
        self, make: Make, two: tuple[Person, Person], at: Any
    ) -> None:
        owner, second = two
        shared = make.idea(author=second)
        moderator = make.person("Mo", role="moderator")
        until = at("2099-01-01 00:00")
        with transaction():
            ruling = moderation.remove(make.here(shared), "It names a neighbour.", by=make.here(moderator), at=now())
            make.here(second).suspended_until = until
        self.proved(make, second)
        assert make.fresh(owner).suspended_until == until
        assert make.fresh(ruling).whom_id == owner.id

    def test_of_what_both_have_the_first_account_keeps_its_own(self, make: Make, two: tuple[Person, Person]) -> None:
        owner, second = two
        theirs = make.idea()
        with transaction():
            for one in (owner, second):
                ideas.follow(make.here(theirs), by=make.here(one), at=now())
        self.proved(make, second)
        following = db.session.scalars(select(Follow.person_id).where(Follow.idea_id == theirs.id)).all()
        assert following == [owner.id]
