"""The names of measures: `diện tích lúa đạt 536 ha`, `cứng hóa 28,6 km đường thôn`, `tỷ lệ hộ nghèo còn 3,86%`.

Signals, in order: the noun phrase before the figure; the verb and the object behind it; the words before the parenthesis;
what was last measured.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from pipeline.frozen import dataclass
from pipeline.grammar import names
from pipeline.grammar.belonging import fine_for, joined_verb, loss_of_event, of_cause, telling_label
from pipeline.grammar.budgets import of_label, plan_given
from pipeline.grammar.classifiers import PEOPLE
from pipeline.grammar.completion import TOTAL, complete
from pipeline.grammar.disbursing import disbursable, disbursement, disburses, work_of
from pipeline.grammar.means import mean_a_head, sum_of_each
from pipeline.grammar.measure_nouns import DONE, extent_of, measure_behind_figure, measure_behind_thing, measure_tied
from pipeline.grammar.names import Name
from pipeline.grammar.sectors import contribution, of_fish, sector_of_product
from pipeline.grammar.shares import rate_of, rate_of_poor, share_name, share_of_follow
from pipeline.grammar.standing import (
    AREA,
    MONEY,
    SEASON,
    Figure,
    Standing,
    halves,
    phrase_and_verb,
    split,
    thing_in_force,
)
from pipeline.grammar.words import Words
from pipeline.lexicon.function_words import naming_words

_ABBREVIATED = {("ns", "t/ha"): "Năng suất", ("sl", "t"): "Sản lượng", ("dt", "ha"): "Diện tích"}
_SEASON_ONLY = re.compile(rf"^(?:trong )?{SEASON.pattern}(?: năm)?(?: \d{{4}}(?: ?[-–/] ?\d{{4}})?)?$", re.IGNORECASE)
_RECOVERED = re.compile(rf"(?:(?:kiến nghị|đề nghị) )?(?:{naming_words('recovery')})\b", re.IGNORECASE)
_HANDLED = re.compile(rf"(?:{naming_words('handled')})\b", re.IGNORECASE)
_GIVES = re.compile(rf"(?:{naming_words('giving')})\b", re.IGNORECASE)
_SAID_OF_IT = re.compile(r"\w bị\b", re.IGNORECASE)
_AND_OTHERS = re.compile(r",.* khác$")
_LAID_OUT = ("ha", "m2", "km", "m", "m3", "t")
_PRICES = re.compile(
    r"^(?:tính )?(?:theo )?(giá (?:hiện hành|thực tế|so sánh|cố định)(?: năm \d{4})?)\b", re.IGNORECASE
)
_MONIES = re.compile(rf"(?:{naming_words('money')})\b", re.IGNORECASE)
_SEIZED = re.compile(rf"\b(?:{naming_words('seized')})\b", re.IGNORECASE)
_FUNDS = re.compile(r"(?:(?:nguồn|kế hoạch|tổng) )?(?:vốn|kinh phí|dự toán)\s\w", re.IGNORECASE)
_TARGET_OF = re.compile(
    r"(?:chỉ tiêu|kế hoạch|nhiệm vụ) (?!được giao|đề ra|giao$|năm|huyện|tỉnh|xã|trên)(\w.*)", re.IGNORECASE
)
_FOR = re.compile(r"\s*(?:cho (?:công tác |việc )?|để )?", re.IGNORECASE)
_HARMS = re.compile(r"\b(?:làm|gây|khiến)(?: cho)? ((?:\w+ ?){1,3})$", re.IGNORECASE)
_TRADE = re.compile(r"(?:xuất|nhập) khẩu$")
_SUMS = re.compile(r"(?:tiết kiệm|cắt giảm)\b", re.IGNORECASE)
_PAID = re.compile(r"(?:chi trả|hỗ trợ|trợ cấp|chi)\b", re.IGNORECASE)
_PREDICATED = re.compile(r"\b(?:được|bị|có|đạt|tham gia|sử dụng|dùng|thực hiện|hưởng|biết|ký|đăng ký)\b")
_SHORT = 3  # words of a verb; more are a clause
_ALLOTTED = re.compile(r"\s*(?:được|đã)?\s*\b(?<!bàn )(?<!chuyển )giao\s*$")


@dataclass(frozen=True, slots=True)
class _Measure:
    """A measuring figure: its subject's noun phrase and closing verb."""

    words: Words
    f: Figure
    s: Standing
    phrase: str
    verb: str

    @property
    def of_objects(self) -> bool:
        """Can a thing stand behind the unit (`4.290 tấn xi măng`)? Not behind money or a rate."""
        return not self.f.unit.startswith("VND") and self.f.unit not in (*MONEY, "%", "pp", "permille")

    @property
    def raw(self) -> str:
        return self.words.text[self.f.core_start : self.f.core_end]

    def completed(self, name: Name) -> Name:
        return complete(name, self.f.unit, self.s, self.words, self.f)


