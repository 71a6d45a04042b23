"""Document numbers (số, ký hiệu): parse, find in running text, compare.

In comes a number in any spelling ("28-CT/TW", "28/CT-TW", "28 CT TW", "27/NQ- TW",
"0125/kh-ubnd"), out a value that prints in the style of its own family and equals
every other spelling of itself.  There are two families:

    Party   serial-CODE/ISSUER           61-CTr/TU
    state   serial[/year]/CODE-ISSUER    34/2014/QĐ-TTg, 163/2024/QH15, 574/UBND-NC

Letters without a type (official letters, laws) have an issuer only.  TU (Tỉnh ủy)
and TƯ differ: TƯ is a spelling of TW (Trung ương).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.model import Span
from corpus.text import Normalised, fold, normalise

# Type codes; where Party and state read a code differently, the Party's reading
# stands in PARTY_TYPES. Several names: the code alone does not tell.
TYPES: dict[str, tuple[str, ...]] = {
    "BB": ("Biên bản",),
    "BC": ("Báo cáo",),
    "CĐ": ("Công điện",),
    "CT": ("Chỉ thị",),
    "CTHĐ": ("Chương trình hành động",),
    "CTPH": ("Chương trình phối hợp",),
    "CTr": ("Chương trình",),
    "CTrHĐ": ("Chương trình hành động",),
    "CTrPH": ("Chương trình phối hợp",),
    "CV": ("Công văn",),
    "DA": ("Dự án",),
    "ĐA": ("Đề án",),
    "GM": ("Giấy mời",),
    "HD": ("Hướng dẫn",),
    "HDLN": ("Hướng dẫn liên ngành",),
    "HDLT": ("Hướng dẫn liên tịch",),
    "KH": ("Kế hoạch",),
    "KHLN": ("Kế hoạch liên ngành",),
    "KHLT": ("Kế hoạch liên tịch",),
    "KHPH": ("Kế hoạch phối hợp",),
    "KL": ("Kết luận",),
    "L": ("Luật",),
    "LCT": ("Lệnh",),
    "NĐ": ("Nghị định",),
    "NQ": ("Nghị quyết",),
    "NQLT": ("Nghị quyết liên tịch",),
    "PA": ("Phương án",),
    "PL": ("Pháp lệnh",),
    "QC": ("Quy chế",),
    "QCPH": ("Quy chế phối hợp",),
    "QĐ": ("Quyết định",),
    "QĐi": ("Quy định",),
    "QyĐ": ("Quy định",),
    "SL": ("Sắc lệnh",),
    "TB": ("Thông báo",),
    "TC": ("Thông cáo",),
    "TT": ("Thông tư",),
    "TTLB": ("Thông tư liên bộ",),
    "TTLT": ("Thông tư liên tịch",),
    "TTr": ("Tờ trình",),
    "VBHN": ("Văn bản hợp nhất",),
}
PARTY_TYPES: dict[str, tuple[str, ...]] = {
    "QĐ": ("Quyết định", "Quy định"),
    "TT": ("Thông tri",),
}
# Bodies whose abbreviation is known whatever its case and spacing.
BODIES = """
    TW TU HU ThU TTg CP CTN UBND HĐND UB CTUBND UBTVQH VPCP VPQH VPTW HĐBT TANDTC VKSNDTC HĐTP
    NHNN TTCP UBDT BYT BGDĐT BLĐTBXH BNV BTC BTP BCA BQP BNG BNN BNNPTNT BNNMT BTNMT BXD BCT
    BGTVT BKHĐT BKHCN BTTTT BVHTTDL BDTTG
