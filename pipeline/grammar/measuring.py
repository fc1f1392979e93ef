"""The names of measures: `diện tích lúa đạt 536 ha`, `cứng hóa 28,6 km đường thôn`, `tỷ lệ hộ nghèo còn 3,86%`.

Signals, in order: the noun phrase before the figure; the verb and the object behind it; the words before the parenthesis;
what was last measured.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from pipeline.grammar import names
from pipeline.grammar.belonging import joined_verb, loss_of_event, telling_label
from pipeline.grammar.budgets import of_label, plan_given
from pipeline.grammar.classifiers import DOER, PEOPLE
from pipeline.grammar.completion import HAPPENED, complete
from pipeline.grammar.means import mean_a_head, sum_of_each
from pipeline.grammar.measure_nouns import (
    DONE,
    extent_of,
    measure_behind_figure,
    measure_behind_thing,
    measure_tied,
    named_behind,
    worth_of,
)
from pipeline.grammar.measures import Measure
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
from pipeline.grammar.sums import (
    FUNDS,
    GIVES,
    allotted,
    contributed,
    disbursed,
    mean_per,
    of_other_part,
    price_basis,
    spent,
    verb_of_last,
)
from pipeline.grammar.words import Words
from pipeline.lexicon.function_words import naming_words

_ABBREVIATED = {("ns", "t/ha"): "Năng suất", ("sl", "t"): "Sản lượng", ("dt", "ha"): "Diện tích"}
_SEASON_ONLY = re.compile(rf"^(?:trong )?{SEASON.pattern}(?: năm)?(?: \d{{4}}(?: ?[-–/] ?\d{{4}})?)?$", re.IGNORECASE)
_HANDLED = re.compile(rf"(?:{naming_words('handled')})\b", re.IGNORECASE)
_SAID_OF_IT = re.compile(r"\w bị\b", re.IGNORECASE)
_AND_OTHERS = re.compile(r",.* khác$")
_LAID_OUT = ("ha", "m2", "km", "m", "m3", "t")
_MONIES = re.compile(rf"(?:{naming_words('money')})\b", re.IGNORECASE)
_SEIZED = re.compile(rf"\b(?:{naming_words('seized')})\b", re.IGNORECASE)
_TARGET_OF = re.compile(
    r"(?:chỉ tiêu|kế hoạch|nhiệm vụ) (?!được giao|đề ra|giao$|năm|huyện|tỉnh|xã|trên)(\w.*)", re.IGNORECASE
)
_FOR = re.compile(r"\s*(?:cho (?:công tác |việc )?|để )?", re.IGNORECASE)
_HARMS = re.compile(r"\b(?:làm|gây|khiến)(?: cho)? ((?:\w+ ?){1,3})$", re.IGNORECASE)
_PREDICATED = re.compile(r"\b(?:được|bị|có|đạt|tham gia|sử dụng|dùng|thực hiện|hưởng|biết|ký|đăng ký)\b")
_YIELDS = re.compile(
    r"\s*(?:đang |đã |được |chưa )*(cho (?:trái|quả|thu hoạch|mủ|sản phẩm)|thu hoạch|kinh doanh|khai thác"
    r"|chăm sóc(?! rừng)|trồng (?:thay thế|xen|thuần|dặm)|tái canh|kiến thiết cơ bản)\b"
)
_OF_CROPS = ("ha", "t", "t/ha")
_CROP_MEASURE = re.compile(r"(?:tổng )?(?:diện tích|năng suất|sản lượng)\b", re.IGNORECASE)
_SHORT = 3  # words of a verb; more are a clause


def measured_name(words: Words, f: Figure, s: Standing) -> tuple[Name, str]:
    """The name of what a figure measures, and the rule that gave it: the first of `_RULES` that applies."""
    phrase, verb = phrase_and_verb(words, f)
    in_season = _SEASON_ONLY.match(phrase) is not None and bool(verb or f.follow) and f.measure in ("level", "share")
    if verb and f.follow and f.unit in _LAID_OUT and (PEOPLE.match(phrase) or DOER.match(phrase)):
        given = f.unit == "t" and _HANDLED.match(verb) and f.raw.rstrip().endswith(f"được {verb}")
        verb = f"{verb} cho {names.within(phrase)}" if given else verb  # `Học sinh nội trú được cấp 64 tấn gạo`
        phrase = ""  # `bà con các xã đã xuống giống được 2.140 ha lúa`
    befell = _SAID_OF_IT.search(f.follow) and not verb and f.unit in _LAID_OUT
    if befell and [t.kind for t in f.run] == [":"]:
        phrase = ""  # `Mưa lũ gây thiệt hại về nông nghiệp: 717 ha lúa bị ngập`
    if not in_season and _SEASON_ONLY.match(phrase) and (crop := _crop_before(f, s)):
        return Name(names.default_head(f.unit), f"{crop} {names.within(phrase)}"), "season_of_crop"
    measure = Measure(words, f, s, "" if in_season or ((verb or f.follow) and AREA.match(phrase)) else phrase, verb)
    for rule in _RULES:
        name = rule(measure)
        if name is not None:
            if in_season and f.unit in ("ha", "t", "t/ha"):
                thing = names.tidy(SEASON.sub(" ", name.thing))  # `vụ Xuân gieo cấy 310 ha; vụ Mùa gieo cấy 280 ha`
                verb = names.tidy(SEASON.sub(" ", name.verb))
                name = Name(name.head, f"{thing} {names.within(phrase)}", verb)  # `vụ Mùa đã gieo sạ 900 ha`
            return of_fish(name, f.unit, words.text), rule.__name__.lstrip("_")
    raise AssertionError("the last rule always applies")


def _crop_before(f: Figure, s: Standing) -> str:
    """The crop told before, of which a sentence goes on to tell a season: `Lúa 640 ha. Riêng vụ Hè Thu 298 ha`."""
    last = s.last
    if last is None or not s.first_in_sentence or not names.default_head(f.unit) or f.measure != "level":
        return ""
    of_crop = f.unit in _OF_CROPS and last.unit in _OF_CROPS and _CROP_MEASURE.match(last.name.text)
    return names.tidy(SEASON.sub(" ", halves(last.name)[1])) if of_crop else ""


def _share_of_follow(m: Measure) -> Name | None:
    """`xã có 85% hộ dân dùng nước sạch`"""
    return share_of_follow(m.words, m.f, m.s)


def _share_of_last(m: Measure) -> Name | None:
    """`hộ nghèo còn 21 hộ, chiếm 0,65%`"""
    if m.f.measure != "share" or m.f.core or m.s.last is None:
        return None
    return rate_of(m.s.last.name, counted=m.s.last.unit == "count")


def _share_with_subject(m: Measure) -> Name | None:
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


def _value_in_parenthesis(m: Measure) -> Name | None:
    """`Trường THCS Lê Lai (9,7 tỷ đồng)`"""
    if m.f.core or not m.f.lone or not m.s.before_bracket:
        return None
    head, _ = names.split_head(m.s.before_bracket)
    costs = m.f.unit in MONEY and not head and not _MONIES.match(m.s.before_bracket)
    told = m.s.item or any("tổng mức đầu tư" in x.name.text.lower() for x in m.s.leaders)  # of the works before it
    return Name(thing=m.s.before_bracket, verb=("tổng mức đầu tư" if told else "kinh phí") if costs else "")


def _each(m: Measure) -> Name | None:
    """`mỗi suất 350.000 đồng`"""
    if m.f.unit not in MONEY or not any(t.kind == "each" for t in m.words.between(m.f.core_start, m.f.core_end)):
        return None
    last = m.s.last
    told = last.name.thing if last is not None and last.counted and last.name.thing.startswith(last.counted) else ""
    return sum_of_each(m.f.core, told or (last.counted if last else "") or "")


def _a_head(m: Measure) -> Name | None:
    """`bình quân lương thực 462 kg/người/năm`"""
    return mean_a_head(m.f.quantity, m.f.core, thing_in_force(m.s)) if m.f.unit == "t" else None


def _abbreviated(m: Measure) -> Name | None:
    """`NS 63,2 tạ/ha`"""
    first, _, rest = m.f.core.partition(" ")
    head = _ABBREVIATED.get((first.lower(), m.f.unit))
    return m.completed(Name(head=head, thing=rest if names.has_thing(rest) else "")) if head else None


def _loss(m: Measure) -> Name | None:
    """`tai nạn giao thông 06 vụ, …, thiệt hại gần 85 triệu đồng`"""
    return loss_of_event(m.words, m.f, m.s)


def _named_behind(m: Measure) -> Name | None:
    """`thu về 31,2 tỷ đồng doanh thu du lịch`"""
    return named_behind(m.words, m.f, m.phrase, m.verb)


def _measure_noun(m: Measure) -> Name | None:
    """`diện tích lúa đạt 536 ha`"""
    if not m.phrase or not names.split_head(m.phrase)[0]:
        return None
    if not m.verb and m.of_objects and m.f.follow[:1].islower() and not names.split_head(m.phrase)[1]:
        return Name(head=m.phrase, thing=m.f.follow)  # `với khối lượng 12.600 m3 đất đá`
    of = m.f.quantity.per if m.f.unit in MONEY and m.f.follow[:1].islower() else None
    if of and not m.verb and not names.split_head(m.phrase)[1]:
        return Name(head=m.phrase, thing=f"{of.strip('/ ')} {m.f.follow}")  # `mức hỗ trợ 85 triệu đồng/phòng xây mới`
    return m.completed(split(Name(thing=m.f.core)))


def _measure_elsewhere(m: Measure) -> Name | None:
    """`cây ngô diện tích 120 ha`, `quản lý 640 ha diện tích vườn đồi`"""
    behind = measure_behind_thing(m.phrase, m.f.unit) if not m.verb else None
    behind = behind or (worth_of(m.phrase, m.verb) if m.f.unit in MONEY else None)
    return measure_tied(m.phrase) or behind or measure_behind_figure(m.f.follow, m.verb, m.f.unit)


def _object_harmed(m: Measure) -> Name | None:
    """`Mưa lớn làm hư hỏng 12 ha lúa`"""
    harmed = _HARMS.search(m.f.core) if m.of_objects and m.f.follow else None
    return Name(names.default_head(m.f.unit), m.f.follow, harmed[1]) if harmed else None


def _object_of_phrase(m: Measure) -> Name | None:
    """`kiên cố 12,3 km kênh mương`"""
    copula = any(t.kind in ("is", "to", "estimate", ":") for t in m.f.run)
    if not m.phrase or not m.of_objects or not m.f.follow or copula or (m.verb and not GIVES.match(m.verb)):
        return None
    return Name(names.default_head(m.f.unit), m.f.follow, f"{names.within(m.phrase)} {m.verb}".strip())


def _contribution(m: Measure) -> Name | None:
    """`khu vực dịch vụ đóng góp 0,66 điểm %`"""
    return contribution(m.f, m.s, m.raw)


def _sector(m: Measure) -> Name | None:
    """`GRDP tăng 6,95%, trong đó dịch vụ tăng 6,55%`"""
    return sector_of_product(m.f, m.s)


def _extent(m: Measure) -> Name | None:
    """`đường liên xã A - B dài 4,2 km`"""
    return extent_of(m.phrase, m.f, m.s)


def _subject(m: Measure) -> Name | None:
    """`ngô 1.862 ha`"""
    if falls := rate_of_poor(m.f, m.phrase):
        return falls
    has = any(m.words.text[t.start : t.end].lower().endswith("có") for t in m.f.run)
    if m.phrase and has and m.f.unit == "ha" and (yielded := _YIELDS.match(m.words.text, m.f.quantity.end)):
        return m.completed(Name("Diện tích", m.phrase, yielded[1]))  # `sầu riêng có 745 ha cho trái`
    return m.completed(Name(thing=DONE.sub("", m.phrase), verb=m.verb)) if m.phrase else None


def _object(m: Measure) -> Name | None:
    """`hiến 18.650 m2 đất`"""
    if not m.of_objects or not (m.f.follow or m.verb):
        return None
    whole = m.s.parent if not m.f.core and m.s.parent is not None and m.s.parent.unit == m.f.unit else None
    if whole is not None and (yielded := _YIELDS.match(m.words.text, m.f.quantity.end)):
        return Name(whole.name.head, whole.name.thing, yielded[1])  # `cam 860 ha, trong đó 640 ha đang cho trái`
    happened = HAPPENED.search(whole.name.text) if whole is not None and not m.verb else None
    if whole is not None and happened is not None and m.f.follow and not HAPPENED.search(f" {m.f.follow}"):
        return Name(whole.name.head, f"{m.f.follow} {happened[0].strip()}")  # `320 ha cây bị thiệt hại, gồm 240 ha chè`
    seized = _SEIZED.search(m.words.text, m.words.start, m.f.quantity.lead)
    done = (m.verb or _shared_verb(m)).removeprefix("đã ")
    handled = m.f.unit == "t" and (_HANDLED.match(done) or seized) is not None  # `cứu trợ 4 tấn gạo` are no harvest
    built = m.verb and m.f.unit in ("km", "m")  # `Đường giao thông: nhựa hóa 24 km`
    yields = m.s.labelled and (handled or built or m.verb.startswith("cho "))  # `Xoài: cho trái 210 ha`
    listed = m.s.labelled and _AND_OTHERS.search(
        m.f.follow
    )  # `Cây gia vị: duy trì 73 ha gừng, nghệ và một số cây khác`
    label = names.within(telling_label(m.s.topic)) if yields or listed else ""
    thing = label if listed and label else m.f.follow or label
    head = "Khối lượng" if handled else names.default_head(m.f.unit)
    return m.completed(Name(head=head, thing=thing, verb=m.verb or _shared_verb(m)))


def _shared_verb(m: Measure) -> str:
    """What was done to the object before it and to this one: `trồng mới 120 ha cam, 45 ha bưởi`"""
    if m.s.first_in_sentence or m.s.last is None or m.s.last.unit != m.f.unit:
        return ""
    verb = joined_verb(m.words, m.f, m.s.last)
    return verb if len(verb.split()) <= _SHORT else ""


def _of_label(m: Measure) -> Name | None:
    """`Vốn làm kè: kế hoạch 12,3 tỷ đồng, đã chi 10,2 tỷ đồng`"""
    return of_label(m.phrase, m.verb, m.f, m.s)


def _plan_given(m: Measure) -> Name | None:
    """`huyện được giao kế hoạch vốn 320 tỷ đồng`"""
    return plan_given(m.phrase, m.f)


def _verb(m: Measure) -> Name | None:
    """`tuyển quân đạt 100% chỉ tiêu`"""
    if not m.verb or (m.f.measure == "level" and m.s.leaders):
        return None
    if m.f.unit == "%" and m.verb.endswith("hoàn thành") and (target := _TARGET_OF.match(m.f.follow)):
        return Name(thing=target[1])  # `hoàn thành 100% chỉ tiêu giao quân`
    if m.f.unit == "%" and FUNDS.match(m.f.follow):
        return Name(thing=f"{m.verb} {m.f.follow}")  # `mới giải ngân 20% vốn thi công`
    q = m.f.quantity
    behind = (t for t in m.words.tokens if t.start >= q.end and t.kind == "verb")
    purpose = any(_FOR.fullmatch(m.words.text, q.end, t.start) for t in behind)
    if m.f.unit in MONEY and _MONIES.match(m.f.follow):
        return Name(thing=m.f.follow, verb=m.verb)  # `đã trả 6,2 tỷ đồng tiền bồi thường`
    if m.f.unit in MONEY and m.f.measure == "level" and purpose:
        return Name(thing=f"{m.verb} {m.f.follow}")  # `huy động 412 tỷ đồng xây dựng nông thôn mới`
    return Name(thing=m.f.core if m.f.core.startswith("giải ngân ") else m.verb)


def _topic(m: Measure) -> Name | None:
    """`+ Thuế thu nhập cá nhân: thực hiện 34,2 tỷ đồng`"""
    if not (m.s.labelled and m.s.first_in_sentence):
        return None
    return complete(split(Name(thing=m.s.topic)), m.f.unit, m.s)


def _other_measure(m: Measure) -> Name | None:
    """`ngô 42 ha, 48 tạ/ha, 211,6 tấn`"""
    head = names.default_head(m.f.unit)
    if m.s.last is None or m.s.last.unit == m.f.unit or not head:
        return None
    if m.s.last.unit != "count":
        return m.completed(Name(head=head, thing=names.within(thing_in_force(m.s))))
    rest = names.without_words(m.s.last.name.text, m.s.last.counted or "")
    return Name(head=head, thing=rest or names.within(m.s.last.name.text))  # `03 cụm công nghiệp (142 ha, lấp đầy 48%)`


def _inherited(m: Measure) -> Name | None:
    last = m.s.last
    beside = last is not None and last.name.verb and m.words.text[: m.f.quantity.lead].endswith(" và ")
    if last is not None and beside and m.f.unit in MONEY and last.unit == "count" and last in m.s.leaders:
        return Name(head="Số tiền", thing=last.name.verb)  # `đóng góp 87 ngày công và 50 triệu đồng`
    gained = "thu được" in m.words.text[m.f.core_start : m.f.quantity.lead]
    if last is not None and gained and m.f.unit in MONEY and last.unit == "count":
        return Name(head="Số tiền", thing=f"thu được {m.f.follow}")  # `thi hành xong 612 việc, thu được 18,6 tỷ đồng`
    if last is not None and m.f.unit in MONEY and last.unit == "count" and m.f.measure == "level":
        sum_of = "Số tiền" if names.says(last.name.text, "phạt") else "Kinh phí"
        return Name(sum_of, last.name.text[:1].lower() + last.name.text[1:])  # `phạt 3 quán: 21 triệu đồng`
    if last is not None and m.f.unit in MONEY and last.unit in ("ha", "m2", "t", "km", "m") and (gained or m.verb):
        return Name(head="Số tiền", thing=m.verb or "thu được")  # `thuê 14 ha đất màu; thu được 1,6 tỷ đồng`
    if last is not None and last.name.head == "Tỷ trọng" and m.f.unit in MONEY:
        return Name(thing=last.name.thing)  # `vốn huyện chiếm 60%, tương đương 30 tỷ đồng`
    return m.s.last.name if m.s.last is not None else Name(thing=m.s.topic, verb=m.verb)


_RULES: tuple[Callable[[Measure], Name | None], ...] = (
    _of_label, price_basis, _named_behind, _share_of_follow, _contribution, _share_of_last, _share_with_subject,
    _value_in_parenthesis, _each, _a_head, _loss, _abbreviated, _extent, _plan_given, _measure_noun,
    _measure_elsewhere, _object_harmed, _object_of_phrase, _sector, allotted, _subject, _object, disbursed,
    contributed, spent, _verb, verb_of_last, _topic, mean_per, of_other_part, _other_measure, _inherited,
)  # fmt: skip