def measured_name(words: Words, f: Figure, s: Standing) -> tuple[Name, str]:
    """The name of what a figure measures, and the rule that gave it: the first of `_RULES` that applies."""
    phrase, verb = phrase_and_verb(words, f)
    in_season = _SEASON_ONLY.match(phrase) is not None and bool(verb or f.follow) and f.measure in ("level", "share")
    if verb and f.follow and f.unit in _LAID_OUT and PEOPLE.match(phrase):
        phrase = ""  # `bà con các xã đã xuống giống được 2.140 ha lúa`
    befell = _SAID_OF_IT.search(f.follow) and not verb and f.unit in _LAID_OUT
    if befell and [t.kind for t in f.run] == [":"]:
        phrase = ""  # `Mưa lũ gây thiệt hại về nông nghiệp: 717 ha lúa bị ngập`
    measure = _Measure(words, f, s, "" if in_season or ((verb or f.follow) and AREA.match(phrase)) else phrase, verb)
    for rule in _RULES:
        name = rule(measure)
        if name is not None:
            if in_season and f.unit in ("ha", "t", "t/ha") and not SEASON.search(name.text):
                name = Name(name.head, f"{name.thing} {names.within(phrase)}", name.verb)  # `vụ Mùa đã gieo sạ 900 ha`
            return of_fish(name, f.unit, words.text), rule.__name__.lstrip("_")
    raise AssertionError("the last rule always applies")


def _price_basis(m: _Measure) -> Name | None:
    """`giá trị sản xuất … 642 tỷ đồng, theo giá hiện hành 815 tỷ đồng`"""
    basis = _PRICES.match(m.raw.strip())
    if basis is None or m.s.last is None:
        return None
    return Name(m.s.last.name.head, m.s.last.name.thing, f"{m.s.last.name.verb} theo {basis[1].lower()}".strip())


def _share_of_follow(m: _Measure) -> Name | None:
    """`xã có 85% hộ dân dùng nước sạch`"""
    return share_of_follow(m.words, m.f, m.s)


def _share_of_last(m: _Measure) -> Name | None:
    """`hộ nghèo còn 21 hộ, chiếm 0,65%`"""
    if m.f.measure != "share" or m.f.core or m.s.last is None:
        return None
    return rate_of(m.s.last.name, counted=m.s.last.unit == "count")


def _share_with_subject(m: _Measure) -> Name | None:
    """`tỷ lệ che phủ rừng đạt 54,3%`"""
    if m.f.measure != "share":
        return None
    if m.verb and not m.phrase and m.f.follow[:1].islower() and not m.f.run:
        if _MONIES.match(m.f.follow):
            return Name(head="Tỷ lệ", thing=f"{m.verb} {m.f.follow}")  # `tiết kiệm 10% chi thường xuyên`
        if not _PREDICATED.search(m.f.follow):
            return Name(head="Tỷ lệ", thing=m.f.follow, verb=m.verb)  # `thu gom 95% rác thải sinh hoạt`
        return Name(head="Tỷ lệ", thing=m.f.follow)  # `vận động 96% dân số tham gia BHYT`
    return share_name(m.f, m.s)


def _value_in_parenthesis(m: _Measure) -> Name | None:
    """`Trường THCS Lê Lai (9,7 tỷ đồng)`"""
    if m.f.core or not m.f.lone or not m.s.before_bracket:
        return None
    head, _ = names.split_head(m.s.before_bracket)
    costs = m.f.unit in MONEY and not head and not _MONIES.match(m.s.before_bracket)
    return Name(thing=m.s.before_bracket, verb=("tổng mức đầu tư" if m.s.item else "kinh phí") if costs else "")


