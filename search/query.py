"""The query language: the tree, and the limits of what may be typed.

In comes what a person typed, out comes a small tree of frozen nodes, each with its
place in the query. What cannot be read raises QueryError with a sentence and a
position; nothing that is typed raises anything else. The tree knows no engine.

    trẻ em đuối nước          neighbouring words: passages with all of them first
    "phòng, chống đuối nước"  these words in this order; "…"~3: up to three between
    trẻ em AND (xâm hại OR bạo lực)   also VÀ, HOẶC; AND binds tighter than OR
    -"bạo lực"   NOT …   KHÔNG …      without
    chăm*   nuớc~             words that begin so; words written nearly so
    tỉnh:"Lai Châu" loại:"Kế hoạch" năm:2024..2025 số:28-CT/TW nhóm:3 thể loại:report
    cơ quan:"Tỉnh ủy" tiêu đề:"trẻ em"    words of the issuer's name, of the title
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from corpus.model import Message, QueryError, Span
from search.analysis import Token, tokens
from search.lexer import Kind, Lexeme, lex

MAX_LENGTH = 2_000
MAX_TERMS = 128
MAX_DEPTH = 16
MAX_SLOP = 50
MAX_EXPANDED = 8

_WRITTEN_DATE = re.compile(r"\d{1,2}(?:/\d{1,2})?/\d{4}")
# So many words a date takes that has so many parts: "25 tháng 12 năm 2023".
_SAID_IN = {2: 3, 3: 5}


@dataclass(frozen=True, slots=True)
class Term:
    """One word: a term of the token stream."""

    term: str
    span: Span


@dataclass(frozen=True, slots=True)
class Prefix:
    """Every word that begins so."""

    term: str
    span: Span


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Every word written so, but for `distance` letters."""

    term: str
    distance: int
    span: Span


