"""The names of shares and rates: `tỷ lệ hộ nghèo còn 3,86%`, `dịch vụ chiếm 35,8%`, `hộ nghèo 21 hộ, chiếm 0,65%`.

Signals, in order: what was done for those behind the figure; the rate word of the subject; the class that stands beside
the share told before it; a place; the word `cơ cấu` or `chiếm`; the item's label.
Never: names a percentage that compares.
"""

from __future__ import annotations

import re

from pipeline.grammar import names
from pipeline.grammar.names import Name
from pipeline.grammar.parallel import from_shared_word, from_sibling
from pipeline.grammar.sectors import BARE_SECTOR
from pipeline.grammar.standing import FIELD, Figure, Standing, thing_in_force
from pipeline.grammar.words import Words

_PLACE = re.compile(r"^\s*(?:tại|ở|khu vực)\s")
_PLACE_TAIL = re.compile(r"\s(?:tại|ở|khu vực)\s.*$")
_PASSIVE = re.compile(r"\b(?:được|bị)\b")
_RATES = ("tỷ lệ", "tỉ lệ", "tỷ trọng", "tỷ suất", "tỉ trọng")
_PREDICATE = re.compile(
    r"(?:đạt|được|bị|đã|chưa|không|có|trên|dưới|qua|là|vượt|tham gia|hoàn thành|xếp|loại)\b", re.IGNORECASE
)
"""what is said of a share's things, rather than what they are"""
_STRUCTURE = re.compile(
    r"\bcơ cấu\b(?: (?:các )?(?:kinh tế|ngành|nội bộ|thành phần)\b.*|(?P<of>(?: \w+){1,4})$)?", re.IGNORECASE
)
"""what the shares of a list are of; those of the economy need no word of it"""
_SHARE_OF = re.compile(r", (?:tỷ|tỉ) trọng (\w.*)$")
_OF_ECONOMY = re.compile(
    r"^(?:kinh tế|GRDP|nội bộ ngành|các ngành|ngành kinh tế)?"
    r"(?: theo(?: các)? (?:khu vực|ngành|nhóm ngành|thành phần)(?: kinh tế)?)?\b",
    re.IGNORECASE,
)
_ECONOMY = re.compile(r"\bcơ cấu (?:nền )?kinh tế\b", re.IGNORECASE)
_RATE = re.compile(r"^(?:tỷ lệ|tỉ lệ) ", re.IGNORECASE)
_POOR = re.compile(r"hộ (?:nghèo|cận nghèo)(?: đa chiều)?", re.IGNORECASE)
_POINTS = 5  # a rate of poverty hardly falls by more within a year
_BARE = 3  # words of a class that say nothing without the label before them


_RESIDENCE = re.compile(
    r"(?:(?:ở |tại )?khu vực )?(?:đô thị|thành thị|nông thôn|miền núi|đồng bằng|ven biển)", re.IGNORECASE
)
"""`rác thải được thu gom 94,6% (đô thị 98%, nông thôn 92,4%)`"""


def _of_whole(f: Figure, s: Standing) -> Name | None:
    """The share of a part of what its breakdown is of: where it lives, or what it has (`qua đào tạo 66% (có bằng cấp 28%)`)."""
    whole = s.parent
    if whole is None or whole.measure != "share":
        return None
    part = f"có {f.core}" if f.raw.strip().startswith("có ") else names.within(f.core)
    told = part.startswith("có ") or _RESIDENCE.fullmatch(f.core)
    return Name(whole.name.head, f"{whole.name.thing} {part}") if told else None


def share_name(f: Figure, s: Standing) -> Name:
    """The name of a share with a subject of its own."""
    head, thing = names.split_head(f.core)
    if head.lower() == "cơ cấu" and (own := _SHARE_OF.search(thing)):
        return Name(head="Tỷ trọng", thing=own[1])  # `Cơ cấu kinh tế chuyển dịch đúng hướng, tỷ trọng nông nghiệp 29%`
    if head.lower() == "cơ cấu" and (part := names.tidy(_OF_ECONOMY.sub("", thing))):
        return Name(head="Tỷ trọng", thing=part)  # `Cơ cấu kinh tế theo khu vực: nông nghiệp 21%`
    if head.lower().startswith(_RATES) or head.lower() in ("cơ cấu", "độ che phủ", "chỉ số", "tỷ số", "hệ số"):
        within = "trong cơ cấu kinh tế" if _is_of_economy(head, s) else ""
        of = thing if names.has_thing(thing) else f"{thing} {thing_in_force(s, head)}".strip()
        return Name(head, of, within)
    if s.last is not None and s.last.measure == "share" and f.core:
        told = s.last.name.thing
        if not head and (parallel := from_shared_word(told, f.core) or from_sibling(told, f.core)):
            return Name(s.last.name.head, _RATE.sub("", parallel) if s.last.name.head else parallel)  # `thể thấp còi`
    beside = s.last is not None and _PLACE.match(s.last.name.thing) and _PLACE.match(f.core)
    if _PLACE.match(f.raw) and s.last is not None and s.last.measure == "share" and not beside:
        return Name(s.last.name.head, _PLACE_TAIL.sub("", s.last.name.thing) + " " + f.raw.strip())
    if (of_whole := _of_whole(f, s)) is not None:
        return of_whole
    if structure := _STRUCTURE.search(s.topic):
        economy = "trong cơ cấu kinh tế" if _ECONOMY.search(s.topic) else ""
        return Name(head="Tỷ trọng", thing=f"{structure['of'] or ''} {f.core}", verb=economy)  # `Cơ cấu lao động: …`
    structured = s.last is not None and bool(s.leaders) and s.last.name.head == "Tỷ trọng"
    if structured and BARE_SECTOR.match(f.core):
        return Name(head="Tỷ trọng", thing=names.within(f.core))  # `tỷ trọng nông nghiệp 29%, công nghiệp 43%`
    if any(t.kind == "share" for t in f.run):
        of = s.parent.counted if s.parent is not None and s.parent.counted else ""
        return Name(head="Tỷ trọng", thing=f"{of} {f.core}".strip())
    if s.labelled and 0 < len(f.core.split()) <= _BARE and not FIELD.fullmatch(s.topic):
        return Name(head="Tỷ lệ", thing=f"{s.topic} {f.core}")  # `Xếp loại hạnh kiểm: tốt 68,5%`
    return Name(head="Tỷ lệ", thing=f.core)


