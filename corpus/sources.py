"""Where a document comes from: the file as it came, and what others say of it.

What a list of documents declares is kept beside what was read, never in its
place.  Standard library only; named from `corpus.model` as well.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Declared:
    """What the list a file was named in says of the document; None where it is silent."""

    title: str | None = None
    number: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """The file as it came. `origin` is its absolute path or address: the name
    under which it is recognised when it comes again.

    `url`, `fetched_at` and `licence` are provenance, `declared` what a list of
    documents says; none of them is read from the bytes.
    """

    sha256: str
    media_type: str
    file_name: str
    origin: str
    size: int
    url: str | None = None
    fetched_at: str | None = None
    licence: str | None = None
    declared: Declared | None = None

    def comes_like(self, other: Source) -> bool:
        """Whether both are said to come from the same place under the same terms; the
        moment of fetching is no part of it."""
        return (self.url, self.licence, self.declared) == (
            other.url,
            other.licence,
            other.declared,
        )
