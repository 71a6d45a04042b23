"""Xapian's side of the comparison, run by the system's Python: no module of ours here.

    python3 xapian_peer.py FOLDER < lines of JSON

Lines with terms are passages to index; a line with questions is answered with the
seconds that each of them took, round by round.
"""

import json
import sys
import time
from pathlib import Path

import xapian

YEAR, PROVINCE = 0, 1


def build(folder, lines):
    database = xapian.WritableDatabase(folder, xapian.DB_CREATE_OR_OVERWRITE)
    for line in lines:
        row = json.loads(line)
        document = xapian.Document()
        for at, term in enumerate(row["terms"]):
            document.add_posting(term, at)
        document.add_boolean_term(f"Y{row['year']}")
        document.add_value(YEAR, str(row["year"]))
        document.add_value(PROVINCE, row["province"])
        database.add_document(document)
    database.commit()
    database.close()


def tree(asked):
    terms = asked["terms"]
    if asked["kind"] == "prefix":
        query = xapian.Query(
            xapian.Query.OP_WILDCARD, terms[0], 0, xapian.Query.WILDCARD_LIMIT_FIRST
        )
    elif asked["kind"] == "phrase":
        query = xapian.Query(xapian.Query.OP_PHRASE, terms, len(terms))
    else:
        kind = xapian.Query.OP_AND if asked["kind"] == "and" else xapian.Query.OP_OR
        query = xapian.Query(kind, terms)
    if asked["year"]:
        year = xapian.Query(f"Y{asked['year']}")
        query = xapian.Query(xapian.Query.OP_FILTER, query, year)
    return query


def ask(database, asked):
    enquire = xapian.Enquire(database)
    enquire.set_query(tree(asked))
    spies = [xapian.ValueCountMatchSpy(slot) for slot in (YEAR, PROVINCE) if asked["facets"]]
    for spy in spies:
        enquire.add_matchspy(spy)
    found = enquire.get_mset(0, 10, database.get_doccount())  # all of them counted
    return (
        found.get_matches_estimated(),
        [match.docid for match in found],
        [{item.term: item.termfreq for item in spy.values()} for spy in spies],
    )


def measure(folder, given):
    database = xapian.Database(folder)
    rounds = []
    for _ in range(given["rounds"]):
        times = []
        for asked in given["questions"]:
            start = time.perf_counter()
            ask(database, asked)
            times.append(time.perf_counter() - start)
        rounds.append(times)
    return rounds


if __name__ == "__main__":
    path, first = str(Path(sys.argv[1]) / "xapian"), sys.stdin.readline()
    if '"questions"' in first:
        print(json.dumps(measure(path, json.loads(first))))
    else:
        build(path, [first, *sys.stdin])
