"""The steps from an empty store to one of today, each a script of SQL.

A step, once released, is never edited: a change of the tables is a new step at the
end.  None of the statements holds a semicolon of its own.
"""

from __future__ import annotations

_FIRST = """
CREATE TABLE state (generation INTEGER NOT NULL);
INSERT INTO state VALUES (0);
CREATE TABLE documents (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    origin TEXT NOT NULL UNIQUE
);
CREATE TABLE versions (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    current BOOLEAN NOT NULL,
    sha256 TEXT NOT NULL,
    parser TEXT NOT NULL,
    ingested_at TEXT NOT NULL,
    source TEXT NOT NULL,
    title TEXT NOT NULL,
    symbol TEXT,
    symbol_key TEXT,
    type TEXT,
    genre TEXT NOT NULL,
    date TEXT,
    published TEXT,
    year INTEGER,
    province TEXT,
    district TEXT,
    level TEXT,
    passage_count INTEGER NOT NULL,
    group_count INTEGER NOT NULL,
    problem_count INTEGER NOT NULL,
    word_count INTEGER NOT NULL,
    problems TEXT NOT NULL,
    text TEXT NOT NULL,
    structure BLOB NOT NULL,
    word_starts BLOB NOT NULL,
    word_ends BLOB NOT NULL,
    UNIQUE (document, number)
);
CREATE UNIQUE INDEX versions_one_current ON versions (document) WHERE current;
CREATE INDEX versions_sha256 ON versions (sha256);
CREATE TABLE passages (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    version INTEGER NOT NULL REFERENCES versions (key) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    eid TEXT NOT NULL,
    provision TEXT,
    text TEXT NOT NULL,
    spans TEXT NOT NULL,
    heading_path TEXT NOT NULL,
    sentences TEXT NOT NULL,
    UNIQUE (version, eid),
    UNIQUE (version, ordinal)
);
CREATE TABLE filings (
    frame TEXT NOT NULL,
    version INTEGER NOT NULL REFERENCES versions (key) ON DELETE CASCADE,
    PRIMARY KEY (frame, version)
) WITHOUT ROWID;
CREATE INDEX filings_version ON filings (version);
CREATE TABLE groups (
    frame TEXT NOT NULL,
    passage INTEGER NOT NULL REFERENCES passages (key) ON DELETE CASCADE,
    group_key TEXT NOT NULL,
    PRIMARY KEY (frame, passage)
) WITHOUT ROWID;
CREATE INDEX groups_passage ON groups (passage);
"""

_CORRECTIONS = """
CREATE TABLE corrections (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    field TEXT NOT NULL,
    value TEXT,
    was TEXT NOT NULL,
    by TEXT NOT NULL,
    at TEXT NOT NULL
);
CREATE INDEX corrections_document ON corrections (document);
"""

_JUDGEMENTS = """
CREATE TABLE judgements (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    entry TEXT NOT NULL
);
"""

_BASKETS = """
CREATE TABLE baskets (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    basket TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    passage TEXT NOT NULL,
    start INTEGER,
    "end" INTEGER,
    digest TEXT NOT NULL,
    exact TEXT NOT NULL,
    stands_at TEXT NOT NULL,
    note TEXT NOT NULL,
    added_at TEXT NOT NULL
);
CREATE INDEX baskets_basket ON baskets (basket, ordinal);
"""

# `issuer_of` reads what a version's `structure` says, see `corpus.schema.functions`.
_ISSUERS = """
CREATE TABLE issuers (
    version INTEGER PRIMARY KEY REFERENCES versions (key) ON DELETE CASCADE,
    issuer TEXT
);
INSERT INTO issuers SELECT key, issuer_of(structure) FROM versions;
"""

_SAVED = """
CREATE TABLE saved (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    owner TEXT NOT NULL,
    address TEXT NOT NULL,
    name TEXT NOT NULL,
    seen INTEGER NOT NULL,
    saved_at TEXT NOT NULL,
    UNIQUE (owner, address)
);
"""

MIGRATIONS: list[str] = [_FIRST, _CORRECTIONS, _JUDGEMENTS, _BASKETS, _ISSUERS, _SAVED]
