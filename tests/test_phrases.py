"""Function phrases: longest first, none within another, none across a figure."""

from __future__ import annotations

import pytest

from pipeline.grammar.phrases import find_phrases


def found(text: str, *within: tuple[int, int]) -> list[tuple[str, str]]:
    return [(text[p.start : p.end], p.kind) for p in find_phrases(text, within or None)]


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("tăng 5% so với cùng kỳ", ["tăng", "so với", "cùng kỳ"]),
        ("TRONG ĐÓ: lúa", ["TRONG ĐÓ"]),
        ("bằng102,3%", ["bằng"]),
        ("hoàn thành 3 km", ["hoàn thành"]),
        ("", []),
        ("12.345", []),
    ],
)
def test_phrases(text: str, phrases: list[str]) -> None:
    assert [phrase for phrase, _ in found(text)] == phrases


def test_no_phrase_reaches_from_one_stretch_into_the_next() -> None:
    text = "so với kế hoạch"
    assert found(text)[0][0] == "so với"
    assert "so với" not in [phrase for phrase, _ in found(text, (0, 2), (3, 15))]


def test_stretches_keep_their_places() -> None:
    text = "tăng 5% so với cùng kỳ"
    assert found(text, (0, 5), (8, len(text))) == found(text)


def test_the_longest_phrase_wins() -> None:
    assert [phrase for phrase, _ in found("kế hoạch năm ấy")] == ["kế hoạch năm"]
    assert [phrase for phrase, _ in found("kế hoạch ấy")] == ["kế hoạch"]
    assert [phrase for phrase, _ in found("cùng kỳ năm trước")] == ["cùng kỳ năm trước"]
