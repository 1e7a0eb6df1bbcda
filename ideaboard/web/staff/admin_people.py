"""People for admins: find them, give and take roles, see who is suspended."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from flask import Response, current_app, request
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import selectinload

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import Invalid, No, Refused
from ideaboard.core.paging import Key, cut
from ideaboard.core.text import _
from ideaboard.domain import boards, people, transfer
from ideaboard.domain.boards.models import Board
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import Can
from ideaboard.web import load, respond
from ideaboard.web.blueprint import pages
from ideaboard.web.me import needs
from ideaboard.web.staff import show
from ideaboard.web.sudo import sudo
from ideaboard.web.url import inside, url

PAGE = 30
LISTS = ("team", "suspended", "all")


@pages.get("/admin/people")
def admin_people() -> Response:
    """The team, or whoever is looked for."""
    needs(Can.MANAGE_PEOPLE)
    return _page()


@pages.post("/admin/people/invitations")
@sudo
def invite_to_team() -> Response:
    """Make a link that gives a role, and mail it where an address was typed."""
    person = needs(Can.MANAGE_PEOPLE)
    try:
        with transaction():
            board = _board()
            role, address = request.form.get("role", ""), request.form.get("email", "")
            people.invite_to_team(None, address, role, by=person, at=now(), board_id=board.id if board else None)
    except (Invalid, Refused) as no:
        db.session.rollback()
        return _page(no, about="invitation")
    there = inside(request.form.get("next")) or url.admin_people()
    return respond.to(f"{there}#invitations", _("Here is the link. It works once, for seven days."))


@pages.post("/admin/people/invitations/<id:number>/removal")
def take_back_invitation(number: int) -> Response:
    """Let the link give nothing."""
    person = needs(Can.MANAGE_PEOPLE)
    with transaction():
        people.take_back_invitation(None, number, by=person, at=now())
    return respond.to(url.admin_people() + "#invitations", _("That link gives nothing any more."))


@pages.post("/admin/people/<handle>/roles")
@sudo
def change_role(handle: str) -> Response:
    """Give a role, or take it away."""
    person = needs(Can.MANAGE_PEOPLE, load.person(handle))
    taking = "take" in request.form
    try:
        with transaction():
            found = load.person(handle)
            board = _board()
            change = people.take_role if taking else people.give_role
            change(found, request.form.get("role", ""), by=person, at=now(), board_id=board.id if board else None)
    except (Invalid, Refused) as no:
        db.session.rollback()
        return _page(no, handle)
    said = (
        _("%(name)s has this role no more.", name=found.name)
        if taking
        else _("%(name)s has the role.", name=found.name)
    )
    back = inside(request.form.get("next")) or url.admin_people(q=found.handle)
    return respond.to(back, said)


@pages.post("/admin/people/<handle>/lost-steps")
@sudo
def lost_steps(handle: str) -> Response:
    """Let somebody in by one step again who lost their phone and their recovery codes."""
    admin = needs(Can.MANAGE_PEOPLE, load.person(handle))
    try:
        if not request.form.get("sure"):
            raise Invalid("sure", _("Tick that you are sure it is them."))
        with transaction():
            found = load.person(handle)
            people.take_away_two_steps(found, by=admin, at=now())
    except (Invalid, Refused) as no:
        db.session.rollback()
        return _page(no, handle)
    said = _("%(name)s signs in by one step now, and is signed out everywhere until then.", name=found.name)
    return respond.to(url.admin_people(q=found.handle), said)


@pages.post("/admin/people/<handle>/deletion")
@sudo
def delete_account(handle: str) -> Response:
    """Delete somebody's account because they asked for it."""
    admin = needs(Can.MANAGE_PEOPLE, load.person(handle))
    try:
        if not request.form.get("sure"):
            raise Invalid("sure", _("Tick that you are sure: this cannot be undone."))
        with transaction():
            uploads = Path(current_app.config["UPLOADS"])
            found = load.person(handle)
            transfer.delete_person(found, by=admin, at=now(), posts=request.form.get("posts", ""), uploads=uploads)
    except (Invalid, Refused) as no:
        db.session.rollback()
        return _page(no, handle)
    return respond.to(url.admin_people(), _("The account is gone."))


def _board() -> Board | None:
    """The board the role is for; None for the whole site."""
    slug = request.form.get("board", "")
    return load.board(slug) if slug else None


def _page(no: No | None = None, handle: str = "", about: str = "") -> Response:
    needs(Can.MANAGE_PEOPLE)
    asked, chosen = request.args.get("q", "").strip() or handle, request.args.get("list", "team")
    chosen = chosen if chosen in LISTS else "team"
    page = cut(
        _found(asked, chosen).options(selectinload(Person.roles)),
        [Key(Person.id, "id", falling=False)],
        after=request.args.get("after"),
        limit=PAGE,
        read=lambda query: db.session.scalars(query).all(),
    )
    every: Sequence[Board] = db.session.scalars(boards.visible_to(needs(Can.MANAGE_PEOPLE)).order_by(Board.title)).all()
    return show.page(
        "people",
        no.status if no else 200,
        found=page.rows,
        two_steps=people.with_two_steps([one.id for one in page.rows]),
        more=url.admin_people(q=asked, list=chosen, after=page.after) if page.after else None,
        q=asked,
        chosen="" if asked else chosen,
        lists=[
            ("team", _("The team"), url.admin_people()),
            ("suspended", _("Suspended"), url.admin_people(list="suspended")),
            ("all", _("Everybody"), url.admin_people(list="all")),
        ],
        boards=every,
        titles={board.id: board.title for board in every},
        slugs={board.id: board.slug for board in every},
        now=now(),
        no=no,
        about=about,
        invited=[(one, url.absolute(f"/team/{people.team_key(one)}")) for one in people.open_invitations(now())],
    )


def _found(asked: str, chosen: str) -> Select[Person]:
    """People by name, handle or address; else the list that was chosen."""
    real = select(Person).where(Person.kind == "person", Person.left_at.is_(None))
    if asked:
        said = (Person.name, Person.handle, Person.email, Person.claimed)
        begins = [column.ilike(_like(asked), escape="\\") for column in said]
        return real.where(or_(*begins))
    if chosen == "suspended":
        return real.where(Person.suspended_until > now())
    return real if chosen == "all" else people.with_roles().where(Person.kind == "person").order_by(None)


def _like(asked: str) -> str:
    """``asked`` anywhere in the text, its own signs taken as they are."""
    plain = asked[:100].replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{plain}%"
