"""Tables in Markdown: rows are put together again though cells are empty or merged."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.documents import parsed


def barred(rows: list[list[str]]) -> str:
    """Rows with each cell between lines that hold nothing but a bar."""
    lines: list[str] = []
    for row in rows:
        lines.append("|")
        for cell in row:
            lines += [cell, "|"] if cell else ["|"]
    return "\n".join(lines)


def rows_of(table: str) -> list[list[str]]:
    document = parsed(f"**PHỤ LỤC I**\n\n{table}\n\nGhi chú dưới bảng.", "a.md")
    return [document.passage_text(p).split() for p in document.passages if "row" in p.eid]


def test_empty_cells_do_not_break_a_row():
    rows = [
        ["TT", "Xã", "Tôm", "Ngao", "Cá"],
        ["1", "BảnMây", "", "2", "1"],
        ["2", "SuốiĐá", "3", "", ""],
        ["3", "NúiXanh", "", "", "4"],
        ["", "Cộng", "3", "2", "5"],
    ]
    assert rows_of(barred(rows)) == [[c for c in row if c] for row in rows]


def test_rows_with_merged_cells_end_where_they_can():
    body = [[str(n), f"xã{n}", "5", "", "7", ""] for n in range(1, 9)]
    rows = [["STT", "Xã", "Đốitượng"], ["Tôm", "Ngao", "Cá", "Cua"], *body]
    assert rows_of(barred(rows)) == [[c for c in row if c] for row in rows]


def test_rows_on_one_line_keep_their_cells():
    table = "| STT | Việc | Khi |\n|---|---|---|\n| 1 | Khảo sát |  |\n| 2 |  | Quý II |"
    assert rows_of(table) == [
        ["STT", "Việc", "Khi"],
        ["1", "Khảo", "sát"],
        ["2", "Quý", "II"],
    ]


@given(
    st.integers(3, 8).flatmap(
        lambda width: st.tuples(
            st.just(width),
            st.lists(
                st.lists(st.booleans(), min_size=width - 1, max_size=width - 1),
                min_size=3,
                max_size=12,
            ),
        )
    )
)
def test_a_table_with_a_full_head_and_numbered_rows_is_read_row_by_row(shape):
    width, filled = shape
    head = [f"cột{n}" for n in range(width)]
    body = [
        [f"stt{n}", *(f"ô{n}x{m}" if full else "" for m, full in enumerate(row))]
        for n, row in enumerate(filled)
    ]
    found = rows_of(barred([head, *body]))
    assert found[0] == head
    # Every cell is there once, in order, whatever is empty.
    assert [c for row in found for c in row] == [c for row in [head, *body] for c in row if c]
    if all(all(row) for row in body):
        assert found == [head, *body]
