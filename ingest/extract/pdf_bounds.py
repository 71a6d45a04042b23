"""Is a PDF small enough to open?  Its packed streams, unpacked before anything reads them.

In: the bytes of a file.  Out: nothing, or a `Rejected`.  The library builds every
object of a page at once, a hundred bytes of memory and more for each: a page of
some kilobytes can hold millions of them, and take the process with it.  Pictures
and fonts grow otherwise, and are not looked at.
"""

from __future__ import annotations

import re
import zlib

from corpus.model import Message, Rejected
from ingest.extract.decode import STAGE

_LARGEST = 24 * 1024 * 1024  # of one stream of drawing; a full page of text has 0.1 MB
_MOST_PIECES = 200_000  # pieces of text on one page; a full page has some thousand
_LINES = 8  # lines and curves that weigh as much as one piece of text; a map has some 100,000
_MANY = 2_000  # pieces below which a stream does no harm
_SHORTEST = 4  # bytes of a piece
_STREAM = re.compile(rb"stream\r?\n")
_DICTIONARY = 600  # bytes before a stream in which its dictionary is looked for
_FLATE = re.compile(rb"/(?:FlateDecode|Fl)\b")
_OTHER = re.compile(rb"/(?:Image|Length1|Length2|Length3|FontFile|ObjStm|XRef|ASCII85Decode|"
                    rb"LZWDecode|DCTDecode|Metadata)\b")  # fmt: skip
_SHOWN = re.compile(rb"[)\]>]\s*(?:Tj|TJ|'|\")(?=\s)")
_NUMBER = re.compile(rb"(?<![0-9])(\d{1,7})\s+\d{1,5}\s+obj\b")
_CONTENTS = re.compile(rb"/Contents\s*\[([^\]]{1,100000})\]")
_REFERENCE = re.compile(rb"(\d{1,7})\s+\d{1,5}\s+R\b")
_DRAWN = re.compile(rb"\d\s+(?:m|l|c|v|y|re)(?=\s)")


def refuse_floods(data: bytes) -> None:
    """Raises where a page would unpack to more than memory holds."""
    heavy: dict[bytes, int] = {}  # streams of many pieces, by the number of their object
    for match in _STREAM.finditer(data):
        head = data[max(0, match.start() - _DICTIONARY) : match.start()]
        names = list(_NUMBER.finditer(head))
        head = head[names[-1].end() :] if names else head
        if _FLATE.search(head) and not _OTHER.search(head):
            pieces = _pieces(data, match.end())
            if pieces > _MOST_PIECES:
                raise _flooded()
            if names and pieces > _MANY:
                heavy[names[-1][1]] = pieces
    for contents in _CONTENTS.finditer(data) if heavy else ():
        if sum(heavy.get(name, 0) for name in _REFERENCE.findall(contents[1])) > _MOST_PIECES:
            raise _flooded()


def _pieces(data: bytes, start: int) -> int:
    """How many objects a stream of drawing makes, nearly."""
    end = data.find(b"endstream", start)
    packed = memoryview(data)[start : end if end >= 0 else len(data)]
    try:
        drawing = zlib.decompressobj().decompress(packed, _LARGEST + 1)
    except zlib.error:
        return 0  # the library will say what it can read of it
    if len(drawing) > _LARGEST:
        return _MOST_PIECES + 1
    if len(drawing) < _MANY * _SHORTEST:
        return 0
    return len(_SHOWN.findall(drawing)) + len(_DRAWN.findall(drawing)) // _LINES


def _flooded() -> Rejected:
    return Rejected(
        STAGE,
        Message("Tệp PDF có một trang chứa quá nhiều chữ hoặc nét vẽ nên không mở được."),
    )
