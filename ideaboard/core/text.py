"""Words: translation, Markdown to safe HTML, plain text, slugs and the cleaning of what people type.

Nothing here raises on text, whatever is in it; rendering the longest text takes less than a second.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from gettext import NullTranslations

import flask_babel
from babel import Locale
from bleach.sanitizer import Cleaner
from flask import current_app, g, has_app_context
from flask_babel.speaklater import LazyString
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markupsafe import Markup, escape

from ideaboard.core.pseudo import Pseudo

MARKDOWN_MAX = 100_000  # characters that are rendered; forms ask for far less
MARKS_MAX = 8_000  # characters that may be marks; denser text (an attack on the parser) is shown as typed
HTML_MAX = 600_000  # the same for a rendering that swells (a table of empty cells)
BLEACH_MAX = 30_000  # characters of HTML that bleach can do in time; longer HTML must match our renderer's grammar
LINKS_MAX = 1_000  # signs of bare addresses; with more of them they stay text (looking for them is quadratic)
SLUG_MAX = 80
HANDLE_MAX = 40


# Translation


@dataclass(frozen=True)
class Spoken:
    """The reader's language, and its sentences."""

    locale: Locale | None
    language: str
    sentences: NullTranslations


def _(source: str, **variables: object) -> str:
    """``source`` in the reader's language, ``%(name)s`` filled from ``variables``; the source itself outside an app."""
    spoken = _spoken()
    said = spoken.sentences.gettext(source) if spoken is not None else source
    return said % variables if variables else said


def ngettext(singular: str, plural: str, num: int, **variables: object) -> str:
    """The form of the sentence for ``num`` things, in the reader's language; ``%(num)s`` is the number."""
    return form_for(singular, plural, num) % {"num": num, **variables}


def form_for(singular: str, plural: str, num: int) -> str:
    """The same with nothing filled in: templates fill it in themselves, and escape what they fill in."""
    spoken = _spoken()
    if spoken is not None:
        return spoken.sentences.ngettext(singular, plural, num)
    return singular if num == 1 else plural


def language() -> str:
    """The reader's language, as ``en`` or ``pt_BR``; English outside an app."""
    spoken = _spoken()
    return spoken.language if spoken is not None else "en"


def N_(source: str, **variables: object) -> LazyString:  # noqa: N802 (gettext's own name for it)
    """A sentence translated when it is shown: for module-level tables and form labels."""
    return LazyString(_, source, **variables)


def _spoken() -> Spoken | None:
    """What the reader speaks, kept with the request (a page asks a hundred times); None outside an app.

    Flask-Babel keeps the locale in ``g._flask_babel``; looking there first also notices one that was forced meanwhile.
    """
    if not has_app_context():
        return None
    here = g._get_current_object()
    kept: Spoken | None = here.get("spoken")
    if kept is not None and kept.locale is getattr(here.get("_flask_babel"), "babel_locale", None):
        return kept
    if "babel" not in current_app.extensions:
        return None
    locale = flask_babel.get_locale()
    sentences = Pseudo() if here.get("pseudo") else flask_babel.get_translations()
    here.spoken = kept = Spoken(locale, str(locale or "en"), sentences)
    return kept


def speaking(language: str | None) -> AbstractContextManager[None]:
    """Inside, sentences are in ``language``: a letter is written in its reader's. None changes nothing."""
    forced: AbstractContextManager[None] = flask_babel.force_locale(language) if language else nullcontext()
    return forced


# Cleaning

_DROPPED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]")
_DIRECTIONS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")


