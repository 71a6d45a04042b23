r"""Rich text, .rtf: the text as the finished document shows it.

A file is nested groups of control words (`\b`), characters (`\'e1`, `\u7879`)
and plain text in the encoding of the font at hand.  Programs write the printed
numbers of lists into it; deleted and hidden words, pictures and instructions
are passed over.  A reader of our own, since those at hand give neither bold nor
notes, lose text boxes and run the paragraphs of a cell together.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass

from corpus.model import Message, Rejected
from ingest.extract.bounds import refuse_endless
from ingest.extract.decode import STAGE
from ingest.extract.flow import BREAK, Flow, compose
from ingest.extract.model import Extracted
from ingest.extract.rtf_story import Story
from ingest.extract.symbols import bullet, shown

MEDIA_TYPE = "application/rtf"
SIGNATURE = b"{\\rtf"
_DEEPEST = 1000
_PARAGRAPH = 24
_TOKEN = re.compile(
    r"\\([a-zA-Z]{1,40})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\(.)|([{}])|[\r\n]+|([^\\{}\r\n]+)|\\",
    re.DOTALL,
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_SYMBOL = "symbol"
_CHARSETS = {
    2: _SYMBOL, 128: "cp932", 129: "cp949", 134: "gbk", 136: "big5", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",
    238: "cp1250",
}  # fmt: skip
_WORDS = {
    "tab": "\t", "line": BREAK, "page": BREAK, "column": BREAK, "emdash": "—", "endash": "–",
    "emspace": " ", "enspace": " ", "qmspace": " ", "bullet": "•", "lquote": "‘", "rquote": "’",
    "ldblquote": "“", "rdblquote": "”",
}  # fmt: skip
_SIGNS = {"~": "\xa0", "_": "-", "{": "{", "}": "}", "\\": "\\", "\n": BREAK, "\r": BREAK}
# Groups that hold no words of the document, beside the unknown ones marked with a star.
_PASSED_OVER = frozenset(
    {"fonttbl", "colortbl", "stylesheet", "info", "pict", "objdata", "fldinst", "sp", "sn", "sv"}
    | {"shprslt", "nonesttables", "tc", "tcn", "xe", "rxe", "upr", "template", "listtable"}
    | {"listoverridetable", "filetbl", "revtbl", "private", "do", "bkmkstart", "bkmkend"}
)
_ENTERED = frozenset({"shpinst", "nesttableprops"})
_MARGINS = frozenset(f"{side}{which}" for side in ("header", "footer") for which in ("", *"lrf"))
_HEADING = re.compile(r"heading \d", re.IGNORECASE)
_CONTENTS = re.compile(r"toc \d", re.IGNORECASE)


def extract_rtf(data: bytes) -> Extracted:
    """An .rtf file."""
    return compose(_Reader(data.decode("latin-1")).flow(), MEDIA_TYPE)


@dataclass(slots=True)
class _State:
    """What holds inside a group and ends with it. `into` is what is being written:
    the words, a list label, the table of fonts, of styles, or nothing."""

    into: str = "words"
    font: int = 0
    skip: int = 1  # how many characters stand in for one of Unicode
    bold: bool = False
    capitals: bool = False
    hidden: bool = False
    deleted: bool = False
    in_table: bool = False
    depth: int = 0
    style: int = 0
    outline: int = 9
    closes: Callable[[], None] | None = None  # what to do when the group ends

    @property
    def tables(self) -> int:
        return max(1, self.depth) if self.in_table else 0


class _Reader:
    """Reads one file; used once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._state = _State()
        self._stack: list[_State] = []
        self._story = Story()
        self._flow = Flow()
        self._codec = "cp1252"
        self._default_font = 0
        self._codecs: dict[int, str] = {}
        self._styles: dict[int, tuple[str, int]] = {}
        self._bytes = bytearray()  # characters of the old kind, waiting to be decoded
        self._high = 0  # the first half of a character that has two
        self._skipping = 0
        self._star = False
        self._length = 0  # of all that was written; a paragraph counts as some words
        self._actions: Mapping[str, Callable[[int], None]] = {
            "par": lambda _: self._paragraph(),
            "sect": lambda _: self._paragraph(),
            "cell": lambda _: self._story.end_cell(1),
            "row": lambda _: self._story.end_row(1),
            "nestcell": lambda _: self._story.end_cell(max(2, self._state.depth)),
            "nestrow": lambda _: self._story.end_row(max(2, self._state.depth)),
        }

    def flow(self) -> Flow:
        at, end = 0, len(self._text)
        while at < end:
            match = _TOKEN.match(self._text, at)
            if match is None:
                break
            at = match.end()
            word, number, code, sign, brace, plain = match.groups()
            if plain:
                self._plain(plain)
            elif code:
                self._byte(int(code, 16))
            elif brace == "{":
                self._open()
            elif brace == "}":
                self._close()
                if not self._stack:
                    break
            elif word == "bin":
                at += max(0, int(number or 0))
            elif word:
                self._word(word, int(number) if number else None)
            elif sign:
                self._sign(sign)
        while self._stack:  # a file cut off in the middle
            self._close()
        self._flush()
        self._flow.body = self._story.finished()
        return self._flow

    # Groups

    def _open(self) -> None:
        self._flush()
        if len(self._stack) >= _DEEPEST:
            raise Rejected(STAGE, Message("Tệp RTF quá phức tạp để đọc."))
        self._stack.append(self._state)
        self._state = copy(self._state)
        self._state.closes = None
        self._star, self._skipping = False, 0

    def _close(self) -> None:
        self._flush()
        if self._state.closes:
            self._state.closes()
        self._state = self._stack.pop()
        self._star, self._skipping = False, 0

    def _destination(self, word: str) -> bool:
        """Whether a control word says what the group is for."""
        state, star = self._state, self._star
        self._star = False
        if state.into == "nothing":
            return True
        if word == "fonttbl":
            state.into = "fonts"
        elif word == "stylesheet":
            state.into = "styles"
        elif word in {"listtext", "pntext"}:
            state.into, state.closes = "label", self._end_label
        elif word == "footnote":
            self._begin_note()
        elif word in _MARGINS:
            self._begin_story(lambda: self._flow.margins.append(self._story.finished()))
        elif word == "shptxt":
            above = self._story
            self._begin_story(lambda: above.blocks.extend(self._story.finished()))
        elif word in _PASSED_OVER or (star and word not in _ENTERED):
            state.into = "nothing"
        else:
            return False
        return True

    def _begin_story(self, keep: Callable[[], None]) -> None:
        above = self._story
        self._story = Story()
        self._state = _State(font=self._state.font, skip=self._state.skip)

        def closes() -> None:
            keep()
            self._story = above

        self._state.closes = closes

    def _begin_note(self) -> None:
        number = len(self._flow.notes)
        self._flow.notes.append([])
        self._write(f"[{number + 1}]")

        def keep() -> None:
            self._flow.notes[number] = self._story.finished()

        self._begin_story(keep)

    def _end_label(self) -> None:
        label = bullet("".join(self._story.label))
        self._story.label.clear()
        self._story.paragraph.label = label and f"{label} "

    # Control words

    def _word(self, word: str, number: int | None) -> None:
        self._flush()
        if word == "u":
            self._unicode(number or 0)
            return
        self._skipping = 0
        if self._destination(word):
            return
        state = self._state
        on = number != 0
        if state.into in {"fonts", "styles"}:
            self._table_word(word, number or 0)
        elif word in _WORDS:
            self._write(_WORDS[word])
        elif word in self._actions:
            self._actions[word](number or 0)
        elif word == "pard":
            state.in_table, state.depth, state.style, state.outline = False, 0, 0, 9
        elif word == "plain":
            state.bold = state.capitals = state.hidden = state.deleted = False
            state.font = self._default_font
        elif word == "b":
            state.bold = on
        elif word == "caps":
            state.capitals = on
        elif word == "v":
            state.hidden = on
        elif word == "deleted":
            state.deleted = on
        elif word == "intbl":
            state.in_table = on
        elif word == "itap":
            state.depth = max(0, number or 0)
            state.in_table = state.depth > 0
        elif word == "f":
            state.font = number or 0
        elif word == "deff":
            self._default_font = state.font = number or 0
        elif word == "uc":
            state.skip = min(max(0, number or 0), 20)
        elif word == "s":
            state.style = number or 0
        elif word == "outlinelevel":
            state.outline = number or 0
        elif word == "ansicpg":
            self._codec = _known(f"cp{number}", self._codec)

    def _table_word(self, word: str, number: int) -> None:
        """A control word in the table of fonts or of styles."""
        state = self._state
        if state.into == "fonts" and word == "f":
            state.font = number
        elif state.into == "fonts" and word == "fcharset" and number in _CHARSETS:
            self._codecs[state.font] = _CHARSETS[number]
        elif word == "s":
            state.style = number
            self._styles[number] = ("", 9)
        elif word == "outlinelevel":
            self._styles[state.style] = (self._styles.get(state.style, ("", 9))[0], number)

    def _sign(self, sign: str) -> None:
        self._flush()
        self._skipping = 0
        if sign == "*":
            self._star = True
        elif sign in _SIGNS:
            self._write(_SIGNS[sign])

    def _paragraph(self) -> None:
        state = self._state
        if state.into != "words" or state.deleted:  # a deleted end joins two paragraphs
            return
        self._count(_PARAGRAPH)
        name, outline = self._styles.get(state.style, ("", 9))
        self._story.end_paragraph(
            state.tables,
            heading=bool(_HEADING.match(name)) or min(outline, state.outline) < 9,
            apart=bool(_CONTENTS.match(name)),
        )

    def _count(self, characters: int) -> None:
        self._length += characters
        refuse_endless(self._length)

    # Characters

    def _plain(self, text: str) -> None:
        skipped = min(self._skipping, len(text))
        self._skipping -= skipped
        self._bytes += text[skipped:].encode("latin-1")

    def _byte(self, value: int) -> None:
        if self._skipping:
            self._skipping -= 1
        else:
            self._bytes.append(value)

    def _unicode(self, number: int) -> None:
        self._skipping = self._state.skip
        code = number % 0x10000
        if 0xD800 <= code < 0xDC00:
            self._high = code
        elif 0xDC00 <= code < 0xE000:
            pair = 0x10000 + ((self._high - 0xD800) << 10) + (code - 0xDC00)
            self._write(chr(pair) if self._high else "\ufffd")
            self._high = 0
        else:
            self._write(chr(code))

    def _flush(self) -> None:
        """Decodes the characters that are waiting, by the font they are set in."""
        if not self._bytes:
            return
        codec = self._codecs.get(self._state.font, self._codec)
        if codec == _SYMBOL and self._state.into != "styles":
            text = "".join(chr(0xF000 + b) if b > 0x20 else chr(b) for b in self._bytes)
        else:
            text = self._bytes.decode(self._codec if codec == _SYMBOL else codec, "replace")
        self._bytes.clear()
        self._write(text)

    def _write(self, text: str) -> None:
        state = self._state
        if state.into == "styles":
            name, outline = self._styles.get(state.style, ("", 9))
            self._styles[state.style] = (name + text, outline)
        elif state.hidden or state.deleted:
            return
        elif state.into == "label":
            self._story.label.append(text)
        elif state.into == "words":
            self._count(len(text))
            text = shown(_CONTROL.sub("", text))
            self._story.write(text.upper() if state.capitals else text, state.bold)


def _known(codec: str, otherwise: str) -> str:
    try:
        return codecs.lookup(codec).name
    except LookupError:
        return otherwise
