"""One stated quantity about the area that a report covers. Meaning of each field: docs of the annotation guide."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, PlainSerializer, model_validator

from schemas.reading import Reading
from schemas.review import Review
from schemas.source import IS_NONE, Area, Confidence, Period, Record, Source

Unit = Literal[
    "VND", "USD", "%", "pp", "permille", "ha", "m2", "m3", "km", "m", "t", "t/ha", "VND/person/year",
    "VND/person/month", "VND/ha", "kWh", "MW", "times", "person/km2", "per_10000", "degC", "mm", "count",
]  # fmt: skip
Measure = Literal["level", "change", "ratio", "share"]
Basis = Literal["previous_year", "previous_period", "plan", "base_year", "total"]
Scenario = Literal["actual", "estimate", "plan", "previous"]
Approximation = Literal["exact", "over", "under", "about"]
Verdict = Literal["proved", "consistent", "unchecked", "contradicted"]
"""What other figures of the report say of this one: they give it (`proved`), they leave room for it (`consistent`),
they say nothing (`unchecked`), or they exclude it (`contradicted`: it or one of them is wrong)."""


def _as_json_number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


Number = Annotated[Decimal, PlainSerializer(_as_json_number, return_type=int | float, when_used="json")]
"""Exact in memory; a plain JSON number on paper (an integer where it is one)."""


class Figure(Record):
    """What a report states, apart from where it stands and how it was read; also what a reviewer answers for.

    `low`/`high` are equal unless a range was printed. `resolution` is the place value of the last printed digit in the
    canonical unit (`3.103 tỷ` -> 1e9). A decrease is negative where `measure` is `change`.
    """

    indicator: str = Field(min_length=1)
    code: str | None = None
    path: tuple[str, ...] = ()
    low: Number
    high: Number
    unit: Unit
    counted: str | None = None
    approx: Approximation = "exact"
    resolution: Number = Field(gt=0)
    measure: Measure = "level"
    basis: Basis | None = None
    scenario: Scenario = "actual"
    year: int | str | None = None
    period: Period | None = None
    as_of: str | None = None
    area: Area | None = None
    condition: str | None = None

    @model_validator(mode="after")
    def _is_coherent(self) -> Self:
        if self.high < self.low:
            raise ValueError(f"high {self.high} is below low {self.low}")
        if self.counted is not None and self.unit != "count":
            raise ValueError(f"`counted` belongs to unit count, not to {self.unit}")
        return self


class _Numbered(Record):
    """Published before the figure's own fields."""

    id: str = Field(pattern=r"^o\d+$")


class Observation(Figure, _Numbered):
    """One number (or range) of a report, normalised to a canonical unit.

    `low`/`high` are equal unless a range was printed. `resolution` is the place value of the last printed digit in the
    canonical unit (`3.103 tỷ` -> 1e9). A decrease is negative where `measure` is `change`. `reading` is there only
    where a scan was read in doubt, `review` where a person has decided on the figure.
    """

    section: str | None = None
    footnote: str | None = None
    table: str | None = None
    confidence: Confidence = 1.0
    rule: str | None = None
    verdict: Verdict = "unchecked"
    source: Source
    reading: Reading | None = Field(default=None, exclude_if=IS_NONE)
    review: Review | None = Field(default=None, exclude_if=IS_NONE)
