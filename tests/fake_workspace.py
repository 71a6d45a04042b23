"""A workspace of a few documents made by hand, for the tests of the pages.

The places and plans are invented.  It answers what a `Workspace` answers, in
the plainest way: search counts words, comparison counts words in common.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

from compare.diff import diff
from compare.export import Material, export
from compare.judged import Who, gold, judged
from compare.origin import lineage, origins
from compare.quotations import quotations
from compare.table import clause, clauses, pairs, set_out
from corpus.baskets import Baskets
from corpus.citation import HASH_LENGTH, locate, text_hash
from corpus.cited import mentions
from corpus.compared import Clause, Origins, Pair, Row, Run, Words
from corpus.conflicts import Conflict, conflicts
from corpus.deciding import Decisions
from corpus.decisions import Decision
from corpus.formats import Quoted, Taken
from corpus.model import (
    Citation,
    ClauseLink,
    Comparison,
    Document,
    DocumentHits,
    Evidence,
    FacetValue,
    Frame,
    FrameGroup,
    Genre,
    GroupLinks,
    Hit,
    KeyScore,
    Link,
    Message,
    Metadata,
    NotFound,
    Offer,
    Passage,
    Problem,
    Provision,
    QueryError,
    Reference,
    Region,
    RegionKind,
    Relation,
    Results,
    Sentence,
    Source,
    Span,
    SpanMap,
    Tier,
    joined,
    split_passage_id,
)
from corpus.records import Summary, VersionInfo
from corpus.standing import Standing, standing
from search.complete import Completion

FRAME = Frame(
    "28-ct-tw",
    "Chăm sóc, giáo dục và bảo vệ trẻ em",
    "Care, education and protection of children",
    (
        FrameGroup("1", "Lãnh đạo, chỉ đạo", "Leadership", "lãnh đạo chỉ đạo quán triệt"),
        FrameGroup("2", "Tuyên truyền", "Communication", "tuyên truyền nhận thức thông tin"),
        FrameGroup("3", "Dịch vụ và phúc lợi", "Services", "dịch vụ phúc lợi y tế dinh dưỡng"),
        FrameGroup("4", "Kinh phí", "Funding", "kinh phí ngân sách"),
    ),
    number="28-CT/TW",
)


SECOND = (
    "12-kh-ubnd-2025-song-may#part_II__clause_2__para_1",
    "05-ctr-tu-doi-sim#item_Thứhai__para_1__sent_1",
)


class Draft:
    """Writes a document from the top down and keeps the spans."""

    def __init__(self, name: str, metadata: Metadata, media_type: str = "text/plain") -> None:
        self.name, self.metadata, self.media_type = name, metadata, media_type
        self.text = ""
        self.regions: list[Region] = []
        self.provisions: list[Provision] = []
        self.passages: list[Passage] = []
        self.groups: list[str] = []
        self._path: list[Provision] = []

    def _add(self, text: str) -> Span:
        start = len(self.text)
        self.text += text
        return Span(start, start + len(text))

    def region(self, kind: RegionKind, text: str) -> Draft:
        self.regions.append(Region(kind, self._add(text)))
        self._add("\n\n")
        return self

    def heading(
        self, level: str, label: str, heading: str, depth: int, group: bool = False
    ) -> Draft:
        del self._path[depth - 1 :]
        parent = self._path[-1].eid if self._path else None
        number = re.sub(r"\W", "", label) or str(len(self.provisions) + 1)
        eid = f"{parent}__{level}_{number}" if parent else f"{level}_{number}"
        start = len(self.text)
        self._add(label + " ")
        span = self._add(heading)
        provision = Provision(eid, parent, level, label, Span(start, span.end), (span,), ())
        self._path.append(provision)
        self.provisions.append(provision)
        if group:
            self.groups.append(eid)
        self._add("\n\n")
        return self

    def para(self, text: str, label: str = "", stray: str = "") -> Draft:
        """A passage; `stray` is cut out of the middle of it (at the first line break)."""
        self._add(label)
        at = len(self.text)
        if stray:
            before, _, after = text.partition("\n")
            first, cut = self._add(before + "\n"), self._add(stray)
            self.regions.append(Region(RegionKind.ARTEFACT, cut))
            spans: tuple[Span, ...] = (first, self._add("\n" + after))
        else:
            spans = (self._add(text),)
        parent = self._path[-1].eid if self._path else None
        count = 1 + sum(p.provision == parent for p in self.passages)
        eid = f"{parent}__para_{count}" if parent else f"para_{count}"
        path = tuple(f"{p.label} {joined(self.text, p.heading)}" for p in self._path)
        whole = joined(self.text, spans)
        ends = [m.end() for m in re.finditer(r"\.(?=\s|$)", whole)]
        sentences = []
        if len(ends) > 1 and not stray:
            for which, (low, high) in enumerate(zip([0, *ends], ends, strict=False), start=1):
                low += len(whole[low:high]) - len(whole[low:high].lstrip())
                sentences.append(Sentence(f"{eid}__sent_{which}", (Span(at + low, at + high),)))
        self.passages.append(Passage(eid, parent, spans, path, tuple(sentences)))
        self._add("\n\n")
        return self

    def rest(self, text: str) -> Draft:
        self._add(text + "\n\n")
        return self

    def done(self, **more: object) -> Document:
        data = self.text.encode()
        source = Source(
            hashlib.sha256(data).hexdigest(),
            self.media_type,
            f"{self.name}.txt",
            f"/{self.name}.txt",
            len(data),
        )
        references = tuple(
            Reference(Span(*m.span()), m.group(), type="Chỉ thị", number="28-CT/TW")
            for m in re.finditer(r"28-CT/TW", self.text)
        )
        return Document(
            self.name,
            source,
            self.text,
            self.metadata,
            tuple(self.provisions),
            tuple(self.passages),
            tuple(self.groups),
            regions=tuple(sorted(self.regions, key=lambda r: r.span.start)),
            references=references,
            **more,
        )


def plan() -> Document:
    draft = Draft(
        "12-kh-ubnd-2025-song-may",
        Metadata(
            Genre.OFFICIAL,
            "Kế hoạch thực hiện Chỉ thị số 28-CT/TW trên địa bàn tỉnh Sông Mây",
            "Kế hoạch",
            "12/KH-UBND",
            date(2025, 2, 14),
            "Ủy ban nhân dân tỉnh Sông Mây",
            Tier.PROVINCE,
            "Sông Mây",
            signer="Lê Văn Núi",
            implements=("28-CT/TW",),
        ),
        "text/markdown",
    )
    draft.region(
        RegionKind.LETTERHEAD,
        "|\n**ỦY BAN NHÂN DÂN**\n**TỈNH SÔNG MÂY**\n-------\n|\nSố: 12/KH-UBND\n"
        "Sông Mây, ngày 14 tháng 02 năm 2025\n|",
    )
    draft.region(RegionKind.TITLE, "**KẾ HOẠCH**\n\nthực hiện Chỉ thị số 28-CT/TW")
    draft.para("Thực hiện Chỉ thị số 28-CT/TW, Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:")
    draft.heading("part", "I.", "MỤC ĐÍCH,\nYÊU CẦU", 1)
    draft.para("Tổ chức thực hiện nghiêm túc Chỉ thị số 28-CT/TW trên địa bàn tỉnh.", "- ")
    draft.heading("part", "II.", "NHIỆM VỤ, GIẢI PHÁP", 1)
    draft.heading("clause", "1.", "Tăng cường lãnh đạo, chỉ đạo", 2, group=True)
    draft.para(
        "Các cấp ủy, chính quyền lãnh đạo, chỉ đạo quán triệt Chỉ thị.\n"
        "Người đứng đầu chịu trách nhiệm về công tác trẻ em ở địa phương."
    )
    draft.heading("clause", "2.", "Đẩy mạnh tuyên truyền", 2, group=True)
    draft.para(
        "Đa dạng hình thức tuyên truyền nâng cao nhận thức của gia đình\nvà nhà trường về trẻ em.",
        stray="7",
    )
    draft.heading("clause", "3.", "Dịch vụ cho trẻ em", 2, group=True)
    draft.para("Mở rộng dịch vụ y tế, dinh dưỡng cho trẻ em dưới 6 tuổi.", "a) ")
    draft.para("Giảm tỷ lệ trẻ em suy dinh dưỡng thể thấp còi còn dưới 12%.", "b) ")
    draft.rest("Số liệu kèm theo ở phụ lục.")
    draft.region(RegionKind.TABLE, "Chỉ tiêu | 2024 | 2025\nThấp còi | 14% | 12%")
    draft.region(RegionKind.RECIPIENTS, "Nơi nhận:\n- Văn phòng Tỉnh ủy;\n- Lưu: VT.")
    draft.region(RegionKind.SIGNATURE, "**TM. ỦY BAN NHÂN DÂN**\nKT. CHỦ TỊCH\nLê Văn Núi")
    at = draft.text.index("Số: 12/KH-UBND")
    metadata = replace(draft.metadata, evidence=(Evidence("number", Span(at, at + 14)),))
    draft.metadata = metadata
    where = draft.text.index("dưới 12%")
    problem = Problem(
        "structure",
        Message("Đánh số nhảy từ {a} sang {b}.", a="I", b="II"),
        Span(where, where + 8),
    )
    return draft.done(problems=(problem,))


def press() -> Document:
    draft = Draft(
        "05-ctr-tu-doi-sim",
        Metadata(
            Genre.NEWS_SUMMARY,
            "Đồi Sim chăm lo cho trẻ em",
            "Chương trình",
            "05-CTr/TU",
            None,
            "Tỉnh ủy Đồi Sim",
            Tier.PROVINCE,
            "Đồi Sim",
            implements=("28-CT/TW",),
            about="reported",
            published=date(2024, 10, 21),
        ),
    )
    draft.region(RegionKind.BOILERPLATE, "Lượt xem: 77\nChia sẻ bài viết")
    draft.para("Tỉnh ủy Đồi Sim ban hành Chương trình số 05-CTr/TU thực hiện Chỉ thị 28-CT/TW.")
    draft.heading("item", "Thứ nhất,", "lãnh đạo, chỉ đạo thực hiện Chỉ thị.", 1, group=True)
    draft.para("Các cấp ủy quán triệt Chỉ thị đến từng chi bộ.")
    draft.heading("item", "Thứ hai,", "tuyên truyền về trẻ em.", 1, group=True)
    draft.para("Đẩy mạnh tuyên truyền nâng cao nhận thức. Thông tin đến từng thôn, bản.")
    draft.region(RegionKind.BYLINE, "Hồng Hà")
    draft.region(RegionKind.BOILERPLATE, "Đang online: 4\n\nHôm nay: 12")
    return draft.done()


def report() -> Document:
    draft = Draft(
        "bao-cao-suoi-lac",
        Metadata(
            Genre.REPORT,
            "Báo cáo 5 năm công tác trẻ em huyện Suối Lạc",
            "Báo cáo",
            level=Tier.DISTRICT,
            province="Sông Mây",
            district="Suối Lạc",
        ),
    )
    draft.heading("part", "I.", "KẾT QUẢ", 1)
    draft.para("Ngân sách huyện bố trí kinh phí cho công tác trẻ em mỗi năm 300 triệu đồng.")
    draft.para("Trẻ em mồ côi được hưởng trợ cấp hằng tháng.")
    return draft.done()


@dataclass
class FakeStore:
    data: dict[str, bytes]
    metadata: dict[str, Metadata]
    changes: int = 1

    def source_bytes(self, sha256: str) -> bytes:
        return self.data[sha256]

    def generation(self) -> int:
        return self.changes

    def metadata_as_read(self, document_id: str) -> Metadata:
        return self.metadata[document_id]

    def versions(self, document_id: str) -> list[VersionInfo]:
        return [VersionInfo(1, 1, "", "1", "2026-01-01T00:00:00+00:00", True)]

    def corrections(self, document_id: str) -> tuple[()]:
        return ()


class FakeLog:
    """A log of decisions in memory."""

    def __init__(self) -> None:
        self.entries: list[tuple[int, Decision]] = []

    def position(self) -> int:
        return len(self.entries)

    def read(self) -> list[tuple[int, Decision]]:
        return list(self.entries)

    def append(self, decisions: Sequence[Decision], after: int | None = None) -> bool:
        if after is not None and after != self.position():
            return False
        for one in decisions:
            self.entries.append((self.position() + 1, one))
        return True


@dataclass
class FakeWorkspace:
    held: dict[str, Document] = field(default_factory=dict)
    folder: Path = field(default_factory=lambda: Path(mkdtemp(prefix="doichieu-")))
    store: FakeStore = field(init=False)
    decisions: Decisions = field(init=False)

    def __post_init__(self) -> None:
        self.decisions = Decisions(FakeLog(), self.document, self._frame, lambda: 1)
        self.store = FakeStore(
            {d.source.sha256: d.text.encode() for d in self.held.values()},
            {d.id: d.metadata for d in self.held.values()},
        )

    def families(self) -> tuple[()]:
        return ()

    def documents(self) -> list[Summary]:
        return [self._summary(d) for d in self.held.values()]

    @staticmethod
    def _summary(d: Document) -> Summary:
        m = d.metadata
        return Summary(
            d.id,
            m.title,
            m.number,
            m.type,
            m.genre,
            m.date,
            m.published,
            m.year,
            m.province,
            m.district,
            m.level,
            1,
            len(d.passages),
            len(d.task_groups),
            len(d.problems),
            len(d.text.split()),
        )

    def document(self, name: str) -> Document:
        if name not in self.held:
            raise NotFound(Message("Không có văn bản “{name}”.", name=name))
        return self.held[name]

    def conflicts(self, name: str | None = None) -> tuple[Conflict, ...]:
        everything = (m for d in self.held.values() for m in mentions(d))
        return tuple(c for c in conflicts(everything) if name is None or c.involves(name))

    def frames(self) -> list[Frame]:
        return [FRAME]

    @staticmethod
    def _frame(name: str) -> Frame:
        if name != FRAME.id:
            raise NotFound(Message("Không có khung “{name}”.", name=name))
        return FRAME

    def search(
        self,
        text: str,
        filters: Mapping[str, Sequence[str]],
        frame: str,
        limit: int,
        offset: int,
        sort: str,
        **how: bool,
    ) -> Results:
        if frame != FRAME.id:
            raise NotFound(Message("Không có khung “{name}”.", name=frame))
        if text.count('"') % 2:
            raise QueryError(Message("Thiếu dấu nháy đóng."), text.rindex('"'))
        words = [w.lower() for w in re.findall(r"\w+", text)]
        found, full = [], 0
        facets: dict[str, Counter[str]] = {
            "province": Counter(),
            "type": Counter(),
            "genre": Counter(),
        }
        for document in self.held.values():
            meta = document.metadata
            own = {"province": meta.province, "type": meta.type, "genre": str(meta.genre)}
            if any(own.get(name) not in values for name, values in filters.items()):
                continue
            for passage in document.passages:
                body = document.passage_text(passage)
                marks = tuple(
                    Span(*m.span()) for w in words for m in re.finditer(rf"\b{w}\b", body.lower())
                )
                have = sum(bool(re.search(rf"\b{w}\b", body.lower())) for w in words)
                if words and not have:
                    continue
                full += have == len(words)
                for name, value in own.items():
                    facets[name][value or ""] += 1
                hit = Hit(
                    document.passage_id(passage.eid),
                    document.id,
                    float(have),
                    body,
                    tuple(sorted(set(marks))),
                    passage.heading_path,
                )
                found.append(hit)
        found.sort(key=lambda h: -h.score)
        shown = {n: tuple(FacetValue(v, k) for v, k in c.most_common()) for n, c in facets.items()}
        suggestion = "trẻ em" if text == "trẻ em e" else None
        if how.get("fold") and len(found) > 1 and "giống" in text:
            copied = replace(found[0], copies=(found[1].passage,), documents=2)
            found[:2] = [copied]
        listed = tuple(
            DocumentHits(name, len(own), tuple(own[:2]))
            for name in dict.fromkeys(hit.document for hit in found)
            for own in [[hit for hit in found if hit.document == name]]
        )
        listed = listed if how.get("by_document") else ()
        hits = tuple(hit for one in listed for hit in one.hits) if listed else tuple(found)
        place = filters.get("province", ())
        offers = (Offer("province", ("Đồi Sim",), Message("Nay gồm cả {n}.", n="Đồi Sim")),)
        return Results(
            len(found),
            full,
            hits[offset : offset + limit],
            shown,
            suggestion,
            searched="trẻ em" if text == "treer em" and not how.get("exact") else None,
            exact=how.get("exact", False),
            also=("ngân sách",) if "kinh phí" in text and not how.get("exact") else (),
            offers=offers if "Sông Mây" in place else (),
            documents=listed,
            shown=len(listed or found),
        )

    def related(self, passage_id: str, limit: int, offset: int) -> Results:
        self.cite(passage_id)
        found = self.search("trẻ em", {}, FRAME.id, limit, offset, "relevance")
        hits = tuple(hit for hit in found.hits if hit.passage != passage_id)
        return Results(len(hits), 0, hits, {}, shown=len(hits))

    def complete(self, text: str, limit: int) -> list[Completion]:
        known = ("trẻ em", "tuyên truyền", "12/KH-UBND")
        found = [Completion(one, "phrase") for one in known if one.startswith(text) and text]
        return found[:limit]

    def compare(self, names: Sequence[str], frame: str | None) -> Comparison:
        documents = [self.document(name) for name in names]
        ids = tuple(d.id for d in documents)
        if frame is None:
            left, right = documents[0], documents[1]
            link = Link(
                (left.passage_id(left.passages[0].eid),),
                (right.passage_id(right.passages[0].eid),),
                Relation.ADAPTED,
                0.55,
                (Message("cùng nói về {what}", what="Chỉ thị"),),
            )
            only = {d.id: (d.passage_id(d.passages[-1].eid),) for d in documents}
            return Comparison(ids, None, (), (), (link,), only)
        if frame != FRAME.id:
            raise NotFound(Message("Không có khung “{name}”.", name=frame))
        groups, clauses = [], []
        for document in documents:
            for eid in document.task_groups:
                provision = document.provision(eid)
                assert provision is not None
                scores = self._scores(document.heading_text(provision))
                if scores:
                    groups.append(GroupLinks(document.id, eid, scores))
            for passage in document.passages:
                for unit, spans in [(s.eid, s.spans) for s in passage.sentences] or [
                    (passage.eid, passage.spans)
                ]:
                    for score in self._scores(joined(document.text, spans))[:1]:
                        clauses.append(
                            ClauseLink(document.passage_id(unit), score.key, score.score)
                        )
        links = self._links(documents)
        linked = {name for link in links for name in (*link.left, *link.right)}
        only = {
            name: tuple(
                c.passage
                for c in clauses
                if split_passage_id(c.passage)[0] == name and c.passage not in linked
            )
            for name in ids
        }
        return Comparison(ids, FRAME, tuple(groups), tuple(clauses), links, only)

    @staticmethod
    def _links(documents: Sequence[Document]) -> tuple[Link, ...]:
        """The second group of the plan answers that of the press text."""
        left, right = SECOND
        if {split_passage_id(n)[0] for n in SECOND} - {d.id for d in documents}:
            return ()
        why = (Message("cùng nói về {what}", what="tuyên truyền"),)
        return (Link((left,), (right,), Relation.ADAPTED, 0.6, why),)

    @staticmethod
    def _scores(text: str) -> tuple[KeyScore, ...]:
        words = set(re.findall(r"\w+", text.lower()))
        found = []
        for group in FRAME.groups:
            cues = set(group.text.split())
            score = len(words & cues) / len(cues)
            if score >= 0.3:
                found.append(KeyScore(group.key, score))
        return tuple(sorted(found, key=lambda s: -s.score))

    def _of(self, comparison: Comparison) -> dict[str, Document]:
        return {name: self.held[name] for name in comparison.documents}

    def clauses(self, name: str) -> tuple[Clause, ...]:
        return clauses(self.document(name))

    def gold(self) -> dict[str, list[dict[str, object]]]:
        return gold(self.decisions.rulings(), self.document)

    def judged(self, comparison: Comparison, who: str = "both") -> Comparison:
        return judged(comparison, self._of(comparison), self.decisions.rulings(), Who(who))

    def rows(self, comparison: Comparison) -> tuple[Row, ...]:
        return set_out(comparison, self._of(comparison))

    def pairs(self, comparison: Comparison) -> tuple[Pair, ...]:
        return pairs(comparison.links, self._of(comparison))

    def clause(self, passage_id: str) -> Clause:
        return clause(self.document(split_passage_id(passage_id)[0]), passage_id)

    def diff(self, left: str, right: str) -> tuple[Run, ...]:
        return diff(self.clause(left).text, self.clause(right).text)

    def parents(self, document: Document) -> tuple[Document, ...]:
        numbers = {d.metadata.number: d for d in self.held.values()}
        return tuple(numbers[n] for n in document.metadata.implements if n in numbers)

    def origins(self, name: str) -> Origins:
        return origins(self.document(name), self.parents(self.document(name)))

    def lineage(self, name: str) -> tuple[Document, ...]:
        return lineage(self.document(name), self.parents)

    def export(self, comparison: Comparison, form: str, words: Words) -> bytes:
        documents = self._of(comparison)
        found = {name: self.origins(name) for name in documents}
        return export(Material(comparison, documents, found, words), form)

    def cite(self, passage_id: str, span: Span | None = None) -> Citation:
        name, eid = split_passage_id(passage_id)
        document = self.document(name)
        passage = document.passage(eid.partition("__sent_")[0])
        if passage is None:
            raise NotFound(Message("Không có đoạn “{eid}”.", eid=eid))
        spans = next((s.spans for s in passage.sentences if s.eid == eid), passage.spans)
        if span is not None:
            spans = SpanMap(spans).to_canonical(span.start, span.end)
        exact = joined(document.text, spans)
        return Citation(passage_id, spans, exact, "", "", document.source.sha256, None)

    def citation_text(self, passage_id: str, span: Span | None = None) -> str:
        document = self.document(split_passage_id(passage_id)[0])
        exact = " ".join(self.cite(passage_id, span).exact.split())
        return f"“{exact}” ({document.metadata.title})"

    @cached_property
    def baskets(self) -> Baskets:
        self._folder = TemporaryDirectory()
        return Baskets(Path(self._folder.name))

    def quoted(self, passage_id: str, span: Span | None = None, note: str = "") -> Quoted:
        name, eid = split_passage_id(passage_id)
        document = self.document(name)
        locate(document, eid)
        version = VersionInfo(1, 1, document.source.sha256, "1", "2026-11-25T03:00:00+00:00", True)
        return Quoted(document, version, eid, span, note)

    def quotations(self, taken: Sequence[Taken], title: str, label: str) -> bytes:
        return quotations(taken, title, label)

    def permalink(self, passage_id: str, span: Span | None = None) -> str:
        name, eid = split_passage_id(passage_id)
        digest = text_hash(self.document(name), eid)[:HASH_LENGTH]
        tail = f"&span={span.start}-{span.end}" if span else ""
        return f"/documents/{name}/{eid}?h={digest}{tail}"

    def standing(self, passage_id: str, digest: str) -> Standing:
        name, eid = split_passage_id(passage_id)
        return standing(self.document(name), (), eid, digest)


def workspace() -> FakeWorkspace:
    return FakeWorkspace({d.id: d for d in (plan(), press(), report())})
