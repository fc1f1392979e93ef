"""Projects, works and planning schemes that running text names: in lists, in notes, and one by one.

Problem: a list's status, money source and investor stand with its verb and its group noun (`khởi công mới 06 công trình
gồm: …`), often in another paragraph or before a footnote mark; the names themselves look like any place.
Signals, in order of precedence: a group noun that opens a list (`:`, `gồm`, parentheses, a name right behind it); a
status phrase that opens one (`Hoàn thành: …`); a counted kind of works with names (`03 nhà văn hóa thôn (…)`); a
status phrase that governs a name with a head of works; a name that opens a clause with its own progress or cost.
Never: a street in passing, a policy (đề án, chương trình), a kind of works without a name, a body or a place.
"""

from __future__ import annotations

from functools import lru_cache

from pipeline.frozen import replace
from pipeline.grammar.clauses import sentences
from pipeline.grammar.folding import fold
from pipeline.grammar.project_details import progress
from pipeline.grammar.project_governing import QUALIFIER_LIMIT, Sentence, Setting, Work, groups_in, kind_pattern
from pipeline.grammar.project_names import name_end, read_lead
from pipeline.grammar.project_parts import Reading
from pipeline.grammar.project_rules import SINCE, Rules, told
from pipeline.grammar.project_words import named_values, work_words
from pipeline.grammar.quantities import Scan

__all__ = ["Setting", "Work", "announced", "opens_with_work", "read_projects", "speaks_of_works"]

_NEAR = 36


def read_projects(text: str, scan: Scan, setting: Setting) -> list[Work]:
    """The projects that a paragraph or note names, in reading order."""
    reading = Reading(text, fold(text), scan.quantities)
    if not setting.listed and not speaks_of_works(reading.folded):
        return []
    works: list[Work] = []
    latest: list[Work] = []
    for start, end in sentences(text, scan):
        found = _labelled(reading, list(Rules(reading, setting, start, end).read()), start)
        more = len(latest) == 1 and (
            SINCE.match(reading.folded, start, end) or _goes_on(latest[0], reading, start, end)
        )
        if not found and more:
            works[-1] = told(works[-1], progress(reading.folded, start, end))
        works += found
        latest = found
        if setting.listed and not setting.whole:
            setting = replace(setting, listed=False)
        if found and (head := _head_of(found, reading)):
            setting = replace(setting, head=head)
    return works


def _labelled(reading: Reading, works: list[Work], start: int) -> list[Work]:
    """The works with their bare sums by the sentence's label: `Tổng mức đầu tư: Đường A 11,7 tỷ đồng; Kè B 32,1 tỷ đồng`."""
    cost_words, cost_names = named_values("costs")
    label = cost_names.get(reading.folded[start : works[0].start].rpartition(":")[0].strip(), "") if works else ""
    if not label:
        return works
    bare = (work.cost and not cost_words.search(reading.folded, work.end, work.cost.lead) for work in works)
    return [replace(work, cost_word=label) if is_bare else work for work, is_bare in zip(works, bare, strict=True)]


def _goes_on(work: Work, reading: Reading, start: int, end: int) -> bool:
    """`Đường vành đai: tổng mức đầu tư 2.846 tỷ đồng. Đang thi công nền đường`: more of the labelled work."""
    hit = progress(reading.folded, start, end) if work.rule == "labelled" else None
    return hit is not None and hit.firm and not reading.folded[start : hit.start].strip()


@lru_cache(maxsize=64)  # asked of a paragraph before it is read, and as it is
def speaks_of_works(folded: str) -> bool:
    """Has the folded text a head of works or a group noun at all? Without either it names none."""
    return work_words().search(folded) is not None


def opens_with_work(text: str) -> bool:
    """Does the text begin with a name that has a head of works and a proper part: an item without its bullet?"""
    folded = fold(text)
    lead = read_lead(text, folded, 0, min(len(text), QUALIFIER_LIMIT))
    if lead.head <= lead.renew or lead.proper is None:
        return False
    end = min((i for c in ",;:(" if (i := text.find(c, lead.proper)) >= 0), default=len(text))
    return name_end(text, folded, lead, end) == len(text[:end].rstrip(" ."))


def _head_of(works: list[Work], reading: Reading) -> str:
    """The shared head of a list, for the next sentence's items that leave it out."""
    first = works[0]
    lead = read_lead(reading.text, reading.folded, first.start, first.end)
    if first.rule == "status_list" and lead.proper is not None and lead.head > lead.renew:
        return reading.text[lead.name : lead.proper].rstrip()
    own = first.name[: -len(reading.text[first.start : first.end])].strip()
    return own if first.rule == "status_list" else ""


def announced(text: str, scan: Scan, at: int, setting: Setting) -> tuple[Setting, int | None] | None:
    """What the text before `at` (a footnote mark, or the colon that ends a paragraph) announces: the setting of the
    list of works to come and where the figure stands that counts it; None where it announces none."""
    reading = Reading(text, fold(text), scan.quantities)
    start, end = next(((a, b) for a, b in sentences(text, scan) if a <= at <= b), (0, at))
    sentence = Sentence(reading, setting, start, min(end, at))
    clause = sentence.clause_start(at)
    matches = list(groups_in(sentence.flat, clause, at))
    for m in reversed(matches):
        rest = sentence.flat[m.end() : at]
        if len(rest) > QUALIFIER_LIMIT or "\x00" in rest.rstrip("\x00 ") or (":" in rest.rstrip(": ")):
            continue
        several = m["count"] or sentence.flat[m.start() : m.start("noun")].strip()
        if not several and not text[:at].rstrip().endswith(":") and m["noun"] != sentence.flat[clause:at].strip():
            continue
        found = sentence.group_setting(m.start(), m.end(), at, m)
        return replace(found, listed=True), (m.start("count") if m["count"] else None)
    for k in reversed(list(kind_pattern().finditer(sentence.flat, clause, at))):
        head = text[k.start("noun") : at].strip(" :")
        if len(head.split()) <= 8 and "," not in head and sentence.governing(k.start()) is not None:
            found = sentence.group_setting(k.start(), k.end(), at, k)
            return replace(found, listed=True, head=head), (k.start("count") if k["count"] else None)
    if text[:at].rstrip().endswith(":") or text[at : at + 1] == ":":
        near = [h for h in sentence.hits if h.start >= clause and at - h.end <= _NEAR and h.firm]
        if near and not any(c.isdigit() for c in sentence.flat[near[-1].end : at]):
            return replace(setting, status=near[-1].status, listed=True), None
    return None
