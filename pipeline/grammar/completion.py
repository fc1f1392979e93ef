"""The missing half of a name: a thing for a bare measure, a measure for a bare thing, a season for a crop.

Signals, in order: the words before the parenthesis; the item's own subject; the thing last spoken of; the breakdown's
parent; the default measure of the unit.
Never: adds to a name that has both halves, except the season its item is about.
"""

from __future__ import annotations

import re

from pipeline.grammar import names
from pipeline.grammar.belonging import is_offence
from pipeline.grammar.disbursing import DISBURSED, disbursement
from pipeline.grammar.names import Name
from pipeline.grammar.parallel import from_shared_word, from_sibling
from pipeline.grammar.sectors import BARE_SECTOR
from pipeline.grammar.standing import (
    MONEY,
    PLANTED,
    SEASON,
    STAGE_ONLY,
    Figure,
    Leader,
    Standing,
    halves,
    thing_in_force,
)
from pipeline.grammar.whole_year import WHOLE
from pipeline.grammar.words import Words
from pipeline.lexicon.function_words import naming_words, whole_measures

_ABBREVIATED = re.compile(rf"\b(?:{naming_words('item_abbreviation')})\b")
PROPER = re.compile(r"^(?:(?:xã|phường|thị trấn|huyện|thôn|ấp|bản) )?[A-ZĐÀ-Ỹ][\w-]*(?: [A-ZĐÀ-Ỹ0-9][\w-]*)*$")
_EACH_PLACE = re.compile(r"\s+(?:của )?(?:từng|các) (?:xã|huyện|thôn|đơn vị|địa phương).*$", re.IGNORECASE)
TOTAL = re.compile(r"^tổng (?:số )?", re.IGNORECASE)
_LEVELS_OF_GOVERNMENT = re.compile(
    r"^(?:trung ương|tw|tỉnh|huyện|xã|thành phố|thị xã|thị trấn|phường|quận)(?:, (?:tỉnh|huyện|xã|phường))*$",
    re.IGNORECASE,
)


