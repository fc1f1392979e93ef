"""Lists whose figures stand apart from their nouns: `A, B và C lần lượt là x, y và z`; `11 vụ, 17 đối tượng về ma túy`.

Signals: `lần lượt`, `tương ứng`, `theo thứ tự` before a chain of figures; as many nouns before it, parted by dashes,
semicolons or commas, as it has figures, or, where no nouns stand there or they point back (`ba nhóm trên`), the indicators
named last.
Never: spreads nouns over figures where the two counts differ.
"""

from __future__ import annotations

import re

from pipeline.grammar.clauses import Token
from pipeline.grammar.names import split_head, trim, within
from pipeline.grammar.parallel import from_shared_word, from_sibling
from pipeline.grammar.said import State
from pipeline.grammar.standing import Leader, halves
from pipeline.lexicon.function_words import naming_words

RESPECTIVELY = re.compile(r"lần lượt|tương ứng|theo thứ tự", re.IGNORECASE)
_SHARED = re.compile(r"(?:về|vi phạm|liên quan)\b", re.IGNORECASE)
_PREDICATE = re.compile(r"(?:được|đạt|bị|đã|chưa|không)\b", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:[-–;,]|và|;? ?và)\s*")
_DASHES = re.compile(r"\s[-–]\s")
_SEMICOLONS = re.compile(r";\s+(?:và\s+)?")
_OF = re.compile(r"^.*\b(?:của|ở|tại|thuộc|cho|do) ")
_REFERRED = re.compile(
    r"(?:của |trong |ở )?(?:(?:các|những|hai|ba|bốn|năm|sáu|\d) )?[^\W\d_]+(?: [^\W\d_]+){0,2}"
    r" (?:(?:nêu|kể|nói) trên|trên|nêu)\b.*$",
    re.IGNORECASE,
)
_CLASSES = r"(?:nhóm ngành|nhóm đất|nhóm|ngành|khu vực|lĩnh vực|thị trường|loại)"
_MANY = re.compile(rf"\b(?:các|những|hai|ba|bốn|năm|sáu|\d) (?={_CLASSES} )", re.IGNORECASE)
_CLASS = re.compile(rf"(?:.*\b)?{_CLASSES} (?=\w)", re.IGNORECASE)
_WITHIN = re.compile(r" trong (?:cơ cấu|tổng|nội bộ)\b.*$", re.IGNORECASE)
"""what the shares of a list are of, behind its last item"""
_CAPITAL = re.compile(r"(?:nguồn )?vốn\b", re.IGNORECASE)
_COMMAS = re.compile(r"[,;]\s+|\s+và\s+")

_CASES = frozenset({"vụ", "vụ việc", "vụ án"})
_OFFENDERS = frozenset({"đối", "bị", "tên"})  # `đối tượng`, `bị can`
_OF_THEM = re.compile(r"(?:bị|được|liên quan|tham gia|là|có|đã|trong|cho)\b", re.IGNORECASE)
"""what is said of the offenders and not of their cases"""
_DID = re.compile(r"^(?:có |về )*(?:hành vi |tội )", re.IGNORECASE)


_SAID_OF = re.compile(rf"\b(?:{naming_words('said_of_all')})\b.*$", re.IGNORECASE)
_PASSIVE = re.compile(r"(?:bị|được|công nhận|mất tích)\b", re.IGNORECASE)
_ENDS_LIST = frozenset({";", ":", "(", ")", "opener", "is", "to", "up", "down", "verb", "silent", "share", "ratio"})


def shared_follow(s: State, i: int) -> str:
    """What two counts share behind the second (`11 vụ, 17 đối tượng về ma túy`; `12 xã và 3 phường đạt chuẩn`)."""
    tokens = s.words.tokens
    if offence := _of_offenders(s, i):
        return offence
    if object_ := _object_behind(s, i):
        return object_
    comma = i + 1 < len(tokens) and tokens[i + 1].kind == ","
    at = i + 2 if comma else i + 1
    if at >= len(tokens) or tokens[at].kind != "Q":
        return ""
    second, between = tokens[at].quantity, s.words.text[tokens[at - 1].end : tokens[at].start]
    if second is None or between.strip() != ("" if comma else "và"):
        return ""
    follow, _ = s.words.follow(at, second)
    behind = s.words.text[max(second.end, second.counted_end) :].lstrip()
    return follow if (_SHARED if comma else _PREDICATE).match(behind) else ""


