"""Bytes of a plain-text file to characters, exactly as they stand; a byte-order mark is no part of the text.

Signals in order of precedence: a byte-order mark; the zero bytes of UTF-16 text without one; well-formed UTF-8; UTF-8
with a few damaged bytes (replaced, and said so); an encoding from before Unicode that the words show, whose bytes stay
as they are (`pipeline.repair` decodes them); the Windows code page for Vietnamese, where what it gives reads as
Vietnamese. Never: composition, line-end translation or any other change of a character.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from pathlib import Path

from pipeline.errors import Reason, UnreadableInput
from pipeline.repair import shown_encoding

_BYTE_ORDER_MARKS = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 4096
_CONTROL = re.compile(r"[\x00\x01\x07\x08\x0e\x0f\x1a\x1f\x7f]|(?<![A-Za-z])[\x02-\x06\x10-\x19\x1c-\x1e](?![A-Za-z])")
"""Control characters, except where VISCII and VPS have capital letters: within words."""
_MOST_CONTROL = 0.002
"""Share of control characters above which a text is no text."""
_MOST_DAMAGE = 0.001
_WORD_LETTERS = re.compile(r"[^\W\d_]")
_VIETNAMESE = re.compile(r"[ăâđêôơưĂÂĐÊÔƠƯ]|[aăâeêioôơuưy][\u0300\u0301\u0303\u0309\u0323]")
_LEAST_VIETNAMESE = 0.08
"""Share of letters with a Vietnamese shape or tone: about a quarter in running text, none in other languages."""


def decode(path: Path, data: bytes) -> tuple[str, str]:
    """The text of `data` and what had to be repaired ("" if nothing).

    Raises UnreadableInput: empty, no text at all, or in an encoding that nothing here explains.
    """
    if not data.strip(b"\x00 \t\r\n\f"):
        raise UnreadableInput(path, Reason.EMPTY)
    text, repair = _decode(path, data)
    if not text.strip():
        raise UnreadableInput(path, Reason.EMPTY)
    if len(_CONTROL.findall(text)) > _MOST_CONTROL * len(text):
        raise UnreadableInput(path, Reason.UNSUPPORTED, "tệp không phải văn bản (chứa dữ liệu nhị phân)")
    return text, repair


def _decode(path: Path, data: bytes) -> tuple[str, str]:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _lenient(path, data[len(mark) :], encoding)
    if unmarked := _zero_bytes_say(data[:_SAMPLE]):
        return _lenient(path, data, unmarked)
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError:
        pass
    latin = data.decode("latin-1")
    if (legacy := shown_encoding(latin[: 16 * _SAMPLE])) and legacy != "cp1258":
        quoted = legacy in ("tcvn3", "vni")  # the others have letters where cp1252 has quotation marks
        return "".join(map(_in_cp1252, latin)) if quoted else latin, ""
    code_page = data.decode("cp1258", errors="replace")
    if _reads_as_vietnamese(code_page):
        return code_page, "tệp dùng bảng mã Windows-1258, không phải UTF-8"
    return _lenient(path, data, "utf-8")


def _in_cp1252(char: str) -> str:
    return (char.encode("latin-1").decode("cp1252", "ignore") or char) if "\x80" <= char <= "\x9f" else char


def _lenient(path: Path, data: bytes, encoding: str) -> tuple[str, str]:
    text = data.decode(encoding, errors="replace")
    damage = text.count("\ufffd") - data.count("\ufffd".encode(encoding))
    if damage <= 0:
        return text, ""
    if damage > max(1, _MOST_DAMAGE * len(text)):
        cause = "không nhận ra bảng mã của tệp văn bản"
        raise UnreadableInput(
            path, Reason.UNSUPPORTED, cause, "mở bằng phần mềm đã soạn, lưu lại dạng UTF-8 hoặc .docx"
        )
    return text, f"{damage} ký tự hỏng trong tệp {encoding.upper()} được thay bằng U+FFFD"


def _zero_bytes_say(sample: bytes) -> str | None:
    """UTF-16 without a mark: spaces, digits and plain letters have one zero byte, always on the same side."""
    pairs = len(sample) // 2
    even, odd = sample[0 : 2 * pairs : 2].count(0), sample[1 : 2 * pairs : 2].count(0)
    if odd > 0.2 * pairs and even < 0.02 * pairs:
        return "utf-16-le"
    if even > 0.2 * pairs and odd < 0.02 * pairs:
        return "utf-16-be"
    return None


def _reads_as_vietnamese(text: str) -> bool:
    sample = unicodedata.normalize("NFD", text[: 16 * _SAMPLE])
    letters = len(_WORD_LETTERS.findall(sample))
    return "\ufffd" not in sample and len(_VIETNAMESE.findall(text[: 16 * _SAMPLE])) > _LEAST_VIETNAMESE * letters
