"""What damaged text was meant to say, and where it cannot be known.

Runs right after reading: fills `mended` and `gaps`, on which layout and views read (pipeline.repair), and says what was
done and what is beyond repair. `doubt` gives later stages a factor for the confidence of what stands on damaged lines
and pages. Signals of what is beyond repair, in order: a page whose words are not Vietnamese (a text layer of garbage);
lines with characters that mean nothing (U+FFFD, private use, other scripts, control characters). Never:
`Document.text`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator

from pipeline.document import Document, Line, Mark, replace
from pipeline.frozen import dataclass
from pipeline.repair import Mended, Quality, mend, quality
from pipeline.repair.wellformed import FEWEST_WORDS, SOUND
from schemas.structure import Problem

_NAMES = {"tcvn3": "TCVN3 (ABC)", "vni": "VNI", "viscii": "VISCII", "vps": "VPS", "cp1258": "Windows-1258"}
_LOST = re.compile(
    "[\x01-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufffd\ue000-\uefff\u0370-\u03ff\u0400-\u052f\u0590-\u08ff\u0900-\u1cff\u4e00-\u9fff]"
)
_NO_VOWEL = r"(?:(?:ngh?|nh|th|tr|ph|kh|ch|gh)(?:ng|nh|ch|[nmtcp])|[bcdđhklmnpqrstvx](?:ng|nh|ch))(?![^\W_])"
_DROPPED = (
    # Two consonants at the beginning of a word are sought first: that is ten times as fast as trying each word.
    re.compile(rf"[bcdđghklmnpqrstvx](?=[cghnr])(?<![^\W_].)(?<=(?={_NO_VOWEL}).)"),
    re.compile(r"[\u0300\u0301\u0303\u0309\u0323](?<=[bcdđghklmnpqrstvxBCDĐGHKLMNPQRSTVX].)"),
)
"""Words whose vowel is gone (`tng`, `thng kê`; in capitals they may be abbreviations), and marks left without it (`B́nh`)."""
_GREEK_SIGN = re.compile(r"(?<![^\W\d_])[αβγδεθλμπρσφωΔΣΩ](?:[mglAFsVW]\b|(?![^\W\d_]))|[\ue000-\uefff](?=\s|$)")
"""Greek letters used as signs (`Σ`, `μm`), and symbols of the private use area that stand alone (bullets)."""
_LINES_TOGETHER = 40
"""Lines judged together where a document has no pages."""
_LINE_FACTOR = 0.6
_PAGE_FACTOR = 0.6
_LEAST_FACTOR = 0.2
_DOUBTFUL = 0.9
"""A word recognised with less certainty may have a look-alike in its place."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """How far what stands where may be believed: `parts` are start, end and factor (0..1) of pages and lines in order
    of start; whatever no part covers has factor 1."""

    parts: tuple[tuple[int, int, float], ...] = ()

    def at(self, start: int, end: int) -> float:
        """The factor of `text[start:end]`: the least of the parts that it touches."""
        if not self.parts:
            return 1.0
        last = bisect_right(self.parts, end, key=lambda part: part[0])
        return min((factor for low, high, factor in self.parts[:last] if low < end and start < high), default=1.0)


def repair(document: Document) -> Document:
    """`document` with the reading that later stages match on, and a problem for each kind of damage."""
    mended = mend(document.text, [(line.start, line.end, line.font) for line in document.lines])
    healthy = mended.reading is document.text and not mended.gaps
    read = (
        document
        if healthy
        else replace(document, mended=mended.reading, gaps=mended.gaps, marks=_marks(document, mended))
    )
    read, recognised = _recognised(read)
    problems = (*_done(mended), *recognised, *_beyond_repair(read))
    return replace(read, problems=(*read.problems, *problems)) if problems else read


def _marks(document: Document, mended: Mended) -> tuple[Mark, ...]:
    """The footnote marks that still are some: `¹` is a letter of TCVN3."""
    return tuple(m for m in document.marks if mended.reading[m.start : m.end] == document.text[m.start : m.end])


def _recognised(document: Document) -> tuple[Document, list[Problem]]:
    """The document with words and labels of its recognised pages put right, and what was done."""
    spans = [(page.start, page.end) for page in document.pages if page.origin == "ocr"]
    if not spans:
        return document, []
    from pipeline.repair.labels import relabelled
    from pipeline.repair.recognised import reworded

    words = reworded(document.wording, spans, lambda a, b: document.certainty(a, b) < _DOUBTFUL)
    scanned = {page.number for page in document.pages if page.origin == "ocr"}
    lines = [(line.start, line.end, line.bold) for line in document.lines if line.page in scanned]
    labels = relabelled(words.reading, lines)
    done = [(words.words, "từ nhận dạng sai dấu"), (labels.labels, "số La Mã của đề mục nhận dạng sai")]
    problems = [Problem(stage="repair", message=f"{n} {what}: đã sửa khi đọc") for n, what in done if n]
    if not problems:
        return document, problems
    gaps = tuple(sorted({*document.gaps, *labels.gaps}))
    return replace(document, mended=labels.reading, gaps=gaps), problems


def doubt(document: Document) -> Doubt:
    """The factors by which confidence falls on the damaged lines and pages of a repaired document."""
    parts = [(line.start, line.end, _LINE_FACTOR) for line in _lost(document)]
    for _, start, end, found in _judged(document):
        if not found.is_readable:
            parts.append((start, end, max(_LEAST_FACTOR, round(found.wellformed**2 * _PAGE_FACTOR, 2))))
        elif found.wellformed < SOUND and found.words >= FEWEST_WORDS:
            parts.append((start, end, round(found.wellformed, 2)))
    return Doubt(tuple(sorted(parts)))


def _done(mended: Mended) -> Iterator[Problem]:
    for name, lines in mended.encodings.items():
        yield Problem(stage="repair", message=f"{lines} dòng dùng bảng mã {_NAMES[name]}: đã giải mã khi đọc")
    for count, what in (
        (mended.letters, "từ có ký tự lạ thay cho chữ Việt (ƣ, Ð, −, chữ Hy Lạp, Kirin…)"),
        (mended.joined, "cụm chữ giãn cách từng chữ cái"),
        (len(mended.gaps), "chỗ dính chữ"),
    ):
        if count:
            yield Problem(stage="repair", message=f"{count} {what}: đã sửa khi đọc")


def _beyond_repair(document: Document) -> Iterator[Problem]:
    for page, _, _, found in _judged(document):
        if not found.is_readable:
            yield Problem(
                stage="repair",
                page=page,
                message=f"lớp chữ không đọc được như tiếng Việt ({found.wellformed:.0%} âm tiết hợp lệ, "
                f"{found.accented:.0%} từ có dấu): cần nhận dạng lại từ ảnh",
            )
    lost = Counter(line.page for line in _lost(document))
    for page, count in lost.items():
        yield Problem(stage="repair", page=page, message=f"{count} dòng có chữ hỏng hoặc mất, không khôi phục được")


def _judged(document: Document) -> list[tuple[int | None, int, int, Quality]]:
    """Page, start, end and quality of each page, or of each stretch of lines where there are no pages."""
    text = document.wording

    def judge() -> list[tuple[int | None, int, int, Quality]]:
        return [(page, start, end, quality(text[start:end])) for page, start, end in _stretches(document)]

    return document.once("quality", judge, text, document.pages, document.lines)


def _stretches(document: Document) -> Iterator[tuple[int | None, int, int]]:
    if document.pages:
        yield from ((page.number, page.start, page.end) for page in document.pages)
        return
    for i in range(0, len(document.lines), _LINES_TOGETHER):
        lines = document.lines[i : i + _LINES_TOGETHER]
        yield None, lines[0].start, lines[-1].end


def _lost(document: Document) -> list[Line]:
    """The lines with a character that means nothing in Vietnamese, or a word without its vowel."""
    text, lines = document.wording, document.lines

    def seek() -> list[Line]:
        damages = [pattern for pattern in (_LOST, *_DROPPED) if pattern.search(text)]
        if not damages:
            return []
        return [line for line in lines if any(_shows(text[line.start : line.end], damage) for damage in damages)]

    return document.once("lost", seek, text, lines)


def _shows(line: str, damage: re.Pattern[str]) -> bool:
    found = damage.search(line) is not None
    return found and (damage is not _LOST or damage.search(_GREEK_SIGN.sub("", line)) is not None)