def _each(m: _Measure) -> Name | None:
    """`mỗi suất 350.000 đồng`"""
    if m.f.unit not in MONEY or not any(t.kind == "each" for t in m.words.between(m.f.core_start, m.f.core_end)):
        return None
    return sum_of_each(m.f.core, (m.s.last.counted if m.s.last else "") or "")


def _a_head(m: _Measure) -> Name | None:
    """`bình quân lương thực 462 kg/người/năm`"""
    return mean_a_head(m.f.quantity, m.f.core, thing_in_force(m.s)) if m.f.unit == "t" else None


def _abbreviated(m: _Measure) -> Name | None:
    """`NS 63,2 tạ/ha`"""
    first, _, rest = m.f.core.partition(" ")
    head = _ABBREVIATED.get((first.lower(), m.f.unit))
    return m.completed(Name(head=head, thing=rest)) if head else None


def _loss(m: _Measure) -> Name | None:
    """`tai nạn giao thông 06 vụ, …, thiệt hại gần 85 triệu đồng`"""
    return loss_of_event(m.f, m.s)


def _measure_noun(m: _Measure) -> Name | None:
    """`diện tích lúa đạt 536 ha`"""
    if not m.phrase or not names.split_head(m.phrase)[0]:
        return None
    if not m.verb and m.of_objects and m.f.follow[:1].islower() and not names.split_head(m.phrase)[1]:
        return Name(head=m.phrase, thing=m.f.follow)  # `với khối lượng 12.600 m3 đất đá`
    return m.completed(split(Name(thing=m.f.core)))


def _measure_elsewhere(m: _Measure) -> Name | None:
    """`cây ngô diện tích 120 ha`, `quản lý 640 ha diện tích vườn đồi`"""
    behind = measure_behind_thing(m.phrase, m.f.unit) if not m.verb else None
    return measure_tied(m.phrase) or behind or measure_behind_figure(m.f.follow, m.verb, m.f.unit)


def _object_harmed(m: _Measure) -> Name | None:
    """`Mưa lớn làm hư hỏng 12 ha lúa`"""
    harmed = _HARMS.search(m.f.core) if m.of_objects and m.f.follow else None
    return Name(names.default_head(m.f.unit), m.f.follow, harmed[1]) if harmed else None


def _object_of_phrase(m: _Measure) -> Name | None:
    """`kiên cố 12,3 km kênh mương`"""
    copula = any(t.kind in ("is", "to", "estimate", ":") for t in m.f.run)
    if not m.phrase or not m.of_objects or not m.f.follow or copula or (m.verb and not _GIVES.match(m.verb)):
        return None
    return Name(names.default_head(m.f.unit), m.f.follow, f"{names.within(m.phrase)} {m.verb}".strip())


def _contribution(m: _Measure) -> Name | None:
    """`khu vực dịch vụ đóng góp 0,66 điểm %`"""
    return contribution(m.f, m.s, m.raw)


def _sector(m: _Measure) -> Name | None:
    """`GRDP tăng 6,95%, trong đó dịch vụ tăng 6,55%`"""
    return sector_of_product(m.f, m.s)


def _extent(m: _Measure) -> Name | None:
    """`đường liên xã A - B dài 4,2 km`"""
    return extent_of(m.phrase, m.f, m.s)


def _subject(m: _Measure) -> Name | None:
    """`ngô 1.862 ha`"""
    if falls := rate_of_poor(m.f, m.phrase):
        return falls
    return m.completed(Name(thing=DONE.sub("", m.phrase), verb=m.verb)) if m.phrase else None


def _object(m: _Measure) -> Name | None:
    """`hiến 18.650 m2 đất`"""
    if not m.of_objects or not (m.f.follow or m.verb):
        return None
    seized = _SEIZED.search(m.words.text, m.words.start, m.f.quantity.lead)
    handled = m.f.unit == "t" and (_HANDLED.match(m.verb) or seized) is not None  # `cứu trợ 4 tấn gạo` are no harvest
    built = m.verb and m.f.unit in ("km", "m")  # `Đường giao thông: nhựa hóa 24 km`
    yields = m.s.labelled and (handled or built or m.verb.startswith("cho "))  # `Xoài: cho trái 210 ha`
    listed = m.s.labelled and _AND_OTHERS.search(
        m.f.follow
    )  # `Cây gia vị: duy trì 73 ha gừng, nghệ và một số cây khác`
    label = names.within(telling_label(m.s.topic)) if yields or listed else ""
    thing = label if listed and label else m.f.follow or label
    head = "Khối lượng" if handled else names.default_head(m.f.unit)
    return m.completed(Name(head=head, thing=thing, verb=m.verb or _shared_verb(m)))


