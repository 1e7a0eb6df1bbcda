"""HTML and plain text as Markdown that says the same: every word kept, nothing of it taken for a mark.

The HTML of rich-text editors and of old sites, however broken, in one pass. What runs or embeds is dropped; the result
is still rendered through ``core.text``, which is the wall.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import groupby, takewhile
from typing import NamedTuple

from ideaboard.core.text import clean

_DROPPED = frozenset({"script", "style", "iframe", "template", "title", "noembed", "noframes", "textarea", "select"})
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html",
    "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul",
})  # fmt: skip
_HEADINGS = {f"h{level}": "#" * level + " " for level in range(1, 7)}
_STYLES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "cite": "italic",
    "s": "struck",
    "del": "struck",
}
_STYLES |= {"strike": "struck", "code": "code", "tt": "code", "kbd": "code", "samp": "code"}
_DEPTH_MAX = 6
_BREAK = "\n"

_ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_MAY_LINK = re.compile(r"(?:https?://[^\s/]|mailto:[^\s@])", re.IGNORECASE)
_MARK = re.compile(r"([\\`\[]|\*|~(?=~)|(?<=~)~|(?<!\w)_|_(?!\w)|<(?=[A-Za-z/!?])|&(?=#|\w+;)|!(?=\[))")
_LINE_MARK = re.compile(r"(?:#{1,6}(?=\s|$)|[-+](?=\s|$)|>|[-=+:|][-=+:| ]*$|\|)")
_NUMBER = re.compile(r"(\d{1,9})([.)])(?=\s|$)")


class Run(NamedTuple):
    """Words in one manner."""

    text: str
    styles: frozenset[str]
    link: str


def markdown_from_text(text: str) -> str:
    """Plain text as Markdown: paragraphs and line breaks as they are, signs that would be marks escaped."""
    paragraphs = re.split(r"\n[ \t]*\n\s*", clean(text).strip())
    return "\n\n".join(_lines_joined(_escaped(line.strip()) for line in each.split("\n")) for each in paragraphs)


def markdown_from_html(html: str) -> str:
    """HTML as Markdown: paragraphs, breaks, headings, lists, quotes, emphasis, code, links; the rest as its words."""
    reader = _Reader()
    reader.feed(_readable(clean(html)))
    reader.close()
    reader.end_block()
    return "\n".join(reader.lines).strip("\n")


def _readable(html: str) -> str:
    """Comments and declarations gone, and every ``<`` that opens no tag as words: parsing them takes quadratic time."""
    end = html.rfind("-->") + 3
    bare = re.sub(r"<!--.*?-->", "", html[:end], flags=re.DOTALL) + html[end:] if end > 2 else html
    bare = re.sub(r"<[!?][^<>]*+>", "", bare)
    bare = re.sub(r"<(?![A-Za-z/])", "&lt;", bare)
    end = bare.rfind(">") + 1
    return bare[:end] + bare[end:].replace("<", "&lt;")


@dataclass(slots=True)
class _Container:
    """An open list, item or quote: what stands before each of its lines, and before its first."""

    tag: str
    before: str = ""
    marker: str = ""


class _Reader(HTMLParser):
    """Collects runs of words until a block ends, then writes it behind the marks of the lists and quotes around it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self.runs: list[Run] = []
        self.styles: list[str] = []
        self.link = ""
        self.heading = ""
        self.dropping: list[str] = []
        self.preformatted = 0
        self.around: list[_Container] = []
        self.last_before = ""
        self.last_in_list = False

    # what the parser meets

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _DROPPED:
            self.dropping.append(tag)
        if self.dropping:
            return
        if tag in _BLOCKS:
            self.end_block()
            self._open_block(tag)
        elif tag in _STYLES:
            self.styles.append(_STYLES[tag])
        elif tag == "br":
            self._say(_BREAK)
        elif tag == "a":
            self.link = _destination(dict(attrs).get("href"))
        elif tag == "img":
            self._picture(dict(attrs))
        elif tag in ("td", "th"):
            self._say(" ")

    def handle_endtag(self, tag: str) -> None:
        if self.dropping:
            if tag == self.dropping[-1]:
                self.dropping.pop()
            return
        if tag in _BLOCKS:
            self.end_block()
            self._close_block(tag)
        elif tag in _STYLES and _STYLES[tag] in self.styles:
            self.styles.remove(_STYLES[tag])
        elif tag == "a":
            self.link = ""

    def handle_data(self, data: str) -> None:
        if not self.dropping:
            self._say(data if self.preformatted else re.sub(r"[ \t\n\r\f]+", " ", data))

    # what it means

    def _say(self, text: str) -> None:
        self.runs.append(Run(text, frozenset(self.styles), self.link))

    def _picture(self, attrs: dict[str, str | None]) -> None:
        address = _destination(attrs.get("src"))
        words = attrs.get("alt") or address
        self.runs.append(Run(words, frozenset(), self.link or address))

    def _open_block(self, tag: str) -> None:
        if tag == "hr":
            self._write(["---"])
        elif tag == "pre":
            self.preformatted += 1
        elif tag in _HEADINGS:
            self.heading = _HEADINGS[tag]
        elif tag == "blockquote":
            self._go_inside(_Container(tag, before="> "))
        elif tag in ("ul", "ol"):
            self._go_inside(_Container(tag))
        elif tag == "li":
            self._open_item()

    def _open_item(self) -> None:
        if self.around and self.around[-1].tag == "li":
            self.around.pop()
        lists = [container.tag for container in self.around if container.tag in ("ul", "ol")]
        marker = "1. " if lists and lists[-1] == "ol" else "- "
        self._go_inside(_Container("li", before=" " * len(marker), marker=marker))

    def _go_inside(self, container: _Container) -> None:
        """Deeper than ``_DEPTH_MAX`` marks nothing goes: the words stay, on the level above."""
        if len(self.around) >= 3 * _DEPTH_MAX:
            return
        if sum(1 for outer in self.around if outer.before) >= _DEPTH_MAX:
            container.before = container.marker = ""
        self.around.append(container)

    def _close_block(self, tag: str) -> None:
        if tag == "pre":
            self.preformatted = max(0, self.preformatted - 1)
        elif tag in _HEADINGS:
            self.heading = ""
        elif tag in ("blockquote", "ul", "ol", "li") and any(tag == container.tag for container in self.around):
            while self.around.pop().tag != tag:
                pass

    def end_block(self) -> None:
        """Write the words collected so far as a block of their own."""
        runs, self.runs = self.runs, []
        if self.preformatted:
            code = "".join(run.text for run in runs).strip("\n")
            if code.strip():
                fence = "`" * max(3, 1 + max((len(ticks) for ticks in re.findall("`+", code)), default=0))
                self._write([fence, *code.split("\n"), fence])
            return
        for paragraph in _paragraphs(_joined(runs)):
            if self.heading:
                words = " ".join(paragraph)
                # signs at its end would close the heading and be lost
                self._write([self.heading + re.sub(r"(?<=\s)(#+)$|^(#+)$", r"\\\g<0>", words)])
            else:
                self._write(_lines_joined(paragraph).split("\n"))

    def _write(self, block: list[str]) -> None:
        before = "".join(container.before for container in self.around)
        first = "".join(container.marker or container.before for container in self.around)
        next_item = first != before and self.last_in_list
        if self.lines and not next_item:
            self.lines.append(_common(self.last_before, before).rstrip())
        for container in self.around:
            container.marker = ""
        self.last_before, self.last_in_list = before, any(container.tag == "li" for container in self.around)
        self.lines += [(first if number == 0 else before) + line for number, line in enumerate(block)]


