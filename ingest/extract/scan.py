"""Pictures of text read by eye: scanned pages of a PDF, and image files.

Tesseract runs as a process of its own, page by page, with its Vietnamese data; its
words keep their places, so that `layout` reads a scan as it reads print.  What was
recognised is said to be, and so is every page that was recognised badly.
"""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from os import environ
from statistics import fmean, median

import pypdfium2
from PIL import Image, ImageOps, ImageSequence

from corpus.model import Message, Problem, Rejected, Span
from ingest.extract.decode import STAGE
from ingest.extract.layout import LaidOut, lay_out
from ingest.extract.misread import Box, mended
from ingest.extract.model import Extracted
from ingest.extract.pages import Page, Word

MOST_PICTURES = 100  # pages: some four minutes
SECONDS = 60  # for one page
POOR = 75  # mean confidence under which a page should be checked
_DPI = 300
_LONGEST_SIDE = 6000  # dots: an A3 page and more
_SHORT_SIDE = 1800  # dots of a page's long side under which letters are too small
_MOST_DOTS = 120_000_000
_POINTS = 842  # the long side of A4, which pictures without a size are taken for
_EM = 0.95  # of the height of a line's box, which holds the marks above and tails below
_COMMAND = ("tesseract", "-", "-", "-l", "vie", "--psm", "4", "tsv")
_LANGUAGES = ("tesseract", "--list-langs")
# One thread: it is faster so, and other files are read meanwhile.
_ENVIRONMENT = {**environ, "OMP_THREAD_LIMIT": "1"}


@dataclass(frozen=True, slots=True)
class Remark:
    """What to know of how the page `page` (from 0) was read."""

    page: int
    message: Message


@dataclass(frozen=True, slots=True)
class Picture:
    """A page to be read: a PNG, and how many of its dots make a point."""

    png: bytes
    width: int
    height: int
    scale: float


def rendered(page: pypdfium2.PdfPage) -> Picture:
    """A page of a PDF as a picture."""
    scale = min(_DPI / 72, _LONGEST_SIDE / max(1.0, *page.get_size()))
    return _picture(page.render(scale=scale, grayscale=True).to_pil(), scale)


def _picture(image: Image.Image, scale: float) -> Picture:
    png = io.BytesIO()
    image.convert("L").save(png, "PNG", compress_level=1)
    return Picture(png.getvalue(), image.width, image.height, scale)


def extract_picture(data: bytes) -> Extracted:
    """A .png, .jpg or .tif file: each of its pictures is a page."""
    pictures = _pictures(data)
    blank = [Page(p.width / p.scale, p.height / p.scale) for p in pictures]
    pages, remarks = read_pictures(blank, range(len(pictures)), lambda n: pictures[n])
    laid = lay_out(pages)
    if not any(c.isalpha() for c in laid.text):
        raise Rejected(STAGE, Message("Không nhận ra chữ nào trong ảnh."))
    return Extracted(laid.text, "image", regions=laid.regions, page_starts=laid.page_starts,
                     problems=placed(remarks, laid), laid_out=True)  # fmt: skip


