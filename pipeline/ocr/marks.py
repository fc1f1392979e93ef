"""Raised footnote marks in the image: small print that stands free above the line, with nothing under it.

Problem: recognisers read `cao¹,` as `cao',` or leave the mark out. Signals, in order: a piece of ink as high as a small
figure (quotes are half as high), its foot well above the baseline, white paper under it down to the line (a diacritic
has its letter there), and no larger piece in the same columns (`%`). It is read by itself; the word that it was
joined to is read again without it. Where ink is broken or touches a letter, the sign that recognition made of the mark
tells where to look. Never: marks printed on the line, numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import dropwhile

import cv2
import numpy as np

from pipeline.frozen import replace
from pipeline.ocr.engine import Engine, EngineFailed, Image, PixelBox, Symbol, Word, hull, moved
from pipeline.ocr.labels import agreed, filled, opening, usual_size
from pipeline.ocr.measure import Stretch, Weights
from pipeline.ocr.prepare import Prepared, pieces
from pipeline.ocr.readers import Readers
from pipeline.ocr.rulings import Ruling

__all__ = ["with_marks"]

_LOWEST, _HIGHEST = 0.29, 0.6
"""Height of a mark in ems of its line; an apostrophe has 0.22, a figure of the line 0.68."""
_WIDEST = 0.42
_FOOT = 0.2
"""Ems above the baseline that the foot of a mark stands at least."""
_CEILING = 1.0
_SHOULDER = 0.52
"""Ems above the baseline that each column of a mark reaches; the horn of `ư` does not."""
_MISTAKEN = frozenset("'\"“”‘’*!?^°`")
"""What recognition makes of raised figures."""
_TOGETHER = 0.2
"""Ems between the figures of one mark."""
_SLIM, _BRACKETED = 0.15, 0.6
"""Width of a bracket, and the most that stands between two, in ems."""
_BEFORE, _AFTER = 0.8, 0.4
"""Ems to the text that a mark opens, and to the character it follows."""
_MORE = 4
"""Pixels shown beside a mark that could not be read by itself, and within which an upright line leaves rests."""
_MARK = re.compile(r"[\[(]?[1-9]\d{0,2}[\])]?|\*{1,3}|[a-z]")
_ONE = re.compile(r"[\[(]?[lI!|iÌÍ][\])]?")
"""What is made of a raised 1: no report counts its notes with these letters."""
_TOUCHING = re.compile(r"\D([1-9]\d?)")
"""A figure with the rest of the letter that it touches."""
_LENGTH = re.compile(r"(?<![^\W\d_])[kcdm]?m$")
_HEIGHT = 40
"""Pixels to which a mark is enlarged before it is read."""
_SURE = 0.5
_BREAK = 3
"""Rows of pixels that poor print leaves out within a figure."""
_MARK_CONFIDENCE = 0.85
_SMALL = 0.62
"""Size of a mark in ems of its line."""
_DARK = 128
_BESIDE = 0.3
"""Ems beside a mark within which its rests are looked for."""
_OWN = 0.1
"""Share of a sign's box that is ink."""
_STOPS = frozenset(".,;:")
_RESTS = _MISTAKEN - frozenset('"“”') | frozenset("_®©~|¬-")
"""What recognition makes of rests of a label."""
_Marks = list[tuple[Stretch, list[tuple[PixelBox, str]]]]
_EDGE = 20
"""Pixels of white around a word that is read by itself."""


