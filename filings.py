"""Passages filed under the rows of frames, kept in the store.

Store and search know nothing of comparing: here its answer, the row a passage belongs
to, is written down once for each version and frame, so that search can filter by it.
"""

from __future__ import annotations

from collections.abc import Mapping

from corpus import frames, numbers
from corpus.model import Document, Frame, Message, NotFound
from corpus.store import Store


class Filings:
    """The frames of one store, and what is filed under their rows."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._frames_at: tuple[int, list[Frame]] = (-1, [])

    # --- Frames -------------------------------------------------------------

    def frames(self) -> list[Frame]:
        """The curated frames, and those of the documents that have task groups."""
        generation = self._store.generation()
        if self._frames_at[0] != generation:
            own = [
                frames.frame_of(self._store.document(summary.id))
                for summary in self._store.summaries()
                if summary.groups
            ]
            self._frames_at = generation, [*frames.curated().values(), *own]
        return list(self._frames_at[1])

    def frame(self, name: str) -> Frame:
        """A curated frame by id or number, else the frame a document makes."""
        curated = frames.curated()
        if name in curated:
            return curated[name]
        for frame in curated.values():
            if frame.number and _same_number(frame.number, name):
                return frame
        try:
            return frames.frame_of(self._store.document(self._store.resolve(name)))
        except NotFound as error:
            known = ", ".join(curated)
            raise NotFound(
                Message(
                    "Không có khung hay văn bản nào là “{name}”; khung có sẵn: {known}.",
                    name=name,
                    known=known,
                )
            ) from error

    # --- Filing -------------------------------------------------------------

    def key(self, frame: Frame) -> str:
        """What filings under a frame are stored by: a document's frame changes with it."""
        if frame.document is None:
            return frame.id
        versions = {name: key for key, name in self._store.current_versions().items()}
        return f"{frame.id}@{versions[frame.document]}"

    def follow(self, frame: Frame) -> None:
        """Files the documents that are not yet filed under a frame."""
        if self._unfiled(frame):
            with self._store.writing():  # looked at again: a document may be gone meanwhile
                self._file(frame, self._unfiled(frame))

    def renew(self, frame: Frame) -> None:
        """Files all documents under a frame, anew."""
        self._file(frame, self._store.current_versions())

    def _unfiled(self, frame: Frame) -> dict[int, str]:
        filed = self._store.grouped_versions(self.key(frame))
        current = self._store.current_versions()
        return {key: name for key, name in current.items() if key not in filed}

    def _file(self, frame: Frame, versions: Mapping[int, str]) -> None:
        key = self.key(frame)
        for version, name in versions.items():
            document = self._store.document(name, version)
            rows = _rows(frame, document)
            keys = self._store.passage_keys(version)
            self._store.set_groups(
                key,
                version,
                {
                    passage_key: rows[passage.eid]
                    for passage_key, passage in zip(keys, document.passages, strict=True)
                    if passage.eid in rows
                },
            )


def _same_number(number: str, name: str) -> bool:
    try:
        return numbers.parse(number) == numbers.parse(name)
    except ValueError:
        return False


def _rows(frame: Frame, document: Document) -> Mapping[str, str]:
    """Passage eid → row. A document's own frame is for whoever asks; a curated one is
    for the document it stands for and those that cite it."""
    from compare.align import file_under

    if frame.number and frame.document is None:
        metadata = document.metadata
        cited = (r.number for r in document.references)
        if not any(
            name and _same_number(frame.number, name)
            for name in (metadata.number, *metadata.implements, *cited)
        ):
            return {}
    return file_under(document, frame)
