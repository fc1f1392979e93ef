"""What pdfium knows about a page, fetched in bulk: runs of characters, ruling lines, images.

Problem: one Python call per character and property is what makes PDF readers slow. Here each property is fetched by one
`map` over a range of addresses (C loop, C callee), two properties per character only: its origin and its text object.
Everything else (font, size, style) is asked once per text object. Coordinates leave this module in display space: points
from the page's top-left corner, page rotation and crop box applied. Never: reading order, lines, meaning.
"""

from __future__ import annotations

import ctypes
import math
from array import array
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby, repeat
from typing import Any

import pypdfium2.raw as pdfium

__all__ = ["Frame", "RawPage", "Rule", "Run", "read_page"]

_HYPHENS = str.maketrans({"\x02": "-", "\ufffe": "-"})  # pdfium's stand-ins for a `-` that ends a line
_MOST_PATHS = 6000
"""A page with more drawn paths is a map or a chart; its lines are not read."""
_THIN = 3.0
"""A path no thicker than this, in points, is a line, however it was drawn."""
_SHORTEST_RULE = 4.0
_INVISIBLE = 3  # text rendering mode "neither fill nor stroke"
_FILL_AND_STROKE = 2  # how offices fake bold


@dataclass(slots=True)
class Run:
    """Characters of one text object on one baseline. `edges[i]` is the left x of character i, the last entry the right
    edge of the run (len = len(text) + 1). `upright` is False for text that does not run from left to right."""

    text: str
    edges: array[float]
    baseline: float
    size: float
    bold: bool
    italic: bool
    font: str
    upright: bool = True
    box: tuple[float, float, float, float] | None = None
    """Only for text that is not upright: where it stands."""

    @property
    def x0(self) -> float:
        return self.edges[0]

    @property
    def x1(self) -> float:
        return self.edges[-1]

    @property
    def middle(self) -> float:
        return self.baseline - 0.3 * self.size


@dataclass(frozen=True, slots=True)
class Rule:
    """A drawn straight line, horizontal or vertical."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def horizontal(self) -> bool:
        return self.x1 - self.x0 >= self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Frame:
    """From PDF user space to display space, by quarter turns clockwise."""

    left: float
    bottom: float
    right: float
    top: float
    turns: int = 0

    @property
    def size(self) -> tuple[float, float]:
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.turns % 2 else (width, height)

    def point(self, x: float, y: float) -> tuple[float, float]:
        match self.turns:
            case 0:
                return x - self.left, self.top - y
            case 1:
                return y - self.bottom, x - self.left
            case 2:
                return self.right - x, y - self.bottom
            case _:
                return self.top - y, self.right - x

    def direction(self, a: float, b: float) -> tuple[float, float]:
        return ((a, -b), (b, a), (-a, b), (-b, -a))[self.turns]


@dataclass(slots=True)
class RawPage:
    width: float
    height: float
    runs: list[Run] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    image_share: float = 0.0
    """Largest image's share of the page area."""
    invisible_share: float = 0.0
    """Share of the characters that are drawn invisibly: a recognition layer under a scan."""
    turned: bool = False
    """The page's text stands sideways on the page as displayed; coordinates are of the page turned to read it."""


