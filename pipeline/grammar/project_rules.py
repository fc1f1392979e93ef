"""The rules by which a sentence names projects, each for one way in which reports do.

In order of precedence where two begin at one place: a group noun; a counted kind of works; a status phrase; the
beginning of a clause. A rule that reads a list uses its words up; what is left is read on behind it.
Never: takes a name without a head of works, except in a list that the text presents as works.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

from pipeline.frozen import replace
from pipeline.grammar.project_details import funding_in, location_in, parentheses, progress, read_details
from pipeline.grammar.project_governing import QUALIFIER_LIMIT, Sentence, Setting, Work, groups_in, kind_pattern
from pipeline.grammar.project_lists import Item, read_list
from pipeline.grammar.project_names import Lead, opens_with_head, read_lead
from pipeline.grammar.project_parts import has_own_sum
from pipeline.grammar.project_words import StatusHit, alternatives, head_pattern, named_values, words
from pipeline.grammar.quantities import Quantity
from schemas.project import Status

_OPENER = re.compile(
    r" ?:|,? (?:bao gồm|gồm có|gồm|như|cụ thể|cụ thể là|cụ thể như sau|đó là|trong đó có|là) ?[:,]? ?(?=[^\W\d])"
)
_LEAD_IN = re.compile(
    r"\s*(?:bao gồm|gồm có|gồm|cụ thể|trong đó|đó là|danh mục|các)(?: (?:các|\d+))?(?: (?:công trình|dự án))*"
    r"(?: như sau)? ?:? ?(?=\S)"
)
_LABEL = re.compile(r"\s*(?:[-–+*•]|\(?\d{1,2}[.)]|\(?[a-zđ][.)/])\s*")
_COUNTED_ROOMS = re.compile(r" (?P<count>\d{1,2}) (?=phòng|lớp|dãy|khối|nhà|hạng)")
_DUTY = re.compile(rf" (?:{alternatives('duties')})(?!\w)")
_SOURCE = re.compile(rf" ?(?:(?:từ |bằng )?(?:{alternatives('funds')})|{alternatives('admin')})(?!\w)[^:;,]{{0,60}}: ?")
_STANDING = re.compile(rf"(?<!\w)(?:{alternatives('awards')}|thành (?!phố))")
_ACTIVITY = re.compile(rf" (?:{alternatives('awards')}|{alternatives('activities')})(?!\w)")
_INSIDE = re.compile(r"(?<!\w)(?:tại|ở|của|trên|dọc|gần|cạnh|trước|sau|khu vực|thuộc) $")
_NEAR = 36
_STRONG_STATUS = frozenset({"starting", "suspended", "planned", "approved", "ongoing", "completed"})
_SUM_LATER = re.compile(rf"; ?{named_values('costs')[0].pattern}[ :]*(?:là |trên |khoảng )*(?=\d)")
_SPENT = re.compile(r"(?<!\w)(?:giải ngân|thanh toán|tạm ứng)(?!\w)")
_GIVEN = re.compile(r"(?<!\w)(?:đầu tư|chi|dành|huy động|bố trí)(?: (?:trên|gần|hơn|khoảng|số tiền|kinh phí))* $")
_TO_COLON = re.compile(r"(?:[^:;.\d\x00]|(?:năm|quý|tháng) \d{1,4}){0,40}:")
_COST = re.compile(rf" ?(?:có )?{named_values('costs')[0].pattern}")
_LONGEST_LABEL = 140
_CLAUSE = re.compile(r"; ?(?:và )?|: ?|, trong đó (?:có )?(?=[^\W\d_])")
SINCE = re.compile(rf"[;,]? ?(?:{alternatives('since')})(?!\w)")
"""How a clause or sentence begins that tells more of the work before it."""


_WHEN = re.compile(r" (?:trong|vào) (?:quý|tháng|năm) (?:[ivx]+|\d+)(?:[/-]\d{4})?(?= )")
"""when, between the status and the name"""


class Rules(Sentence):
    """A sentence read from left to right."""

    def read(self) -> Iterator[Work]:
        if self.setting.listed:
            yield from self._listed()
        for position, rule in self._openings():
            if position >= self.at:
                yield from self._told_later(list(rule()))

    def _openings(self) -> list[tuple[int, Callable[[], Iterator[Work]]]]:
        """Where a project or list may open, in order; of several at one place, the more telling rule first."""
        groups = groups_in(self.flat, self.start)
        kinds = kind_pattern().finditer(self.flat, self.start)
        out: list[tuple[int, int, Callable[[], Iterator[Work]]]] = []
        out += [(m.start("noun"), 0, partial(self._after_group, m)) for m in groups]
        out += [(m.start("noun"), 1, partial(self._after_kind, m)) for m in kinds]
        out += [(hit.start, 2, partial(self._after_status, hit)) for hit in self.hits]
        out += [(at, 3, partial(self._at_clause, at)) for at in self._clauses()]
        return [(at, rule) for at, _, rule in sorted(out, key=lambda o: o[:2])]

    def _told_later(self, works: list[Work]) -> list[Work]:
        """A lone work of which the next clauses tell more: `…; giá trị 2,3 tỷ đồng; đến nay đạt 70% khối lượng`."""
        if len(works) != 1:
            return works
        work, at = works[0], self.clause_end(works[0].until)
        while later := SINCE.match(self.flat, at, self.end) or _SUM_LATER.match(self.flat, at, self.end):
            at = self.clause_end(later.end())
            work = told(work, progress(self.flat, later.start(), at))
            details = read_details(self.text, self.folded, [(later.start(), at, False)], self.reading.quantities)
            if work.cost is None and details.cost is not None and later.re is _SUM_LATER:
                work = replace(work, cost=details.cost, cost_word=details.cost_word, until=at)
        return [work]

    def _clauses(self) -> Iterator[int]:
        yield self.start
        for m in _CLAUSE.finditer(self.flat, self.start):
            yield m.end()

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
        yield from self.works(items, setting, "listed", None)

    def _after_group(self, m: re.Match[str]) -> Iterator[Work]:
        """`06 công trình gồm: …`, `02 công trình Trường A và B`, `1 công trình … (kè …)`, `Dự án Hồ chứa nước …`."""
        behind = m.end()
        if self.flat[behind : behind + 1] == " ":
            works = list(self._named_right_behind(m, behind + 1))
            if works:
                yield from works
                return
        limit = min(self.clause_end(behind), behind + QUALIFIER_LIMIT)
        opener = _OPENER.search(self.flat, behind, limit)
        hidden = self.flat.find("\x00", behind, opener.start() if opener else limit)
        if hidden >= 0:
            for a, b in parentheses(self.folded, hidden, self.end):
                found = read_list(self.reading, a, b, listed=True, count=_count(m), head="")
                if found.items and all(i.headed or i.named for i in found.items) and found.items[0].headed:
                    setting = self.group_setting(m.start(), behind, hidden, m)
                    self.at = b
                    yield from self.works(found.items, setting, "group_parentheses", m)
                    return
                break
        while opener is not None:
            found = read_list(self.reading, opener.end(), self.end, listed=True, count=_count(m), head="")
            if found.items and self._is_list_of_works(found.items, m):
                setting = self.group_setting(m.start(), behind, opener.start(), m)
                self.at = found.end
                if _SPENT.search(self.flat, self.clause_start(m.start()), opener.start()):
                    for item in found.items:
                        item.details.cost = None
                yield from self.works(found.items, setting, "group_list", m)
                return
            opener = _OPENER.search(self.flat, opener.end(), limit)

    def _named_right_behind(self, m: re.Match[str], at: int) -> Iterator[Work]:
        end = self.end
        if self.flat[at : at + 1] == '"':
            yield from self._quoted(m, at)
            return
        lead = read_lead(self.text, self.flat, at, self.clause_end(at))
        headed = lead.head > lead.renew and lead.kind not in ("place", "estate")
        if not headed or not self._is_named_work(lead):
            return
        several = bool(m["count"]) or self.flat[m.start() : m.start("noun")].strip() != ""
        found = read_list(self.reading, at, end, listed=several, count=_count(m), head="")
        if not found.items:
            return
        passing = _INSIDE.search(self.flat, max(self.start, m.start() - 12), m.start("noun")) is not None
        details = found.items[0].details
        if passing and not details.cost and not details.status:
            return
        verb = self.governing(m.start("noun"))
        setting = replace(self.setting, status=verb.status if verb else self.setting.status, count=_count(m))
        if several:
            setting = self.group_setting(m.start(), m.end(), m.end(), m)
        self.at = found.end
        yield from self.works(found.items, setting, "group_name" if several else "project_name", m if several else None)

    def _quoted(self, m: re.Match[str], at: int) -> Iterator[Work]:
        """`dự án “Nâng cấp tuyến đê …”`: the quotes hold the name."""
        close = self.flat.find('"', at + 1, self.end)
        if close < 0 or words("refused").match(self.folded, at + 1):
            return
        lead = read_lead(self.text, self.folded, at + 1, close)
        limit = self.clause_end(close)
        item = Item(at + 1, close, limit, self.text[at + 1 : close].strip(), lead, elided=False)
        item.details = read_details(self.text, self.folded, [(close + 1, limit, False)], self.reading.quantities)
        verb = self.governing(m.start())
        if not (item.headed and item.named) and item.details.cost is None and not (verb and verb.firm):
            return
        self.at = close + 1
        yield from self.works([item], self.governed(m.start()), "project_name", None)

    def _is_list_of_works(self, items: list[Item], m: re.Match[str]) -> bool:
        first = items[0]
        if first.headed and first.lead.kind != "place":
            return True
        counted = _count(m)
        if counted is not None and counted == len(items):
            return first.headed or first.named
        return (first.headed and first.named) or sum(i.headed and i.named for i in items) * 2 > len(items)

    def _after_kind(self, m: re.Match[str]) -> Iterator[Work]:
        """`hoàn thành xây mới 03 nhà văn hóa thôn (Đông, Bàu, Mới 2)`."""
        hit = next((h for h in self.hits if h.end <= m.start() <= h.end + 2), None)
        if hit is None:
            return
        limit = self.clause_end(m.end())
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
        yield from self.works(found.items, self.group_setting(m.start(), m.end(), stop, m), "kind_list", m)

    def _after_status(self, hit: StatusHit) -> Iterator[Work]:
        """`Hoàn thành: Đường A, B`, `hoàn thành đường liên xã A - B`, `khởi công trong quý III/2024 Khu dân cư D`."""
        if when := _WHEN.match(self.flat, hit.end, self.end):
            hit = replace(hit, end=when.end())
        colon = _TO_COLON.match(self.flat, hit.end, self.end)
        if colon and not words("group").search(self.flat, hit.end, colon.end()):
            found = read_list(self.reading, colon.end(), self.end, listed=True, head=self.setting.head)
            if found.items and found.items[0].headed:
                self.at = found.end
                yield from self.works(found.items, self.governed(colon.end()), "status_list", None)
                return
        if number := _COUNTED_ROOMS.match(self.flat, hit.end, self.end):
            lead = read_lead(self.text, self.flat, number.end(), self.end)
            if self._is_named_work(lead) and lead.kind == "house":
                found = read_list(self.reading, number.start("count"), self.end, listed=True)
                self.at = max(self.at, found.end)
                yield from self.works(found.items[:1], self.governed(hit.end), "status_name", None)
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
        first = found.items[0]
        if len(found.items) == 1 and first.details.cost is None:
            first.details.cost = self._given(hit.start)
        yield from self.works(found.items, self.governed(at if at == hit.end else hit.end), "status_name", None)

    def _given(self, at: int) -> Quantity | None:
        """The sum of `đầu tư 12 tỷ đồng xây dựng Trường …`, right before the verb at `at`."""
        for q in self.reading.quantities:
            if q.unit == "VND" and q.end <= at and self.flat[q.end : at].strip() in ("", "để", "để đầu tư", "đầu tư"):
                return q if _GIVEN.search(self.flat, self.start, q.lead) else None
        return None

    def _is_award(self, item: Item) -> bool:
        """`Xây dựng Trường THCS Lê Lợi đạt chuẩn quốc gia`: a standing, no building."""
        model = _STANDING.search(self.flat, item.lead.proper or item.start, item.end)
        return model is not None or _ACTIVITY.match(self.flat, item.end, self.end) is not None

    def _governs(self, name: int, hit: StatusHit) -> bool:
        return self.flat[hit.end : name].strip(" ,") == "" or name == hit.start

    def _is_named_work(self, lead: Lead) -> bool:
        """Is there a head of works and, in the same clause, a proper part of it, or the sum of the only one?"""
        renew, head, proper = lead.renew, lead.head, lead.proper
        if head <= renew or words("not_works").match(self.flat, renew):
            return False
        if proper is None:
            comma = self.flat.find(",", head, self.clause_end(head))
            return has_own_sum(self.reading, self.flat, lead, comma if comma >= 0 else self.clause_end(head))
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

    def _labelled(self, at: int) -> Iterator[Work]:
        """`Đường vành đai 3, đoạn Km5 - Km14: tổng mức đầu tư 2.846 tỷ đồng; …; đang thi công`: a name before a colon, what
        is told of it behind: its cost first."""
        colon = self.flat.find(":", at, min(self.end, at + _LONGEST_LABEL))
        if colon < 0 or ";" in self.flat[at:colon] or _COST.match(self.flat, colon + 1, self.end) is None:
            return
        lead = read_lead(self.text, self.flat, at, colon)
        if lead.head <= lead.renew or lead.kind == "place" or words("not_works").match(self.flat, lead.renew):
            return
        if lead.proper is None and not any(c.isupper() for c in self.text[lead.head : colon]):
            return  # `Xây dựng trường học, trạm y tế: tổng mức đầu tư 12 tỷ đồng`
        item = Item(lead.start, colon, self.end, self.text[lead.start : colon].strip(), lead, elided=False)
        item.details = read_details(self.text, self.folded, [(colon + 1, self.end, False)], self.reading.quantities)
        if item.details.cost is None:
            return
        if item.details.status == "starting":  # `khởi công ngày 19/12/2022, đang thi công mố M1`
            later = [
                h.status for h in self.hits if h.start > item.details.status_at and h.status in ("ongoing", "completed")
            ]
            item.details.status = later[0] if later else "starting"
        self.at = self.end
        yield from self.works([item], replace(self.setting, status=None), "labelled", None)

    def _at_clause(self, at: int) -> Iterator[Work]:
        """`Cầu Ông Đội (kinh phí 18,9 tỷ đồng) khởi công ngày 15/3`: a name with its own cost or progress."""
        label = _LABEL.match(self.folded, at, self.end) if at == self.start else None
        labelled = list(self._labelled(label.end() if label else at)) if at == self.start else []
        if labelled:
            yield from labelled
            return
        if not opens_with_head(self.text, self.flat, at, self.clause_end(at)):
            return
        lead = read_lead(self.text, self.flat, at, self.clause_end(at))
        if not self._is_named_work(lead) or (lead.kind in ("place", "estate") and lead.renew == lead.built):
            return
        found = read_list(self.reading, at, self.clause_end(at), listed=False)
        if not found.items:
            return
        told = [i for i in found.items if i.details.cost is not None or self._tells(i)]
        if len(told) == len(found.items):
            self.at = found.end
            clause = self.clause_start(at)
            funding = (
                funding_in(self.text, self.folded, clause, at) if self.flat[clause:at].rstrip().endswith(":") else None
            )
            setting = replace(self.setting, status=None, funding=funding or self.setting.funding)
            yield from self.works(found.items, setting, "clause_name", None)

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

    def works(self, items: list[Item], setting: Setting, rule: str, m: re.Match[str] | None) -> Iterator[Work]:
        counted_at = m.start("count") if m is not None and m["count"] else None
        for item in items:
            details = item.details
            status = details.status if details.status else setting.status
            if setting.status and (details.status == "implemented" or setting.status == "suspended"):
                status = setting.status  # `Tạm dừng: Bãi đỗ xe do vướng mặt bằng`
            if setting.ahead and status != "suspended":
                status = "ongoing" if status == "ongoing" else "planned"
            yield Work(
                item.start, item.end, item.until, item.name, details.cost, details.cost_word, status,
                details.funding or setting.funding, details.owner or setting.owner,
                details.location or setting.location,
                tuple(details.figures), counted_at, setting.group if counted_at is None else None, rule,
                _confidence(item, rule, status),
            )  # fmt: skip


def told(work: Work, hit: StatusHit | None) -> Work:
    """The work with the progress that is told behind it, where nothing firm was said of it."""
    open_still = work.status in (None, "implemented")
    return replace(work, status=hit.status) if open_still and hit is not None and hit.firm else work


def _stands(lead: Lead, hit: StatusHit) -> bool:
    """May the verb's object be a project: an estate or highway only where it is being built?"""
    if lead.kind == "estate":
        return hit.status in ("starting", "completed", "ongoing")
    return lead.kind != "place"


def _count(m: re.Match[str]) -> int | None:
    return int(m["count"]) if m["count"] else None


def _confidence(item: Item, rule: str, status: Status | None) -> float:
    sure = {"group_list": 0.95, "group_parentheses": 0.9, "listed": 0.95, "group_name": 0.9, "kind_list": 0.9,
            "status_list": 0.9, "status_name": 0.85, "labelled": 0.9, "clause_name": 0.8, "project_name": 0.8}[rule]  # fmt: skip
    if item.elided:
        sure -= 0.05
    elif not (item.headed and item.named):
        sure -= 0.2
    return round(sure - (0.1 if status in (None, "implemented") else 0), 2)