_PLAN_RATE = re.compile(rf"(?:{naming_words('plan_rate')})\b")
_PER_THING = re.compile(rf"(?:{naming_words('producer')})", re.IGNORECASE)
_VISITORS = re.compile(rf"\b(?:{naming_words('visitor')})\b", re.IGNORECASE)
_STAGE = re.compile(
    r"(?:giao|bổ sung|phân bổ|điều chỉnh|cấp|chuyển nguồn|kéo dài|đầu năm|trong năm|đợt)\b", re.IGNORECASE
)
_FUNDS = re.compile(r"(?:nguồn )?(?:vốn|kinh phí|dự toán|khối lượng|chỉ tiêu)\b", re.IGNORECASE)
_WHEN = re.compile(r"\b(?:đầu năm|trong năm|cuối năm|năm \d{4})\b", re.IGNORECASE)
_DANGLING = re.compile(r"^năm\s+|\s+(?:sang|từ|trong|của)$", re.IGNORECASE)
_MADE = re.compile(r"(?:thực hiện|xây dựng|làm|sửa|nạo vét|chương trình|đề án|dự án|hỗ trợ|trồng)\b", re.IGNORECASE)
_SEASONAL = re.compile(
    r"\b(?:lúa|ngô|lạc|khoai|đậu|rau) (?:chiêm|xuân|mùa|hè|đông|thu(?! (?:hoạch|mua)))\b", re.IGNORECASE
)  # `lúa xuân`
_ONLY_SEASON = re.compile(
    r"(?:(?:sản xuất )?vụ )?(?:đông xuân|xuân hè|hè thu|thu đông|thu mùa|chiêm xuân|mùa|xuân|hè|thu|đông|chiêm)"
    r"(?: sớm| muộn| chính vụ)?",
    re.IGNORECASE,
)
_REFUSE = re.compile(r"\b(?:rác|chất thải|phế thải)\b", re.IGNORECASE)  # no harvest
_BEFELL = re.compile(rf"(?:bị )?(?:{naming_words('befell')})\b", re.IGNORECASE)
HAPPENED = re.compile(
    rf"\s(?:(?:bị|được)\s|(?:{naming_words('befell')})\b).*$", re.IGNORECASE
)  # `rừng bị cháy 64 ha (thông 41 ha)`
_TURNOVER = re.compile(r"\b(?:bán lẻ|lưu chuyển|doanh thu)\b", re.IGNORECASE)
_MEASURE_OF_PART = {"nguồn vốn": "vốn", "nguồn lực": "vốn", "mức": "doanh thu"}
_CASES_OF = re.compile(r"^(?:vụ|ca)\s+(?=\w)", re.IGNORECASE)
_KIND = re.compile(r"(?:khu vực|nguồn|khối|nhóm)\s+\w+\s+\w", re.IGNORECASE)
_OUTPUT = re.compile(r"(?:tổng )?(?:giá trị (?:sản xuất|tăng thêm|sản lượng)|gtsx)\b", re.IGNORECASE)
_SECTOR = re.compile(
    r"(?:(?:ngành|lĩnh vực|khu vực|nhóm ngành) )?(?:nông|lâm|công nghiệp|xây dựng|dịch vụ|thương mại|thủy sản|tiểu thủ)\b",
    re.IGNORECASE,
)
_OF_SECTOR = re.compile(r"(?P<of>.+?) (?:khu vực|ngành|lĩnh vực|khối) .+", re.IGNORECASE)
_PLANTED_AS = re.compile(r"(?:trồng (?:xen|thuần|dặm)|tái canh|kiến thiết cơ bản)", re.IGNORECASE)
_AS_GOODS = re.compile(r"(?:mủ|nhân|búp)(?: (?:khô|tươi|quy khô))?|khô|tươi|quy khô", re.IGNORECASE)
_SUM = re.compile(r"tổng (?:kinh phí|số tiền|trị giá|giá trị|vốn|chiều dài|diện tích)\b", re.IGNORECASE)
PARTED = re.compile(r"(?P<what>.+?) (?:phân |chia |phân chia )?theo(?: \w+){1,3}", re.IGNORECASE)
"""a label that says by what its figures are parted"""
_OF_GOODS = frozenset({"giá", "diện tích", "năng suất", "sản lượng"})
"""measures that crops and goods listed side by side share"""
_GOOD = 3  # words that name one
_LONGEST_PARENT = 10


def elided(item: str, parent: Leader) -> Name:
    """An item that prints a bare number measures what its parent measures: `162 người đi làm việc (Đài Loan 41)`."""
    head, thing = halves(parent.name)
    head = TOTAL.sub("", head) if thing and parent.unit != "count" else head
    if is_offence(parent, item):
        return Name(thing=f"vụ {item}")  # `14 vụ vi phạm về trật tự xã hội (trộm cắp 6, đánh bạc 4)`
    if parent.counted == "con":
        return Name(head="Đàn", thing=item)
    if parent.unit != "count" and not PROPER.match(item):
        return Name(head=head or parent.name.head, thing=item if head else f"{thing} {item}", verb=parent.name.verb)
    return Name(head=head, thing=f"{thing} {item}", verb=parent.name.verb)