def _common(one: str, other: str) -> str:
    """What both begin with."""
    return "".join(sign for sign, _same in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _destination(address: str | None) -> str:
    """A web or mail address as it can stand in a Markdown link; empty for any other."""
    bare = re.sub(r"\s", "", address or "")
    if not _MAY_LINK.match(bare):
        return ""
    return re.sub(r"[()<>\\\"\x00-\x20]", lambda sign: f"%{ord(sign[0]):02X}", bare)


# Words


def _manner(run: Run) -> frozenset[str]:
    """The styles of a run as Markdown can write them: code knows no other marks inside."""
    return frozenset({"code"}) if "code" in run.styles else run.styles


def _joined(runs: Iterable[Run]) -> list[Run]:
    """Neighbours in one manner made one; space kept once and outside the marks."""
    joined: list[Run] = []
    for (styles, link), same in groupby(runs, key=lambda run: (_manner(run), run.link)):
        words = "".join(run.text for run in same)
        head = words[: len(words) - len(words.lstrip())]
        tail = words[len(words.rstrip()) :] if words.strip() else ""
        joined += [Run(space, frozenset(), "") for space in (head,) if space]
        joined += [Run(words.strip(), styles, link)] if words.strip() else []
        joined += [Run(space, frozenset(), "") for space in (tail,) if space]
    return joined


def _paragraphs(runs: list[Run]) -> Iterator[list[str]]:
    """Lines of Markdown, parted where two breaks or more follow each other."""
    text = "".join(_marked(runs, number) for number in range(len(runs)))
    for paragraph in re.split(r"[ \t]*\n\s*\n\s*", text):
        lines = [_safe_start(re.sub(r"[ \t]+", " ", line).strip()) for line in paragraph.split("\n")]
        if any(lines):
            yield [line for line in lines if line]


def _marked(runs: list[Run], number: int) -> str:
    """One run with its marks, where Markdown would see them as marks; else its bare words."""
    run = runs[number]
    if not run.text.strip():
        return run.text
    before = runs[number - 1].text[-1:] if number else ""
    after = runs[number + 1].text[:1] if number + 1 < len(runs) else ""
    if "code" in run.styles and "`" not in run.text and _BREAK not in run.text:
        words = f"`{run.text}`"
    elif run.link and run.text == run.link:
        return f"<{run.link}>"
    else:
        words = _BREAK.join(_signs(line.strip(), linked=bool(run.link)) for line in run.text.split(_BREAK))
    if run.link:
        words = f"[{_no_gaps(words)}]({run.link})"
    elif _BREAK in words or not _stand_alone(before, run.text, after):
        return words
    for style, mark in (("italic", "*"), ("bold", "**"), ("struck", "~~")):
        words = f"{mark}{words}{mark}" if style in run.styles else words
    return words


def _no_gaps(words: str) -> str:
    """A link's words go on one line: a blank line would end the link."""
    return words.replace("]", "\\]").replace(_BREAK, " ")


def _stand_alone(before: str, words: str, after: str) -> bool:
    """Do marks around ``words`` open and close? (CommonMark's flanking rules, on the safe side.)"""
    opens = not before or before.isspace() or (words[0].isalnum() and not _is_mark(before))
    closes = not after or after.isspace() or (words[-1].isalnum() and not _is_mark(after))
    return opens and closes


def _is_mark(sign: str) -> bool:
    return sign in "*_~`" or sign.isalnum()


# Signs


def _escaped(line: str) -> str:
    return _safe_start(_signs(line))


def _signs(words: str, *, linked: bool = False) -> str:
    """Escape what Markdown would take for a mark; addresses stay whole so that they become links."""
    if linked:
        return _MARK.sub(r"\\\1", words)
    parts: list[str] = []
    at = 0
    for address in _ADDRESS.finditer(words):
        parts += [_MARK.sub(r"\\\1", words[at : address.start()]), _quoted(address[0])]
        at = address.end()
    return "".join([*parts, _MARK.sub(r"\\\1", words[at:])])


def _quoted(address: str) -> str:
    """A bare address whose signs cannot be marks: they are percent-encoded, which addresses allow."""
    return re.sub(r"[*`\[\]\\~|]|(?<!\w)_|_(?!\w)|&(?=#|\w+;)", lambda sign: f"%{ord(sign[0]):02X}", address)


def _safe_start(line: str) -> str:
    """A line that would begin a heading, a list, a quote, a rule or a table begins with an escape instead."""
    if _LINE_MARK.match(line):
        return "\\" + line
    return _NUMBER.sub(r"\1\\\2", line, count=1) if _NUMBER.match(line) else line


def _lines_joined(lines: Iterable[str]) -> str:
    """Lines of one paragraph with hard breaks (two spaces) between them."""
    return "  \n".join(line for line in lines if line)
