"""A second reader, for figures alone: PP-OCR's recognition model (rapidocr) on crops of single words or cells.

It reads figures far better than Tesseract does in small cells and knows no Vietnamese, so it is asked only about words
that are figures, and only where the first reading is in doubt. Its model comes with the package; nothing is fetched.
Never: whole pages (a detection run on the same instance breaks recognition), decisions between readings.
"""

from __future__ import annotations

import re
import threading
from typing import Any, Protocol

import cv2
import numpy as np

from pipeline.ocr.engine import Image

__all__ = ["DigitReader", "Digits", "NoDigits", "digits"]

_FIGURE = re.compile(r"[\d.,/%()+\-–:;\[\]*]+")
_FULL_WIDTH = str.maketrans("，．：；（）％—－。、", ",.:;()%--..")
_HEIGHT, _WIDTH = 48, 160
"""Pixels that the model works at, and to which it fills narrower crops up: a figure takes half the time of the usual
320 and is read as well."""


class DigitReader(Protocol):
    """A reader of figures."""

    def read(self, image: Image) -> tuple[str, float]:
        """What a grey crop says and how certainly, 0 to 1; an empty text where it is no figure."""
        ...


class NoDigits:
    """The reader where none is installed: it has no opinion."""

    def read(self, image: Image) -> tuple[str, float]:
        return "", 0.0


def digits() -> DigitReader:
    """The second reader, or one without opinion where it is not installed: figures then keep their doubts."""
    try:
        return Digits()
    except ImportError:
        return NoDigits()


class Digits:
    """rapidocr's recognition model; made once for a process, its calls are made one after the other."""

    def __init__(self) -> None:
        from rapidocr import RapidOCR

        self._lock = threading.Lock()
        self._reader: Any = RapidOCR(
            params={
                "Global.use_det": False,
                "Global.use_cls": False,
                "Global.log_level": "critical",
                "Global.text_score": 0.0,
                "Rec.rec_img_shape": [3, _HEIGHT, _WIDTH],
                "EngineConfig.onnxruntime.intra_op_num_threads": 1,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            }
        )

    def read(self, image: Image) -> tuple[str, float]:
        height, width = image.shape
        if height < 4 or width < 2:
            return "", 0.0
        scale = _HEIGHT / height
        crop = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
        crop = cv2.copyMakeBorder(crop, 4, 4, 12, 12, cv2.BORDER_CONSTANT, value=255)
        with self._lock:
            found = self._reader(cv2.cvtColor(crop, cv2.COLOR_GRAY2BGR), use_det=False, use_cls=False, use_rec=True)
        if not found.txts:
            return "", 0.0
        text = "".join(found.txts).translate(_FULL_WIDTH).replace(" ", "")
        return (text, float(np.min(found.scores))) if _FIGURE.fullmatch(text) else ("", 0.0)
