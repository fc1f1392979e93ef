"""What is drawn on a PDF page besides text: straight lines, however a program drew them, and how much is image.

Problem: a ruling is a stroked path, a side of a stroked rectangle or a thin filled bar, inside forms or not; areas that
are filled only are kept apart. Never: which lines make a table (pdf_grids, pdf_shading), colours.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from itertools import repeat
from typing import Any

import pypdfium2.raw as pdfium

from pipeline.readers import pdf_calls as calls
from pipeline.readers.pdf_page import Frame, RawPage, Rule

__all__ = ["draw"]

_MOST_PATHS = 6000
"""A page with more drawn paths is a map or a chart; its lines are not read."""
_THIN = 3.0
"""A path no thicker than this, in points, is a line, however it was drawn."""
_SHORTEST_RULE = 4.0

_Affine = tuple[float, float, float, float, float, float]
_IDENTITY: _Affine = (1, 0, 0, 1, 0, 0)


def draw(page: Any, frame: Frame, raw: RawPage) -> None:
    handle = ctypes.cast(page, ctypes.c_void_p).value
    count = pdfium.FPDFPage_CountObjects(page)
    budget = [_MOST_PATHS]
    for target in map(calls.page_object, repeat(handle), range(count)):
        _draw_object(target, calls.object_type(target), _IDENTITY, frame, raw, budget, 0)
    if budget[0] < 0:
        raw.rules.clear()


def _draw_object(
    target: int, kind: int, outer: _Affine, frame: Frame, raw: RawPage, budget: list[int], depth: int
) -> None:
    if kind == pdfium.FPDF_PAGEOBJ_PATH:
        budget[0] -= 1
        if budget[0] >= 0:
            raw.rules.extend(_path_rules(target, outer, frame, raw))
    elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
        x0, y0, x1, y1 = _box(target, outer, frame)
        raw.image_share = max(raw.image_share, (x1 - x0) * (y1 - y0) / (raw.width * raw.height or 1))
    elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < 4:
        calls.object_matrix(target, calls.MATRIX)
        inner = _compose(calls.matrix_read(), outer)
        for i in range(calls.form_count(target)):
            child = calls.form_object(target, i)
            _draw_object(child, calls.object_type(child), inner, frame, raw, budget, depth + 1)


def _path_rules(target: int, outer: _Affine, frame: Frame, raw: RawPage) -> Iterator[Rule]:
    x0, y0, x1, y1 = _box(target, outer, frame)
    if min(x1 - x0, y1 - y0) <= _THIN:
        if max(x1 - x0, y1 - y0) >= _SHORTEST_RULE:
            yield _thin_rule(x0, y0, x1, y1)
        return
    calls.draw_mode(target, *calls.MODE)
    count = calls.path_segments(target)
    if not calls.mode[1]:
        raw.fills.append((x0, y0, x1, y1))
        return
    if count > 400:
        return
    calls.object_matrix(target, calls.MATRIX)
    matrix = _compose(calls.matrix_read(), outer)
    for (px, py), (qx, qy) in _straight(target, count, matrix, frame):
        across, down = abs(px - qx), abs(py - qy)
        if (across <= 1 or down <= 1) and (across >= _SHORTEST_RULE or down >= _SHORTEST_RULE):
            yield _thin_rule(min(px, qx), min(py, qy), max(px, qx), max(py, qy))


def _straight(
    target: int, count: int, matrix: _Affine, frame: Frame
) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """The path's straight segments, in display space."""
    start = here = frame.point(*_apply(matrix, 0.0, 0.0))
    for i in range(count):
        segment = calls.path_segment(target, i)
        calls.segment_point(segment, *calls.POINT)
        point, kind = frame.point(*_apply(matrix, *calls.point_read())), calls.segment_type(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            yield here, point
        here = point
        if calls.segment_close(segment):
            yield here, start
            here = start


def _thin_rule(x0: float, y0: float, x1: float, y1: float) -> Rule:
    if x1 - x0 >= y1 - y0:
        middle = (y0 + y1) / 2
        return Rule(x0, middle, x1, middle)
    middle = (x0 + x1) / 2
    return Rule(middle, y0, middle, y1)


def _box(target: int, outer: _Affine, frame: Frame) -> tuple[float, float, float, float]:
    calls.object_bounds(target, *calls.BOUNDS)
    left, bottom, right, top = calls.bounds_read()
    if outer is _IDENTITY and not frame.turns:
        return left - frame.left, frame.top - top, right - frame.left, frame.top - bottom
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
