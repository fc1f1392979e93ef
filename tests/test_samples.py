"""The samples: annotations that stand where they say, editions that agree, and a builder that explains what is wrong.

Nothing here runs the extraction; these tests hold for the gold alone, of both splits.
"""

import json
import re
import sys
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

SAMPLES = Path(__file__).parents[1] / "samples"
sys.path.insert(0, str(SAMPLES))

import _docx  # noqa: E402
import _gold  # noqa: E402
import _source  # noqa: E402
import _text  # noqa: E402
import build  # noqa: E402

NAMES = build.names()
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def committed(name: str) -> tuple[dict[str, Any], str]:
    folder = SAMPLES / name
    gold = json.loads((folder / f"{name}.gold.json").read_text(encoding="utf-8"))
    return gold, (folder / f"{name}.txt").read_text(encoding="utf-8")


def word_text(name: str) -> tuple[str, dict[str, str]]:
    """The body's text without notes and automatic numbers, and each note's text by its id."""
    with zipfile.ZipFile(SAMPLES / name / f"{name}.docx") as z:
        body, notes = (ElementTree.fromstring(z.read(f"word/{p}.xml")) for p in ("document", "footnotes"))  # noqa: S314 (our own file)
    paragraphs = ("".join(t.text or "" for t in p.iter(f"{W}t")) for p in body.iter(f"{W}p"))
    texts = {n.get(f"{W}id", ""): "".join(t.text or "" for t in n.iter(f"{W}t")).strip() for n in notes}
    return "\n".join(paragraphs), {k: v for k, v in texts.items() if v}


@pytest.mark.parametrize("name", NAMES)
def test_committed_files_are_what_the_source_builds(name: str) -> None:
    assert build.stale(name) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_record_stands_where_it_says(name: str) -> None:
    gold, text = committed(name)
    for o in gold["observations"]:
        assert text[o["start"] : o["end"]] == o["text"]
        assert o["start"] < o["number_end"] <= o["end"]
    for f in gold["footnotes"]:
        assert text[f["start"] : f["end"]] == f["text"]
        style = _source.load(SAMPLES / name).meta["marker"]
        assert text.startswith(_source.marker(style, int(f["marker"])), f["anchor"])
    for s in gold["sections"]:
        assert text.startswith(s["label"], s["start"])
        assert text[s["start"] - 1] == "\n"
    for p in gold["projects"]:
        printed = text[p["start"] : p["end"]]
        assert printed.split()[-1].casefold().strip(".,)") in p["name"].casefold()
    for before, after in gold["joins"]:
        assert re.search(re.escape(before) + r"\n\n.*?" + re.escape(after), text, re.S)


@pytest.mark.parametrize("name", NAMES)
def test_no_two_observations_claim_the_same_number(name: str) -> None:
    gold, _ = committed(name)
    starts = [o["start"] for o in gold["observations"]]
    ends = [o["number_end"] for o in gold["observations"]]
    assert all(end <= start for end, start in zip(ends, starts[1:], strict=False))


@pytest.mark.parametrize("name", NAMES)
def test_a_finding_speaks_of_annotated_values(name: str) -> None:
    gold, _ = committed(name)
    values = {float(o[k]) for o in gold["observations"] for k in ("low", "high")}
    for finding in gold["findings"]:
        known = [v for v in finding["values"] if any(abs(v - x) <= 1e-6 * abs(x) for x in values)]
        # the length of a list is counted by the reader, so one stated value is enough there
        assert len(known) >= (1 if finding["rule"] == "list_matches_count" else 2), finding["what"]


@pytest.mark.parametrize("name", NAMES)
def test_the_word_edition_prints_the_same_figures_and_notes(name: str) -> None:
    gold, _ = committed(name)
    body, notes = word_text(name)
    for o in gold["observations"]:
        assert o["text"] in (notes[o["footnote"]] if "footnote" in o else body)
    assert notes == {f["marker"]: f["text"] for f in gold["footnotes"]}


def test_the_readme_names_every_report_with_its_split() -> None:
    readme = (SAMPLES / "README.md").read_text(encoding="utf-8")
    for name in NAMES:
        assert f"| `{name}` | {_source.load(SAMPLES / name).meta['split']} |" in readme


