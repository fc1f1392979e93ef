"""A stated count against the list that names the items.

Problem: `05 tổ dân phố (tổ số 1, 4, 8, 12)` names four. Where a list may stand, in order of precedence: the
footnote whose mark hangs on the counted noun; the parenthesis right behind it; what follows its colon or `gồm`. Works
that were read from the list (`Project.group`) have the last word where they are as many as is stated.
Semicolons part items; commas do too, but also stand within names, so that a list has a smallest and a largest number of
items, and contradicts only a count outside of both.
Never: a list that says it is not complete (`…`, `như`, `nhất là`); a list of quantities, which is a matter of sums.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from pipeline.check.intervals import Quantity, printed, quantity
from pipeline.check.lexicon import pattern
from pipeline.check.passages import Figure, Passage, head_noun, same_kind
from pipeline.check.relations import Claim, Relation
from pipeline.document import Document
from pipeline.frozen import dataclass
from pipeline.grammar.folding import fold
from pipeline.grammar.letters import CAPITAL

_MOST = 60
_PHRASE = 140
_SURE_WORKS = 3  # named works; of fewer, one may be missed by the reading
_NUMERALS = re.compile(
    r"\W*(?:[^\d,;:]{1,30}\s)?\d{1,3}(?:\s*(?:,|;|\bvà\b)\s*(?:[^\W\d]{1,12}\s(?:số\s)?)?\d{1,3})+\W*"
)
_RANGE = re.compile(r"\d\s*(?:[-–]|đến)\s*\d")
_INTRODUCTION = re.compile(
    r"\s*(?:gồm|bao gồm|cụ thể|đó là|là|các|tại|trong đó|danh sách)\b[^:;,()]{0,40}:"
    r"|\s*(?:gồm|bao gồm|cụ thể|đó là)\s",
    re.IGNORECASE,
)
_OPENER = re.compile(r"\(|:|\b(?:gồm có|bao gồm|gồm|là)\b(?!\s*\d)")
_SENTENCE_END = re.compile(rf"[.!?]\s+(?=[{CAPITAL}]|[-–+*])|\n")
_NAME = re.compile(rf"(?<!\w)[{CAPITAL}]")
# `04 xã Vĩnh Hải, Vĩnh Lộc Đông và Sa Nam`: names right behind the noun, the last with `và`, and nothing more to them.
_PROPER = rf"[{CAPITAL}]\w*(?:\s[{CAPITAL}]\w*){{0,3}}"
_NAMES = re.compile(rf"\s({_PROPER}(?:,\s{_PROPER})*\s(?:và|cùng)\s{_PROPER})\s*(?=[.;,)]|\s[^\W\d_])")
_BEARERS = frozenset(["xã", "phường", "thôn", "xóm", "ấp", "bản", "huyện"])
_MARKS = " -–+*•()0123456789."
_NESTED = re.compile(r"\([^()]*\)")
_ANNOUNCES = re.compile(r"[^,;.:()]*(?:,? (?:gồm|bao gồm|cụ thể|cụ thể như sau|như sau|sau|là))?\s*:\s*", re.IGNORECASE)
_JOIN = re.compile(r"\s(?:và|cùng)\s")
# What goes on after a comma with the item before it.
_GOES_ON = re.compile(
    r"(?:xã|phường|huyện|thị xã|thị trấn|thành phố|thôn|xóm|khu|đoạn|tại|thuộc|do|với|vốn|tổng|kinh phí|dài|diện tích"
    r"|quy mô|thời gian|đã|đang|chưa|dự kiến|nguồn|chủ đầu tư|tỉnh|tổ|ấp|bản|giai đoạn|trong|theo|của|trị giá|đạt"
    r"|tiêu chí số)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Items:
    """A list as read: at least `fewest`, at most `most` items; `named` is the likeliest reading."""

    named: tuple[str, ...]
    fewest: int
    most: int
    strong: bool
    """Parted by semicolons, or numbers in a row: how many there are is beyond doubt."""


_CRITERIA = ("tiêu", "tiêu chí", "chỉ tiêu")
_FEW = 2
_CRITERION = re.compile(r"(?!(?:đạt|có|được|chưa|đang|do|vì|trong|cần|và) )[^\W\d]+(?:[ -][^\W\d]+){0,7}")


def in_passage(place: Passage) -> Iterator[Claim]:
    """Counts whose list follows in the same sentence."""
    for figure in place.levels:
        if not _countable(figure):
            continue
        content = _list_behind(place, figure)
        if content is not None:
            yield from _compare(figure, content, note=False)
        elif (names := _NAMES.match(place.text, figure.end)) and head_noun(figure.o) in _BEARERS:
            named = tuple(re.split(r",\s|\s(?:và|cùng)\s", names[1]))
            relation = Relation("count", figure.q, (printed(len(named), exact=True),))
            if relation.state() != "fails" or abs(figure.o.low - len(named)) == 1:
                yield Claim("list_matches_count", relation, "names", items=named)


def in_bullets(above: Passage, items: Sequence[Passage]) -> Iterator[Claim]:
    """`… 06 công trình trọng điểm, cụ thể:` against the items under it, one paragraph each."""
    figures = [f for f in above.figures if _countable(f) and not f.depth]
    if not figures or figures[-1] is not above.figures[-1] or len(items) < 2:
        return
    figure, tail = figures[-1], above.text[figures[-1].end :]
    if len(tail) > _PHRASE or not _ANNOUNCES.fullmatch(tail) or pattern("open_list").search(fold(tail)):
        return
    if all(_is_state(item.text) for item in items):
        return
    listed = list(items)
    stated = int(figure.o.low)
    relation = Relation("count", figure.q, (printed(len(listed), exact=True),))
    if stated == len(listed) or abs(stated - len(listed)) <= max(1, stated // 4):
        named = tuple(re.split(r"[:,;(.]", item.text.lstrip(_MARKS), maxsplit=1)[0].strip() for item in listed)
        yield Claim("list_matches_count", relation, "bullets", items=named)


def settled(document: Document, claims: Iterable[Claim]) -> Iterator[Claim]:
    """All claims, where those on lists have heard the works that were read from the same lists: as many works as are
    stated outweigh a list that seems longer or shorter, and a list of works that was not read as one still counts."""
    works: dict[str, list[str]] = defaultdict(list)
    first: dict[str, int] = {}
    for project in document.projects:
        if project.group is not None:
            works[project.group].append(project.name)
            first[project.group] = min(project.source.start, first.get(project.group, project.source.start))
    heard: set[str] = set()
    for claim in claims:
        if claim.rule == "list_matches_count" and (names := works.get(claim.ids[0])):
            heard.add(claim.ids[0])
            relation = _counted(claim.relation.result, names)
            if relation.state() != "fails":
                yield Claim("list_matches_count", relation, "projects")
                continue
        yield claim
    unheard = works.keys() - heard
    for o in [o for o in document.observations if o.id in unheard] if unheard else ():
        names = works[o.id]
        if len(names) < 2 or o.unit != "count" or o.approx != "exact":
            continue
        if pattern("open_list").search(fold(document.text[o.source.end : first[o.id]])):
            continue  # `khởi công 4 công trình, trong đó có cầu Bến Đá, trường Mầm non Hoa Ban`
        relation = _counted(quantity(o), names)
        if relation.state() != "fails" or (len(names) >= _SURE_WORKS and abs(o.low - len(names)) <= 1):
            yield Claim("list_matches_count", relation, "projects", certain=False, items=tuple(names))


def _counted(stated: Quantity, names: Sequence[str]) -> Relation:
    return Relation("count", stated, (printed(len(names), exact=True),))


def in_note(place: Passage, at: int, text: str) -> Iterator[Claim]:
    """The count that a footnote's mark hangs on, against the note's `text`. `at`: where the mark stands in `place`."""
    before = [f for f in place.figures if f.start < at]
    if not before or not _countable(before[-1]):
        return
    between = place.text[before[-1].end : at]
    if len(between) > _PHRASE or re.search(r"[,;:.()]", between):
        return
    yield from _compare(before[-1], text, note=True)


def items_of(content: str, noun: str = "") -> Items | None:
    """The items that `content` lists, or None where it is no list of names. `noun`: the counted noun's first word."""
    text = content.strip(" :").rstrip(".;, ")
    if _NUMERALS.fullmatch(text):
        if _RANGE.search(text):
            return None
        numbers = tuple(re.findall(r"\d+", text))
        return Items(numbers, len(numbers), len(numbers), strong=True)
    bare = text
    while _NESTED.search(bare):
        bare = _NESTED.sub("", bare)
    if "(" in bare or ")" in bare or _SENTENCE_END.search(bare):
        return None
    by_semicolon = _split(bare, r";")
    if len(by_semicolon) == 2 and by_semicolon[0].count(",") > 1 and by_semicolon[1][:1].islower():
        return items_of(by_semicolon[0], noun)  # `Tân Hòa, An Lạc, Đông Phú; các xã còn lại …`
    if len(by_semicolon) > 1:
        most = sum(len(_capital_pieces(item)) for item in by_semicolon)
        return Items(tuple(by_semicolon), len(by_semicolon), most, strong=True)
    by_comma = _split(bare, r",(?!\d)")
    each = [piece for item in by_comma for piece in _JOIN.split(item)]
    if noun and len(each) > 1 and all(fold(piece).startswith(noun) and _NAME.search(piece[1:]) for piece in each):
        return Items(tuple(each), len(each), len(each), strong=True)
    pieces = [piece for item in by_comma for piece in _JOIN.split(item)]
    starts = [piece for i, piece in enumerate(by_comma) if i == 0 or not _GOES_ON.match(piece)]
    if noun in _CRITERIA and len(by_comma) > _FEW and all(_CRITERION.fullmatch(piece) for piece in each):
        return Items(tuple(by_comma), len(by_comma), len(each), strong=False)  # `điện, chợ, bưu điện, y tế`
    nouns = len(re.findall(rf"(?<!\w){re.escape(noun)}(?!\w)", fold(bare))) if noun else 0
    if len(by_comma) < 2 or not all(_is_name(piece, noun) for piece in starts):
        return None
    named = tuple(piece for item in by_comma for piece in ([*_JOIN.split(item)] if item is by_comma[-1] else [item]))
    fewest = min(len(starts), nouns) if nouns > 1 else len(starts)
    return Items(named, fewest, max(len(pieces), nouns), strong=False)


