"""The command line as other programs and people meet it: shapes, exit codes, sentences."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import unicodedata
from pathlib import Path

import click
import docx
import openpyxl
import pytest
from click.testing import CliRunner, Result

import doichieu
import web.app
from commands.serving import EXTERNAL, SAMPLES
from corpus.model import Busy, Message
from ingest.extract.programs import readable
from web.ports import free_port
from workspace import Workspace

ROOT = Path(doichieu.__file__).parent
PLAN = """KẾ HOẠCH
Bảo vệ trẻ em

I. NHIỆM VỤ
1. Phòng, chống đuối nước cho trẻ em ở xã Bến Lở.
2. Dạy bơi an toàn trong trường học.
"""


def cli(data: Path, *args: str, **settings: object) -> Result:
    return CliRunner().invoke(doichieu.main, ["--data", str(data), *args], **settings)


def answer(data: Path, *args: str) -> object:
    result = cli(data, *args, "--json")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.endswith("\n") and "\\u" not in result.stdout
    return json.loads(result.stdout)


def program(data: Path, *args: str, **settings: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "doichieu", "--data", str(data), *args],
        cwd=ROOT,
        capture_output=True,
        timeout=120,
        **settings,
    )


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the samples."""
    folder = tmp_path_factory.mktemp("cli") / "data"
    result = cli(folder, "ingest", str(SAMPLES))
    assert result.exit_code == 0, result.stderr
    return folder


@pytest.fixture(scope="module")
def ids(data: Path) -> list[str]:
    return [line["id"] for line in answer(data, "documents")]


@pytest.fixture(scope="module")
def shown(data: Path, ids: list[str]) -> list[dict]:
    return [answer(data, "show", name) for name in ids]


def keys(value: object) -> str:
    assert isinstance(value, dict)
    return " ".join(value)


# --- Help -------------------------------------------------------------------


def commands() -> list[str]:
    return list(doichieu.main.commands)


def test_the_commands_are_those_promised():
    promised = "ingest documents show text search compare cite serve check reindex demo"
    assert set(promised.split()) <= set(commands())


@pytest.mark.parametrize("name", commands())
@pytest.mark.parametrize(("lang", "word"), [("vi", "Ví dụ"), ("en", "Example")])
def test_every_command_has_help_with_an_example(tmp_path, name, lang, word):
    result = cli(tmp_path, "--lang", lang, name, "--help")
    assert result.exit_code == 0
    assert word in result.stdout
    assert f"  doichieu {name}" in result.stdout


@pytest.mark.parametrize("name", commands())
def test_every_option_has_help(name):
    command = doichieu.main.commands[name]
    options = [p for p in command.params if isinstance(p, click.Option)]
    assert [o.name for o in options if not getattr(o, "about", None)] == []


def test_help_is_in_the_language_of_the_environment(tmp_path):
    english = cli(tmp_path, "--help", env={"DOICHIEU_LANG": "en"}).stdout
    assert "data folder" in english.lower()
    assert english == cli(tmp_path, "--lang", "en", "--help").stdout


def test_help_opens_no_data_folder(tmp_path):
    assert cli(tmp_path / "none", "search", "--help").exit_code == 0
    assert not (tmp_path / "none").exists()


def test_starting_is_light():
    heavy = {"underthesea", "whoosh", "flask", "sqlalchemy", "numpy", "lxml"}
    code = "import doichieu, sys; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert heavy & set(loaded.stdout.split()) == set()


# --- Shapes -----------------------------------------------------------------


def test_ingest_reports_in_the_promised_shape(tmp_path):
    plan = tmp_path / "plan.txt"
    plan.write_text(PLAN, encoding="utf-8")
    (tmp_path / "sound.mp3").write_bytes(b"x")
    result = cli(tmp_path / "d", "ingest", str(plan), str(tmp_path / "sound.mp3"), "--json")
    report = json.loads(result.stdout)
    assert result.exit_code == 1
    assert keys(report) == "added updated unchanged failed seconds"
    assert len(report["added"]) == 1 and report["updated"] == report["unchanged"] == []
    (failure,) = report["failed"]
    assert keys(failure) == "file stage reason"
    assert failure["file"].endswith("sound.mp3") and failure["stage"] == "read"
    again = answer(tmp_path / "d", "ingest", str(plan))
    assert again["unchanged"] == report["added"] and again["added"] == []