Word = Term | Prefix | Fuzzy


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in this order, with at most `slop` others between two neighbours."""

    words: tuple[Term, ...]
    slop: int
    span: Span


@dataclass(frozen=True, slots=True)
class Words:
    """Neighbouring words and phrases without an operator between them.

    A loose group matches in part: its phrases all, of its words any (none need
    match where there is a phrase); passages with everything rank first.
    """

    items: tuple[Word | Phrase, ...]
    loose: bool
    span: Span


@dataclass(frozen=True, slots=True)
class And:
    children: tuple[Query, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Or:
    children: tuple[Query, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Not:
    child: Query
    span: Span


@dataclass(frozen=True, slots=True)
class Filter:
    """Passages whose attribute `name` is one of `values`."""

    name: str
    values: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Everything:
    """Nothing was asked for: every passage."""

    span: Span = field(default_factory=lambda: Span(0, 0))


Query = Term | Prefix | Fuzzy | Phrase | Words | And | Or | Not | Filter | Everything


def parse(text: str) -> Query:
    """The tree of a query; QueryError where it cannot be read."""
    if len(text) > MAX_LENGTH:
        raise QueryError(
            Message("Câu tìm kiếm quá dài (tối đa {limit} ký tự).", limit=MAX_LENGTH), MAX_LENGTH
        )
    if not text.strip():
        return Everything()
    return _Parser(text).query()


class _Parser:
    """Recursive descent over the lexemes of one query."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lexemes = _without_asides(lex(text))
        self._at = 0
        self._terms = self._expanded = 0
        # Operators and parentheses are for those who say exactly what they want.
        strict = (Kind.AND, Kind.OR, Kind.OPEN)
        self._loose = not any(lexeme.kind in strict for lexeme in self._lexemes)

    def query(self) -> Query:
        if not self._lexemes:
            raise QueryError(Message("Không có từ nào để tìm."), 0)
        tree = self._or(0)
        left = self._peek()
        if left is not None:  # only a ")" stops the descent early
            raise QueryError(Message("Dấu “)” không có dấu “(” đứng trước."), left.span.start)
        if isinstance(tree, Not):
            raise self._only_not(tree)
        return tree

    def _peek(self) -> Lexeme | None:
        return self._lexemes[self._at] if self._at < len(self._lexemes) else None

    def _next_is(self, kind: Kind) -> bool:
        lexeme = self._peek()
        return lexeme is not None and lexeme.kind is kind

    def _or(self, depth: int) -> Query:
        parts = [self._and(depth)]
        while self._next_is(Kind.OR):
            self._at += 1
            parts.append(self._and(depth))
        if len(parts) == 1:
            return parts[0]
        for part in parts:
            if isinstance(part, Not):
                raise self._only_not(part)
        return Or(tuple(parts), _cover(parts))

    def _and(self, depth: int) -> Query:
        parts = [self._group(depth)]
        while self._next_is(Kind.AND):
            self._at += 1
            parts.append(self._group(depth))
        return _conjunction(parts)

    def _group(self, depth: int) -> Query:
        """Neighbours: words and phrases become one group, the rest must hold besides."""
        items: list[Word | Phrase] = []
        others: list[Query] = []
        while (lexeme := self._peek()) is not None and lexeme.kind not in _ENDS_GROUP:
            if lexeme.kind in _WORDS:
                self._at += 1
                items += self._words(lexeme)
            else:
                others.append(self._unary(depth))
        if not items and not others:
            raise self._missing_operand(lexeme)
        others = _merge_filters(others)
        if len(items) == 1:
            return _conjunction([items[0], *others])
        if items:
            group = Words(tuple(items), self._loose, _cover(items))
            return _conjunction([group, *others])
        return _conjunction(others)

    def _unary(self, depth: int) -> Query:
        if depth >= MAX_DEPTH:
            at = self._lexemes[self._at].span.start
            raise QueryError(Message("Câu tìm kiếm lồng nhau quá sâu."), at)
        lexeme = self._lexemes[self._at]
        self._at += 1
        if lexeme.kind is Kind.FILTER:
            return Filter(lexeme.name, (lexeme.text,), lexeme.span)
        if lexeme.kind is Kind.OPEN:
            inner = self._or(depth + 1)
            if not self._next_is(Kind.CLOSE):
                raise QueryError(Message("Dấu “(” chưa được đóng."), lexeme.span.start)
            self._at += 1
            return inner
        return self._negation(lexeme, depth)

    def _negation(self, lexeme: Lexeme, depth: int) -> Query:
        following = self._peek()
        if following is None or following.kind in _ENDS_GROUP:
            raise self._missing_operand(following)
        if following.kind in _WORDS:
            self._at += 1
            items = self._words(following)
            cover = _cover(items)
            child: Query = items[0] if len(items) == 1 else Words(tuple(items), False, cover)
        else:
            child = self._unary(depth + 1)
        if isinstance(child, Not):
            return child.child
        return Not(child, Span(lexeme.span.start, max(lexeme.span.start, child.span.end)))

    def _words(self, lexeme: Lexeme) -> list[Word | Phrase]:
        """The words of a run, a phrase, a prefix or a fuzzy word."""
        found = tokens(lexeme.inner.of(self._text))
        if lexeme.kind is Kind.RUN:
            found = list(_dates_whole(found))
        found = [_moved(token, lexeme.inner) for token in found]
        if not found:
            raise QueryError(Message("Không có từ nào để tìm ở đây."), lexeme.span.start)
        self._terms += len(found)
        if self._terms > MAX_TERMS:
            raise QueryError(
                Message("Câu tìm kiếm có quá nhiều từ (tối đa {limit}).", limit=MAX_TERMS),
                found[0].span.start,
            )
        words = tuple(Term(token.term, token.span) for token in found)
        *head, last = words
        if lexeme.kind is Kind.PHRASE and head:
            return [Phrase(words, min(lexeme.number, MAX_SLOP), lexeme.span)]
        if lexeme.kind in (Kind.PREFIX, Kind.FUZZY):
            self._expanded += 1
            if self._expanded > MAX_EXPANDED:
                raise QueryError(
                    Message("Chỉ dùng được tối đa {limit} từ có dấu * hoặc ~.", limit=MAX_EXPANDED),
                    lexeme.span.start,
                )
        if lexeme.kind is Kind.PREFIX:
            return [*head, Prefix(last.term, lexeme.span)]
        if lexeme.kind is Kind.FUZZY:
            return [*head, Fuzzy(last.term, min(lexeme.number, 2), lexeme.span)]
        if lexeme.kind is Kind.CHUNK and head:  # -28/CT: one thing, however many words
            return [Phrase(words, 0, lexeme.span)]
        return list(words)

    def _missing_operand(self, lexeme: Lexeme | None) -> QueryError:
        at = lexeme.span.start if lexeme else len(self._text)
        before = self._lexemes[self._at - 1] if self._at else None
        if before is not None and before.kind in (Kind.AND, Kind.OR, Kind.NOT):
            operator = before.span.of(self._text)
            return QueryError(
                Message("Sau “{operator}” còn thiếu từ cần tìm.", operator=operator), at
            )
        if lexeme is not None and lexeme.kind in (Kind.AND, Kind.OR):
            operator = lexeme.span.of(self._text)
            return QueryError(
                Message("Trước “{operator}” còn thiếu từ cần tìm.", operator=operator), at
            )
        if lexeme is not None and lexeme.kind is Kind.CLOSE and before is None:
            return QueryError(Message("Dấu “)” không có dấu “(” đứng trước."), at)
        return QueryError(Message("Trong ngoặc còn thiếu từ cần tìm."), at)

    @staticmethod
    def _only_not(node: Not) -> QueryError:
        return QueryError(
            Message("Câu chỉ có phần loại trừ; cần ít nhất một từ để tìm."), node.span.start
        )


