"""Two passages word by word: what was kept, put in, taken out, moved, counted anew.

In come two texts, with the segmented words that lie in them where they are
known; out come `Run`s that cover both texts, each exactly once and in order.
Syllables are matched in their normal form, so that tone placement, case and
spelling of figures never hide that words are the same; what is marked as changed
is always whole words. `diff(b, a)` is `diff(a, b)` read from the other side.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from compare.formulae import EMPTY
from compare.matching import matching, moves
from corpus.compared import Change, Run
from corpus.spans import Span
from search.analysis import Token, tokens

_MIRRORED = {Change.INSERT: Change.DELETE, Change.DELETE: Change.INSERT}
_FIGURE, _WORD = "figure", "word"


def diff(
    left: str, right: str, left_words: Iterable[Span] = (), right_words: Iterable[Span] = ()
) -> tuple[Run, ...]:
    """The runs of two texts; words are spans of their text, in order."""
    a, b = _Side(left, left_words), _Side(right, right_words)
    if a.terms <= b.terms:
        return tuple(_joined(_runs(a, b)))
    return tuple(mirrored(run) for run in _joined(_runs(b, a)))


def mirrored(run: Run) -> Run:
    """The run as it is seen from the other side."""
    change = _MIRRORED.get(run.change, run.change)
    return replace(run, change=change, left=run.right, right=run.left)


class _Side:
    """One text as tokens, each with the stretch it answers for: itself and all up to
    the next one."""

    def __init__(self, text: str, words: Iterable[Span]) -> None:
        self.text = text
        self.tokens = tokens(text)
        self.terms = tuple(token.term for token in self.tokens)
        self.words = _word_numbers(self.tokens, list(words))

    def end(self, at: int) -> int:
        """Where the stretch of a token ends; that of token -1 opens the text."""
        return self.tokens[at + 1].span.start if at + 1 < len(self.tokens) else len(self.text)

    def begins_word(self, at: int) -> bool:
        return at == 0 or self.words[at - 1] != self.words[at]

    def ends_word(self, at: int) -> bool:
        return at + 1 == len(self.tokens) or self.words[at + 1] != self.words[at]

    def is_figure(self, at: int) -> bool:
        return any(char.isdigit() for char in self.terms[at])


def _word_numbers(found: Sequence[Token], words: Sequence[Span]) -> list[int]:
    """For each token the number of its word; a token outside all words is one itself."""
    numbers: list[int] = []
    at = 0
    for token in found:
        while at < len(words) and words[at].end <= token.span.start:
            at += 1
        inside = at < len(words) and words[at].overlaps(token.span)
        numbers.append(at if inside else -1 - len(numbers))
    return numbers


# --- Which tokens answer each other -----------------------------------------


def _kept(a: _Side, b: _Side) -> list[tuple[int, int]]:
    """Pairs of tokens that are the same, in order: whole words, and no crumbs."""
    pairs = dict(matching(a.terms, b.terms))
    back = {j: i for i, j in pairs.items()}
    _drop_broken_words(a, b, pairs, back)
    for run in list(_stretches(sorted(pairs.items()))):
        if _is_crumb(a, b, run, pairs, back):
            for i, j in run:
                del pairs[i], back[j]
    return sorted(pairs.items())


def _drop_broken_words(a: _Side, b: _Side, pairs: dict[int, int], back: dict[int, int]) -> None:
    """Takes back what was matched of a word of which another part was not."""
    members = [_by_word(side.words) for side in (a, b)]
    waiting = [(0, at) for at in range(len(a.terms)) if at not in pairs]
    waiting += [(1, at) for at in range(len(b.terms)) if at not in back]
    while waiting:
        which, at = waiting.pop()
        side, own, other = (a, pairs, back) if which == 0 else (b, back, pairs)
        for fellow in members[which][side.words[at]]:
            if fellow in own:
                opposite = own.pop(fellow)
                del other[opposite]
                waiting += [(which, fellow), (1 - which, opposite)]


def _by_word(numbers: Sequence[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for at, number in enumerate(numbers):
        found.setdefault(number, []).append(at)
    return found


def _stretches(pairs: Sequence[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Pairs that follow each other on both sides."""
    run: list[tuple[int, int]] = []
    for i, j in pairs:
        if run and run[-1] != (i - 1, j - 1):
            yield run
            run = []
        run.append((i, j))
    if run:
        yield run


def _is_crumb(
    a: _Side,
    b: _Side,
    run: Sequence[tuple[int, int]],
    pairs: dict[int, int],
    back: dict[int, int],
) -> bool:
    """Empty syllables that happen to be the same amid words replaced by others."""
    (i, j), (k, n) = run[0], run[-1]
    return (
        all(a.terms[at] in EMPTY for at, _ in run)
        and i > 0
        and k + 1 < len(a.terms)
        and j > 0
        and n + 1 < len(b.terms)
        and not {i - 1, k + 1} & pairs.keys()
        and not {j - 1, n + 1} & back.keys()
    )


