"""Row labels: their numbers, their place in the hierarchy, and the full name that each row stands for.

Problem: `Lúa` under `Diện tích cây hàng năm` is the area of rice, `Nữ` under `Trong đó:` the women among the people
above, `Năng suất` under `Cây lúa` the yield of rice; a row's name is made of its own words and those of the rows it
hangs under.
Signals for the hierarchy, in order of precedence: the row's number (`A` over `I` over `1` over `1.1` over `a` over `-`
over `+`; a letter that could be a Roman number is read by what follows it); `Trong đó`; indentation; a row without
figures or in bold, which heads the rows below it.
Signals for the name: does the label begin with a measure noun (`Diện tích`, `Số`, `Tỷ lệ`), is it nothing else, or does
it only restrict (`có thẻ BHYT`)?
Never: it does not read figures, and it adds no word that the table does not print.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.frozen import dataclass, replace
from pipeline.grammar.names import has_thing, split_head
from pipeline.grammar.table_words import tokenize, words


@dataclass(frozen=True, slots=True)
class Label:
    """A body row as read: `ordinal` as printed, `text` cleaned, `indent` in points (None without geometry), `values`
    whether the row has figures of its own, `outer` the text of a label column further left that is merged over several
    rows."""

    ordinal: str
    text: str
    indent: float | None = None
    bold: bool = False
    values: bool = True
    outer: str = ""


@dataclass(frozen=True, slots=True)
class NamedRow:
    """A row with its place: `parent` indexes the row it hangs under, `rank` grows with depth, `name` is the full
    name."""

    label: str
    name: str
    parent: int | None
    rank: float
    total: bool = False
    style: str = ""


_MARKER = re.compile(
    r"\s*(?P<mark>(?:[IVXLC]+|\d{1,2}(?:\.\d{1,2})*|[A-ZĐ]|[a-zđ])\s*[.)/]|[-+*•–—]+|\d{1,2}(?:\.\d{1,2})+)\s+"
)
_BULLET = re.compile(r"\s*[-+*•–—]\s*(?=\S)")
_PARENTHESES = re.compile(r"\s*\([^()]*\)")
_ROMAN = re.compile(r"(?=.)(?:X{0,3})(?:IX|IV|V?I{0,3})")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_RANKS = {"letter": 0, "roman": 1, "number": 2, "lower": 7, "star": 8, "dash": 9, "plus": 10}
_TOTAL_RANK, _HEADING_RANK, _PLAIN_RANK = -2.0, -1.0, 11.0


def split_label(text: str) -> tuple[str, str]:
    """The row number or bullet that a label begins with (empty for none), and the label without it."""
    match = _MARKER.match(text)
    if match is None:
        bullet = _BULLET.match(text)
        return (bullet.group().strip(), text[bullet.end() :].strip()) if bullet else ("", text.strip())
    return match["mark"].strip(), text[match.end() :].strip()


def clean_label(text: str) -> tuple[str, bool]:
    """The label without `Trong đó:`, bullets and final signs, and whether it opened with `Trong đó`."""
    among = False
    while True:
        tokens = tokenize(text)
        length = words("among").leads(tokens)
        follows = tokens[length].key if length and length < len(tokens) else ":"
        if length and (follows in ":,-+" or words("among").leads(tokens) == len(tokens) or length >= 2):
            text, among = text[tokens[length - 1].end :].lstrip(" :,;"), True
            continue
        bullet = _BULLET.match(text)
        if bullet is None:
            return " ".join(text.split()).strip(" :;,."), among
        text = text[bullet.end() :]


def name_rows(labels: Sequence[Label], root: str = "") -> list[NamedRow]:
    """Hierarchy and full names of the rows of one table, in order; `root` is what all of them are parts of."""
    ranks = _ranks(labels)
    rows: list[NamedRow] = []
    open_rows: list[int] = []
    for i, (label, (rank, style)) in enumerate(zip(labels, ranks, strict=True)):
        text, _ = clean_label(label.text)
        total = bool(text) and words("total").whole(text)
        while open_rows and rows[open_rows[-1]].rank >= rank:
            open_rows.pop()
        parent = open_rows[-1] if open_rows else None
        above = rows[parent].name if parent is not None else clean_label(label.outer)[0]
        if parent is not None and _heads_anything(rows[parent].label, labels[parent].values):
            above = ""
        name = compose(above or ("" if total else root), text) if text else above
        rows.append(NamedRow(text, name, parent, rank, total, style))
        if text and not (total and rank == _TOTAL_RANK):
            open_rows.append(i)
    return _told_apart(rows, labels)


def is_bare(label: str) -> bool:
    """Is the label a measure noun and nothing that is measured (`Diện tích`, `Năng suất bình quân`)?"""
    measure, rest = split_head(_PARENTHESES.sub("", label))
    return bool(measure) and not has_thing(rest)


def compose(parent: str, label: str) -> str:
    """The full name of `label` under a row (or merged head) named `parent`."""
    if not parent or label.casefold().startswith(parent.casefold()):
        return label
    measure, thing = split_head(_PARENTHESES.sub("", parent))
    if is_bare(label):
        return f"{label} {lowered(thing or parent)}" if thing or not measure else label
    own, own_thing = split_head(label)
    if own:
        shared = _keys(own_thing) <= _keys(parent)
        return f"{own} {lowered(parent)}" if shared and not measure else label
    if not measure:
        whole = _without_whole_year(parent) if words("season").leads(label) else parent  # `Lúa cả năm`: `Vụ Mùa`
        return f"{whole} {lowered(label)}" if words("restriction").leads(label) else label
    part_of = _without_total(measure)
    if _speaks_of(label, thing):
        return label
    if words("levy").leads(label):
        return f"{measure.split(' ')[-1].capitalize()} {lowered(label)}"
    if words("season").leads(label):
        thing = _without_whole_year(thing)
    if _keys(thing) <= _keys(label) or (words("generic_object").leads(thing) and not words("restriction").leads(label)):
        return f"{part_of} {lowered(label)}"
    return f"{part_of} {thing} {lowered(_without_shared(thing, label))}"


def _speaks_of(label: str, thing: str) -> bool:
    """Does a label name its thing in its own order: `Xuất khẩu lao động` under `Số lao động có việc làm`?"""
    ours, theirs = ([token.key for token in tokenize(text)] for text in (label, thing))
    if len(ours) < 3 or words("restriction").leads(label) or ours[:1] == theirs[:1]:
        return False
    return any(ours[i : i + 2] == theirs[:2] for i in range(1, len(ours) - 1))


def _without_whole_year(thing: str) -> str:
    tokens = tokenize(thing)
    for hit in words("whole_year").find(tokens):
        thing = thing[: tokens[hit.start].start] + thing[tokens[hit.end - 1].end :]
    return thing.strip()


def _keys(text: str) -> set[str]:
    return {token.key for token in tokenize(text)}


def _without_shared(thing: str, label: str) -> str:
    """`hộ dân tộc thiểu số` under `hộ nghèo` is `dân tộc thiểu số`: the words that both begin with are said once."""
    ours, theirs = tokenize(label), tokenize(thing)
    n = 0
    while n < min(len(ours) - 1, len(theirs)) and ours[n].key == theirs[n].key:
        n += 1
    return label[ours[n].start :]


def lowered(text: str) -> str:
    """`text` with a small first letter, unless its first word is an abbreviation or opens a proper name; a text all in
    capitals goes small."""
    if text.isupper() and " " in text:
        return text.lower()
    head, _, rest = text.partition(" ")
    if head[1:].lower() != head[1:]:
        return text
    if rest[:1].isupper() and not rest.split(" ")[0].isupper() and not words("place_noun").leads(text):
        return text
    return text[:1].lower() + text[1:]


def _heads_anything(label: str, values: bool) -> bool:
    """Is a row without figures a heading of the table (`NÔNG NGHIỆP`, `II. Lĩnh vực xã hội`) and no part of names?"""
    return not values and ((label.isupper() and " " in label) or words("sector").whole(label))


def _without_total(measure: str) -> str:
    """`Tổng diện tích` -> `Diện tích`, `Tổng số` -> `Số`: a part is no total."""
    tokens = tokenize(measure)
    if len(tokens) > 1 and tokens[0].key == tokenize("tổng")[0].key:
        rest = measure[tokens[1].start :]
        return rest[:1].upper() + rest[1:]
    return measure


def _told_apart(rows: list[NamedRow], labels: Sequence[Label]) -> list[NamedRow]:
    """Rows of the same name take on what the nearest ancestors that differ name (`Số giáo viên` of two school
    levels)."""
    named = list(rows)
    places: dict[str, list[int]] = {}
    for i, row in enumerate(rows):
        if labels[i].values:
            places.setdefault(row.name.casefold(), []).append(i)
    for twins in places.values():
        for above in zip(*(_ancestors(rows, i) for i in twins), strict=False):
            if len({rows[a].label.casefold() for a in above}) > 1:
                for i, ancestor in zip(twins, above, strict=True):
                    named[i] = replace(rows[i], name=_qualified(rows[i].name, rows[ancestor].label))
                break
    return named


def _ancestors(rows: Sequence[NamedRow], i: int) -> list[int]:
    found, at = [], rows[i].parent
    while at is not None:
        found.append(at)
        at = rows[at].parent
    return found


def _qualified(name: str, ancestor: str) -> str:
    """`name` with the thing that `ancestor` names; what both say is said once (`Số trường đạt chuẩn`, `trường
    THCS`)."""
    _, thing = split_head(_PARENTHESES.sub("", ancestor))
    have, tokens = _keys(name), tokenize(thing)
    if {token.key for token in tokens} <= have:
        return name
    shared = 0
    while tokens[shared].key in have:
        shared += 1
    if len(tokens) - shared == 1 and tokens[shared].text.islower():
        shared = 0  # half of a word of two syllables
    return f"{name} {lowered(thing[tokens[shared].start :])}"


def _ranks(labels: Sequence[Label]) -> list[tuple[float, str]]:
    """The depth of each row and the style of its number."""
    marks = [label.ordinal.strip().rstrip(".)/") for label in labels]
    numbered = sum(bool(mark) for mark in marks) * 3 >= len(marks)
    left = min((label.indent for label in labels if label.indent is not None), default=0.0)
    ranks: list[tuple[float, str]] = []
    last: dict[str, int] = {}
    for i, (label, mark) in enumerate(zip(labels, marks, strict=True)):
        style, value = _style(mark, marks[i + 1 :], last)
        if style:
            rank = _rank(style, mark)
            last = {s: v for s, v in last.items() if _RANKS.get(s, rank) <= rank}
            last[style] = value
        else:
            rank = _rank_of_unnumbered(label, left, numbered)
            if rank == _HEADING_RANK:
                last = {}
        ranks.append((rank, style))
    return ranks


def _rank(style: str, mark: str) -> float:
    return _RANKS["number"] + mark.count(".") if style == "number" else _RANKS[style]


def _rank_of_unnumbered(label: Label, left: float, numbered: bool) -> float:
    text, among = clean_label(label.text)
    if text and words("total").whole(text) and not among:
        return _TOTAL_RANK
    shouts = text.isupper() and len(text) > 3
    if not among and text and (shouts or label.bold or not numbered) and not label.values:
        return _HEADING_RANK
    depth = 0.0 if label.indent is None else round((label.indent - left) / 4) / 100
    return _PLAIN_RANK + depth + (0.5 if among and not depth else 0.0)


def _style(mark: str, following: Sequence[str], last: dict[str, int]) -> tuple[str, int]:
    """The numbering style of a mark and its place in that sequence; style is empty for no mark."""
    if not mark:
        return "", 0
    if mark[0] in "-–—•":
        return "dash", 0
    if mark[0] in "+*":
        return ("plus" if mark[0] == "+" else "star"), 0
    if mark[0].isdigit():
        return "number", int(re.findall(r"\d+", mark)[-1])  # a damaged one too: `2_`, `3/4`
    if mark[0].islower():
        return "lower", ord(mark[0])
    roman, letter = _roman(mark), _letter(mark)
    if roman and letter and _is_letter(roman, letter, following, last):
        return "letter", letter
    return ("roman", roman) if roman else ("letter", letter) if letter else ("", 0)


def _is_letter(roman: int, letter: int, following: Sequence[str], last: dict[str, int]) -> bool:
    """Is `I`, `C`, `II` … the next letter rather than the next Roman number?"""
    next_letter = last.get("letter") == letter - 1
    next_roman = last.get("roman") == roman - 1 or (roman == 1 and "roman" not in last)
    if next_letter and next_roman:
        upcoming = next((m for m in following if m and m[0].isupper()), "")
        return _letter(upcoming) == letter + 1 and _roman(upcoming) != roman + 1
    return next_letter or (letter == 1 and not next_roman)


def _roman(mark: str) -> int:
    """The value of a Roman number up to 39, 0 for none."""
    if not _ROMAN.fullmatch(mark):
        return 0
    values = [_ROMAN_VALUES[c] for c in mark]
    return sum(-v if v < max(values[i:], default=0) else v for i, v in enumerate(values))


def _letter(mark: str) -> int:
    """The place of `A`, `B` … `Z`, `AA`, `BB` … as a sequence, 0 for none."""
    if not mark or len(set(mark)) > 1 or not ("A" <= mark[0] <= "Z"):
        return 0
    return (len(mark) - 1) * 26 + ord(mark[0]) - ord("A") + 1
