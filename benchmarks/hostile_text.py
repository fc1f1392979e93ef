"""Texts, pictures and files under wrong names, made to harm, for `hostile.py`. Everything follows from a seed."""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Iterator, Mapping

Named = Iterator[tuple[str, bytes]]

_HEAD = "BÁO CÁO\nTình hình kinh tế - xã hội năm 2022\n\nI. KINH TẾ\n\n"
_SAID = "Thu ngân sách ước đạt 12,5 tỷ đồng, tăng 8,2% so với cùng kỳ.\n"


def texts() -> Named:
    """Texts of no sane shape; each is also written as a report with a head."""
    many: Mapping[str, str] = {
        "digits": "9" * 200_000, "digits-with-unit": "9" * 20_000 + " tỷ đồng", "grouped": "1" + ".000" * 30_000 + " đồng",
        "exponents": "1e999999999 tỷ đồng, 1E+308%, 0x1F ha, ⁹⁹⁹ ha, ١٢٣ tấn, 1_000_000 con",
        "decimals": "0," + "0" * 50_000 + "1%", "slashes": "1/" * 50_000 + "2 xã", "dashes": "1-" * 50_000 + "9%",
        "percents": "5% " * 60_000, "sentence": "tăng 5% so với năm trước " * 8_000, "list": "- Một hộ;\n" * 30_000,
        "sections": "1.1. Mục\n" * 15_000, "deep-label": "1." * 20_000 + " Mục\n", "romans": "I. " * 50_000,
        "letters-of-lists": "a) b) c) " * 20_000, "words": "ngân " * 100_000, "one-word": "n" * 3_000_000,
        "blanks": " " * 3_000_000 + _SAID, "lines": "\n" * 1_000_000 + _SAID, "form-feeds": "\f" * 100_000 + _SAID,
        "tabs": "\t" * 500_000 + _SAID, "open": "(" * 100_000 + _SAID, "quotes": '"“' * 100_000 + _SAID,
        "marks": "e" + "\u0301" * 200_000 + _SAID, "joined": "\u200d\u200b\ufeff" * 100_000 + _SAID,
        "right-to-left": "\u202e" + _SAID[::-1] * 50 + "\u202c\u2067\u200f" + _SAID,
        "controls": "".join(map(chr, range(32))) * 500,
        "c1": "".join(map(chr, range(127, 160))) * 500, "private": "\ue000\uf8ff\U000f0000" * 5_000 + _SAID,
        "emoji": "👨‍👩‍👧‍👦" * 20_000, "hanzi": "年增長百分之五" * 20_000, "separators": "\u2028\u2029\x85\v" * 20_000 + _SAID,
        "pipes": "|" * 300_000, "cells": "| a | 1 |\n|---|---|\n" + "| hộ | 12 |\n" * 50_000,
        "wide-table": "|".join(["12"] * 20_000) + "\n" + "|".join(["---"] * 20_000) + "\n" + "|".join(["7"] * 20_000),
        "ragged-table": "".join("|" * (n % 60) + "5\n" for n in range(8_000)), "rules": "─┼│" * 60_000,
        "columns": "".join(f"{n:<20}{n * 7 % 991:>20}{n * 3:>20}\n" for n in range(20_000)), "hashes": "#" * 100_000 + " Mục\n",
        "fences": "```\n" * 20_000, "emphasis": "*_" * 100_000, "links": "[" * 20_000 + "](" * 20_000, "markup": "<b>" * 60_000,
        "formula": "=cmd|' /C calc'!A0\n@SUM(1)\n+1\n-1\n" * 500, "script": "<script>alert(1)</script> 12,5 tỷ đồng\n" * 500,
        "dates": "31/02/2022, ngày 99 tháng 99 năm 9999, năm 0000, năm 99999\n" * 2_000, "years": "2021-" * 20_000,
        "notes": "".join(f"Số hộ{n}{n} là {n} hộ[{n}].\n" for n in range(8_000)), "tall-marks": "¹²³" * 30_000,
        "of-which": "trong đó: " * 20_000 + "12 hộ", "nested": "".join("  " * n + "- Hộ: 5\n" for n in range(600)),
        "numbers-in-words": "hai mươi lăm nghìn " * 10_000 + "hộ", "compare": "so với " * 30_000,
        "abbreviations": "UBND.HĐND." * 20_000,
        "sum": "Tổng số 900000 hộ, gồm: " + ", ".join(f"xã {n} {n} hộ" for n in range(5_000)) + ".\n",
        "equal": "Số hộ nghèo là 5 hộ. " * 4_000, "contradicting": "".join(f"Số hộ nghèo là {n} hộ. " for n in range(3_000)),
        "projects": "".join(f"Dự án Đường {n} với kinh phí {n} triệu đồng. " for n in range(4_000)),
        "header": "ỦY BAN NHÂN DÂN\n" * 10_000, "recipients": "Nơi nhận:\n" + "- Như trên;\n" * 20_000,
    }  # fmt: skip
    for name, text in many.items():
        yield f"{name}.txt", text.encode("utf-8", "surrogatepass")
        yield f"report-of-{name}.md", (_HEAD + _SAID + text).encode("utf-8", "surrogatepass")


