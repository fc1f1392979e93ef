"""The unit of a bare number: what its list or the words before it leave unsaid.

Signals, in order: y of x/y; `… trên một vạn dân`; a change of what was last said; `số …` before it; the item before it or
the list's parent; in a list, a noun or verb that names what a whole number counts (`Hồ sơ tiếp nhận 4.862`, `chết 01`).
Never: gives a unit to a number behind a name or code (`giống OM 5451`), or to one that no words name.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from pipeline.frozen import replace
from pipeline.grammar.folding import fold
from pipeline.grammar.names import split_head
from pipeline.grammar.numbers import parse_number
from pipeline.grammar.quantities import Quantity, scan
from pipeline.grammar.respective import RESPECTIVELY
from pipeline.grammar.said import State
from pipeline.grammar.units import read_measure
from pipeline.lexicon.function_words import naming_words
from schemas.observation import Unit

_PER_10000 = re.compile(r"(?:trên|/) ?(?:một |1 )?(?:vạn|10\.000) dân", re.IGNORECASE)
_CASUALTIES = re.compile(rf"\b(?:{naming_words('casualty')})\s*:?\s*$", re.IGNORECASE)
_CLOSED = re.compile(r"\s*(?:[,;.)]|\((?!\d)|$)")
_YIELD = re.compile(r"(?:ns|năng suất)\b", re.IGNORECASE)
_BODY = re.compile(
    r"(?:xã|phường|thôn|bản|ấp|khóm|xóm|buôn|khu phố|tổ dân phố|khu dân cư|chi bộ|trường|trạm y tế|cơ quan|đơn vị|tiêu chí)\b",
    re.IGNORECASE,
)
_AND = re.compile(r"\s*(?:,|và)\s*")
_FEW = 1000
_DIGITS = re.compile(r"\d[\d.,]*(?<=\d)")
_HERDS = ("tổng đàn", "đàn", "số lượng đàn")
_NUMBERED = ("số", "tổng số", "số lượng", "tổng số lượng", "số lượt", "tổng số lượt", *_HERDS)


def unit_of(s: State, i: int, q: Quantity) -> tuple[Quantity, Unit | None, str | None]:
    """The quantity with its unit; a bare number in a list takes the unit of its siblings, one after `số …` counts."""
    if q.unit == "VND" and q.low < _FEW and s.out and s.out[-1].counted == "bạc" and q.raw.endswith(" đồng"):
        return replace(q, unit="count", counted="đồng"), "count", "đồng"  # `5 vàng, 6 bạc, 7 đồng`
    if q.unit is not None:
        return q, q.unit, q.counted
    if q.part == "whole" and s.out and s.out[-1].quantity.part == "part":
        return replace(q, unit=s.out[-1].unit, counted=s.out[-1].counted), s.out[-1].unit, s.out[-1].counted
    if (behind := _respectively(s, i, q)) is not None:
        return _scaled(s, q, behind, behind.unit or "count")
    return _unit_of_bare(s, i, q)


def _unit_of_bare(s: State, i: int, q: Quantity) -> tuple[Quantity, Unit | None, str | None]:
    if noun := _named_before(s, i, q):
        return replace(q, unit="count", counted=noun), "count", noun
    same = _done_to_same(s, i) if q.low == q.low.to_integral_value() and not s.leaders else None
    if same is not None:
        return replace(q, unit="count", counted=same.counted), "count", same.counted
    run, core_end = s.words.run(i, s.left, bracketed=bool(s.stack), follows=bool(s.leaders))
    core = s.words.front(s.left, core_end, s.hole)
    head, noun = split_head(core)
    if not head:  # `So với tháng trước, số vụ tăng 01`
        head, noun = split_head(core.rsplit(", ", 1)[-1])
    if core and (label := _of_label(s, q)):
        return replace(q, unit="count", counted=label), "count", label
    if q.part == "part" and core.lower().startswith("tỷ số giới tính"):
        return replace(q, unit="count", counted="bé trai"), "count", "bé trai"  # `112/100`
    if _PER_10000.search(core):
        return replace(q, unit="per_10000"), "per_10000", None
    beside = s.words.text[s.left - 1 : s.left] == "/" and any(t.kind.startswith("basis_") for t in run)
    if s.last is not None and not core and (beside or any(t.kind in ("up", "down") for t in run)):
        return _scaled(s, q, s.last.quantity, s.last.unit)
    if head.lower() in _NUMBERED and q.low == q.low.to_integral_value():
        counted = "con" if head.lower() in _HERDS else " ".join(noun.split()[:2]) or None
        counted = "lượt" if head.lower().endswith("lượt") else counted
        return replace(q, unit="count", counted=counted), "count", counted
    if _CASUALTIES.search(s.words.text[s.left : q.lead]) and q.low == q.low.to_integral_value():
        return replace(q, unit="count", counted="người"), "count", "người"
    sibling = _same_measure(s, core) or _sibling(s, q)
    if sibling is None or sibling.unit is None:
        counts = _counts(s, i, q, core)
        counted = _counted_last(s) if counts else None
        return replace(q, unit="count" if counts else None, counted=counted), "count" if counts else None, counted
    return _scaled(s, q, sibling, sibling.unit)


_SHORTEST = len("(HA)")


@lru_cache(maxsize=1024)
def unit_in_label(bracket: str) -> Quantity | None:
    """One of the unit that a label's parenthesis gives for its list: `Đàn vật nuôi (con): bò 1.140; lợn 3.860`."""
    if len(bracket) > _SHORTEST and bracket.strip("()[] ").isupper():
        return None  # `phòng cháy, chữa cháy rừng (PCCCR)`: an abbreviation
    said = f"1 {bracket.strip('()[] ').removeprefix('ĐVT').removeprefix('đơn vị').strip(' :')}"
    found = scan(said).quantities
    return found[0] if len(found) == 1 and found[0].end == len(said) and found[0].unit else None


