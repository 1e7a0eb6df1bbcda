"""The review desk: the list of cases, one case with everything to judge it by, and what a reviewer does about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import Response, request
from sqlalchemy import select

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import Invalid, No, NotVisible, Refused
from ideaboard.core.text import _
from ideaboard.domain import ideas, integrity, review, stories
from ideaboard.domain.boards.models import Board
from ideaboard.domain.boards.rules import Criterion, criterion_name, reason_name
from ideaboard.domain.comments.models import Comment
from ideaboard.domain.ideas.models import Idea, Maker
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import Can
from ideaboard.domain.review.models import Assessment, Case
from ideaboard.domain.review.queries import Standing
from ideaboard.effects import search
from ideaboard.web import load, respond, sentences
from ideaboard.web.blueprint import pages
from ideaboard.web.cards import dressed, dressed_all
from ideaboard.web.me import may, needs, signed_in
from ideaboard.web.staff import deciding, desk, figures, show
from ideaboard.web.url import url

VOICES = 5
RADIOS = 10  # above this a score is typed


@pages.get("/review")
def review_desk() -> Response:
    """All cases on one's desk, by what to do next."""
    person = show.team(Can.SEE_REVIEW)
    mine = show.boards_of(person, Can.SEE_REVIEW)
    board = _board(mine)
    tabs = [(one.slug, one.title, url.review(board=one.slug)) for one in mine]
    return show.page("review", desk=desk.of(person, now(), board), board_tabs=tabs, board=board)


@pages.get("/review/<id:number>")
def case(number: int) -> Response:
    """One case; for an idea that is not in review, what reviewers know and may do about it."""
    return show_case(_idea(number))


@pages.post("/review/<id:number>/assessment")
def assess(number: int) -> Response:
    """Hand in one's scorecard."""
    return _done(number, _assess, _("Your scorecard is in."), "assessment")


@pages.post("/review/<id:number>/conflict")
def declare_conflict(number: int) -> Response:
    """Step aside."""
    return _done(number, _step_aside, _("Noted. Colleagues judge this idea."), "conflict")


@pages.post("/review/<id:number>/notes")
def note_case(number: int) -> Response:
    """Leave a note for colleagues."""
    return _done(number, _note, _("Your note is there for the team."), "notes")


@pages.post("/review/<id:number>/progress")
def tell_progress(number: int) -> Response:
    """Tell how an accepted idea goes on."""
    return _done(number, _progress, _("It is told: everybody who stood behind this idea hears of it."), "progress")


@pages.post("/review/<id:number>/decision")
def decide(number: int) -> Response:
    """Decide, or look at the mail first."""
    idea, person = _idea(number), signed_in()
    if "preview" in request.form:
        return show_case(idea, opened="decision", preview=True)
    draft = deciding.typed(idea, person)
    try:
        with transaction():
            idea = _idea(number)
            review.decide(
                idea, by=person, at=now(), outcome=draft.outcome, reason=draft.reason, statement=draft.statement
            )
    except (Invalid, Refused) as no:
        db.session.rollback()
        return show_case(_idea(number), status=no.status, opened="decision", no=no)
    return respond.to(url.case(idea), _("Decided. Everybody who stood behind this idea hears of it."))


def _apart(idea: Idea) -> list[str]:
    """What the tally would be with the votes that are held."""
    held = integrity.with_and_without([idea.id]).get(idea.id)
    return sentences.apart(held) if held else []


def show_case(
    idea: Idea, *, status: int = 200, opened: str = "", no: No | None = None, preview: bool = False
) -> Response:
    """The page of a case. ``opened``: the form that was sent; ``no``: why it was refused (its words are kept)."""
    at, person = now(), needs(Can.SEE_REVIEW, idea)
    opened_case = _last_case(idea)
    standing = review.standings([opened_case], person)[opened_case.id] if opened_case else None
    cast = figures.ballots(idea)
    draft = deciding.typed(idea, person)
    in_review = opened_case is not None and opened_case.state == "open"
    return show.page(
        "case",
        status,
        idea=idea,
        card=dressed(stories.card(idea, person, at), 800),
        case=opened_case,
        in_review=in_review,
        desk=desk.of(person, at),
        due=desk.due_words(opened_case.due_at, at) if opened_case and in_review else None,
        standing=standing,
        numbers=[*figures.sentences(idea, cast, at), *_apart(idea)],
        drawing=figures.picture(idea, cast, at),
        pictures=[(url.upload(picture.file, 800), picture.alt) for picture in idea.pictures],
        makers=[(maker.person, maker.share) for maker in _named_makers(idea, person)],
        voices=_voices(idea, person),
        near=dressed_all(stories.made([found.idea for found in search.related(idea, seen_by=person)], person, at)),
        notes=review.notes_of(opened_case) if opened_case else (),
        criteria=_criteria(idea, standing, opened == "assessment"),
        typed_scores=idea.rules.review.scale > RADIOS,
        colleagues=_colleagues(idea, standing),
        obstacle=deciding.obstacle(idea, standing, person) if standing and in_review else None,
        outcomes=deciding.outcomes(),
        reasons=deciding.reasons(idea),
        draft=draft,
        audience=deciding.audience(idea, person),
        mail=deciding.mail(idea, draft, person) if preview else None,
        decision=(decision := review.decision_of(idea.id)),
        reason=reason_name(decision.reason) if decision is not None and decision.outcome != "accept" else None,
        progress=review.progress_of(idea.id),
        can_assess=in_review and may(Can.ASSESS, idea),
        can_pick=idea.phase == Phase.GATHERING and may(Can.PICK, idea),
        can_progress=idea.phase in (Phase.ACCEPTED, Phase.MAKING, Phase.LAUNCHED) and may(Can.PROGRESS, idea),
        opened=opened,
        errors=no.errors if isinstance(no, Invalid) else {"": no.sentence} if no else {},
    )


