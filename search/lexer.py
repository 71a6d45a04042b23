"""A query's characters → its lexemes: runs of words, quotations, marks, operators, filters.

In comes the query as typed, out come lexemes in order, their spans in the query as
typed. Reading goes over the normal form, so that decomposed letters, curly quotes
and odd spaces mean what they look like. An unclosed quotation or an empty filter
raises QueryError here; whether the order makes sense is the parser's business.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto

from corpus.model import Message, QueryError, Span
from corpus.text import Normalised
from search.filters import year_range


class Kind(Enum):
    RUN = auto()  # plain words up to the next mark
    CHUNK = auto()  # what a "-" stands before
    PHRASE = auto()
    PREFIX = auto()
    FUZZY = auto()
    FILTER = auto()
    AND = auto()
    OR = auto()
    NOT = auto()
    OPEN = auto()
    CLOSE = auto()


@dataclass(frozen=True, slots=True)
class Lexeme:
    """`inner` are the words within the marks; `number` the slop or distance;
    `name` and `text` a filter's name and value."""

    kind: Kind
    span: Span
    inner: Span
    number: int = 0
    name: str = ""
    text: str = ""


_ENGLISH = {"AND": Kind.AND, "OR": Kind.OR, "NOT": Kind.NOT}
_VIETNAMESE = {"VÀ": Kind.AND, "HOẶC": Kind.OR, "KHÔNG": Kind.NOT}

FILTER_NAMES: Mapping[str, str] = {
    "thể loại": "genre",
    "the loai": "genre",
    "genre": "genre",
    "tỉnh": "province",
    "tinh": "province",
    "province": "province",
    "loại": "type",
    "loai": "type",
    "type": "type",
    "số": "number",
    "so": "number",
    "number": "number",
    "năm": "year",
    "nam": "year",
    "year": "year",
    "nhóm": "group",
    "nhom": "group",
    "group": "group",
    "cơ quan": "issuer",
    "co quan": "issuer",
    "issuer": "issuer",
    "tiêu đề": "title",
    "tieu de": "title",
    "title": "title",
}

_BY_LABEL = {label.replace(" ", ""): name for label, name in FILTER_NAMES.items()}

_FILTER = re.compile(
    "({}):".format("|".join(name.replace(" ", "[ _]?") for name in FILTER_NAMES)), re.IGNORECASE
)
_CHUNK = re.compile(r'[^\s()"]+')
_PREFIX = re.compile(r"(.*\w)\*+", re.DOTALL)
_FUZZY = re.compile(r"(.*\w)~(\d?)", re.DOTALL)
_SLOP = re.compile(r"~(\d*)")
_QUESTION = re.compile(
    r"\?\s*$|\bsau đây\b|\b(?:nào|gì|sao|bao nhiêu|bao lâu|khi nào|thế nào|đúng hay sai)\b"
)
_NEGATED = re.compile(r'-(?=[\w"(])')


def lex(query: str) -> list[Lexeme]:
    """The lexemes of a query."""
    return list(_Lexer(query).lexemes())


