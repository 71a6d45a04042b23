"""Zipped office files in, parts out: bounded, and without entities.

A .docx or .odt comes from anywhere: it may be a bomb, broken, locked, or only
call itself one.  Nothing is unpacked that is not asked for, nothing beyond
bounds, and every refusal is a `Rejected` with its reason.  Elements come with
short names, "w.p" for a paragraph of Word whichever of its two standards it
follows, so that no reader of a format spells out namespaces.
"""

from __future__ import annotations

import zlib
from io import BytesIO
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

from corpus.model import Message, Problem, Rejected
from ingest.extract.bounds import refuse_endless
from ingest.extract.decode import STAGE

_MOST_PARTS = 20_000
_LARGEST_PART = 96 * 1024 * 1024
# Real parts shrink to a twentieth, rarely to a fiftieth.
_SUSPECT_SIZE, _SUSPECT_RATIO = 8 * 1024 * 1024, 200
_MOST_ELEMENTS = 1_000_000
_DEEPEST = 120  # a table in a text box in a table is at some 40
_LOCKED = 0x1

_OOXML = "http://schemas.openxmlformats.org"
_STRICT = "http://purl.oclc.org/ooxml"
_ODF = "urn:oasis:names:tc:opendocument:xmlns"
NAMESPACES = {
    f"{_OOXML}/wordprocessingml/2006/main": "w",
    f"{_STRICT}/wordprocessingml/main": "w",
    f"{_OOXML}/officeDocument/2006/relationships": "r",
    f"{_STRICT}/officeDocument/relationships": "r",
    f"{_OOXML}/officeDocument/2006/math": "m",
    f"{_STRICT}/officeDocument/math": "m",
    f"{_OOXML}/package/2006/relationships": "rel",
    f"{_OOXML}/officeDocument/2006/extended-properties": "app",
    f"{_STRICT}/officeDocument/extendedProperties": "app",
    f"{_OOXML}/markup-compatibility/2006": "mc",
    "urn:schemas-microsoft-com:vml": "v",
    "http://www.w3.org/1999/xlink": "xlink",
    "http://www.w3.org/XML/1998/namespace": "xml",
    "http://www.w3.org/1998/Math/MathML": "math",
    f"{_ODF}:xsl-fo-compatible:1.0": "fo",
    f"{_ODF}:office:1.0": "office",
    f"{_ODF}:text:1.0": "text",
    f"{_ODF}:table:1.0": "table",
    f"{_ODF}:style:1.0": "style",
    f"{_ODF}:drawing:1.0": "draw",
    f"{_ODF}:meta:1.0": "meta",
    f"{_ODF}:manifest:1.0": "manifest",
    "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0": "loext",
}


class _Builder(TreeBuilder):
    """Builds a tree with short names; refuses what no document has."""

    def __init__(self, part: str) -> None:
        super().__init__()
        self._part = part
        self._names: dict[str, str] = {}
        self._depth = self._count = self._length = 0

    def start(self, tag: str, attrs: dict[str, str]) -> Element:
        self._depth += 1
        self._count += 1
        if self._depth > _DEEPEST or self._count > _MOST_ELEMENTS:
            raise Rejected(
                STAGE, Message("Phần “{part}” của tệp quá phức tạp để đọc.", part=self._part)
            )
        named = {self._short(name): value for name, value in attrs.items()}
        return super().start(self._short(tag), named)

    def end(self, tag: str) -> Element:
        self._depth -= 1
        return super().end(self._short(tag))

    def data(self, data: str) -> None:
        self._length += len(data)
        refuse_endless(self._length)
        super().data(data)

    def doctype(self, name: str, public: str | None, system: str | None) -> None:
        """Office files have no document type; entities, bombs among them, need one."""
        raise Rejected(
            STAGE,
            Message(
                "Phần “{part}” của tệp tự khai báo kiểu XML nên không được mở.", part=self._part
            ),
        )

    def _short(self, name: str) -> str:
        short = self._names.get(name)
        if short is None:
            space, _, local = name.rpartition("}")
            prefix = NAMESPACES.get(space[1:], "other") if space else ""
            short = self._names[name] = f"{prefix}.{local}" if prefix else local
        return short


def parse_xml(data: bytes, part: str) -> Element:
    """The root of one part."""
    parser = XMLParser(target=_Builder(part))
    try:
        parser.feed(data)
        root: Element = parser.close()
    except (ParseError, LookupError, ValueError) as error:
        raise Rejected(
            STAGE, Message("Tệp đã hỏng: không đọc được phần “{part}”.", part=part)
        ) from error
    return root


class Package:
    """The parts of one zipped file; `problems` tells of the lesser ones that are broken."""

    def __init__(self, data: bytes) -> None:
        self.problems: list[Problem] = []
        try:
            self._zip = ZipFile(BytesIO(data))
        except (BadZipFile, LargeZipFile, ValueError, OSError, NotImplementedError) as error:
            raise Rejected(
                STAGE, Message("Tệp đã hỏng hoặc chưa tải xong: không mở được gói bên trong.")
            ) from error
        infos = self._zip.infolist()
        if len(infos) > _MOST_PARTS:
            raise Rejected(
                STAGE, Message("Tệp có quá nhiều phần bên trong ({count}).", count=len(infos))
            )
        self._infos: dict[str, ZipInfo] = {info.filename: info for info in infos}

    def __contains__(self, part: str) -> bool:
        return part in self._infos

    def read(self, part: str) -> bytes:
        """The bytes of a part that must be there."""
        info = self._infos.get(part)
        if info is None:
            raise Rejected(STAGE, Message("Tệp thiếu phần “{part}” nên không đọc được.", part=part))
        if info.flag_bits & _LOCKED:
            raise locked()
        ratio = info.file_size / max(1, info.compress_size)
        suspect = info.file_size > _SUSPECT_SIZE and ratio > _SUSPECT_RATIO
        if info.file_size > _LARGEST_PART or suspect:
            raise Rejected(
                STAGE,
                Message(
                    "Phần “{part}” của tệp bung ra {size} MB nên không được mở.",
                    part=part,
                    size=info.file_size // (1024 * 1024),
                ),
            )
        try:
            return self._zip.read(info)
        except (BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as error:
            raise Rejected(
                STAGE, Message("Tệp đã hỏng: không đọc được phần “{part}”.", part=part)
            ) from error

    def xml(self, part: str) -> Element:
        """The tree of a part that must be there."""
        return parse_xml(self.read(part), part)

    def lesser(self, part: str | None) -> Element | None:
        """The tree of a part that a document can do without."""
        if part is None or part not in self:
            return None
        try:
            return self.xml(part)
        except Rejected as error:
            self.problems.append(Problem(STAGE, error.message))
            return None


def locked() -> Rejected:
    return Rejected(STAGE, Message("Tệp được bảo vệ bằng mật khẩu nên không đọc được."))
