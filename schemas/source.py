"""Where a record stands in its report: characters first, then page and boxes.

Offsets are half-open and count Unicode code points of `Report.text`, the one coordinate system of a report.
"""

from __future__ import annotations

from functools import partial
from operator import is_
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

Box = tuple[float, float, float, float]
"""x0, top, x1, bottom in PDF points (1/72 inch) from the page's top-left corner."""

IS_NONE = partial(is_, None)
"""Excludes a field that is null (called for each record: in C)."""

Confidence = Annotated[float, Field(ge=0, le=1)]


class Record(BaseModel):
    """Base of every published record: immutable, and closed to unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Source(Record):
    """The exact characters a record was read from; `page` is null and `boxes` empty where the input has no pages."""

    page: int | None = Field(default=None, ge=1)
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    text: str
    boxes: tuple[Box, ...] = ()

    @model_validator(mode="after")
    def _span_is_as_long_as_its_text(self) -> Source:
        if self.end - self.start != len(self.text):
            raise ValueError(f"span {self.start}:{self.end} is not as long as its text ({len(self.text)} characters)")
        for x0, top, x1, bottom in self.boxes:
            if x1 < x0 or bottom < top:
                raise ValueError(f"box {(x0, top, x1, bottom)} is turned inside out")
        return self


class Area(Record):
    """An administrative unit; `code` is the official code valid at the report's date, null where not resolved. `scheme`
    is the list that it is a code of, which has to be told: the reform of July 2025 gave codes in use to other units."""

    name: str
    code: str | None = None
    scheme: str | None = Field(default=None, exclude_if=IS_NONE)


class Period(Record):
    """A stretch of days, both ends included (ISO 8601 dates); `label` is how the report names it."""

    label: str
    start: str | None = Field(default=None, pattern=r"^\d{4}-\d{2}-\d{2}$")
    end: str | None = Field(default=None, pattern=r"^\d{4}-\d{2}-\d{2}$")

    @model_validator(mode="after")
    def _runs_forward(self) -> Period:
        if self.start and self.end and self.end < self.start:
            raise ValueError(f"period {self.label!r} ends ({self.end}) before it starts ({self.start})")
        return self
