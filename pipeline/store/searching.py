"""Finding reports by words: without diacritics and case, `thuy` finds `Thủy`, on every database alike.

Each report carries its words folded, so that a query compares plain text. Never: a report's own text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_

FIELDS = ("file", "area_name", "issuer", "number", "subject", "place", "type", "period_label", "year")
"""The columns of `document` whose words find a report."""


def folded(text: str) -> str:
    """Without diacritics and case."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D").casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def words_of(row: Mapping[str, Any]) -> str:
    """What a report is found by."""
    return folded(" ".join(str(row[name]) for name in FIELDS if row.get(name) is not None))


def holds(column: ColumnElement[str], words: str) -> ColumnElement[bool]:
    """Every one of the words stands in the column, which is folded."""
    return and_(*(column.contains(word, autoescape=True) for word in folded(words).split()))