def encodings() -> Named:
    """Bytes that are no text, or text in no encoding."""
    said = _HEAD + _SAID
    yield "not-utf-8.txt", said.encode() + b"\xff\xfe\xc3\x28" * 1000
    yield "surrogates.txt", said.encode() + "\ud800\udfff".encode("utf-8", "surrogatepass") * 1000
    yield "utf-16-odd.txt", said.encode("utf-16")[:-1]
    yield "utf-16-without-mark.txt", said.encode("utf-16-le")
    yield "utf-32.txt", said.encode("utf-32")
    yield "overlong.txt", b"\xc0\xaf\xe0\x80\xaf" * 5000
    yield "zeros.txt", bytes(1_000_000)
    yield "noise.txt", random.Random(2).randbytes(300_000)  # noqa: S311 - noise
    yield "noise-of-letters.txt", bytes(random.Random(3).choices(range(0xA0, 0x100), k=100_000))  # noqa: S311 - noise
    yield "one-byte.txt", b"\xc4"
    yield "mark-alone.txt", b"\xef\xbb\xbf"
    yield "empty.txt", b""
    yield "blank.txt", b" \n\t\r\n"


def _png(width: int, height: int, data: bytes) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(data, 9)) + chunk(b"IEND", b"")


def pictures() -> Named:
    """Pictures that are damaged, or unpack to far more than they are."""
    good = _png(200, 100, b"\0" + b"\xff" * 200 + (b"\0" + b"\x40" * 200) * 99)
    for width, height in ((0, 0), (1, 1), (60_000, 60_000), (2_000_000_000, 2), (100_000, 20)):
        yield f"png-of-{width}-by-{height}.png", _png(width, height, bytes(1000))
    yield "png-bomb.png", _png(12_000, 12_000, bytes(12_001 * 12_000))
    for at in (8, 20, 40, len(good) // 2, len(good) - 6):
        yield f"png-cut-{at}.png", good[:at]
    yield (
        "jpeg-cut.jpg",
        b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0" + b"\xff\xc0\0\x0b\x08\xff\xff\xff\xff\1\1\x11\0",
    )
    entry = struct.pack("<HHII", 256, 4, 1, 60_000) + struct.pack("<HHII", 257, 4, 1, 60_000)
    yield "tiff-round.tif", b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", 2) + entry + struct.pack("<I", 8)
    pages = b"".join(struct.pack("<H", 0) + struct.pack("<I", 8 + 6 * (n + 1)) for n in range(50_000))
    yield "tiff-of-50000-pages.tif", b"II*\0" + struct.pack("<I", 8) + pages
    yield "tiff-cut.tif", b"MM\0*\0\0"


def disguises(pdf: bytes, word: bytes) -> Named:
    """Files under names that say something else."""
    kinds = {
        "pdf": pdf, "word": word, "png": _png(4, 4, bytes(20)), "html": b"<!doctype html><p>12", "rtf": b"{\\rtf1 12}",
        "gzip": b"\x1f\x8b\x08\0" + bytes(40), "rar": b"Rar!\x1a\x07\0" + bytes(40), "7z": b"7z\xbc\xaf\x27\x1c" + bytes(40),
        "old-word": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000), "program": b"\x7fELF\2\1\1" + bytes(5000),
        "zip": b"PK\x05\x06" + bytes(18), "xml": b"<?xml version='1.0'?><a>12</a>",
    }  # fmt: skip
    for kind, data in kinds.items():
        for suffix in ("pdf", "docx", "txt", "png", "doc"):
            yield f"{kind}-named.{suffix}", data


NAMES = (
    "-rf.txt",
    "=cmd.txt",
    "a\nb.txt",
    "\u202etxt.exe.txt",
    "é" * 120 + ".txt",
    "CON.txt",
    "a'b\"c<d>&.txt",
    "%00%2e%2e.txt",
)
"""Names that a file system takes and a program may trip over."""
