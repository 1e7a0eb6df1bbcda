"""English in marked letters, for tests: a sentence that stays plain on a page was never given to gettext.

Each sentence stands in ⟦brackets⟧, longer by a third as German would be, with its placeholders and tags untouched.
"""

from __future__ import annotations

import re
from gettext import NullTranslations

OPEN, CLOSE = "⟦", "⟧"
_MARKED = str.maketrans("aceinosuyACEINOSUY", "áçéîñôšüýÁÇÉÎÑÔŠÜÝ")
_LEFT_ALONE = re.compile(r"(%\(\w+\)[a-z]|%%|<[^>]+>|&\w+;)")


class Pseudo(NullTranslations):
    """Translations into nothing but marked English."""

    def gettext(self, message: str) -> str:
        """``message``, marked."""
        parts = _LEFT_ALONE.split(message)
        said = "".join(part if number % 2 else part.translate(_MARKED) for number, part in enumerate(parts))
        return f"{OPEN}{said}{'·' * (len(message) // 3)}{CLOSE}"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The English form for ``n``, marked."""
        return self.gettext(msgid1 if n == 1 else msgid2)