def with_shared_predicate(s: State, i: int, follow: str) -> str:
    """The words behind a figure with the predicate that closes its list: `160 ha lúa, 46 ha hoa màu bị ngập`, `3 xã, 82
    thôn được công nhận`. Things of one kind, and what was done to, have a predicate of their own."""
    tokens = s.words.tokens
    first = tokens[i].quantity
    told = (
        first is not None and first.unit == "count" and len(follow.split()) > 1
    )  # `402 cụ già neo đơn, 125 trẻ bị bỏ rơi`
    if first is None or told or _SAID_OF.search(follow):
        return follow
    left = max((t.end for t in tokens[:i] if t.kind == ":"), default=s.left)
    if s.words.has(max(left, s.left), first.lead, ("verb", "silent", "up", "down")):
        return follow
    at = tokens[i].end + len(follow)
    for j in range(i + 1, len(tokens)):
        if tokens[j].kind != "Q":
            continue
        said, nearest = tokens[j].quantity, tokens[j - 1]
        between = s.words.text[max(tokens[i].end, nearest.end if nearest.kind == "," else 0) : tokens[j].start]
        if said is None or (first.counted or first.unit) == (said.counted or said.unit) == first.counted:
            return follow
        listed = (nearest.kind == "," and not between.strip()) or between.endswith(" và ")
        if not listed or said.unit in ("%", "VND") or s.words.has(at, tokens[j].start, _ENDS_LIST):
            return follow
        behind, _ = s.words.follow(j, said)
        shared = _SAID_OF.search(behind)
        if shared and (first.unit == "count" or _PASSIVE.match(shared[0])):  # households take part, not their hectares
            return f"{follow} {shared[0]}".strip()
        at = tokens[j].end
    return follow


def _object_behind(s: State, i: int) -> str:
    """`làm mới 24 km, nâng cấp 36 km đường giao thông`: what both was done to"""
    tokens = s.words.tokens
    q, behind = tokens[i].quantity, tokens[i + 1 : i + 4]
    kinds = [t.kind for t in behind]
    acted = i > 0 and tokens[i - 1].kind == "verb" and s.words.blank(tokens[i - 1].end, tokens[i].start)
    if q is None or not acted or kinds not in ([",", "verb", "Q"], ["verb", "Q"]):
        return ""
    other = behind[-1]
    tied = s.words.text[tokens[i].end : behind[-2].start].strip() in (",", "và")
    same = other.quantity is not None and other.quantity.unit == q.unit in ("km", "m", "ha", "m2", "m3")
    if not tied or not same or other.quantity is None or not s.words.blank(behind[-2].end, other.start):
        return ""
    follow, _ = s.words.follow(i + len(behind) if kinds[0] == "," else i + 2, other.quantity)
    return follow if follow[:1].islower() else ""


def _of_offenders(s: State, i: int) -> str:
    """What offenders did, told behind their number, is what the cases are of: `31 vụ/45 đối tượng đánh bạc`, `17 vụ với 23
    đối tượng buôn lậu pháo`."""
    tokens = s.words.tokens
    first = tokens[i].quantity
    at = next((j for j in range(i + 1, min(i + 3, len(tokens))) if tokens[j].kind == "Q"), None)
    second = tokens[at].quantity if at is not None else None
    if first is None or second is None or at is None or (first.counted or "") not in _CASES:
        return ""
    between = s.words.text[tokens[i].end : tokens[at].start].strip()
    if (second.counted or "").split(" ")[0] not in _OFFENDERS or between not in ("/", "với", ","):
        return ""
    follow, _ = s.words.follow(at, second)
    did = _DID.sub("", follow)
    return "" if did == follow and _OF_THEM.match(follow) else did


def _in_place(first: str, item: str) -> str:
    """An item in the place that the first one has: `… của khách sạn, nhà hàng` -> `… của nhà hàng`."""
    shared = _OF.match(first)
    if (of_class := _CLASS.match(first)) and not _CLASS.match(item):
        said = of_class[0].rstrip()  # `nhóm ngành khai khoáng; chế biến`
        return f"{said} {item.removeprefix(said.rsplit(' ', 1)[-1]).lstrip()}"  # `nhóm đất`, `đất ở`
    return from_shared_word(first, item) or from_sibling(first, item) or (shared[0] + item if shared else item)


def is_dealt(s: State, i: int, end: int) -> bool:
    """Do the words between the subject's `end` and figure `i` deal it and the next ones out? Shares parted by dashes are
    dealt without them: `Cơ cấu … nông nghiệp - dịch vụ là 41,5% - 58,5%`."""
    tokens = s.words.tokens
    if RESPECTIVELY.search(s.words.text[end : tokens[i].start]):
        return True
    dash, after = (*tokens[i + 1 : i + 3], None, None)[:2]
    shares = after is not None and after.quantity is not None and after.quantity.unit == "%"
    return shares and dash is not None and dash.kind == "-" and s.words.blank(tokens[i].end, dash.start)


