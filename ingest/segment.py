"""Passage text in, words out: the only home of underthesea.

A word is a span of the text given; words come in order, never overlap, cover
every letter and digit, and never cut through a syllable.  We cut the text into
tokens ourselves (document numbers, dates and amounts are one token each) and ask
the model only which tokens belong together, so no character of the text can be
changed or lost on the way, and the work grows with the length of the text.
Terms of administrative prose that the model takes apart are joined afterwards.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import Any

from corpus.model import Span
from corpus.numbers import find
from corpus.text import Normalised, key

VERSION = f"underthesea-{version('underthesea')}+1"

# Terms kept whole, where the model takes them apart. The longest match wins, and of
# two that overlap the later one if it is as long: "các cấp ủy ban" holds no "cấp ủy".
TERMS = """
    ban cán sự đảng; ban chấp hành; ban chỉ đạo; ban dân vận; ban nội chính; ban thường vụ;
    ban tổ chức; ban tuyên giáo; bảo hiểm xã hội; bảo hiểm y tế; bí thư; cấp ủy; chi bộ; chi ủy;
    chuẩn hóa; chuyển đổi số; công nghiệp hóa; cụ thể hóa; đa dạng hóa; đảng bộ; đảng ủy;
    đồng bộ hóa; đuối nước; hiện đại hóa; hội đồng nhân dân; huyện ủy; mặt trận tổ quốc;
    phó bí thư; quận ủy; số hóa; thành ủy; thể chế hóa; thị ủy; tỉnh ủy; ủy ban; ủy ban kiểm tra;
    ủy ban mặt trận tổ quốc; ủy ban nhân dân; ủy ban thường vụ; ủy viên; xã hội hóa