def complete(name: Name, unit: str, s: Standing, words: Words | None = None, f: Figure | None = None) -> Name:
    """The name with its missing half: a thing for a bare measure, a measure for a bare thing; a crop's with the season
    that the item is about."""
    if s.parent is not None and s.parent.unit == unit and (stage := _stage(name, s.parent, words, f)):
        return stage
    if name.text.lower() in whole_measures() or (
        unit == "VND/person/year" and name.text.lower() == "thu nhập bình quân"
    ):
        return name
    whole = _completed(name, unit, s, words, f)
    if unit not in ("ha", "t", "t/ha"):
        return whole
    near = (s.parent, s.last if s.leaders or PROPER.match(name.thing) else None)
    told = [s.topic] + [leader.name.text for leader in near if leader is not None]
    seasons = [m[0] for words in told if (m := SEASON.search(words))]
    thing = halves(name)[1]
    same = not names.has_thing(thing) or (
        s.last in s.leaders and s.last is not None and names.says(s.last.name.text, thing)
    )
    whole_year = "".join(seasons[:1]) if same else ""  # no part of it is the whole year's
    season = next((x for x in seasons if x.lower() != WHOLE), whole_year)
    told_already = SEASON.search(whole.text) or _SEASONAL.search(whole.text) or _ONLY_SEASON.fullmatch(name.thing)
    if season and not told_already:
        return Name(whole.head, f"{whole.thing} {season[0].lower()}{season[1:]}", whole.verb)
    return whole


def _completed(name: Name, unit: str, s: Standing, words: Words | None, f: Figure | None) -> Name:
    head, thing = halves(name)
    if head.lower() == "tổng" and not thing and (measured := names.default_head(unit)):
        head = f"Tổng {measured.lower()}"  # `15 trường hợp lấn chiếm đất (tổng 2.140 m2)`
    if (rate := _rate_of_part(name, unit, s.parent) or _at_stage(head, thing, unit, s.parent)) is not None:
        return rate
    as_goods = unit in ("t", "t/ha") and _AS_GOODS.fullmatch(thing)  # `cao su …, năng suất mủ khô 16 tạ/ha`
    if head and (as_goods or not names.has_thing(f"{thing} {name.verb}")):
        return _with_thing(Name(head, thing, name.verb), s, words, f)
    if not head and not name.verb and (beside := _of_parted(thing, unit, s) or _like_last(thing, unit, s.last)):
        return beside
    parent = s.parent if s.parent is not None and s.parent.unit == unit else None
    if (
        not head
        and PROPER.match(thing)
        and not _ABBREVIATED.search(thing)
        and not name.verb
        and len(thing.split()) <= 5
    ):
        if names.split_head(s.topic)[0]:
            return Name(thing=f"{_EACH_PLACE.sub('', s.topic)} {thing}")
        if parent is not None:
            return Name(parent.name.head, f"{parent.name.thing} {thing}", parent.name.verb)
    if parent is not None and not head:
        verb = "" if f is not None and unit != "count" else name.verb
        # `nuôi trồng 876 tấn` of `Sản lượng thủy sản`: the verb is the thing
        verbal = name.verb and not verb and f is not None and not (thing and PLANTED.fullmatch(name.verb))
        part = _of_parent(f.core if verbal and f else thing, verb, unit, parent)
        if part is not None:
            return part
    if parent is not None and head:
        return _like_parent(Name(head, thing, name.verb), unit, parent)
    yields = s.last is not None and s.leaders and halves(s.last.name)[0].lower() == "sản lượng"
    if (
        not head
        and unit in ("ha", "t", "t/ha", "km", "m")
        and not (name.verb and unit == "t" and not (yields and thing))
    ):
        head = "Khối lượng" if unit == "t" and _REFUSE.search(thing) else names.default_head(unit)
    return Name(head=head, thing=thing, verb=name.verb)


def _at_stage(head: str, thing: str, unit: str, parent: Leader | None) -> Name | None:
    """`măng cụt 132 ha (diện tích đang thu hoạch 86 ha)`"""
    if not head or parent is None or parent.unit != unit or not STAGE_ONLY.match(thing):
        return None
    of = halves(parent.name)[1]
    return Name(head, of, thing) if names.has_thing(of) else None


