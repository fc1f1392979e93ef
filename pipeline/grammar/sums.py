"""The names of sums of money: what was allotted, disbursed, given, fined or paid, at which prices.

Signals, in order: the prices told (`theo giá hiện hành 815 tỷ đồng`); who was allotted or gave it; the verb that was done with
it, of what was told before; its denominator; the whole that it is part of.
Never: names a sum that has a measure noun of its own.
"""

from __future__ import annotations

import re

from pipeline.grammar import names
from pipeline.grammar.belonging import fine_for, of_cause
from pipeline.grammar.completion import TOTAL
from pipeline.grammar.disbursing import disbursable, disbursement, disburses, work_of
from pipeline.grammar.measures import Measure
from pipeline.grammar.names import Name
from pipeline.grammar.standing import MONEY, Leader, halves
from pipeline.lexicon.function_words import naming_words

_RECOVERED = re.compile(rf"(?:(?:kiến nghị|đề nghị) )?(?:{naming_words('recovery')})\b", re.IGNORECASE)
_PRICES = re.compile(
    r"^(?:tính )?(?:theo )?(giá (?:hiện hành|thực tế|so sánh|cố định)(?: năm \d{4})?)\b", re.IGNORECASE
)
_TRADE = re.compile(r"(?:xuất|nhập) khẩu$")
_PAID = re.compile(r"(?:chi trả|hỗ trợ|trợ cấp|chi)\b", re.IGNORECASE)
_SUMS = re.compile(r"(?:tiết kiệm|cắt giảm)\b", re.IGNORECASE)
AGENT = re.compile(rf"\s*(?:{naming_words('giver')})\b", re.IGNORECASE)
_GIVEN_BY = re.compile(rf"(?P<what>.+?) (?:{naming_words('giver')})\b.* giao", re.IGNORECASE)
_SPENT = re.compile(r"(?:sử dụng|chi|thanh toán|phân bổ)", re.IGNORECASE)
GIVES = re.compile(rf"(?:{naming_words('giving')})\b", re.IGNORECASE)
_ALLOTTED = re.compile(r"\s*(?:được|đã)?\s*\b(?<!bàn )(?<!chuyển )giao\s*$")
_TOTALLED = MONEY | {"t", "ha", "m2", "m3", "km", "m"}
_TIME = re.compile(r"\b(?:năm|tháng|quý|ngày|tuần|kỳ)$")
FUNDS = re.compile(r"(?:(?:nguồn|kế hoạch|tổng) )?(?:vốn|kinh phí|dự toán)\s\w", re.IGNORECASE)


def price_basis(m: Measure) -> Name | None:
    """`giá trị sản xuất … 642 tỷ đồng, theo giá hiện hành 815 tỷ đồng`"""
    basis = _PRICES.match(m.raw.strip())
    if basis is None or m.s.last is None:
        return None
    return Name(m.s.last.name.head, m.s.last.name.thing, f"{m.s.last.name.verb} theo {basis[1].lower()}".strip())


def allotted(m: Measure) -> Name | None:
    """`Phòng Kinh tế được giao 38,4 tỷ đồng`"""
    if m.f.unit not in MONEY or not _ALLOTTED.search(m.raw):
        return None
    if (again := _given_by_another(m)) is not None:
        return again
    who = names.trim(_ALLOTTED.sub("", m.raw)) or (m.s.topic if m.s.first_in_sentence or m.s.bullet else "")
    if who and (names.split_head(who)[0] or FUNDS.match(f"{who} ")):
        return None  # `Vốn làm kè được giao 42 tỷ đồng`
    if who:
        return Name(head="Kế hoạch vốn", thing=f"của {who}")
    return m.s.last.name if m.s.last is not None else None


def spent(m: Measure) -> Name | None:
    """`Tổng vốn làm đường 96 tỷ đồng. Đến hết tháng 10 đã sử dụng 74 tỷ đồng`"""
    last = m.s.last
    if (
        last is None
        or m.f.unit not in MONEY
        or last.unit != m.f.unit
        or m.phrase
        or m.f.follow
        or not m.s.first_in_sentence
    ):
        return None
    if _SPENT.fullmatch(m.verb) is None or m.f.measure != "level" or last.scenario == "previous":
        return None
    return Name(last.name.head, last.name.thing, f"{last.name.verb} đã {m.verb}".strip())


def _given_by_another(m: Measure) -> Name | None:
    """`Dự toán thu phí Bộ giao 84 tỷ đồng, Hội đồng nhân dân thành phố giao 91 tỷ đồng`"""
    return given_by_another(m.s.last, m.f.unit, m.raw)


def given_by_another(last: Leader | None, unit: str, said: str) -> Name | None:
    """The plan `last` as another giver, `said`, set it: `Chỉ tiêu trồng cây tỉnh giao 120.000 cây, HĐND huyện giao 150.000`."""
    given = _GIVEN_BY.fullmatch(last.name.text) if last is not None and last.scenario == "plan" else None
    if given is None or last is None or last.unit != unit or not AGENT.match(said):
        return None
    return Name(thing=f"{given['what']} {names.tidy(said)}")


def _plan_of(m: Measure) -> Leader | None:
    """The plan told before a smaller sum, of which is disbursed what is more than that: `Kế hoạch vốn 284 tỷ đồng; vốn kéo
    dài 18 tỷ đồng; giải ngân 248 tỷ đồng`."""
    last = m.s.last
    if last is None or last.unit != m.f.unit or last.quantity.low >= m.f.quantity.low or last.scenario == "plan":
        return None
    plans = (x for x in reversed(m.s.leaders) if x.scenario == "plan" and x.unit == m.f.unit)
    return next((x for x in plans if x.quantity.low >= m.f.quantity.low), None)


