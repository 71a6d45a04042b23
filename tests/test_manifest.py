"""Lists of documents: entries, faults with their lines, and what they declare."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.model import BadRequest, Declared, Document, Source
from corpus.store import Store
from ingest.manifest import read_manifest, unfold
from ingest.pipeline import run
from tests.documents import PLAN

TOML = """
# a list
[[document]]
file = "mot.txt"
number = "45/KH-UBND"

[[document]]
url = "https://vi-du.vn/hai.pdf"
licence = "CC BY 4.0"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    (made / "mot.txt").write_text(PLAN, encoding="utf-8")
    (made / "hai.txt").write_text(PLAN.replace("045/KH", "46/KH"), encoding="utf-8")
    return made


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "data")


def listed(folder: Path, text: str, name: str = "danh-muc.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def faults(path: Path) -> list[str]:
    return [str(fault.of(path).reason) for fault in read_manifest(path).faults]


def only(store: Store) -> Document:
    (summary,) = store.summaries()
    return store.document(summary.id)


def said(document: Document) -> list[str]:
    return [str(p.message) for p in document.problems if p.stage == "manifest"]


# --- Reading ----------------------------------------------------------------


@pytest.mark.parametrize(
    "head",
    [
        "file,url,title,number,place,licence",
        "Tệp,Địa chỉ,Tên,Số,Địa phương,Giấy phép",
        "tệp;địa chỉ;tên;số, ký hiệu;địa phương;giấy phép",
        "tep;dia_chi;ten;so;dia phuong;giay phep",
    ],
)
def test_columns_in_two_languages_and_two_separators(folder, head):
    mark = ";" if ";" in head else ","
    row = mark.join(("mot.txt", "https://vi-du.vn/a", "Kế hoạch", "1/KH-UBND", "Lai Châu", "CC0"))
    manifest = read_manifest(listed(folder, f"{head}\n{row}\n"))
    assert manifest.faults == ()
    (entry,) = manifest.entries
    assert (entry.line, entry.file) == (2, folder / "mot.txt")
    assert entry.provenance.url == "https://vi-du.vn/a"
    assert entry.provenance.licence == "CC0"
    assert entry.provenance.declared == Declared("Kế hoạch", "1/KH-UBND", "Lai Châu")


def test_a_byte_order_mark_blank_rows_and_foreign_columns_do_no_harm(folder):
    text = 'file,ghi chú,number\r\n\r\n"mot.txt","hai\r\ndòng",\r\nhai.txt,,\r\n'
    manifest = read_manifest(listed(folder, text, encoding="utf-8-sig"))
    assert manifest.faults == ()
    assert [(e.line, e.file.name) for e in manifest.entries] == [(3, "mot.txt"), (5, "hai.txt")]
    assert manifest.entries[0].provenance.declared is None


def test_toml(folder):
    manifest = read_manifest(listed(folder, TOML, "danh-muc.toml"))
    assert manifest.faults == ()
    assert [entry.line for entry in manifest.entries] == [3, 7]
    assert manifest.entries[0].provenance.declared == Declared(number="45/KH-UBND")
    assert manifest.entries[1].file is None
    assert manifest.entries[1].provenance.licence == "CC BY 4.0"


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (",,chỉ có ghi chú", "dòng 2: không nêu tệp"),
        ("khong-co.txt,", "dòng 2: không thấy tệp khong-co.txt"),
        ("con,", "dòng 2: con không phải là một tệp thường"),
        ("danh-muc.csv,", "dòng 2: danh-muc.csv là một danh mục khác"),
        (",ftp://vi-du.vn/a", "dòng 2: “ftp://vi-du.vn/a” không phải"),
        (",https://", "dòng 2: “https://” không phải"),
        (",http://[::1", "không phải là địa chỉ"),
        (",http://vi-du.vn:port/", "không phải là địa chỉ"),
        (",https://ai:matkhau@vi-du.vn/a", "mật khẩu"),
        ("mot.txt,,a,thừa", "dòng 2: có 4 ô, dòng đầu chỉ có 3"),
        ("a" * 3000 + ".txt,", "dòng 2: “file” dài quá 2000 chữ"),
        ("a" * 1000 + ".txt,", "dòng 2: không thấy tệp"),
        ("a\0b.txt,", "dòng 2: không thấy tệp"),
    ],
)
def test_a_faulty_row_names_its_line_and_the_others_go_on(folder, row, fault):
    (folder / "con").mkdir()
    path = listed(folder, f"file,url,ghi chú\n{row}\nhai.txt,,\n")
    assert [entry.file for entry in read_manifest(path).entries] == [folder / "hai.txt"]
    (told,) = faults(path)
    assert fault in told


def test_an_entry_named_twice(folder):
    path = listed(folder, "file\nmot.txt\nhai.txt\nmot.txt\n")
    assert faults(path) == ["Danh mục, dòng 4: đã nêu ở dòng 2."]


@pytest.mark.parametrize(
    ("text", "name", "fault"),
    [
        ("", "a.csv", "dòng 1: danh mục trống"),
        ("\n\n", "a.csv", "dòng 1: danh mục trống"),
        ("tên,số\nx,y\n", "a.csv", "dòng 1: không có cột tệp"),
        ('file\n"mot.txt\nhai.txt\n', "a.csv", "dòng 2: không đọc được dòng này"),
        ("tệp,file\nx,y\n", "a.csv", "dòng 1: hai cột cùng nghĩa: tệp, file"),
        ("file\n" + "x" * 200_000, "a.csv", "dòng 2: không đọc được"),
        ("[[document]]\nfile = \n", "a.toml", "dòng 2: không đúng cú pháp TOML"),
        ("x = 1\n", "a.toml", "dòng 1: không có bảng [[document]] nào"),
        ("x = [1, 2]\n", "a.toml", "dòng 1: không có bảng [[document]] nào"),
        ("\n[[v]]\nfile = 3\n", "a.toml", "dòng 2: “file” phải là một chuỗi chữ"),
        ("x = " + "[" * 20_000, "a.toml", "không đúng cú pháp TOML"),
    ],
)
def test_a_list_that_cannot_be_read(folder, text, name, fault):
    path = listed(folder, text, name)
    assert read_manifest(path).entries == ()
    (told,) = faults(path)
    assert fault in told


