"""What a place in the report inherits from the heads above it: section, year and scenario.

Signals, in order: the nearest head that speaks of targets (`Phương hướng, nhiệm vụ năm 2023`, `Mục tiêu …`) or of results;
a year in it; the header's year.
Never: lets a head of results of the past year (`Kết quả thực hiện nhiệm vụ năm 2022`) turn figures into targets.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from pipeline.document import Document
from pipeline.frozen import dataclass
from schemas.observation import Scenario
from schemas.structure import Header, Section

_AHEAD = re.compile(
    r"phương hướng|định hướng|mục tiêu(?! quốc gia)|dự báo|dự kiến"
    r"|nhiệm vụ(?: và|,)? (?:giải pháp|trọng tâm|chủ yếu|công tác|năm|quý|tháng|cuối|thời gian|trong|\d)"
    r"|giải pháp (?:trọng tâm|chủ yếu|thực hiện|năm|trong|cho)|^(?:các |một số )?công tác trọng tâm"
    r"|(?:thời gian|quý|tháng|năm|kỳ) tới|tiếp theo"
    r"|(?:tháng|quý) cuối|cuối năm|^(?:các |một số |những )?(?:kiến nghị|đề xuất|đề nghị)",
    re.IGNORECASE,
)
_COMING = re.compile(
    r"phương hướng|(?:thời gian|quý|tháng|năm|kỳ) tới|(?:tháng|quý) cuối|cuối năm|tiếp theo", re.IGNORECASE
)
_PLANS = re.compile(r"^(?:các |những )?(?:kế hoạch|chỉ tiêu|dự toán|nhiệm vụ|giải pháp)", re.IGNORECASE)
_RESULTS = re.compile(
    r"kết quả|tình hình|đánh giá|thực hiện|thực trạng|công tác|đạt được|tồn tại|hạn chế", re.IGNORECASE
)
_YEAR = re.compile(r"\bnăm (?:học (?:\d{4}\s*[-–]\s*)?)?(\d{4})\b", re.IGNORECASE)  # a school year by its later one
_THING = re.compile(r"^(?:cây|con|về cây|sản xuất cây|sản xuất)\s+(?=\w)", re.IGNORECASE)
_NEW_RURAL = re.compile(
    r"xây dựng (?:NTM|nông thôn mới)|chương trình (?:MTQG |mục tiêu quốc gia )?(?:NTM|nông thôn mới)|^(?:NTM|nông thôn mới)$",
    re.IGNORECASE,
)
_LETTERS = len("NTM")  # a heading in capitals shouts, an abbreviation does not
_PROGRAMME = re.compile(r"NTM|nông thôn mới", re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:([-–—•])|(\+)|([*o▪‐]))\s*")


@dataclass(frozen=True, slots=True)
class Scope:
    section: str | None
    year: int | None
    scenario: Scenario
    thing: str = ""
    """what the section is about, where its title is a thing that can be measured (`Cây lúa`)"""
    programme: str = ""


def scope_of(document: Document, offset: int) -> Scope:
    """The scope at source offset `offset`."""
    given = document.sections, document.header
    starts, scopes = document.once("scopes", lambda: _scopes(document), *given)
    return scopes[bisect_right(starts, offset)]


def _scopes(document: Document) -> tuple[list[int], list[Scope]]:
    """Where each section starts; the scope before the first of them, then that of each."""
    by_id = {section.id: section for section in document.sections}
    starts = [section.source.start for section in document.sections]
    return starts, [_scope(document.header, _chain(by_id, section)) for section in (None, *document.sections)]


def _chain(by_id: dict[str, Section], section: Section | None) -> list[Section]:
    """The heads above, outermost first."""
    chain: list[Section] = []
    while section is not None:
        chain.append(section)
        section = by_id.get(section.parent or "")
    return chain[::-1]


def _scope(header: Header, chain: list[Section]) -> Scope:
    """The scope below the heads of `chain`."""
    year = header.year
    scenario: Scenario = "actual"
    shielded = False  # under a head of results only a clear word of what is to come makes targets
    titles = [head.title or "" for head in chain]
    for title in titles:
        stated = [int(y) for y in _YEAR.findall(title)]
        ahead = [y for y in stated if year is not None and y > year]
        if _RESULTS.match(title) or (stated and not ahead and not _AHEAD.search(title)):
            shielded = True
            continue
        if shielded and not (ahead or _COMING.search(title)):
            continue
        if _AHEAD.search(title) or (ahead and _PLANS.match(title)):
            scenario, year = "plan", ahead[0] if ahead else year
    thing = _THING.sub("", titles[-1]) if titles and _THING.match(titles[-1]) and len(titles[-1].split()) <= 5 else ""
    said = " ".join([header.subject or "", *titles])
    programme = (
        next((f"xây dựng {m[0] if len(m[0]) <= _LETTERS else m[0].lower()}" for m in _PROGRAMME.finditer(said)), "")
        if _NEW_RURAL.search(said)
        else ""
    )
    return Scope(chain[-1].id if chain else None, year, scenario, thing, programme)


def bullet_depth(text: str) -> int:
    """0 for running text, 1 for `-`, 2 for `+`, 3 for other bullets."""
    match = _BULLET.match(text)
    if match is None:
        return 0
    return 1 if match[1] else 2 if match[2] else 3


def introduces(text: str) -> bool:
    """Does the paragraph announce a list?"""
    return text.rstrip().endswith(":")