def _bulk(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    """The same C function with plain integers for pointers, and without releasing the interpreter lock per call."""
    address = ctypes.cast(function, ctypes.c_void_p).value
    assert address is not None  # noqa: S101 - a bound C function
    return ctypes.PYFUNCTYPE(result, *arguments)(address)


_P, _I, _D = ctypes.c_void_p, ctypes.c_int, ctypes.c_double
_char_origin = _bulk(pdfium.FPDFText_GetCharOrigin, _I, _P, _I, _P, _P)
_char_object = _bulk(pdfium.FPDFText_GetTextObject, _P, _P, _I)
_char_unicode = _bulk(pdfium.FPDFText_GetUnicode, ctypes.c_uint, _P, _I)
_font_size = _bulk(pdfium.FPDFText_GetFontSize, _D, _P, _I)
_char_matrix = _bulk(pdfium.FPDFText_GetMatrix, _I, _P, _I, _P)
_loose_box = _bulk(pdfium.FPDFText_GetLooseCharBox, _I, _P, _I, _P)
_object_font = _bulk(pdfium.FPDFTextObj_GetFont, _P, _P)
_render_mode = _bulk(pdfium.FPDFTextObj_GetTextRenderMode, _I, _P)
_page_object = _bulk(pdfium.FPDFPage_GetObject, _P, _P, _I)
_object_type = _bulk(pdfium.FPDFPageObj_GetType, _I, _P)
_object_bounds = _bulk(pdfium.FPDFPageObj_GetBounds, _I, _P, _P, _P, _P, _P)
_object_matrix = _bulk(pdfium.FPDFPageObj_GetMatrix, _I, _P, _P)
_draw_mode = _bulk(pdfium.FPDFPath_GetDrawMode, _I, _P, _P, _P)
_path_segments = _bulk(pdfium.FPDFPath_CountSegments, _I, _P)
_path_segment = _bulk(pdfium.FPDFPath_GetPathSegment, _P, _P, _I)
_segment_point = _bulk(pdfium.FPDFPathSegment_GetPoint, _I, _P, _P, _P)
_segment_type = _bulk(pdfium.FPDFPathSegment_GetType, _I, _P)
_segment_close = _bulk(pdfium.FPDFPathSegment_GetClose, _I, _P)
_form_object = _bulk(pdfium.FPDFFormObj_GetObject, _P, _P, ctypes.c_ulong)
_form_count = _bulk(pdfium.FPDFFormObj_CountObjects, _I, _P)


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
            return _read(page, text_page, frame, fonts)
        finally:
            pdfium.FPDFText_ClosePage(text_page)
    finally:
        pdfium.FPDF_ClosePage(page)


def _read(page: Any, text_page: Any, frame: Frame, fonts: dict[int, tuple[str, bool, bool]]) -> RawPage:
    slices = _slices(text_page, fonts)
    turns: Counter[int] = Counter()
    for piece in slices:
        turns[_turns(frame, piece)] += len(piece.text.strip())
    most = max(turns, key=lambda turn: turns[turn]) if turns else 0
    turned = bool(most) and turns[most] > 0.8 * turns.total()
    if turned:
        frame = Frame(frame.left, frame.bottom, frame.right, frame.top, (frame.turns + most) % 4)
    width, height = frame.size
    raw = RawPage(width, height, turned=turned)
    raw.runs = [_run(frame, piece) for piece in slices]
    total = sum(len(piece.text) for piece in slices)
    raw.invisible_share = sum(len(piece.text) for piece in slices if piece.invisible) / total if total else 0.0
    _draw(page, frame, raw)
    return raw


# --- characters ---------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Slice:
    """Consecutive characters of one text object, in user space."""

    text: str
    xs: array[float]
    ys: array[float]
    size: float
    direction: tuple[float, float]
    font: tuple[str, bool, bool]
    bold: bool
    invisible: bool


def _slices(text_page: Any, fonts: dict[int, tuple[str, bool, bool]]) -> list[_Slice]:
    handle = ctypes.cast(text_page, ctypes.c_void_p).value
    count = pdfium.FPDFText_CountChars(text_page) if handle else 0
    if handle is None or count <= 0:
        return []
    text = _characters(text_page, handle, count)
    xs, ys = array("d", bytes(8 * count)), array("d", bytes(8 * count))
    ax, ay = xs.buffer_info()[0], ys.buffer_info()[0]
    calls = map(_char_origin, repeat(handle), range(count), range(ax, ax + 8 * count, 8), range(ay, ay + 8 * count, 8))
    deque(calls, maxlen=0)
    objects = list(map(_char_object, repeat(handle), range(count)))
    slices = []
    for target, start, end in _same_object(objects, text):
        font_handle = _object_font(target) or 0
        if font_handle not in fonts:
            fonts[font_handle] = _font(font_handle)
        slices.append(_slice(handle, target, text, xs, ys, start, end, fonts[font_handle]))
    return slices


def _characters(text_page: Any, handle: int, count: int) -> str:
    """The page's characters, index for index (pdfium's own text may skip characters that have no Unicode value)."""
    buffer = (ctypes.c_ushort * (count + 1))()
    got = pdfium.FPDFText_GetText(text_page, 0, count, buffer)
    if got == count + 1:
        text = bytes(buffer)[: 2 * count].decode("utf-16-le", "replace")
        if len(text) == count:
            return text.translate(_HYPHENS)
    codes = map(_char_unicode, repeat(handle), range(count))
    text = "".join(chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd" for code in codes)
    return text.translate(_HYPHENS)


def _same_object(objects: list[int | None], text: str) -> Iterator[tuple[int, int, int]]:
    """(object, start, end) of each run. A space that pdfium inserted inside one object stays; others are dropped, as
    whether two objects stand apart is decided from the geometry of the line."""
    runs: list[tuple[int, int, int]] = []
    at = 0
    for target, group in groupby(objects):
        start, at = at, at + sum(1 for _ in group)
        if target is None:
            continue
        if runs and runs[-1][0] == target and text[runs[-1][2] : start].strip(" ") == "":
            runs[-1] = (target, runs[-1][1], at)
        else:
            runs.append((target, start, at))
    yield from runs


_matrix = (ctypes.c_float * 6)()
_rectangle = (ctypes.c_float * 4)()
_MATRIX, _RECTANGLE = ctypes.addressof(_matrix), ctypes.addressof(_rectangle)


def _slice(
    handle: int,
    target: int,
    text: str,
    xs: array[float],
    ys: array[float],
    start: int,
    end: int,
    font: tuple[str, bool, bool],
) -> _Slice:
    _char_matrix(handle, start, _MATRIX)
    a, b, c, d = _matrix[0], _matrix[1], _matrix[2], _matrix[3]
    size = abs(_font_size(handle, start)) * (math.hypot(c, d) or 1.0)
    run_xs, run_ys = xs[start:end], ys[start:end]
    _loose_box(handle, end - 1, _RECTANGLE)  # left, top, right, bottom
    if abs(b) > abs(a):
        run_xs.append(run_xs[-1])
        run_ys.append(_rectangle[1] if b > 0 else _rectangle[3])
    else:
        run_xs.append(_rectangle[2] if a >= 0 else _rectangle[0])
        run_ys.append(run_ys[-1])
    mode = _render_mode(target)
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


def _turns(frame: Frame, piece: _Slice) -> int:
    """How many quarter turns the frame lacks for this piece to run from left to right."""
    dx, dy = frame.direction(*piece.direction)
    if abs(dx) >= abs(dy):
        return 0 if dx >= 0 else 2
    return 1 if dy < 0 else 3


def _run(frame: Frame, piece: _Slice) -> Run:
    if frame.turns == 0:
        left, top = frame.left, frame.top
        edges = array("d", [x - left for x in piece.xs]) if left else piece.xs
        baseline = top - piece.ys[0]
    else:
        points = [frame.point(x, y) for x, y in zip(piece.xs, piece.ys, strict=True)]
        edges = array("d", [x for x, _ in points])
        baseline = points[0][1]
    run = Run(piece.text, edges, baseline, piece.size, piece.bold, piece.font[2], piece.font[0])
    if _turns(frame, piece):
        x0, y0 = frame.point(min(piece.xs), min(piece.ys))
        x1, y1 = frame.point(max(piece.xs), max(piece.ys))
        run.upright = False
        half = piece.size / 2
        run.box = (min(x0, x1) - half, min(y0, y1) - half, max(x0, x1) + half, max(y0, y1) + half)
    return run


# --- drawings -----------------------------------------------------------------------------------------------------

_bounds = [ctypes.c_float() for _ in range(4)]
_BOUNDS = [ctypes.addressof(value) for value in _bounds]
_x, _y = ctypes.c_float(), ctypes.c_float()
_X, _Y = ctypes.addressof(_x), ctypes.addressof(_y)
_fill, _stroke = ctypes.c_int(), ctypes.c_int()
_FILL, _STROKE = ctypes.addressof(_fill), ctypes.addressof(_stroke)
_Affine = tuple[float, float, float, float, float, float]
_IDENTITY: _Affine = (1, 0, 0, 1, 0, 0)


def _draw(page: Any, frame: Frame, raw: RawPage) -> None:
    handle = ctypes.cast(page, ctypes.c_void_p).value
    count = pdfium.FPDFPage_CountObjects(page)
    budget = [_MOST_PATHS]
    for target in map(_page_object, repeat(handle), range(count)):
        _draw_object(target, _object_type(target), _IDENTITY, frame, raw, budget, 0)
    if budget[0] < 0:
        raw.rules.clear()


def _draw_object(
    target: int, kind: int, outer: _Affine, frame: Frame, raw: RawPage, budget: list[int], depth: int
) -> None:
    if kind == pdfium.FPDF_PAGEOBJ_PATH:
        budget[0] -= 1
        if budget[0] >= 0:
            raw.rules.extend(_path_rules(target, outer, frame))
    elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
        x0, y0, x1, y1 = _box(target, outer, frame)
        raw.image_share = max(raw.image_share, (x1 - x0) * (y1 - y0) / (raw.width * raw.height or 1))
    elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < 4:
        _object_matrix(target, _MATRIX)
        inner = _compose(tuple(_matrix), outer)  # type: ignore[arg-type]
        for i in range(_form_count(target)):
            child = _form_object(target, i)
            _draw_object(child, _object_type(child), inner, frame, raw, budget, depth + 1)


def _path_rules(target: int, outer: _Affine, frame: Frame) -> Iterator[Rule]:
    x0, y0, x1, y1 = _box(target, outer, frame)
    if min(x1 - x0, y1 - y0) <= _THIN:
        if max(x1 - x0, y1 - y0) >= _SHORTEST_RULE:
            yield _thin_rule(x0, y0, x1, y1)
        return
    _draw_mode(target, _FILL, _STROKE)
    count = _path_segments(target)
    if not _stroke.value or count > 400:
        return
    _object_matrix(target, _MATRIX)
    matrix = _compose(tuple(_matrix), outer)  # type: ignore[arg-type]
    for (ax, ay), (bx, by) in _straight(target, count):
        px, py = frame.point(*_apply(matrix, ax, ay))
        qx, qy = frame.point(*_apply(matrix, bx, by))
        across, down = abs(px - qx), abs(py - qy)
        if min(across, down) <= 1 and max(across, down) >= _SHORTEST_RULE:
            yield _thin_rule(min(px, qx), min(py, qy), max(px, qx), max(py, qy))


def _straight(target: int, count: int) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    start = here = (0.0, 0.0)
    for i in range(count):
        segment = _path_segment(target, i)
        _segment_point(segment, _X, _Y)
        point, kind = (_x.value, _y.value), _segment_type(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            yield here, point
        here = point
        if _segment_close(segment):
            yield here, start
            here = start


def _thin_rule(x0: float, y0: float, x1: float, y1: float) -> Rule:
    if x1 - x0 >= y1 - y0:
        middle = (y0 + y1) / 2
        return Rule(x0, middle, x1, middle)
    middle = (x0 + x1) / 2
    return Rule(middle, y0, middle, y1)


def _box(target: int, outer: _Affine, frame: Frame) -> tuple[float, float, float, float]:
    _object_bounds(target, *_BOUNDS)
    left, bottom, right, top = (value.value for value in _bounds)
    corners = [
        frame.point(*_apply(outer, x, y)) for x, y in ((left, bottom), (right, top), (left, top), (right, bottom))
    ]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _apply(matrix: _Affine, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _compose(inner: _Affine, outer: _Affine) -> _Affine:
    a, b, c, d, e, f = inner
    ox, oy = _apply(outer, e, f)
    p, q, r, s = outer[:4]
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, ox, oy
