"""Invented people, ideas and comments, in the words pages use for them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace as Thing
from typing import Any

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


def picture(tone: str, other: str, name: str) -> tuple[str, str]:
    """A drawn stand-in for a photograph: its file name and its SVG."""
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 360">'
        f'<rect width="480" height="360" fill="{tone}"/><circle cx="330" cy="120" r="74" fill="{other}"/>'
        f'<path d="M0 270q120-70 240-12t240-30v132H0z" fill="{other}" opacity=".55"/>'
        '<path d="M170 300l18-150h104l18 150z" fill="#fffaf0"/>'
        '<rect x="176" y="132" width="128" height="26" rx="8" fill="#fffaf0"/></svg>'
    )
    return f"{name}.svg", svg


PICTURES = dict(
    picture(*each)
    for each in (
        ("#c9d6c3", "#5f8a6b", "green"),
        ("#f3d3b8", "#d9773f", "orange"),
        ("#ccd4f2", "#4a5fc4", "blue"),
        ("#efe0b0", "#b98b1d", "gold"),
    )
)


def idea(number: int, title: str, excerpt: str, who: tuple[str, str], **more: Any) -> Thing:
    supporters = more.get("supporters", 0)
    goal = more.get("gate_at_least", 1000)
    fields: dict[str, Any] = {
        "id": number,
        "slug": "an-idea",
        "board_slug": "in-our-cafes",
        "board_title": "In our cafés",
        "title": title,
        "excerpt": excerpt,
        "phase": "gathering",
        "stage": "Gathering support",
        "ended_by": None,
        "author_name": who[0],
        "author_handle": who[1],
        "author_face": None,
        "created_at": ago(days=4),
        "published_at": ago(days=3),
        "deadline_at": ago(days=-27),
        "due_at": None,
        "supporters": supporters,
        "points": supporters,
        "votes_up": supporters,
        "votes_down": 0,
        "mean": None,
        "merit": supporters,
        "comments": 48,
        "picture": None,
        "picture_alt": "",
        "ballot_kind": "support",
        "score_min": 0,
        "score_max": 5,
        "hidden": False,
        "gate_metric": "supporters",
        "gate_at_least": goal,
        "gate_value": supporters,
        "progress": min(1, supporters / goal) if goal else None,
        "own": False,
        "retractable": True,
        "milestones": (100, 500) if goal == 1000 else (),
        "my_vote": None,
        "held": None,
        "can_vote": True,
        "voting_open": True,
        "moved_today": False,
    }
    return Thing(**(fields | more))


MARA, TOMAS, LIAN, DANA, OLU = (
    ("Mara Jensen", "mara-jensen"),
    ("Tomás Ortiz", "tomas-ortiz"),
    ("Lian", "lian"),
    ("Dana Petrov", "dana-p"),
    ("Olu Adeyemi", "olu"),
)

REFILL = idea(
    12,
    "Refill stations for every store, with a discount for your own cup",
    "Bring any clean cup, the till knows the volume, and you pay 10 % less. "
    "Staff scan a code on the rim so the line never slows down.",
    MARA,
    supporters=862,
    moved_today=True,
    picture="/green.svg",
    picture_alt="A refill station",
)
CARDS = [
    REFILL,
    idea(
        13,
        "Order ahead without the app: a web page that works on any phone",
        "My mother’s phone is from 2016. A page that opens from the QR code on the table would let her order too.",
        TOMAS,
        supporters=1204,
        phase="review",
        stage="In review",
        voting_open=False,
        my_vote=1,
        due_at=ago(days=-20),
        deadline_at=None,
        comments=131,
    ),
    idea(
        14,
        "A quiet hour in every café, every weekday morning",
        "No music, softer lights, no blenders from 9 to 10. For people who think, and people who can’t bear noise.",
        LIAN,
        supporters=540,
        my_vote=1,
        comments=77,
    ),
    idea(
        15,
        "Splash sticks: a stopper that keeps the coffee in the cup",
        "A little green stick that plugs the lid. You can walk, run, and get on a bus.",
        DANA,
        supporters=3911,
        gate_at_least=1000,
        phase="launched",
        stage="On the shelves",
        voting_open=False,
        deadline_at=None,
        comments=402,
        picture="/orange.svg",
    ),
    idea(
        16,
        "Let regulars name the seasonal blend",
        "One week of suggestions, one week of tasting, and the name on the bag.",
        OLU,
        ballot_kind="updown",
        points=12480,
        gate_metric="points",
        gate_at_least=25000,
        gate_value=12480,
        progress=0.5,
        votes_up=1391,
        votes_down=143,
        my_vote=1,
        deadline_at=None,
    ),
    idea(
        17,
        "Winter cup: foxes crossing the tram line",
        "Two colours, printed by the shop that makes our bags.",
        MARA,
        ballot_kind="score",
        hidden=True,
        gate_metric="mean",
        gate_at_least=None,
        gate_value=None,
        progress=None,
        picture="/gold.svg",
        deadline_at=ago(days=-2),
        board_title="Winter cups",
    ),
    idea(
        18,
        "Paper straws back to plastic",
        "They dissolve before the ice does.",
        TOMAS,
        supporters=377,
        phase="declined",
        stage="Declined",
        voting_open=False,
        deadline_at=None,
        comments=210,
    ),
    idea(
        19,
        "A loyalty card that is just my name",
        "Say it at the till. No card, no app, no number.",
        LIAN,
        supporters=3,
        can_vote=False,
        own=True,
        comments=0,
        published_at=ago(hours=2),
    ),
    idea(
        20,
        "Second cup half price when it rains",
        "The till knows the weather anyway.",
        OLU,
        supporters=96,
        my_vote=1,
        held="unconfirmed",
        comments=4,
    ),
]
DESIGNS = [
    idea(
        31 + n,
        title,
        "",
        who,
        ballot_kind="score",
        picture=f"/{tone}.svg",
        hidden=hidden,
        mean=mean,
        my_vote=mine,
        gate_metric="mean",
        gate_at_least=None,
        gate_value=None,
        progress=(mean or 0) / 5 if not hidden else None,
        deadline_at=ago(days=-3),
    )
    for n, (title, who, tone, hidden, mean, mine) in enumerate(
        [
            ("Foxes crossing the tram line", MARA, "orange", True, None, None),
            ("The last leaf", LIAN, "gold", False, 3.8, 4),
            ("Blue hour at the harbour", OLU, "blue", True, None, None),
            ("Pines, from very close", DANA, "green", False, 4.4, 5),
        ]
    )
]
CARDS[5].picture = "/gold.svg"
ME = Thing(
    handle="ana-keller",
    name="Ana Keller",
    face_url=None,
    is_staff=True,
    can_review=True,
    can_moderate=True,
    is_admin=True,
)
CUSTOMER = Thing(
    handle="ana-keller",
    name="Ana Keller",
    face_url=None,
    is_staff=False,
    can_review=False,
    can_moderate=False,
    is_admin=False,
)
SITE = Thing(name="Kaffa", logo=None, demo=True, colour=None, stylesheet=None)
BODY = Thing(
    html="<p>Bring any clean cup, the till knows the volume, and you pay 10 % less. "
    "Staff scan a code on the rim so the line never slows down.</p><h3>What I tried</h3><p>I timed it in my shop "
    "for a month: <strong>41 of 60 regulars</strong> switched, and the queue was not a second longer.</p>"
    "<ul><li>Cups are weighed, not measured.</li><li>Lids stay with their owner.</li></ul>"
)


def comment(number: int, who: tuple[str, str], html: str, **more: Any) -> Thing:
    fields: dict[str, Any] = {
        "id": number,
        "body_html": f"<p>{html}</p>",
        "author_name": who[0],
        "author_handle": who[1],
        "author_face": None,
        "created_at": ago(hours=number),
        "edited_at": None,
        "official": False,
        "role": None,
        "hearts": 0,
        "my_heart": False,
        "deleted": False,
        "hidden_reason": None,
        "can_edit": False,
        "can_delete": False,
        "can_reply": True,
        "replies": [],
        "more_replies": 0,
        "more_url": None,
    }
    return Thing(**(fields | more))


COMMENTS = [
    comment(
        3,
        ("Ines Duarte", "ines"),
        "We like where this goes. Two questions before review: what happens with lids, and who cleans the station?",
        official=True,
        role="Product team",
        hearts=61,
        replies=[
            comment(
                2,
                MARA,
                "Lids stay with their owner. The station rinses itself.",
                hearts=12,
                can_edit=True,
                can_delete=True,
            )
        ],
    ),
    comment(
        9,
        TOMAS,
        "Lids could be sold as a set once, with a deposit. Our climbing gym does that.",
        hearts=14,
        my_heart=True,
        edited_at=NOW,
        replies=[
            comment(
                8,
                LIAN,
                "Which gym?",
                replies=[
                    comment(
                        7,
                        TOMAS,
                        "Boulderwelt, the one by the river.",
                        replies=[comment(6, OLU, "They do, and it works.")],
                    )
                ],
            ),
            comment(5, OLU, "", deleted=True),
        ],
        more_replies=4,
        more_url="#",
    ),
    comment(20, DANA, "I would bring my cup every day."),
]
MINE = Thing(**(vars(REFILL) | {"supporters": 863, "gate_value": 863, "progress": 0.863, "my_vote": 1}))
SERIES = [(ago(days=40 - day), int(1204 * (day / 40) ** 1.7)) for day in range(0, 41, 2)]
MARKS = [(SERIES[9][0], SERIES[9][1], "100"), (SERIES[18][0], SERIES[18][1], "1,000")]
