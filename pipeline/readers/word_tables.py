"""The shape of a Word table: which cell stands where, and over how many rows and columns it reaches.

Signals: `gridSpan` and `vMerge` (and the older `hMerge`), cells left out at a row's ends, rows deleted by a tracked
change. Never: what the cells say.
"""

from __future__ import annotations

from dataclasses import field

from pipeline.frozen import dataclass
from pipeline.readers.word_package import Element, W, child, integer, value

_MOST_COLUMNS = 1000


@dataclass(slots=True)
class TableCell:
    """Where a cell stands (from 0) and its `w:tc` elements, more than one where the author merged cells downwards."""

    row: int
    column: int
    column_span: int
    parts: list[Element] = field(default_factory=list)
    row_span: int = 1


def rows(table: Element) -> list[list[TableCell]]:
    """The cells by the row in which they begin. A cell that goes on from above is no cell of its row."""
    found: list[list[TableCell]] = []
    open_: dict[int, TableCell] = {}
    for index, row in enumerate(_rows(table)):
        column = integer(value(child(row, "trPr", "gridBefore")))
        cells: list[TableCell] = []
        for element in _cells(row):
            properties = child(element, "tcPr")
            span = min(max(integer(value(child(properties, "gridSpan")), 1), 1), _MOST_COLUMNS)
            merge = child(properties, "vMerge")
            above = open_.get(column)
            if value(child(properties, "hMerge")) == "continue" and cells:
                cells[-1].column_span += span
                cells[-1].parts.append(element)
            elif merge is not None and value(merge) != "restart" and above is not None:
                above.parts.append(element)
                above.row_span = index - above.row + 1
            else:
                cell = TableCell(index, column, span, [element])
                cells.append(cell)
                open_.pop(column, None)
                if merge is not None:
                    open_[column] = cell
            column += span
        found.append(cells)
    return found


def is_frame(table: Element) -> bool:
    """One cell around whole paragraphs or tables: a frame about part of the text, no table."""
    cells = [cell for row in _rows(table) for cell in _cells(row)]
    return len(cells) == 1 and (cells[0].find(W + "tbl") is not None or len(cells[0].findall(W + "p")) > 3)


def _rows(table: Element) -> list[Element]:
    wrapped = (W + "tr", W + "sdt", W + "sdtContent", W + "customXml", W + "ins")
    return [row for row in _within(table, W + "tr", wrapped) if child(row, "trPr", "del") is None]


def _cells(row: Element) -> list[Element]:
    return _within(row, W + "tc", (W + "sdt", W + "sdtContent", W + "customXml"))


def _within(element: Element, wanted: str, wrappers: tuple[str, ...]) -> list[Element]:
    found: list[Element] = []
    for child_ in element:
        if child_.tag == wanted:
            found.append(child_)
        elif child_.tag in wrappers:
            found += _within(child_, wanted, wrappers)
    return found
