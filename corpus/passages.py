"""The passages of a store: their keys, texts, and the rows of frames they are filed under.

A part of the store: rows that need no document decoded, which search reads by the
thousand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from sqlalchemy import delete, insert, select

from corpus import rows
from corpus.records import PassageColumns, StoredPassage
from corpus.schema import Database, documents, filings, groups, passages, versions

_OF_PASSAGES = passages.join(versions).join(documents)
_MANY = 500  # keys in one statement


class Passages:
    """What is asked of the passages of one database."""

    _database: Database

    def passage_keys(self, version: int) -> list[int]:
        """The keys of a version's passages, in the order of the document."""
        query = select(passages.c.key).where(passages.c.version == version)
        with self._database.read() as connection:
            return list(connection.scalars(query.order_by(passages.c.ordinal)))

    def passage_columns(self) -> PassageColumns:
        """Key and version of every passage of current versions, by key."""
        query = select(passages.c.key, passages.c.version).join(versions)
        with self._database.read() as connection:
            found = connection.execute(
                query.where(versions.c.current).order_by(passages.c.key)
            ).all()
        table = np.array([tuple(row) for row in found], dtype=np.int64).reshape(-1, 2).T
        keys, of_versions = np.ascontiguousarray(table)
        return PassageColumns(keys, of_versions)

    def passages(self, keys: Sequence[int]) -> list[StoredPassage]:
        """The passages with these keys, in this order; unknown keys are left out."""
        p = passages.c
        query = select(p.key, documents.c.id, p.version, p.eid, p.text, p.spans, p.heading_path)
        query = query.select_from(_OF_PASSAGES)
        found: dict[int, StoredPassage] = {}
        with self._database.read() as connection:
            for at in range(0, len(keys), _MANY):
                some = [int(key) for key in keys[at : at + _MANY]]
                for row in connection.execute(query.where(p.key.in_(some))):
                    found[row.key] = rows.stored_passage(row)
        return [found[key] for key in keys if key in found]

    def passage_key(self, document_id: str, eid: str) -> int | None:
        """The key of a passage of the current version, None where it has no such eid."""
        query = select(passages.c.key).select_from(_OF_PASSAGES)
        where = (documents.c.id == document_id, versions.c.current, passages.c.eid == eid)
        with self._database.read() as connection:
            return connection.scalar(query.where(*where))

    def groups(self, frame_id: str) -> dict[int, str]:
        """Passage key → row of the frame, for passages of current versions."""
        query = select(groups.c.passage, groups.c.group_key)
        query = query.select_from(groups.join(passages).join(versions))
        with self._database.read() as connection:
            current = query.where(groups.c.frame == frame_id, versions.c.current)
            return {int(key): str(group) for key, group in connection.execute(current)}

    def grouped_versions(self, frame_id: str) -> set[int]:
        """The current versions that were filed under a frame."""
        query = select(filings.c.version).join(versions)
        with self._database.read() as connection:
            return set(
                connection.scalars(query.where(filings.c.frame == frame_id, versions.c.current))
            )

    def set_groups(self, frame_id: str, version: int, keys: Mapping[int, str]) -> None:
        """File the passages of a version under the rows of a frame, anew."""
        of_version = select(passages.c.key).where(passages.c.version == version)
        with self._database.change() as connection:
            connection.execute(
                delete(groups).where(groups.c.frame == frame_id, groups.c.passage.in_(of_version))
            )
            filed = {"frame": frame_id, "version": version}
            connection.execute(insert(filings).prefix_with("OR IGNORE"), filed)
            filed_under = [
                {"frame": frame_id, "passage": passage, "group_key": key}
                for passage, key in keys.items()
            ]
            if filed_under:
                connection.execute(insert(groups), filed_under)