def _is_of_economy(head: str, s: Standing) -> bool:
    """`Cơ cấu kinh tế chuyển dịch tích cực: tỷ trọng nông nghiệp còn 31,4%, công nghiệp 43,3%`: all its items alike"""
    return head.lower() in ("tỷ trọng", "tỉ trọng") and s.labelled and _ECONOMY.search(s.topic) is not None


def done_for(core: str, whom: str, words: Words, f: Figure) -> Name | None:
    """`cấp thẻ bảo hiểm cho 95% hộ cận nghèo`: the share of those for whom it is done"""
    acts = any(t.kind in ("verb", "silent") for t in words.between(f.core_start, f.core_end))
    if not acts or not whom[:1].islower() or names.split_head(core)[0]:
        return None
    return Name(head="Tỷ lệ", thing=whom if _PASSIVE.search(whom) else f"{whom} được {names.within(core)}")


def _done_for_others_too(words: Words, f: Figure, s: Standing) -> str:
    """What was done for those told before and for these: `cấp thẻ cho 95% hộ nghèo và 80% hộ cận nghèo`."""
    last = s.last if s.leaders else None
    if last is None or last.measure != "share" or f.core or _PREDICATE.match(f.follow) or _PASSIVE.search(f.follow):
        return ""
    between = words.text[last.quantity.end : f.quantity.lead].rstrip(" ,")
    whom, _, done = last.name.thing.partition(" được ")
    for_whom = words.text[words.start : last.quantity.lead].rstrip().lower().endswith("cho")
    joined = between.endswith((" và", whom)) and ";" not in between
    return f"được {done}" if done and for_whom and joined else ""


def share_of_follow(words: Words, f: Figure, s: Standing) -> Name | None:
    """`98,4% số này được trợ giúp`, `xã có 85% hộ dân dùng nước sạch`, `giáo viên có 95% đạt chuẩn`"""
    if f.measure != "share" or not f.follow:
        return None
    if f.core and f.run and words.text[f.run[0].start : f.run[0].end].lower() == "cho":
        return done_for(f.core, f.follow, words, f)
    if f.run and not _has(words, f):
        return None
    if names.split_head(f.core)[0] or (f.core and not f.run):
        return None  # `tỷ lệ hộ nghèo còn 3,86% tổng số hộ`
    if done := _done_for_others_too(words, f, s):
        return Name(head="Tỷ lệ", thing=f"{f.follow} {done}")
    if _PREDICATE.match(f.follow):
        of = f.core or (thing_in_force(s) if s.leaders else "")
        return Name(head="Tỷ lệ", thing=f"{of} {f.follow}") if of else None
    return Name(head="Tỷ lệ", thing=re.sub(r"^số (?:này|đó) ?", f"{thing_in_force(s)} ", f.follow))


def _has(words: Words, f: Figure) -> bool:
    """Does at most `có` or `còn` stand before the figure, beside adverbs and periods: `đến nay vẫn còn 12% lao động`?"""
    nothing = ("aside",) if f.core else ("aside", ":")  # `Điện: 100% số xã có điện lưới`
    run = [t for t in f.run if t.kind not in nothing and t.kind[:2] != "X:"]
    said = [words.text[t.start : t.end].lower().split()[-1] for t in run]
    return not said or (said[0] in ("có", "còn") and len(said) == 1)


def rate_of_poor(f: Figure, subject: str) -> Name | None:
    """`hộ nghèo giảm 1,2%`: poor households fall by so many points of their rate, where their number is not named."""
    small = f.unit == "%" and f.measure == "change" and abs(f.quantity.high) < _POINTS
    return Name(head="Tỷ lệ", thing=names.within(subject)) if small and _POOR.fullmatch(subject) else None


def rate_of(name: Name, *, counted: bool) -> Name:
    """The rate of what a count has just named: `hộ nghèo … chiếm 0,65%` -> `Tỷ lệ hộ nghèo`."""
    said = name.text
    if said.lower().startswith(_RATES):
        return name
    said = re.sub(r"^(?:[Tt]ổng )?[Ss]ố (?:lượng )?", "", said)
    return Name(
        head="Tỷ lệ" if counted else "Tỷ trọng", thing=said if said[:2].isupper() else said[:1].lower() + said[1:]
    )
