"""What people type into an idea, checked and rendered. Slow work (Markdown): done before the transaction."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ideaboard.core.errors import Invalid
from ideaboard.core.text import _, clean, excerpt, ngettext, one_line, render_markdown, slugify
from ideaboard.domain.boards.rules import Rules

BODY_MAX = 30_000
TAGS_MAX = 8
TAG_MAX = 30
TITLE_MIN = 3
_SEPARATORS = re.compile(r"[,;|\n]")


@dataclass(frozen=True)
class Wording:
    """Title and body as they are kept."""

    title: str
    slug: str
    body: str
    body_html: str
    excerpt: str


@lru_cache(maxsize=64)
def wording(title: str, body: str) -> Wording:
    """Clean and render. Pure, and kept for a moment, so a door may call it before its transaction opens."""
    title, body = one_line(title), clean(body).strip()
    return Wording(title, slugify(title), body, render_markdown(body), excerpt(body))


def check_draft(rules: Rules, words: Wording) -> None:
    """What even a draft must keep to: it has a title, and nothing is longer than can be stored."""
    errors = {}
    if not words.title:
        errors["title"] = _("Give your idea a title.")
    elif len(words.title) > rules.form.title_max:
        errors["title"] = _("A title has at most %(n)s characters.", n=rules.form.title_max)
    if len(words.body) > BODY_MAX:
        errors["body"] = _("A description has at most %(n)s characters.", n=BODY_MAX)
    if errors:
        raise Invalid.many(errors)


def check_submission(rules: Rules, words: Wording, pictures: int) -> None:
    """What a submitted idea must have."""
    check_draft(rules, words)
    errors = {}
    if len(words.title) < TITLE_MIN:
        errors["title"] = _("A title of at least %(n)s characters helps others find it.", n=TITLE_MIN)
    if len(words.body) < rules.form.body_min:
        errors["body"] = _(
            "Tell a little more: at least %(n)s characters (%(have)s so far).",
            n=rules.form.body_min,
            have=len(words.body),
        )
    if pictures < rules.form.images[0]:
        errors["pictures"] = too_few(rules.form.images[0])
    if errors:
        raise Invalid.many(errors)


def scaffold(headings: Sequence[str]) -> str:
    """The text an idea begins with: the headings of a template, each with room beneath."""
    return "\n\n\n".join(f"## {heading}" for heading in headings) + "\n\n" if headings else ""


def without_empty(body: str, headings: Sequence[str]) -> str:
    """``body`` without those headings of the template under which nothing was written."""
    lines, kept = body.split("\n"), []
    ours = {f"## {heading}" for heading in headings}
    for place, line in enumerate(lines):
        if line.strip() in ours:
            rest = (after for after in lines[place + 1 :] if after.strip())
            following = next(rest, "## ")
            if following.lstrip().startswith(("# ", "## ")):
                continue
        kept.append(line)
    return "\n".join(kept).strip()


def check_tags(tags: Iterable[str] | str) -> list[str]:
    """Tags in small letters, in order, each once. A string is split at commas."""
    words: Sequence[str] = _SEPARATORS.split(tags) if isinstance(tags, str) else list(tags)
    found = list(dict.fromkeys(word for word in (one_line(word).lower().lstrip("#") for word in words) if word))
    if len(found) > TAGS_MAX:
        raise Invalid("tags", _("At most %(n)s tags, please.", n=TAGS_MAX))
    if any(len(word) > TAG_MAX for word in found):
        raise Invalid("tags", _("A tag has at most %(n)s characters.", n=TAG_MAX))
    return found


def too_few(least: int) -> str:
    """The sentence for an idea that lacks pictures."""
    return ngettext(
        "This board asks for at least %(n)s picture.", "This board asks for at least %(n)s pictures.", least, n=least
    )