def _pictures(data: bytes) -> list[Picture]:
    pictures = []
    try:
        with Image.open(io.BytesIO(data)) as image:
            for number, frame in enumerate(ImageSequence.Iterator(image)):
                if number >= MOST_PICTURES or frame.width * frame.height > _MOST_DOTS:
                    raise Rejected(
                        STAGE,
                        Message("Ảnh quá lớn (tối đa {limit} trang, mỗi trang {dots} triệu điểm).",
                                limit=MOST_PICTURES, dots=_MOST_DOTS // 1_000_000),
                    )  # fmt: skip
                pictures.append(_prepared(ImageOps.exif_transpose(frame)))
    except Rejected:
        raise
    except Exception as error:  # whatever a broken picture makes its decoder raise
        raise Rejected(STAGE, Message("Tệp ảnh hỏng, không mở được.")) from error
    return pictures


def _prepared(image: Image.Image) -> Picture:
    long = max(image.size)
    if long < _SHORT_SIDE:
        image = image.convert("L").resize(
            (image.width * 2, image.height * 2), Image.Resampling.LANCZOS
        )
    elif long > _LONGEST_SIDE:
        image = image.convert("L")
        image.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    return _picture(image, max(image.size) / _POINTS)


def read_pictures(
    pages: Sequence[Page], numbers: Sequence[int], picture: Callable[[int], Picture]
) -> tuple[list[Page], tuple[Remark, ...]]:
    """The pages with those of `numbers` read by eye, and what to know about it."""
    result = list(pages)
    if not numbers:
        return result, ()
    if not can_read():
        return result, (_unread(result, numbers),)
    sure: dict[int, float] = {}
    remarks = []
    for number in numbers[:MOST_PICTURES]:
        try:
            result[number], sure[number] = _read(picture(number))
        except subprocess.TimeoutExpired:
            message = Message("Trang {page} nhận dạng quá {seconds} giây nên bị bỏ qua.",
                              page=number + 1, seconds=SECONDS)  # fmt: skip
            remarks.append(Remark(number, message))
        except (subprocess.CalledProcessError, OSError, pypdfium2.PdfiumError):
            message = Message("Trang {page} không nhận dạng được chữ.", page=number + 1)
            remarks.append(Remark(number, message))
    if len(numbers) > MOST_PICTURES:
        message = Message("Chỉ nhận dạng {limit} trang đầu trong {count} trang ảnh chụp.",
                          limit=MOST_PICTURES, count=len(numbers))  # fmt: skip
        remarks.append(Remark(numbers[MOST_PICTURES], message))
    return result, (*_told(sure), *remarks)


def placed(remarks: Sequence[Remark], laid: LaidOut) -> tuple[Problem, ...]:
    """The remarks as problems, each on the stretch of text that is its page."""
    ends = [*laid.page_starts[1:], len(laid.text)]
    problems = []
    for remark in remarks:
        start = min(laid.page_starts[remark.page], len(laid.text) - 1)
        span = Span(start, max(start + 1, ends[remark.page]))
        problems.append(Problem(STAGE, remark.message, span))
    return tuple(problems)


def can_read() -> bool:
    """Whether tesseract and its Vietnamese data are on this machine."""
    if shutil.which("tesseract") is None:
        return False
    try:
        answer = subprocess.run(_LANGUAGES, capture_output=True, timeout=SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return b"vie" in answer.stdout.split()


def _unread(pages: Sequence[Page], numbers: Sequence[int]) -> Remark:
    """What to say where nobody can read pictures here."""
    if not any(page.words or page.tables for page in pages):
        raise Rejected(
            STAGE,
            Message("Tệp chỉ có ảnh chụp; cần cài chương trình tesseract và dữ liệu tiếng Việt "
                    "(gói tesseract-ocr, tesseract-ocr-vie) để nhận dạng chữ."),
        )  # fmt: skip
    message = Message("Trang {pages} là ảnh chụp nên chưa đọc được; cần cài chương trình tesseract và "
                      "dữ liệu tiếng Việt (gói tesseract-ocr, tesseract-ocr-vie).",
                      pages=_listed(numbers))  # fmt: skip
    return Remark(numbers[0], message)


def _told(sure: Mapping[int, float]) -> Iterator[Remark]:
    if sure:
        message = Message("Chữ ở trang {pages} được nhận dạng từ ảnh chụp, có thể có chỗ sai.",
                          pages=_listed(list(sure)))  # fmt: skip
        yield Remark(min(sure), message)
    for number, confidence in sure.items():
        if confidence < POOR:
            message = Message("Trang {page} nhận dạng kém (độ tin cậy {confidence}%), cần xem lại bản gốc.",
                              page=number + 1, confidence=round(confidence))  # fmt: skip
            yield Remark(number, message)


def _listed(numbers: Sequence[int]) -> str:
    """Page numbers for people: 1–3, 7."""
    runs: list[list[int]] = []
    for number in sorted(n + 1 for n in numbers):
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{r[0]}–{r[-1]}" if len(r) > 1 else str(r[0]) for r in runs)


def _read(picture: Picture) -> tuple[Page, float]:
    """The page on a picture, and the mean confidence of its words (0…100)."""
    answer = subprocess.run(
        _COMMAND, input=picture.png, capture_output=True, timeout=SECONDS, check=True,
        env=_ENVIRONMENT,
    )  # fmt: skip
    found = mended(list(_lines(answer.stdout.decode("utf-8", "replace"))), picture.png)
    size = median([box.line_height for box in found]) * _EM if found else 1.0
    words = tuple(_word(box, size, picture.scale) for box in found)
    confidence = fmean([box.confidence for box in found]) if found else 0.0
    return Page(picture.width / picture.scale, picture.height / picture.scale, words), confidence


def _lines(table: str) -> Iterator[list[Box]]:
    """The lines of a page with their words, as tesseract tells of them."""
    line: list[Box] = []
    middle, height = 0.0, 1
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) != 12:
            continue
        level, text, confidence = cells[0], cells[11].strip(), float(cells[10])
        left, top, wide, high = map(int, cells[6:10])
        if level == "4":  # a line, whose words follow
            yield line
            line, middle, height = [], top + high / 2, high
        elif level == "5" and text:
            line.append(Box(text, left, top, left + wide, top + high, middle, height, confidence))
    yield line


def _word(box: Box, size: float, scale: float) -> Word:
    # All words of a page have one size: the heights of boxes tell of letters, not of type.
    top, bottom = box.line_middle - size / 2, box.line_middle + size / 2
    return Word(box.text, box.left / scale, box.right / scale, top / scale, bottom / scale,
                size / scale)  # fmt: skip