def test_documents(data, ids):
    lines = answer(data, "documents")
    assert {keys(line) for line in lines} == {"id title number genre province date"}
    assert len(ids) == len([p for p in SAMPLES.rglob("*") if p.is_file()])
    human = cli(data, "documents").stdout
    assert all(name in human for name in ids)


def test_show(data, shown):
    for one in shown:
        assert keys(one) == (
            "id genre meta outline task_groups passages references duties conflicts boilerplate "
            "source problems"
        )
        assert keys(one["meta"]) == (
            "type number date issuer level province district commune title signer effective"
            " replaces status implements about published"
        )
        for unit in one["outline"]:
            assert keys(unit) == "eid level label heading parent start end certainty"
        for passage in one["passages"]:
            assert keys(passage) == "id eid text spans page sentences"
            for sentence in passage["sentences"]:
                assert keys(sentence) == "id text spans"
        for reference in one["references"]:
            assert keys(reference) == "printed type number date issuer count"
    assert any(one["task_groups"] for one in shown)
    assert any(one["references"] for one in shown)


def test_references_are_counted_by_number(shown):
    for one in shown:
        numbers = [r["number"] for r in one["references"] if r["number"]]
        assert len(numbers) == len(set(numbers))
        assert all(r["count"] >= 1 for r in one["references"])
    assert any(r["count"] > 1 for one in shown for r in one["references"])


def test_every_span_indexes_the_text(data, shown):
    for one in shown:
        text = cli(data, "text", one["id"]).stdout_bytes.decode("utf-8")
        for unit in [*one["passages"], *(s for p in one["passages"] for s in p["sentences"])]:
            assert unit["text"] == "".join(text[a:b] for a, b in unit["spans"])
        eids = {unit["eid"] for unit in one["outline"]}
        assert set(one["task_groups"]) <= eids
        assert {unit["parent"] for unit in one["outline"]} <= eids | {None}


def test_text_is_printed_as_it_is(data, ids):
    text = Workspace(data).text(ids[0])
    assert cli(data, "text", ids[0]).stdout_bytes == text.encode("utf-8")


def test_search(data, ids):
    found = answer(data, "search", "trẻ em", "--limit", "3")
    assert keys(found) == "total hits facets suggestion"
    assert found["total"] >= len(found["hits"]) == 3
    for hit in found["hits"]:
        assert keys(hit) == "passage document score text highlights heading_path"
        assert hit["document"] in ids and hit["passage"].startswith(hit["document"] + "#")
        assert hit["highlights"]
        assert all(0 <= a < b <= len(hit["text"]) for a, b in hit["highlights"])
    assert set(found["facets"]) >= {"province", "type", "year", "genre", "group"}
    for values in found["facets"].values():
        assert all(keys(value) == "value count" for value in values)


def test_search_filters(data, shown):
    place = next(one["meta"]["province"] for one in shown if one["meta"]["province"])
    found = answer(data, "search", "trẻ em", "--province", place)
    of_place = {one["id"] for one in shown if one["meta"]["province"] == place}
    assert found["hits"] and {hit["document"] for hit in found["hits"]} <= of_place
    year = "1900..1901"
    assert answer(data, "search", "trẻ em", "--year", year)["total"] == 0


def test_search_in_the_rows_of_a_document(data, shown):
    one = next(one for one in shown if one["task_groups"])
    group = one["task_groups"][0]
    found = answer(data, "search", "trẻ em", "--frame", one["id"], "--group", group)
    assert found["hits"]


def test_arguments_may_be_decomposed(data):
    composed = answer(data, "search", "trẻ em")
    decomposed = answer(data, "search", unicodedata.normalize("NFD", "trẻ em"))
    assert composed == decomposed


def test_search_for_people_marks_nothing_in_a_pipe(data):
    result = cli(data, "search", "trẻ em", "--limit", "2")
    assert result.exit_code == 0 and "\x1b" not in result.stdout


def test_compare_under_a_frame(data, shown):
    names = [one["id"] for one in shown if one["task_groups"]][:2]
    made = answer(data, "compare", *names, "--frame", "28-ct-tw")
    assert keys(made) == "frame groups clauses links only_in"
    assert keys(made["frame"]) == "id groups" and made["frame"]["id"] == "28-ct-tw"
    assert {keys(group) for group in made["frame"]["groups"]} == {"key title"}
    rows = {group["key"] for group in made["frame"]["groups"]}
    assert made["groups"] and made["clauses"]
    for group in made["groups"]:
        assert keys(group) == "document eid links" and group["document"] in names
        assert all(keys(link) == "key score" and link["key"] in rows for link in group["links"])
    for clause in made["clauses"]:
        assert keys(clause) == "passage key score" and clause["key"] in rows
    assert set(made["only_in"]) == set(names)
    assert cli(data, "--lang", "en", "compare", *names, "--frame", "28-CT/TW").exit_code == 0