def clean(text: str) -> str:
    """Text of many lines as it is stored: NFC, LF line ends, no control characters but tab and line feed."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n")
    return unicodedata.normalize("NFC", _DROPPED.sub("", lines))


def one_line(text: str) -> str:
    """Text of one line (a title, a name): NFC, runs of whitespace become a space; empty when nothing in it can be seen.

    Direction marks go too: in a title they could turn round the words of the page after it.
    """
    words = _DROPPED.sub("", _DIRECTIONS.sub("", " ".join(text.split())))
    line = unicodedata.normalize("NFC", " ".join(words.split()))
    return line if any(_visible(letter) for letter in line) else ""


def _visible(letter: str) -> bool:
    return unicodedata.category(letter)[0] not in "ZC" and letter not in _BLANK_LETTERS


# Slugs

_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "ae", "ø": "o", "Ø": "o", "œ": "oe", "Œ": "oe", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d"}
    | {"ð": "d", "Ð": "d", "þ": "th", "Þ": "th", "ı": "i", "'": "", "’": ""}
)


def slugify(title: str) -> str:
    """``title`` as a piece of an address: lower-case ASCII words joined by hyphens, "idea" when none is left."""
    return _slug(title, SLUG_MAX) or "idea"


def handle_of(name: str) -> str:
    """The handle a person's ``name`` suggests; "person" when nothing of it is ASCII. Uniqueness is the caller's."""
    return _slug(name, HANDLE_MAX) or "person"


def _slug(text: str, longest: int) -> str:
    ascii_only = unicodedata.normalize("NFKD", text[:1000].translate(_LETTERS)).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", ascii_only.lower())
    slug = "-".join(words)
    if len(slug) <= longest:
        return slug
    return (slug[: longest + 1].rpartition("-")[0] or slug[:longest]).strip("-")


# Markdown

_BLOCKS = ["p", "hr", "h3", "h4", "h5", "h6", "pre", "blockquote", "ul", "ol", "li"]
_TABLES = ["table", "thead", "tbody", "tr", "th", "td"]
TAGS = frozenset([*_BLOCKS, *_TABLES, "br", "strong", "em", "s", "code", "a"])
ATTRIBUTES = {"a": ["href", "title", "rel"], "ol": ["start"]}
PROTOCOLS = frozenset({"http", "https", "mailto"})
LINK_RELATION = "nofollow ugc noopener"
_LINK = re.compile(r"(?:https?://[^\s/]|mailto:[^\s@])", re.IGNORECASE)
_OURS = re.compile(
    r"""(?:[^<>&"]++|&(?:amp|lt|gt|quot);|</?(?:p|h[3-6]|strong|em|s|code|pre|blockquote|ul|ol|li|table|thead|tbody|tr|th|td)>
    |<(?:br|hr)\ />|<ol\ start="\d+">|</a>
    |<a\ href="(?:https?://|mailto:)[^"<>]*"(?:\ title="[^"<>]*")?\ rel="nofollow\ ugc\ noopener">)*+""",
    re.IGNORECASE | re.VERBOSE,
)
_MARKS = "[]*_~`<&|!\n"
_WIDE_TABLE = re.compile(r"(?:\|[^|\n]*){60}")


def render_markdown(source: str) -> str:
    """Safe HTML of Markdown as people type it: CommonMark, tables, strikethrough, bare addresses.

    Raw HTML is shown as text; headings start at h3 because the page has its own; pictures become links (no page of ours
    loads a remote picture). Text beyond ``MARKDOWN_MAX`` characters is not rendered.
    """
    text = clean(source)[:MARKDOWN_MAX]
    if _too_dense(text):
        return _as_typed(text)
    html = str(_parser_for(text).render(text))
    if len(html) <= BLEACH_MAX:
        return str(_cleaner().clean(html))
    return html if len(html) <= HTML_MAX and _OURS.fullmatch(html) else _as_typed(text)


def plain(source: str) -> str:
    """The words of Markdown without its marks: a line per block, no addresses, code as it is."""
    text = clean(source)[:MARKDOWN_MAX]
    if _too_dense(text):
        return text
    return "\n".join(line for line in _lines(_parser_for(text).parse(text)) if line)


def excerpt(source: str, limit: int = 200) -> str:
    """The first ``limit`` characters of Markdown's words on one line, cut between words, with "…" when cut."""
    words = one_line(plain(source[: limit * 10 + 1000]))
    if len(words) <= limit:
        return words
    head = words[:limit]
    at_a_word = head.rpartition(" ")[0]
    return (at_a_word if len(at_a_word) > limit // 2 else head[:-1]).rstrip(" ,;:.-") + "…"


def _cleaner() -> Cleaner:
    """A new one each time: the parser inside keeps state, so it cannot be shared between threads."""
    return Cleaner(tags=TAGS, attributes=ATTRIBUTES, protocols=PROTOCOLS, strip=True, strip_comments=True)


def _too_dense(text: str) -> bool:
    return sum(text.count(mark) for mark in _MARKS) > MARKS_MAX


def _as_typed(text: str) -> str:
    return str(Markup("<pre>{}</pre>").format(escape(text)))


def _parser_for(text: str) -> MarkdownIt:
    """Tables of absurd width stay text, their empty cells would fill the memory; so do thousands of bare addresses."""
    tables = not _WIDE_TABLE.search(text)
    addresses = text.count("//") + text.count("@") <= LINKS_MAX
    return _PARSERS.of[tables, addresses]


def _parser(rules: Sequence[str]) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": "linkify" in rules}).enable(["strikethrough", *rules])
    parser.validateLink = _may_link  # type: ignore[assignment,method-assign]
    parser.core.ruler.push("house", _make_ours)
    return parser


def _may_link(address: str) -> bool:
    return bool(_LINK.match(address.strip()))


def _make_ours(state: StateCore) -> None:
    """Shift headings, say that links are not ours, turn pictures into links."""
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + 2)}"
        elif token.type in ("th_open", "td_open"):
            token.attrs = {}
        elif token.type == "fence":
            token.info = ""
        elif token.children:
            token.children = list(_linked(token.children))


def _linked(children: Sequence[Token]) -> Iterator[Token]:
    """The tokens of a line; links get their relation, links to nowhere and pictures inside a link become words."""
    link: Token | None = None
    for token in children:
        if token.type == "link_open":
            link = token
            token.attrs["rel"] = LINK_RELATION
        if token.type == "image":
            yield from _picture(token, inside=link)
        elif not token.type.startswith("link_") or (link is not None and link.attrs.get("href")):
            yield token
        if token.type == "link_close":
            link = None


def _picture(image: Token, *, inside: Token | None) -> Iterator[Token]:
    address = str(image.attrs.get("src", ""))
    words = Token("text", "", 0, content=image.content or address)
    if inside or not _may_link(address):
        yield words
        return
    yield Token("link_open", "a", 1, attrs={"href": address, "rel": LINK_RELATION})
    yield words
    yield Token("link_close", "a", -1)


def _lines(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "inline":
            yield from _words(token.children or []).split("\n")
        elif token.type in ("fence", "code_block"):
            yield from token.content.rstrip("\n").split("\n")


def _words(children: Sequence[Token]) -> str:
    return "".join("\n" if token.type in ("softbreak", "hardbreak") else token.content for token in children).strip()


class _Parsers(threading.local):
    """One set for each thread: the search for bare addresses keeps its place in the parser."""

    def __init__(self) -> None:
        self.of = {
            (True, True): _parser(["table", "linkify"]),
            (True, False): _parser(["table"]),
            (False, True): _parser(["linkify"]),
            (False, False): _parser([]),
        }


_PARSERS = _Parsers()
