"""A sheet of the workbook, written downwards row by row, and what its cells can hold.

The head is frozen and everything below it can be filtered. Never: a row above one that is written (constant memory
keeps none), a text or a number of links that Excel refuses.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

_LONGEST = 32_000
"""Characters in a cell; Excel's own limit is 32,767."""
_LINKS = 60_000
"""Links in a sheet; Excel's own limit is 65,530."""


class Sheet:
    """One sheet and the row it has come to; `looks` are the formats of a head cell, a title row and a link."""

    def __init__(
        self, book: Any, looks: tuple[Any, Any, Any], name: str, columns: Sequence[tuple[str, int]], above: int = 1
    ) -> None:
        self.name = name
        self.sheet = book.add_worksheet(name)
        self.row = above
        self._above, self._columns, self._looks = above, columns, looks
        self._links, self._headed = 0, False
        for number, (_, width) in enumerate(columns):
            self.sheet.set_column(number, number, width)
        self.sheet.freeze_panes(above, 1)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(above - 1)

    def next_row(self) -> int:
        """The number of the row to write now. The head goes before the first: rows are written downwards only."""
        self._write_head()
        self.row += 1
        return self.row - 1

    def texts(self, values: Sequence[str]) -> None:
        """A row of texts."""
        at = self.next_row()
        for column, value in enumerate(values):
            self.sheet.write_string(at, column, cut(value))

    def write_title(self, title: str) -> None:
        """A row that names the section whose figures follow."""
        at = self.next_row()
        for column in range(len(self._columns)):
            self.sheet.write_string(at, column, cut(title) if column == 0 else "", self._looks[1])

    def link(self, row: int, column: int, target: str, text: str) -> None:
        """A link, or plain text where the sheet has no room for more links."""
        self._links += 1
        if self._links <= _LINKS and len(target) < 2000:
            self.sheet.write_url(row, column, target, self._looks[2], cut(text))
        else:
            self.sheet.write_string(row, column, cut(text))

    def done(self) -> None:
        """What can be said only when all rows are known."""
        self._write_head()
        self.sheet.autofilter(self._above - 1, 0, max(self.row - 1, self._above), len(self._columns) - 1)

    def _write_head(self) -> None:
        if not self._headed:
            self._headed = True
            for number, (head, _) in enumerate(self._columns):
                self.sheet.write_string(self._above - 1, number, head, self._looks[0])


def decimals(step: Decimal) -> int:
    """Decimals of a number whose last printed digit has this place value; at most six."""
    exponent = step.normalize().as_tuple().exponent
    return min(max(0, -exponent), 6) if isinstance(exponent, int) else 0


def inside(sheet: str) -> str:
    return "internal:'{}'!A1".format(sheet.replace("'", "''"))


def to_json(key: str) -> str:
    """The link to a report's JSON. Letters stay as they are: Excel misreads UTF-8 in percent form on some systems."""
    return "external:reports/" + re.sub(r"[\x00-\x20%#\"<>\[\]`^{}|]", lambda one: f"%{ord(one[0]):02X}", key) + ".json"


def cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
