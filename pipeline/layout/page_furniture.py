"""What stands on a page and is no part of its text: page numbers, running heads, signature stamps, ornamental rules.

Signals, in order: the wording of a digital signature's stamp; a line of rule characters only; a lone number in the top
or bottom margin; the same wording (digits aside) at the same height on several pages. Never: notes, header block.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from pipeline.document import Page
from pipeline.layout import signals
from pipeline.layout.page_lines import Print

__all__ = ["furniture_of"]

_MARGIN = 0.12
"""Share of the page's height at its top and bottom in which furniture may stand."""
_PAGE_NUMBER = re.compile(r"[-–—\s|]*(?:trang|page)?\s*\d{1,4}(?:\s*(?:/|of|trên)\s*\d{1,4})?[-–—\s|.]*", re.IGNORECASE)
_STAMP = re.compile(
    r"(?:ký (?:bởi|số bởi|điện tử bởi)|người ký|ngày ký|thời gian ký|giờ ký|chữ ký số|signed by|signature valid"
    r"|digitally signed|date signed)\b",
    re.IGNORECASE,
)
_STAMP_FIELD = re.compile(
    r"(?:cơ quan|tổ chức|email|thư điện tử|e-mail|date|ngày|giờ|lý do|reason|location|đơn vị)\s*:", re.IGNORECASE
)
_STAMP_MOMENT = re.compile(r"[\d/.\-]{8,10},?\s+\d{1,2}:\d{2}:\d{2}(?:\s*[+-]\d{2}[:']?\d{2}'?)?")


def furniture_of(prints: Sequence[Print], pages: Sequence[Page]) -> set[int]:
    """Indices of the lines that are furniture."""
    heights = {page.number: page.height for page in pages}
    found = {i for i, p in enumerate(prints) if signals.RULE.match(p.text)}
    found |= _stamps(prints)
    by_page: dict[int, list[int]] = {}
    for i, p in enumerate(prints):
        if i not in found:
            by_page.setdefault(p.page, []).append(i)
    repeated = _repeated(prints, by_page, heights)
    for page, indices in by_page.items():
        for edge in (_outermost(prints, indices, True), _outermost(prints, indices, False)):
            for i in edge:
                p = prints[i]
                if not _marginal(p, heights[page]):
                    break
                if _PAGE_NUMBER.fullmatch(p.text) or _key(p) in repeated:
                    found.add(i)
                else:
                    break
    return found


def _outermost(prints: Sequence[Print], indices: Sequence[int], at_top: bool) -> list[int]:
    """The few lines nearest to the page's top or bottom, outermost first."""
    return sorted(indices, key=lambda i: prints[i].top if at_top else -prints[i].bottom)[:4]


def _marginal(p: Print, height: float) -> bool:
    return p.bottom < _MARGIN * height or p.top > (1 - _MARGIN) * height


def _key(p: Print) -> tuple[str, int]:
    """Wording without digits, and height on the page to a few points."""
    return re.sub(r"\d+", "#", p.text), round(p.top / 6)


def _repeated(
    prints: Sequence[Print], by_page: dict[int, list[int]], heights: dict[int, float]
) -> set[tuple[str, int]]:
    counts: Counter[tuple[str, int]] = Counter()
    for page, indices in by_page.items():
        counts.update({_key(prints[i]) for i in indices if _marginal(prints[i], heights[page])})
    least = max(2, len(by_page) // 3)
    return {key for key, count in counts.items() if count >= least and len(key[0]) > 1}


def _stamps(prints: Sequence[Print]) -> set[int]:
    """Lines of a signature stamp: one that says so, and its fields close above and below."""
    found: set[int] = set()
    for i, p in enumerate(prints):
        if not _STAMP.match(p.text) and not _STAMP_MOMENT.fullmatch(p.text):
            continue
        found.add(i)
        for step in (-1, 1):
            j = i + step
            while 0 <= j < len(prints) and _beside(prints[j], prints[j - step]) and _STAMP_FIELD.match(prints[j].text):
                found.add(j)
                j += step
    return found


def _beside(a: Print, b: Print) -> bool:
    near = abs(a.top - b.top) <= 2 * max(a.size, b.size)
    return a.page == b.page and near and abs(a.size - b.size) < 1