def _stage(name: Name, parent: Leader, words: Words | None, f: Figure | None) -> Name | None:
    """`Kế hoạch vốn 362 tỷ đồng, trong đó vốn giao trong năm 331 tỷ đồng`: a stage of the whole plan"""
    funds = _FUNDS.match(name.text)
    whole = TOTAL.sub("", halves(parent.name)[0])
    planned = whole.lower().startswith(("kế hoạch", "kh", "dự toán")) or parent.scenario == "plan"
    if funds is None or not planned:
        return None
    said = name.text[funds.end() :].strip()
    if not _STAGE.match(said):
        return None
    when = _WHEN.search(words.text, f.core_start, f.quantity.lead) if words is not None and f is not None else None
    time = when[0] if when is not None and when[0] not in said else ""
    of = parent.name.thing if parent.name.head and _MADE.match(parent.name.thing) else ""
    return Name(whole, f"{of} {_DANGLING.sub('', said)} {time}".strip())


def _of_parted(thing: str, unit: str, s: Standing) -> Name | None:
    """`Sản lượng khai thác theo nghề: lưới vây 310 tấn, nghề khác 95 tấn`"""
    parted = PARTED.fullmatch(s.topic) if s.labelled else None
    head, of = names.split_head(parted["what"]) if parted is not None else ("", "")
    head, default = TOTAL.sub("", head), names.default_head(unit)
    same = bool(head and default) and head.lower().startswith(default.lower())
    return Name(head=head[:1].upper() + head[1:], thing=f"{of} {thing}") if same else None


def _like_last(thing: str, unit: str, last: Leader | None) -> Name | None:
    """A thing that stands for another of the figure before it, or beside it as a sector of the same output."""
    if last is None or last.unit != unit:
        return None
    head, told = halves(last.name)
    shared = from_shared_word(told, thing) if _KIND.match(thing) else ""
    if parallel := from_sibling(told, thing) or shared:
        return Name(head=head, thing=parallel, verb=last.name.verb)  # `thu từ khu vực X 5 tỷ, khu vực Y 4 tỷ đồng`
    if unit == "%" and last.measure == "change" and head.lower() in _OF_GOODS and told and len(thing.split()) <= _GOOD:
        return Name(head=head, thing=names.within(thing))  # `giá xăng giảm 2,4%, dầu giảm 1,8%`
    if unit in MONEY and _OUTPUT.match(head) and _SECTOR.match(thing):
        return Name(
            head=TOTAL.sub("", head), thing=names.within(thing)
        )  # `GTSX công nghiệp 900 tỷ, ngành dịch vụ 700 tỷ`
    return None


def _with_thing(name: Name, s: Standing, words: Words | None, f: Figure | None) -> Name:
    """A bare measure with its thing: `năng suất` -> `Năng suất lúa`."""
    whole = s.parent.name if s.parent is not None and s.parent in s.leaders[:-1] else None
    if whole is not None and _SUM.match(name.head) and not s.before_bracket:
        return Name(
            name.head, f"{name.thing} {halves(whole)[1]}", f"{whole.verb} {name.verb}".strip()
        )  # of all the parts
    found = s.before_bracket or (_part_before(words, f, s) if words and f else "") or thing_in_force(s, name.head)
    per = (f.quantity.per or "").strip("/ ") if f is not None else ""
    if _PER_THING.fullmatch(per) and not names.says(found, per):
        found = per  # `doanh thu bình quân 1,4 tỷ đồng/HTX`
    if name.verb and s.last is not None and found == names.within(s.last.name.verb):
        found = ""  # `chăm sóc 186 ha; khai thác 42 ha`: what was done is no thing
    found = _CASES_OF.sub("", found)  # `xảy ra 5 vụ cháy rừng, diện tích cháy 38,7 ha`
    if "phạt" in found and s.last is not None and name.head.lower().endswith("số tiền"):
        # `xử phạt 797 trường hợp với tổng số tiền 1,8 tỷ đồng`, `ban hành 24 quyết định xử phạt, số tiền 412 triệu đồng`
        found = names.without_words(found, s.last.counted or "").removesuffix(" ban hành")
    found = "du lịch" if _of_visitors(name.head, found, s) else found
    if parallel := from_sibling(found, f"{name.thing} {name.verb}".strip()):
        beside = Name(head=name.head, thing=parallel)  # `vốn tỉnh 200 tỷ đồng, huyện 120 tỷ đồng`
        return _like_parent(beside, f.unit, s.parent) if f and s.parent and s.parent.unit == f.unit else beside
    return Name(head=f"{name.head} {name.thing}".strip(), thing=found, verb=name.verb)