def _countable(figure: Figure) -> bool:
    o = figure.o
    return (
        o.unit == "count"
        and o.measure == "level"
        and o.approx == "exact"
        and not figure.whole
        and 2 <= o.low <= _MOST
        and o.low == o.high
        and figure.q.exact
    )


def _list_behind(place: Passage, figure: Figure) -> str | None:
    """What follows the counted noun in a parenthesis, or behind a colon or `gồm` up to the end of the sentence."""
    following = place.figures[figure.index + 1] if figure.index + 1 < len(place.figures) else None
    reach = min(len(place.text), figure.end + _PHRASE)
    opener = _OPENER.search(place.text, figure.end, reach if following is None else min(reach, following.start + 1))
    if opener is None:
        return None
    comma = "" if opener.group() in ("(", ":") else " ,"  # `chưa đạt kế hoạch, gồm: …`
    if re.search(r"[,;.)]", place.text[figure.end : opener.start()].rstrip(comma)):
        return None
    if following is not None and following.start < opener.start():
        return None
    if opener.group() == "(":
        end = _closing(place.text, opener.start())
        if end is None:
            return None
        content = place.text[opener.end() : end]
        quantities = [f for f in place.figures if opener.end() <= f.start < end]
        return None if quantities and not _NUMERALS.fullmatch(content) else content
    noun = head_noun(figure.o)
    named = noun and fold(place.text[opener.end() : reach].lstrip()).startswith(noun)
    if opener.group() == "là" and not named and ":" not in place.text[figure.end : reach]:
        return None
    stop = _SENTENCE_END.search(place.text, opener.end())
    content = place.text[opener.end() : stop.start() if stop else len(place.text)]
    listed = [f for f in place.figures if opener.end() <= f.start < opener.end() + len(content)]
    outside = [f for f in listed if f.depth == figure.depth]
    if any(same_kind(f.o, figure.o) for f in outside) or (outside and outside[0].start - opener.end() < 4):
        return None
    return content


