"""How near an extracted report is to its gold annotation.

Gold and prediction are paired one to one, the likeliest pairs first; each group of records gives a `Tally`:

- found: an observation with the gold's low, high and unit; over a text file, standing at the same place
- full: found, with measure, basis, scenario and year right and the indicator named (see `_is_named`)
- projects by name, their costs and statuses; sections by label, title and parent; footnotes by marker and text;
  findings by rule and values; header fields

Names are compared without regard to case, composition, tone placement, punctuation, word order and usual abbreviations.
Nothing here reads a file or prints.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from typing import Any

from rapidfuzz import fuzz

Record = dict[str, Any]

ATTRIBUTES = ("measure", "basis", "scenario", "year")
TONE_MARKS = "\u0300\u0301\u0303\u0309\u0323"
ABBREVIATIONS = {
    "bhxh": "bảo hiểm xã hội",
    "bhyt": "bảo hiểm y tế",
    "cn": "công nghiệp",
    "dt": "diện tích",
    "gpmb": "giải phóng mặt bằng",
    "grdp": "tổng sản phẩm trên địa bàn",
    "gtsx": "giá trị sản xuất",
    "hđnd": "hội đồng nhân dân",
    "kh": "kế hoạch",
    "khv": "kế hoạch vốn",
    "nn": "nhà nước",
    "ns": "ngân sách",
    "nsnn": "ngân sách nhà nước",
    "nstw": "ngân sách trung ương",
    "nsđp": "ngân sách địa phương",
    "ntm": "nông thôn mới",
    "sl": "sản lượng",
    "sx": "sản xuất",
    "tctd": "tổ chức tín dụng",
    "tmđt": "tổng mức đầu tư",
    "tngt": "tai nạn giao thông",
    "ttcn": "tiểu thủ công nghiệp",
    "tw": "trung ương",
    "ubnd": "ủy ban nhân dân",
    "xdcb": "xây dựng cơ bản",
    "xnk": "xuất nhập khẩu",
}


@dataclass(frozen=True, slots=True)
class Tally:
    """`right` records of those `predicted` and of those in the `gold`; tallies add up over reports."""

    right: int = 0
    predicted: int = 0
    gold: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.right + other.right, self.predicted + other.predicted, self.gold + other.gold)

    @property
    def precision(self) -> float:
        """Share of the predicted records that are right; 1 where nothing was to be predicted and nothing was."""
        return self.right / self.predicted if self.predicted else float(self.gold == 0)

    @property
    def recall(self) -> float:
        """Share of the gold records that were found."""
        return self.right / self.gold if self.gold else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(slots=True)
class Score:
    """The tallies of one report by group, and one line for each difference."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    differences: list[str] = field(default_factory=list)


def score(gold: Record, predicted: Record) -> Score:
    """Compare one report (as `baocao extract` prints it) with its gold annotation."""
    result = Score()
    for group in (_observations, _projects, _sections, _footnotes, _findings, _header):
        group(gold, predicted, result)
    return result


def total(scores: Iterable[Score]) -> dict[str, Tally]:
    """The tallies of several reports, added up."""
    sums: dict[str, Tally] = {}
    for one in scores:
        for group, tally in one.tallies.items():
            sums[group] = sums.get(group, Tally()) + tally
    return sums


@cache
def normalised(name: str) -> str:
    """A name without case, composition, tone placement, punctuation, abbreviations and a leading count word."""
    words = re.findall(r"\w+", unicodedata.normalize("NFC", name).casefold().replace("ð", "đ"))
    expanded = (part for word in words for part in ABBREVIATIONS.get(word, word).split())
    text = " ".join(_tone_last(word) for word in expanded).replace(_tone_last("tỉ"), _tone_last("tỷ"))
    return re.sub(rf"^(?:{_tone_last('tổng')} {_tone_last('số')}|{_tone_last('số')}) (?=.)", "", text)


def _tone_last(word: str) -> str:
    """The word with its tone mark behind it, so that `hòa` and `hoà` are one."""
    letters = unicodedata.normalize("NFD", word)
    tone = "".join(letter for letter in letters if letter in TONE_MARKS)
    return unicodedata.normalize("NFC", "".join(letter for letter in letters if letter not in TONE_MARKS)) + tone


def alike(one: str | None, other: str | None) -> float:
    """Likeness of two names, 0 to 1."""
    return fuzz.token_sort_ratio(normalised(one or ""), normalised(other or "")) / 100


def _close(one: Any, other: Any) -> bool:
    return (
        one is not None and other is not None and abs(float(one) - float(other)) <= 1e-6 * max(1e-9, abs(float(other)))
    )