def with_marks(
    parts: Sequence[Stretch], prepared: Prepared, weights: Weights, readers: Readers, rulings: Sequence[Ruling]
) -> list[Stretch]:
    """The stretches with raised marks taken out of their words and put beside them as stretches of their own."""
    boxes = _pieces_within(prepared.ink, parts)
    boxes = boxes[~_on_lines(boxes, rulings)]
    boxes = boxes[np.argsort(boxes[:, 0])]
    grey = prepared.grey.copy()
    usual = usual_size(parts)
    seen: _Marks = []
    for part in parts:
        places = _candidates(part, boxes, weights, prepared.ink)
        label = opening(part, grey, usual)
        if label is not None:
            places = [label, *(box for box in places if box[0] > label[2])]
        found = [(box, _read(box, grey, readers)) for box in places]
        seen.append((part, found))
    marked = _numbered(seen)
    for _, found in marked:
        for box, _ in found:
            x0, top, x1, bottom = (round(v) for v in box)
            grey[top - 1 : bottom + 1, x0 - 1 : x1 + 1] = 255
    return [
        piece for part, found in marked for piece in (_split(part, found, grey, readers.engine) if found else [part])
    ]


def _pieces_within(ink: Image, parts: Sequence[Stretch]) -> np.ndarray:
    """The boxes of the ink in the part of the page that has print, where all pieces are marks that begin or end it."""
    if not parts:
        return np.empty((0, 4))
    x0, top, x1, bottom = hull([part.box for part in parts])
    around = 2 * max(part.size for part in parts)
    left, upper = max(round(x0 - around), 0), max(round(top - around), 0)
    boxes = pieces(ink[upper : round(bottom + around), left : round(x1 + around)])
    return boxes + np.array([left, upper, left, upper], np.float64)


def _on_lines(boxes: np.ndarray, rulings: Sequence[Ruling]) -> np.ndarray:
    """Which pieces of ink are rests of upright lines."""
    on = np.zeros(len(boxes), bool)
    for x0, top, x1, bottom in (line.box for line in rulings if not line.horizontal):
        level = (boxes[:, 1] < bottom) & (boxes[:, 3] > top)
        on |= level & (boxes[:, 0] < x1 + _MORE) & (boxes[:, 2] > x0 - _MORE)
    return on


def _numbered(seen: _Marks) -> _Marks:
    """The marks with numbers that agree on the page; those that stay without one are none."""
    order = sorted(((part, mark) for part, found in seen for mark in found), key=lambda one: one[0].baseline)
    labels = [(mark, part) for part, mark in order if _opens(part, mark[0])]
    references = [(mark, part) for part, mark in order if not _opens(part, mark[0]) and not _is_power(part, mark[0])]
    numbers = filled([mark[1] for mark, _ in references], [mark[1] for mark, _ in labels])
    references = [one for one, number in zip(references, numbers, strict=True) if number]
    texts = agreed([number for number in numbers if number], [mark[1] for mark, _ in labels])
    said = {
        id(mark): text
        for group, read in zip((references, labels), texts, strict=True)
        for (mark, _), text in zip(group, read, strict=True)
    }
    return [
        (part, [(mark[0], text) for mark in found if (text := said.get(id(mark), mark[1]))]) for part, found in seen
    ]


def _opens(part: Stretch, box: PixelBox) -> bool:
    """Does the mark open its line?"""
    return box[0] <= part.box[0] + 0.3 * part.size


def _is_power(part: Stretch, box: PixelBox) -> bool:
    """Does the figure stand behind a unit of length: `km2`? Words end in `m` as well, as `năm` does."""
    before = [
        s for word in part.words for s in word.symbols if s.box[0] < box[0] and box[0] - s.box[2] < _AFTER * part.size
    ]
    last = max(before, key=lambda s: s.box[2], default=None)
    return last is not None and any(_LENGTH.search(_until(word, last)) for word in part.words if last in word.symbols)


def _until(word: Word, last: Symbol) -> str:
    return "".join(s.text for s in word.symbols[: word.symbols.index(last) + 1])