def disbursed(m: Measure) -> Name | None:
    """`đã giải ngân 132,8 tỷ đồng`"""
    if not m.verb.startswith("giải ngân") and not m.verb.endswith("giải ngân"):
        return None
    said = m.s.last.name if m.s.leaders and m.s.last is not None else Name()
    of = m.s.topic if m.s.bullet and m.s.topic else "" if disburses(said) or not disbursable(said) else said.text
    work = m.s.before_bracket if m.s.before_bracket and names.says(said.text, m.s.before_bracket) else ""
    of = work_of(said) or work or of  # `Hồ Gia Ui (362 tỷ đồng, đã giải ngân 188 tỷ đồng)`
    whole = _plan_of(m)
    if whole is not None and not (m.s.bullet and m.s.topic):
        of = work_of(whole.name) or TOTAL.sub("", whole.name.text)
    if not of and disburses(said):
        return said  # `giải ngân 3.624 tỷ đồng …; ước đến hết tháng 01 giải ngân 4.577 tỷ đồng`
    of = of or m.s.capital
    return disbursement(of, m.verb) if of else None


def contributed(m: Measure) -> Name | None:
    """`nhân dân đóng góp 10 tỷ đồng`: who gives is part of the name"""
    if m.f.unit not in MONEY or not GIVES.match(m.verb) or not names.without_words(m.f.core, m.verb):
        return None
    return Name(thing=f"{m.f.core} {m.f.follow}".strip())  # `đóng góp 3 tỷ đồng làm đường thôn`


def verb_of_last(m: Measure) -> Name | None:
    """`phát hiện sai phạm 23,8 tỷ đồng, kiến nghị thu hồi 14,5 tỷ đồng`"""
    if not m.verb or m.s.last is None:
        return None
    if m.f.unit in MONEY and _RECOVERED.match(m.verb):  # `kiến nghị thu hồi 8,72 tỷ đồng, đã thu hồi 5,14 tỷ đồng`
        done = "" if m.verb.startswith(("kiến nghị", "đề nghị")) else "đã "
        return Name(head="Số tiền", thing=f"{done}{m.verb}")
    whole = m.s.parent
    apart = whole != m.s.last or _TRADE.match(m.verb)  # `kim ngạch xuất nhập khẩu 59 triệu USD, trong đó xuất khẩu 23`
    if whole is not None and whole.unit == m.f.unit and apart and (head := halves(whole.name)[0]):
        return Name(TOTAL.sub("", head), m.verb)  # `kinh phí 8 tỷ đồng (ngân sách xã 3 tỷ đồng, đóng góp 5 tỷ đồng)`
    if m.f.unit in MONEY and m.verb.endswith("phạt"):
        return fine_for(m.verb, m.s.last)
    if names.says(m.s.last.name.text, m.verb):
        return None
    if m.f.unit in MONEY and m.verb.endswith("thiệt hại"):
        return of_cause(m.verb, m.s)
    if m.f.unit in MONEY and m.s.last.unit == "count" and m.f.measure == "level" and _SUMS.match(m.verb):
        return Name(
            head="Số tiền", thing=f"{m.verb} {m.s.last.name.verb}"
        )  # `quyết toán 27 dự án, tiết kiệm 31 tỷ đồng`
    of = names.without_words(m.s.last.name.thing, m.s.last.counted or "")
    if m.f.unit in MONEY and _PAID.match(m.verb):
        return Name(thing=f"{m.verb} {names.within(of)}")  # `quản lý 186 đối tượng, chi trả 5,1 tỷ đồng`
    return Name(thing=of, verb=m.verb)


def mean_per(m: Measure) -> Name | None:
    """`tổng vốn đăng ký 8.935 tỷ đồng, bình quân 7,9 tỷ đồng/doanh nghiệp`; `cấp 14.600 kg phân lân cho 365 hộ, bình quân 40
    kg/hộ`; `hỗ trợ 85 triệu đồng/phòng xây mới, 40 triệu đồng/phòng nâng cấp`"""
    if not m.f.quantity.per or m.s.last is None or m.f.unit not in _TOTALLED or _TIME.search(m.f.quantity.per):
        return None
    of = next((x for x in reversed(m.s.leaders) if x.unit == m.f.unit and x.measure == "level"), None)
    of = of or (m.s.last if m.f.unit in MONEY else None)
    if of is None:
        return None
    if m.f.follow[:1].islower() and names.split_head(of.name.text)[0]:
        return Name(of.name.head, f"{m.f.quantity.per.strip('/ ')} {m.f.follow}")
    return Name(of.name.head, of.name.thing, f"{of.name.verb} bình quân {m.f.quantity.per.strip('/ ')}".strip())


def of_other_part(m: Measure) -> Name | None:
    """`vốn đăng ký 414 triệu USD, gồm: cấp mới 21 dự án, 286 triệu USD`: the measure of the whole, of the part just told"""
    whole, last = m.s.parent, m.s.last
    if whole is None or last is None or whole.unit != m.f.unit or last.unit in (m.f.unit, "%") or m.f.core:
        return None
    head, thing = halves(whole.name)
    if not head or m.f.measure != "level" or m.f.unit not in MONEY:
        return None
    part = names.without_words(last.name.text, last.counted or "") if thing else last.name.text
    return Name(TOTAL.sub("", head), f"{thing} {names.within(part if last.unit == 'count' else halves(last.name)[1])}")
