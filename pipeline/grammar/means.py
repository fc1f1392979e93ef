"""Of what a figure is the mean, or what each gets: `bình quân mỗi xã đạt 15 tiêu chí`, `mỗi suất 350.000 đồng`.

Signals, in order: the words `bình quân mỗi …` before the figure; its denominator; what is given to each (`mỗi nhà hỗ trợ`).
Never: takes `mỗi` alone for a mean (`mỗi xã chọn 02 thôn`).
"""

from __future__ import annotations

import re

from pipeline.grammar.names import Name
from pipeline.grammar.quantities import Quantity
from pipeline.grammar.words import Words

_EACH = re.compile(
    r"(?:bình quân|trung bình),? (?:mỗi|một) (cán bộ|hợp tác xã|doanh nghiệp|trang trại|\w+)\b"
    r"|\bmỗi (\w+)(?= (?:chỉ |đã |mới )?(?:đạt|có) (?:bình quân|trung bình)\b)",
    re.IGNORECASE,
)
_MEAN = re.compile(
    r"^(?:sản lượng )?(?:bình quân|trung bình)(?: đầu người)? ?| ?(?:bình quân|trung bình)(?: đầu người)?$",
    re.IGNORECASE,
)
_WORTH_EACH = re.compile(
    r"(?P<what>(?:trị giá|giá trị|kinh phí|chi phí|mức \w+|số tiền)[^,]*?) mỗi (?P<one>.+)", re.IGNORECASE
)
"""`trị giá mỗi căn 70 triệu đồng`"""
_OF_MANY = re.compile(r"(?:\d{1,3}(?:[. ]\d{3})+|100) (?=dân|hộ)")  # `5,2 thư viện/100.000 dân`
_GIFT_EACH = re.compile(r"(?:.*\b)?(?P<what>quà\b.*?)(?: cho [^,]+?)? (?P<each>mỗi \w+)", re.IGNORECASE)
"""`tặng quà Quốc khánh cho toàn dân mỗi người 100.000 đồng`"""
_PIECES = ("căn", "ngôi", "cái", "chiếc", "con")
_GIVEN = re.compile(r"\s*(?:được )?(hỗ trợ|trợ cấp|thưởng|khen thưởng|đóng góp)$", re.IGNORECASE)


def mean_of(words: Words, left: int, quantity: Quantity) -> str:
    """What the mean is of, with `mỗi` where that is printed; empty where the figure is no mean."""
    if each := _EACH.search(words.text, left, quantity.lead):
        return f"mỗi {each[1] or each[2]}"
    if not quantity.per or quantity.part != "single":
        return ""
    of = quantity.per.strip("/ ")
    return of if _OF_MANY.match(of) else of.lstrip("01 ")


def sum_of_each(core: str, noun: str) -> Name:
    """`mỗi suất 350.000 đồng`; `mỗi nhà hỗ trợ 25 triệu đồng`: `noun` is what was counted before it."""
    if worth := _WORTH_EACH.fullmatch(core):
        whole = (
            f"{worth['one']} {noun}" if worth["one"] in _PIECES and not noun.startswith(worth["one"]) else worth["one"]
        )
        return Name(head=worth["what"][:1].upper() + worth["what"][1:], thing=f"mỗi {whole}")
    if gift := _GIFT_EACH.fullmatch(core):
        return Name(head="Giá trị", thing=f"{gift['what']} {gift['each']}")
    given = _GIVEN.search(core)
    one = core[: given.start()] if given is not None else core
    of = noun if noun.startswith(one) else one
    return Name(head=f"Mức {given[1].lower()}" if given is not None else "Giá trị", thing=f"mỗi {of}")


def mean_a_head(quantity: Quantity, core: str, thing: str) -> Name | None:
    """`bình quân lương thực 462 kg/người/năm`, of which `thing` was spoken of last; None of other means"""
    if not (quantity.per or "").strip("/ ").startswith("người"):
        return None
    return Name(head="Bình quân", thing=f"{_MEAN.sub('', core) or thing} đầu người")
