"""The encodings before Unicode: tables against other tables, round trips, fonts, capitals, mixtures."""

from __future__ import annotations

import shutil
import subprocess
import unicodedata
from pathlib import Path

import pytest

from pipeline.readers import read
from pipeline.repair import mend
from pipeline.repair.encodings import Encoding, encodings
from pipeline.repair.syllables import composed
from tests.test_repair import HEALTHY, document_of, seen

BY_NAME = {encoding.name: encoding for encoding in encodings()}
LETTERS = {unicodedata.normalize("NFC", v + t) for v in "aăâeêioôơuưy" for t in ("", *"\u0300\u0301\u0309\u0303\u0323")}
LETTERS = (LETTERS | {"đ"}) - set("aeiouy")


def encoded(text: str, encoding: Encoding) -> str:
    """`text` in the encoding, its bytes shown as Latin-1. TCVN3 has no capitals with a tone: their small letters."""
    codes: dict[str, str] = {}
    for code, letter in encoding.codes.items():
        codes.setdefault(letter, code)
    return "".join(codes.get(char) or codes.get(char.lower(), char) for char in unicodedata.normalize("NFC", text))


def in_cp1252(text: str) -> str:
    return "".join((c.encode("latin-1").decode("cp1252", "ignore") or c) if "\x80" <= c <= "\x9f" else c for c in text)


@pytest.mark.parametrize("name", BY_NAME)
def test_every_letter_has_a_code(name: str) -> None:
    letters = set(BY_NAME[name].codes.values())
    assert letters >= LETTERS
    if name != "tcvn3":
        assert {letter.upper() for letter in LETTERS} <= letters


@pytest.mark.skipif(shutil.which("iconv") is None, reason="no iconv here")
@pytest.mark.parametrize(("name", "theirs"), [("tcvn3", "TCVN"), ("viscii", "VISCII")])
def test_tables_agree_with_iconv(name: str, theirs: str) -> None:
    codes = list(BY_NAME[name].codes)
    data = "\n".join(codes).encode("latin-1")
    done = subprocess.run(["iconv", "-f", theirs, "-t", "UTF-8"], input=data, capture_output=True, check=True)
    assert done.stdout.decode("utf-8").split("\n") == [BY_NAME[name].codes[code] for code in codes]


def test_table_agrees_with_the_standard_library() -> None:
    for code, letter in BY_NAME["cp1258"].codes.items():
        assert unicodedata.normalize("NFC", code.encode("latin-1").decode("cp1258")) == letter


@pytest.mark.parametrize("name", BY_NAME)
def test_decoding_keeps_the_length(name: str) -> None:
    encoding = BY_NAME[name]
    for code, letter in encoding.codes.items():
        assert len(encoding.decode(code)) == len(code)
        assert composed(encoding.decode(code)) == letter


@pytest.mark.parametrize("windows", [False, True])
@pytest.mark.parametrize("name", BY_NAME)
def test_reports_come_back_from_every_encoding(name: str, windows: bool) -> None:
    words = wrong = 0
    for path in HEALTHY[::4]:
        text = unicodedata.normalize("NFC", path.read_text("utf-8"))
        if windows:  # its typographic signs are letters of VISCII and VPS, read as cp1252
            text = text.translate(str.maketrans("–“”‘’…", "-\"\"''."))
        damaged = encoded(text, BY_NAME[name])
        mended = mend(in_cp1252(damaged) if windows else damaged)
        assert list(mended.encodings) == [name]
        assert not mended.gaps
        back, meant = composed(mended.reading), text
        if name == "tcvn3":
            back, meant = back.lower(), meant.lower()
        pairs = list(zip(back.split(), meant.split(), strict=True))
        words += len(pairs)
        wrong += sum(one != other for one, other in pairs)
    # Signs that stand alone (`·` is ở in VISCII) and names of other languages (`Đắk Rơng`, `Ê Đê`) are read either way.
    assert wrong <= words * 0.0005


def test_a_unit_says_nothing_of_the_words_beside_it() -> None:
    """`goã` is good Vietnamese, and VNI for `gỗ`."""
    text = "Lực lượng kiểm lâm tịch thu 8,316 m³ gỗ các loại, xử phạt 11 vụ"
    assert composed(mend(encoded(text, BY_NAME["vni"])).reading) == text


def test_a_font_decides_for_words_that_are_good_either_way() -> None:
    text = "Tæng s¶n l\u00adîng\nLóa\nNg«"
    assert seen(text, {0: ".VnTime", 1: ".VnTime", 2: ".VnTime"}) == "Tổng sản lượng Lúa Ngô"
    mixed = "Tæng s¶n l\u00adîng, n¨m nay\nTổng số lóa"
    assert seen(mixed, {0: ".VnTime", 1: "Times New Roman"}) == "Tổng sản lượng, năm nay Tổng số lóa"


def test_a_font_is_no_proof() -> None:
    text = "Lúa đông xuân năm 2013, lóa nước"
    assert document_of(text, {0: ".VnTime"}).mended is None
    mixed = "Tæng s¶n l\u00adîng n¨m nay\nTổng sản lượng lóa"
    assert seen(mixed, {0: ".VnTime", 1: ".VnTime"}) == "Tổng sản lượng năm nay Tổng sản lượng lóa"


def test_one_word_is_enough_where_the_font_says_so_too() -> None:
    assert seen("Ng«", {0: ".VnTime"}) == "Ngô"
    assert seen("Ng«", {0: "ABCDEF+.VnArial"}) == "Ngô"
    assert seen("Ng«") == "Ng«"
    assert seen("Ng«", {0: "VNI-Times"}) == "Ng«"


def test_a_font_of_capitals() -> None:
    text = "céng hßa x· héi chñ nghÜa viÖt nam\nTæng sè n¨m nay"
    assert seen(text, {0: ".VnTimeH", 1: ".VnTime"}) == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Tổng số năm nay"


def test_two_encodings_in_one_file() -> None:
    tcvn3 = "Tæng s¶n l\u00adîng lóa n¨m nay ®¹t kh¸, t¨ng so víi cïng kú"
    vni = "Thu ngaân saùch huyeän ñöôïc 12,5 tyû ñoàng, baèng 104% döï toaùn, taêng so vôùi cuøng kyø"
    meant = (
        "Tổng sản lượng lúa năm nay đạt khá, tăng so với cùng kỳ Thu ngân sách huyện được 12,5 tỷ đồng, bằng 104% "
        "dự toán, tăng so với cùng kỳ"
    )
    assert seen(f"{tcvn3}\n{vni}") == meant


@pytest.mark.parametrize("name", ["tcvn3", "vni", "viscii", "vps"])
def test_a_file_of_bytes_before_unicode_is_read(name: str, tmp_path: Path) -> None:
    meant = "Tổng sản lượng lúa cả năm ước đạt 4.250 tấn, tăng 3,2% so với cùng kỳ năm trước.\n"
    file = tmp_path / "cu.txt"
    file.write_bytes(encoded(meant, BY_NAME[name]).encode("latin-1"))
    document = read(file)
    assert document.text.encode("latin-1" if name in ("viscii", "vps") else "cp1252") == file.read_bytes()
    assert composed(mend(document.text).reading) == meant
