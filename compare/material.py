"""What goes into an exported comparison: the rows on the screen, in the reader's words.

In come a comparison, its documents, the origins of their clauses and the words
to say it in; out come the texts that all kinds of files are made of.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from compare.table import clause, pairs, set_out
from corpus.citation import citation_text, cite, permalink
from corpus.compared import Cell, Clause, Origins, Pair, Row, Words
from corpus.model import Comparison, Decided, Document, Message, Relation, split_passage_id


@dataclass(frozen=True)
class Material:
    """A comparison ready to be written; everything it gives is in the reader's words."""

    comparison: Comparison
    documents: Mapping[str, Document]
    origins: Mapping[str, Origins]
    words: Words

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        framed = self.comparison.frame is not None
        return set_out(self.comparison, self.documents) if framed else ()

    @cached_property
    def links(self) -> tuple[Pair, ...]:
        return pairs(self.comparison.links, self.documents)

    def only_in(self) -> Iterator[tuple[Document, Clause]]:
        """The clauses found in one document alone."""
        for name, passages in self.comparison.only_in.items():
            for passage in passages:
                yield self.documents[name], clause(self.documents[name], passage)

    @property
    def title(self) -> str:
        frame = self.comparison.frame
        if frame is None:
            return self.say(Message("Đối chiếu từng cặp"))
        number = f"{frame.number}: " if frame.number else ""
        return f"{self.say(Message('Đối chiếu'))}: {number}{self.words.title_of(frame)}"

    def say(self, thing: Message | str) -> str:
        return self.words.say(thing)

    def document_of(self, passage: str) -> Document:
        return self.documents[split_passage_id(passage)[0]]

    def url(self, passage: str) -> str:
        """Where the passage is read in its document."""
        document, eid = self.document_of(passage), split_passage_id(passage)[1]
        return self.words.base.rstrip("/") + permalink(document, eid)

    def citation(self, passage: str) -> str:
        return citation_text(self.document_of(passage), split_passage_id(passage)[1])

    def source(self, passage: str) -> str:
        """The citation without the quotation, for where the words stand already."""
        document, eid = self.document_of(passage), split_passage_id(passage)[1]
        quotation = f"“{' '.join(cite(document, eid).exact.split())}” "
        return self.citation(passage).removeprefix(quotation).removesuffix(".").strip("()")

    def name(self, document: Document) -> str:
        """Type and number, else the title."""
        meta = document.metadata
        if not meta.number:
            return " ".join(meta.title.split())
        return " ".join(filter(None, [meta.type, meta.number]))

    def place(self, document: Document) -> str:
        meta = document.metadata
        return ", ".join(filter(None, [meta.commune, meta.district, meta.province]))

    def genre(self, document: Document) -> str:
        return self.say(self.words.genres[document.metadata.genre])

    def relation(self, value: Relation | None) -> str:
        """Sign and word of a relation; None is that of what is found nowhere else."""
        sign, word = self.words.alone if value is None else self.words.relations[value]
        return f"{sign} {self.say(word)}"

    def relation_of(self, one: Clause) -> str:
        """The closest relation of a clause; "" where there was nothing to compare it with."""
        return self.relation(one.relation) if one.counterparts or one.alone else ""

    def coverage(self, cell: Cell) -> str:
        """How many clauses of a cell are found elsewhere, and how closely."""
        return "  ".join(f"{self.relation(value)}: {count}" for value, count in cell.coverage)

    def decided(self, one: Decided | None) -> str:
        """Who decided and when; "" for what the machine says."""
        if one is None:
            return ""
        return self.say(Message("{name} · {day}", name=one.by, day=one.at.astimezone().date()))

    def gap(self, cell: Cell) -> str:
        sign, _ = self.words.alone
        return f"{sign} {self.say(self.words.gaps[cell.document.metadata.genre])}"

    def origin_of(self, passage: str) -> tuple[str, float, str]:
        """Sign and word, share, and the name of the parent, of a clause's wording."""
        origins = self.origins[split_passage_id(passage)[0]]
        found = origins.clauses.get(passage)
        if found is None:
            return "", 0.0, ""
        sign, word = self.words.origins[found.origin]
        parent = origins.parents[found.parent] if found.parent else ""
        return f"{sign} {self.say(word)}", found.share, parent


def line(text: str) -> str:
    return " ".join(text.split())
