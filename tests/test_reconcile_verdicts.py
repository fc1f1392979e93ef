"""Verdicts: what the printed digits allow, and nothing else."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.check.intervals import printed
from pipeline.frozen import replace
from pipeline.reconcile.indicators import Indicator, Statement
from pipeline.reconcile.names import name_key
from pipeline.reconcile.verdicts import improbable, judge
from schemas.observation import Unit


def indicator(value: str, place: str, unit: Unit, *statements: Statement, exact: bool = False) -> Indicator:
    return Indicator("x", "X", name_key("X"), unit, printed(value, place, exact=exact), statements=statements)


def change(value: str, place: str, unit: Unit, kind: str = "change", approx: str = "exact") -> Statement:
    exact = unit == "count"
    return Statement(kind, printed(value, place, exact=exact, approx=approx), unit, "o9")


@pytest.mark.parametrize(
    ("now", "before", "stated", "status"),
    [
        (("3103", "1", "VND"), ("2796.8", "0.1", "VND"), change("10.95", "0.01", "%"), "agrees"),
        (("3103", "1", "VND"), ("2796.8", "0.1", "VND"), change("11.95", "0.01", "%"), "contradicts"),
        (("531.7", "0.1", "VND"), ("536.096", "0.001", "VND"), change("-0.82", "0.01", "%"), "agrees"),
        (("888.6", "0.1", "ha"), ("905.2", "0.1", "ha"), change("-11.6", "0.1", "ha"), "contradicts"),
        (("888.6", "0.1", "ha"), ("905.2", "0.1", "ha"), change("-16.6", "0.1", "ha"), "agrees"),
        (("8886000", "1000", "m2"), ("905.2", "0.1", "ha"), change("-16.6", "0.1", "ha"), "agrees"),
        (("127216", "1", "VND"), ("81288", "1", "VND"), change("156.5", "0.1", "%", "ratio"), "agrees"),
        (("127216", "1", "VND"), ("81288", "1", "VND"), change("165.5", "0.1", "%", "ratio"), "contradicts"),
        (("5.0", "0.1", "%"), ("6.2", "0.1", "%"), change("-1.2", "0.1", "pp"), "agrees"),
        (("5.0", "0.1", "%"), ("6.2", "0.1", "%"), change("-1.2", "0.1", "%"), "agrees"),  # in points
        (("5.0", "0.1", "%"), ("6.2", "0.1", "%"), change("-19.4", "0.1", "%"), "agrees"),  # of the rate itself
        (("5.0", "0.1", "%"), ("6.2", "0.1", "%"), change("-19.4", "0.1", "pp"), "contradicts"),
        (("250", "1", "count"), ("100", "1", "count"), change("2.5", "0.1", "times"), "agrees"),  # to
        (("350", "1", "count"), ("100", "1", "count"), change("2.5", "0.1", "times"), "agrees"),  # by
        (("300", "1", "count"), ("100", "1", "count"), change("2.5", "0.1", "times"), "contradicts"),
        (("120", "1", "count"), ("100", "1", "count"), change("15", "1", "%", approx="over"), "agrees"),
        (("110", "1", "count"), ("100", "1", "count"), change("15", "1", "%", approx="over"), "contradicts"),
        (("110", "1", "count"), ("100", "1", "count"), change("40", "1", "%", approx="about"), "agrees"),
        (("110", "1", "count"), ("100", "1", "count"), change("5", "1", "ha"), "no_statement"),
        (("95300", "1", "count"), ("48500", "1", "count"), change("46200", "1", "count", "previous"), "restated"),
        (("95300", "1", "count"), ("48500", "1", "count"), change("48500", "1", "count", "previous"), "agrees"),
        (("95.3", "0.1", "t"), ("48500", "1", "count"), None, None),
    ],
)  # fmt: skip
def test_a_statement_is_judged(
    now: tuple[str, str, Unit], before: tuple[str, str, Unit], stated: Statement | None, status: str | None
) -> None:
    exact = now[2] == "count"
    if stated is None:
        with pytest.raises(AssertionError):
            judge(indicator(*now), indicator(*before))
        return
    current = indicator(*now, stated, exact=exact)
    assert judge(current, indicator(*before, exact=exact)).status == status


def test_a_restatement_explains_the_change_that_fits_it() -> None:
    statements = (change("200", "1", "count", "previous"), change("10", "1", "%"))
    verdict = judge(indicator("220", "1", "count", *statements, exact=True), indicator("190", "1", "count", exact=True))
    assert verdict.status == "restated"
    assert verdict.stated_previous is not None
    assert verdict.stated_previous.value == 200


def test_a_figure_that_is_not_comparable_is_not_judged() -> None:
    current = indicator("110", "1", "count", change("50", "1", "count"), exact=True)
    before = replace(indicator("100", "1", "count", exact=True), incomparable="địa bàn bị chia")
    assert judge(current, before).status == "no_statement"


@given(
    before=st.decimals(min_value=1, max_value=10**6, places=2),
    factor=st.decimals(min_value="0.2", max_value=5, places=4),
    places=st.integers(0, 2),
)
def test_a_change_rounded_in_print_never_contradicts(before: Decimal, factor: Decimal, places: int) -> None:
    """Whatever the true values: each rounded as printed, the stated change rounded too, they agree."""
    place = Decimal(1).scaleb(-places)
    now = before * factor
    percent = ((now / before - 1) * 100).quantize(Decimal("0.1"))
    stated = Statement("change", printed(percent, "0.1"), "%", "o9")
    current = indicator(str(now.quantize(place)), str(place), "t", stated)
    assert judge(current, indicator(str(before.quantize(place)), str(place), "t")).status == "agrees"


def test_a_jump_is_told_from_the_other_changes() -> None:
    pairs = [(indicator(str(100 + i), "1", "t"), indicator("100", "1", "t")) for i in range(20)]
    pairs.append((indicator("900", "1", "t"), indicator("100", "1", "t")))
    assert improbable(pairs) == [False] * 20 + [True]
    assert improbable(pairs[-1:]) == [False]  # one change is no distribution; less than tenfold
