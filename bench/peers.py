"""Other engines over the same tokens, each behind the same two calls.

`build(rows, folder)` makes an index; `open_(folder)` gives a function that answers a
question with (total, the ten best passages, counts by value for the facets). Every
engine counts all matches, as ours does. Xapian runs under the system's Python, which
has its bindings (Debian's python3-xapian).
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bench.passages import Question, Row

Answer = tuple[int, list[int], list[Counter[Any]]]
Ask = Callable[[Question], Answer]


# --- Whoosh alone -------------------------------------------------------------


def whoosh_build(rows: Sequence[Row], folder: Path) -> None:
    from whoosh import fields, formats, index
    from whoosh.analysis import IDAnalyzer

    schema = fields.Schema(
        text=fields.FieldType(formats.Positions(), IDAnalyzer(), scorable=True),
        year=fields.ID(sortable=True),
        province=fields.ID(sortable=True),
    )
    writer = index.create_in(folder, schema).writer()
    for row in rows:
        writer.add_document(text=row.terms, year=str(row.year), province=row.province)
    writer.commit()


def whoosh_open(folder: Path) -> Ask:
    from whoosh import index, query

    searcher = index.open_dir(folder).searcher()

    def tree(asked: Question) -> Any:
        terms = [query.Term("text", term) for term in asked.terms]
        if asked.kind == "phrase":
            return query.Phrase("text", list(asked.terms))
        if asked.kind == "prefix":
            return query.Prefix("text", asked.terms[0])
        return query.And(terms) if asked.kind == "and" else query.Or(terms)

    def ask(asked: Question) -> Answer:
        node = tree(asked)
        if asked.year:
            node = query.And([node, query.Term("year", str(asked.year))])
        groups = ["year", "province"] if asked.facets else None
        found = searcher.search(node, limit=10, groupedby=groups)
        counts = [
            Counter({value: len(docs) for value, docs in found.groups(name).items()})
            for name in groups or ()
        ]
        return len(found), [hit.docnum for hit in found], counts

    return ask


# --- SQLite FTS5 --------------------------------------------------------------


def fts5_build(rows: Sequence[Row], folder: Path) -> None:
    database = sqlite3.connect(folder / "fts5.db")
    database.execute("CREATE TABLE rows (id INTEGER PRIMARY KEY, year INTEGER, province TEXT)")
    database.execute(
        "CREATE VIRTUAL TABLE texts USING fts5 (text, content='', "
        "tokenize=\"unicode61 remove_diacritics 0 tokenchars '-/,.%'\")"
    )
    database.executemany(
        "INSERT INTO rows VALUES (?, ?, ?)",
        ((number, row.year, row.province) for number, row in enumerate(rows)),
    )
    database.executemany(
        "INSERT INTO texts (rowid, text) VALUES (?, ?)",
        ((number, " ".join(row.terms)) for number, row in enumerate(rows)),
    )
    database.execute("INSERT INTO texts (texts) VALUES ('optimize')")
    database.execute("CREATE INDEX by_year ON rows (year)")
    database.commit()
    database.close()


def fts5_open(folder: Path) -> Ask:
    database = sqlite3.connect(folder / "fts5.db")

    def match(asked: Question) -> str:
        quoted = [f'"{term}"' for term in asked.terms]
        if asked.kind == "phrase":
            return '"{}"'.format(" ".join(asked.terms))
        if asked.kind == "prefix":
            return f"{quoted[0]} *"
        return (" AND " if asked.kind == "and" else " OR ").join(quoted)

    def ask(asked: Question) -> Answer:
        source, values = "texts WHERE texts MATCH ?", [match(asked)]
        # In this order: the texts first, then what each of their rows is.
        joined = "texts CROSS JOIN rows ON rows.id = texts.rowid WHERE texts MATCH ?"
        if asked.year:
            source = f"{joined} AND rows.year = {asked.year}"
        top = database.execute(
            f"SELECT texts.rowid FROM {source} ORDER BY rank LIMIT 10", values
        ).fetchall()
        (total,) = database.execute(f"SELECT count(*) FROM {source}", values).fetchone()
        counts = [
            Counter(dict(database.execute(
                f"SELECT rows.{name}, count(*) FROM {joined} GROUP BY 1", values
            )))
            for name in (("year", "province") if asked.facets else ())
        ]  # fmt: skip
        return total, [row for (row,) in top], counts

    return ask


# --- tantivy ------------------------------------------------------------------


def _tantivy_schema() -> Any:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text", tokenizer_name="whitespace", index_option="position")
    builder.add_unsigned_field("year", indexed=True, fast=True)
    builder.add_unsigned_field("province", indexed=True, fast=True)
    builder.add_unsigned_field("number", fast=True)
    return builder.build()


def tantivy_build(rows: Sequence[Row], folder: Path) -> None:
    import tantivy

    writer = tantivy.Index(_tantivy_schema(), str(folder)).writer(512_000_000, num_threads=1)
    for number, row in enumerate(rows):
        document = tantivy.Document(text=[" ".join(row.terms)])
        document.add_unsigned("year", row.year)
        document.add_unsigned("province", int(row.province[-2:]))
        document.add_unsigned("number", number)
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


def tantivy_open(folder: Path) -> Ask:
    import tantivy

    schema = _tantivy_schema()
    index = tantivy.Index.open(str(folder))
    searcher = index.searcher()
    query, occur = tantivy.Query, tantivy.Occur
    aggregated = {name: {"terms": {"field": name, "size": 100}} for name in ("year", "province")}

    def tree(asked: Question) -> Any:
        if asked.kind == "phrase":
            return query.phrase_query(schema, "text", list(asked.terms))
        if asked.kind == "prefix":
            return query.regex_query(schema, "text", asked.terms[0] + ".*")
        how = occur.Must if asked.kind == "and" else occur.Should
        terms = [(how, query.term_query(schema, "text", term)) for term in asked.terms]
        return terms[0][1] if len(terms) == 1 else query.boolean_query(terms)

    def ask(asked: Question) -> Answer:
        node = tree(asked)
        if asked.year:
            year = query.const_score_query(query.term_query(schema, "year", asked.year), 0.0)
            node = query.boolean_query([(occur.Must, node), (occur.Must, year)])
        found = searcher.search(node, 10)
        counts = []
        if asked.facets:
            answer = searcher.aggregate(node, aggregated)
            counts = [
                Counter({bucket["key"]: bucket["doc_count"] for bucket in answer[name]["buckets"]})
                for name in aggregated
            ]
        return found.count, [address.doc for _, address in found.hits], counts

    return ask


# --- Xapian -------------------------------------------------------------------

SYSTEM_PYTHON = "/usr/bin/python3"


def has_xapian() -> bool:
    run = subprocess.run([SYSTEM_PYTHON, "-c", "import xapian"], capture_output=True, check=False)
    return run.returncode == 0


def _xapian(folder: Path) -> subprocess.Popen[str]:
    script = Path(__file__).with_name("xapian_peer.py")
    return subprocess.Popen(
        [SYSTEM_PYTHON, str(script), str(folder)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def xapian_build(rows: Sequence[Row], folder: Path) -> None:
    with _xapian(folder) as process:
        assert process.stdin is not None
        for row in rows:
            line = {"terms": row.terms, "year": row.year, "province": row.province}
            process.stdin.write(json.dumps(line) + "\n")
        process.stdin.close()


def xapian_times(folder: Path, asked: Sequence[Question], rounds: int) -> list[list[float]]:
    """Seconds of each question in each round, measured within Xapian's own process."""
    with _xapian(folder) as process:
        assert process.stdin is not None and process.stdout is not None
        given = {
            "rounds": rounds,
            "questions": [
                {"kind": q.kind, "terms": q.terms, "year": q.year, "facets": q.facets}
                for q in asked
            ],
        }
        process.stdin.write(json.dumps(given) + "\n")
        process.stdin.close()
        found: list[list[float]] = json.loads(process.stdout.read())
        return found