def _rate_of_part(name: Name, unit: str, parent: Leader | None) -> Name | None:
    """A part's own rate or disbursement: `tỷ lệ giải ngân đạt 46%, trong đó vốn đầu tư 52%`"""
    if parent is None or parent.unit != unit:
        return None
    said, whole = name.text.lower(), parent.name.text.lower()
    if unit == "VND" and whole.startswith("giải ngân vốn") and said.startswith(("vốn", "nguồn vốn", "ngân sách")):
        return Name("Giải ngân", names.within(name.text))
    rate = _PLAN_RATE.match(whole) if unit == "%" and not said.startswith(("tỷ lệ", "tỉ lệ")) else None
    return Name(rate[0], names.within(name.text)) if rate is not None else None


def _of_visitors(head: str, found: str, s: Standing) -> bool:
    """Is the revenue beside visitors that of tourism: `đón 12.000 lượt khách, doanh thu 4 tỷ đồng`?"""
    told = f"{found} {s.topic} {' '.join(leader.name.text for leader in (*s.leaders, s.last) if leader is not None)}"
    return (
        head.lower().endswith("doanh thu")
        and not s.holder
        and "vận tải" not in told
        and _VISITORS.search(told) is not None
    )


def _kind_within(thing: str, unit: str, parent: Leader) -> Name | None:
    """A kind of the parent's own thing: how it is raised or planted, or a sector of the parent's sector."""
    head, of = halves(parent.name)
    if thing.startswith("nuôi ") and head.endswith(" nuôi trồng"):
        return Name(head.removesuffix(" nuôi trồng"), thing)  # `nuôi trồng thủy sản 1.286 ha (nuôi nước ngọt 842 ha)`
    if unit == "ha" and _PLANTED_AS.fullmatch(thing):
        return Name(_of_a_part(head), f"{of} {thing}")  # `sầu riêng 640 ha, trong đó trồng xen 412 ha`
    wider = _OF_SECTOR.fullmatch(parent.name.text) if BARE_SECTOR.match(thing) else None
    return Name(thing=f"{wider['of']} {thing}") if wider else None  # `GRDP khu vực công nghiệp …, riêng công nghiệp …`


