"""The sentences people read, and their translations.

``words.py update``: gather every sentence of the code, the templates and the presets, bring each language's .po file up
to date, and say how many are still to be translated. ``words.py compile``: make the .mo files that a site reads.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from ideaboard.core.languages import LANGUAGES, SOURCE  # noqa: E402 (this is no package)

HOUSE = ROOT / "ideaboard"
TEXTS = HOUSE / "translations"
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2), "form_for": (1, 2)}
JINJA = {"extensions": "jinja2.ext.do", "trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
HEAD = r"""# The sentences of ideaboard in {name}. `make words` brings this file up to date.
msgid ""
msgstr ""
"Language: {language}\n"
"Plural-Forms: {forms}\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"

"""  # no dates: they would only clash
# gettext's usual order of Arabic's forms (3 to 10, 11 to 99, the rest), which translators know; Babel has another
ARABIC = "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);"
IN_PRESETS = {"title", "summary", "name", "label", "template", "help"}  # keys of a preset that people read


def main() -> None:
    """Do what the one argument says."""
    if sys.argv[1:] == ["compile"]:
        compile_all()
    elif sys.argv[1:] == ["update"]:
        update()
    else:
        sys.exit("words.py update|compile")


def gathered() -> Catalog:
    """Every sentence of the house, with the files it stands in."""
    found = Catalog(project="ideaboard", charset="utf-8")
    methods = [("**.py", "python"), ("templates/**.html", "jinja2"), ("templates/**.txt", "jinja2")]
    methods += [("templates/**.atom", "jinja2"), ("domain/boards/presets/*.toml", preset_words)]  # type: ignore[list-item]
    options = {pattern: JINJA for pattern, method in methods if method == "jinja2"}
    there = extract_from_dir(HOUSE, methods, options, KEYWORDS, ("Translators:",), strip_comment_tags=True)
    for file, _line, message, comments, context in sorted(there, key=lambda one: (one[0], one[1])):
        if message:
            found.add(message, None, [(file, 0)], auto_comments=comments, context=context)
    return found


def preset_words(file: BinaryIO, *_asked: object, **_options: object) -> Iterator[tuple[int, str, str, list[str]]]:
    """What people read of a preset, as babel wants an extractor to tell it."""
    document = tomllib.loads(file.read().decode())
    for words in [*document.get("stages", {}).values(), *_named(document)]:
        yield 1, "_", words, []


def _named(part: Any) -> Iterator[str]:
    if isinstance(part, list):
        for one in part:
            yield from _named(one)
    elif isinstance(part, dict):
        for key, value in part.items():
            if key in IN_PRESETS and isinstance(value, str) and value:
                yield value
            elif key != "stages":
                yield from _named(value)


def languages() -> list[str]:
    """Those that are translated into."""
    return [language for language in LANGUAGES if language != SOURCE]


def po_file(language: str) -> Path:
    """Where a language's sentences are."""
    return TEXTS / language / "LC_MESSAGES" / "messages.po"


def catalog(language: str) -> Catalog:
    """A language's sentences; none yet where there is no file."""
    found = Catalog(locale=language)
    if po_file(language).exists():
        with po_file(language).open("rb") as file:
            found = read_po(file, locale=language)
    return found


def forms(language: str, known: Catalog) -> str:
    """The header that says which form goes with which number."""
    return ARABIC if language == "ar" else known.plural_forms


def update() -> None:
    """Bring the .po files up to date with the code."""
    sentences = gathered()
    for language in languages():
        known = catalog(language)
        known.update(sentences, no_fuzzy_matching=True)
        known.obsolete.clear()
        po_file(language).parent.mkdir(parents=True, exist_ok=True)
        with po_file(language).open("wb") as file:
            file.write(HEAD.format(name=LANGUAGES[language], language=language, forms=forms(language, known)).encode())
            write_po(file, known, width=0, sort_by_file=True, include_lineno=False, omit_header=True)
        missing = [message for message in known if message.id and not said(message.string)]
        print(f"{LANGUAGES[language]}: {len(known)} sentences, {len(missing)} to be translated")


def said(string: str | tuple[str, ...]) -> bool:
    """Whether there is a translation, in every form."""
    return all(string) if isinstance(string, tuple | list) else bool(string)


def compile_all() -> None:
    """Make the .mo files."""
    for language in languages():
        po_file(language).parent.mkdir(parents=True, exist_ok=True)
        with po_file(language).with_suffix(".mo").open("wb") as file:
            write_mo(file, catalog(language))


if __name__ == "__main__":
    main()
