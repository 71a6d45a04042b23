"""The log of decisions in the store: entries are added, and never changed or removed.

In go decisions, out they come in the order they arrived.  An entry that was
acknowledged is on the disk.  The writer lock is not taken: people go on deciding
while a long ingest runs, each entry being a transaction of its own.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import func, insert, select

from corpus.decision_files import plain, read_entry
from corpus.decisions import Decision
from corpus.model import BadRequest, Message, StoreError
from corpus.schema import Database, judgements


class Judgements:
    """The log of one data folder. Threads may share it; processes open their own."""

    def __init__(self, folder: Path) -> None:
        self._database = Database(folder.absolute() / "store.sqlite")
        self._read: list[tuple[int, Decision]] = []

    def close(self) -> None:
        self._database.close()

    def position(self) -> int:
        """The key of the last entry, 0 where there is none."""
        with self._database.read() as connection:
            return int(connection.scalar(select(func.max(judgements.c.key))) or 0)

    def read(self) -> list[tuple[int, Decision]]:
        """All entries with their keys; only what is new is read from the disk."""
        known = self._read
        after = known[-1][0] if known else 0
        query = select(judgements.c.key, judgements.c.entry).where(judgements.c.key > after)
        with self._database.read() as connection:
            found = connection.execute(query.order_by(judgements.c.key)).all()
        try:
            new = [(int(key), read_entry(entry)) for key, entry in found]
        except (ValueError, BadRequest) as error:
            raise StoreError(Message("Không đọc lại được các quyết định.")) from error
        self._read = [*known, *new]
        return list(self._read)

    def append(self, decisions: Sequence[Decision], after: int | None = None) -> bool:
        """Adds entries, all or none; False where the log has gone on since `after`."""
        rows = [
            {"id": one.id, "entry": json.dumps(plain(one), ensure_ascii=False)} for one in decisions
        ]
        with self._database.write() as connection:
            last = int(connection.scalar(select(func.max(judgements.c.key))) or 0)
            if after is not None and last != after:
                return False
            if rows:
                connection.execute(insert(judgements), rows)
        return True