"""

_CACHED = 4096  # paragraphs kept, each at most as long as this:
_CACHED_LENGTH = 4000
_TOKENS_PER_CALL = 400
_LONGEST_SYLLABLE = 40  # what is longer is no syllable, and only costs the model time
_STAND_IN = "x"

_TOKEN = re.compile(
    r"""
    (?P<amount> https?://[^\s<>"]*[^\W_]
      | \d+ (?: [.,/-]\d+ )* (?![^\W_]) %? )             # 12.345,6  97,2%  25/12/2023  1.1
  | (?P<word> [Đđ]/c(?![^\W_])
      | [^\W_]+ (?: [\u0300-\u036f]+[^\W_]* | ['&][^\W_]+ )* )   # H'Mông, TB&XH
  | (?P<symbol> [^\w\s] | _ )
    """,
    re.VERBOSE,
)
_ENDS = frozenset(".;!?…")
_CONTROLS = dict.fromkeys([*range(9), *range(14, 32), *range(127, 160)], " ")


@dataclass(frozen=True, slots=True)
class _Token:
    """One piece of the normal text: a syllable, a fixed token, or a symbol."""

    start: int
    end: int
    kind: str
    text: str


def words(text: str) -> list[Span]:
    """The words of a passage, as spans of it."""
    if len(text) <= _CACHED_LENGTH:
        return list(_cached(text))
    return list(_words(text))


@lru_cache(maxsize=_CACHED)
def _cached(text: str) -> tuple[Span, ...]:
    return _words(text)


def _words(text: str) -> tuple[Span, ...]:
    normal = Normalised(text)
    plain = normal.text.translate(_CONTROLS)
    tokens = list(_tokens(plain))
    follows = [False] * len(tokens)
    for chunk in _chunks(tokens):
        follows[chunk.start : chunk.stop] = _tags(tokens[chunk.start : chunk.stop])
    for i, (left, right) in enumerate(pairwise(tokens), start=1):
        follows[i] = follows[i] and _may_join(left, right, plain)
    _join_terms(tokens, follows, plain)
    found: list[Span] = []
    for token, joined in zip(tokens, follows, strict=True):
        if token.kind != "symbol":
            span = _original(text, normal, token)
            found.append(Span(found.pop().start, span.end) if joined else span)
    return tuple(found)


def _tokens(plain: str) -> Iterator[_Token]:
    """Document numbers first, then the pattern over what lies between them."""
    at = 0
    for span, _ in find(plain):
        if at <= span.start and _whole(plain, span):
            yield from _between(plain, at, span.start)
            yield _Token(span.start, span.end, "number", _STAND_IN)
            at = span.end
    yield from _between(plain, at, len(plain))


def _between(plain: str, low: int, high: int) -> Iterator[_Token]:
    for match in _TOKEN.finditer(plain, low, high):
        start, end = match.span()
        while end < high and unicodedata.combining(plain[end]):
            end += 1
        kind = match.lastgroup or "symbol"
        if kind != "symbol" or unicodedata.category(plain[start])[0] in "PS":
            yield _Token(start, end, kind, plain[start:end])


def _whole(plain: str, span: Span) -> bool:
    """Whether neither end of a span cuts through a syllable."""
    return not (plain[: span.start][-1:].isalnum() or plain[span.end : span.end + 1].isalnum())


def _chunks(tokens: Sequence[_Token]) -> Iterator[range]:
    """Stretches the model takes at once, cut at ends of sentences where there are any."""
    start = 0
    while start < len(tokens):
        stop = min(start + _TOKENS_PER_CALL, len(tokens))
        if stop < len(tokens):
            half = (start + stop) // 2
            stop = next((i + 1 for i in range(stop - 1, half, -1) if tokens[i].text in _ENDS), stop)
        yield range(start, stop)
        start = stop


def _tags(tokens: Sequence[_Token]) -> list[bool]:
    """For each token, whether the model makes it one word with the token before."""
    shown = [t.text if len(t.text) <= _LONGEST_SYLLABLE else _STAND_IN for t in tokens]
    if all(s == s.upper() for s in shown):  # the model knows headings in capitals badly
        shown = [s.lower() for s in shown]
    tags: list[str] = _model().predict([[s] for s in shown])
    return [tag == "I-W" for tag in tags]


@cache
def _model() -> Any:
    """The segmenter of underthesea, without the tokenizer in front of it."""
    from underthesea.models.fast_crf_sequence_tagger import FastCRFSequenceTagger
    from underthesea.pipeline import word_tokenize

    model = FastCRFSequenceTagger()
    model.load(str(Path(word_tokenize.__file__).parent / "models" / "ws_crf_vlsp2013_20230727"))
    return model


def _may_join(left: _Token, right: _Token, plain: str) -> bool:
    """Syllables only, with nothing but white space between and no blank line."""
    gap = plain[left.end : right.start]
    return left.kind == right.kind == "word" and gap.isspace() and gap.count("\n") < 2


@cache
def _terms() -> dict[str, list[tuple[str, ...]]]:
    """The table by first syllable, longest first."""
    table: dict[str, list[tuple[str, ...]]] = {}
    for term in sorted(TERMS.split(";"), key=len, reverse=True):
        syllables = tuple(key(term).split())
        table.setdefault(syllables[0], []).append(syllables)
    return table


def _join_terms(tokens: Sequence[_Token], follows: list[bool], plain: str) -> None:
    keys = [t.text.casefold() if t.kind == "word" else "" for t in tokens]
    begin = _terms().keys()
    at = 0
    while at < len(tokens):
        if keys[at] not in begin:
            at += 1
            continue
        size = _match(keys, at)
        later = any(
            _match(keys, i) >= max(size, at + size - i + 1) for i in range(at + 1, at + size)
        )
        pairs = zip(tokens[at : at + size], tokens[at + 1 : at + size], strict=False)
        if size == 0 or later or not all(_may_join(a, b, plain) for a, b in pairs):
            at += 1
            continue
        apart = not all(follows[at + 1 : at + size])  # else it lies within a word of the model
        if apart:
            follows[at] = False
            follows[at + 1 : at + size] = [True] * (size - 1)
        at += size
        if apart and at < len(tokens):
            follows[at] = False


def _match(keys: Sequence[str], at: int) -> int:
    """How many tokens the longest term at a place covers, 0 for none."""
    for term in _terms().get(keys[at], ()):
        if tuple(keys[at : at + len(term)]) == term:
            return len(term)
    return 0


def _original(text: str, normal: Normalised, token: _Token) -> Span:
    """The span of a token in the text as given, without invisible characters at its end."""
    if normal.same and text[token.end - 1].isalnum():
        return Span(token.start, token.end)
    span = normal.span(token.start, token.end)
    end = span.end
    while end > span.start + 1 and unicodedata.category(text[end - 1]) == "Cf":
        end -= 1
    return Span(span.start, end)


def bare_tokenizer() -> Callable[[str], object]:
    """underthesea's own `word_tokenize`, for measuring ours against it."""
    from underthesea import word_tokenize

    tokenizer: Callable[[str], object] = word_tokenize
    return tokenizer
