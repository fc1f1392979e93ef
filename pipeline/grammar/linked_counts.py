"""What a count that stands beside another has to do with it: `mở 12 lớp tập huấn cho 1.045 lượt cán bộ`, `24 hợp tác xã,
3.120 thành viên`, `1.126 hộ/68 thôn/11 xã`.

Signals, in order: the slash or preposition between them; the noun (members, rooms, inhabitants); what was done.
Never: takes the inhabitants of a place for a part of it.
"""

from __future__ import annotations

import re

from pipeline.grammar import names
from pipeline.grammar.classifiers import PIECES, disease_before, kind_before
from pipeline.grammar.comparisons import says_rate
from pipeline.grammar.completion import complete
from pipeline.grammar.counts import PLACED_LINK, POPULATION, Count
from pipeline.grammar.means import mean_of
from pipeline.grammar.names import Name
from pipeline.grammar.parallel import from_sibling
from pipeline.grammar.phrases import find_phrases
from pipeline.grammar.standing import VAGUE, split
from pipeline.lexicon.function_words import naming_words, noun_class

_LINK = re.compile(r"^(?:đối với|cho|với|của|thuộc|về|tại)\s*(?:hơn|trên|gần|khoảng)?$")
_PLACES = re.compile(
    r"(?:xã|phường|thị trấn|thôn|bản|ấp|khóm|xóm|buôn|khu phố|tổ dân phố|huyện|thị xã)\b", re.IGNORECASE
)
_MEAN_WORDS = re.compile(r"\b(?:bình quân|trung bình)\b", re.IGNORECASE)
_FARM = re.compile(
    r"(?:trang )?trại (?:chăn nuôi |nuôi )?(?P<kind>[^\W\d]+(?: (?:thịt|đẻ|nái|sữa|lai))?)", re.IGNORECASE
)
_PERSONS = frozenset({"người", "đồng chí", "đ/c"})
_STAFF = ("cán bộ, công chức", "công chức, viên chức", "cán bộ", "công chức", "viên chức", "giáo viên")
_POSTS = re.compile(r"(?:tổng )?(?:số )?biên chế\b", re.IGNORECASE)
_MANNED = re.compile(r"(?:hiện )?(?:có mặt|thiếu|thừa|vắng)")
_BECAME = re.compile(r" (được|bị|đã|chưa|đang) ")
_GRANTED = re.compile(rf"{naming_words('granted')}|trao|tặng|phát|cấp phát", re.IGNORECASE)
_INHABITANTS = noun_class("inhabitant") | {"hộ", "hộ dân"}


def staff(c: Count) -> Name | None:
    """`Biên chế viên chức hiện có 312/340 người`; `Biên chế giao 48 viên chức, có mặt 41 người, thiếu 7 người`"""
    if c.noun not in _PERSONS or c.f.follow or c.f.measure != "level":
        return None
    if _POSTS.match(c.phrase) and not c.verb:
        return Name(thing=c.phrase, verb="hiện có" if "hiện có" in c.f.said(c.words.text) else "")
    last = c.leans
    said = names.tidy(f"{c.phrase} {c.verb}".strip().lower())
    if last is None or _MANNED.fullmatch(said) is None:
        return None
    noun = next((noun for noun in _STAFF if names.says(last.name.text, noun)), "")
    return Name(thing=noun, verb=said) if noun else None


def piece(c: Count) -> Name | None:
    """`Toàn huyện có 312 máy gặt. Nông dân mua mới 42 chiếc`"""
    done_by = bool(c.verb) and c.noun != "con"  # `các trường mua thêm 58 chiếc`
    why = c.words.text.startswith(" do ", c.f.quantity.end)  # `thanh lý 23 chiếc do hết niên hạn`
    became = _BECAME.match(c.words.text, c.f.quantity.end)  # `1.630 hồ sơ, trong đó 1.542 bộ được duyệt`
    if c.noun not in PIECES or (c.f.follow and not (why or became)) or (c.phrase and not done_by):
        return None
    if c.f.measure != "level":
        return None
    kind = kind_before(c.words, c.noun, c.s, c.f.quantity.lead)
    struck = disease_before(c.words, c.words.start, c.f.quantity.lead) if c.noun == "con" else None
    if became and c.f.follow:
        return Name(thing=kind, verb=f"{became[1]} {c.f.follow}") if kind else None
    of = f" do {struck[0]}" if struck is not None and struck[1] == kind else ""  # what they were culled for
    return Name(thing=kind, verb=f"{c.verb}{of}") if kind else None


def per(c: Count) -> Name | None:
    """`bình quân 18,76 tiêu chí/xã`, `mỗi xã đạt bình quân 15 tiêu chí`"""
    of = mean_of(c.words, c.f.left, c.f.quantity)
    if of[:1].isdigit() and not c.phrase:
        return Name(head="Số", thing=f"{c.noun} {c.f.follow}", verb=f"trên {of}")
    of = of or ("bé gái" if c.phrase.lower().startswith("tỷ số giới tính") else "")
    if not of:
        return None
    if says_rate(c.phrase) or c.phrase.lower().startswith("mật độ"):
        bare = len(c.phrase.split()) <= len(("mật", "độ"))  # `mật độ 24,6 thuê bao/100 dân`
        return split(
            Name(thing=f"{c.phrase} {c.noun}" if bare else c.phrase)
        )  # `Tỷ số giới tính khi sinh: 112 bé trai/100 bé gái`
    said = names.tidy(_MEAN_WORDS.sub(" ", c.phrase))
    if c.noun and names.says(said, c.noun) and not names.says(f"tổng số {c.noun}", said):
        return split(Name(thing=said, verb=f"bình quân {of}"))  # `số tiêu chí nông thôn mới bình quân 14 tiêu chí/xã`
    same = names.says(f"tổng số {c.noun}", said)  # `Số tiêu chí bình quân: 14 tiêu chí/xã`
    thing = "" if same or of.startswith("mỗi") else c.phrase
    return Name(head="Số", thing=f"{c.noun} {c.f.follow} bình quân {of} {thing}")


