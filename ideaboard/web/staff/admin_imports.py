"""Imports: upload, say what each column is, look before anything is written, take, and take back."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from flask import Response, current_app, request

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import Invalid, No, NotVisible, Refused
from ideaboard.core.text import _
from ideaboard.domain import transfer
from ideaboard.domain.permissions import Can
from ideaboard.domain.transfer import ImportRun
from ideaboard.web import respond
from ideaboard.web.blueprint import pages
from ideaboard.web.me import needs
from ideaboard.web.staff import show
from ideaboard.web.sudo import need_proof
from ideaboard.web.url import url

BUSY = ("checking", "taking")


@pages.route("/admin/imports", methods=["GET", "POST"])
def admin_imports() -> Response:
    """What was imported, and a form for more."""
    person = show.team(Can.MANAGE_BOARDS)
    errors: Mapping[str, str] = {}
    if request.method == "POST":
        try:
            with transaction():
                run = _uploaded()
            return respond.to(url.admin(f"imports/{run.id}"))
        except (Invalid, Refused, NotVisible) as no:
            db.session.rollback()
            errors = show.errors_of(no)
    boards = show.boards_of(person, Can.MANAGE_BOARDS)
    own = {board.id for board in boards}
    runs = [run for run in transfer.runs() if run.board_id in own]
    typed = {key: request.form.get(key, "") for key in ("board", "source")}
    return show.page("imports", 422 if errors else 200, boards=boards, runs=runs, typed=typed, errors=errors)


def _uploaded() -> ImportRun:
    board = show.governed(request.form.get("board", ""))
    sent = {kind: request.files.get(kind) for kind in ("ideas", "comments")}
    streams = {kind: file.stream if file and file.filename else None for kind, file in sent.items()}
    if streams["ideas"] is None:
        raise Invalid("ideas", _("Choose a CSV file with the ideas."))
    return transfer.upload_import(
        board, streams["ideas"], streams["comments"], by=needs(Can.MANAGE_BOARDS, board), at=now(),
        source=request.form.get("source", "") or "csv", folder=_folder(),
    )  # fmt: skip


def _folder() -> Path:
    return Path(current_app.config["IMPORTS"])


def _run(number: int) -> ImportRun:
    """The run, for whoever runs its board."""
    run = db.session.get(ImportRun, number)
    if run is None:
        show.team(Can.MANAGE_BOARDS)
        raise NotVisible(_("There is no import with the number %(number)s.", number=number))
    needs(Can.MANAGE_BOARDS, run)
    return run


@pages.get("/admin/imports/<id:number>")
def admin_import(number: int) -> Response:
    """How far an import is, and what to do next. As a piece: only that, asked again while it is being worked on."""
    run = _run(number)
    if respond.wants_piece():
        return respond.fragment("import_state", run=run, busy=run.state in BUSY)
    return _page(run, {})


def _page(run: ImportRun, errors: Mapping[str, str], status: int = 200) -> Response:
    columns = {}
    for kind, path in zip(("ideas", "comments"), transfer.files_of(_folder(), run.id), strict=True):
        if path is not None and path.exists():
            columns[kind] = transfer.columns_of(path)
    chosen = {kind: _chosen(run, kind, theirs) for kind, theirs in columns.items()}
    would_go = transfer.would_go(run) if run.state == "done" and not run.undone_at else None
    return show.page(
        "import", status, run=run, busy=run.state in BUSY, columns=columns, chosen=chosen, errors=errors,
        wanted={kind: transfer.wanted(run.board, kind) for kind in columns}, would_go=would_go,
    )  # fmt: skip


def _chosen(run: ImportRun, kind: str, theirs: Mapping[str, object]) -> dict[str, str]:
    """Our column → theirs: as mapped, or of the same name."""
    mapping = run.mapping.get(kind, {})
    mapped = {ours: name for name, ours in mapping.items() if ours}
    same = {name: name for name in theirs if name not in mapping}
    return same | mapped


@pages.post("/admin/imports/<id:number>/<any(look,take,undo):step>")
def admin_import_step(number: int, step: str) -> Response:
    """One step on: look at the file, take it, or take it back."""
    if step == "undo":
        need_proof()
    run = _run(number)
    person = needs(Can.MANAGE_BOARDS, run)
    try:
        with transaction():
            run = db.session.get_one(ImportRun, number)
            if step == "undo":
                uploads = Path(current_app.config["UPLOADS"])
                also_acts = bool(request.form.get("also_acts"))
                transfer.undo_import(run, by=person, at=now(), also_acts=also_acts, uploads=uploads)
            else:
                transfer.ask_import(run, by=person, at=now(), mapping=_mapping(run) if step == "look" else None)
    except (Invalid, Refused) as no:
        db.session.rollback()
        return _refused(number, no)
    said = _("The import was taken back.") if step == "undo" else None
    return respond.to(url.admin(f"imports/{number}"), said)


def _refused(number: int, no: No) -> Response:
    return _page(_run(number), {"": no.sentence}, no.status)


def _mapping(run: ImportRun) -> dict[str, dict[str, str]]:
    """What was chosen, as their column → ours; columns that have our names and were not chosen are left out."""
    found: dict[str, dict[str, str]] = {}
    for kind, path in zip(("ideas", "comments"), transfer.files_of(_folder(), run.id), strict=True):
        if path is None or not path.exists():
            continue
        ours = transfer.wanted(run.board, kind)
        picked = [(request.form.get(f"{kind}.{name}", ""), name) for name in ours]
        twice = {theirs for theirs, _name in picked if theirs and [one for one, _ in picked].count(theirs) > 1}
        if twice:
            raise Invalid("map", _("The column “%(column)s” is chosen twice.", column=min(twice)))
        mapping = {theirs: name for theirs, name in picked if theirs}
        mapping |= {name: "" for name in transfer.columns_of(path) if name in ours and name not in mapping}
        found[kind] = mapping
    return found
