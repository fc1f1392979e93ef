"""Properties of `pipeline.text`: whatever is edited, every character of a view still knows where it came from."""

from __future__ import annotations

import re
import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.text import Edit, View, compose, join, unwrap, view_of, without

LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyAĂÂĐEÊOÔƠUƯY"
TONES = "\u0300\u0301\u0303\u0309\u0323"
vietnamese = st.text(
    st.one_of(
        st.sampled_from(
            [unicodedata.normalize("NFC", base + tone) for base in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY" for tone in TONES]
        ),
        st.sampled_from(LETTERS + "0123456789.,;:%()-/“” \n\t\u00a0²³¹½"),
    ),
    max_size=60,
)
anything = st.text(max_size=60)


@st.composite
def edits_of(draw: st.DrawFn, length: int) -> list[Edit]:
    """Non-overlapping edits of a text of `length` characters, in any order."""
    cuts = sorted(draw(st.lists(st.integers(0, length), max_size=8)))
    spans = list(zip(cuts[::2], cuts[1::2], strict=False))
    edits = [Edit(start, end, draw(st.text("abcẤ ", max_size=3))) for start, end in spans]
    return draw(st.permutations(edits))


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, View]:
    """A source text and a view of a part of it after up to four rounds of edits."""
    source = draw(vietnamese)
    start, end = sorted((draw(st.integers(0, len(source))), draw(st.integers(0, len(source)))))
    view = view_of(source, start, end)
    for _ in range(draw(st.integers(0, 4))):
        view = view.apply(draw(edits_of(len(view))))
    return source, view


@given(anything)
def test_identity_view_maps_each_character_to_itself(source: str) -> None:
    view = view_of(source)
    assert view.text == source
    assert [view.span(i, i + 1) for i in range(len(view))] == [(i, i + 1) for i in range(len(source))]
    assert view.span(0, len(source)) == (0, len(source))


@given(st.lists(edited(), min_size=1, max_size=3), st.sampled_from(["", " ", "\n"]))
def test_spans_of_ordered_views_are_the_hulls_of_any_view(cases: list[tuple[str, View]], separator: str) -> None:
    for view in (cases[0][1], join([view for _, view in cases], separator)):
        unsaid = View(view.text, view.starts, view.ends)
        stretches = [(a, b) for a in range(len(view)) for b in range(a, len(view) + 1)]
        assert [view.span(*stretch) for stretch in stretches] == [unsaid.span(*stretch) for stretch in stretches]


@given(edited())
def test_ranges_stay_within_the_source_and_in_order(case: tuple[str, View]) -> None:
    source, view = case
    assert len(view.text) == len(view.starts) == len(view.ends)
    assert all(0 <= low <= high <= len(source) for low, high in zip(view.starts, view.ends, strict=True))
    assert list(view.starts) == sorted(view.starts)
    assert list(view.ends) == sorted(view.ends)


@given(edited(), st.data())
def test_span_is_the_hull_of_the_spans_of_its_characters(case: tuple[str, View], data: st.DataObject) -> None:
    _, view = case
    start = data.draw(st.integers(0, len(view)))
    end = data.draw(st.integers(start, len(view)))
    low, high = view.span(start, end)
    assert low <= high
    for i in range(start, end):
        a, b = view.span(i, i + 1)
        assert low <= a <= b <= high


@given(vietnamese, st.data())
def test_edits_change_the_text_as_slices_would(source: str, data: st.DataObject) -> None:
    edits = data.draw(edits_of(len(source)))
    expected, kept = list(source), set(range(len(source)))
    for edit in sorted(edits, key=lambda e: (e.start, e.end))[::-1]:
        expected[edit.start : edit.end] = edit.text
        kept -= set(range(edit.start, edit.end))
    view = view_of(source).apply(edits)
    assert view.text == "".join(expected)
    single = {view.starts[i]: i for i in range(len(view)) if view.ends[i] - view.starts[i] == 1}
    for offset in kept:  # an untouched character keeps its own offset
        assert view.text[single[offset]] == source[offset]


@given(edited())
def test_characters_nobody_edited_equal_their_source(case: tuple[str, View]) -> None:
    source, view = case
    again = view.apply([])
    assert (again.text, again.starts, again.ends) == (view.text, view.starts, view.ends)
    untouched = view_of(source).apply(without(source, re.compile(r"\d")))
    assert all(source[slice(*untouched.span(i, i + 1))] == char for i, char in enumerate(untouched.text))