def distribute(s: State, i: int, run: list[Token], end: int) -> str:
    """Names the figures of `A, B và C lần lượt là x, y và z` each by its own noun; returns the first one's."""
    tokens = s.words.tokens
    chain = _chain(s, i)
    said = [leader for leader in s.leaders if leader.unit == "%" or leader.measure == "level"][-len(chain) :]
    nouns = s.words.front(s.left, end, s.hole)
    if not nouns and len(said) == len(chain) > 1:
        last = tokens[chain[-1]].quantity
        rates = last is not None and last.unit == "pp" and all(leader.unit == "count" for leader in said)
        return _deal(s, chain, [f"{'Tỷ lệ ' if rates else ''}{leader.name.text}" for leader in said], run)
    if (told := _REFERRED.search(s.words.text, s.left, end)) and len(chain) > 1:
        return _deal(s, chain, _named_before(s, s.words.front(s.left, told.start()), len(chain)), run)
    says = [match.start() for match in RESPECTIVELY.finditer(s.words.text, s.left, tokens[i].start)]
    end = says[-1] if says else end  # `tốt, khá, trung bình lần lượt là`: a grade, no mean
    for start in (s.left, s.figure_end):
        listed = trim(s.words.front(start, end, s.hole).rsplit(":", 1)[-1])
        head, rest = split_head(listed)
        for separator in (_DASHES, _SEMICOLONS, _COMMAS):
            items = [trim(item) for item in separator.split(rest)]
            if len(items) == len(chain) > 1:
                items[0] = _MANY.sub("", items[0])
                wholes = [items[0], *(_in_place(items[0], item) for item in items[1:])]
                behind = _WITHIN.search(items[-1]) if separator is not _COMMAS else None
                wholes = [f"{whole}{behind[0]}" for whole in wholes[:-1]] + wholes[-1:] if behind else wholes
                return _deal(s, chain, [_whole(head, item) for item in wholes], run)
    return ""


def _chain(s: State, i: int) -> list[int]:
    """The figures that follow figure `i` with nothing but a comma, a dash or `và` between."""
    tokens, chain = s.words.tokens, [i]
    for j in range(i + 1, len(tokens)):
        if tokens[j].kind == "Q":
            if not _BETWEEN.fullmatch(s.words.text[tokens[chain[-1]].end : tokens[j].start]):
                break
            chain.append(j)
    return chain


def _whole(head: str, item: str) -> str:
    structure = head.lower() == "cơ cấu"  # of areas, of capital
    return item if split_head(item)[0] and not structure else f"{head} {item}".strip()


def _named_before(s: State, head: str, count: int) -> list[str]:
    """What `ba nhóm trên` are: the things named last, each with what is now said of them."""
    trail = [leader for _, leader in s.context.trail]
    before = [leader for leader in trail if leader.measure == "level"][-count:]
    if len(trail) >= count and all(leader.measure == "change" for leader in trail[-count:]):
        before = trail[-count:]  # `Đóng góp vào tăng trưởng của các khu vực nêu trên lần lượt là …`
    before = _parts_of_sum(trail, count) or before
    things = [leader.name.text if _CAPITAL.match(leader.name.text) else halves(leader.name)[1] for leader in before]
    things = [within(thing or leader.name.text) for thing, leader in zip(things, before, strict=True)]
    while len(things) > 1 and len({thing.partition(" ")[0] for thing in things}) == 1 and all(" " in x for x in things):
        things = [thing.partition(" ")[2] for thing in things]  # `Tổng sản phẩm trên địa bàn | dịch vụ`
    return [f"{trim(head)} {thing}".strip() for thing in things] if len(things) == count else []


def _parts_of_sum(trail: list[Leader], count: int) -> list[Leader]:
    """The `count` figures told last that add up to the one before them: what `ba nguồn vốn nêu trên` are."""
    levels = [leader for leader in trail if leader.measure == "level"]
    for at in range(len(levels) - count, 0, -1):
        parts, whole = levels[at : at + count], levels[at - 1]
        if whole.unit == parts[0].unit and sum(x.quantity.low for x in parts) == whole.quantity.low:
            return parts
    return []


def _deal(s: State, chain: list[int], named: list[str], run: list[Token]) -> str:
    """Gives each figure of the chain its name; returns the first one's."""
    for j, name in zip(chain[1:], named[1:], strict=False):
        q = s.words.tokens[j].quantity
        assert q is not None
        s.respective[q.start] = (name, run, s.left)
    return named[0] if named else ""