def test_a_list_in_another_encoding_names_the_line(folder):
    path = listed(folder, "file,tên\nmot.txt,Lang\nhai.txt,Kế hoạch\n", encoding="utf-16-le")
    assert faults(path) != []
    path.write_bytes("file,ten\nmot.txt,a\nhai.txt,é\n".encode("latin-1"))
    assert faults(path) == ["Danh mục, dòng 3: danh mục phải là UTF-8."]


# --- Ingest -----------------------------------------------------------------


def test_the_files_of_a_list_are_ingested_and_its_faults_reported(store, folder):
    text = "file,url,licence\nmot.txt,https://vi-du.vn/mot,CC0\nkhong.txt,,\n,https://vi-du.vn/b,\n"
    report = run(store, [listed(folder, text), folder / "hai.txt"])
    assert len(report.added) == 2
    reasons = {str(f.reason) for f in report.failed}
    assert reasons == {
        "Danh mục, dòng 3: không thấy tệp khong.txt.",
        "Danh mục, dòng 4: chỉ nêu địa chỉ; hãy tải về bằng lệnh doichieu fetch.",
    }
    sources = {
        store.document(name).source.file_name: store.document(name).source for name in report.added
    }
    assert sources["mot.txt"].url == "https://vi-du.vn/mot"
    assert (sources["mot.txt"].licence, sources["hai.txt"].licence) == ("CC0", None)


def test_a_missing_list_stops_everything(store, folder):
    with pytest.raises(BadRequest, match=r"khong-co\.csv"):
        run(store, [folder / "khong-co.csv"])


def test_a_declaration_that_agrees_says_nothing(store, folder):
    row = "mot.txt,Số 45/kh-ubnd,tỉnh Sông Mơ"
    run(store, [listed(folder, f"file,number,place\n{row}\n")])
    assert said(only(store)) == []


def test_a_declaration_that_contradicts_is_told_and_fills_nothing_in(store, folder):
    text = "file,title,number,place\nmot.txt,Tên khác,99/KH-UBND,Lai Châu\n"
    run(store, [listed(folder, text)])
    document = only(store)
    assert document.metadata.number == "45/KH-UBND"
    assert document.metadata.title != "Tên khác"
    assert document.source.declared == Declared("Tên khác", "99/KH-UBND", "Lai Châu")
    number, place = said(document)
    assert number == "Danh mục ghi số 99/KH-UBND, trong văn bản đọc được số 45/KH-UBND."
    assert "Lai Châu" in place
    spans = [p.span for p in document.problems if p.stage == "manifest"]
    assert "045/KH-UBND" in spans[0].of(document.text)


def test_what_the_text_does_not_show_is_told_not_taken_over(store, folder):
    (folder / "tron.txt").write_text("Một đoạn văn không có tiêu đề gì.\n", encoding="utf-8")
    run(store, [listed(folder, "file,number,place\ntron.txt,7/KH-UBND,Lai Châu\n")])
    document = only(store)
    assert (document.metadata.number, document.metadata.province) == (None, None)
    assert len(said(document)) == 2


def test_a_list_written_later_makes_a_version_and_the_same_list_none(store, folder):
    path = folder / "mot.txt"
    run(store, [path])
    manifest = listed(folder, "file,licence\nmot.txt,CC0\n")
    assert len(run(store, [manifest]).updated) == 1
    assert len(run(store, [manifest]).unchanged) == 1
    assert only(store).source.licence == "CC0"


def test_what_a_list_said_holds_as_long_as_the_bytes_do(store, folder, monkeypatch):
    path = folder / "mot.txt"
    run(store, [listed(folder, "file,licence,number\nmot.txt,CC0,99/KH-UBND\n")])
    assert len(run(store, [path]).unchanged) == 1
    monkeypatch.setattr("ingest.pipeline.PARSER", "another")
    assert len(run(store, [path]).updated) == 1
    assert only(store).source.licence == "CC0"
    assert len(said(only(store))) == 1
    path.write_text(PLAN + "\nThêm một dòng.\n", encoding="utf-8")
    run(store, [path])
    assert only(store).source.licence is None


def test_the_same_bytes_under_two_addresses_do_not_take_turns(store, folder):
    (folder / "hai.txt").write_bytes((folder / "mot.txt").read_bytes())
    text = "file,url\nmot.txt,https://vi-du.vn/mot\nhai.txt,https://vi-du.vn/hai\n"
    manifest = listed(folder, text)
    first = run(store, [manifest])
    assert (len(first.added), len(first.unchanged)) == (1, 1)
    assert len(run(store, [manifest]).unchanged) == 2


def test_a_file_in_a_listed_archive_comes_from_its_address_only(folder):
    import zipfile

    with zipfile.ZipFile(folder / "goi.zip", "w") as archive:
        archive.write(folder / "mot.txt", "mot.txt")
    text = "file,url,number\ngoi.zip,https://vi-du.vn/goi.zip,1/KH-UBND\n"
    said = unfold([listed(folder, text)])
    origin = f"{folder / 'goi.zip'}!/mot.txt"
    source = said.say_of(Source("0", "text/plain", "mot.txt", origin, 1))
    assert (source.url, source.declared) == ("https://vi-du.vn/goi.zip", None)
