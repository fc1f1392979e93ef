"""Simple charts of the indicators that most reports share: lines over the years, bars over the areas, in SVG.

Only levels and shares that were reached (`actual`, `estimate`) are compared, over like stretches of the year and in one
unit. Bounded: at most `MOST_POINTS` points are kept. Never: a trend line, an average, bars that do not start at zero.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from html import escape
from typing import Any

from pipeline.deliver.rows import Loaded
from pipeline.deliver.units import scale, vietnamese

MOST_POINTS = 200_000
CHARTS, LINES, BARS = 12, 6, 16
_COLOURS = ("#1f5fa8", "#c0392b", "#1e8449", "#b9770e", "#6c3483", "#117a8b")
_WIDTH, _HEIGHT, _LEFT, _TOP, _BOTTOM = 560, 240, 70, 14, 30

Series = tuple[str, str, str | None, str]
"""Folded name, unit, what is counted, first and last day of the period without the year."""
Place = tuple[str, int]
"""Area and year."""


class Charts:
    """Gathers the points of a run."""

    def __init__(self) -> None:
        self._points: dict[Series, dict[Place, Decimal]] = {}
        self._names: dict[Series, str] = {}
        self._kept = 0

    def add(self, report: Loaded) -> None:
        """The comparable figures of one report. The first value of an indicator in a report counts."""
        seen: set[tuple[Series, Place]] = set()
        for one in report["observations"]:
            if not _is_comparable(one) or self._kept >= MOST_POINTS:
                continue
            series, place = _series(one), (one["area"]["name"], one["year"])
            if (series, place) in seen:
                continue
            seen.add((series, place))
            points = self._points.setdefault(series, {})
            if place not in points:
                self._kept += 1
                points[place] = (Decimal(str(one["low"])) + Decimal(str(one["high"]))) / 2
            self._names.setdefault(series, one["indicator"])

    def svgs(self) -> Iterator[tuple[str, str]]:
        """Title and SVG of each chart, the indicators that most areas and years share first."""
        shared = [series for series, points in self._points.items() if len(points) > 1]
        for series in sorted(shared, key=lambda one: (-len(self._points[one]), one[0], one[1], str(one[2:])))[:CHARTS]:
            points = self._points[series]
            shown = scale(series[1], max(map(abs, points.values())), series[2])
            values = {place: value / shown.factor for place, value in points.items()}
            title = self._names[series] + (f" ({shown.label})" if shown.label else "") + _stretch(series[3])
            years = Counter(area for area, _ in values)
            yield title, lines(values) if max(years.values()) > 1 else bars(values)


def _is_comparable(one: Mapping[str, Any]) -> bool:
    return (
        one["measure"] in ("level", "share")
        and one["scenario"] in ("actual", "estimate")
        and isinstance(one["year"], int)
        and one["area"] is not None
        and not one["condition"]
        and not one["path"]
    )


def _series(one: Mapping[str, Any]) -> Series:
    period = one["period"] or {}
    days = (str(period[end])[5:] for end in ("start", "end")) if period.get("start") and period.get("end") else ()
    return one["indicator"].casefold(), one["unit"], one["counted"], " ".join(days)


def _stretch(days: str) -> str:
    """The part of the year that a chart is about, if it is not the whole."""
    if days in ("", "01-01 12-31"):
        return ""
    start, end = ("/".join(reversed(day.split("-"))) for day in days.split())
    return f", từ {start} đến {end}"


def lines(values: Mapping[Place, Decimal]) -> str:
    """One line an area over the years, as SVG with its legend; areas of one year alone are left out."""
    years = Counter(area for area, _ in values)
    areas = sorted((area for area in years if years[area] > 1), key=lambda area: (-years[area], area))[:LINES]
    shown = {place: value for place, value in values.items() if place[0] in areas}
    span = sorted({year for _, year in shown})
    zero = Decimal(0)
    low: Decimal = min([zero, *shown.values()])
    high: Decimal = max(shown.values()) or Decimal(1)
    right = _WIDTH - 16

    def at(year: int, value: Decimal) -> tuple[float, float]:
        x = _LEFT + (right - _LEFT) * (year - span[0]) / max(span[-1] - span[0], 1)
        return x, _TOP + (_HEIGHT - _TOP - _BOTTOM) * float((high - value) / ((high - low) or 1))

    parts = [
        _text(_LEFT - 6, at(span[0], value)[1] + 4, vietnamese(value), "end") + _rule(at(span[0], value)[1])
        for value in (low, high)
    ]
    parts += [_text(at(year, low)[0], _HEIGHT - 8, str(year), "middle") for year in span]
    for area, colour in zip(areas, _COLOURS, strict=False):
        own = [at(year, value) for (where, year), value in sorted(shown.items()) if where == area]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in own)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        for (x, y), year in zip(own, sorted(year for where, year in shown if where == area), strict=True):
            note = escape(f"{area}, {year}: {vietnamese(shown[area, year])}")
            parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"><title>{note}</title></circle>')
    # Colours are attributes of shapes: a page whose policy forbids styles inside of it shows them too.
    legend = "".join(
        f'<span><svg class="dot" viewBox="0 0 10 10" width="10" height="10"><circle cx="5" cy="5" r="4" fill="{colour}"/>'
        f"</svg> {escape(area)}</span> "
        for area, colour in zip(areas, _COLOURS, strict=False)
    )
    return f'{_svg(_HEIGHT, parts)}<div class="legend">{legend}</div>'


def bars(values: Mapping[Place, Decimal]) -> str:
    """One bar an area and year, the largest first."""
    ordered = sorted(values.items(), key=lambda one: (-one[1], one[0]))[:BARS]
    largest = max((abs(value) for _, value in ordered), default=Decimal(1)) or Decimal(1)
    parts = []
    for number, ((area, year), value) in enumerate(ordered):
        y, width = 6 + 22 * number, 250 * float(abs(value) / largest)
        label = area if len(area) <= 24 else area[:23] + "…"
        parts.append(_text(204, y + 12, f"{label}, {year}", "end"))
        parts.append(f'<rect x="210" y="{y}" width="{width:.1f}" height="15" fill="{_COLOURS[value < 0]}"/>')
        parts.append(_text(216 + width, y + 12, vietnamese(value), "start"))
    return _svg(12 + 22 * len(ordered), parts)


def _svg(height: int, parts: list[str]) -> str:
    return f'<svg viewBox="0 0 {_WIDTH} {height}" role="img">{"".join(parts)}</svg>'


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _rule(y: float) -> str:
    return f'<line x1="{_LEFT}" x2="{_WIDTH - 16}" y1="{y:.1f}" y2="{y:.1f}" stroke="#d5dbe1"/>'
