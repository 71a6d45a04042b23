"""Plain text and Markdown: the canonical text is the file as decoded.

Markdown's marks stay in the text (`markdown=True` tells the reader so); only the
words of its `#` headings are pointed out.
"""

from __future__ import annotations

import re

from corpus.model import Span
from ingest.extract.decode import decode
from ingest.extract.model import Extracted

_HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(\S[^\r\n]*)", re.MULTILINE)


def extract_text(data: bytes) -> Extracted:
    """A .txt file."""
    decoded = decode(data)
    return Extracted(decoded.text, "text/plain", problems=decoded.problems)


def extract_markdown(data: bytes) -> Extracted:
    """A .md file."""
    decoded = decode(data)
    found = [
        (len(match[1]), Span(match.start(2), match.start(2) + len(words)))
        for match in _HEADING.finditer(decoded.text)
        if (words := match[2].rstrip().rstrip("#").rstrip())
    ]
    return Extracted(
        decoded.text,
        "text/markdown",
        headings=tuple(span for _, span in found),
        title=next((span.of(decoded.text) for level, span in found if level == 1), None),
        problems=decoded.problems,
        markdown=True,
    )