_WORDS = frozenset({Kind.RUN, Kind.CHUNK, Kind.PHRASE, Kind.PREFIX, Kind.FUZZY})
_ENDS_GROUP = frozenset({Kind.AND, Kind.OR, Kind.CLOSE})


def _without_asides(lexemes: list[Lexeme]) -> list[Lexeme]:
    """Parentheses group only where there is something to group: in a sentence without
    operators, "(trừ trường hợp …)" are words like the others."""
    kinds = [lexeme.kind for lexeme in lexemes]
    grouped = {Kind.AND, Kind.OR} & set(kinds) or Kind.NOT in kinds
    opened = kinds.count(Kind.OPEN)
    if grouped or opened != kinds.count(Kind.CLOSE) or opened > MAX_DEPTH:
        return lexemes
    plain = [one for one in lexemes if one.kind not in (Kind.OPEN, Kind.CLOSE)]
    return plain or lexemes


def _dates_whole(found: list[Token]) -> Iterator[Token]:
    """Dates written in words under the one name that all spellings share: "25 tháng 12
    năm 2023" and "tháng 12 năm 2023" are 25/12/2023 and 12/2023."""
    at = 0
    while at < len(found):
        token = found[at]
        written = next((name for name in token.also if _WRITTEN_DATE.fullmatch(name)), "")
        parts = written.split("/")
        size = 1
        if token.term == parts[0] and len(parts) > 1:
            size = _SAID_IN[len(parts)]
            if [one.term for one in found[at + 2 : at + size : 2]] != parts[1:]:
                size = 1  # "25 tháng 12/2023"
        if size > 1:
            yield Token(written, Span(token.span.start, found[at + size - 1].span.end))
        else:
            yield token
        at += size


def _moved(token: Token, inner: Span) -> Token:
    start, end = token.span.start + inner.start, token.span.end + inner.start
    return Token(token.term, Span(start, end), token.also)


def _cover(parts: list[Query] | list[Word | Phrase]) -> Span:
    return Span(min(p.span.start for p in parts), max(p.span.end for p in parts))


def _conjunction(parts: list[Query]) -> Query:
    """All of them, conjunctions within flattened.

    Only exclusions: their conjunction is left as one exclusion for the caller to refuse.
    """
    flat: list[Query] = []
    for part in parts:
        flat.extend(part.children if isinstance(part, And) else (part,))
    if len(flat) == 1:
        return flat[0]
    excluded = [part for part in flat if isinstance(part, Not)]
    if len(excluded) == len(flat):
        inner = [part.child for part in excluded]
        return Not(Or(tuple(inner), _cover(inner)), _cover(flat))
    return And(tuple(flat), _cover(flat))


def _merge_filters(parts: list[Query]) -> list[Query]:
    """Filters of one name side by side widen each other: tỉnh:A tỉnh:B."""
    merged: list[Query] = []
    places: dict[str, int] = {}
    for part in parts:
        if isinstance(part, Filter) and part.name in places:
            first = merged[places[part.name]]
            assert isinstance(first, Filter)
            merged[places[part.name]] = Filter(part.name, first.values + part.values, first.span)
            continue
        if isinstance(part, Filter):
            places[part.name] = len(merged)
        merged.append(part)
    return merged