def _compare(figure: Figure, content: str, *, note: bool) -> Iterator[Claim]:
    words = fold(content)
    if pattern("open_list").search(words) or any(sign in words for sign in ("...", "…")):
        return
    introduced = _INTRODUCTION.match(content)
    items = items_of(content[introduced.end() :] if introduced else content, head_noun(figure.o))
    if items is None or (note and not introduced and not _are_names(items, head_noun(figure.o))):
        return
    if all(_is_state(item) for item in items.named):
        return
    stated = int(figure.o.low)
    if items.fewest <= stated <= items.most:
        relation = Relation("count", figure.q, (printed(stated, exact=True),))
        yield Claim("list_matches_count", relation, "list")
        return
    near = items.fewest if stated < items.fewest else items.most
    apart = abs(stated - near)
    if near < 2 or (stated > 4 * near if items.strong else apart > max(1, stated * 2 // 5)):
        return
    relation = Relation("count", figure.q, (printed(len(items.named), exact=True),))
    yield Claim("list_matches_count", relation, "note" if note else "list", items=items.named)


def _is_state(item: str) -> bool:
    """`Đang thi công: Trường Mầm non`: how far some of them are, not which."""
    return pattern("states").match(fold(item.lstrip(_MARKS))) is not None


def _are_names(items: Items, noun: str) -> bool:
    """Capitalised, or opened by the counted noun: `xã Bình An; xã Tân Lập`."""
    return all(item[:1].isupper() or (bool(noun) and fold(item).startswith(noun)) for item in items.named)


def _split(text: str, sign: str) -> list[str]:
    return [item.strip() for item in re.split(sign, text) if re.search(r"\w", item)]


def _capital_pieces(item: str) -> Sequence[str]:
    """The most items that one item between semicolons may hold: commas before a capital may part names too."""
    return re.split(rf",\s+(?=[{CAPITAL}])", item)


def _is_name(piece: str, noun: str) -> bool:
    """With a proper name in it, or opened by the counted noun itself."""
    return _NAME.search(piece) is not None or (bool(noun) and fold(piece).startswith(noun)) or piece[:1].isdigit()


def _closing(text: str, opening: int) -> int | None:
    depth = 0
    for i in range(opening, len(text)):
        depth += (text[i] == "(") - (text[i] == ")")
        if depth == 0:
            return i
    return None