@given(vietnamese, st.data())
def test_edits_in_two_rounds_equal_edits_at_once(source: str, data: st.DataObject) -> None:
    """Two edits far apart may be made in one round or in two: same text, same ranges."""
    middle = len(source) // 2
    left = data.draw(edits_of(middle))
    right = [Edit(e.start + middle, e.end + middle, e.text) for e in data.draw(edits_of(len(source) - middle))]
    if any(e.end == middle for e in left) and any(e.start == middle for e in right):
        return  # touching insertions have no order of their own
    at_once = view_of(source).apply(left + right)
    in_turn = view_of(source).apply(right).apply(left)
    assert (at_once.text, at_once.starts, at_once.ends) == (in_turn.text, in_turn.starts, in_turn.ends)


@given(edited(), st.data())
def test_slice_and_join_restore_a_view(case: tuple[str, View], data: st.DataObject) -> None:
    _, view = case
    cut = data.draw(st.integers(0, len(view)))
    whole = join([view.slice(0, cut), view.slice(cut, len(view))], "")
    assert (whole.text, whole.starts, whole.ends) == (view.text, view.starts, view.ends)


@given(st.lists(vietnamese, max_size=5))
def test_join_keeps_every_piece_and_adds_empty_separators(parts: list[str]) -> None:
    source = "".join(parts)
    views, at = [], 0
    for part in parts:
        views.append(view_of(source, at, at + len(part)))
        at += len(part)
    view = join(views)
    assert view.text == " ".join(parts)
    assert list(view.starts) == sorted(view.starts)
    assert sum(high - low for low, high in zip(view.starts, view.ends, strict=True)) == len(source)


@given(edited(), st.integers(-1, 70))
def test_find_gives_the_first_character_at_or_after_an_offset(case: tuple[str, View], offset: int) -> None:
    _, view = case
    at = view.find(offset)
    assert all(end <= offset for end in view.ends[:at])
    assert at == len(view) or view.ends[at] > offset


def test_a_span_outside_the_view_is_refused() -> None:
    with pytest.raises(IndexError, match="not within"):
        view_of("lúa").span(1, 5)


@pytest.mark.parametrize("edits", [[Edit(0, 2, "x"), Edit(1, 3, "y")], [Edit(2, 4, "")]])
def test_overlapping_or_outlying_edits_are_refused(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match="overlaps another or leaves the view"):
        view_of("lúa").apply(edits)


@given(vietnamese)
@example("12,5¹ km²")
def test_compose_undoes_decomposition_and_is_done_once(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    decomposed = unicodedata.normalize("NFD", text)
    assert view_of(decomposed).apply(compose(decomposed)).text == composed
    assert compose(composed) == []


@given(vietnamese)
def test_a_composed_letter_stands_for_all_its_marks(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    view = view_of(decomposed).apply(compose(decomposed))
    for i, char in enumerate(view.text):
        assert decomposed[slice(*view.span(i, i + 1))] == unicodedata.normalize("NFD", char)


@pytest.mark.parametrize(
    "typed",
    ["e\u0301\u0302", "e\u0302\u0301", "\u00e9\u0302", "\u00ea\u0301", "\u1ebf"],
    ids=["tone, shape", "shape, tone", "é + shape", "ê + tone", "composed"],
)
def test_marks_compose_whatever_their_order(typed: str) -> None:
    assert view_of(typed).apply(compose(typed)).text == "\u1ebf"


@given(st.text("0123456789,.¹²³⁴⁵⁶⁷⁸⁹⁰½¼km ﬁ℃Ⅳ①㎡", max_size=40))
def test_compose_is_never_compatibility_composition(text: str) -> None:
    assert compose(text) == []


@given(vietnamese)
def test_unwrap_leaves_words_and_single_spaces(text: str) -> None:
    view = view_of(text).apply(unwrap(text))
    assert view.text == " ".join(text.split())
    assert unwrap(view.text) == []


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("tỷ\u00a0đồng", "tỷ đồng"),
        ("tỷ\u200bđồng", "tỷđồng"),  # zero width: no space was printed
        ("tỷ \u200b đồng", "tỷ đồng"),
        ("\ufeffBáo cáo", "Báo cáo"),
        ("sản l\u00adượng", "sản lượng"),
        ("1.\u2009234\u202fha", "1. 234 ha"),
    ],
)
def test_invisible_characters(typed: str, read: str) -> None:
    assert view_of(typed).apply(unwrap(typed)).text == read


def test_a_long_text_is_cleaned_in_linear_time() -> None:
    """Forty pages take half a second; what grows with the square of the length would take minutes."""
    text = unicodedata.normalize(
        "NFD", "Sản lượng lương thực có hạt đạt 3.463 tấn,\ntăng 2 tấn so với năm trước. " * 1200
    )
    began = time.process_time()
    view = view_of(text)
    for clean in (compose, unwrap):
        view = view.apply(clean(view.text))
    assert time.process_time() - began < 20
