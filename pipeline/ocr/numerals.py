"""Roman numerals, by counting their stems: `III.` is read as `II.` or `IH.` where serifs touch.

Signals: in a word made of I, V, X alone (and in the label that opens a line also H, U, l, 1), each I is a column of ink
as high as the word; an I has a serif at its top right, a 1 has none. Specks above and below the word are not of it.
Never: words with any other letter, abbreviations (`XH`, `VH`).
"""

from __future__ import annotations

import re
from itertools import groupby

import cv2
import numpy as np

from pipeline.frozen import replace
from pipeline.ocr.engine import Image, PixelBox, Symbol, Word

__all__ = ["roman"]

_NUMERAL = re.compile(r"(?P<numeral>(?=[VX]*I)[IVX]{1,7})(?P<stop>[.,;:)/]{0,2})")
_LABEL = re.compile(r"(?P<numeral>[IHUl1|]{1,4}(?=[./)])|(?=.*[IHU])[IHUl1|]{2,4}$|L$)(?P<stop>[./)]?)")
_ROMAN = re.compile(r"X{0,3}(?:IX|IV|V?I{0,3})")
_CAPITAL = frozenset("IHUVX")
_STEM = 0.82
"""Share of the numeral's height that a column of a stem is inked."""
_PART = 0.6
"""Share of the highest piece's height that any other letter has."""


def roman(word: Word, ink: Image, opens: bool) -> Word:
    """The word with its stems counted; the same word where it is no such numeral or counting gives none. `opens`: it is
    the first of its line, where the full stop after it may have been taken for part of the last stem."""
    match = _NUMERAL.fullmatch(word.text) or (_LABEL.fullmatch(word.text) if opens else None)
    if match is None or len(word.symbols) != len(word.text):
        return word
    word = _levelled(word, ink)
    numeral = word.symbols[: match.end("numeral")]
    if not _CAPITAL.intersection(match["numeral"]) and not _has_serif(ink, _hull(numeral)):
        return word
    groups = [(stems, list(group)) for stems, group in groupby(numeral, key=lambda s: s.text not in "VX")]
    text = ""
    for i, (stems, group) in enumerate(groups):
        # The last stem's place is often given to the stop after it: a stop has no stem of its own.
        box = _hull(group if i + 1 < len(groups) else [*group, *word.symbols[len(numeral) :]])
        text += "I" * _stems(ink, box) if stems else "".join(s.text for s in group)
    stop = match["stop"] or (_stop_after(ink, word.box) if opens else "")
    if word.text == "L" and stop != "/":
        return word  # only a stroke beside the stem, taken for its foot, makes an I of an L
    if not text or not _ROMAN.fullmatch(text) or text + stop == word.text:
        return word
    x0, top, x1, bottom = _hull(numeral)
    step = (x1 - x0) / len(text)
    symbols = [Symbol(c, (x0 + i * step, top, x0 + (i + 1) * step, bottom)) for i, c in enumerate(text)]
    if stop and not match["stop"]:
        symbols.append(Symbol(stop, (x1 - 1, bottom - 4, x1, bottom)))
    return replace(word, text=text + stop, symbols=(*symbols, *word.symbols[len(numeral) :]))


def _levelled(word: Word, ink: Image) -> Word:
    """The word between the top and the foot of its letters: a speck above them is in its box."""
    x0, top, x1, bottom = (round(v) for v in word.box)
    crop = ink[max(top, 0) : bottom, max(x0, 0) : x1]
    if not crop.size:
        return word
    _, _, stats, _ = cv2.connectedComponentsWithStats(crop)
    pieces = stats[1:]
    letters = pieces[pieces[:, cv2.CC_STAT_HEIGHT] >= _PART * pieces[:, cv2.CC_STAT_HEIGHT].max(initial=0)]
    if not len(letters):
        return word
    upper = float(max(top, 0) + letters[:, cv2.CC_STAT_TOP].min())
    lower = float(max(top, 0) + (letters[:, cv2.CC_STAT_TOP] + letters[:, cv2.CC_STAT_HEIGHT]).max())
    symbols = tuple(
        replace(s, box=(s.box[0], max(s.box[1], upper), s.box[2], min(max(s.box[3], upper), lower)))
        for s in word.symbols
    )
    return replace(word, box=(word.box[0], upper, word.box[2], lower), symbols=symbols)


def _stems(ink: Image, box: PixelBox) -> int:
    x0, top, x1, bottom = (round(v) for v in box)
    crop = ink[top:bottom, x0:x1] > 0
    if not crop.size:
        return 0
    tall = crop.sum(axis=0) >= _STEM * (bottom - top)
    return int(np.count_nonzero(np.diff(np.concatenate(([0], tall.astype(np.int8)))) == 1))


def _has_serif(ink: Image, box: PixelBox) -> bool:
    """Has the last stem ink beside its top, on the right?"""
    x0, top, x1, bottom = (round(v) for v in box)
    height = bottom - top
    crop = ink[top:bottom, x0 : x1 + height // 6] > 0
    stems = np.flatnonzero(crop[:, : x1 - x0].sum(axis=0) >= _STEM * height)
    if height < 10 or not len(stems):
        return False
    beside = crop[: max(2, height // 8), stems[-1] + 1 : stems[-1] + 1 + max(2, height // 9)]
    under = crop[height // 4 : height // 2, stems[-1] + 2 : stems[-1] + 2 + max(2, height // 9)]
    return bool(beside.any(axis=0).sum() >= 2 and not under.any())


def _stop_after(ink: Image, box: PixelBox) -> str:
    """The full stop or stroke right of the last stem, as its ink is low or high; empty where there is none."""
    x0, top, x1, bottom = (round(v) for v in box)
    crop = ink[top:bottom, x0:x1] > 0
    height = bottom - top
    stems = np.flatnonzero(crop.sum(axis=0) >= _STEM * height)
    if not len(stems):
        return ""
    rest = crop[:, stems[-1] + 1 + max(2, height // 6) :]  # beyond the stem's serif
    rows = np.flatnonzero(rest.any(axis=1))
    if not len(rows) or rest.any(axis=0).sum() < 2:
        return ""
    if rows[0] > 0.7 * height:
        return "."
    return "/" if rows[0] < 0.2 * height and rows[-1] > 0.75 * height else ""


def _hull(symbols: list[Symbol] | tuple[Symbol, ...]) -> PixelBox:
    boxes = [symbol.box for symbol in symbols]
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)