# --- Runs -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Part:
    """Neighbouring changed tokens of one kind, `[start, end)`."""

    kind: str
    start: int
    end: int
    move: int | None = None


def _runs(a: _Side, b: _Side) -> Iterator[Run]:
    pairs = _kept(a, b)
    moved_a, moved_b = _moved(a, b, pairs)
    yield from _beside(a, b, Span(0, a.end(-1)), Span(0, b.end(-1)))
    for (i, j), (k, n) in pairwise([(-1, -1), *pairs, (len(a.terms), len(b.terms))]):
        if i >= 0:
            here, there = a.tokens[i].span, b.tokens[j].span
            yield from _beside(a, b, here, there)
            yield from _beside(a, b, Span(here.end, a.end(i)), Span(there.end, b.end(j)))
        left, right = _parts(a, i + 1, k, moved_a), _parts(b, j + 1, n, moved_b)
        yield from _changed(a, b, left, right, a.end(i), b.end(j))


def _moved(
    a: _Side, b: _Side, pairs: Sequence[tuple[int, int]]
) -> tuple[dict[int, int], dict[int, int]]:
    """For tokens that stand elsewhere on the other side: the number of their move."""
    kept_a, kept_b = {i for i, _ in pairs}, {j for _, j in pairs}
    free_a = [None if at in kept_a else term for at, term in enumerate(a.terms)]
    free_b = [None if at in kept_b else term for at, term in enumerate(b.terms)]
    found = moves(free_a, free_b, lambda i, j, size: _whole_words(a, b, i, j, size))
    of_a: dict[int, int] = {}
    of_b: dict[int, int] = {}
    for number, (i, j, size) in enumerate(sorted(found)):
        of_a.update(dict.fromkeys(range(i, i + size), number))
        of_b.update(dict.fromkeys(range(j, j + size), number))
    return of_a, of_b


def _whole_words(a: _Side, b: _Side, i: int, j: int, size: int) -> tuple[int, int, int]:
    """The same stretch without the words it holds only in part, or empty syllables
    at its ends."""
    while size and not (a.begins_word(i) and b.begins_word(j) and a.terms[i] not in EMPTY):
        i, j, size = i + 1, j + 1, size - 1
    while size and not (a.ends_word(i + size - 1) and b.ends_word(j + size - 1)):
        size -= 1
    return i, j, size


def _beside(a: _Side, b: _Side, left: Span, right: Span) -> Iterator[Run]:
    """Stretches of the same words: equal, or alike in all but their writing."""
    if left or right:
        same = _shown(left.of(a.text)) == _shown(right.of(b.text))
        yield Run(Change.EQUAL if same else Change.QUIET, left, right)


def _shown(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split()))


def _parts(side: _Side, start: int, end: int, moved: dict[int, int]) -> list[_Part]:
    def kind(at: int) -> tuple[str, int | None]:
        return (_FIGURE if side.is_figure(at) else _WORD) if at not in moved else "", moved.get(at)

    found = []
    for (name, move), places in groupby(range(start, end), kind):
        held = list(places)
        found.append(_Part(name, held[0], held[-1] + 1, move))
    return found


def _changed(
    a: _Side, b: _Side, left: list[_Part], right: list[_Part], at: int, by: int
) -> Iterator[Run]:
    """Changed parts set beside each other in order: figures by figures, words by words;
    `at` and `by` are where the texts stand."""
    left, right = list(reversed(left)), list(reversed(right))
    while left or right:
        mine, theirs = left[-1] if left else None, right[-1] if right else None
        if mine and theirs and mine.move is theirs.move is None and mine.kind == theirs.kind:
            pass
        elif mine and (theirs is None or mine.move is not None or _goes_first(mine, theirs)):
            theirs = None
        else:
            mine = None
        one = Span(at, a.end(mine.end - 1)) if mine else Span(at, at)
        other = Span(by, b.end(theirs.end - 1)) if theirs else Span(by, by)
        part = mine or theirs
        assert part is not None
        yield Run(_change(part, mine, theirs), one, other, part.move)
        at, by = one.end, other.end
        if mine:
            left.pop()
        if theirs:
            right.pop()


def _goes_first(mine: _Part, theirs: _Part) -> bool:
    """Whether the left part stands alone where it cannot be set beside the right one."""
    return theirs.move is None and mine.kind == _WORD


def _change(part: _Part, mine: _Part | None, theirs: _Part | None) -> Change:
    if part.move is not None:
        return Change.MOVED
    if part.kind == _FIGURE:
        return Change.NUMBER
    if mine and theirs:
        return Change.REPLACE
    return Change.DELETE if mine else Change.INSERT


def _joined(runs: Iterable[Run]) -> Iterator[Run]:
    """Neighbouring runs of one kind made one."""
    held: Run | None = None
    for run in runs:
        if held is None:
            held = run
        elif held.change is run.change and held.move == run.move:
            left, right = Span(held.left.start, run.left.end), Span(held.right.start, run.right.end)
            held = replace(held, left=left, right=right)
        else:
            yield held
            held = run
    if held is not None:
        yield held
