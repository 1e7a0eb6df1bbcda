"""Leaving: a person's account goes, and with it everything that ``belonging`` says goes. The row stays, without a name:
ballots keep their number, answers keep their place, and nobody can vote twice by leaving and coming back unseen."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, select, update

from ideaboard.core import files
from ideaboard.core.actions import action, locked
from ideaboard.core.db import after_commit, db
from ideaboard.core.errors import Invalid, Refused
from ideaboard.core.events import record
from ideaboard.core.text import _
from ideaboard.domain import people
from ideaboard.domain.boards.models import BoardInvitation
from ideaboard.domain.comments import delete as delete_comment
from ideaboard.domain.comments.models import Comment
from ideaboard.domain.events import PersonLeft
from ideaboard.domain.ideas import move
from ideaboard.domain.ideas.models import Attachment, Follow, Idea, MakerInvitation, Picture, Revision, Tag
from ideaboard.domain.ideas.writing import wording
from ideaboard.domain.lifecycle import Phase, may_move
from ideaboard.domain.moderation.models import Appeal, Flag, Hold
from ideaboard.domain.people.models import Code, Person, Role, TeamInvitation
from ideaboard.domain.permissions import Can
from ideaboard.domain.transfer.belonging import BELONGS, GOES

POSTS = ("stay", "go")


@action(Can.EDIT_SELF, lock="self")
def leave(person: Person, *, by: Person, at: datetime, posts: str, uploads: Path) -> None:
    """Give one's account up for good. ``posts``: ``stay`` without a name, or ``go``.

    Raises ``Refused`` for the last admin of the site, who hands over first.
    """
    _leave(person, at, posts, uploads)


@action(Can.MANAGE_PEOPLE, lock="self")
def delete_person(person: Person, *, by: Person, at: datetime, posts: str, uploads: Path) -> None:
    """The same, by an admin, for somebody who asked for it."""
    _leave(person, at, posts, uploads)


def _leave(person: Person, at: datetime, posts: str, uploads: Path) -> None:
    if posts not in POSTS:
        raise Invalid("posts", _("Say whether what was posted stays without a name or goes."))
    if person.kind != "person" or person.left_at is not None:
        raise Refused(_("This account is gone already."))
    _must_not_be_the_last_admin(person)
    gone = [person.face] if person.face else []
    if posts == "go":
        gone += _take_posts(person, at)
    _delete_rows(person)
    without_words(person)
    without_name(person, at)
    db.session.flush()
    record(PersonLeft(person_id=person.id), by=people.house(), at=at)
    if gone:
        after_commit(lambda: files.delete_all(uploads, gone))


def _must_not_be_the_last_admin(person: Person) -> None:
    admins = select(Role.person_id).where(Role.role == "admin", Role.board_id.is_(None)).with_for_update(of=Role)
    if set(db.session.scalars(admins)) == {person.id}:
        raise Refused(_("You are the only admin of this site. Make somebody else admin first."))


# Posts


def _take_posts(person: Person, at: datetime) -> list[str]:
    """Ideas lose their words and are withdrawn where that is possible, comments go; the names of files that go too."""
    gone: list[str] = []
    for number in db.session.scalars(select(Idea.id).where(Idea.author_id == person.id).order_by(Idea.id)).all():
        idea = locked(db.session.get_one(Idea, number))
        gone += _emptied(idea)
        if may_move(Phase(idea.phase), Phase.WITHDRAWN):
            move(idea, Phase.WITHDRAWN, by=people.house(), at=at)
    own = select(Comment.id).where(Comment.author_id == person.id, Comment.deleted_at.is_(None)).order_by(Comment.id)
    for number in db.session.scalars(own).all():
        delete_comment(db.session.get_one(Comment, number), by=people.house(), at=at)
    db.session.execute(update(Hold).where(Hold.person_id == person.id).values(doubts=[]))  # they repeat words
    return gone


def _emptied(idea: Idea) -> list[str]:
    words = wording(_("An idea whose author left"), "")
    idea.title, idea.slug, idea.body, idea.body_html = words.title, words.slug, "", ""
    idea.excerpt, idea.fields = "", {}
    gone: list[str] = []
    for kind in (Picture, Attachment):
        gone += db.session.scalars(select(kind.file).where(kind.idea_id == idea.id)).all()
    for kind_of_row in (Picture, Attachment, Revision, Tag):
        db.session.execute(delete(kind_of_row).where(kind_of_row.idea_id == idea.id))
    db.session.flush()
    db.session.expire(idea, ["pictures", "files", "tags"])
    return gone


# Rows


def _delete_rows(person: Person) -> None:
    followed = select(Follow.idea_id).where(Follow.person_id == person.id)
    db.session.execute(update(Idea).where(Idea.id.in_(followed)).values(followers=Idea.followers - 1))
    db.session.flush()
    people.drop_tokens(person)
    for (name, column), fate in BELONGS.items():
        if fate.then == GOES:
            table = db.metadata.tables[name]
            db.session.execute(delete(table).where(table.c[column] == person.id))
    if person.email is not None:
        _forget_address(person.email)


def _forget_address(email: str) -> None:
    """What was sent to the address before, or without, its being known whose it is."""
    db.session.execute(delete(Code).where(Code.email == email))
    db.session.execute(
        update(TeamInvitation)
        .where(TeamInvitation.email == email, TeamInvitation.accepted_at.is_not(None))
        .values(email=None)
    )
    for kind in (TeamInvitation, BoardInvitation, MakerInvitation):
        db.session.execute(delete(kind).where(kind.email == email))


def without_words(person: Person) -> None:
    """What stays of the log of moderation says that there was something, and repeats none of it."""
    db.session.execute(update(Appeal).where(Appeal.person_id == person.id).values(words=""))
    db.session.execute(update(Flag).where(Flag.person_id == person.id).values(note=""))


def without_name(person: Person, at: datetime) -> None:
    """Leave the row of an account that opens no more, and nothing in it that tells whose it was."""
    person.handle, person.name = f"former-{person.id}", _("Former member")
    person.email = person.claimed = person.password_hash = person.face = person.language = None
    person.bio, person.mails, person.support_shown, person.left_at = "", "", False, at
    db.session.expire(person, ["roles"])
