"""Tables of a report as records: caption, columns flattened to one row, body cells, section.

What is a table, where it goes on over pages and which rows are its head: `grammar.table_grid`. What its figures mean is
read later, from the same sheets (`grammar.tables`). Never: the header block and the signature block are no tables.
"""

from __future__ import annotations

from pipeline.document import Document, replace
from pipeline.grammar.table_context import surroundings
from pipeline.grammar.table_grid import Row, Sheet, sheets
from pipeline.grammar.table_heads import flatten
from schemas.structure import Table


def tabulate(document: Document) -> Document:
    """Fill `tables`; needs layout (`paragraphs`) and, for the section of each table, `sections`."""
    found = sheets(document)
    return replace(document, tables=tuple(_table(document, sheet, f"t{i}") for i, sheet in enumerate(found, 1)))


def _table(document: Document, sheet: Sheet, identifier: str) -> Table:
    around = surroundings(document, sheet)
    return Table(
        id=identifier,
        caption=around.caption,
        columns=tuple(flatten([row[i].text for row in sheet.head]) for i in range(sheet.columns)),
        rows=tuple(_cells(row) for row in sheet.body),
        section=around.section,
        source=document.source(sheet.start, sheet.end),
    )


def _cells(row: Row) -> tuple[str, ...]:
    """The texts of a row; a cell merged over several columns is given once, at its first column."""
    texts = []
    for i, cell in enumerate(row):
        covered = i > 0 and not cell.home and cell.key == row[i - 1].key and cell.column_span > 1
        texts.append("" if covered else cell.text)
    return tuple(texts)
