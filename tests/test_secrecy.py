"""A document marked as a state secret is refused before anything of it is kept, in whatever kind of file and wherever
the mark stands; what only looks like a mark is read."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from pathlib import Path

import numpy as np
import PIL.Image
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
import typst
from conftest import Ended
from laid_out import document
from legacy_pdf import Font, Line, pdf
from word_parts import word_file

from pipeline.errors import Reason, UnreadableInput
from pipeline.grammar.secrecy import is_secret, is_secret_stamp
from pipeline.report import read_report
from pipeline.stages.segment import segment

KEPT_IN = "Kho số 7 có 12 khẩu đội"
BODY = f"{KEPT_IN}; tổng kinh phí 3,2 tỷ đồng, tăng 8% so với năm trước."
TYPED = Font("TimesNewRomanPSMT", "Type0")


@pytest.mark.parametrize(
    "lines",
    [
        ["MẬT"], ["TỐI MẬT"], ["TUYỆT MẬT"], ["[ MẬT ]"], ["Độ mật: Tối mật"], ["Mức độ mật: Mật"],
        ["M Ậ T"], ["T Ố I   M Ậ T"], ["T U Y Ệ T  M Ậ T"], ["T.Ố.I M.Ậ.T"], ["| TUYỆT MẬT |"], ["══ MẬT ══"],
        ["M", "Ậ", "T"], ["T", "Ố", "I", "M", "Ậ", "T"], ["TUYỆT", "MẬT"], ["TÀI LIỆU MẬT"], ["VĂN BẢN TỐI MẬT"],
        ["Số: 05/BC-UBND          MẬT"], ["Số: 05/BC-UBND TUYỆT MẬT"], ["MẬT\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        ["Trang 3          TỐI MẬT"], ["MA\u0302\u0323T"],
    ],
    ids=" / ".join,
)  # fmt: skip
def test_marks_of_secrecy(lines: list[str]) -> None:
    assert is_secret(["UBND HUYỆN SƠN HÀ", *lines, "BÁO CÁO"])


@pytest.mark.parametrize(
    "lines",
    [
        ["Bảo vệ bí mật nhà nước"], ["Mật ong 12 lít"], ["HỎA TỐC"], ["KHẨN"], ["LƯU HÀNH NỘI BỘ"], ["DÂN MẬT"], ["mật"],
        ["CÔNG TÁC BẢO VỆ BÍ", "MẬT"], ["MẬT ĐỘ DÂN SỐ"], ["Độ mật: Không"], ["M", "T"], ["TIỀN MẶT"], ["Số: 12 tổ MẬT KHẨU"],
        ["MẤT"], ["Mật độ      Tối đa"],
    ],
    ids=" / ".join,
)  # fmt: skip
def test_what_is_no_mark_of_secrecy(lines: list[str]) -> None:
    assert not is_secret(["UBND HUYỆN SƠN HÀ", *lines, "BÁO CÁO"])


@pytest.mark.parametrize("words", ["TỐI MẬT", "TÓI MẠT", "'TU_ TMAT|", "TUY T M TT", "|MẶT|", "TUYIỆT MẠẬT"])
def test_stamps_that_a_recogniser_read(words: str) -> None:
    assert is_secret_stamp(words)


@pytest.mark.parametrize("words", ["HỎA TỐC", "KHẨN", "ĐẾN", "CÔNG VĂN ĐẾN", "ĐÃ THU TIỀN MẶT", "AT", "TM", "", "UBND"])
def test_other_stamps(words: str) -> None:
    assert not is_secret_stamp(words)


@pytest.mark.parametrize("role", ["head", "body", "note", "furniture", "cell"])
def test_the_mark_counts_wherever_it_stands(role: str) -> None:
    secret = document(("head", ["UBND HUYỆN SƠN HÀ"]), ("body", ["BÁO CÁO", BODY]), (role, ["TỐI MẬT"]))
    with pytest.raises(UnreadableInput) as refused:
        segment(secret)
    assert refused.value.reason == Reason.SECRET
    assert KEPT_IN not in str(refused.value)


# --- kinds of files -----------------------------------------------------------------------------------------------


def paragraphs(*texts: str) -> str:
    return "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in texts)


def text_file(folder: Path) -> Path:
    file = folder / "a.txt"
    file.write_text(f"UBND XÃ ĐÔNG LÂM\nSố: 05/BC-UBND      MẬT\n\nBÁO CÁO\n\n{BODY}\n", "utf-8")
    return file


def markdown_file(folder: Path) -> Path:
    file = folder / "a.md"
    file.write_text(f"| UBND XÃ ĐÔNG LÂM | CỘNG HÒA |\n|---|---|\n| **TỐI MẬT** | |\n\n# BÁO CÁO\n\n{BODY}\n", "utf-8")
    return file


def word(folder: Path, body: str, **parts: str) -> Path:
    file = folder / "a.docx"
    file.write_bytes(word_file(body, **parts))
    return file


def word_text_box(folder: Path) -> Path:
    box = f"<w:p><w:r><w:pict><v:shape><v:textbox><w:txbxContent>{paragraphs('TUYỆT MẬT')}</w:txbxContent></v:textbox>"
    return word(folder, f"{box}</v:shape></w:pict></w:r></w:p>{paragraphs('BÁO CÁO', BODY)}")


def word_page_header(folder: Path) -> Path:
    return word(folder, paragraphs("BÁO CÁO", BODY), header1=paragraphs("MẬT"))


def word_watermark(folder: Path) -> Path:
    shape = '<w:p><w:r><w:pict><v:shape><v:textpath string="TỐI MẬT"/></v:shape></w:pict></w:r></w:p>'
    return word(folder, paragraphs("BÁO CÁO", BODY), header1=shape)


def printed(folder: Path) -> Path:
    file = folder / "a.pdf"
    lines = [("UBND XÃ ĐÔNG LÂM", 780), ("MẬT", 760), ("BÁO CÁO", 730), (BODY, 700)]
    file.write_bytes(pdf([[Line(72, y, text, TYPED) for text, y in lines]]))
    return file


def letter_by_letter(folder: Path) -> Path:
    file, source = folder / "a.pdf", folder.parent / "page.typ"
    boxes = "".join(f"#box(stroke: 0.8pt + red, inset: 3pt)[{letter}]" for letter in "MẬT")
    source.write_text(f'#set text(font: "Tinos")\nUBND XÃ ĐÔNG LÂM\n\n{boxes}\n\nBÁO CÁO\n\n{BODY}\n', "utf-8")
    file.write_bytes(bytes(typst.compile(str(source))))
    return file


def annotated(folder: Path) -> Path:
    """A PDF onto which a viewer put a stamp."""
    file = folder / "a.pdf"
    whole = pypdfium2.PdfDocument(pdf([[Line(72, 730, "BÁO CÁO", TYPED), Line(72, 700, BODY, TYPED)]]))
    page = whole[0]
    stamp = pdfium.FPDFPage_CreateAnnot(page.raw, pdfium.FPDF_ANNOT_STAMP)
    words = ctypes.create_string_buffer("TỐI MẬT".encode("utf-16-le") + b"\0\0")
    pdfium.FPDFAnnot_SetStringValue(stamp, b"Contents", ctypes.cast(words, ctypes.POINTER(pdfium.FPDF_WCHAR)))
    pdfium.FPDFPage_CloseAnnot(stamp)
    whole.save(file)
    whole.close()
    return file


def pictured(folder: Path) -> Path:
    """A printed page on which the mark is a picture, as offices paste it into a document before they sign it."""
    pytest.importorskip("tesserocr")
    mark = '#box(stroke: 1.2pt + red, inset: 4pt, text(fill: red, size: 14pt, weight: "bold")[TUYỆT MẬT])'
    source = folder.parent / "mark.typ"
    source.write_text(f'#set page(width: auto, height: auto, margin: 4pt)\n#set text(font: "Tinos")\n{mark}\n', "utf-8")
    drawn = pypdfium2.PdfDocument(bytes(typst.compile(str(source))))[0].render(scale=4).to_pil().convert("RGB")
    drawn.save(folder.parent / "mark.png")
    page = folder.parent / "page.typ"
    page.write_text(
        f'#set text(font: "Tinos")\nUBND XÃ ĐÔNG LÂM\n\n#image("mark.png", width: 3.2cm)\n\nBÁO CÁO\n\n{BODY}\n',
        "utf-8",
    )
    file = folder / "a.pdf"
    file.write_bytes(bytes(typst.compile(str(page))))
    return file


def scanned(folder: Path, colour: str, dpi: int) -> Path:
    """A page as a scanner gives it, with a framed mark."""
    pytest.importorskip("tesserocr")
    mark = f'#box(stroke: 1.2pt + {colour}, inset: 4pt, text(fill: {colour}, size: 14pt, weight: "bold")[TỐI MẬT])'
    body = "\n\n".join([f"{BODY} Các đơn vị đã hoàn thành nhiệm vụ được giao trong năm, bảo đảm đúng tiến độ."] * 4)
    source = folder / "page.typ"
    source.write_text(
        '#set document(date: none)\n#set page(paper: "a4")\n#set text(font: "Tinos", size: 13pt)\n'
        f"*UBND XÃ ĐÔNG LÂM* \\ Số: 12/BC-UBND\n\n{mark}\n\n#align(center)[*BÁO CÁO*]\n\n{body}\n",
        "utf-8",
    )
    page = pypdfium2.PdfDocument(bytes(typst.compile(str(source))))[0].render(scale=dpi / 72).to_pil().convert("RGB")
    grain = np.random.default_rng(1).normal(0, 6, (page.height, page.width, 1))
    file = folder / "a.png"
    worn = np.clip(np.asarray(page) * 0.95 + grain, 0, 255).astype(np.uint8)
    PIL.Image.fromarray(worn).save(file, dpi=(dpi, dpi))
    return file


FILES: dict[str, Callable[[Path], Path]] = {
    "text, beside the number": text_file,
    "markdown, in a cell": markdown_file,
    "word, in a text box": word_text_box,
    "word, on the page header": word_page_header,
    "word, as a watermark": word_watermark,
    "pdf": printed,
    "pdf, letter by letter": letter_by_letter,
    "pdf, as a stamp put onto the page": annotated,
    "pdf, as a picture": pictured,
    "scan, in red": lambda folder: scanned(folder, "red", 200),
    "scan, in red, coarse": lambda folder: scanned(folder, "red", 150),
    "scan, in black": lambda folder: scanned(folder, "black", 200),
}


@pytest.mark.parametrize("kind", FILES)
def test_a_file_of_any_kind_is_refused(kind: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput) as refused:
        read_report(FILES[kind](tmp_path))
    assert refused.value.reason == Reason.SECRET


def test_a_red_seal_and_other_stamps_do_not_refuse_a_scan(tmp_path: Path) -> None:
    file = scanned(tmp_path, "red", 200)
    image = np.array(PIL.Image.open(file))
    height, width = image.shape[:2]
    image[height // 10 : height // 3, : width // 2] = 250  # the mark is painted over
    yy, xx = np.ogrid[:height, :width]
    ring = np.abs(np.hypot(yy - height * 0.7, xx - width * 0.6) - 120) < 5
    image[ring] = (220, 30, 40)
    PIL.Image.fromarray(image).save(file, dpi=(200, 200))
    assert KEPT_IN in read_report(file).text


def test_a_run_keeps_nothing_of_a_secret(baocao: Callable[..., Ended], tmp_path: Path) -> None:
    inputs, out, log = tmp_path / "vào", tmp_path / "ra", tmp_path / "log.jsonl"
    for number, kind in enumerate(("text, beside the number", "word, as a watermark", "pdf, letter by letter")):
        (inputs / str(number)).mkdir(parents=True)
        FILES[kind](inputs / str(number))
    (inputs / "b.txt").write_text("BÁO CÁO\n\nThu ngân sách đạt 12,5 tỷ đồng.\n", "utf-8")
    ended = baocao("run", inputs, "--out", out, "--log-json", log, "--workers", 1)
    assert ended.code == 1
    assert len(list((out / "quarantine").iterdir())) == 3
    written = b"".join(path.read_bytes() for path in (*out.rglob("*"), log) if path.is_file())
    assert b"secret" in written
    assert "12,5 tỷ đồng".encode() in written
    for data in (written, (ended.out + ended.err).encode()):
        assert "khẩu đội".encode() not in data