def _candidates(part: Stretch, boxes: np.ndarray, weights: Weights, ink: Image) -> list[PixelBox]:
    """Places of marks, from left to right."""
    found = _pieces(part, boxes, weights)
    for box in _signs(part, ink):
        if not any(box[0] < other[2] and other[0] < box[2] for other in found):
            found.append(box)
    joined: list[PixelBox] = []
    for box in sorted(found):
        if joined and box[0] - joined[-1][2] <= _reach(joined[-1], box, part.size):
            last = joined[-1]
            joined[-1] = (last[0], min(last[1], box[1]), max(last[2], box[2]), max(last[3], box[3]))
        else:
            joined.append(box)
    return [box for box in joined if _stands_by(part, box)]


def _reach(last: PixelBox, box: PixelBox, em: float) -> float:
    """How far apart pieces of one mark may be: brackets hold a figure that may be broken."""
    slim = max(last[2] - last[0], box[2] - box[0]) <= _SLIM * em
    return (_BRACKETED if slim else _TOGETHER) * em


def _stands_by(part: Stretch, box: PixelBox) -> bool:
    """Does the mark follow a character closely, or open its line?"""
    if _opens(part, box):
        return part.box[0] - box[2] <= _BEFORE * part.size
    return any(
        symbol.box[0] < box[0] and box[0] - symbol.box[2] <= _AFTER * part.size
        for word in part.words
        for symbol in word.symbols
    )


def _pieces(part: Stretch, boxes: np.ndarray, weights: Weights) -> list[PixelBox]:
    """Pieces of ink that stand free above the line and are as high as a mark."""
    em, line = part.size, part.baseline
    x0, _, x1, _ = part.box
    heights, widths = boxes[:, 3] - boxes[:, 1], boxes[:, 2] - boxes[:, 0]
    fits = (heights >= _LOWEST * em) & (heights <= _HIGHEST * em) & (widths <= _WIDEST * em)
    fits &= (boxes[:, 3] <= line - _FOOT * em) & (boxes[:, 1] >= line - _CEILING * em)
    fits &= (boxes[:, 0] >= x0 - 0.8 * em) & (boxes[:, 2] <= x1 + 0.6 * em)
    tall = boxes[(heights > 0.5 * em) & (boxes[:, 3] > line - 0.1 * em) & (boxes[:, 1] < line - 0.3 * em)]
    found: list[PixelBox] = []
    for a, top, b, bottom in boxes[fits].tolist():
        inner = 0.2 * (b - a)
        if weights.ink((a + inner, bottom + 1, b - inner, line + 1)):
            continue
        if np.any(np.minimum(tall[:, 2], b) - np.maximum(tall[:, 0], a) > 0.4 * (b - a)):
            continue
        found.append((a, top, b, bottom))
    return found


def _signs(part: Stretch, ink: Image) -> Iterator[PixelBox]:
    """Where a sign was recognised that marks are mistaken for, and the ink there is as high as a mark: marks whose ink
    is broken, or touches the letter before."""
    em, line = part.size, part.baseline
    for word in part.words:
        for symbol in word.symbols:
            if symbol.text.isdigit() and line - _CEILING * em <= symbol.box[1] and symbol.box[3] <= line - _FOOT * em:
                if symbol.box[3] - symbol.box[1] >= _LOWEST * em:
                    yield symbol.box
                continue
            if symbol.text not in _MISTAKEN:
                continue
            left, right = round(symbol.box[0]), round(symbol.box[2]) + 1
            top, foot = max(round(line - _CEILING * em), 0), round(line - _FOOT * em)
            columns = _lowest_rows(ink[top : round(line) + 1, left:right] > 0)
            lowest = np.where(columns.any(axis=0), columns.shape[0] - np.argmax(columns[::-1], axis=0), 0)
            highest = np.argmax(columns, axis=0)
            free = (lowest > 0) & (lowest <= foot - top + 1) & (highest <= (_CEILING - _SHOULDER) * em)
            inked = np.flatnonzero(free)
            if not len(inked):
                continue
            run = max(np.split(inked, np.flatnonzero(np.diff(inked) > 2) + 1), key=len)
            x0, x1 = left + int(run[0]), left + int(run[-1]) + 1
            y0, y1 = top + int(highest[run].min()), top + int(lowest[run].max())
            if _LOWEST * em <= y1 - y0 <= _HIGHEST * em and x1 - x0 <= _WIDEST * em:
                yield float(x0), float(y0), float(x1), float(y1)


