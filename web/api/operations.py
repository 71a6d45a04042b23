"""The table of operations: what can be asked at `/api/v1`, with which arguments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corpus.model import Message
from web.api import answers
from web.api.arguments import Argument, one_of, passage, span, text, whole, yes_or_no
from web.quoting import FORMATS

if TYPE_CHECKING:
    from workspace import Workspace


@dataclass(frozen=True, slots=True)
class Operation:
    """One question. `schema` names the shape of its answer, None where it is no JSON but
    of the media types in `media`; `example` is its address with values put in."""

    name: str
    path: str
    about: Message
    answer: Callable[[Workspace, dict[str, Any]], Any]
    arguments: tuple[Argument, ...] = ()
    schema: str | None = None
    media: tuple[str, ...] = ("application/json",)


_DOCUMENT = text("document", Message("mã văn bản, phần đầu của mã, hoặc số, ký hiệu"), in_path=True)
_EID = text("eid", Message("mã đoạn hay câu trong văn bản"), in_path=True)
_SPAN = span("span", Message("khoảng ký tự trong lời văn của đoạn"))
_LIMIT = whole("limit", Message("nhiều nhất bao nhiêu mục"), 0, 200, 20)
_OFFSET = whole("offset", Message("bỏ qua bao nhiêu mục đầu"), 0, 1_000_000, 0)
_DOCS = text("docs", Message("các văn bản, theo thứ tự"), many=True, needed=True)
_FRAME = text("frame", Message("khung: mã khung, số của chỉ thị, hoặc một văn bản"))
_FILTERS = tuple(
    text(name, about, many=True)
    for name, about in (
        ("province", Message("chỉ văn bản của tỉnh, thành phố này")),
        ("type", Message("chỉ loại văn bản này")),
        ("year", Message("chỉ văn bản của năm này, hay của các năm A..B")),
        ("genre", Message("chỉ thể loại này")),
    )
)
_GROUP = text("group", Message("chỉ đoạn thuộc nhóm nhiệm vụ này của khung"), many=True)

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "documents", "/documents", Message("Các văn bản trong kho."),
        answers.documents, (*_FILTERS, _LIMIT, _OFFSET), "Summaries",
    ),
    Operation(
        "document", "/documents/{document}",
        Message("Một văn bản như đã đọc: thuộc tính, mục lục, đoạn, viện dẫn, phân công."),
        answers.document, (_DOCUMENT,), "Document",
    ),
    Operation(
        "text", "/documents/{document}/text",
        Message("Nguyên văn; mọi vị trí ký tự đều tính trên đó."),
        answers.text, (_DOCUMENT,), None, ("text/plain",),
    ),
    Operation(
        "source", "/documents/{document}/source", Message("Tệp gốc, đúng từng byte."),
        answers.source, (_DOCUMENT,), None, ("application/octet-stream",),
    ),
    Operation(
        "versions", "/documents/{document}/versions", Message("Các phiên bản, cũ nhất trước."),
        answers.versions, (_DOCUMENT,), "Versions",
    ),
    Operation(
        "corrections", "/documents/{document}/corrections",
        Message("Những thuộc tính đã được sửa tay: ai, lúc nào, từ gì thành gì."),
        answers.corrections, (_DOCUMENT,), "Corrections",
    ),
    Operation(
        "lineage", "/documents/{document}/lineage",
        Message("Từ văn bản gốc xuống đến văn bản này."),
        answers.lineage, (_DOCUMENT,), "Line",
    ),
    Operation(
        "conflicts", "/documents/{document}/conflicts",
        Message("Những viện dẫn không khớp nhau mà văn bản này có mặt."),
        answers.conflicts, (_DOCUMENT,), "Conflicts",
    ),
    Operation(
        "passage", "/documents/{document}/passages/{eid}",
        Message("Một đoạn hay một câu: lời văn, vị trí, câu trích dẫn, địa chỉ bền."),
        answers.passage, (_DOCUMENT, _EID, _SPAN), "CitedPassage",
    ),
    Operation(
        "citation", "/documents/{document}/passages/{eid}/citation",
        Message("Trích dẫn một đoạn theo một định dạng."),
        answers.citation,
        (_DOCUMENT, _EID, _SPAN,
         one_of("format", Message("định dạng"), tuple(FORMATS), "text")),
        None, tuple(sorted({form.media_type.partition(";")[0] for form in FORMATS.values()})),
    ),
    Operation(
        "related", "/documents/{document}/passages/{eid}/related",
        Message("Những đoạn cùng nói về điều ấy."),
        answers.related, (_DOCUMENT, _EID, _LIMIT, _OFFSET), "Results",
    ),
    Operation(
        "standing", "/documents/{document}/passages/{eid}/standing",
        Message("Lời đã trích với mã băm này có còn đứng ở đó không."),
        answers.standing,
        (_DOCUMENT, _EID, text("h", Message("phần đầu mã băm của lời đã trích"), needed=True)),
        "Standing",
    ),
    Operation(
        "search", "/search", Message("Tìm đoạn; cách viết câu tìm như trên trang tìm kiếm."),
        answers.search,
        (
            text("q", Message("câu tìm"), default="", example="trẻ em"),
            *_FILTERS,
            _GROUP,
            text("frame", Message("khung mà group nói tới"), default="28-ct-tw"),
            one_of("sort", Message("cách sắp xếp"),
                   ("relevance", "newest", "oldest", "place"), "relevance"),
            yes_or_no("exact", Message("đúng từng chữ như đã gõ")),
            yes_or_no("fold", Message("gộp những đoạn gần như trùng lời")),
            _LIMIT,
            _OFFSET,
        ),
        "Results",
    ),
    Operation(
        "complete", "/complete", Message("Câu tìm đang gõ có thể thành những câu nào."),
        answers.complete,
        (text("q", Message("phần đã gõ"), needed=True, example="trẻ"),
         whole("limit", Message("nhiều nhất bao nhiêu mục"), 0, 50, 8)),
        "Completions",
    ),
    Operation(
        "frames", "/frames", Message("Các khung đối chiếu: có sẵn, và của các văn bản có nhóm nhiệm vụ."),
        answers.frames, (), "Frames",
    ),
    Operation(
        "frame", "/frames/{frame}", Message("Một khung và các nhóm của nó."),
        answers.frame,
        (text("frame", Message("mã khung, số của chỉ thị, hoặc một văn bản"), in_path=True),),
        "Frame",
    ),
    Operation(
        "compare", "/compare", Message("Các văn bản cạnh nhau, theo một khung hay từng cặp."),
        answers.compare,
        (_DOCS, _FRAME,
         one_of("who", Message("theo máy, theo người, hay cả hai"),
                ("machine", "people", "both"), "both")),
        "Comparison",
    ),
    Operation(
        "difference", "/difference", Message("Hai đoạn khác nhau ở những chữ nào."),
        answers.difference,
        (passage("left", Message("mã đoạn thứ nhất, dạng DOC#ĐOẠN")),
         passage("right", Message("mã đoạn thứ hai"))),
        "Difference",
    ),
    Operation(
        "targets", "/targets", Message("Chỉ tiêu, mốc xuất phát và kết quả trong các văn bản."),
        answers.targets, (_DOCS,), "Targets",
    ),
    Operation(
        "ledger", "/ledger",
        Message("Chỉ tiêu của nhiều văn bản trong một bảng: cùng một chỉ tiêu ở một hàng, kèm chỗ cần xem lại."),
        answers.ledger, (_DOCS,), "Ledger",
    ),
    Operation(
        "duties", "/duties", Message("Cơ quan nào chủ trì, phối hợp việc nào."),
        answers.duties, (_DOCS, _FRAME), "Duties",
    ),
    Operation(
        "decisions", "/decisions", Message("Quyết định của mọi người khi đối chiếu, như tệp xuất ra."),
        answers.decisions, (), "Decisions",
    ),
)  # fmt: skip
