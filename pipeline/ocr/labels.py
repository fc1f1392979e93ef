"""The labels that open footnotes, and what the numbers of a page's marks say of each other.

Problem: a label in small print is some ten pixels high in a coarse scan; it touches the line above or its own word, and
recognition makes a sign, a letter or nothing of it. Signals, in order: a line smaller than the body has ink before its
first letter, above the line and with none under it, as high as a figure; on a page the labels of notes are the numbers of
the references, in the same order, each one more than the last. Never: a number that neither a reader saw nor the order
of a page's marks gives.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

import numpy as np

from pipeline.ocr.engine import Image, PixelBox
from pipeline.ocr.measure import Stretch

__all__ = ["agreed", "filled", "opening", "usual_size"]

_SMALLER = 0.93
_WIDE = 0.85
"""Ems before the first letter that a label may take."""
_TOP, _FOOT = 0.85, 0.16
"""Ems above the baseline between which a label stands."""
_LEAST, _MOST = 0.26, 0.7
"""Ems that its ink is high."""
_SOFT = 190
"""What is darker is ink of small print, which a coarse scan makes pale."""
_BREAK = 3
"""Rows of pixels that poor print leaves out within a figure."""
_GAP = 0.35
"""Ems between a label and its note, or within brackets."""


def usual_size(parts: Sequence[Stretch]) -> float:
    """The size of most print of the page."""
    sizes = [part.size for part in parts for _ in range(len(part.text) // 8 + 1) if part.size]
    return median(sizes) if sizes else 0.0


def opening(part: Stretch, grey: Image, usual: float) -> PixelBox | None:
    """Where a line in small print has something raised before its first letter; None where it has not."""
    em, line = part.size, part.baseline
    if not em or em >= _SMALLER * usual:
        return None
    letter = next((s for word in part.words[:2] for s in word.symbols if s.text.isalpha()), None)
    if letter is None or letter.box[0] > part.box[0] + 1.5 * em:
        return None
    right = round(letter.box[0])
    left, top = max(round(right - _WIDE * em), 0), max(round(line - _TOP * em), 0)
    foot, under = round(line - _FOOT * em), round(line + 0.05 * em)
    soft = grey[top:under, left:right] < _SOFT
    if not soft.any():
        return None
    high = soft[: foot - top]
    # The first letter's serif may reach into the last columns: what stands on the line is not of a label.
    columns = np.flatnonzero(high.any(axis=0) & ~soft[foot - top :].any(axis=0))
    if not len(columns) or right - left - columns[-1] > _GAP * em + 2:
        return None
    breaks = np.flatnonzero(np.diff(columns) > _GAP * em)
    columns = columns[breaks[-1] + 1 :] if len(breaks) else columns
    if soft[foot - top :, max(columns[0] - _BREAK, 0) : columns[-1] + 1].any():
        return None  # parts of a letter that recognition left out
    rows = np.flatnonzero(high[:, columns].any(axis=1))
    gaps = np.flatnonzero(np.diff(rows) > _BREAK)
    rows = max(np.split(rows, gaps + 1), key=len)
    height = rows[-1] + 1 - rows[0]
    if not _LEAST * em <= height <= _MOST * em or len(columns) < 0.08 * em:
        return None
    return float(left + columns[0]), float(top + rows[0]), float(left + columns[-1] + 1), float(top + rows[-1] + 1)


def filled(references: Sequence[str], labels: Sequence[str]) -> list[str]:
    """The references of a page in order, those that no reader made out (empty) with the number of the label that has none,
    where there is only one such place between its neighbours."""
    refs = list(references)
    for label, number in zip(labels, _numbers(labels), strict=True):
        ours = _numbers(refs)
        if number is None or number in ours:
            continue
        first = max((i + 1 for i, n in enumerate(ours) if n is not None and n < number), default=0)
        last = min((i for i, n in enumerate(ours) if n is not None and n > number), default=len(refs))
        places = [i for i in range(first, last) if not refs[i]]
        if len(places) == 1:
            refs[places[0]] = label
    return refs


def agreed(references: Sequence[str], labels: Sequence[str]) -> tuple[list[str], list[str]]:
    """The marks of a page in order, put right by each other: `1 2 3` in the text are `1 ? 3` under it. A label that was
    not read (empty) stays empty where the references do not tell."""
    refs, notes = list(references), list(labels)
    ours, theirs = _numbers(refs), _numbers(notes)
    if ours and None not in ours:
        notes = [note if number is not None else "" for note, number in zip(notes, theirs, strict=True)]
    if len(refs) == len(notes):
        if _counts(ours):
            return refs, [
                note if n == r else _like(note, ref) for note, n, ref, r in zip(notes, theirs, refs, ours, strict=True)
            ]
        if _counts(theirs):
            return [
                ref if n == r else _like(ref, note) for ref, r, note, n in zip(refs, ours, notes, theirs, strict=True)
            ], notes
        return refs, notes
    # Notes go on from page to page: some references or labels may be missing, the numbers still count on.
    for i, note in enumerate(notes):
        if not note:
            before = theirs[i - 1] if i else None
            after = theirs[i + 1] if i + 1 < len(notes) else None
            number = before + 1 if before else after - 1 if after else None
            match = next((ref for ref, r in zip(refs, ours, strict=True) if r == number), "")
            notes[i] = match
            theirs[i] = number if match else None
    return refs, notes


def _numbers(marks: Sequence[str]) -> list[int | None]:
    digits = ["".join(c for c in mark if c.isdigit()) for mark in marks]
    return [int(digit) if digit else None for digit in digits]


def _counts(numbers: Sequence[int | None]) -> bool:
    """Is each number one more than the last?"""
    return bool(numbers) and None not in numbers and all(b == a + 1 for a, b in pairwise(numbers))  # type: ignore[operator]


def _like(mark: str, right: str) -> str:
    """The right mark's number in the form of the mark that was read, or whole where nothing was read."""
    number = "".join(c for c in right if c.isdigit())
    if mark[:1] in "[(" and mark[-1:] in "])" and len(mark) > 1:
        return f"{mark[0]}{number}{mark[-1]}"
    return number if mark else right
