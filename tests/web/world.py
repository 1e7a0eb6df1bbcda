"""One small world for tests that walk over every address: people of all kinds, and a thing of each kind of theirs.

It stands on a SQLite file of which a copy is kept, so that whatever a request wrote is put back in a millisecond.
"""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Flask
from PIL import Image
from werkzeug.test import TestResponse

from ideaboard.core import files
from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.domain import ideas, moderation, people, rounds
from ideaboard.domain.ideas.models import Attachment, Idea, Picture
from ideaboard.domain.moderation.models import Ruling
from ideaboard.domain.people.credentials import Provider
from ideaboard.domain.people.models import Person
from ideaboard.domain.rewards.models import Reward
from ideaboard.domain.rounds.models import Round
from ideaboard.domain.transfer import ImportRun
from tests.clients import PageClient
from tests.make import Make

PEOPLE = ("visitor", "customer", "author", "other", "elsewhere", "moderator", "reviewer", "admin", "suspended")
FEW = {"gate": {"at_least": 3}, "reward": {"on": "launched", "grants": [{"kind": "credit"}]}}
API = "/api/v1"


def _png() -> bytes:
    made = BytesIO()
    Image.new("RGB", (2, 2)).save(made, "PNG")
    return made.getvalue()


PNG = _png()
PICTURE = files.reencode(PNG, max_bytes=10_000).data