def _shared_verb(m: _Measure) -> str:
    """What was done to the object before it and to this one: `trồng mới 120 ha cam, 45 ha bưởi`"""
    if m.s.first_in_sentence or m.s.last is None or m.s.last.unit != m.f.unit:
        return ""
    verb = joined_verb(m.words, m.f, m.s.last)
    return verb if len(verb.split()) <= _SHORT else ""


def _of_label(m: _Measure) -> Name | None:
    """`Vốn làm kè: kế hoạch 12,3 tỷ đồng, đã chi 10,2 tỷ đồng`"""
    return of_label(m.phrase, m.verb, m.f, m.s)


def _plan_given(m: _Measure) -> Name | None:
    """`huyện được giao kế hoạch vốn 320 tỷ đồng`"""
    return plan_given(m.phrase, m.f)


def _allotted(m: _Measure) -> Name | None:
    """`Phòng Kinh tế được giao 38,4 tỷ đồng`"""
    if m.f.unit not in MONEY or not _ALLOTTED.search(m.raw):
        return None
    who = names.trim(_ALLOTTED.sub("", m.raw)) or (m.s.topic if m.s.first_in_sentence or m.s.bullet else "")
    if who and (names.split_head(who)[0] or _FUNDS.match(f"{who} ")):
        return None  # `Vốn làm kè được giao 42 tỷ đồng`
    if who:
        return Name(head="Kế hoạch vốn", thing=f"của {who}")
    return m.s.last.name if m.s.last is not None else None


def _disbursed(m: _Measure) -> Name | None:
    """`đã giải ngân 132,8 tỷ đồng`"""
    if not m.verb.startswith("giải ngân") and not m.verb.endswith("giải ngân"):
        return None
    said = m.s.last.name if m.s.leaders and m.s.last is not None else Name()
    of = m.s.topic if m.s.bullet and m.s.topic else "" if disburses(said) or not disbursable(said) else said.text
    of = work_of(said) or of
    if not of and disburses(said):
        return said  # `giải ngân 3.624 tỷ đồng …; ước đến hết tháng 01 giải ngân 4.577 tỷ đồng`
    of = of or m.s.capital
    return disbursement(of, m.verb) if of else None


def _contributed(m: _Measure) -> Name | None:
    """`nhân dân đóng góp 10 tỷ đồng`: who gives is part of the name"""
    if m.f.unit not in MONEY or not _GIVES.match(m.verb) or not names.without_words(m.f.core, m.verb):
        return None
    return Name(thing=f"{m.f.core} {m.f.follow}".strip())  # `đóng góp 3 tỷ đồng làm đường thôn`


def _verb(m: _Measure) -> Name | None:
    """`tuyển quân đạt 100% chỉ tiêu`"""
    if not m.verb or (m.f.measure == "level" and m.s.leaders):
        return None
    if m.f.unit == "%" and m.verb.endswith("hoàn thành") and (target := _TARGET_OF.match(m.f.follow)):
        return Name(thing=target[1])  # `hoàn thành 100% chỉ tiêu giao quân`
    if m.f.unit == "%" and _FUNDS.match(m.f.follow):
        return Name(thing=f"{m.verb} {m.f.follow}")  # `mới giải ngân 20% vốn thi công`
    q = m.f.quantity
    behind = (t for t in m.words.tokens if t.start >= q.end and t.kind == "verb")
    purpose = any(_FOR.fullmatch(m.words.text, q.end, t.start) for t in behind)
    if m.f.unit in MONEY and _MONIES.match(m.f.follow):
        return Name(thing=m.f.follow, verb=m.verb)  # `đã trả 6,2 tỷ đồng tiền bồi thường`
    if m.f.unit in MONEY and m.f.measure == "level" and purpose:
        return Name(thing=f"{m.verb} {m.f.follow}")  # `huy động 412 tỷ đồng xây dựng nông thôn mới`
    return Name(thing=m.f.core if m.f.core.startswith("giải ngân ") else m.verb)


