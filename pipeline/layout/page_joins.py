"""Does the next printed line go on with the paragraph, or does it open a new one?

Signals, in order: a forced line end (the next line's first word had room), an indent or outdent against the paragraph's
own lines, a wider gap above, a list label or heading, the end of a sentence, a change of style. Over a page end the gap
says nothing, so wording decides more. Never: roles, order of lines.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.layout import signals
from pipeline.layout.page_lines import Measures, Print

__all__ = ["ended", "goes_on"]

_GAP = 1.15
"""A distance of lines over this times the usual one opens a paragraph."""
_WIDE_GAP = 1.7
"""Up to this, a line that plainly goes on in mid-sentence still belongs to the paragraph."""
_ALONE = 4
"""A centred line of so few words that ends early is a title of its own (`BÁO CÁO`, `Phần thứ nhất`, `PHỤ LỤC 2`)."""
_EM = 0.9


def goes_on(paragraph: Sequence[Print], b: Print, measures: Measures, apart: bool = False) -> bool:
    """Does line `b` continue the paragraph? `measures` are those of its page's text area; `apart`: a table stood
    between, so only plain mid-sentence text goes on."""
    a = paragraph[-1]
    mid_sentence = not signals.ends_sentence(a.text) and signals.starts_lower(b.text)
    if abs(a.size - b.size) > 0.12 * max(a.size, b.size) and not mid_sentence:
        return False
    if a.line.bold != b.line.bold and (measures.short(a, b) or len(paragraph) == 1) and not mid_sentence:
        return False
    if apart:
        return mid_sentence and signals.item(b.text) is None
    if a.page != b.page or b.top < a.top - a.size:
        return _over_page(paragraph, b, measures, mid_sentence)
    if measures.centred(b) or (measures.centred(a) and measures.middling(b)):
        return _centred(a, b, measures)
    if measures.centred(a) and not mid_sentence:
        return False
    return _same_page(paragraph, b, measures, mid_sentence)


def _same_page(paragraph: Sequence[Print], b: Print, measures: Measures, mid_sentence: bool) -> bool:
    a = paragraph[-1]
    short = _ends_line(paragraph, b, measures)
    plainly = mid_sentence and signals.item(b.text) is None
    gap = _gap(paragraph, b, measures)
    if gap > _WIDE_GAP or (gap > _GAP and (short or not _runs_on(a, b, measures))):
        return False
    if short:
        return plainly and not signals.is_heading(a.text)
    shift = b.x0 - a.x0
    if signals.item(b.text) is not None and (
        signals.ends_sentence(a.text) or shift > _EM * b.size or (shift < -_EM * b.size and len(paragraph) > 1)
    ):
        return False
    if not mid_sentence and signals.is_capitals(a.text) and not signals.is_capitals(b.text):
        return False
    if shift > _EM * b.size:
        # Further right than the line above: the opening line of the next paragraph, or a hanging indent.
        return len(paragraph) == 1 and signals.item(a.text) is not None
    if shift < -_EM * b.size:
        return len(paragraph) == 1 or plainly
    if measures.indented(b) and measures.indents and len(paragraph) == 1:
        return not (signals.ends_sentence(a.text) and not signals.starts_lower(b.text))
    return True


def _gap(paragraph: Sequence[Print], b: Print, measures: Measures) -> float:
    """The distance from the last line to `b` over the paragraph's own distance of lines, or else the page's usual one;
    infinite where `b` does not stand below."""
    a = paragraph[-1]
    step = b.bottom - a.bottom
    usual = max(measures.pitch, 1.05 * b.size)
    if len(paragraph) > 1 and paragraph[-2].page == a.page and a.bottom - paragraph[-2].bottom > 0:
        usual = max(usual, a.bottom - paragraph[-2].bottom)
    return step / usual if step > 0.3 * b.size else float("inf")


def _runs_on(a: Print, b: Print, measures: Measures) -> bool:
    """Does a full line say by its print or wording that it does not end a paragraph, whatever the gap below it?"""
    if signals.item(b.text) is not None or signals.ends_sentence(a.text):
        return False
    return (measures.justified and measures.flush(a)) or not signals.is_heading(a.text)


def _centred(a: Print, b: Print, measures: Measures) -> bool:
    """Lines of one centred title: same style, close together, the first no title of its own. A title's first lines may
    fill the text area, as running text does: then the style must tell."""
    if not measures.middling(a) or (not measures.centred(a) and not measures.centred(b)):
        return False
    close = b.bottom - a.bottom <= 1.45 * max(a.size, b.size)
    same = a.line.bold == b.line.bold and a.line.italic == b.line.italic
    capitals = signals.is_capitals(" ".join(a.text.split()[-2:])) == signals.is_capitals(b.text)
    alone = len(a.text.split()) <= _ALONE and measures.short(a, b) and not signals.starts_lower(b.text)
    goes_on = signals.starts_lower(b.text) or not signals.ends_sentence(a.text)
    opens = b.text.startswith("(") or signals.item(b.text) is not None
    return close and same and capitals and not alone and goes_on and not opens


def _over_page(paragraph: Sequence[Print], b: Print, measures: Measures, mid_sentence: bool) -> bool:
    a = paragraph[-1]
    if measures.justified and measures.flush(a) and not (signals.ends_sentence(a.text) and signals.item(b.text)):
        return True  # in justified text, the last line of a paragraph ends at the edge by rare chance only
    if mid_sentence and not (signals.item(b.text) and measures.indented(b)):
        return not signals.is_heading(a.text) or not measures.short(a, b)
    if (
        signals.item(b.text) is not None
        or _ends_line(paragraph, b, measures)
        or signals.is_capitals(b.text) != signals.is_capitals(a.text)
    ):
        return False
    if measures.indented(b) and b.x0 > paragraph[-1].x0 + _EM * b.size:
        return False
    # A full line that ends a sentence: with indented paragraphs the flush line goes on, else a new one is likelier.
    if not signals.ends_sentence(a.text):
        return not signals.is_heading(a.text) or len(paragraph) > 1
    return measures.indents and not measures.indented(b)


def _ends_line(paragraph: Sequence[Print], b: Print, measures: Measures) -> bool:
    """Was the last line's end wanted? The next word had room, or the paragraph is justified and this line is not."""
    a = paragraph[-1]
    justified = len(paragraph) > 1 and measures.justified and all(measures.flush(p) for p in paragraph[:-1])
    return measures.short(a, b) or (justified and not measures.flush(a))


def ended(a: Print, b: Print, measures: Measures) -> bool:
    """Does `a` plainly end a paragraph before `b`: a forced line end, a finished sentence, no small letter after it?"""
    return measures.short(a, b) and signals.ends_sentence(a.text) and not signals.starts_lower(b.text)
