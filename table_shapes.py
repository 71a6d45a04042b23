"""Tables across documents as other programs read them: plain dicts with stable keys,
as `shapes` makes them of everything else."""

from __future__ import annotations

from typing import Any

from corpus.tabulated import DutyMatrix, Figure, Ledger


def ledger(table: Ledger) -> dict[str, Any]:
    """Figures by indicator; `amount` is the value in the unit of the row."""
    return {
        "documents": [document.id for document in table.documents],
        "rows": [
            {
                "key": row.key,
                "indicator": row.name,
                "names": list(row.names),
                "unit": row.unit,
                "direction": row.direction and row.direction.value,
                "figures": [_figure(figure) for figure in row.figures],
                "flags": [
                    {
                        "kind": flag.kind.value,
                        "sentence": str(flag.sentence),
                        "reason": str(flag.reason),
                        "figures": [figure.id for figure in flag.figures],
                    }
                    for flag in row.flags
                ],
            }
            for row in table.rows
        ],
    }


def _figure(figure: Figure) -> dict[str, Any]:
    target = figure.target
    return {
        "id": figure.id,
        "document": figure.document,
        "passage": figure.passage,
        "kind": target.kind.value,
        "comparator": target.comparator.value,
        "value": target.value,
        "unit": target.unit,
        "amount": figure.amount,
        "year": target.year,
        "printed": figure.printed,
        "span": [target.span.start, target.span.end],
    }


def duties(table: DutyMatrix) -> dict[str, Any]:
    return {
        "documents": [document.id for document in table.documents],
        "frame": table.frame and table.frame.id,
        "agencies": list(table.agencies),
        "rows": [
            {
                "key": row.group.key,
                "title": row.group.title,
                "passage": row.passage,
                "marks": [
                    {
                        "agency": agency,
                        "leads": list(mark.leads),
                        "supports": list(mark.supports),
                    }
                    for agency, mark in row.marks.items()
                ],
            }
            for row in table.rows
        ],
    }