def _verb_of_last(m: _Measure) -> Name | None:
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


def _topic(m: _Measure) -> Name | None:
    """`+ Thuế thu nhập cá nhân: thực hiện 34,2 tỷ đồng`"""
    if not (m.s.labelled and m.s.first_in_sentence):
        return None
    return complete(split(Name(thing=m.s.topic)), m.f.unit, m.s)


def _money_per(m: _Measure) -> Name | None:
    """`tổng vốn đăng ký 8.935 tỷ đồng, bình quân 7,9 tỷ đồng/doanh nghiệp`"""
    if not m.f.quantity.per or m.s.last is None or m.f.unit not in MONEY:
        return None
    return Name(m.s.last.name.head, m.s.last.name.thing, f"bình quân {m.f.quantity.per.strip('/ ')}")


def _other_measure(m: _Measure) -> Name | None:
    """`ngô 42 ha, 48 tạ/ha, 211,6 tấn`"""
    head = names.default_head(m.f.unit)
    if m.s.last is None or m.s.last.unit == m.f.unit or not head:
        return None
    if m.s.last.unit != "count":
        return Name(head=head, thing=thing_in_force(m.s))
    return Name(head=head, thing=names.without_words(m.s.last.name.text, m.s.last.counted or ""))


def _of_other_part(m: _Measure) -> Name | None:
    """`vốn đăng ký 414 triệu USD, gồm: cấp mới 21 dự án, 286 triệu USD`: the measure of the whole, of the part just told"""
    whole, last = m.s.parent, m.s.last
    if whole is None or last is None or whole.unit != m.f.unit or last.unit in (m.f.unit, "%") or m.f.core:
        return None
    head, thing = halves(whole.name)
    if not head or m.f.measure != "level" or m.f.unit not in MONEY:
        return None
    part = names.without_words(last.name.text, last.counted or "") if thing else last.name.text
    return Name(TOTAL.sub("", head), f"{thing} {names.within(part if last.unit == 'count' else halves(last.name)[1])}")


def _inherited(m: _Measure) -> Name | None:
    last = m.s.last
    beside = last is not None and last.name.verb and m.words.text[: m.f.quantity.lead].endswith(" và ")
    if last is not None and beside and m.f.unit in MONEY and last.unit == "count" and last in m.s.leaders:
        return Name(head="Số tiền", thing=last.name.verb)  # `đóng góp 87 ngày công và 50 triệu đồng`
    if last is not None and m.f.unit in MONEY and last.unit == "count" and m.f.measure == "level":
        sum_of = "Số tiền" if names.says(last.name.text, "phạt") else "Kinh phí"
        return Name(sum_of, last.name.text[:1].lower() + last.name.text[1:])  # `phạt 3 quán: 21 triệu đồng`
    gained = "thu được" in m.words.text[m.f.core_start : m.f.quantity.lead]
    if last is not None and m.f.unit in MONEY and last.unit in ("ha", "m2", "t", "km", "m") and (gained or m.verb):
        return Name(head="Số tiền", thing=m.verb or "thu được")  # `thuê 14 ha đất màu; thu được 1,6 tỷ đồng`
    if last is not None and last.name.head == "Tỷ trọng" and m.f.unit in MONEY:
        return Name(thing=last.name.thing)  # `vốn huyện chiếm 60%, tương đương 30 tỷ đồng`
    return m.s.last.name if m.s.last is not None else Name(thing=m.s.topic, verb=m.verb)


_RULES: tuple[Callable[[_Measure], Name | None], ...] = (
    _of_label, _price_basis, _share_of_follow, _contribution, _share_of_last, _share_with_subject,
    _value_in_parenthesis, _each, _a_head, _loss, _abbreviated, _extent, _plan_given, _measure_noun,
    _measure_elsewhere, _object_harmed, _object_of_phrase, _sector, _allotted, _subject, _object, _disbursed,
    _contributed, _verb, _verb_of_last, _topic, _money_per, _of_other_part, _other_measure, _inherited,
)  # fmt: skip
