"""The image of a page to measured words and ruling lines: the whole of recognition, in order.

Order of work: prepare, find and wipe ruling lines, read the words, set the page upright where the reading makes no
sense, measure the print, find raised marks, drop what is no print (scribbles, rests of stamps). Never: reading order,
tables, paragraphs: those are found as on any other page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import field

import cv2
import numpy as np

from pipeline.frozen import dataclass, replace
from pipeline.ocr.caution import cautious, doubtful_page, joined
from pipeline.ocr.cells import read_columns, read_grids, without_grids
from pipeline.ocr.columns import columns
from pipeline.ocr.doubts import certain, second_look
from pipeline.ocr.engine import Engine, Image, Row, Word, hull, moved, scaled
from pipeline.ocr.junk import printed
from pipeline.ocr.marks import with_marks
from pipeline.ocr.measure import Stretch, Weights, evened_sizes, stretches
from pipeline.ocr.numerals import roman
from pipeline.ocr.prepare import Prepared, finer, prepare, turned
from pipeline.ocr.readers import CellBox, Readers
from pipeline.ocr.rulings import Ruling, rulings, wiped
from pipeline.ocr.strokes import Strokes

__all__ = ["PageReading", "read_page"]

_LEGIBLE = 0.85
"""Mean confidence below which a page may lie on its side or head; tables on their side are read with up to 0.79."""
_DENSEST = 0.012
"""Square inches of ink for each character read, beyond which most of the print was not read: bold print has 0.005."""
_LOWEST, _HIGHEST = 200.0, 310.0
"""Dots an inch at which a page is prepared: coarser scans are enlarged, finer ones reduced."""
_ILLEGIBLE = 0.4
"""Mean confidence below which there is noise, or print that lies on its side, but nothing that was read."""
_TWO_LEVELS, _BLACK, _GREYS, _EVERY = 190.0, 50, 0.5, 3
"""Dots an inch below which black and white alone do not show figures (faxes have 200, coarse ones 100); greys that are
black, or as near to white; share of ink that is grey, which scans have 0.7 of and faxes, enlarged a little, 0.3; one of
how many pixels is looked at."""
_WORDS = 200.0
"""Dots an inch at which lines are read: 300 takes a third more time and reads print of 10 points and more no better."""
_FINE = 300.0
"""Dots an inch at which cells, doubtful words and raised marks are looked at."""
_WHITE = np.where(np.arange(256) > 225, 255, np.arange(256)).astype(np.uint8)
"""Greys without the grain of paper, which costs time and letters when lines are read."""
_MARGIN = 20
"""Pixels of white around all lines."""
_GLUED = re.compile(r"(?:[IVX]{1,5}|\d{1,2})[./)](?=[^\W\d_]{2})")
_DASH = re.compile(r"[~—–_=¬«»\-]{1,2}")


@dataclass(slots=True)
class PageReading:
    """`stretches` from top to bottom as read; pixels of an upright page of `width` × `height` at `dpi`."""

    width: int
    height: int
    dpi: float
    stretches: list[Stretch] = field(default_factory=list)
    rulings: list[Ruling] = field(default_factory=list)
    turns: int = 0
    """Quarter turns clockwise by which the page was set upright."""
    angle: float = 0.0
    coloured: bool = False
    dropped: int = 0
    """Words left out as no print."""
    ink: float = 0.0
    """Square inches of ink that is no ruling line."""

    @property
    def confidence(self) -> float:
        """Mean over characters; 0 where nothing was read."""
        lengths = [len(part.text) for part in self.stretches]
        weighted = sum(p.confidence * n for p, n in zip(self.stretches, lengths, strict=True))
        return weighted / sum(lengths) if lengths else 0.0

    @property
    def letters(self) -> int:
        """Characters read, weighted by confidence; what garbage is read from a page on its side is much less."""
        return round(sum(p.confidence * len(p.text) for p in self.stretches))


def read_page(image: Image, dpi: float, readers: Readers) -> PageReading:
    """Read the image of a page scanned at `dpi`. Raises EngineFailed where the engine gives up."""
    coarse = _is_coarse(image, dpi)
    image, dpi = _legible(image, dpi)
    turns = 0
    reading = _read(image, dpi, readers, coarse)
    doubtful = reading.confidence < _LEGIBLE or reading.ink > _DENSEST * reading.letters
    if doubtful and (turns := readers.engine.turns(prepare(image, dpi).grey, dpi)):
        again = _read(turned(image, turns), dpi, readers, coarse)
        if again.letters > reading.letters and again.confidence > reading.confidence:
            reading = replace(again, turns=turns)
    return reading


def _legible(image: Image, dpi: float) -> tuple[Image, float]:
    target = min(max(dpi, _LOWEST), _HIGHEST)
    if target == dpi:
        return image, dpi
    scale = target / dpi
    method = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
    return cv2.resize(image, None, fx=scale, fy=scale, interpolation=method), target


def _is_coarse(image: Image, dpi: float) -> bool:
    """Is it a page in black and white alone, of so few dots that figures lose their shape?"""
    inked = image[::_EVERY, ::_EVERY]
    inked = inked[inked < 255 - _BLACK]
    return dpi < _TWO_LEVELS and bool(np.count_nonzero(inked > _BLACK) < _GREYS * inked.size)


def _read(image: Image, dpi: float, readers: Readers, coarse: bool) -> PageReading:
    prepared = prepare(image, dpi)
    if prepared.blank:
        height, width = prepared.grey.shape
        return PageReading(width, height, dpi, angle=prepared.angle, coloured=prepared.coloured)
    lines, pixels = rulings(prepared.ink, dpi)
    plain, plain_ink = wiped(prepared.grey, prepared.ink, pixels, dpi)
    clean = finer(plain, _FINE / dpi, prepared)
    height, width = clean.grey.shape
    ink = np.count_nonzero(clean.ink) / _FINE**2
    reading = PageReading(width, height, _FINE, angle=prepared.angle, coloured=prepared.coloured, ink=ink)
    reading.rulings = [line.scaled(_FINE / dpi) for line in lines]
    grids = readers.cells_of(reading.rulings, _FINE)
    sides = [] if grids else columns(plain_ink, dpi, _FINE)
    rows = _lines(plain, dpi, [*grids, *sides], readers.engine)
    rows += read_grids(clean, grids, _FINE, readers) + read_columns(clean.grey, sides, _FINE, readers.engine)
    kept = printed(rows)
    reading.dropped = sum(len(row.words) for row in rows) - sum(len(row.words) for row in kept)
    if _mean(kept) < _ILLEGIBLE:
        reading.dropped = sum(len(row.words) for row in rows)
        return reading
    doubtful = coarse or doubtful_page(kept, prepared.dust)
    kept = [joined(row) for row in second_look(kept, clean.grey, _FINE, readers.engine)]
    kept = certain(kept, clean.grey, readers)
    gone = pixels if prepared.strokes is None else cv2.bitwise_or(pixels, prepared.strokes)
    crossed = Strokes(gone, plain_ink, _FINE / dpi, dpi).crossed(kept)
    _measure(reading, cautious(kept, doubtful, crossed), clean, readers)
    return reading


def _mean(rows: Sequence[Row]) -> float:
    """Confidence over characters."""
    words = [word for row in rows for word in row.words]
    return sum(w.confidence * len(w.text) for w in words) / max(sum(len(w.text) for w in words), 1)


def _lines(plain: Image, dpi: float, grids: Sequence[Sequence[CellBox]], engine: Engine) -> list[Row]:
    """The lines outside of tables, in pixels of the fine image; `plain` is the page at `dpi`."""
    image = without_grids(plain, grids, dpi / _FINE)
    if dpi > _WORDS:
        image = cv2.resize(image, None, fx=_WORDS / dpi, fy=_WORDS / dpi, interpolation=cv2.INTER_AREA)
    image = cv2.LUT(image, _WHITE)
    x, y, width, height = cv2.boundingRect(cv2.bitwise_not(image))
    left, top = max(x - _MARGIN, 0), max(y - _MARGIN, 0)
    shown = image[top : y + height + _MARGIN, left : x + width + _MARGIN]
    if not width or min(shown.shape) < _MARGIN:
        return []
    return [scaled(moved(row, left, top), _FINE / _WORDS) for row in engine.read(shown, _WORDS)]


def _measure(reading: PageReading, rows: list[Row], prepared: Prepared, readers: Readers) -> None:
    weights = Weights(prepared.ink)
    parts = [part for row in rows for part in stretches(row, weights, reading.dpi)]
    parts = [_shaped(part, prepared.ink) for part in evened_sizes(parts)]
    reading.stretches = with_marks(parts, prepared, weights, readers, reading.rulings)


def _shaped(part: Stretch, ink: Image) -> Stretch:
    """Signs that print tells by their shape and recognition confuses: the dash that opens an item, Roman numerals."""
    first = part.words[0]
    x0, top, x1, bottom = first.box
    if _DASH.fullmatch(first.text) and bottom - top < 0.25 * part.size and x1 - x0 > bottom - top:
        part = replace(part, words=(_worded(first, "-"), *part.words[1:]))
    part = replace(part, words=(*_parted(part.words[0]), *part.words[1:]))
    return replace(part, words=tuple(roman(word, ink, i == 0) for i, word in enumerate(part.words)))


def _parted(word: Word) -> tuple[Word, ...]:
    """The label and the first word of a heading whose space was lost: `I.CÔNG`."""
    match = _GLUED.match(word.text)
    if match is None or len(word.symbols) != len(word.text):
        return (word,)
    at = match.end()
    parts = (word.symbols[:at], word.symbols[at:])
    return tuple(
        replace(word, text="".join(s.text for s in part), symbols=part, box=hull([s.box for s in part]))
        for part in parts
    )


def _worded(word: Word, text: str) -> Word:
    symbols = (replace(word.symbols[0], text=text, box=word.box),) if word.symbols else ()
    return replace(word, text=text, symbols=symbols)
