"""Word files that are damaged, locked, or made to harm: one clear refusal, and nothing outside is read."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from word_parts import NAMESPACES, R, note, p, ref, rezip, word_file

from pipeline.errors import Reason, UnreadableInput
from pipeline.readers.docx import read

GOOD = word_file(p("Đạt 5%."), styles="", numbering="")
BAD = {
    "cut short": (GOOD[: len(GOOD) // 2], Reason.TRUNCATED),
    "no body": (rezip(GOOD, document=f"<w:document {NAMESPACES}/>".encode()), Reason.TRUNCATED),
    "no main part": (rezip(GOOD, document=None), Reason.TRUNCATED),
    "broken XML": (rezip(GOOD, document=b"<w:document"), Reason.TRUNCATED),
    "nothing written": (word_file(p()), Reason.EMPTY),
    "part too large": (rezip(GOOD, styles=b" " * (65 * 1024 * 1024)), Reason.TOO_LARGE),
}


@pytest.mark.parametrize(("data", "reason"), BAD.values(), ids=BAD)
def test_damaged_files_are_refused_in_one_line(data: bytes, reason: Reason) -> None:
    with pytest.raises(UnreadableInput) as caught:
        read(Path("bao-cao.docx"), data)
    assert caught.value.reason is reason
    assert "\n" not in str(caught.value)


def test_an_encrypted_entry_is_refused() -> None:
    data = bytearray(GOOD)
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 4)
    with pytest.raises(UnreadableInput) as caught:
        read(Path("bao-cao.docx"), bytes(data))
    assert caught.value.reason is Reason.ENCRYPTED


def test_a_zip_of_a_newer_make_is_refused() -> None:
    data = bytearray(GOOD)
    at = data.find(b"PK\x01\x02")
    data[at + 6] = 99  # version needed to extract
    with pytest.raises(UnreadableInput) as caught:
        read(Path("bao-cao.docx"), bytes(data))
    assert caught.value.reason is Reason.TRUNCATED


def test_pictures_without_text_are_told_as_a_scan() -> None:
    data = io.BytesIO(word_file(p()))
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr("word/media/image1.png", b"\x89PNG")
    with pytest.raises(UnreadableInput) as caught:
        read(Path("bao-cao.docx"), data.getvalue())
    assert caught.value.reason is Reason.NO_TEXT


def test_outside_files_and_entities_are_never_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.xml"
    secret.write_text("<x>mật khẩu</x>", encoding="utf-8")
    hostile = (
        f'<!DOCTYPE d [<!ENTITY s SYSTEM "{secret.as_uri()}"><!ENTITY b "bùng nổ">]>'
        f"<w:document {NAMESPACES}><w:body><w:p><w:r><w:t>Đạt &s;&b; 5%</w:t></w:r></w:p></w:body></w:document>"
    )
    text = read(Path("a.docx"), rezip(GOOD, document=hostile.encode())).text
    assert "mật khẩu" not in text
    assert "bùng nổ" not in text


def test_relations_that_leave_the_file_are_ignored(tmp_path: Path) -> None:
    outside = tmp_path / "footnotes.xml"
    outside.write_text(f"<w:footnotes {NAMESPACES}>{note(1, 'lộ')}</w:footnotes>", encoding="utf-8")
    for target, mode in ((outside.as_uri(), 'TargetMode="External"'), (f"../../..{outside}", ""), (str(outside), "")):
        relation = f'<Relationship Id="n" Type="{R}/footnotes" Target="{target}" {mode}/>'
        assert read(Path("a.docx"), word_file(p("Đạt", ref(1)), relation)).text == "Đạt"


def test_entities_that_grow_without_end() -> None:
    bomb = "<!DOCTYPE d [" + '<!ENTITY a0 "hahahaha">' + "".join(
        f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12)
    ) + f"]><w:document {NAMESPACES}><w:body><w:p><w:r><w:t>x&a11;</w:t></w:r></w:p></w:body></w:document>"  # fmt: skip
    try:
        assert len(read(Path("a.docx"), rezip(GOOD, document=bomb.encode())).text) < 100
    except UnreadableInput as refused:
        assert refused.reason is Reason.TRUNCATED  # noqa: PT017 - either outcome is safe


def test_a_note_that_refers_to_itself_is_written_once() -> None:
    data = word_file(p("Đạt 5%", ref(1)), footnotes=note(1, "Tính cả năm", ref(1)))
    assert read(Path("bao-cao.docx"), data).text.count("Tính cả năm") == 1


@pytest.mark.parametrize(("number", "shown"), [(27, "aa"), (780, "z" * 30), (781, "781"), (2**31 - 1, str(2**31 - 1))])
def test_a_number_far_beyond_the_alphabet_is_written_in_digits(number: int, shown: str) -> None:
    from pipeline.readers.word_numbering import shown as written

    assert written(number, "lowerLetter") == shown
