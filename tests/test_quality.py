"""The measure of reading quality: its sums, its refusals, and its floors on real documents."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256

import pytest

from bench import floors, quality
from bench.scoring import Count, GoldError, read_gold, score
from tests.documents import parsed

TEXT = """
KẾ HOẠCH

Chăm sóc trẻ em ở xã Sông Mơ

I. NHIỆM VỤ, GIẢI PHÁP

1. Truyền thông

Mở chuyên mục theo Chỉ thị số 99-CT/TW ngày 01/02/2025 của Ban Bí thư về trẻ em.

2. Nguồn lực

Bố trí ngân sách hằng năm cho công tác trẻ em./.
"""


@pytest.fixture(scope="module")
def results(shared):
    """All annotated documents, read and compared."""
    return quality.measured()


@pytest.fixture
def document():
    return parsed(TEXT)


@pytest.fixture
def written(document, tmp_path):
    """Writes gold for TEXT, as right as it can be but for what is passed."""

    def write(**changed):
        text = document.text

        def row(level: str, label: str, heading: str, parent: int | None) -> list[object]:
            at = text.index(f"{label}. {heading}")
            low = text.index(heading, at)
            return [at, level, label, low, low + len(heading), parent]

        cited = "Chỉ thị số 99-CT/TW ngày 01/02/2025"
        at = text.index(cited)
        title = "Chăm sóc trẻ em ở xã Sông Mơ"
        fields = dict.fromkeys(
            ("number", "date", "issuer", "province", "district", "signer", "effective", "published")
        )
        meta = document.metadata
        fields |= {
            "genre": str(meta.genre), "about": meta.about, "type": "Kế hoạch", "level": meta.level,
            "commune": meta.commune, "replaces": [], "implements": list(meta.implements),
            "title": [text.index(title), text.index(title) + len(title)],
        }  # fmt: skip
        raw = {
            "file": "van-ban.txt",
            "sha256": sha256(text.encode()).hexdigest(),
            "held_out": False,
            "metadata": fields,
            "outline": [row("part", "I", "NHIỆM VỤ, GIẢI PHÁP", None),
                        row("section", "1", "Truyền thông", 0),
                        row("section", "2", "Nguồn lực", 0)],
            "task_groups": [1, 2],
            "references": [[at, at + len(cited), "99-CT/TW", "Chỉ thị", "2025-02-01", "Ban Bí thư"]],
            "boilerplate": [],
        }  # fmt: skip
        path = tmp_path / "van-ban.json"
        path.write_text(json.dumps(raw | changed), encoding="utf-8")
        return read_gold(path, text.encode())

    return write


def test_a_document_read_as_the_reader_did_has_no_deviations(written, document):
    result = score(written(), document)
    assert result.deviations == []
    assert result.counts["outline"] == Count(3, 3, 3)
    assert result.counts["task groups"] == Count(2, 2, 2)
    assert result.counts["references"] == Count(1, 1, 1)


def test_a_unit_under_another_parent_counts_only_in_the_plain_outline(written, document):
    gold = written()
    outline = (*gold.outline[:2], gold.outline[2]._replace(parent=1))
    result = score(replace(gold, outline=outline), document)
    assert result.counts["outline"].f1 == 1.0
    assert result.counts["with parent"] == Count(2, 3, 3)
    assert [d.what for d in result.deviations] == ["section 2 lies under part I"]


def test_a_unit_of_another_level_is_a_miss_and_an_extra(written, document):
    gold = written()
    outline = (*gold.outline[:2], gold.outline[2]._replace(level="item"))
    result = score(replace(gold, outline=outline), document)
    assert result.counts["outline"] == Count(2, 3, 3)
    assert {(d.missed, d.what) for d in result.deviations if d.measure == "outline"} == {
        (True, "item 2"), (False, "section 2"),
    }  # fmt: skip
    assert result.counts["task groups"] == Count(1, 2, 2)


def test_white_space_and_marks_before_a_label_do_not_decide(written, document):
    gold = written()
    outline = (gold.outline[0]._replace(start=gold.outline[0].start - 2), *gold.outline[1:])
    assert score(replace(gold, outline=outline), document).counts["outline"].right == 3
    outline = (gold.outline[0]._replace(start=gold.outline[0].start - 12), *gold.outline[1:])
    assert score(replace(gold, outline=outline), document).counts["outline"].right == 2


def test_headings_agree_by_most_of_their_letters(written, document):
    gold = written()
    heading = sorted(gold.outline[0].heading)
    for kept, right in ((len(heading) - 1, 3), (len(heading) // 2, 2)):
        unit = gold.outline[0]._replace(heading=frozenset(heading[:kept]))
        result = score(replace(gold, outline=(unit, *gold.outline[1:])), document)
        assert result.counts["headings"] == Count(right, 3, 3)


def test_a_citation_of_another_date_is_a_miss_and_an_extra(written, document):
    gold = written()
    other = gold.references[0]._replace(date="2025-01-02")
    result = score(replace(gold, references=(other,)), document)
    assert result.counts["references"] == Count(0, 1, 1)
    assert [d.missed for d in result.deviations] == [True, False]


def test_a_field_counts_where_the_reader_or_the_parser_states_it(written, document):
    gold = written()
    result = score(replace(gold, metadata=gold.metadata | {"signer": "Nguyễn Văn Mơ"}), document)
    assert result.fields["signer"] == Count(0, 1, 0)
    assert result.fields["type"] == Count(1, 1, 1)
    assert result.fields["district"] == Count(0, 0, 0)


def test_groups_that_a_reader_cannot_tell_are_not_judged(written, document):
    result = score(written(task_groups=None), document)
    assert result.counts["task groups"] == Count()
    result = score(written(task_groups=None, not_groups=[0, 2]), document)
    assert result.counts["task groups"] == Count(0, 0, 1)


def test_gold_is_refused_where_the_text_has_changed(written):
    with pytest.raises(GoldError, match=r"van-ban\.txt"):
        written(sha256="0" * 64)


def test_the_report_tells_of_certainty_and_of_first_readings(written, document):
    gold = written(first_run={"parser": "3", "outline": 0.5, "headings": 0.25})
    result = score(gold, document)
    assert len(result.sure) == len(document.provisions)
    assert all(right for _, right in result.sure)
    lines = quality.report([(gold, result)]).splitlines()
    band = next(n for n, line in enumerate(lines) if line.startswith("units by certainty"))
    # "II. …" by its line, its two sections by where they stand.
    assert lines[band + 1].split() == ["from", "1.00", "1", "1", "1.000"]
    assert lines[band + 2].split() == ["from", "0.90", "2", "2", "1.000"]
    assert lines[-1].split() == ["van-ban.txt", "0.500", "–", "0.250", *["–"] * 5]


@pytest.mark.real
def test_certain_units_are_right(results):
    """Of the units nothing speaks against hardly one is wrong, on all annotated documents."""
    units = [pair for _, score in results for pair in score.sure]
    certain = [right for sure, right in units if sure >= 1.0]
    assert len(certain) > len(units) / 3
    assert sum(certain) / len(certain) > 0.995


def test_figures_of_a_count():
    count = Count(3, 4, 6)
    assert (count.precision, count.recall, count.f1) == (0.5, 0.75, 0.6)
    assert Count().f1 == 1.0


def test_a_figure_below_its_floor_is_named_and_floors_only_rise(tmp_path):
    sums = {"tuned": {"outline": Count(9, 10, 10), "headings": Count(1, 1, 1)}}
    reached = quality.figures(sums)
    assert floors.below(reached, {"tuned": {"outline": 0.95, "headings": 1.0}}) == [
        "tuned outline: 0.900 lies below 0.950"
    ]
    assert floors.below(reached, {"tuned": {"outline": 0.9}}) == ["tuned headings: no floor is set"]
    path = tmp_path / "floors.json"
    path.write_text('{"tuned": {"outline": 0.95, "headings": 0.5}, "other": {}}', encoding="utf-8")
    floors.lift(path, reached, 0.5)
    assert floors.read(path) == {"tuned": {"outline": 0.95, "headings": 0.99}, "other": {}}


@pytest.mark.real
def test_reading_has_not_become_worse(shared, capsys):
    """The floors of `bench/floors.json` hold; the figures are in the captured output."""
    assert quality.main(["--check"]) == 0, capsys.readouterr().out


@pytest.mark.real
def test_the_check_fails_below_a_floor(shared, monkeypatch, tmp_path, capsys):
    kept = floors.read(quality.FLOORS)
    kept["held-out"]["outline"] = 1.01
    (tmp_path / "floors.json").write_text(json.dumps(kept), encoding="utf-8")
    monkeypatch.setattr(quality, "FLOORS", tmp_path / "floors.json")
    assert quality.main(["--check", "--held-out"]) == 1
    assert "held-out outline" in capsys.readouterr().out


@pytest.mark.real
def test_gold_stands_on_its_text(results):
    """Labels stand where the gold says, parents come first, half of it is held out."""
    held = 0
    for gold, _ in results:
        held += gold.held_out
        for number, unit in enumerate(gold.outline):
            marked = gold.text[unit.start : unit.start + 30]
            label = " ".join(marked.replace("*", "").split())
            stands = (
                marked[:1] == "*" if unit.label == "*" else label.lstrip("(").startswith(unit.label)
            )
            assert stands, (gold.file, unit.start)
            assert unit.parent is None or unit.parent < number, (gold.file, unit.start)
        for reference in gold.references:
            digits = reference.number.split("/")[0].split("-")[0]
            assert digits in gold.text[reference.start : reference.end], gold.file
    assert (held, len(results)) == (16, 23)
