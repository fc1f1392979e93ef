"""What the lexicon lacks: made-up words are found with count and place, known ones never, whatever the order."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise, permutations
from pathlib import Path

import pytest
from conftest import SMALL_REPORT, Ended

from pipeline import gaps, lexicon
from pipeline.gaps import read_gaps, summed
from pipeline.lexicon.function_words import phrase_classes

Baocao = Callable[..., Ended]

# Real words that no lexicon of reports needs; two of them under an older tone mark, which the tagger moves.
VERBS = {
    "Trong năm, Đội văn nghệ phường đã chiêu đãi được 12 đoàn.": "chiêu đãi",
    "Lực lượng dân quân các thôn trong xã nguỵ trang khoảng 45 hộ.": "ngụy trang",
    "Đoàn viên thanh niên trên địa bàn xã đã hoá trang khoảng 30 hộ.": "hóa trang",
}
NOUNS = {
    "Ban hành 14 câu đối.": "câu đối",
    "Trao tặng 20 chân nến cho trường học.": "chân nến",
}
KNOWN = (
    "Ban hành 412 quyết định, tiếp nhận 1.250 hồ sơ; giải quyết được 1.204 hồ sơ.",
    "Diện tích lúa đạt 536 ha, sản lượng ước đạt 4.250 tấn, tăng 8,2% so với cùng kỳ.",
    "Doanh thu vận tải đạt 186 tỷ đồng.",
    "Trồng mới khoảng 30 ha; hoà giải 12 vụ; toàn xã còn 21 hộ nghèo.",
    "Năm 2022 có 19 doanh nghiệp; 12/14 xã đạt chuẩn.",
)


def written(folder: Path, name: str, *sentences: str) -> Path:
    """A report of these sentences, each a paragraph from line 16 on."""
    file = folder / name
    file.write_text(SMALL_REPORT + "".join(f"\n{sentence}\n" for sentence in sentences), "utf-8")
    return file


@pytest.mark.parametrize(("sentence", "verb"), VERBS.items())
def test_an_unknown_verb_before_a_figure_is_listed(tmp_path: Path, sentence: str, verb: str) -> None:
    file = written(tmp_path, "a.txt", sentence)
    (found,) = read_gaps(file)
    assert (found.kind, found.word, found.line, found.page) == ("verb", verb, 16, None)
    assert f"[{file.read_text('utf-8')[found.start : found.end]}]" in found.quote


@pytest.mark.parametrize(("sentence", "noun"), NOUNS.items())
def test_an_unknown_counted_noun_is_listed(tmp_path: Path, sentence: str, noun: str) -> None:
    file = written(tmp_path, "a.txt", sentence)
    (found,) = read_gaps(file)
    assert (found.kind, found.word, found.line) == ("noun", noun, 16)
    assert file.read_text("utf-8")[found.start : found.end] == noun


@pytest.mark.parametrize("sentence", KNOWN)
def test_what_the_lexicon_knows_is_never_listed(tmp_path: Path, sentence: str) -> None:
    assert read_gaps(written(tmp_path, "a.txt", sentence)) == []


def test_no_word_of_the_lexicon_itself_is_a_gap(tmp_path: Path) -> None:
    verbs = [f"Trong năm đã {verb} 15 hộ." for verb in phrase_classes()["verb"] if "," not in verb]
    nouns = [f"Ban hành 15 {noun}." for noun in sorted(lexicon.counted().kinds)]
    file = tmp_path / "all.txt"
    file.write_text(SMALL_REPORT + "".join(f"\n{one}\n" for one in verbs + nouns), "utf-8")
    assert [(one.kind, one.word, one.quote) for one in read_gaps(file)] == []


def test_counts_and_example_do_not_depend_on_the_order_of_files(tmp_path: Path) -> None:
    verb, noun = next(iter(VERBS)), next(iter(NOUNS))
    files = [written(tmp_path, "c.txt", verb), written(tmp_path, "b.txt", noun, verb, verb), tmp_path / "a.txt"]
    written(tmp_path, "a.txt", *KNOWN)
    sums = [summed([one for file in order for one in read_gaps(file)]) for order in permutations(files)]
    assert all(one == sums[0] for one in sums)
    first, second = sums[0]
    assert (first.word, first.mentions, first.files) == ("chiêu đãi", 3, 2)
    assert (first.example.file, first.example.line) == (str(tmp_path / "b.txt"), 18)
    assert (second.word, second.mentions, second.files) == ("câu đối", 1, 1)


def test_the_tagger_s_words_lie_on_the_letters_of_the_clause() -> None:
    clause = "Lực lượng  hoà giải đã  tráng men"
    placed = gaps.tagged(clause)
    assert "".join(clause[a:b] for a, b, _ in placed).replace(" ", "") == clause.replace(" ", "")
    assert all(before[1] <= after[0] for before, after in pairwise(placed))


def test_the_command_prints_a_table_or_json_and_goes_on_past_bad_files(baocao: Baocao, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    written(folder, "a.txt", *VERBS, *NOUNS, *KNOWN)
    ended = baocao("gaps", folder)
    assert (ended.code, ended.err) == (0, "")
    (line,) = (line for line in ended.out.splitlines() if line.startswith("  chiêu đãi "))
    assert line.split()[2:4] == ["1", "1"]
    assert f"{folder / 'a.txt'}, dòng 16: «" in line
    (folder / "empty.txt").write_bytes(b"")
    ended = baocao("gaps", "--json", folder)
    assert ended.code == 1
    assert ended.err.count("\n") == 1
    assert "empty.txt" in ended.err
    listed = json.loads(ended.out)
    assert {one["word"] for one in listed["verbs"]} == set(VERBS.values())
    assert {one["word"] for one in listed["nouns"]} == set(NOUNS.values())


def test_nothing_to_read_is_wrong_usage(baocao: Baocao, tmp_path: Path) -> None:
    for arguments in ([], [tmp_path / "missing.txt"], [tmp_path]):
        ended = baocao("gaps", *arguments)
        assert (ended.code, ended.out) == (2, "")
        assert ended.err.count("\n") == 1
