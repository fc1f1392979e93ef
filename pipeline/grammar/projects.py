"""Projects, works and planning schemes that running text names: in lists, in notes, and one by one.

Problem: a list's status, money source and investor stand with its verb and its group noun (`khởi công mới 06 công trình
gồm: …`), often in another paragraph or before a footnote mark; the names themselves look like any place.
Signals, in order of precedence: a group noun that opens a list (`:`, `gồm`, parentheses, a name right behind it); a status
phrase that opens one (`Hoàn thành: …`); a counted kind of works with names (`03 nhà văn hóa thôn (…)`); a status phrase
that governs a name with a head of works; a name at the beginning of a clause with its own progress or cost.
Never: a street in passing, a policy (đề án, chương trình), a kind of works without a name, a body or a place is no project.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from pipeline.grammar.clauses import sentences
from pipeline.grammar.folding import fold
from pipeline.grammar.project_details import funding_in, location_in, owner_in, parentheses, progress, read_details
from pipeline.grammar.project_lists import Item, Reading, has_own_sum, mask, read_list
from pipeline.grammar.project_names import Lead, read_lead
from pipeline.grammar.project_words import StatusHit, alternatives, head_pattern, heads, status_hits, words
from pipeline.grammar.quantities import Quantity, Scan
from pipeline.text import Span
from schemas.project import Status


@dataclass(frozen=True, slots=True)
class Setting:
    """What a text inherits. `listed`: the text itself is a list of works (a bullet under its announcement, a note on a
    count), `whole`: all its sentences; `ahead`: it stands among targets; `head`: shared by items that leave it out; `group`: source offsets of the
    figure that counts the list, `count` its value."""

    status: Status | None = None
    ahead: bool = False
    listed: bool = False
    whole: bool = False
    head: str = ""
    count: int | None = None
    group: Span | None = None
    funding: str | None = None
    owner: str | None = None
    location: str | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """One naming of a project; offsets into the text read. `until` closes all that is said of it there; `cost_word` is
    what its sum is called; `figures` are further quantities with what they are called; `counted_at` is where the figure
    stands that counts the list."""

    start: int
    end: int
    until: int
    name: str
    cost: Quantity | None
    cost_word: str
    status: Status | None
    funding: str | None
    owner: str | None
    location: str | None
    figures: tuple[tuple[Quantity, str], ...]
    counted_at: int | None
    group: Span | None
    rule: str
    confidence: float


_NUMBER = r"(?:(?<![\w.,/])(?P<count>\d{1,3})(?:/\d+)?|(?<!\w)(?:hai|ba|bốn|năm|sáu|bảy|tám|chín|mười))"
_MANY = r"(?<!\w)(?:các|những|một số|nhiều|số)"
_OPENER = re.compile(
    r" ?:|,? (?:bao gồm|gồm có|gồm|như|cụ thể|cụ thể là|cụ thể như sau|đó là|trong đó có|là) ?[:,]? ?(?=[^\W\d])"
)
_LEAD_IN = re.compile(
    r"\s*(?:(?:bao gồm|gồm có|gồm|cụ thể|trong đó|đó là|danh mục|các)(?: (?:các|\d+))?(?: (?:công trình|dự án))*(?: như sau)? ?:? ?)(?=\S)"
)
_LABEL = re.compile(r"\s*(?:[-–+*•]|\(?\d{1,2}[.)]|\(?[a-zđ][.)/])\s*")
_AWARD = re.compile(
    r" (?:đạt chuẩn|đạt tiêu chuẩn|kiểu mẫu|văn minh|văn hóa|xanh|trở thành|vững mạnh|an toàn|không|tổ chức|phối hợp|về)(?!\w)"
)
_COUNTED_ROOMS = re.compile(r" (?P<count>\d{1,2}) (?=phòng|lớp|dãy|khối|nhà|hạng)")
_SINCE = re.compile(r"[;,]? ?(?:đến nay|hiện nay|hiện tại|hiện|tính đến|tiến độ|khối lượng)(?!\w)")
_DUTY = re.compile(r" (?:chương trình|kế hoạch|chỉ tiêu|nhiệm vụ|năm học|kiểm|tuyển|phổ cập|tự đánh giá)(?!\w)")
_SOURCE = re.compile(rf" ?(?:(?:từ |bằng )?(?:{alternatives('funds')})|{alternatives('admin')})(?!\w)[^:;,]{{0,60}}: ?")
_MODEL = re.compile(r"(?<!\w)(?:đạt chuẩn|kiểu mẫu|mô hình|trở thành|thành (?!phố)|văn minh|tiên tiến|xuất sắc)")
_INSIDE = re.compile(r"(?<!\w)(?:tại|ở|của|trên|dọc|gần|cạnh|trước|sau|khu vực|thuộc) $")
_QUALIFIER_LIMIT = 220
_NEAR = 36
_STRONG_STATUS = frozenset({"starting", "suspended", "planned", "approved", "ongoing", "completed"})


@cache
def _group() -> re.Pattern[str]:
    return re.compile(rf"(?:{_NUMBER} |{_MANY} |(?<!\w))(?P<noun>(?:{alternatives('group')}))(?!\w)")


@cache
def _kind() -> re.Pattern[str]:
    return re.compile(
        rf"{_NUMBER} (?P<noun>(?:{'|'.join(re.escape(h) for h in sorted(heads(), key=len, reverse=True))}))(?!\w)"
    )


def read_projects(text: str, scan: Scan, setting: Setting) -> list[Work]:
    """The projects that a paragraph or note names, in reading order."""
    reading = Reading(text, fold(text), scan.quantities)
    if not setting.listed and not speaks_of_works(reading.folded):
        return []
    works: list[Work] = []
    latest: list[Work] = []
    for start, end in sentences(text, scan):
        found = list(_Sentence(reading, setting, start, end).read())
        if not found and len(latest) == 1 and _SINCE.match(reading.folded, start, end):
            works[-1:] = _told(works[-1], progress(reading.folded, start, end))
        works += found
        latest = found
        if setting.listed and not setting.whole:
            setting = replace(setting, listed=False)
        if found and (head := _head_of(found, reading)):
            setting = replace(setting, head=head)
    return works


def _told(work: Work, hit: StatusHit | None) -> list[Work]:
    """The work with the progress that is told behind it, where nothing firm was said of it."""
    open_still = hit is not None and hit.firm and work.status in (None, "implemented")
    return [replace(work, status=hit.status) if open_still and hit else work]


def speaks_of_works(folded: str) -> bool:
    """Has the folded text a head of works or a group noun at all? Without one, no list of works announced, it names none."""
    return head_pattern().search(folded) is not None or words("group").search(folded) is not None


def _head_of(works: list[Work], reading: Reading) -> str:
    """The shared head of a list, for the next sentence's items that leave it out."""
    first = works[0]
    lead = read_lead(reading.text, reading.folded, first.start, first.end)
    if first.rule == "status_list" and lead.proper is not None and lead.head > lead.renew:
        return reading.text[lead.name : lead.proper].rstrip()
    own = first.name[: -len(reading.text[first.start : first.end])].strip()
    return own if first.rule == "status_list" else ""


