"""The bundled samples: invented, said to be so, and read as what they are."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

import corpus
from compare.align import compare
from corpus.frames import curated, frame_of
from corpus.model import Comparison, Document, Genre, Source, Tier
from ingest.extract import EXTRACTORS
from ingest.extract.programs import FORMATS, readable
from ingest.parse import parse
from tests.documents import parsed_file
from tests.programs import need

FOLDER = Path(corpus.__file__).with_name("samples")
DIRECTIVE, PROGRAMME, DISTRICT, PLAN, PRESS = (
    "99-ct-tw.html",
    "35-ctr-tu-song-lam-thuong.txt",
    "112-kh-hu-ban-may.md",
    "208-kh-ubnd-cua-gio.txt",
    "bai-nga-tin-tuc.html",
)
SAID = "Văn bản minh họa cho phần mềm Đối Chiếu, địa danh và số liệu là hư cấu"


@pytest.fixture(scope="module")
def samples() -> dict[str, Document]:
    found = {}
    for path in sorted(p for p in FOLDER.iterdir() if p.is_file()):
        data = path.read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        found[path.name] = parse(data, Source(digest, "", path.name, str(path), len(data)))
    return found


def running(document: Document) -> str:
    return " ".join(document.passage_text(passage) for passage in document.passages)


def test_one_of_each_format_and_nothing_else():
    names = {path.name for path in FOLDER.iterdir() if path.is_file()}
    assert names == {DIRECTIVE, PROGRAMME, DISTRICT, PLAN, PRESS}
    assert {Path(name).suffix for name in names} <= set(EXTRACTORS)


@pytest.mark.parametrize(
    ("name", "kind", "number", "day", "issuer", "units"),
    [
        ("12-kh-ubnd-doi-sim.docx", "Kế hoạch", "12/KH-UBND", "2025-10-14", "Ủy ban nhân dân xã Đồi Sim", 6),
        ("31-bc-ubnd-cua-gio.pdf", "Báo cáo", "31/BC-UBND", "2025-12-20", "Ủy ban nhân dân tỉnh Cửa Gió", 5),
        ("09-nq-hdnd-bai-nga.odt", "Nghị quyết", "9/NQ-HĐND", "2025-12-05", "Hội đồng nhân dân tỉnh Bãi Ngà", 3),
        ("44-tb-ubnd-ben-lau.rtf", "Thông báo", "44/TB-UBND", "2025-11-02", "Ủy ban nhân dân xã Bến Lau", 3),
    ],
)  # fmt: skip
def test_one_of_each_office_format(name, kind, number, day, issuer, units):
    document = parsed_file(FOLDER / "formats" / name)
    meta = document.metadata
    assert (meta.type, meta.number, str(meta.date), meta.issuer) == (kind, number, day, issuer)
    assert sum(p.level != "indent" for p in document.provisions) == units
    assert SAID in " ".join(document.text.split())
    assert SAID not in meta.title
    assert meta.signer is not None


EXTERNAL = FOLDER.with_name("external_samples")


@pytest.mark.parametrize(
    ("name", "number", "day", "issuer", "signer", "groups"),
    [
        ("doc/57-kh-ubnd-trung-linh.doc", "57/KH-UBND", "2025-08-21", "Ủy ban nhân dân xã Trung Lĩnh", "Hà Văn Giả Định", 4),
        ("scan/61-kh-ubnd-go-say.pdf", "61/KH-UBND", "2025-09-09", "Ủy ban nhân dân phường Gò Sậy", "Kim Thị Thử Nghiệm", 3),
    ],
)  # fmt: skip
def test_those_that_need_a_program(name, number, day, issuer, signer, groups):
    can_read, _ = FORMATS[name.split("/")[0]]
    need(can_read(), "LibreOffice or antiword; tesseract with Vietnamese")
    document = parsed_file(EXTERNAL / name)
    meta = document.metadata
    assert (meta.number, str(meta.date), meta.issuer, meta.signer) == (number, day, issuer, signer)
    assert len(document.task_groups) == groups
    assert SAID in " ".join(document.text.split())
    assert bool(document.problems) is name.startswith("scan")


def test_where_programs_are_missing_their_samples_are_left_out(monkeypatch):
    assert {path.name for path in EXTERNAL.iterdir()} == set(FORMATS)
    monkeypatch.setenv("PATH", "/nowhere")
    able, lacking = readable(EXTERNAL)
    assert able == []
    assert ["LibreOffice" in str(m) for m in lacking] == [True, False]
    monkeypatch.setattr("ingest.extract.doc.shutil.which", lambda name: f"/usr/bin/{name}")
    able, lacking = readable(EXTERNAL)
    assert [path.name for path in able] == ["doc"]
    assert [str(m).split(":")[0] for m in lacking] == ["Chưa nạp mẫu ảnh chụp"]


def test_each_says_that_it_is_invented(samples):
    for document in samples.values():
        assert SAID in " ".join(document.text.split())


def test_there_is_enough_to_read(samples):
    syllables = re.findall(r"[^\W\d_]+", " ".join(map(running, samples.values())))
    assert len(syllables) >= 2500


@pytest.mark.parametrize(
    ("name", "number", "day", "level", "province", "groups"),
    [
        (DIRECTIVE, "99-CT/TW", "2024-03-15", Tier.CENTRAL, None, 6),
        (PROGRAMME, "35-CTr/TU", "2024-05-20", Tier.PROVINCE, "Sông Lam Thượng", 6),
        (DISTRICT, "112-KH/HU", "2024-07-18", Tier.DISTRICT, "Sông Lam Thượng", 4),
        (PLAN, "208/KH-UBND", "2024-06-10", Tier.PROVINCE, "Cửa Gió", 7),
        (PRESS, "77/KH-UBND", "2024-06-28", Tier.PROVINCE, "Bãi Ngà", 5),
    ],
)
def test_each_is_read_as_what_it_is(samples, name, number, day, level, province, groups):
    meta = samples[name].metadata
    assert meta.number == number
    assert str(meta.date) == day
    assert meta.level is level
    assert meta.province == province
    assert len(samples[name].task_groups) == groups


def test_the_press_text_is_told_apart(samples):
    meta = samples[PRESS].metadata
    assert meta.genre is Genre.NEWS_SUMMARY
    assert meta.about == "reported"
    assert str(meta.published) == "2024-07-03"
    assert "Khai mạc giải bơi" not in running(samples[PRESS])
    for name in (DIRECTIVE, PROGRAMME, DISTRICT, PLAN):
        assert samples[name].metadata.genre is Genre.OFFICIAL


def test_the_district_follows_the_province_and_the_province_the_directive(samples):
    assert samples[DISTRICT].metadata.district == "Bản Mây"
    assert "35-CTr/TU" in samples[DISTRICT].metadata.implements
    for name in (PROGRAMME, PLAN, PRESS):
        assert "99-CT/TW" in samples[name].metadata.implements


def rows(samples: dict[str, Document], result: Comparison, name: str) -> list[list[str]]:
    return [[link.key for link in g.links] for g in result.groups if g.document == samples[name].id]


FILED = {
    DIRECTIVE: ["1", "2", "3", "4", "5", "6"],
    PROGRAMME: ["1", "3", "3", "2", "5", "6"],
    DISTRICT: ["1", "3", "5", "6"],
    PLAN: ["3", "3", "4", "6", "5", "5", "5"],
    PRESS: ["2", "1", "3", "4", "6"],
}


@pytest.mark.parametrize("name", FILED)
def test_each_compares_with_the_curated_frame(samples, name):
    result = compare([samples[name]], curated()["28-ct-tw"])
    assert [keys[0] for keys in rows(samples, result, name)] == FILED[name]


@pytest.mark.parametrize("name", FILED)
def test_each_compares_with_the_directive(samples, name):
    frame = frame_of(samples[DIRECTIVE])
    keys = dict(zip("123456", (group.key for group in frame.groups), strict=True))
    result = compare([samples[name]], frame)
    assert [row[0] for row in rows(samples, result, name)] == [keys[k] for k in FILED[name]]


def test_merged_groups_answer_both(samples):
    result = compare(list(samples.values()), curated()["28-ct-tw"])
    assert {"5", "4"} <= set(rows(samples, result, PROGRAMME)[4])
    assert {"1", "2"} <= set(rows(samples, result, DISTRICT)[0])
    assert {"2", "6"} <= set(rows(samples, result, PLAN)[3])


def test_the_chain_shares_wording_and_has_gaps(samples):
    result = compare([samples[PROGRAMME], samples[DISTRICT]], None)
    assert len(result.links) >= 8
    assert all(result.only_in.values())
