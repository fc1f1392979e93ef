"""A PDF page's characters, fetched from pdfium in bulk, as runs: consecutive characters of one text object.

Problem: one Python call per character and property is what makes PDF readers slow. Here one property is fetched per
character, its origin, by one `map` (C loop, C callee).
Everything else (font, size, style) is asked once per text object. Never: reading order, lines, meaning.
"""

from __future__ import annotations

import ctypes
import math
import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from itertools import repeat
from typing import Any

import pypdfium2.raw as pdfium

from pipeline.frozen import dataclass
from pipeline.readers import pdf_calls as calls
from pipeline.readers.pdf_drawings import draw
from pipeline.readers.pdf_page import Frame, RawPage, Run

__all__ = ["read_page"]

_HYPHENS = ("\x02", "\ufffe")  # pdfium's stand-ins for a `-` that ends a line
_LINE = re.compile(r"[^\r\n]+")
_INVISIBLE = 3  # text rendering mode "neither fill nor stroke"
_FILL_AND_STROKE = 2  # how offices fake bold
_SHOWING = (pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_STAMP)
_MOST_ANNOTATIONS, _LONGEST_STAMP = 100, 400
"""Annotations of a page that are looked at, and bytes of what one says."""
_SIDEWAYS = 0.6
"""A page over this share of whose characters run another way is read turned that way."""


def read_page(document: Any, index: int, fonts: dict[int, tuple[str, bool, bool]]) -> RawPage:
    """Page `index` (from 0). `fonts` is a cache of font handle -> name, bold, italic, shared by a document's pages."""
    page = pdfium.FPDF_LoadPage(document, index)
    if not page:
        raise ValueError(f"page {index + 1} cannot be loaded")
    try:
        rect = pdfium.FS_RECTF()
        pdfium.FPDF_GetPageBoundingBox(page, rect)
        frame = Frame(rect.left, rect.bottom, rect.right, rect.top, pdfium.FPDFPage_GetRotation(page) % 4)
        text_page = pdfium.FPDFText_LoadPage(page)
        try:
            raw = _read(page, text_page, frame, fonts)
            raw.stamps = list(_stamps(page))
            return raw
        finally:
            pdfium.FPDFText_ClosePage(text_page)
    finally:
        pdfium.FPDF_ClosePage(page)


def _stamps(page: Any) -> Iterator[str]:
    """The words of the annotations that show words; they are no part of a page's text."""
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), _MOST_ANNOTATIONS)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if annotation and pdfium.FPDFAnnot_GetSubtype(annotation) in _SHOWING:
            size = min(pdfium.FPDFAnnot_GetStringValue(annotation, b"Contents", None, 0), _LONGEST_STAMP)
            words = ctypes.create_string_buffer(size + 2)
            pdfium.FPDFAnnot_GetStringValue(
                annotation, b"Contents", ctypes.cast(words, ctypes.POINTER(pdfium.FPDF_WCHAR)), size
            )
            yield words.raw[:size].decode("utf-16-le", "replace").rstrip("\0")
        if annotation:
            pdfium.FPDFPage_CloseAnnot(annotation)


def _read(page: Any, text_page: Any, frame: Frame, fonts: dict[int, tuple[str, bool, bool]]) -> RawPage:
    slices = _slices(text_page, fonts)
    lengths: Counter[_Direction] = Counter()
    for piece in slices:
        lengths[piece.direction] += len(piece.text.strip())
    turns: Counter[int] = Counter()
    for direction, length in lengths.items():
        turns[_turns(frame, direction)] += length
    most = max(turns, key=lambda turn: turns[turn]) if turns else 0
    turn = most if most and turns[most] > _SIDEWAYS * turns.total() else 0
    if turn:
        frame = Frame(frame.left, frame.bottom, frame.right, frame.top, (frame.turns + turn) % 4)
    width, height = frame.size
    raw = RawPage(width, height, turns=turn)
    level = {direction for direction in lengths if not _turns(frame, direction)}
    raw.runs = [_run(frame, piece, upright=piece.direction in level) for piece in slices]
    total = sum(len(piece.text) for piece in slices)
    raw.invisible_share = sum(len(piece.text) for piece in slices if piece.invisible) / total if total else 0.0
    draw(page, frame, raw)
    return raw


# --- characters ---------------------------------------------------------------------------------------------------


_Direction = tuple[float, float]
"""Of the baseline, in user space."""


@dataclass(slots=True)
class _Slice:
    """Consecutive characters of one text object, in user space."""

    text: str
    xs: array[float]
    ys: array[float]
    size: float
    direction: _Direction
    font: tuple[str, bool, bool]
    bold: bool
    invisible: bool


def _slices(text_page: Any, fonts: dict[int, tuple[str, bool, bool]]) -> list[_Slice]:
    page = calls.text_page(ctypes.cast(text_page, ctypes.c_void_p).value)
    count = pdfium.FPDFText_CountChars(text_page) if page else 0
    if count <= 0:
        return []
    text = _characters(text_page, page, count)
    xs, ys = calls.origins(page, count)
    slices = []
    for target, start, end in _same_object(partial(calls.char_object, page), text):
        font_handle = calls.object_font(target) or 0
        if font_handle not in fonts:
            fonts[font_handle] = _font(font_handle)
        slices.append(_slice(page, target, text, xs, ys, start, end, fonts[font_handle]))
    return slices


