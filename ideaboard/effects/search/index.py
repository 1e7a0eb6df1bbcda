"""The installation's index: which engine, made when missing, mended when damaged."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from ideaboard.core import settings
from ideaboard.core.db import db, transaction

from . import documents
from .interface import Document, Engine, Health, IndexBusy, IndexUnavailable, Query
from .postgresql import PostgresqlEngine
from .whoosh_engine import WhooshEngine

log = logging.getLogger(__name__)
Told = Callable[[int, int], None]  # (documents done, documents in all)
STEP = 1_000  # documents between two lines about the progress
KEY = "search_made_anew"


def engine() -> Engine:
    """The engine of the current app, one for each process. Raises ``IndexUnavailable`` when there cannot be one."""
    kept: Engine | None = current_app.extensions.get("search")
    return current_app.extensions.setdefault("search", _made()) if kept is None else kept


def _made() -> Engine:
    if current_app.config["SETTINGS"].search == "whoosh":
        return WhooshEngine(Path(current_app.config["INSTANCE_PATH"]) / "search")
    if db.engine.dialect.name != "postgresql":
        raise IndexUnavailable("the search engine postgresql needs a PostgreSQL database")
    return PostgresqlEngine(db.engine)


def index_again(ids: Sequence[int]) -> None:
    """Bring the index up to date about these ideas, in one commit; a missing or damaged index is made anew."""
    if not ids:
        return
    try:
        changed = documents.of(ids)
        engine().add(_with_gone(ids, changed))
    except IndexUnavailable as why:
        _anew(why)


def rebuild_all(told: Told | None = None) -> int:
    """Make the whole index anew, beside the old one; ``told`` hears of the progress. Returns how many it holds."""
    whole = documents.how_many() if told else 0
    return engine().rebuild(_letting_go(documents.all_listed()), (lambda done: told(done, whole)) if told else None)


def mend() -> bool:
    """For every tick: make the index anew when it cannot be read, else merge what became small. True: made anew."""
    try:
        engine().search(Query(""))
        engine().tidy()
    except IndexBusy:
        return False
    except IndexUnavailable as why:
        _anew(why)
        return True
    return False


def answers() -> bool:
    """Whether the index can be asked at this moment."""
    try:
        engine().search(Query(""))
    except IndexUnavailable:
        return False
    return True


def progress() -> tuple[int, int] | None:
    """While the index is made anew in the background: how many ideas it holds by now, and of how many."""
    said = settings.everything()[KEY]
    return (said[0], said[1]) if said else None


def _anew(why: IndexUnavailable) -> None:
    """Make it anew, and say meanwhile how far it is, so that who searches and who is responsible can read it."""
    log.warning("the search index is made anew: %s", why)
    _tell(0, documents.how_many())
    rebuild_all(_tell)
    _note([])


def _tell(done: int, whole: int) -> None:
    if done % STEP == 0 or done >= whole:
        log.info("the search index holds %d of %d ideas", done, whole)
        _note([done, whole])


def _note(said: list[int]) -> None:
    """Nobody waits for this: a database that is busy goes without."""
    try:
        with transaction():
            settings.put(KEY, said)
    except SQLAlchemyError as busy:
        log.info("how far the search index is could not be noted: %s", type(busy).__name__)


def health() -> Health:
    """For ``flask doctor`` and ``/readyz``: reads the whole index; never raises."""
    try:
        return engine().health()
    except IndexUnavailable as why:
        return Health(ok=False, problem=str(why))


def _with_gone(ids: Sequence[int], changed: list[Document]) -> list[Document]:
    """``changed``, and for ids without a row a document that is not listed, so that it is taken out."""
    known = {document.id for document in changed}
    return changed + [documents.gone(id_) for id_ in ids if id_ not in known]


def _letting_go(read: Iterable[Document]) -> Iterator[Document]:
    """Let the read transaction go when all is read: building the files takes long, and needs no database."""
    yield from read
    db.session.rollback()
