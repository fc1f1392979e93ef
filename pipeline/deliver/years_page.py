"""The part of the page that sets a report beside that of the year before.

What a person should look at stands open, both years quoted: contradictions, restated values, changes far from all
others, projects that fell back or changed their cost. The other pairs fold away in a table per report; what is in one
year only is counted there and listed in `reconciliation.csv`. Never: markup from a report.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from html import escape
from typing import Any

from pipeline.deliver.quotes import quote
from pipeline.deliver.rows import Loaded, Years
from pipeline.deliver.units import written
from pipeline.deliver.wording import STATUSES
from pipeline.deliver.years_sheet import in_order
from pipeline.verdicts import ALARMS, STATUS

_HEADS = ("Kết quả", "Kỳ này", "Tên ở kỳ trước", "Kỳ trước", "Giá trị kỳ này", "Giải thích")
_ONE_SIDED = ("new", "missing")
_TAGS = {"error": "Mâu thuẫn", "warning": "Cần xem"}


def alarms(reconciliation: Loaded) -> list[Loaded]:
    """The records that a person should look at."""
    return [one for one in in_order(reconciliation) if one["status"] in ALARMS or one.get("improbable")]


def article(anchor: str, number: int, report: Loaded, years: Years, one: Loaded, previous: Loaded | None) -> str:
    """One record to look at; `previous` is last year's report, where it is one."""
    severity = ALARMS.get(one["status"], "warning")
    told = STATUS[one["status"]] if one["status"] in ALARMS else "mức thay đổi bất thường"
    names = " · ".join((report["document"]["file"], years.reconciliation["previous"]["file"]))
    sides = "".join(
        _side(which, side, one[name], words)
        for which, side, name, words in (
            ("Kỳ này", report, "current", [one["current"], *one.get("statements", ())]),
            ("Kỳ trước", previous, "previous", [one["previous"]]),
        )
        if side is not None and one[name]
    )
    title = one["current_name"] or one["previous_name"] or ""
    return (
        f'<article id="{anchor}-y{number}" class="{severity}" data-item><p><span class="tag">{_TAGS[severity]}</span> '
        f'<span class="soft">{escape(told)} · <a href="#{anchor}">{escape(names)}</a></span></p>'
        f'<p class="what">{escape(title)}: {escape(one["message"])}</p>{sides}</article>\n'
    )


def _side(which: str, report: Loaded, name: str, ids: list[str | None]) -> str:
    """The words of one year: the figure or project, and what the report says of the year before."""
    by_id = {one["id"]: one for one in (*report["observations"], *report["projects"])}
    quotes = []
    for one in dict.fromkeys(ids):
        if one is not None and one in by_id:
            words = quote(report["text"], by_id[one]["source"], 120)
            quotes.append(f"{escape(words.before)}<mark>{escape(words.figure)}</mark>{escape(words.after)}")
    shown = "<br>".join(quotes) or escape(name)
    return f'<blockquote><div class="soft">{which}: {escape(report["document"]["file"])}</div>{shown}</blockquote>'


def table(anchor: str, report: Loaded, years: Years, heads: Callable[[Any], str]) -> Iterator[str]:
    """The pairs of one report, folded away until they are asked for."""
    result = years.reconciliation
    counts = Counter(one["status"] for one in (*result["indicators"], *result["projects"]))
    listed = sorted(counts, key=lambda status: list(STATUS).index(status))
    said = ", ".join(f"{counts[status]} {STATUS[status]}" for status in listed)
    file, before = report["document"]["file"], result["previous"]["file"]
    yield (
        f'<details id="{anchor}-years"><summary>{escape(file)} <span class="soft">so với {escape(before)} · '
        f"{escape(said)}</span></summary><table>{heads(_HEADS)}\n"
    )
    for one in in_order(result):
        if one["status"] not in _ONE_SIDED:
            cells = (STATUS[one["status"]], one["current_name"], one["previous_name"], *_values(one), one["message"])
            row = "".join(f"<td>{escape(cell or '')}</td>" for cell in cells)
            yield f'<tr data-item="{escape(file)}">{row}</tr>\n'
    yield "</table></details>\n"


def _values(one: Mapping[str, Any]) -> tuple[str, str]:
    """What the previous and the current year say, in words and digits."""
    if "unit" in one:
        before, now, unit = one["previous_value"], one["current_value"], one["unit"]
    else:
        before, now, unit = one["previous_cost"], one["current_cost"], "VND"
    states = (STATUSES.get(one.get(name) or "", "") for name in ("previous_status", "current_status"))
    values = (
        ""
        if value is None
        else written({"low": value, "high": value, "unit": unit, "counted": None, "approx": "exact"})
        for value in (before, now)
    )
    first, second = (" ".join(filter(None, both)) for both in zip(states, values, strict=True))
    return first, second
