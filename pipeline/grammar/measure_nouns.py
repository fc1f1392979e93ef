"""Measure nouns that do not open the subject: behind the thing (`cây ngô diện tích 120 ha`, `đường xã được xây dựng với
kinh phí 45 tỷ đồng`), behind the figure (`quản lý 640 ha diện tích vườn đồi`), or told by an extent (`dài 4 km`).

Signals: the noun that the unit measures by default (`ha`: diện tích), or one that `với` ties to the clause.
Never: takes another noun for the unit's.
"""

from __future__ import annotations

import re

from pipeline.grammar import names
from pipeline.grammar.names import Name
from pipeline.grammar.standing import MONEY, Figure, Standing, thing_in_force
from pipeline.grammar.words import Words
from pipeline.lexicon.function_words import naming_words

_TIED = re.compile(
    r"(?P<thing>\S.*?),? (?:với|có) (?P<noun>(?:tổng )?"
    r"(?:kinh phí|số tiền|mức đầu tư|trị giá|giá trị|diện tích|chiều dài|doanh thu)\b.*)",
    re.IGNORECASE,
)
_EXTENTS = {
    ("dài", "m"): "Chiều dài", ("rộng", "m"): "Chiều rộng", ("cao", "m"): "Chiều cao", ("sâu", "m"): "Chiều sâu",
    ("rộng", "m2"): "Diện tích", ("rộng", "ha"): "Diện tích", ("nặng", "t"): "Trọng lượng",
}  # fmt: skip
DONE = re.compile(
    r"^(?:đã |đang )?(?:hoàn thành|tiếp tục|thi công|chuẩn bị|khởi công)(?: thi công| đầu tư)?\s+", re.IGNORECASE
)


def measure_tied(phrase: str) -> Name | None:
    """`Đường xã được xây dựng với kinh phí 45 tỷ đồng`"""
    tied = _TIED.fullmatch(phrase)
    if tied is None or names.split_head(phrase)[0]:
        return None
    return Name(head=tied["noun"][:1].upper() + tied["noun"][1:], thing=names.within(tied["thing"]))


_SUMS = re.compile(rf"(?:{naming_words('money')})\b", re.IGNORECASE)
_FUNDS = re.compile(r"(?:nguồn |tiền|vốn|kinh phí|quỹ|ngân sách|kế hoạch|dự toán)", re.IGNORECASE)
_YIELDS = re.compile(r"thu|thu về|thu được|thu hút|tạo ra|đem lại|mang lại|đạt|có", re.IGNORECASE)
_PRICES = re.compile(
    r" (?:theo )?giá (?:so sánh|cố định|hiện hành|thực tế)(?: năm)?(?: (?:19|20)\d\d)?\b", re.IGNORECASE
)
_LONGEST_BASIS = len(" theo giá so sánh năm 2010") + 2
_COLLECTIVE = re.compile(rf"(?:{naming_words('collective')})$", re.IGNORECASE)


def named_behind(words: Words, f: Figure, phrase: str, verb: str) -> Name | None:
    """`thu về 31,2 tỷ đồng doanh thu du lịch`, `gồm 12 tỷ đồng chi thường xuyên`, `sản phẩm chủ yếu có 420 tấn gạo`"""
    if f.measure != "level" or not f.follow[:1].islower():
        return None
    head, thing = names.split_head(f.follow)
    if f.unit not in MONEY:
        listed = bool(f.run) and f.run[0].kind == "is" and _COLLECTIVE.search(phrase) is not None
        return Name(head or names.default_head(f.unit), thing if head else f.follow) if listed else None
    own = names.split_head(phrase)[0] and any(t.kind in ("is", "to", "estimate", ":") for t in f.run)
    if own or not (head or _SUMS.match(f.follow)) or ((phrase or verb) and _FUNDS.match(f.follow)):
        return None
    done = "" if _YIELDS.fullmatch(verb) else verb  # `tiết kiệm 2 tỷ đồng chi thường xuyên`
    said = words.text[f.quantity.end : f.quantity.end + len(f.follow) + _LONGEST_BASIS]
    if (basis := _PRICES.search(said)) is not None:
        done = f"{done} {basis[0].strip().lower()}".strip()
    return Name(head[:1].upper() + head[1:], thing, done) if head else Name(thing=f.follow, verb=done)


def measure_behind_figure(follow: str, verb: str, unit: str) -> Name | None:
    """`các tổ đội quản lý 640 ha diện tích vườn đồi`"""
    head, thing = names.split_head(follow)
    if not head or not thing or not verb or head.lower() != names.default_head(unit).lower():
        return None
    return Name(head=head[:1].upper() + head[1:], thing=thing, verb=verb)


_WORTH = re.compile(r"(?P<thing>\S.*?),? (?P<noun>(?:tổng )?(?:trị giá|giá trị|kinh phí|số tiền))", re.IGNORECASE)


def worth_of(phrase: str, verb: str) -> Name | None:
    """`thu hồi tài sản trị giá 1,2 tỷ đồng`"""
    said = _WORTH.fullmatch(phrase)
    return Name(head=said["noun"].capitalize(), thing=f"{said['thing']} {verb}") if said is not None else None


def measure_behind_thing(phrase: str, unit: str) -> Name | None:
    """`đối với cây ngô năng suất đạt 45 tạ/ha`"""
    default = names.default_head(unit)
    thing, noun, kind = phrase.partition(f" {default.lower()}") if default else (phrase, "", "")
    if not noun or (kind and not kind.startswith(" ")) or names.split_head(thing)[0] or thing.endswith(" và"):
        return None
    return Name(head=default, thing=f"{kind.strip()} {names.within(names.trim(thing))}")


_SOMEWHERE = re.compile(r"(?:xóm|thôn|bản|ấp|khóm|buôn|làng|tổ|tổ dân phố|khu phố|xã|phường|thị trấn)\b", re.IGNORECASE)


def extent_of(phrase: str, f: Figure, s: Standing) -> Name | None:
    """`đường liên xã A - B dài 4,2 km`"""
    if not phrase or f.unit not in ("km", "m", "m2", "ha", "t"):
        return None
    *thing, last = phrase.split()
    if thing[-1:] in (["chiều"], ["Chiều"]):
        return None
    head = _EXTENTS.get((last.lower(), "m" if f.unit == "km" else f.unit))
    whole = s.parent
    if head and whole is not None and whole.unit == f.unit and _SOMEWHERE.match(" ".join(thing)):
        return Name(whole.name.head, f"{whole.name.thing} {' '.join(thing)}", whole.name.verb)  # `gồm: xóm 2 dài 650 m`
    counted = thing_in_force(s) if s.leaders else ""  # `nạo vét 7 tuyến kênh, dài 9 km`
    of = DONE.sub("", " ".join(thing)) or s.before_bracket or counted or s.topic or thing_in_force(s)
    return Name(head=head, thing=of) if head else None