# What a form does


def _assess(idea: Idea, person: Person) -> None:
    scores = {one.key: score for one in idea.rules.review.criteria if (score := _score(one)) is not None}
    recommendation, note = request.form.get("recommendation", ""), request.form.get("note", "")
    review.assess(idea, by=person, at=now(), scores=scores, recommendation=recommendation, note=note)


def _step_aside(idea: Idea, person: Person) -> None:
    review.declare_conflict(idea, request.form.get("conflict", ""), by=person, at=now())


def _note(idea: Idea, person: Person) -> None:
    review.note(idea, request.form.get("body", ""), by=person, at=now())


def _progress(idea: Idea, person: Person) -> None:
    phase, note = request.form.get("phase", ""), request.form.get("note", "")
    review.progress(idea, by=person, at=now(), phase=phase, note=note)


def _done(number: int, act: Callable[[Idea, Person], None], said: str, opened: str) -> Response:
    """Load, let ``act`` speak, answer; what it refuses comes back with every word."""
    person = signed_in()
    try:
        with transaction():
            idea = _idea(number)
            act(idea, person)
    except (Invalid, Refused) as no:
        db.session.rollback()
        return show_case(_idea(number), status=no.status, opened=opened, no=no)
    return respond.to(url.case(idea), said)


def _score(criterion: Criterion) -> int | None:
    written = request.form.get(f"score_{criterion.key}", "")
    return int(written) if written.isdecimal() and len(written) < 4 else None


# What the page shows


def _idea(number: int) -> Idea:
    idea = load.idea(number)
    needs(Can.SEE_REVIEW, idea)
    return idea


def _board(mine: Sequence[Board]) -> Board | None:
    slug = request.args.get("board")
    if not slug:
        return None
    for board in mine:
        if board.slug == slug:
            return board
    raise NotVisible(_("There is no such board here."))


def _last_case(idea: Idea) -> Case | None:
    return db.session.scalar(select(Case).where(Case.idea_id == idea.id).order_by(Case.id.desc()).limit(1))


def _named_makers(idea: Idea, person: Person) -> Sequence[Maker]:
    return () if ideas.nameless(idea, person) else [maker for maker in idea.makers if maker.accepted_at]


def _voices(idea: Idea, person: Person) -> Sequence[tuple[Comment, Person | ideas.Unnamed]]:
    """The comments with the most hearts, each with its author as it is told; of those alike the earlier."""
    said = select(Comment).where(
        Comment.idea_id == idea.id, Comment.deleted_at.is_(None), Comment.hidden_for.is_(None), ~Comment.official
    )
    loudest = db.session.scalars(said.order_by(Comment.hearts.desc(), Comment.id).limit(VOICES)).all()
    kept_back = ideas.masked(idea, person)
    return [(comment, ideas.shown_as(comment.author, kept_back)) for comment in loudest]


def _criteria(idea: Idea, standing: Standing | None, sent: bool) -> list[dict[str, Any]]:
    """The lines of one's scorecard: what was typed, else what was handed in before."""
    rules = idea.rules.review
    mine = standing.mine.scores if standing and standing.mine else {}
    whole = sum(criterion.weight for criterion in rules.criteria)
    return [
        {
            "key": criterion.key,
            "name": criterion_name(criterion),
            "weight": round(100 * criterion.weight / whole),
            "value": _score(criterion) if sent else mine.get(criterion.key),
            "anchors": anchors(criterion.key, rules.scale),
        }
        for criterion in rules.criteria
    ]


def anchors(key: str, scale: int) -> dict[int, str]:
    """Words under the lowest, the middle and the highest point of a criterion."""
    known = {
        "value": (_("Few would notice"), _("Some want it"), _("Many wait for it")),
        "feasibility": (_("We do not know how"), _("With effort"), _("We could start today")),
        "fit": (_("Not us"), _("Could be us"), _("It is us")),
        "cost": (_("Very costly"), _("Worth a thought"), _("Pays for itself")),
        "impact": (_("Changes little"), _("Helps some"), _("Changes a lot")),
    }
    low, middle, high = known.get(key, (_("Not at all"), _("Partly"), _("Fully")))
    return {1: low, scale: high} | ({(scale + 1) // 2: middle} if scale % 2 and scale > 2 else {})


def _colleagues(idea: Idea, standing: Standing | None) -> list[tuple[str, Any, str | None, str]]:
    """What others gave, as the component draws it; empty while the review is blind to one."""
    others = standing.others if standing else ()
    return [(one.reviewer.name, _points(idea, one), _says(one), one.conflict or one.note) for one in others]


def _points(idea: Idea, given: Assessment) -> list[tuple[str, int, int]]:
    rules = idea.rules.review
    return [
        (criterion_name(one), given.scores[one.key], rules.scale) for one in rules.criteria if one.key in given.scores
    ]


def _says(given: Assessment) -> str:
    if given.conflict is not None:
        return _("Stepped aside")
    words = {"accept": _("Make it"), "decline": _("Do not make it"), "unsure": _("Unsure")}
    return words.get(given.recommendation or "", "")