def _lowest_rows(crop: np.ndarray) -> np.ndarray:
    """The crop with its lowest ink only, breaks bridged: what hangs down from the line above is left out."""
    inked = np.flatnonzero(crop.any(axis=1))
    if not len(inked):
        return crop
    gaps = np.flatnonzero(np.diff(inked) > _BREAK)
    crop[: inked[gaps[-1] + 1] if len(gaps) else 0] = False
    return crop


def _read(box: PixelBox, grey: Image, readers: Readers) -> str:
    """What the mark says, by whichever reader makes a mark of it; empty where none does."""
    return _attempt(box, 1, grey, readers) or _attempt(box, _MORE, grey, readers)


def _attempt(box: PixelBox, left: int, grey: Image, readers: Readers) -> str:
    """`left`: pixels of the page shown beside the mark."""
    x0, top, x1, bottom = (round(v) for v in box)
    crop = grey[max(top - 2, 0) : bottom + 2, max(x0 - left, 0) : x1 + 2]
    scale = _HEIGHT / max(bottom - top, 1)
    crop = cv2.resize(crop, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    shown = cv2.copyMakeBorder(crop, 24, 24, 40, 40, cv2.BORDER_CONSTANT, value=255)
    try:
        words = [word for row in readers.engine.read(shown, 300, "line") for word in row.words]
    except EngineFailed:
        words = []
    text = "".join(word.text for word in words).strip(".,'’")
    if _ONE.fullmatch(text):
        return re.sub(r"[lI!|iÌÍ]", "1", text)
    if _MARK.fullmatch(text) and min(word.confidence for word in words) >= _SURE:
        return text
    if found := _TOUCHING.fullmatch(text):
        return found.group(1)
    text, confidence = readers.digits.read(cv2.copyMakeBorder(crop, 8, 8, 12, 12, cv2.BORDER_CONSTANT, value=255))
    return text if _MARK.fullmatch(text) and confidence >= _SURE else ""


def _split(part: Stretch, found: list[tuple[PixelBox, str]], grey: Image, engine: Engine) -> list[Stretch]:
    """The stretch parted at its marks."""
    result: list[Stretch] = []
    rest = list(part.words)
    for box, text in found:
        before: list[Word] = []
        after: list[Word] = []
        for word in rest:
            left, right = _around(word, box, part, grey, engine)
            before += left
            after += right
        if before:
            result.append(replace(part, words=tuple(before)))
        symbols = tuple(Symbol(c, _slice(box, i, len(text))) for i, c in enumerate(text))
        mark = Word(text, box, _MARK_CONFIDENCE, symbols)
        result.append(Stretch((mark,), box[3], _SMALL * part.size, part.weight, bold=part.bold, raised=True))
        rest = after
    if rest:
        result.append(replace(part, words=tuple(rest)))
    return result


def _around(word: Word, box: PixelBox, part: Stretch, grey: Image, engine: Engine) -> tuple[list[Word], list[Word]]:
    """The word, or what of it stands before and after the mark; without what recognition made of the mark: characters
    that have no ink of their own in `grey`, the page without its marks."""
    x0, _, x1, _ = word.box
    reach = _BESIDE * part.size
    if x1 < box[0] - reach:
        return [word], []
    if x0 > box[2] + reach:
        return [], [word]
    middle = (box[0] + box[2]) / 2
    kept = tuple(symbol for symbol in word.symbols if not _is_of_mark(symbol, box, part, grey))
    if len(kept) == len(word.symbols) and not any(map(str.isdigit, word.text)):
        if not (x0 < box[2] and box[0] < x1):
            return ([word], []) if x1 <= middle else ([], [word])
        again = _without(word, part, grey, engine)
    else:
        again = [replace(word, symbols=kept)]
    left: list[Word] = []
    right: list[Word] = []
    opens = _opens(part, box)
    for one in again:
        at = sum((s.box[0] + s.box[2]) / 2 < middle for s in one.symbols)
        while at and one.symbols[at - 1].text in _STOPS and one.symbols[at - 1].box[2] > box[0]:
            at -= 1  # a stop behind the mark, that recognition saw under it
        before, after = one.symbols[:at], one.symbols[at:]
        if opens:  # nothing stands before a label, and no note begins with a sign like these
            before = ()
            after = tuple(dropwhile(lambda s: s.text in _RESTS, after))
        left += _ends(one, before, box)
        right += _ends(one, after, box)
    return left, right


def _is_of_mark(symbol: Symbol, box: PixelBox, part: Stretch, grey: Image) -> bool:
    """Was the mark's ink all that this character beside it was made of?"""
    x0, top, x1, bottom = symbol.box
    em, line = part.size, part.baseline
    if x1 < box[0] - _BESIDE * em or x0 > box[2] + _BESIDE * em:
        return False
    if symbol.text in _STOPS:  # it stands behind the mark on the line, wherever recognition saw it
        return not _share_inked(grey, (box[2] - 1, line - 0.15 * em, box[2] + 0.4 * em, line + 0.1 * em))
    if symbol.text.isalnum():
        inner = (x1 - x0) / 4
        return not _share_inked(grey, (x0 + inner, line - _SHOULDER * em, x1 - inner, line + 1))
    return _share_inked(grey, (x0, top, x1, bottom)) < _OWN


def _share_inked(grey: Image, box: PixelBox) -> float:
    x0, top, x1, bottom = (round(v) for v in box)
    crop = grey[top:bottom, x0 : max(x1, x0 + 1)]
    return np.count_nonzero(crop < _DARK) / crop.size if crop.size else 0.0


def _ends(word: Word, symbols: tuple[Symbol, ...], mark: PixelBox) -> list[Word]:
    """These characters as a word that does not reach into the mark: beside marks, boxes are not exact."""
    if not symbols:
        return []
    x0, _, x1, _ = mark
    before = symbols[0].box[0] + symbols[0].box[2] < x0 + x1
    kept = []
    for symbol in symbols:
        a, top, b, bottom = symbol.box
        ends = (min(a, x0), min(b, x0)) if before else (max(a, x1), max(b, x1))
        kept.append(replace(symbol, box=(ends[0], top, ends[1], bottom)))
    return [_of(word, kept)]


def _without(word: Word, part: Stretch, grey: Image, engine: Engine) -> list[Word]:
    """The word read again from the page without its marks; nothing where the mark was all there was."""
    x0, _, x1, _ = word.box
    top, bottom = max(round(part.baseline - part.size), 0), round(part.baseline + 0.35 * part.size)
    left, right = max(round(x0) - 2, 0), round(x1) + 3
    crop = grey[top:bottom, left:right]
    if not np.any(crop < _DARK):
        return []
    crop = cv2.copyMakeBorder(crop, _EDGE, _EDGE, _EDGE, _EDGE, cv2.BORDER_CONSTANT, value=255)
    try:
        rows = [moved(row, left - _EDGE, top - _EDGE) for row in engine.read(crop, 200, "line")]
    except EngineFailed:
        rows = []
    return [again for row in rows for again in row.words] or [word]


def _of(word: Word, symbols: list[Symbol]) -> Word:
    text, box = "".join(s.text for s in symbols), hull([s.box for s in symbols])
    return replace(word, text=text, box=box, symbols=tuple(symbols))


def _slice(box: PixelBox, i: int, count: int) -> PixelBox:
    step = (box[2] - box[0]) / count
    return box[0] + i * step, box[1], box[0] + (i + 1) * step, box[3]
