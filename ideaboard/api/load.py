"""Subjects, each through what the person who asks may see: whatever is not there for them is a 404."""

from __future__ import annotations

import re

from ideaboard.api.calls import Ask
from ideaboard.api.schemas import MOST
from ideaboard.core.db import db
from ideaboard.core.errors import NotVisible
from ideaboard.core.text import _
from ideaboard.domain import boards, comments, ideas, people, rewards
from ideaboard.domain.boards.models import Board
from ideaboard.domain.comments.models import Comment, Contribution
from ideaboard.domain.ideas.models import Idea, MakerInvitation
from ideaboard.domain.people.models import Person
from ideaboard.domain.rewards.models import Reward
from ideaboard.domain.rounds.models import Round

SUBJECT = re.compile(r"(idea|comment):([0-9]{1,19})\Z", re.ASCII)


def idea(ask: Ask, number: int) -> Idea:
    """``/ideas/{number}``."""
    found = ideas.find(number, ask.by)
    if found is None:
        raise NotVisible(_("There is no such idea."))
    return found


def picture(ask: Ask, number: int, n: int) -> Idea:
    """The idea of ``/ideas/{number}/pictures/{n}``, which has such a picture."""
    found = idea(ask, number)
    if all(each.number != n for each in found.pictures):
        raise NotVisible(_("There is no such picture."))
    return found


def field(ask: Ask, number: int, key: str) -> Idea:
    """The idea of ``/ideas/{number}/files/{key}``, whose board asks for such a file."""
    found = idea(ask, number)
    if not any(one.key == key and one.kind == "file" for one in found.rules.form.fields_of(found.kind)):
        raise NotVisible(_("There is no such field."))
    return found


def file(ask: Ask, number: int, key: str) -> Idea:
    """The idea of ``/ideas/{number}/files/{key}``, which has such a file."""
    found = idea(ask, number)
    if all(held.key != key for held in found.files):
        raise NotVisible(_("There is no such file."))
    return found


def link(ask: Ask, number: int, n: int) -> Idea:
    """The idea of ``/ideas/{number}/links/{n}``, which says such a thing of another one that can be seen."""
    found = idea(ask, number)
    if not any(told.id == n and told.out for told in ideas.links_of(found, ask.by)):
        raise NotVisible(_("There is no such link."))
    return found


def invitation(ask: Ask, number: int) -> MakerInvitation:
    """``/invitations/{number}``: one's own."""
    found = db.session.get(MakerInvitation, number)
    if found is None or ask.by is None or found.person_id != ask.by.id:
        raise NotVisible(_("There is no such invitation."))
    return found


def invitation_of_idea(ask: Ask, number: int, n: int) -> Idea:
    """The idea of ``/ideas/{number}/team/invitations/{n}``."""
    return idea(ask, number)


def comment_of_makers(ask: Ask, number: int) -> Idea:
    """The idea of the comment of ``/comments/{number}/credit``: its makers are asked."""
    return comment(ask, number).idea


def credit(ask: Ask, number: int) -> Contribution:
    """What was offered for the comment of ``/comments/{number}/credit/answer``."""
    held = comments.contribution_of(comment(ask, number))
    if held is None:
        raise NotVisible(_("Nobody offered credit for this comment."))
    return held


def comment(ask: Ask, number: int) -> Comment:
    """``/comments/{number}``."""
    found = comments.find(number, ask.by)
    if found is None:
        raise NotVisible(_("There is no such comment."))
    return found


def reward(ask: Ask, number: int) -> Reward:
    """``/rewards/{number}``: one's own, or any for admins."""
    found = db.session.scalar(rewards.visible_to(ask.by).where(Reward.id == number))
    if found is None:
        raise NotVisible(_("There is no such reward."))
    return found


def board(ask: Ask, slug: str) -> Board:
    """``/boards/{slug}``."""
    found = db.session.scalar(boards.visible_to(ask.by).where(Board.slug == slug.replace("\0", "")))
    if found is None:
        raise NotVisible(_("There is no such board."))
    return found


def board_inside(ask: Ask, slug: str) -> Board:
    """A board whose details are open to who asks."""
    found = board(ask, slug)
    if not boards.details_open(found, ask.by):
        raise NotVisible(_("There is no such board."))
    return found


def round(ask: Ask, number: int) -> Round:
    """``/rounds/{number}``: one that the crowd or a panel judges."""
    found = db.session.get(Round, number)
    if found is None or found.kind == "batch":
        raise NotVisible(_("There is no such round."))
    board_inside(ask, found.board.slug)
    return found


def round_and_idea(ask: Ask, number: int, n: int) -> Round:
    """The round of ``/rounds/{number}/ideas/{n}``, where there is such an idea for who asks."""
    found = round(ask, number)
    idea(ask, n)
    return found


def agreeing_board(ask: Ask, slug: str) -> Board:
    """The board of ``/boards/{slug}/agreement``, which has terms to accept."""
    found = board(ask, slug)
    if found.terms_digest is None:
        raise NotVisible(_("There is nothing to accept on this board."))
    return found


def board_of_member(ask: Ask, slug: str, handle: str) -> Board:
    """The board of ``/boards/{slug}/members/{handle}``."""
    return board(ask, slug)


def board_of_invitation(ask: Ask, slug: str, n: int) -> Board:
    """The board of ``/boards/{slug}/invitations/{n}``."""
    return board(ask, slug)


def joined_board(ask: Ask, slug: str) -> Board:
    """``/boards/{slug}/membership``: an invitation to a board shows it to whoever holds it."""
    key = ask.named("invitation")
    invitation = boards.invitation_of(key) if isinstance(key, str) else None
    if invitation is not None and boards.is_good(invitation, ask.by, ask.at):
        invited = db.session.get_one(Board, invitation.board_id)
        if invited.slug == slug:
            return invited
    return board(ask, slug)


def named_board(ask: Ask) -> Board | None:
    """The board that the body names; None where it names none (its fields are judged later)."""
    slug = ask.named("board")
    return board(ask, slug) if isinstance(slug, str) else None


def flagged(ask: Ask) -> Idea | Comment | None:
    """What the body's ``subject`` names ("idea:12", "comment:9"); None where it is not of that form."""
    subject = ask.named("subject")
    said = SUBJECT.match(subject) if isinstance(subject, str) else None
    if said is None:
        return None
    if int(said[2]) > MOST:
        raise NotVisible(_("There is nothing like that."))
    return idea(ask, int(said[2])) if said[1] == "idea" else comment(ask, int(said[2]))


def filters(ask: Ask, slug: str | None, handle: str | None = None) -> tuple[Board | None, Person | None]:
    """The board and the author that a list is narrowed to."""
    return (board(ask, slug) if slug else None), (_author(handle) if handle else None)


def _author(handle: str) -> Person:
    found = people.by_handle(handle)
    if found is None:
        raise NotVisible(_("There is nobody of this name."))
    return found