def _pair(
    golds: Sequence[Record], predictions: Sequence[Record], weight: Callable[[Record, Record], float | None]
) -> list[tuple[int, int]]:
    """Indices of gold and prediction paired one to one, heaviest first, earlier records first; None forbids a pair."""
    candidates = [
        (-heavy, i, j)
        for (i, gold), (j, prediction) in product(enumerate(golds), enumerate(predictions))
        if (heavy := weight(gold, prediction)) is not None
    ]
    pairs: list[tuple[int, int]] = []
    taken_gold: set[int] = set()
    taken: set[int] = set()
    for _, i, j in sorted(candidates):
        if i not in taken_gold and j not in taken:
            taken_gold.add(i)
            taken.add(j)
            pairs.append((i, j))
    return pairs


def _agrees(attribute: str, gold: Record, prediction: Record) -> bool:
    """Years by their first four digits; a share needs no basis; a part of a population may count as part of a plan."""
    want, got = gold[attribute], prediction.get(attribute)
    if attribute == "year":
        return str(got)[:4] == str(want)[:4]
    if attribute == "basis" and (gold["measure"] == "share" or (want == "total" and got == "plan")):
        return True
    return bool(want == got)


def _is_named(got: str, want: str, names: Sequence[str]) -> bool:
    """At least 0.6 alike, and nearer to its own name than to another, or holding all its words and no longer name's."""
    own = alike(got, want)
    if own < 0.6:
        return False
    others = [name for name in names if normalised(name) != normalised(want)]
    if all(alike(got, name) <= own + 0.02 for name in others):
        return True
    words, wanted = set(normalised(got).split()), set(normalised(want).split())
    return wanted <= words and not any(wanted < set(normalised(name).split()) <= words for name in others)


def _observations(gold: Record, predicted: Record, result: Score) -> None:
    golds, predictions = gold["observations"], predicted["observations"]
    same_text = gold["doc"].endswith(".txt") and predicted["document"]["file"].endswith(".txt")

    def weight(want: Record, got: Record) -> float | None:
        if got["unit"] != want["unit"] or not _close(got["low"], want["low"]) or not _close(got["high"], want["high"]):
            return None
        source = got["source"]
        if same_text and not (source["start"] < want["number_end"] and want["start"] < source["end"]):
            return None
        return alike(got["indicator"], want["indicator"]) + 0.2 * sum(_agrees(key, want, got) for key in ATTRIBUTES)

    names = sorted({one["indicator"] for one in golds})
    by_end = {one["number_end"]: one["indicator"] for one in golds if one["number_end"]}
    pairs = _pair(golds, predictions, weight)
    full = 0
    for i, j in pairs:
        want, got = golds[i], predictions[j]
        wrong = [key for key in ATTRIBUTES if not _agrees(key, want, got)]
        part = by_end.get(want["start"] - 1)  # in x/y, y may bear the name of x
        if not any(_is_named(got["indicator"], name, names) for name in (want["indicator"], part) if name):
            wrong.append("indicator")
        full += not wrong
        if wrong:
            is_, was = (f"{one['indicator']!r} {[one.get(key) for key in ATTRIBUTES]}" for one in (got, want))
            result.differences.append(f"wrong {','.join(wrong)}: {want['text']!r} is {is_}, gold {was}")
    _left_over("observation", golds, predictions, pairs, _describe_observation, result)
    result.tallies["found"] = Tally(len(pairs), len(predictions), len(golds))
    result.tallies["full"] = Tally(full, len(predictions), len(golds))


def _describe_observation(one: Record) -> str:
    text = one.get("text") or one["source"]["text"]
    return f"{text!r} = {one['low']} {one['unit']} | {one['indicator']}"


def _left_over(
    what: str,
    golds: Sequence[Record],
    predictions: Sequence[Record],
    pairs: Sequence[tuple[int, int]],
    describe: Callable[[Record], str],
    result: Score,
) -> None:
    found, used = {i for i, _ in pairs}, {j for _, j in pairs}
    result.differences += [f"missed {what}: {describe(one)}" for i, one in enumerate(golds) if i not in found]
    result.differences += [f"extra {what}: {describe(one)}" for j, one in enumerate(predictions) if j not in used]


def _merged(projects: Iterable[Record]) -> list[Record]:
    """One record per project, its mentions' costs and statuses collected."""
    merged: list[Record] = []
    for project in projects:
        same = (one for one in merged if alike(project["name"], one["name"]) >= 0.92)
        if (one := next(same, None)) is None:
            one = {"name": project["name"], "cost": [], "status": []}
            merged.append(one)
        for key in ("cost", "status"):
            if project.get(key) is not None:
                one[key].append(project[key])
    return merged


