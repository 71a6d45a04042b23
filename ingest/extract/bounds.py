"""How much text one file may hold: what every later step keeps many times over.

In: a number of characters, or markup.  Out: nothing, or a `Rejected`.  Five thousand
pages of print have some twelve million characters, and take some 700 MB to read.
"""

from __future__ import annotations

import re

from corpus.model import Message, Rejected

MOST_CHARACTERS = 12_000_000
_TAG = re.compile(r"<[^>]*>")
_SCRIPT = re.compile(r"<(script|style)\b.*?</\1\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)


def refuse_endless(characters: int) -> None:
    """Refuses what is more than any document holds."""
    if characters > MOST_CHARACTERS:
        raise Rejected(
            "extract",
            Message(
                "Tệp có {count} ký tự (tối đa {limit}), quá dài để đọc như một văn bản; hãy tách ra.",
                count=characters,
                limit=MOST_CHARACTERS,
            ),
        )


def refuse_endless_markup(markup: str) -> None:
    """The same of a page before its tree is built, by what is no tag and no program."""
    if len(markup) > MOST_CHARACTERS:
        aside = sum(m.end() - m.start() for m in _SCRIPT.finditer(markup))
        tags = sum(m.end() - m.start() for m in _TAG.finditer(_SCRIPT.sub("", markup)))
        refuse_endless(len(markup) - aside - tags)
