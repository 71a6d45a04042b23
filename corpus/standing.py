"""Whether a citation still holds: after a document changed, where its words are now.

A citation carries a hash of the text it quotes.  When the text under its eid is
another one, the quoted words are sought in the current version; the citation
follows them only if exactly one unit says the same (in normal form), and then it
is shown as moved.  Otherwise it says that the text changed, with both readings.
Look-alikes are never taken for the words that were cited.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from corpus.citation import HASH_LENGTH, locate
from corpus.model import Document, NotFound, Span, joined
from corpus.text import key


class Hold(StrEnum):
    """What became of cited words."""

    SAME = "same"
    MOVED = "moved"  # the same words, now under another eid
    CHANGED = "changed"  # the unit is there, its words are others
    LOST = "lost"  # neither the unit nor the words are there


@dataclass(frozen=True, slots=True)
class Standing:
    """`eid` is where the words are now (None where lost); `quoted` the text as it was
    when it was cited, None where no version kept here has it."""

    hold: Hold
    eid: str | None
    quoted: str | None


def standing(current: Document, earlier: Iterable[Document], eid: str, digest: str) -> Standing:
    """`digest` is the beginning of the cited text's hash, as permalinks carry it;
    `earlier` the older versions, latest first (read only as far as needed)."""
    now = _text(current, eid)
    if now is not None and _matches(now, digest):
        return Standing(Hold.SAME, eid, now)
    quoted = next(
        (t for old in earlier if (t := _text(old, eid)) is not None and _matches(t, digest)), None
    )
    if quoted is not None:
        same = [name for name, text in units(current) if key(text) == key(quoted)]
        if eid in same:
            return Standing(Hold.SAME, eid, quoted)
        if len(same) == 1:
            return Standing(Hold.MOVED, same[0], quoted)
    if now is not None:
        return Standing(Hold.CHANGED, eid, quoted)
    return Standing(Hold.LOST, None, quoted)


def span_now(quoted: str, current: str, span: Span) -> Span | None:
    """Where the words at `span` of a text that was cited stand in what that text is now:
    None where they are not there as they were, or more than once."""
    if quoted == current:
        return span
    words = span.of(quoted)
    at = current.find(words)
    if not words or at < 0 or current.find(words, at + 1) >= 0:
        return None
    return Span(at, at + len(words))


def units(document: Document) -> Iterator[tuple[str, str]]:
    """(eid, text) of everything that can be cited: passages and their sentences."""
    for passage in document.passages:
        yield passage.eid, joined(document.text, passage.spans)
        for sentence in passage.sentences:
            yield sentence.eid, joined(document.text, sentence.spans)


def _text(document: Document, eid: str) -> str | None:
    try:
        return joined(document.text, locate(document, eid))
    except NotFound:
        return None


def _matches(text: str, digest: str) -> bool:
    return len(digest) >= HASH_LENGTH and sha256(text.encode()).hexdigest().startswith(digest)
