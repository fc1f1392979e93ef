"""pdfium's C functions for bulk use: pointers are plain integers, and no call releases the interpreter lock.

A `map` of such a function runs in C alone; `MATRIX`, `RECTANGLE`, `BOUNDS` ... are the fixed addresses that single calls
write to, and `matrix_read` ... give what is there. What a call of one character costs is making its arguments: the page
(`text_page`) is made a C value once, and those of `origins` once for all pages.
pdfium is not thread-safe, and neither are these.
"""

from __future__ import annotations

import ctypes
from array import array
from collections import deque
from collections.abc import Callable
from functools import partial
from itertools import repeat
from struct import Struct
from typing import Any

import pypdfium2.raw as pdfium


def _bulk(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    """The same C function with plain integers for pointers, and without releasing the interpreter lock per call."""
    address = ctypes.cast(function, ctypes.c_void_p).value
    assert address is not None
    return ctypes.PYFUNCTYPE(result, *arguments)(address)


def _of_text_page(function: Any, result: Any) -> Callable[..., Any]:
    """The same for a function of a `text_page`: without declared argument types, arguments that are C values already are
    passed on as they are, which halves the time of a call."""
    return ctypes.PYFUNCTYPE(result)(ctypes.cast(function, ctypes.c_void_p).value or 0)


_P, _I, _D = ctypes.c_void_p, ctypes.c_int, ctypes.c_double
text_page = _P
char_object = _of_text_page(pdfium.FPDFText_GetTextObject, _P)
char_unicode = _of_text_page(pdfium.FPDFText_GetUnicode, ctypes.c_uint)
font_size = _of_text_page(pdfium.FPDFText_GetFontSize, _D)
char_matrix = _of_text_page(pdfium.FPDFText_GetMatrix, _I)
loose_box = _of_text_page(pdfium.FPDFText_GetLooseCharBox, _I)
object_font = _bulk(pdfium.FPDFTextObj_GetFont, _P, _P)
render_mode = _bulk(pdfium.FPDFTextObj_GetTextRenderMode, _I, _P)
page_object = _bulk(pdfium.FPDFPage_GetObject, _P, _P, _I)
object_type = _bulk(pdfium.FPDFPageObj_GetType, _I, _P)
object_bounds = _bulk(pdfium.FPDFPageObj_GetBounds, _I, _P, _P, _P, _P, _P)
object_matrix = _bulk(pdfium.FPDFPageObj_GetMatrix, _I, _P, _P)
draw_mode = _bulk(pdfium.FPDFPath_GetDrawMode, _I, _P, _P, _P)
path_segments = _bulk(pdfium.FPDFPath_CountSegments, _I, _P)
path_segment = _bulk(pdfium.FPDFPath_GetPathSegment, _P, _P, _I)
segment_point = _bulk(pdfium.FPDFPathSegment_GetPoint, _I, _P, _P, _P)
segment_type = _bulk(pdfium.FPDFPathSegment_GetType, _I, _P)
segment_close = _bulk(pdfium.FPDFPathSegment_GetClose, _I, _P)
form_object = _bulk(pdfium.FPDFFormObj_GetObject, _P, _P, ctypes.c_ulong)
form_count = _bulk(pdfium.FPDFFormObj_CountObjects, _I, _P)

matrix = (ctypes.c_float * 6)()
rectangle = (ctypes.c_float * 4)()
bounds = (ctypes.c_float * 4)()
point = (ctypes.c_float * 2)()
mode = (ctypes.c_int * 2)()
# Unpacking the bytes takes a fifth of the time of going through a ctypes array.
matrix_read = partial(Struct("6f").unpack, matrix)
bounds_read = partial(Struct("4f").unpack, bounds)
point_read = partial(Struct("2f").unpack, point)
MATRIX, RECTANGLE = ctypes.byref(matrix), ctypes.byref(rectangle)
BOUNDS = tuple(ctypes.addressof(bounds) + 4 * i for i in range(4))
POINT = tuple(ctypes.addressof(point) + 4 * i for i in range(2))
MODE = tuple(ctypes.addressof(mode) + 4 * i for i in range(2))

_BLOCK = 2048
"""Characters whose places are asked for at once."""
_xs, _ys = (_D * _BLOCK)(), (_D * _BLOCK)()
_TO_XS = [ctypes.byref(_xs, ctypes.sizeof(_D) * i) for i in range(_BLOCK)]
_TO_YS = [ctypes.byref(_ys, ctypes.sizeof(_D) * i) for i in range(_BLOCK)]
_char_origin = _of_text_page(pdfium.FPDFText_GetCharOrigin, _I)


def origins(page: ctypes.c_void_p, count: int) -> tuple[array[float], array[float]]:
    """x and y, in user space, of where each of the `count` characters of a `text_page` is drawn."""
    xs, ys = array("d"), array("d")
    pages = repeat(page)
    for start in range(0, count, _BLOCK):
        wanted = range(start, min(start + _BLOCK, count))
        deque(map(_char_origin, pages, wanted, _TO_XS, _TO_YS), maxlen=0)
        xs.frombytes(ctypes.string_at(_xs, ctypes.sizeof(_D) * len(wanted)))
        ys.frombytes(ctypes.string_at(_ys, ctypes.sizeof(_D) * len(wanted)))
    return xs, ys