def test_compare_pairs_keeps_the_order_of_the_arguments(data):
    names = [answer(data, "show", name)["id"] for name in ("35-CTr/TU", "112-KH/HU")]
    made = answer(data, "compare", *reversed(names))
    assert made["frame"] is None and made["groups"] == made["clauses"] == []
    assert made["links"]
    for link in made["links"]:
        assert keys(link) == "left right relation score decided_by"
        assert all(name.startswith(names[1] + "#") for name in link["left"])
        assert all(name.startswith(names[0] + "#") for name in link["right"])
    assert cli(data, "compare", *names).exit_code == 0


def test_a_comparison_is_written_to_files(data, shown, tmp_path):
    names = [one["id"] for one in shown if one["task_groups"]][:2]
    files = {form: tmp_path / f"so-sanh.{form}" for form in ("xlsx", "docx", "csv")}
    asked = [word for form, file in files.items() for word in (f"--{form}", str(file))]
    result = cli(data, "--lang", "en", "compare", *names, "--frame", "28-ct-tw", *asked)
    assert result.exit_code == 0 and result.stdout == ""
    assert all(str(file) in result.stderr for file in files.values())
    book = openpyxl.load_workbook(files["xlsx"])
    assert book["Matrix"].max_row == 7 and book["Matrix"].max_column == 3
    assert len(docx.Document(str(files["docx"])).tables) == 6
    assert files["csv"].read_text("utf-8-sig").startswith("Group key,")
    again = cli(data, "compare", *names, "--json", "--csv", str(files["csv"]))
    assert keys(json.loads(again.stdout)) == "frame groups clauses links only_in"
    lost = cli(data, "compare", *names, "--xlsx", str(tmp_path / "không" / "có.xlsx"))
    assert lost.exit_code == 2 and "Traceback" not in lost.stderr


def test_cite_holds_the_words(data, shown):
    passage = shown[0]["passages"][0]
    result = cli(data, "cite", passage["id"], "--format", "text")
    assert result.exit_code == 0
    assert " ".join(passage["text"].split())[:30] in " ".join(result.stdout.split())


# --- Names of documents -----------------------------------------------------


def test_a_document_goes_by_id_prefix_or_number(data, shown):
    one = next(one for one in shown if one["meta"]["number"])
    number, name = one["meta"]["number"], one["id"]
    others = [o["id"] for o in shown if o is not one]
    prefix = next(
        name[:n] for n in range(1, len(name) + 1) if not any(o.startswith(name[:n]) for o in others)
    )
    spellings = [name, prefix, number, number.lower(), unicodedata.normalize("NFD", number)]
    assert {answer(data, "show", spelling)["id"] for spelling in spellings} == {name}


# --- Wrong use --------------------------------------------------------------


@pytest.mark.parametrize(
    "args",
    [
        ("show", "không-có"),
        ("text", "không-có"),
        ("compare", "không-có", "cũng-không"),
        ("cite", "không-có#para_1"),
        ("cite", "không-có"),
        ("ingest", "/không/có"),
        ("search", '"đuối nước'),
        ("search", "(trẻ em"),
        ("search", "trẻ em", "--year", "hai nghìn"),
        ("search", "trẻ em", "--frame", "không-có"),
    ],
)
def test_wrong_use_is_a_sentence_and_exit_2(data, args):
    for lang in ("vi", "en"):
        result = cli(data, "--lang", lang, *args)
        assert result.exit_code == 2
        assert result.stdout == ""
        assert result.stderr.strip() and "Traceback" not in result.stderr


def test_an_unknown_passage_is_wrong_use(data, ids):
    assert cli(data, "cite", f"{ids[0]}#không_có").exit_code == 2


def test_one_document_is_not_a_comparison(data, ids):
    assert cli(data, "compare", ids[0]).exit_code == 2
    assert cli(data, "compare", ids[0], ids[0]).exit_code == 2