"""

# Bodies that number in the Party's style: committees at every level, their boards
# and offices (BTGTW, VPTU, UBKTHU), Party bodies within agencies, the Youth Union.
_PARTY_ISSUER = re.compile(
    r"(?:VP|UBKT|B(?!V)[A-ZĐ]{1,5})?(?:TW|TU|HU|QU|ThU)|ĐU[A-ZĐ]*|BCSĐ?[A-ZĐ]*|(?:TW|T)?ĐTN"
)
# The National Assembly and its Standing Committee, with their term.
_ASSEMBLY = re.compile(r"(?P<standing>UBTV)?QH\d{1,2}", re.IGNORECASE)

_NUMBER = re.compile(
    r"""
    (?: (?<![\w/.,=%+&?\#-]) | (?<=[Ss]ố) | (?<=SỐ) )  # not inside a word, date, sum or address
    (?P<serial> \d{1,6} ) (?P<letter> [A-ZĐa-zđ] )?
    (?: \s{0,3} / \s{0,3} (?P<year> (?:19|20)\d\d ) (?= \s{0,3} / )
      | - (?P<dashed_year> (?:19|20)\d\d ) (?= - )          # "34-2014-QĐ-TTg"
    )?
    (?P<before> \s{0,3} [-/] \s{0,3} | \s )       # "28-CT", "71 /NQ", "28 CT"
    (?P<first> [^\W\d_](?:[^\W_]|&)*+ )                  # type code, or the issuer alone
    (?: (?P<between> \s{0,3} [-/] \s{0,3} | \s )  # "CT/TW", "NQ -CP", "NQ- TW"
        (?P<second> [^\W\d_](?:[^\W_]|&)*+ )
        (?P<rest> (?: [-/] [^\W\d_](?:[^\W_]|&)*+ )* )   # "-KHCN" of "QĐ-BNN-KHCN"
    )?
    """,
    re.VERBOSE,
)
# Cyrillic capitals that look like ours, typed by a slip.
_LOOKALIKES = str.maketrans("АВЕКМНОРСТХ", "ABEKMHOPCTX")
_LABEL = re.compile(r"\s*(?:số\s*:?\s*)?", re.IGNORECASE)


def _spellings(names: list[str]) -> dict[str, str]:
    """Every name under its spelling without case, and without marks where that is free."""
    table = {name.casefold(): name for name in names}
    for name in names:
        table.setdefault(fold(name.casefold()), name)
    return table


_CODES = _spellings(list(TYPES))
_BODIES = _spellings(BODIES.split())
# "27/CTTg": code and issuer run together by a slip.
_GLUED = {
    f"{code}{body}".casefold(): (code, body)
    for code in ("CT", "CĐ", "KL", "NĐ", "NQ", "QĐ")
    for body in ("TTg", "CP", "TW", "TU", "UBND", "HĐND")
} | {"cttg": ("CT", "TTg"), "qđtg": ("QĐ", "TTg")}


@dataclass(frozen=True, eq=False)
class DocumentNumber:
    """A number and symbol: `serial_text` is the serial with its letter ("12a"), `symbol`
    what follows the serial and the year, in the family's style ("CT/TW", "QĐ-TTg")."""

    serial: int
    serial_text: str
    year: int | None
    symbol: str

    @property
    def party(self) -> bool:
        """Whether it is in the style of the Party."""
        return "/" in self.symbol

    @property
    def key(self) -> str:
        """The same for every spelling: "28-ct-tw", "34-2014-qđ-ttg"."""
        year = f"-{self.year}" if self.year else ""
        return f"{self.serial_text}{year}-{self.symbol.replace('/', '-')}".casefold()

    @property
    def code(self) -> str | None:
        """The type code, None for official letters and laws."""
        first = re.split("[-/]", self.symbol)[0]
        return first if first in TYPES else None

    @property
    def issuer(self) -> str:
        """The abbreviation of the issuing body, with its departments: "TW", "BNN-KHCN"."""
        return re.split("[-/]", self.symbol, maxsplit=1)[1] if self.code else self.symbol

    @property
    def type_names(self) -> tuple[str, ...]:
        """The types it can be; more than one where the code does not tell."""
        if self.code:
            return (self.party and PARTY_TYPES.get(self.code)) or TYPES[self.code]
        assembly = _ASSEMBLY.fullmatch(self.symbol)
        if assembly:
            return ("Pháp lệnh" if assembly["standing"] else "Luật", "Nghị quyết")
        return ()

    @property
    def type_name(self) -> str | None:
        """The type its code stands for; None where it has no code or the code has two readings."""
        names = self.type_names
        return names[0] if len(names) == 1 else None

    def __str__(self) -> str:
        if self.party:
            return f"{self.serial_text}-{self.symbol}"
        year = f"/{self.year}" if self.year else ""
        return f"{self.serial_text}{year}/{self.symbol}"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, DocumentNumber):
            return NotImplemented
        return self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


_DIGIT = re.compile(r"\d")


def parse(text: str) -> DocumentNumber:
    """The number that `text` is, with or without "số" before it; ValueError where it is none."""
    plain = normalise(text).strip().translate(_LOOKALIKES)
    start = _LABEL.match(plain)
    match = _NUMBER.match(plain, start.end() if start else 0)
    read = _read(match) if match else None
    if read is None or read[1] != len(plain):
        raise ValueError(f"not a document number: {text!r}")
    return read[0]


def find(text: str) -> Iterator[tuple[Span, DocumentNumber]]:
    """The numbers in running text, with where they stand, in order."""
    if not _DIGIT.search(text):  # most paragraphs: nothing to normalise for
        return
    normal = Normalised(text)
    plain = normal.text.translate(_LOOKALIKES)
    at = 0
    while match := _NUMBER.search(plain, at):
        read = _read(match)
        if read is None:
            at = match.end("serial")
            continue
        number, at = read
        yield normal.span(match.start(), at), number


def _read(match: re.Match[str]) -> tuple[DocumentNumber, int] | None:
    """The number a match holds and where it ends; None where it is something else."""
    parts, end = _parts(match)
    if not parts:
        return None
    code = _CODES.get(parts[0].casefold())
    bodies = [_body(part) for part in (parts[1:] if code else parts)]
    if _is_party(match, code, bodies):
        symbol = f"{code}/{'-'.join(bodies)}"
    else:
        symbol = "-".join(([code] if code else []) + bodies)
    serial, letter = int(match["serial"]), (match["letter"] or "").lower()
    return DocumentNumber(serial, f"{serial}{letter}", _year(match), symbol), end


def _year(match: re.Match[str]) -> int | None:
    printed = match["year"] or match["dashed_year"]
    return int(printed) if printed else None


def _is_party(match: re.Match[str], code: str | None, bodies: list[str]) -> bool:
    """By the issuer where it is known, else by the style it is printed in."""
    if not code or _year(match):
        return False
    if _PARTY_ISSUER.fullmatch(bodies[0]):
        return True
    if _known_body(bodies[0]) or not match["between"]:
        return False
    return "-" in match["before"] and "/" in match["between"]


def _parts(match: re.Match[str]) -> tuple[list[str], int]:
    """The parts of the symbol and where the last one ends; no parts where it is no number."""
    first, second = match["first"], match["second"]
    glued = _GLUED.get(first.casefold())
    if glued and "/" in match["before"]:
        return list(glued), match.end("first")
    if _ASSEMBLY.fullmatch(first):
        lone = _year(match) and not match["before"].isspace()
        return ([first], match.end("first")) if lone else ([], 0)
    if first.casefold() not in _CODES:
        return _letter(match)
    if second is None or (len(first) == 1 and first.islower()):
        return [], 0
    tight = match["before"] in "/-" and match["between"] in "/-"
    printed_case = _abbreviated(second) or (tight and second.islower() and len(second) > 1)
    spaces_only = match["before"].isspace() or match["between"].isspace()
    if not (_known_body(second) or (printed_case and not spaces_only)):
        return [], 0
    return _with_rest(match, [first, second], match.end("second"))


def _letter(match: re.Match[str]) -> tuple[list[str], int]:
    """An official letter: "574/UBND-NC", tightly printed, all in capitals."""
    first, second = match["first"], match["second"]
    if match["before"] != "/" or not (_abbreviated(first) or _known_body(first)):
        return [], 0
    if second is not None and match["between"] == "-":
        both_lower = first.islower() and second.islower()
        if _abbreviated(second) or both_lower:
            return _with_rest(match, [first, second], match.end("second"))
    alone = _known_body(first) and len(first) > 2
    return ([first], match.end("first")) if alone else ([], 0)


def _with_rest(match: re.Match[str], parts: list[str], end: int) -> tuple[list[str], int]:
    for piece in re.finditer(r"[-/]([^-/]+)", match["rest"] or ""):
        lower = parts[0].islower() and piece[1].islower()
        if not (_abbreviated(piece[1]) or _known_body(piece[1]) or lower):
            break
        parts.append(piece[1])
        end = match.start("rest") + piece.end()
    return parts, end


def _abbreviated(part: str) -> bool:
    """Mostly capitals ("UBND", "SNgV", "CTTN&BĐG"), unlike a word."""
    capitals = sum(c.isupper() for c in part)
    return capitals >= 2 and capitals > sum(c.islower() for c in part)


def _known_body(part: str) -> bool:
    plain = part.casefold().replace("tư", "tw")
    return plain in _BODIES or _ASSEMBLY.fullmatch(plain) is not None


def _body(part: str) -> str:
    """An issuer's abbreviation as it is usually printed."""
    known = _BODIES.get(part.casefold())
    if known:
        return known
    printed = part.upper() if part.islower() else part
    return re.sub("T[Ưư]", "TW", printed)