class _Sentence:
    """One sentence, read from left to right; `at` is how far its words have been used up."""

    def __init__(self, reading: Reading, setting: Setting, start: int, end: int) -> None:
        self.reading, self.setting, self.start, self.end = reading, setting, start, end
        self.text, self.folded = reading.text, reading.folded
        self.flat = mask(reading.folded, start, end)
        self.at = start
        self.hits = list(status_hits(self.flat, start, end))

    def read(self) -> Iterator[Work]:
        if self.setting.listed:
            found = list(self._listed())
            if found:
                yield from found
        for position, rule in self._openings():
            if position >= self.at:
                yield from self._told_later(list(rule(position)))

    def _openings(self) -> list:  # type: ignore[type-arg]
        """Where a project or list may open, in order; of several at one place, the more telling rule first."""
        out = [
            (m.start("noun"), 0, lambda p, m=m: self._after_group(m)) for m in _group().finditer(self.flat, self.start)
        ]
        out += [
            (m.start("noun"), 1, lambda p, m=m: self._after_kind(m)) for m in _kind().finditer(self.flat, self.start)
        ]
        out += [(h.start, 2, lambda p, h=h: self._after_status(h)) for h in self.hits]
        out += [(p, 3, self._at_clause) for p in self._clauses()]
        out.sort(key=lambda o: (o[0], o[1]))
        return [(p, rule) for p, _, rule in out]

    def _told_later(self, works: list[Work]) -> list[Work]:
        """A lone work whose progress the next clause tells: `…, tổng mức đầu tư 8,5 tỷ đồng; đến nay đạt 70% khối lượng`."""
        later = _SINCE.match(self.flat, self._clause_end(works[0].until), self.end) if len(works) == 1 else None
        return _told(works[0], progress(self.flat, later.start(), self._clause_end(later.end()))) if later else works

    def _clauses(self) -> Iterator[int]:
        yield self.start
        for m in re.finditer(r"; ?(?:và )?|: ?", self.flat[self.start :]):
            yield self.start + m.end()

    # -- what governs a list -----------------------------------------------------------------------------------------

    def _clause_start(self, at: int) -> int:
        return max(self.flat.rfind(";", self.start, at) + 1, self.start)

    def _clause_end(self, at: int) -> int:
        semicolon = self.flat.find(";", at, self.end)
        return semicolon if semicolon >= 0 else self.end

    def governing(self, at: int) -> StatusHit | None:
        """The status phrase that governs what begins at `at`: the last firm one of its clause, else of the sentence."""
        for start in (self._clause_start(at), self.start):
            hits = [h for h in self.hits if start <= h.start and h.end <= at]
            if hits:
                return next((h for h in reversed(hits) if h.firm), hits[-1])
        return None

    def group_setting(self, before: int, start: int, end: int, count: re.Match[str] | None) -> Setting:
        """What a group noun before `start` with its qualifiers `start:end` says of the list behind it."""
        verb = self.governing(before)
        inside = [h for h in self.hits if start <= h.start and h.end <= end]
        comma = self.flat.rfind(",", start, end)
        later = [h for h in inside if comma >= 0 and h.start > comma and h.firm]
        firm = next((h for h in inside if h.firm), None)
        told = later[-1] if later else verb if verb and verb.firm else firm or verb or (inside[0] if inside else None)
        clause = self._clause_start(before)
        folded, text = self.folded, self.text
        return replace(
            self.setting,
            status=told.status if told else self.setting.status,
            count=int(count["count"]) if count and count["count"] else None,
            funding=funding_in(text, folded, start, end)
            or funding_in(text, folded, clause, before)
            or self.setting.funding,
            owner=owner_in(text, folded, start, end) or self.setting.owner,
            location=location_in(text, folded, start, end) or self.setting.location,
        )

    # -- the rules ---------------------------------------------------------------------------------------------------

    def _listed(self) -> Iterator[Work]:
        """The sentence is itself the list, or part of it; `Hoàn thành: …` and `Vốn tỉnh: …` may head it."""
        start = self.start
        if lead_in := _LEAD_IN.match(self.folded, start, self.end):
            start = lead_in.end()
        elif label := _LABEL.match(self.folded, start, self.end):
            start = label.end()
        setting = self.setting
        if source := _SOURCE.match(self.flat, start, self.end):
            setting = replace(
                setting,
                funding=funding_in(self.text, self.folded, start, source.end()) or setting.funding,
                location=location_in(self.text, self.folded, start, source.end()) or setting.location,
            )
            start = source.end()
        found = read_list(self.reading, start, self.end, listed=True, count=setting.count, head=setting.head)
        items = found.items
        if not items:
            return
        first = items[0]
        counted = self.setting.count is not None and len(items) == self.setting.count
        headed = first.headed and (first.lead.kind != "place" or first.named)
        if not (headed or counted or (self.setting.whole and (first.named or len(items) > 1))):
            return
        if first.end < self.end and self.flat[first.end : first.end + 1] == ":" and not first.named:
            return
        self.at = found.end
        yield from self._works(items, setting, "listed", None)

    def _after_group(self, m: re.Match[str]) -> Iterator[Work]:
        """`06 công trình gồm: …`, `02 công trình Trường A và B`, `1 công trình … (kè …)`, `Dự án Hồ chứa nước …`."""
        behind = m.end()
        if self.flat[behind : behind + 1] == " ":
            works = list(self._named_right_behind(m, behind + 1))
            if works:
                yield from works
                return
        limit = min(self._clause_end(behind), behind + _QUALIFIER_LIMIT)
        opener = _OPENER.search(self.flat, behind, limit)
        hidden = self.flat.find("\x00", behind, opener.start() if opener else limit)
        if hidden >= 0:
            for a, b in parentheses(self.folded, hidden, self.end):
                found = read_list(self.reading, a, b, listed=True, count=_count(m), head="")
                if found.items and all(i.headed or i.named for i in found.items) and found.items[0].headed:
                    setting = self.group_setting(m.start(), behind, hidden, m)
                    self.at = b
                    yield from self._works(found.items, setting, "group_parentheses", m)
                    return
                break
        while opener is not None:
            found = read_list(self.reading, opener.end(), self.end, listed=True, count=_count(m), head="")
            if found.items and self._is_list_of_works(found.items, m):
                setting = self.group_setting(m.start(), behind, opener.start(), m)
                self.at = found.end
                yield from self._works(found.items, setting, "group_list", m)
                return
            opener = _OPENER.search(self.flat, opener.end(), limit)

    def _named_right_behind(self, m: re.Match[str], at: int) -> Iterator[Work]:
        end = self.end
        if self.flat[at : at + 1] == '"':
            yield from self._quoted(m, at)
            return
        lead = read_lead(self.text, self.flat, at, self._clause_end(at))
        headed = lead.head > lead.renew and lead.kind not in ("place", "estate")
        if not headed or not self._is_named_work(lead):
            return
        several = bool(m["count"]) or self.flat[m.start() : m.start("noun")].strip() != ""
        found = read_list(self.reading, at, end, listed=several, count=_count(m), head="")
        if not found.items:
            return
        if (
            _INSIDE.search(self.flat, max(self.start, m.start() - 12), m.start("noun"))
            and not found.items[0].details.cost
        ):
            if not found.items[0].details.status:
                return
        verb = self.governing(m.start("noun"))
        setting = replace(self.setting, status=verb.status if verb else self.setting.status, count=_count(m))
        if several:
            setting = self.group_setting(m.start(), m.end(), m.end(), m)
        self.at = found.end
        yield from self._works(
            found.items, setting, "group_name" if several else "project_name", m if several else None
        )

    def _quoted(self, m: re.Match[str], at: int) -> Iterator[Work]:
        """`dự án “Nâng cấp tuyến đê …”`: the quotes hold the name."""
        close = self.flat.find('"', at + 1, self.end)
        lead = read_lead(self.text, self.folded, at + 1, close) if close > 0 else None
        if (
            lead is None
            or lead.proper is None
            or lead.head <= lead.renew
            or words("refused").match(self.folded, at + 1)
        ):
            return
        limit = self._clause_end(close)
        item = Item(at + 1, close, limit, self.text[at + 1 : close].strip(), lead, elided=False)
        item.details = read_details(self.text, self.folded, [(close + 1, limit, False)], self.reading.quantities)
        self.at = close + 1
        yield from self._works([item], self._governed(m.start()), "project_name", None)

    def _is_list_of_works(self, items: list[Item], m: re.Match[str]) -> bool:
        first = items[0]
        if first.headed and first.lead.kind != "place":
            return True
        counted = _count(m)
        if counted is not None and counted == len(items):
            return first.headed or first.named
        return first.headed and first.named or sum(i.headed and i.named for i in items) * 2 > len(items)

    def _after_kind(self, m: re.Match[str]) -> Iterator[Work]:
        """`hoàn thành xây mới 03 nhà văn hóa thôn (Đông, Bàu, Mới 2)`."""
        hit = next((h for h in self.hits if h.end <= m.start() <= h.end + 2), None)
        if hit is None:
            return
        limit = self._clause_end(m.end())
        hidden = self.flat.find("\x00", m.end(), limit)
        opener = _OPENER.search(self.flat, m.end(), limit)
        if hidden >= 0 and (opener is None or hidden < opener.start()):
            span = next(parentheses(self.folded, hidden, self.end))
            stop = hidden
        elif opener is not None:
            span, stop = (opener.end(), self.end), opener.start()
        else:
            return
        head = self.text[m.start("noun") : stop].strip()
        lead = read_lead(self.text, self.flat, m.start("noun"), stop)
        if lead.proper is not None or "," in head or len(head.split()) > 8 or ":" in self.folded[span[0] : span[1]]:
            return
        found = read_list(self.reading, *span, listed=True, count=_count(m), head=head)
        if not found.items or not all(i.elided or (i.headed and i.named) for i in found.items):
            return
        self.at = found.end
        yield from self._works(found.items, self.group_setting(m.start(), m.end(), stop, m), "kind_list", m)

    def _after_status(self, hit: StatusHit) -> Iterator[Work]:
        """`Hoàn thành: Đường A, B`, `hoàn thành đường liên xã A - B`, `đang thi công nâng cấp hồ C`."""
        colon = re.compile(r"[^:;.\d\x00]{0,40}:").match(self.flat, hit.end, self.end)
        if colon and not _group().search(self.flat, hit.end, colon.end()):
            found = read_list(self.reading, colon.end(), self.end, listed=True, head=self.setting.head)
            if found.items and found.items[0].headed:
                self.at = found.end
                yield from self._works(found.items, self._governed(colon.end()), "status_list", None)
                return
        if number := _COUNTED_ROOMS.match(self.flat, hit.end, self.end):
            lead = read_lead(self.text, self.flat, number.end(), self.end)
            if self._is_named_work(lead) and lead.kind == "house":
                found = read_list(self.reading, number.start("count"), self.end, listed=True)
                self.at = max(self.at, found.end)
                yield from self._works(found.items[:1], self._governed(hit.end), "status_name", None)
                return
        at = hit.start if words("renew").match(self.flat, hit.start, hit.end) else hit.end
        lead = read_lead(self.text, self.flat, at, self.end)
        if not self._governs(lead.start, hit) or not self._is_named_work(lead):
            return
        if lead.renew == lead.built and not _stands(lead, hit):
            return
        found = read_list(self.reading, at, self.end, listed=False)
        if not found.items or self._is_award(found.items[0]):
            return
        self.at = found.end
        yield from self._works(found.items, self._governed(at if at == hit.end else hit.end), "status_name", None)

    def _is_award(self, item: Item) -> bool:
        """`Xây dựng Trường THCS Lê Lợi đạt chuẩn quốc gia`: a standing, no building."""
        model = _MODEL.search(self.flat, item.lead.proper or item.start, item.end)
        return model is not None or _AWARD.match(self.flat, item.end, self.end) is not None

    def _governed(self, at: int) -> Setting:
        verb = self.governing(at)
        return replace(self.setting, status=verb.status if verb else self.setting.status, count=None, group=None)

    def _governs(self, name: int, hit: StatusHit) -> bool:
        return self.flat[hit.end : name].strip(" ,") == "" or name == hit.start

    def _is_named_work(self, lead: Lead) -> bool:
        """Is there a head of works and, in the same clause, a proper part of it, or the sum of the only one there is?"""
        renew, head, proper = lead.renew, lead.head, lead.proper
        if head <= renew or words("not_works").match(self.flat, renew):
            return False
        if proper is None:
            comma = self.flat.find(",", head, self._clause_end(head))
            return has_own_sum(self.reading, self.flat, lead, comma if comma >= 0 else self._clause_end(head))
        if words("refused").match(self.flat, renew) and not head_pattern().match(self.flat, renew):
            return False
        between = self.flat[head:proper]
        if re.search(r"[,;:\x00]", between) or words("stop").search(between):
            return False
        noun = self.flat[renew:head]
        return (
            noun != "quy hoạch"
            or '"' in self.flat[head : proper + 1]
            or head_pattern().match(self.flat, head + 1) is not None
        )

    def _at_clause(self, at: int) -> Iterator[Work]:
        """`Cầu Ông Đội (kinh phí 18,9 tỷ đồng) khởi công ngày 15/3`: a name with its own cost or progress."""
        lead = read_lead(self.text, self.flat, at, self._clause_end(at))
        if not self._is_named_work(lead) or (lead.kind in ("place", "estate") and lead.renew == lead.built):
            return
        found = read_list(self.reading, at, self._clause_end(at), listed=False)
        if not found.items:
            return
        told = [i for i in found.items if i.details.cost is not None or self._tells(i)]
        if len(told) == len(found.items):
            self.at = found.end
            clause = self._clause_start(at)
            funding = (
                funding_in(self.text, self.folded, clause, at) if self.flat[clause:at].rstrip().endswith(":") else None
            )
            setting = replace(self.setting, status=None, funding=funding or self.setting.funding)
            yield from self._works(found.items, setting, "clause_name", None)

    def _tells(self, item: Item) -> bool:
        """Does the item's own predicate say how far it is, right behind the name?"""
        details = item.details
        if details.status not in _STRONG_STATUS:
            return False
        gap = self.flat[item.end : details.status_at].replace("\x00", "").strip()
        if _DUTY.search(self.flat, details.status_at, min(self.end, details.status_at + 40)):
            return False
        return (
            len(gap) < 2 * _NEAR if gap.startswith(("đã", "đang", "được", ":")) else len(gap) < _NEAR and "," not in gap
        )

    # -- results -----------------------------------------------------------------------------------------------------

    def _works(self, items: list[Item], setting: Setting, rule: str, m: re.Match[str] | None) -> Iterator[Work]:
        counted_at = m.start("count") if m is not None and m["count"] else None
        for item in items:
            details = item.details
            status = details.status if details.status else setting.status
            if details.status == "implemented" and setting.status:
                status = setting.status
            if setting.ahead and status != "suspended":
                status = "ongoing" if status == "ongoing" else "planned"
            yield Work(
                item.start, item.end, item.until, item.name, details.cost, details.cost_word, status,
                details.funding or setting.funding, details.owner or setting.owner, details.location or setting.location,
                tuple(details.figures), counted_at, setting.group if counted_at is None else None, rule,
                _confidence(item, rule, status),
            )  # fmt: skip