def _counts(s: State, i: int, q: Quantity, core: str) -> bool:
    """Does a bare whole number count what the words before it name (`Hồ sơ tiếp nhận 4.862`, `chết 01`)? It does in a
    list, where offices leave the noun out; not behind a name or code (`giống OM 5451`)."""
    listed = s.context.bullet or s.stack or s.leaders or (s.labelled and _CLOSED.match(s.words.text, q.end))
    if q.low != q.low.to_integral_value() or not listed:
        return False
    before = s.words.text[s.left : s.words.tokens[i].start].rstrip(" :").split()
    named = bool(before) and before[-1][:1].isupper() and len(before) < 3
    verb = s.words.has(s.left, s.words.tokens[i].start, ("verb", "silent", "to", "is"))
    return bool(core or verb) and not named and before[-1:] != ["số"]


def _named_before(s: State, i: int, q: Quantity) -> str:
    """What a number counts by the noun that its subject opens with: x/y of a label (`Xã có chợ: 17/19`), or a number behind
    its label (`Hợp tác xã: 72`) or what was done (`HTX thành lập mới 12, vốn điều lệ …`); empty where the subject opens
    with no counted noun."""
    if q.magnitude is not None or q.low != q.low.to_integral_value() or q.low != q.high:
        return ""
    tokens = s.words.tokens
    before = tokens[i - 1] if i else None
    if before is None or before.start < s.left or not s.words.blank(before.end, tokens[i].start):
        return _body_before(s, i, q)
    if q.part == "part":
        whole = tokens[i + 1].quantity if i + 1 < len(tokens) else None
        told = before.kind in (":", "is") and whole is not None and q.low <= whole.low
    else:
        labelled = before.kind == ":" and s.words.text[s.words.start : s.left].strip(" -–+*•") == ""
        told = (before.kind == "verb" and not s.leaders) or labelled
        told = told and _CLOSED.match(s.words.text, q.end) is not None
    if not told:
        return ""
    subject = s.words.front(s.left, before.start)
    noun = read_measure(subject, fold(subject), 0, guess=False) if subject else None
    if noun is None or noun.code != "count" or subject[noun.noun_end :].lstrip()[:1].isupper():
        return ""  # `Xã Tân Lập khởi công 3`
    return _small(subject[: noun.noun_end])


def _body_before(s: State, i: int, q: Quantity) -> str:
    """What x/y counts by the body that its subject opens with: `thôn văn hóa 7/8 = 87,5%`."""
    whole = s.words.tokens[i + 1].quantity if q.part == "part" and i + 1 < len(s.words.tokens) else None
    if whole is None or whole.unit is not None or q.low > whole.low:
        return ""
    subject = s.words.front(s.left, q.lead)
    body = _BODY.match(subject)
    said = subject[body.end() :].split() if body is not None else []
    named = bool(said) and said[0][:1].isupper() and not said[0].isupper()  # `Xã Tân Lập 7/8`
    return _small(body[0]) if body is not None and not named else ""