def _characters(text_page: Any, page: ctypes.c_void_p, count: int) -> str:
    """The page's characters, index for index (pdfium's own text may skip characters that have no Unicode value)."""
    buffer = (ctypes.c_ushort * (count + 1))()
    got = pdfium.FPDFText_GetText(text_page, 0, count, buffer)
    if got == count + 1:
        text = bytes(buffer)[: 2 * count].decode("utf-16-le", "replace")
        if len(text) == count:
            return _with_hyphens(text)
    codes = map(calls.char_unicode, repeat(page), range(count))
    text = "".join(chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd" for code in codes)
    return _with_hyphens(text)


def _with_hyphens(text: str) -> str:
    for stand_in in _HYPHENS:
        text = text.replace(stand_in, "-")
    return text


def _same_object(object_at: Callable[[int], int | None], text: str) -> Iterator[tuple[int, int, int]]:
    """(object, start, end) of each run. A space that pdfium inserted inside one object stays; other inserted characters
    (no object) are dropped, as whether two objects stand apart is decided from the geometry of the line.

    An object's characters follow each other, so a stretch between two characters of one object is that object's, and
    the ends of runs are found by halving; pdfium's line ends only cut the search into short stretches."""
    runs: list[tuple[int, int, int]] = []
    stretches = [(match.start(), match.end()) for match in reversed(list(_LINE.finditer(text)))]
    while stretches:
        start, end = stretches.pop()
        target = object_at(start)
        if target != object_at(end - 1):
            middle = (start + end) // 2
            stretches += [(middle, end), (start, middle)]
        elif target is None and end - start > 1:
            stretches += [(i, i + 1) for i in range(end - 1, start - 1, -1)]
        elif target is not None and runs and runs[-1][0] == target and not text[runs[-1][2] : start].strip(" "):
            runs[-1] = (target, runs[-1][1], end)
        elif target is not None:
            runs.append((target, start, end))
    yield from runs


def _slice(
    page: ctypes.c_void_p,
    target: int,
    text: str,
    xs: array[float],
    ys: array[float],
    start: int,
    end: int,
    font: tuple[str, bool, bool],
) -> _Slice:
    calls.char_matrix(page, start, calls.MATRIX)
    a, b, c, d, _, _ = calls.matrix_read()
    size = abs(calls.font_size(page, start)) * (math.hypot(c, d) or 1.0)
    run_xs, run_ys = xs[start:end], ys[start:end]
    calls.loose_box(page, end - 1, calls.RECTANGLE)  # left, top, right, bottom
    if abs(b) > abs(a):
        run_xs.append(run_xs[-1])
        run_ys.append(calls.rectangle[1] if b > 0 else calls.rectangle[3])
    else:
        run_xs.append(calls.rectangle[2] if a >= 0 else calls.rectangle[0])
        run_ys.append(run_ys[-1])
    mode = calls.render_mode(target)
    return _Slice(
        text[start:end], run_xs, run_ys, size, (a, b), font, font[1] or mode == _FILL_AND_STROKE, mode == _INVISIBLE
    )


def _font(handle: int) -> tuple[str, bool, bool]:
    """Name without subset prefix, bold, italic."""
    font = ctypes.cast(handle, pdfium.FPDF_FONT)
    if not handle:
        return "", False, False
    size = pdfium.FPDFFont_GetBaseFontName(font, None, 0)
    buffer = ctypes.create_string_buffer(max(int(size), 1))
    pdfium.FPDFFont_GetBaseFontName(font, buffer, size)
    name = buffer.value.decode("utf-8", "replace")
    name = name[7:] if len(name) > 7 and name[6] == "+" else name
    lowered = name.lower()
    angle = ctypes.c_int(0)
    pdfium.FPDFFont_GetItalicAngle(font, angle)
    bold = any(word in lowered for word in ("bold", "black", "heavy")) or pdfium.FPDFFont_GetWeight(font) >= 600
    return name, bold, "italic" in lowered or "oblique" in lowered or angle.value not in (0, -1)


def _turns(frame: Frame, direction: _Direction) -> int:
    """How many quarter turns the frame lacks for what is written in this direction to run from left to right."""
    dx, dy = frame.direction(*direction)
    if abs(dx) >= abs(dy):
        return 0 if dx >= 0 else 2
    return 1 if dy < 0 else 3


def _run(frame: Frame, piece: _Slice, *, upright: bool) -> Run:
    if frame.turns == 0:
        left, top = frame.left, frame.top
        edges = array("d", [x - left for x in piece.xs]) if left else piece.xs
        baseline = top - piece.ys[0]
    else:
        points = [frame.point(x, y) for x, y in zip(piece.xs, piece.ys, strict=True)]
        edges = array("d", [x for x, _ in points])
        baseline = points[0][1]
    run = Run(piece.text, edges, baseline, piece.size, piece.bold, piece.font[2], piece.font[0])
    if not upright:
        x0, y0 = frame.point(min(piece.xs), min(piece.ys))
        x1, y1 = frame.point(max(piece.xs), max(piece.ys))
        run.upright = False
        half = piece.size / 2
        run.box = (min(x0, x1) - half, min(y0, y1) - half, max(x0, x1) + half, max(y0, y1) + half)
    return run