def test_word_numbers_are_in_no_text() -> None:
    numbered = [n for n in NAMES if _source.load(SAMPLES / n).meta["numbering"] == "word"]
    assert numbered
    for name in numbered:
        gold, text = committed(name)
        body, _ = word_text(name)
        heading = next(s for s in gold["sections"] if s["title"])
        assert f"{heading['label']}. {heading['title']}" in text
        assert heading["title"] in body.split("\n")


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    (tmp_path / "meta.toml").write_text('title = "Thử"\nsplit = "dev"\nheader = "none"\n', encoding="utf-8")
    report = (
        "| A | B |\n|---|---|\n| Số: 1 | C |\n\n**BÁO CÁO**\nThử\n\nCó 12 xã, 2 thôn{}; đạt 14/18 chỉ tiêu (77,8%).\n"
    )
    (tmp_path / "report.md").write_text(report.format("[^1]") + "\n[^1]: Gồm 3 thôn.\n", encoding="utf-8")
    return tmp_path


def annotate(sample: Path, *lines: str) -> dict[str, Any]:
    body = ["# tóm tắt", "footnote | 1 | Gồm 3 thôn.", *lines]
    (sample / "gold.txt").write_text("\n".join(body), encoding="utf-8")
    report = _source.load(sample)
    return _gold.gold(report, _text.edition(report))


OBS = "obs | {} | Tên | {} | | {} | {} | level | - | actual | exact | 2021"


def test_figures_are_found_whole_and_in_order(sample: Path) -> None:
    found = annotate(
        sample,
        OBS.format("2 thôn", 2, "count", "thôn"),
        OBS.format("14/18 chỉ tiêu", 14, "count", "chỉ tiêu"),
        OBS.format("18 chỉ tiêu", 18, "count", "chỉ tiêu"),
        "@footnote 1",
        OBS.format("3 thôn", 3, "count", "thôn"),
    )["observations"]
    assert [o["low"] for o in found] == [2, 14, 18, 3]
    assert found[3]["footnote"] == "1"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (OBS.format("13 xã", 13, "count", "xã"), "'13 xã' not found"),
        (OBS.format("2 xã", 2, "count", "xã"), "'2 xã' not found"),
        (OBS.format("12 xã", 21, "count", "xã"), "other digits than the printed '12'"),
        (OBS.format("12 xã", 12, "xã", ""), "unit 'xã' is none of"),
        (OBS.format("12 xã", 12, "count", ""), "`counted` is for unit count"),
        (OBS.format("77,8%", 77.8, "count", "%"), "prints a percentage"),
        ("obs | 12 xã | Tên", "2 fields, expected 11"),
        ("note | 1", "unknown record 'note'"),
        ("@at nơi khác", "`@at nơi khác` not found"),
        ("section | I | | KẾT QUẢ", "no line starts with 'I'"),
        ("project | Cầu Mới | status=begun", "project 'Cầu Mới' not found"),
        ("finding | rule | 1;2 | gì", "rule 'rule' is none of"),
        ("footnote | 1 | Gồm 4 thôn.", "footnote 1 reads 'Gồm 3 thôn.'"),
    ],
)
def test_errors_name_the_file_and_the_line(sample: Path, line: str, says: str) -> None:
    with pytest.raises(_source.SampleError) as e:
        annotate(sample, line)
    assert str(e.value).startswith(f"{sample / 'gold.txt'}:3: ")
    assert says in str(e.value)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("Một **hai", "report.md:1: unclosed"),
        ("| a | b |\n|---|---|\n| c |", "report.md:3: 1 cells"),
        ("| a | b |\n| c | d |", "report.md:1: the table needs a rule line"),
        ("Một[^2]", "footnotes are to be marked 1, 2, 3"),
    ],
)
def test_source_errors_name_the_line(sample: Path, wrong: str, says: str) -> None:
    (sample / "report.md").write_text(wrong, encoding="utf-8")
    with pytest.raises(_source.SampleError, match=re.escape(says)):
        _source.load(sample)


@given(st.lists(st.from_regex(r"\d{1,3}(\.\d{3}|,\d)?", fullmatch=True), min_size=1, max_size=8), st.data())
def test_a_number_is_never_found_inside_another(numbers: list[str], data: st.DataObject) -> None:
    text = " ".join(numbers)
    wanted = data.draw(st.sampled_from(numbers))
    assert _gold.find(text, wanted, 0, len(text)) == sum(len(n) + 1 for n in numbers[: numbers.index(wanted)])


def test_the_same_source_gives_the_same_word_file() -> None:
    report = _source.load(SAMPLES / NAMES[0])
    assert _docx.docx(report) == _docx.docx(report)