@pytest.mark.parametrize(
    "args",
    [
        (),
        ("no-such-command",),
        ("ingest",),
        ("ingest", "x", "--jobs", "0"),
        ("search", "x", "--limit", "many"),
        ("serve", "--port", "99999"),
        ("--lang", "fr", "documents"),
    ],
)
def test_what_click_refuses_is_exit_2(tmp_path, args):
    assert cli(tmp_path, *args).exit_code == 2


def test_an_argument_that_is_not_utf8_is_refused(data):
    for args in (("show", "\udcff"), ("search", "tr\udcff em")):
        result = cli(data, *args)
        assert result.exit_code == 2 and "UTF-8" in result.stderr


def test_messages_are_in_the_chosen_language(data):
    vietnamese = cli(data, "show", "không-có").stderr
    english = cli(data, "--lang", "en", "show", "không-có").stderr
    assert "không-có" in vietnamese and "không-có" in english
    assert vietnamese != english
    assert cli(data, "show", "không-có", env={"DOICHIEU_LANG": "en"}).stderr == english


def test_a_data_folder_that_is_a_file(tmp_path):
    (tmp_path / "data").write_text("x")
    result = cli(tmp_path / "data", "documents")
    assert result.exit_code == 2 and "Traceback" not in result.stderr


def test_a_store_that_is_not_one(tmp_path):
    (tmp_path / "store.sqlite").write_bytes(b"this is no database" * 100)
    result = cli(tmp_path, "documents")
    assert result.exit_code == 2 and result.stderr.strip()
    assert not isinstance(result.exception, Exception) or isinstance(result.exception, SystemExit)


def test_a_fault_of_the_system_is_a_sentence(data, monkeypatch):
    def fail(self):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Workspace, "documents", fail)
    result = cli(data, "documents")
    assert result.exit_code == 2 and "Input/output error" in result.stderr


def test_an_interruption_is_exit_130(data, monkeypatch):
    def interrupt(self):
        raise KeyboardInterrupt

    monkeypatch.setattr(Workspace, "documents", interrupt)
    assert cli(data, "documents").exit_code == 130


# --- Bad files --------------------------------------------------------------

BAD = {
    "empty.txt": b"",
    "junk.txt": bytes(range(256)) * 200,
    "invalid.txt": b"Tr\xe1\xba em \xff\xfe " * 50,
    "stamped.txt": "TUYỆT MẬT\n\nKẾ HOẠCH\nBảo vệ trẻ em\n".encode(),
    "line.txt": ("trẻ em " * 2_500_000).encode()[: 20 * 1024 * 1024],
}


