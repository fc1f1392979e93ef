"""Tesseract behind the engine interface, through tesserocr: the library in this process, one handle for each thread.

Settings by measurement: language `vie` alone (adding `eng` or the script's model is no better), one column of lines of
any size for pages. One thread a page: pages are read side by side instead. Never: image work, choice between readings.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.ocr.engine import EngineFailed, EngineMissing, Image, Layout, PixelBox, Row, Symbol, Word

__all__ = ["Tesseract", "data_folder"]

LANGUAGE = "vie"
SECONDS = 60
"""A page that takes longer is noise, not text."""
_PLACES = (
    "/usr/share/tesseract-ocr/*/tessdata",
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
)
_INSTALL = "sudo apt-get install -y tesseract-ocr tesseract-ocr-vie"
_SURE_TURN = 2.0
"""Tesseract's own margin for the orientation of a page; 15 is plain, below this it is a guess."""


@cache
def data_folder() -> Path:
    """The folder that holds `vie.traineddata`: TESSDATA_PREFIX, else where systems keep it. Raises EngineMissing."""
    named = os.environ.get("TESSDATA_PREFIX")
    places = [Path(named), Path(named) / "tessdata"] if named else []
    for pattern in _PLACES:
        places += sorted(Path("/").glob(pattern[1:]), reverse=True)
    for place in places:
        if (place / f"{LANGUAGE}.traineddata").is_file():
            return place
    raise EngineMissing(
        f"chưa có dữ liệu tiếng Việt của bộ nhận dạng chữ Tesseract ({LANGUAGE}.traineddata)", f"cài bằng: {_INSTALL}"
    )


def _library() -> Any:
    # Read by the library when it is loaded; its threads within one page cost more than they give.
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    try:
        import tesserocr
    except ImportError as error:
        raise EngineMissing("chưa cài bộ nhận dạng chữ (gói Python tesserocr)", "cài bằng: make setup") from error
    return tesserocr


class Tesseract:
    """The default engine. Making one checks that the language data is there."""

    name = "tesseract"

    def __init__(self) -> None:
        self._tesserocr = _library()
        self._folder = data_folder()
        self._handles = threading.local()

    def read(self, image: Image, dpi: float, layout: Layout = "page") -> list[Row]:
        modes = self._tesserocr.PSM
        mode = {"page": modes.SINGLE_COLUMN, "block": modes.SINGLE_BLOCK, "line": modes.SINGLE_LINE}[layout]
        api = self._handle(LANGUAGE, self._tesserocr.OEM.LSTM_ONLY)
        api.SetPageSegMode(mode)
        self._show(api, image, dpi)
        try:
            if not api.Recognize(timeout=SECONDS * 1000):
                raise EngineFailed(f"nhận dạng chữ không xong sau {SECONDS} giây")
            return list(self._rows(api))
        except RuntimeError as error:
            raise EngineFailed(f"bộ nhận dạng chữ báo lỗi: {error}") from error
        finally:
            api.Clear()

    def turns(self, image: Image, dpi: float) -> int:
        if not (self._folder / "osd.traineddata").is_file():
            return 0
        api = self._handle("osd", self._tesserocr.OEM.TESSERACT_ONLY)
        self._show(api, image, dpi)
        try:
            found = api.DetectOrientationScript()
        except RuntimeError:
            return 0
        finally:
            api.Clear()
        if not found or found["orient_conf"] < _SURE_TURN:
            return 0
        return int(-found["orient_deg"] // 90) % 4

    def _handle(self, language: str, oem: int) -> Any:
        api = getattr(self._handles, language, None)
        if api is None:
            modes = self._tesserocr.PSM
            mode = modes.OSD_ONLY if language == "osd" else modes.SINGLE_COLUMN
            try:
                api = self._tesserocr.PyTessBaseAPI(path=f"{self._folder}/", lang=language, psm=mode, oem=oem)
            except RuntimeError as error:
                raise EngineMissing(
                    f"không mở được dữ liệu {language} của Tesseract", f"cài bằng: {_INSTALL}"
                ) from error
            setattr(self._handles, language, api)
        return api

    def _show(self, api: Any, image: Image, dpi: float) -> None:
        image = np.ascontiguousarray(image)
        height, width = image.shape
        api.SetImageBytes(image.tobytes(), width, height, 1, width)
        api.SetSourceResolution(round(dpi))

    def _rows(self, api: Any) -> Iterator[Row]:
        level = self._tesserocr.RIL
        iterator = api.GetIterator()
        if iterator is None:
            return
        words: list[Word] = []
        symbols: list[Symbol] = []
        while True:
            if iterator.IsAtBeginningOf(level.TEXTLINE):
                words, line = [], iterator.Baseline(level.TEXTLINE)
                row_box = _floats(iterator.BoundingBox(level.TEXTLINE))
            if iterator.IsAtBeginningOf(level.WORD):
                symbols = []
            text, box = _text(iterator, level.SYMBOL), iterator.BoundingBox(level.SYMBOL)
            if text and text.strip() and box:
                symbols.append(Symbol(text, _floats(box), iterator.Confidence(level.SYMBOL) / 100))
            if iterator.IsAtFinalElement(level.WORD, level.SYMBOL) and symbols:
                box = _floats(iterator.BoundingBox(level.WORD))
                text = "".join(symbol.text for symbol in symbols)
                words.append(Word(text, box, max(iterator.Confidence(level.WORD), 0.0) / 100, tuple(symbols)))
            if iterator.IsAtFinalElement(level.TEXTLINE, level.SYMBOL) and words:
                baseline = (line[0][1] + line[1][1]) / 2 if line else row_box[3]
                yield Row(tuple(words), baseline, row_box)
            if not iterator.Next(level.SYMBOL):
                return


def _text(iterator: Any, level: int) -> str:
    try:
        return str(iterator.GetUTF8Text(level)).replace("⁄", "/")
    except RuntimeError:  # what tesserocr makes of a place where there is none
        return ""


def _floats(box: tuple[int, int, int, int]) -> PixelBox:
    return float(box[0]), float(box[1]), float(box[2]), float(box[3])