class _Lexer:
    def __init__(self, query: str) -> None:
        self._normal = Normalised(query)
        self._text = self._normal.text
        self._at = 0
        # In a pasted title all in capitals and in a question VÀ and KHÔNG are words.
        words = set(re.findall(r"[^\W\d_]+", self._text)) - _VIETNAMESE.keys() - _ENGLISH.keys()
        capitals = bool(words) and all(word.isupper() for word in words)
        asked = _QUESTION.search(self._text.casefold())
        self._operators = _ENGLISH if capitals or asked else _ENGLISH | _VIETNAMESE

    def _lexeme(self, kind: Kind, start: int, end: int, inner: tuple[int, int] | None = None,
                number: int = 0, name: str = "", text: str = "") -> Lexeme:  # fmt: skip
        low, high = inner or (start, end)
        span = self._normal.span
        return Lexeme(kind, span(start, end), span(low, high), number, name, text)

    def _error(self, message: Message, at: int) -> QueryError:
        return QueryError(message, self._normal.span(at, at).start)

    def lexemes(self) -> Iterator[Lexeme]:
        run: tuple[int, int] | None = None
        for lexeme in self._pieces():
            if isinstance(lexeme, Lexeme):
                if run:
                    yield self._lexeme(Kind.RUN, *run)
                    run = None
                yield lexeme
            else:
                run = (run[0] if run else lexeme[0], lexeme[1])
        if run:
            yield self._lexeme(Kind.RUN, *run)

    def _pieces(self) -> Iterator[Lexeme | tuple[int, int]]:
        """Lexemes, and the bounds of plain chunks, which are then run together."""
        text, negated = self._text, False
        while self._at < len(text):
            start = self._at
            if text[start].isspace():
                self._at += 1
                continue
            piece: Lexeme | tuple[int, int] | None
            if text[start] == '"':
                piece = self._quotation()
            elif text[start] in "()":
                self._at += 1
                kind = Kind.OPEN if text[start] == "(" else Kind.CLOSE
                piece = self._lexeme(kind, start, self._at)
            elif not negated and self._starts_chunk() and _NEGATED.match(text, start):
                self._at += 1
                piece = self._lexeme(Kind.NOT, start, self._at)
                yield piece
                negated = True
                continue
            elif filtered := _FILTER.match(text, start):
                piece = self._filter(filtered)
            else:
                piece = self._chunk(negated)
            negated = False
            if piece is not None:
                yield piece

    def _starts_chunk(self) -> bool:
        return (
            self._at == 0 or self._text[self._at - 1].isspace() or self._text[self._at - 1] == "("
        )

    def _quotation(self) -> Lexeme:
        start = self._at
        close = self._text.find('"', start + 1)
        if close < 0:
            raise self._error(Message("Dấu ngoặc kép chưa được đóng."), start)
        slop = _SLOP.match(self._text, close + 1)
        self._at = slop.end() if slop else close + 1
        number = int(slop[1][:4]) if slop and slop[1] else 0
        return self._lexeme(Kind.PHRASE, start, self._at, (start + 1, close), number)

    def _chunk(self, negated: bool) -> Lexeme | tuple[int, int] | None:
        start = self._at
        match = _CHUNK.match(self._text, start)
        chunk = match[0] if match else self._text[start]
        self._at += len(chunk)
        if kind := self._operators.get(chunk):
            return self._lexeme(kind, start, self._at)
        if not any(char.isalnum() for char in chunk):
            return None
        if marked := _PREFIX.fullmatch(chunk):
            inner = (start, start + len(marked[1]))
            return self._lexeme(Kind.PREFIX, start, self._at, inner)
        if marked := _FUZZY.fullmatch(chunk):
            inner = (start, start + len(marked[1]))
            distance = int(marked[2]) if marked[2] else 1
            return self._lexeme(Kind.FUZZY, start, self._at, inner, distance)
        return self._lexeme(Kind.CHUNK, start, self._at) if negated else (start, self._at)

    def _filter(self, match: re.Match[str]) -> Lexeme:
        start, self._at = match.span()
        text, label = self._text, match[1]
        if text[self._at : self._at + 1] == '"':
            close = text.find('"', self._at + 1)
            if close < 0:
                raise self._error(Message("Dấu ngoặc kép chưa được đóng."), self._at)
            value, self._at = text[self._at + 1 : close], close + 1
        else:
            plain = _CHUNK.match(text, self._at)
            value = plain[0].rstrip(",;") if plain else ""
            self._at = plain.end() if plain else self._at
        value = value.strip()
        if not any(char.isalnum() for char in value):
            message = Message(
                'Bộ lọc “{name}:” chưa có giá trị; hãy viết liền sau dấu hai chấm, ví dụ {example}.',
                name=label, example='tỉnh:"Lai Châu"',
            )  # fmt: skip
            raise self._error(message, start)
        name = _BY_LABEL[re.sub("[ _]", "", label).lower()]
        if name == "year" and year_range(value) is None:
            message = Message(
                "“{value}” không phải là năm; hãy viết như 2024 hoặc 2024..2025.", value=value
            )
            raise self._error(message, match.end())
        return self._lexeme(Kind.FILTER, start, self._at, name=name, text=value)