def _of_parent(thing: str, verb: str, unit: str, parent: Leader) -> Name | None:
    """A bare thing of a breakdown with its parent's measure: `lúa` of `Sản lượng lương thực` -> `Sản lượng lúa`."""
    if verb:
        return None
    if kind := _kind_within(thing, unit, parent):
        return kind
    parent_head, _ = halves(parent.name)
    whole = parent.name.text
    plain = parent_head.lower() in ("", "tổng", "tổng số", "số") or (
        parent_head.lower() in ("mức", "tổng mức") and not _TURNOVER.search(whole)
    )
    if unit in MONEY and parent_head and _LEVELS_OF_GOVERNMENT.match(thing):
        thing = f"ngân sách {thing}"
    if unit in ("ha", "t", "t/ha") and _ONLY_SEASON.fullmatch(
        thing
    ):  # `Diện tích lúa 103 ha (vụ xuân 58 ha, hè thu 45 ha)`
        crop = SEASON.sub("", parent.name.thing).strip()
        return Name(_of_a_part(parent_head), f"{crop} {names.within(thing)}", SEASON.sub("", parent.name.verb).strip())
    if _STAGE.match(thing) and parent_head.lower() in ("dự toán", "kế hoạch", "kinh phí", "vốn"):
        return Name(parent_head, f"{parent.name.thing} {thing}", parent.name.verb)  # `dự toán …: giao đầu năm, bổ sung`
    if parent_head == DISBURSED:
        return disbursement(f"{parent.name.thing} {thing}" if thing.lower().startswith("nguồn ") else thing)
    if thing.lower().startswith("nguồn ") and parent_head.lower() == "kế hoạch vốn" and parent.name.thing:
        return Name(parent_head, f"{parent.name.thing} {thing}", parent.name.verb)
    if not plain and not names.says(thing, _of_a_part(parent_head)):
        happened = HAPPENED.search(parent.name.thing)
        if unit == "ha" and _BEFELL.match(thing):
            crop = HAPPENED.sub("", parent.name.thing)
            return Name(
                _of_a_part(parent_head), f"{crop} {thing}"
            )  # `3.412 ha cây trồng bị ngập, trong đó chết 806 ha`
        befell = happened[0] if happened and unit in ("ha", "m2", "km", "m", "t") else ""
        return Name(head=_of_a_part(parent_head), thing=f"{thing}{befell}", verb=parent.name.verb)
    if plain and unit != "count" and len(whole.split()) <= _LONGEST_PARENT and not names.says(thing, whole):
        return Name(thing=f"{TOTAL.sub('', whole)} {thing}")  # `GRDP` -> `GRDP khu vực dịch vụ`
    return None


def _of_a_part(head: str) -> str:
    """The measure noun of a part: `Tổng diện tích` -> `diện tích`; parts of `Tổng nguồn vốn`, `Nguồn lực` are `vốn`, of
    `Tổng mức bán lẻ hàng hóa và doanh thu dịch vụ` they are `doanh thu`; those of other `Tổng mức …` keep all its words."""
    part = TOTAL.sub("", head)
    return _MEASURE_OF_PART.get(part.lower(), part)


def _like_parent(name: Name, unit: str, parent: Leader) -> Name:
    """A part with a measure of its own: `vốn khác` of `Tổng nhu cầu vốn` -> `Nhu cầu vốn khác`."""
    parent_head, parent_thing = halves(parent.name)
    whole = _of_a_part(parent_head)
    head = whole if whole.lower().endswith(" " + name.head.lower()) else name.head
    if parent_head == DISBURSED:
        return disbursement(name.text)
    if unit in MONEY and parent_thing and not names.has_thing(parent_thing):
        return Name(head=head, thing=f"{name.thing} {parent_thing}", verb=name.verb)
    return Name(head=head, thing=name.thing, verb=name.verb)


def _part_before(words: Words, f: Figure, s: Standing) -> str:
    """The comma part before the figure's own, where it names a thing (`kè sông Hậu, tổng mức đầu tư 6 tỷ`)."""
    behind = words.text[: f.left].endswith(";") and f.unit in MONEY  # `…; Nhà hát Sông Hàn, tổng mức đầu tư 92 tỷ đồng`
    opens = s.first_in_sentence and not s.topic
    if f.core_start <= f.left or not (opens or behind) or words.text[f.core_start - 1] != ",":
        return ""
    end = f.core_start
    cuts = [f.left, *(t.end for t in words.tokens if t.kind == "," and f.left <= t.start < f.core_start - 1)]
    for start in reversed(cuts):
        if words.has(start, end, ("agent", "is", "silent")):
            return ""
        if words.text[start:end].lstrip().lower().startswith("so "):
            return ""  # `So với kế hoạch huyện giao (8,4 tỷ đồng), tỷ lệ giải ngân đạt 24,5%`
        if said := words.front(start, end - 1):
            return said
        end = start  # a period alone: `thu hút đầu tư nước ngoài, trong 2 tháng đầu năm, tổng số vốn đạt …`
    return ""
