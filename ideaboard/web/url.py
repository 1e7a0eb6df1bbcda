"""Addresses, as plain strings: templates call these in loops, where building them by rules is a fifth of the cost."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from flask import current_app, has_request_context, request
from werkzeug.routing import IntegerConverter, Map

MOST = 2**63 - 1
PLURAL = {"idea": "ideas", "comment": "comments", "person": "people"}
NOWHERE = ("/signin", "/signup", "/signout", "/forgot", "/confirm", "/theme")


class Id(IntegerConverter):
    """``<id:number>``: a number a database can hold; anything greater is nobody's, hence a 404."""

    def __init__(self, map: Map) -> None:
        super().__init__(map, min=1, max=MOST)


class _Addresses:
    """``url`` of the templates."""

    # places

    def home(self, **asked: object) -> str:
        return with_query("/", asked)

    def boards(self) -> str:
        return "/boards"

    def board(self, slug: str, **asked: object) -> str:
        return with_query(f"/boards/{slug}", asked)

    def rules(self, slug: str, number: int | None = None) -> str:
        """A board's rules in plain sentences, in one version."""
        return f"/boards/{slug}/rules/{number}" if number else f"/boards/{slug}/rules"

    def agreement(self, board: Any, **asked: object) -> str:
        return with_query(f"/boards/{board.slug}/agreement", asked)

    def membership(self, board: Any) -> str:
        return f"/boards/{board.slug}/membership"

    def join(self, key: str) -> str:
        """Where an invitation to a board leads."""
        return f"/join/{key}"

    def in_action(self, **asked: object) -> str:
        return with_query("/in-action", asked)

    def search(self, **asked: object) -> str:
        return with_query("/search", asked)

    def suggest(self) -> str:
        return "/search/suggestions"

    def person(self, handle: str, **asked: object) -> str:
        return with_query(f"/people/{quote(handle)}", asked)

    def feed(self) -> str:
        return "/feeds/ideas.atom"

    def theme(self) -> str:
        return "/theme"

    def in_language(self, language: str) -> str:
        """The page that is being looked at, in ``language``."""
        return f"/{language}{here() or '/'}"

    def privacy(self) -> str:
        return "/privacy"

    def terms(self) -> str:
        return "/terms"

    # ideas

    def idea(self, idea: Any, **asked: object) -> str:
        """The canonical address of an idea or a card."""
        return with_query(f"/ideas/{idea.id}/{idea.slug}", asked)

    def round(self, number: int) -> str:
        """A round that the crowd or a panel judges."""
        return f"/rounds/{number}"

    def rounds(self, slug: str) -> str:
        return f"/boards/{slug}/rounds"

    def preview_picture(self, idea: Any, digest: str) -> str:
        """The drawn picture of a link to an idea; ``digest`` is of what it shows."""
        return f"/ideas/{idea.id}/preview.png?v={digest}"

    def case(self, idea: Any) -> str:
        return f"/review/{idea.id}"

    def share(self, board: Any = None, **asked: object) -> str:
        slug = getattr(board, "slug", board)
        return with_query("/ideas/new", {"board": slug, **asked})

    def draft(self, idea: Any) -> str:
        """Where a draft or a returned idea is worked on."""
        return f"/ideas/{idea.id}/edit"

    def edit(self, idea: Any) -> str:
        return f"/ideas/{idea.id}/edit"

    def history(self, idea: Any) -> str:
        return f"/ideas/{idea.id}/history"

    def ledger(self, idea: Any, **asked: object) -> str:
        return with_query(f"/ideas/{idea.id}/ledger", asked)

    def withdraw(self, idea: Any) -> str:
        return f"/ideas/{idea.id}/withdrawal"

    def vote(self, idea: Any) -> str:
        return f"/ideas/{idea.id}/vote"

    def follow(self, idea: Any) -> str:
        return f"/ideas/{idea.id}/follow"

    def pictures(self, idea: Any) -> str:
        return f"/ideas/{idea.id}/pictures"

    def remove_picture(self, idea: Any, number: int) -> str:
        return f"/ideas/{idea.id}/pictures/{number}"

    def attachment(self, name: str) -> str:
        return f"/attachments/{name}"

    def remove_file(self, idea: Any, key: str) -> str:
        return f"/ideas/{idea.id}/files/{key}/removal"

    def links(self, idea: Any) -> str:
        return f"/ideas/{idea.id}/links"

    def remove_link(self, idea: Any, number: int) -> str:
        return f"/ideas/{idea.id}/links/{number}/removal"

    def team(self, number: int) -> str:
        """Where an idea's makers are, for themselves."""
        return f"/ideas/{number}/team"

    def invitation(self, key: str) -> str:
        """Where an invitation to make an idea together leads."""
        return f"/invitations/{key}"

    def credit(self, comment: Any) -> str:
        return f"/comments/{comment.id}/credit"

    def similar(self) -> str:
        return "/similar"

    def preview(self) -> str:
        return "/preview"

    # comments

    def comment(self, idea: Any) -> str:
        """Where a comment on an idea is posted."""
        return f"/ideas/{idea.id}/comments"

    def edit_comment(self, comment: Any) -> str:
        return f"/comments/{comment.id}/edit"

    def delete_comment(self, comment: Any) -> str:
        return f"/comments/{comment.id}/deletion"

    def heart(self, comment: Any) -> str:
        return f"/comments/{comment.id}/heart"

    def thread(self, comment: Any, **asked: object) -> str:
        return with_query(f"/comments/{comment.id}", asked)

    def flag(self, subject: str) -> str:
        """``"idea:12"`` or ``"comment:9"``."""
        return with_query("/flags/new", {"subject": subject})

    # oneself

    def signin(self, next: str | None = None) -> str:
        return with_query("/signin", {"next": next or here()})

    def signup(self, next: str | None = None) -> str:
        return with_query("/signup", {"next": next or here()})

    def welcome(self, part: str = "", **asked: object) -> str:
        """The first run: its beginning, or its board."""
        return with_query(f"/welcome/{part}" if part else "/welcome", asked)

    def signout(self) -> str:
        return "/signout"

    def forgot(self) -> str:
        return "/forgot"

    def confirm(self, seal: str = "") -> str:
        """Where one proves one's address; with the seal of a mailed link."""
        return f"/confirm/{seal}" if seal else "/confirm"

    def account(self, part: str = "") -> str:
        return f"/account/{part}" if part else "/account"

    def inbox(self, **asked: object) -> str:
        return with_query("/inbox", asked)

    def rewards(self) -> str:
        return "/rewards"

    # the team's

    def review(self, **asked: object) -> str:
        return with_query("/review", asked)

    def moderation(self, **asked: object) -> str:
        return with_query("/moderation", asked)

    def log(self, **asked: object) -> str:
        return with_query("/moderation/log", asked)

    def admin(self, part: str = "") -> str:
        return f"/admin/{part}" if part else "/admin"

    def insights(self, **asked: object) -> str:
        return with_query("/insights", asked)

    def case_part(self, idea: Any, part: str) -> str:
        """Where a piece of a case goes: assessment, conflict, notes, decision, progress."""
        return f"/review/{idea.id}/{part}"

    def pick(self, idea: Any) -> str:
        return f"/ideas/{idea.id}/pick"

    def merge(self, idea: Any) -> str:
        return f"/ideas/{idea.id}/merge"

    def duplicates(self) -> str:
        return "/moderation/duplicates"

    def moderate(self, subject: str) -> str:
        """Where an act on ``"idea:12"``, ``"comment:9"`` or ``"person:anna"`` is posted."""
        kind, _colon, name = subject.partition(":")
        return f"/moderation/{PLURAL[kind]}/{quote(name)}"

    def undo(self, ruling: Any) -> str:
        return f"/moderation/rulings/{ruling.id}/undo"

    def undo_stroke(self, ruling: Any) -> str:
        """Where all that was done together with ``ruling`` is taken back."""
        return f"/moderation/strokes/{ruling.batch_id}/undo"

    def appeal(self, ruling: Any) -> str:
        """Where whoever a ruling is about asks for a second look."""
        return f"/rulings/{ruling.id}/appeal"

    def decide_appeal(self, appeal: Any) -> str:
        return f"/moderation/appeals/{appeal.id}"

    def trust(self) -> str:
        return "/trust"

    def reward(self, reward: Any, act: str) -> str:
        """approve, claim or pay."""
        return f"/rewards/{reward.id}/{act}"

    def reward_ledger(self, **asked: object) -> str:
        return with_query("/rewards/ledger", asked)

    def rewards_of(self, **asked: object) -> str:
        return with_query("/rewards", asked)

    def admin_board(self, board: Any, part: str = "") -> str:
        return f"/admin/boards/{board.slug}/{part}" if part else f"/admin/boards/{board.slug}"

    def admin_people(self, **asked: object) -> str:
        return with_query("/admin/people", asked)

    def roles(self, person: Any) -> str:
        return f"/admin/people/{quote(person.handle)}/roles"

    # files

    def upload(self, name: str | None, width: int | None = None) -> str | None:
        """A stored picture, at one of the widths that are kept (``files.WIDTHS``) or whole."""
        if not name:
            return None
        return f"/uploads/{name}?w={width}" if width else f"/uploads/{name}"

    def logo(self, name: str) -> str | None:
        return f"/logo/{name}" if name else None

    def brand(self, digest: str) -> str:
        """The style sheet with the site's own colour."""
        return f"/brand/{digest}.css"

    def face(self, name: str | None) -> str | None:
        return f"/faces/{name}" if name else None

    # the world

    def absolute(self, path: str) -> str:
        """``path`` with the site's public address before it."""
        return str(current_app.config["PUBLIC_URL"]).rstrip("/") + path


url = _Addresses()


def with_query(path: str, asked: dict[str, Any]) -> str:
    """``path?a=b`` of those that say something."""
    said = {key.rstrip("_"): value for key, value in asked.items() if value not in (None, "")}
    return f"{path}?{urlencode(said)}" if said else path


def inside(target: str | None) -> str | None:
    """``target`` when it is a place on this site, else None: nobody is sent elsewhere by a link of ours."""
    if not target or not target.startswith("/") or len(target) > 2_000:
        return None
    if target.startswith(("//", "/\\")) or any(ord(letter) < 33 or letter == "\\" for letter in target):
        return None
    try:
        parts = urlsplit(target)
    except ValueError:
        return None
    return None if parts.scheme or parts.netloc else target


def number_of(said: str | None) -> int:
    """The number that was sent; 0, which is nobody's, for what is no number or too large for a database."""
    plain = said is not None and said.isascii() and said.isdigit() and len(said) < 19
    return int(said or 0) if plain else 0


def here() -> str | None:
    """The page that is being looked at, where it makes sense to come back to it."""
    if not has_request_context() or request.method != "GET" or request.path.startswith(NOWHERE):
        return None
    where = request.full_path.rstrip("?")
    return None if where == "/" else inside(where)