def _projects(gold: Record, predicted: Record, result: Score) -> None:
    golds, predictions = _merged(gold["projects"]), _merged(predicted["projects"])

    def weight(want: Record, got: Record) -> float | None:
        likeness = alike(got["name"], want["name"])
        return likeness if likeness >= 0.8 else None

    pairs = _pair(golds, predictions, weight)
    result.tallies["projects"] = Tally(len(pairs), len(predictions), len(golds))
    same: dict[str, Callable[[Any, Any], bool]] = {"cost": _close, "status": lambda one, other: bool(one == other)}
    for key, equal in same.items():
        stated = [(golds[i], predictions[j]) for i, j in pairs if golds[i][key]]
        right = sum(any(equal(*both) for both in product(got[key], want[key])) for want, got in stated)
        result.tallies[f"project {key}"] = Tally(right, len(stated), len(stated))
        result.differences += [
            f"project {key}: {want['name']} is {got[key]}, gold {want[key]}"
            for want, got in stated
            if not any(equal(*both) for both in product(got[key], want[key]))
        ]
    _left_over("project", golds, predictions, pairs, lambda one: str(one["name"]), result)


def _label(section: Record) -> str:
    return normalised(section["label"] or "").rstrip(".")


def _sections(gold: Record, predicted: Record, result: Score) -> None:
    predictions = predicted["sections"]
    by_id = {one["id"]: one for one in predictions}

    def path(section: Record) -> str:
        labels: list[str] = []
        while (section := by_id.get(section["parent"]) or {}) and len(labels) < len(by_id):
            labels.append((section["label"] or "").rstrip("."))
        return normalised("/".join(reversed(labels)))  # once: what is normalised loses its tones when it is so again

    def weight(want: Record, got: Record) -> float | None:
        if _label(want) != _label(got) or normalised(want["parent"] or "") != path(got):
            return None
        if want["title"] is None:
            return 0.5
        likeness = alike(got["title"], want["title"])
        return likeness if likeness >= 0.9 else None

    pairs = _pair(gold["sections"], predictions, weight)
    found = {i for i, _ in pairs}
    titled = [i for i, one in enumerate(gold["sections"]) if one["title"]]
    right = sum(i in found for i in titled)
    result.tallies["sections"] = Tally(right, max(right, sum(bool(one["title"]) for one in predictions)), len(titled))
    missed = (gold["sections"][i] for i in titled if i not in found)
    result.differences += [f"missed section: {one['parent'] or ''}/{one['label']} {one['title']}" for one in missed]


def _footnotes(gold: Record, predicted: Record, result: Score) -> None:
    def weight(want: Record, got: Record) -> float | None:
        if str(got["marker"]) != str(want["marker"]):
            return None
        likeness = alike(got["text"], want["text"])
        return likeness if likeness >= 0.95 else None

    golds, predictions = gold["footnotes"], predicted["footnotes"]
    pairs = _pair(golds, predictions, weight)
    result.tallies["footnotes"] = Tally(len(pairs), len(predictions), len(golds))
    _left_over("footnote", golds, predictions, pairs, lambda one: f"{one['marker']} {one['text'][:60]}…", result)


def _findings(gold: Record, predicted: Record, result: Score) -> None:
    def weight(want: Record, got: Record) -> float | None:
        if got["rule"] != want["rule"]:
            return None
        hits = sum(any(_close(value, wanted) for value in got["values"]) for wanted in want["values"])
        return hits if hits >= min(2, len(want["values"])) else None

    golds, predictions = gold["findings"], predicted["findings"]
    pairs = _pair(golds, predictions, weight)
    result.tallies["findings"] = Tally(len(pairs), len(predictions), len(golds))
    _left_over(
        "finding", golds, predictions, pairs, lambda one: f"{one['rule']} {one.get('what') or one['message']}", result
    )


def _header(gold: Record, predicted: Record, result: Score) -> None:
    got = predicted["document"]["header"]
    wanted = {key: value for key, value in gold["header"].items() if value is not None}

    def right(key: str, want: Any) -> bool:
        if normalised(str(got.get(key))) == normalised(str(want)):
            return True
        return key in ("subject", "issuer") and alike(str(got.get(key)), str(want)) >= 0.85

    wrong = [key for key, want in wanted.items() if not right(key, want)]
    result.tallies["header"] = Tally(len(wanted) - len(wrong), len(wanted), len(wanted))
    result.differences += [f"header {key}: is {got.get(key)!r}, gold {wanted[key]!r}" for key in wrong]
