"""A PDF whose table of objects is lost or wrong, with one written anew.

In: the bytes of a file that could not be opened.  Out: the same bytes with a table
of the objects they hold, or nothing where the first object of all is not among
them.  A download cut short, a mail gateway that turned line ends, leave such files.
"""

from __future__ import annotations

import re
from itertools import islice

_OBJECT = re.compile(rb"(?<![0-9])(\d{1,7})\s+(\d{1,5})\s+obj\b")
_ROOT = re.compile(rb"/Root\s+(\d{1,7})\s+\d{1,5}\s+R")
_CATALOG = re.compile(rb"/Type\s*/Catalog\b")
_MOST = 300_000  # objects; a book has some ten thousand
_NEAR = 4096  # bytes of an object in which it says what it is


def repaired(data: bytes) -> bytes | None:
    """The file with a new table at its end; None where it cannot be had."""
    places: dict[int, int] = {}
    root = None
    for match in islice(_OBJECT.finditer(data), _MOST):
        number = int(match[1])
        places[number] = match.start()
        body = data[match.end() : match.end() + _NEAR].partition(b"endobj")[0]
        if _CATALOG.search(body):
            root = number
    named = [int(number) for number in _ROOT.findall(data)]
    root = next((number for number in reversed(named) if number in places), root)
    if root is None:
        return None
    table = b"".join(
        f"{number} 1\n{places[number]:010d} 00000 n \n".encode() for number in sorted(places)
    )
    start = len(data) + 1
    return b"".join([
        data, b"\nxref\n0 1\n0000000000 65535 f \n", table,
        f"trailer\n<</Size {max(places) + 1}/Root {root} 0 R>>\n".encode(),
        f"startxref\n{start}\n%%EOF\n".encode(),
    ])  # fmt: skip
