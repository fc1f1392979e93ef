"""Function phrases: longest first, none within another, none across a figure; and what loading their matcher costs."""

from __future__ import annotations

import subprocess
import sys

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


def test_spacy_is_whole_after_its_matcher_was_loaded() -> None:
    code = (
        "import sys; from pipeline.grammar.phrases import find_phrases; find_phrases('tăng');"
        "assert 'spacy.cli' not in sys.modules; import spacy.cli; assert callable(spacy.cli.info)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