def _counted_last(s: State) -> str | None:
    """What was last counted; of a label's figures, over what it cost: `Đầu tư: 9 công trình/32 tỷ đồng, đã nghiệm thu 5`."""
    if s.last is None or s.last.unit == "count":
        return s.last.counted if s.last is not None else None
    return next((x.counted for x in s.leaders if x.unit == "count"), None) if s.label and s.last.unit == "VND" else None


def _of_label(s: State, q: Quantity) -> str:
    """The counted noun that labels a list of bare whole numbers: `Học sinh: mầm non 6.248; tiểu học 9.114`."""
    whole = q.low == q.low.to_integral_value() and q.low == q.high and q.part == "single"
    if not whole or not s.labelled or s.parent is not None or _CLOSED.match(s.words.text, q.end) is None:
        return ""
    if s.topic.lower() in _HERDS:
        return "con"
    noun = read_measure(s.topic, fold(s.topic), 0, guess=False) if s.topic else None
    return _small(s.topic) if noun is not None and noun.code == "count" and noun.noun_end == len(s.topic) else ""


def _small(noun: str) -> str:
    """A noun that began a sentence, as it stands within one; acronyms keep their capitals."""
    return noun[:1].lower() + noun[1:] if noun[1:2].islower() else noun


def _respectively(s: State, i: int, q: Quantity) -> Quantity | None:
    """The figure behind, whose unit is for both: `giảm tương ứng 0,86 và 0,42 điểm %`."""
    behind = next((t for t in s.words.tokens[i + 1 :] if t.kind == "Q"), None)
    if behind is None or behind.quantity is None or behind.quantity.unit is None:
        return None
    paired = _AND.fullmatch(s.words.text, q.end, behind.start) is not None
    return behind.quantity if paired and RESPECTIVELY.search(s.words.text, s.left, q.lead) else None


def _done_to_same(s: State, i: int) -> Quantity | None:
    """The count behind, of which this number tells what else was done: `cấp mới 86, gia hạn 142 giấy phép`."""
    tokens = s.words.tokens
    before = [t.kind for t in tokens[max(0, i - 2) : i] if t.kind != "aside"][-1:]
    behind = tokens[i + 1 : i + 4]
    if before != ["verb"] or [t.kind for t in behind] != [",", "verb", "Q"] or behind[2].quantity is None:
        return None
    q = behind[2].quantity
    counted = q.unit == "count" and q.counted is not None and s.words.blank(behind[1].end, behind[2].start)
    return q if counted else None


def _same_measure(s: State, core: str) -> Quantity | None:
    """A figure of the same measure that prints its unit: `lúa xuân NS 62,5 tạ/ha; lúa mùa NS 54`."""
    if _YIELD.match(core) is None:
        return None
    said = (x for _, x in reversed(s.context.trail) if x.quantity.unit == "t/ha")
    return next((x.quantity for x in said), None)


def _scaled(s: State, q: Quantity, like: Quantity, unit: Unit) -> tuple[Quantity, Unit, str | None]:
    scale = _scale(like)
    q = replace(q, low=q.low * scale, high=q.high * scale, resolution=q.resolution * scale, unit=like.unit)
    counted = like.counted or (s.last.counted if s.last is not None and s.last.quantity is like else None)
    return q, unit, counted


def _sibling(s: State, q: Quantity) -> Quantity | None:
    """The nearest figure of the same list that can share its unit: the item before, else the list's parent."""
    before = [x.quantity for x in reversed(s.out) if x.measure == "level"][:2]
    if not (s.parent is not None or s.fresh):
        return None
    if s.parent is None and not split_head(s.topic)[0]:
        before = [x for x in before if x.unit == "count"]  # `lệ phí 12,4 triệu đồng; đăng ký khai sinh 86`
    first = s.parent is not None and len(s.leaders) == s.opened_with
    if first and s.parent is not None and s.parent.unit == "count" and before and before[0].unit != "count":
        before = []  # `142 doanh nghiệp, vốn 860 tỷ đồng, trong đó DNNN 4, …`: of the parent, not of what was told last
    listed = before + ([s.parent.quantity] if s.parent is not None else [])
    whole = q.low == q.low.to_integral_value()
    return next((x for x in listed if x.unit not in (None, "%") and (whole or x.unit != "count")), None)


def _scale(sibling: Quantity) -> Decimal:
    """Canonical value of one printed unit of the sibling (`triệu đồng` -> 1e6)."""
    digits = _DIGITS.match(sibling.raw)
    read = parse_number(digits.group()) if digits else None
    return sibling.low / read[0] if read and read[0] else Decimal(1)