def test_bad_files_each_get_a_reason_and_good_ones_get_in(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    for name, content in BAD.items():
        (folder / name).write_bytes(content)
    (folder / "good.txt").write_text(PLAN, encoding="utf-8")
    result = cli(tmp_path / "data", "ingest", str(folder), "--json")
    report = json.loads(result.stdout)
    assert result.exit_code == 1
    failed = {Path(f["file"]).name: f["reason"] for f in report["failed"]}
    assert {"empty.txt", "junk.txt", "stamped.txt"} <= set(failed)
    assert all(failed.values())
    done = len(report["added"]) + len(report["failed"]) + len(report["unchanged"])
    assert done == len(BAD) + 1
    assert any(name.startswith("good") for name in report["added"])
    assert answer(tmp_path / "data", "search", "Bến Lở")["total"] == 1


def test_nothing_of_a_stamped_document_is_kept(tmp_path):
    stamped = tmp_path / "in.txt"
    stamped.write_bytes(BAD["stamped.txt"])
    assert cli(tmp_path / "data", "ingest", str(stamped)).exit_code == 1
    kept = [p for p in (tmp_path / "data").rglob("*") if p.is_file()]
    assert not any("TUYỆT MẬT".encode() in p.read_bytes() for p in kept)


def test_a_second_writer_is_wrong_use(tmp_path, monkeypatch):
    def busy(self, paths, jobs=None, progress=None):
        raise Busy(Message("Một tiến trình khác đang ghi."))

    monkeypatch.setattr(Workspace, "ingest", busy)
    result = cli(tmp_path / "data", "ingest", str(tmp_path))
    assert result.exit_code == 2 and result.stderr.strip()


# --- The data folder --------------------------------------------------------


def test_the_data_folder_of_the_environment(data, ids):
    result = CliRunner().invoke(
        doichieu.main, ["documents", "--json"], env={"DOICHIEU_DATA": str(data)}
    )
    assert [line["id"] for line in json.loads(result.stdout)] == ids


def test_an_empty_store_says_what_to_do(tmp_path):
    result = cli(tmp_path / "data", "documents")
    assert result.exit_code == 0 and result.stdout == ""
    assert "doichieu ingest" in result.stderr
    assert answer(tmp_path / "data", "documents") == []
    assert answer(tmp_path / "data", "search", "trẻ em")["total"] == 0


def test_check_and_reindex(tmp_path):
    plan = tmp_path / "plan.txt"
    plan.write_text(PLAN, encoding="utf-8")
    folder = tmp_path / "data"
    assert cli(folder, "ingest", str(plan)).exit_code == 0
    assert cli(folder, "check").exit_code == 0
    Workspace(folder).index.clear()
    result = cli(folder, "check")
    assert result.exit_code == 1 and result.stdout.strip()
    assert cli(folder, "check", "--repair").exit_code == 0
    assert cli(folder, "reindex").exit_code == 0
    (source,) = (p for p in (folder / "sources").rglob("*") if p.is_file())
    source.write_bytes(b"changed")
    assert cli(folder, "check", "--repair").exit_code == 1


# --- As a process -----------------------------------------------------------


def test_data_and_messages_go_separate_ways(tmp_path):
    plan = tmp_path / "plan.txt"
    plan.write_text(PLAN, encoding="utf-8")
    done = program(tmp_path / "data", "ingest", str(plan), "--json")
    assert done.returncode == 0
    assert len(json.loads(done.stdout)["added"]) == 1
    assert "plan.txt" in done.stderr.decode() and "\r" not in done.stderr.decode()


def test_json_is_utf8_whatever_the_locale(data, ids):
    done = program(data, "documents", "--json", env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0
    assert [line["id"] for line in json.loads(done.stdout.decode("utf-8"))] == ids
    human = program(data, "documents", env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert human.returncode == 0 and human.stdout


def test_a_closed_pipe_is_silent(data, ids):
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "doichieu", "--data", str(data), "show", ids[0], "--json"],
        cwd=ROOT,
        stdout=writer,
        stderr=subprocess.PIPE,
    )
    os.close(writer)
    assert done.stderr == b""


# --- Serving ----------------------------------------------------------------


@pytest.fixture
def served(monkeypatch) -> list[tuple]:
    calls: list[tuple] = []
    monkeypatch.setattr(
        web.app, "serve", lambda workspace, host, port: calls.append((workspace, host, port))
    )
    return calls


def test_demo_brings_its_samples_and_says_where(tmp_path, served):
    result = cli(tmp_path / "data", "demo")
    assert result.exit_code == 0
    ((workspace, host, port),) = served
    able, lacking = readable(EXTERNAL)
    files = [p for folder in (SAMPLES, *able) for p in folder.rglob("*") if p.is_file()]
    assert len(workspace.documents()) == len(files)
    assert all(str(message) in result.stderr for message in lacking)
    assert f"http://{host}:{port}/" in result.stderr


def test_demo_says_what_it_leaves_out_and_how_to_get_it(tmp_path, served, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    result = cli(tmp_path / "data", "demo")
    assert result.exit_code == 0
    assert result.stdout == ""
    ((workspace, _, _),) = served
    assert len(workspace.documents()) == len([p for p in SAMPLES.rglob("*") if p.is_file()])
    assert "antiword" in result.stderr and "tesseract-ocr-vie" in result.stderr


def test_demo_takes_the_next_port_where_one_is_taken(tmp_path, served):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert cli(tmp_path / "data", "demo", "--port", str(port)).exit_code == 0
        assert served[0][2] > port
        result = cli(tmp_path / "data", "serve", "--port", str(port))
    assert result.exit_code == 2 and str(port) in result.stderr
    assert len(served) == 1


def test_serve_listens_on_this_machine_only_unless_told(data, served):
    port = free_port("127.0.0.1", 18000, 100)
    assert cli(data, "serve", "--port", str(port)).exit_code == 0
    assert served[0][1:] == ("127.0.0.1", port)


def test_a_query_that_cannot_be_read_is_pointed_into(data):
    result = cli(data, "search", 'trẻ em "chưa đóng')
    assert result.exit_code == 2
    query, mark, said = result.stderr.splitlines()
    assert query[mark.index("^")] == '"'
    assert said == "Dấu ngoặc kép chưa được đóng."