def power(c: Count) -> Name | None:
    """`412 tàu với tổng công suất 68.400 CV`, `24 xe với tổng sức chứa 1.080 chỗ`"""
    room = c.noun in noun_class("room") and "sức chứa" in c.phrase.lower()
    if not (room or c.noun.lower() in noun_class("power")) or not names.split_head(c.phrase)[0]:
        return None
    return complete(split(Name(thing=c.phrase)), c.f.unit, c.s)


def herd_of_farm(c: Count) -> Name | None:
    """`23 trại gà với 393.400 con; 10 trại vịt: 35.500 con`"""
    farm = _FARM.match(c.leans.name.thing) if c.leans is not None and c.leans.unit == "count" else None
    if farm is None or c.noun != "con" or c.phrase or c.f.follow or c.f.measure != "level":
        return None
    return Name(head="Đàn", thing=farm["kind"])


def slash_count(c: Count) -> Name | None:
    """`xảy ra tại 1.126 hộ/68 thôn/11 xã`"""
    if c.s.last is None or c.words.text[c.f.left : c.f.core_end].strip() != "/":
        return None
    return Name(thing=c.noun, verb=names.without_words(c.s.last.name.text, c.s.last.counted or ""))


def linked_count(c: Count) -> Name | None:
    """`mở 12 lớp tập huấn cho 1.045 lượt cán bộ`"""
    linked = PLACED_LINK.sub("", c.words.text[c.f.left : c.f.quantity.lead], count=1).strip(" ,").lower()
    if c.leans is None or not _LINK.match(linked):
        return None
    if linked.startswith("với") and _PLACES.match(c.leans.counted or "") and c.noun in _INHABITANTS:
        return Name(head="Tổng số", thing=f"{c.noun} {c.f.follow}")  # `gồm 23 xã và 1 thị trấn, với 39.613 hộ`
    if c.noun in noun_class("person") and not c.f.follow and (done := _done_for(c, linked)):
        return Name(thing=c.noun, verb=done)
    rest = names.without_words(c.leans.name.thing, c.leans.counted or "")
    things = (c.leans.counted or "hộ") not in VAGUE and not c.f.follow
    if things and linked.startswith(("tại", "ở", "thuộc")) and _PLACES.match(c.noun):
        of = f"{c.leans.counted} {c.leans.name.verb}" if c.leans.name.verb else names.within(c.leans.name.text)
        return Name(thing=c.noun, verb=f"có {of}")  # `đầu tư 17 công trình thủy lợi tại 05 xã`
    if not rest and linked.startswith(("thuộc", "của", "tại")):  # `xảy ra tại 11 hộ thuộc 04 thôn`
        whole = c.leans.name
        rest = names.without_words(f"{whole.thing} {whole.verb}" if whole.head else whole.text, c.leans.counted or "")
    if not rest and linked.startswith("với") and c.noun in noun_class("member") | noun_class("room"):
        rest = c.leans.counted or ""  # `34 tổ công nghệ số cộng đồng với 218 thành viên`
    given = c.leans.name.verb.removeprefix("đã ") if linked.startswith("cho") and c.leans.unit != "count" else ""
    if rest and _GRANTED.fullmatch(given):
        rest = f"{given} {rest}"  # `cấp 14.600 kg phân lân cho 365 hộ`
    if not rest and linked.startswith("cho"):
        rest = c.leans.name.verb  # `bố trí tái định cư 58 lô cho 53 hộ`
    return Name(thing=f"{c.noun} {c.f.follow}", verb="" if rest and names.says(c.f.follow, rest) else rest)


def _done_for(c: Count, linked: str) -> str:
    """What was done for people where the things before them do not say it: `đào tạo 29 lớp với 4 nghề cho 310 người`,
    `tiếp 938 lượt công dân với 92 người`."""
    told = [x.name for x in c.s.leaders if x.unit == "count" and x.name.verb]
    if c.leans is None or not told:
        return ""
    rest = names.without_words(c.leans.name.thing, c.leans.counted or "")
    if any(p.kind == "verb" for p in find_phrases(rest)):
        return ""  # `mở 12 lớp tập huấn cho 45 người`
    return told[-1].verb if linked.startswith("với") or not c.leans.name.verb else ""


def member(c: Count) -> Name | None:
    """`24 hợp tác xã, 3.120 thành viên`"""
    if c.leans is None or c.leans.unit != "count" or c.noun not in noun_class("member") or c.f.follow:
        return None
    if POPULATION.match(c.leans.name.text):  # `dân số 9.200 người, 2.310 hộ`
        return Name(head="Tổng số", thing=c.noun)
    return Name(thing=c.noun, verb=names.without_words(c.leans.name.text, c.leans.counted or ""))


def other_kind(c: Count) -> Name | None:
    """`9 trường hợp xây dựng sai phép, 4 trường hợp không phép`"""
    last = c.leans
    if last is None or c.phrase or c.verb or not c.f.follow or last.counted != c.noun:
        return None
    said = from_sibling(names.without_words(last.name.thing, c.noun), c.f.follow)
    return Name(thing=f"{c.noun} {said}", verb=last.name.verb) if said not in ("", c.f.follow) else None


def volume(c: Count) -> Name | None:
    """`các cơ sở sản xuất được 226.000 lít nước mắm`"""
    poured = c.noun == "lít" and c.f.follow[:1].islower() and c.f.measure == "level"
    return Name(head="Sản lượng", thing=c.f.follow) if poured else None
