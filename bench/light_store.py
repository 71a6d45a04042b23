"""What search asks of a store, answered from documents in memory."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from bench.passages import PROVINCES, YEARS
from corpus.model import Document
from corpus.records import Attributes, StoredPassage


class LightStore:
    """Version n is the document in place n, passages are numbered through."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = documents
        self._first = [0]
        for one in documents:
            self._first.append(self._first[-1] + len(one.passages))

    @contextmanager
    def writing(self) -> Iterator[None]:
        yield

    def generation(self) -> int:
        return 1

    def current_versions(self) -> dict[int, str]:
        return {version: one.id for version, one in enumerate(self._documents)}

    def document(self, name: str, version: int) -> Document:
        return self._documents[version]

    def passage_keys(self, version: int) -> list[int]:
        return list(range(self._first[version], self._first[version + 1]))

    def passages(self, keys: Sequence[int]) -> list[StoredPassage]:
        found = []
        for key in keys:
            version = bisect_right(self._first, key) - 1
            one = self._documents[version]
            passage = one.passages[key - self._first[version]]
            text = one.passage_text(passage)
            found.append(StoredPassage(key, one.id, version, passage.eid, text, passage.spans, ()))
        return found

    def groups(self, frame: str) -> Mapping[int, str]:
        return {}

    def attributes(self) -> dict[int, Attributes]:
        return {
            version: Attributes(
                one.id, f"Tỉnh {version % PROVINCES:02}", "Bài", YEARS[version % len(YEARS)],
                one.metadata.genre, None, None, None, one.metadata.title, None,
            )
            for version, one in enumerate(self._documents)
        }  # fmt: skip
