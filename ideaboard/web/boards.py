"""Boards: what there is, and each with its rules in plain sentences."""

from __future__ import annotations

from flask import Response, request

from ideaboard.core.clock import now
from ideaboard.core.errors import NotVisible
from ideaboard.core.text import _, clean, render_markdown
from ideaboard.domain import boards, ideas, rounds, stories
from ideaboard.domain.boards import calendar
from ideaboard.domain.boards.models import Board
from ideaboard.domain.boards.phrases import kind_name
from ideaboard.domain.boards.rules import changes_between, in_words, rule_sentences
from ideaboard.domain.ideas import Filter
from ideaboard.domain.permissions import Can
from ideaboard.web import load, previews, respond
from ideaboard.web.blueprint import pages
from ideaboard.web.caching import for_everybody, page_cache
from ideaboard.web.cards import dressed_all
from ideaboard.web.home import asked, phase_asked, phase_names, sort_asked, sort_tabs
from ideaboard.web.me import may, me
from ideaboard.web.previews import FEW
from ideaboard.web.url import url

ODDS_SECONDS = 300


@pages.get("/boards")
@for_everybody
def board_list() -> Response:
    """All boards."""
    shown = boards.shown(me())
    open_ = {board.id for board in shown if boards.details_open(board, me())}
    counts = {board.id: ideas.count_on(board, me()) for board in shown}
    return respond.page("boards", boards=shown, open_details=open_, counts=counts, few=FEW)


@pages.get("/boards/<slug>")
@for_everybody
def board(slug: str) -> Response:
    """A board: what it is about, its ideas, its rules."""
    found = load.board(slug)
    at = now()
    if not boards.details_open(found, me()):
        return _door(found)
    chosen = Filter(board=found, phase=phase_asked(), tag=request.args.get("tag") or None, kind=_kind_asked(found))
    after = request.args.get("after") or None
    page = stories.cards(me(), chosen, sort=sort_asked(), after=after, at=at, fair=True, limit=24)
    return respond.page(
        "board",
        board=found,
        preview=previews.of_board(found),
        cards=dressed_all(page.rows, 800 if gallery(found) else 400),
        gallery=gallery(found),
        more=_address(found, after=page.after) if page.after else None,
        sort=sort_asked(),
        tabs=sort_tabs(lambda **said: url.board(found.slug, **{k: v for k, v in said.items() if k != "board"})),
        chosen=chosen,
        phase_names=phase_names(),
        few=ideas.count_on(found, me()) < FEW,
        held=boards.membership_of(found, me()) if found.visibility != "public" else None,
        rules=rule_sentences(found.rules),
        odds=_odds(found) if found.ideas >= FEW and _counts_are_told(found) else None,
        kinds=_kinds(found, chosen),
        open=_takes_ideas(found),
        rounds=[each for each in rounds.rounds_of(found, most=6) if each.opened_at][:3],
        runs_rounds=may(Can.RUN_ROUNDS, found),
    )


@pages.get("/boards/<slug>/rules")
@pages.get("/boards/<slug>/rules/<id:number>")
@for_everybody
def rules_in_words(slug: str, number: int | None = None) -> Response:
    """A board's rules in plain sentences, today's or those of an earlier version, and what each version changed."""
    found = load.board(slug)
    versions = boards.versions_of(found)
    version = next((one for one in versions if one.number == (number or found.rules_number)), None)
    if version is None:
        raise NotVisible(_("There is no such version of these rules."))
    older = versions[versions.index(version) + 1 :]
    changes = changes_between(older[0].rules, version.rules) if older else []
    return respond.page(
        "rules",
        board=found,
        version=version,
        versions=versions,
        rules=rule_sentences(version.rules),
        changes=[in_words(change) for change in changes],
    )


def _kind_asked(found: Board) -> str | None:
    kind = found.rules.form.kind(request.args.get("kind", ""))
    return kind.key if kind else None


def _counts_are_told(found: Board) -> bool:
    """On a private board how many others there are is not told either."""
    return found.visibility != "private" or may(Can.SEE_INSIGHTS, found)


def _kinds(found: Board, chosen: Filter) -> list[tuple[str, str, str]]:
    """The kinds of entries to look at, as (key, words, address), all of them first; nothing where there is one kind."""
    if not found.rules.form.kinds:
        return []
    every = [("", _("Everything"), _address(found, kind=None))]
    return every + [(kind.key, kind_name(kind), _address(found, kind=kind.key)) for kind in found.rules.form.kinds]


def _odds(board: Board) -> stories.Odds:
    """How ideas fared here so far; counted anew every few minutes."""
    kept: stories.Odds | None = page_cache().get(f"odds:{board.id}")
    if kept is None:
        kept = stories.odds(board.id, now())
        page_cache().set(f"odds:{board.id}", kept, timeout=ODDS_SECONDS)
    return kept


def _door(found: Board) -> Response:
    """What stands before a board: its terms, or becoming a member. What it is about is said inside."""
    person = me()
    return respond.page(
        "board_door",
        board=found,
        enters=boards.may_enter(found, person),
        asked=boards.membership_of(found, person) is not None,
        must_accept=found.gated and not (person is not None and boards.has_accepted(found, person)),
        wording=render_markdown(clean(boards.text_of(found.rules.terms))) if found.gated else "",
        rules=rule_sentences(found.rules),
    )


def gallery(board: Board) -> bool:
    """Whether its ideas are pictures first."""
    return bool(board.rules.form.images[0])


def _takes_ideas(board: Board) -> bool:
    clock = board.rules.clock
    opened = board.opens_at or board.created_at
    return board.state == "open" and calendar.allows(
        clock.phases, "submit", now(), opened_at=opened, timezone=clock.timezone
    )


def _address(board: Board, **said: object) -> str:
    return url.board(board.slug, **({k: v for k, v in asked().items() if k != "board"} | said))