class World:
    """People by name, things by name (``things["draft"]``: what stands in an address), and a door for each of them."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.make = Make(app)
        self.things: dict[str, object] = {}
        self.people: dict[str, int | None] = {"visitor": None}
        self.sessions: dict[str, str] = {}
        self.tokens: dict[str, str] = {}
        self.files: dict[str, bytes] = {}
        self._fill()
        db.session.commit()
        self._file = sqlite3.connect(str(db.engine.url.database), check_same_thread=False)
        self._kept = sqlite3.connect(":memory:", check_same_thread=False)
        self._file.backup(self._kept)
        self._version = self._seen()

    # what is there

    def _fill(self) -> None:
        make, things = self.make, self.things
        board, far = make.board("open", rules=FEW), make.board("far")
        asks = [{"key": "plan", "label": "A plan", "kind": "file"}]
        closed = make.board("closed", rules={"ranking": {"visibility": "private"}, "form": {"fields": asks}})
        inside = make.board("inside", rules={"ranking": {"visibility": "members"}})
        cast: dict[str, Person] = {
            "customer": make.person("Customer"),
            "author": make.person("Author"),
            "other": make.person("Other"),
            "elsewhere": make.person("Elsewhere", role="admin", board=far),
            "moderator": make.person("Moderator", role="moderator"),
            "reviewer": make.person("Reviewer", role="reviewer"),
            "admin": make.person("Admin", role="admin"),
            "suspended": make.person("Suspended"),
        }
        author = cast["author"]
        things |= {"board": board.slug, "far_board": far.slug, "private_board": closed.slug}
        for name, phase, where in (
            ("open", "gathering", board), ("draft", "draft", board), ("screening", "screening", self._screened(board)),
            ("case", "review", board), ("made", "launched", board), ("removed", "removed", board),
            ("merged", "merged", board), ("private", "gathering", closed), ("members", "gathering", inside),
            ("private_case", "review", closed),
        ):  # fmt: skip
            things[name] = make.idea(board=where, author=author, phase=phase).id
        things["open_slug"] = make.fresh(db.session.get_one(Idea, things["open"])).slug
        things["others_draft"] = make.idea(board=board, author=cast["other"], phase="draft").id
        for name in ("open", "private", "removed"):
            self._comment(name, author)
            things[f"{name}_picture"] = self._picture(int(str(things[name])))
        things["attachment"] = self._attached(int(str(things["private"])))
        things["link"] = self._linked("open", "made", author)
        things["draft_picture"] = self._picture(int(str(things["draft"])))
        with transaction() as session:
            undone = ImportRun(board_id=board.id, source="csv", at=now(), report={}, undone_at=now())
            session.add(undone)
            session.flush()
            things["import"] = undone.id
            things["round"] = rounds.plan_round(
                self.make.here(board), "The final", by=people.house(), at=now(), closes_at=now() + timedelta(days=7)
            ).id
            session.flush()
            session.get_one(Round, things["round"]).opened_at = now()
            provider = Provider(
                name="Elsewhere", issuer="http://127.0.0.1:9", client_id="x", secret="", made_at=now(),
                makes_accounts=True, offered=True,
            )  # fmt: skip
            session.add(provider)
            session.flush()
            things["provider"] = provider.id
            things["reward"] = db.session.query(Reward).filter_by(person_id=author.id).one().id
            removals = db.session.query(Ruling).filter_by(kind="remove", undone_at=None)
            things["ruling"] = removals.one().id
            for name, person in cast.items():
                self._enter(name, make.here(person))
            people.edit(
                make.here(author),
                by=make.here(author),
                name="Author",
                handle="author",
                bio="",
                face=self._file_of("face"),
            )
            make.here(cast["suspended"]).suspended_until = now() + timedelta(days=3)
        things |= {"handle": "author", "other_handle": "other", "nobody": 2**40}

    def _screened(self, board: Any) -> Any:
        return self.make.board("screened", rules={"screening": {"before": True}})

    def _comment(self, name: str, author: Person) -> None:
        idea = self.make.here(self.make.fresh(db.session.get_one(Idea, self.things[name])))
        with transaction():
            if name == "removed":
                moderation.restore(idea, by=people.house(), at=now())
        made = self.make.comment(idea, by=author)
        with transaction():
            if name == "removed":
                moderation.remove(self.make.here(idea), "It is an advertisement.", by=people.house(), at=now())
        self.things[f"{name}_comment"] = made.id

    def _picture(self, idea: int) -> str:
        name = self._file_of("picture")
        with transaction():
            row = Picture(idea_id=idea, number=1, file=name, width=1, height=1, alt="", added_at=now())
            db.session.add(row)
        return name

    def _attached(self, idea: int) -> str:
        name = files.store(Path(self.app.config["UPLOADS"]), b"a plan", ".bin")
        with transaction():
            db.session.add(Attachment(idea_id=idea, key="plan", file=name, name="plan.txt", size=6, added_at=now()))
        self.files[name] = b"a plan"
        return name

    def _linked(self, name: str, to: str, author: Person) -> int:
        with transaction():
            one, other = (db.session.get_one(Idea, self.things[which]) for which in (name, to))
            return ideas.link(one, other, "builds_on", by=self.make.here(author), at=now()).id

    def _file_of(self, what: str) -> str:
        name = files.store(Path(self.app.config["UPLOADS"]), PICTURE, ".webp")
        self.things[what] = name
        self.files[name] = PICTURE
        return name

    def _enter(self, name: str, person: Person) -> None:
        self.people[name] = person.id
        self.sessions[name] = people.open_session(person, "password", at=now())
        self.things[f"session_of_{name}"] = people.sessions_of(person, now())[0].id
        for which, scopes in (("all", people.SCOPES), ("reading", ("read",)), ("writing", ("write",))):
            token, secret = people.make_token(person, which, by=person, at=now(), scopes=scopes)
            self.tokens[f"{name}/{which}"] = secret
        self.things[f"token_of_{name}"] = token.id

    # asking

    def page(
        self, who: str, method: str, path: str, *, keep: bool = False, language: str = "", **more: Any
    ) -> TestResponse:
        """A request by the browser of ``who``; what it wrote is put back, except where it is to be kept."""
        client = self.app.test_client()
        assert isinstance(client, PageClient)
        if language:
            client.set_cookie("language", language)
        if who != "visitor":
            with self.app.app_context(), client.session_transaction() as session:
                session["_user_id"] = self.sessions[who]
                session["_fresh"] = True
        return self._asked(client, method, path, more, keep=keep)

    def call(
        self, who: str, method: str, path: str, *, scopes: str = "all", keep: bool = False, **more: Any
    ) -> TestResponse:
        """A call by a program of ``who``."""
        headers = {} if who == "visitor" else {"Authorization": f"Bearer {self.tokens[f'{who}/{scopes}']}"}
        return self._asked(self.app.test_client(), method, path, {"headers": headers} | more, keep=keep)

    def _asked(self, client: Any, method: str, path: str, more: dict[str, Any], *, keep: bool) -> TestResponse:
        answer: TestResponse = client.open(path.format(**self.things), method=method, **more)
        answer.get_data()
        if not keep:
            self.restore()
        return answer

    # as it was

    def restore(self) -> None:
        """Put everything back; costs nothing when nothing was written."""
        db.session.remove()
        if self._seen() == self._version:
            return
        self._kept.backup(self._file)
        self._version = self._seen()
        folder = Path(self.app.config["UPLOADS"])
        for name, data in self.files.items():
            if not files.path_of(folder, name).exists():
                files.put(folder, name, data)

    def _seen(self) -> int:
        return int(self._file.execute("PRAGMA data_version").fetchone()[0])
