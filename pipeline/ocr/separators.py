"""Points and commas that recognition lost, found by the room they take in print: `4826` set as wide as `4.826`.

Signals: between two figures there is more white above the line than figures of one number leave, and recognition has
nothing there. A figure is half an em wide, a separator a quarter. Before three last figures the separator is a point,
elsewhere a comma. Never: words with letters, a separator that was read.
"""

from __future__ import annotations

import re

import numpy as np

from pipeline.ocr.engine import Image, Word, figure

__all__ = ["separated"]

_FIGURES = re.compile(r"(\d{2,})(%?[.,;:)]{0,2})")
_UPPER = 0.72
"""Share of a figure's height that no separator reaches into from below."""
_ROOM, _ONE = 0.19, 0.09
"""Ems of white that tell of a separator, and what a 1 beside it adds."""
_HEIGHT, _ADVANCE = 0.676, 0.5
"""Ems that figures are high, and wide with the white around them."""
_SLIM = 0.45
"""Share of the usual ink of a row below which it holds no figures."""
_BEARING = 0.11
"""Ems of white before a 1."""
_INK = 176
_LEAST = 10
"""Pixels that print must be high for its white to be measured."""
_CONFIDENCE = 0.6


def separated(word: Word, grey: Image) -> Word:
    """The word with the separator that it has room for; the same word where it has none."""
    match = _FIGURES.fullmatch(word.text)
    if match is None:
        return word
    digits, rest = match.groups()
    x0, top, x1, bottom = (round(v) for v in word.box)
    ink = grey[max(top, 0) : bottom, max(x0, 0) : x1] < _INK
    rows = np.flatnonzero(ink.any(axis=1))
    if len(rows) < _LEAST:
        return word
    # The tail of a comma reaches below the line, a mark of the line above into the box: figures are wider than both.
    wide = ink.sum(axis=1)
    rows = np.flatnonzero(wide > _SLIM * np.median(wide[rows]))
    top, height = int(rows[0]), int(rows[-1]) + 1 - int(rows[0])
    em = height / _HEIGHT
    inked = np.flatnonzero(ink[top : top + round(_UPPER * height)].any(axis=0))
    if height < _LEAST or not len(inked):
        return word
    gaps = np.diff(inked) - 1
    start = inked[0] - (_BEARING * em if digits[0] == "1" else 0)
    at = []
    for i in np.flatnonzero(gaps > _ROOM * em).tolist():
        place = round((inked[i] + 1 - start) / (_ADVANCE * em))
        if 0 < place < len(digits) and gaps[i] > (_ROOM + _ONE * digits[place - 1 : place + 1].count("1")) * em:
            at.append(place)
    if len(at) != 1:
        return word
    (place,) = at
    sign = "." if len(digits) - place == 3 else ","
    text = f"{digits[:place]}{sign}{digits[place:]}{rest}"
    return figure(text, word.box, min(_CONFIDENCE, word.confidence), word.raw or word.text)