def _stands(lead: Lead, hit: StatusHit) -> bool:
    """May the verb's object be a project: an estate or highway only where it is being built?"""
    if lead.kind == "estate":
        return hit.status in ("starting", "completed", "ongoing")
    return lead.kind != "place"


def _count(m: re.Match[str]) -> int | None:
    return int(m["count"]) if m["count"] else None


def _confidence(item: Item, rule: str, status: Status | None) -> float:
    sure = {"group_list": 0.95, "group_parentheses": 0.9, "listed": 0.95, "group_name": 0.9, "kind_list": 0.9,
            "status_list": 0.9, "status_name": 0.85, "clause_name": 0.8, "project_name": 0.8}[rule]  # fmt: skip
    if item.elided:
        sure -= 0.05
    elif not (item.headed and item.named):
        sure -= 0.2
    return round(sure - (0.1 if status in (None, "implemented") else 0), 2)


def announced(text: str, scan: Scan, at: int, setting: Setting) -> tuple[Setting, int | None] | None:
    """What the text before `at` (a footnote mark, or the colon that ends a paragraph) announces: the setting of the list
    of works to come and where the figure stands that counts it; None where it announces none."""
    reading = Reading(text, fold(text), scan.quantities)
    start, end = next(((a, b) for a, b in sentences(text, scan) if a <= at <= b), (0, at))
    sentence = _Sentence(reading, setting, start, min(end, at))
    clause = sentence._clause_start(at)
    matches = [m for m in _group().finditer(sentence.flat, clause, at)]
    for m in reversed(matches):
        rest = sentence.flat[m.end() : at]
        if len(rest) > _QUALIFIER_LIMIT or "\x00" in rest.rstrip("\x00 ") or (":" in rest.rstrip(": ")):
            continue
        several = m["count"] or sentence.flat[m.start() : m.start("noun")].strip()
        if not several and not text[:at].rstrip().endswith(":") and m["noun"] != sentence.flat[clause:at].strip():
            continue
        told = sentence.group_setting(m.start(), m.end(), at, m)
        return replace(told, listed=True), (m.start("count") if m["count"] else None)
    for k in reversed([k for k in _kind().finditer(sentence.flat, clause, at)]):
        head = text[k.start("noun") : at].strip(" :")
        if len(head.split()) <= 8 and "," not in head and sentence.governing(k.start()) is not None:
            told = sentence.group_setting(k.start(), k.end(), at, k)
            return replace(told, listed=True, head=head), (k.start("count") if k["count"] else None)
    if text[:at].rstrip().endswith(":") or text[at : at + 1] == ":":
        near = [h for h in sentence.hits if h.start >= clause and at - h.end <= _NEAR and h.firm]
        if near and not any(c.isdigit() for c in sentence.flat[near[-1].end : at]):
            return replace(setting, status=near[-1].status, listed=True), None
    return None
