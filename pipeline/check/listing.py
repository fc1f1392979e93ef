"""Findings as a person reads them: what does not fit, and where in the report each side stands, quoted.

Never: a figure without its place and its words.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline.check.intervals import quantity
from pipeline.check.messages import amount
from schemas.finding import Finding, Rule, Severity
from schemas.observation import Observation
from schemas.report import Report

_SEVERITY: dict[Severity, str] = {"error": "LỖI", "warning": "NGHI NGỜ"}
_RULE: dict[Rule, str] = {
    "parts_sum_to_total": "tổng và các phần",
    "same_indicator_same_value": "một số liệu, hai giá trị",
    "list_matches_count": "số lượng và danh sách",
    "ratio_matches_parts": "tỷ lệ và hai số của nó",
    "product_matches_factors": "tích và các thừa số",
    "shares_sum_to_100": "cơ cấu không đủ 100%",
    "change_matches_levels": "mức tăng, giảm và hai kỳ",
}
_CHANGE = {
    "swapped": "đổi chỗ hai chữ số",
    "separator": "đặt lại dấu phân cách",
    "digit": "sửa một chữ số",
    "lost": "thêm một chữ số bị mất",
    "doubled": "bỏ một chữ số thừa",
}
_AROUND = 45  # characters quoted on either side
_TOGETHER = 120


def as_lines(report: Report) -> Iterator[str]:
    """A block of lines for each finding: what does not fit, each side in its words, what may have been meant; then one
    line that says how much of the report was checked."""
    observations = {o.id: o for o in report.observations}
    for n, finding in enumerate(report.findings, 1):
        yield f"{n}. {_SEVERITY[finding.severity]} ({_RULE[finding.rule]})"
        yield f"   {finding.message}."
        for where, words in quotes(report, [observations[identifier] for identifier in finding.evidence]):
            yield f"   - {where}: «{words}»"
        if finding.suggestion is not None:
            yield f"   Có thể {_suggested(finding, observations)}."
        yield ""
    yield _summary(report)


def as_json(report: Report) -> Iterator[str]:
    """The findings as one JSON document, each with the quotes of its evidence."""
    observations = {o.id: o for o in report.observations}
    findings = []
    for finding in report.findings:
        evidence = [observations[identifier] for identifier in finding.evidence]
        said = [{"place": where, "quote": words} for where, words in quotes(report, evidence)]
        findings.append({**finding.model_dump(mode="json"), "quotes": said})
    counts = Counter(o.verdict for o in report.observations)
    document = {"file": report.document.file, "findings": findings, "verdicts": dict(sorted(counts.items()))}
    yield json.dumps(document, ensure_ascii=False, indent=2)


def quotes(report: Report, evidence: Sequence[Observation]) -> Iterator[tuple[str, str]]:
    """Place and words of each side; figures that stand close together share one quote, each in square brackets."""
    groups: list[list[Observation]] = []
    for o in sorted(evidence, key=lambda one: one.source.start):
        if groups and o.source.start - groups[-1][-1].source.end < _TOGETHER:
            groups[-1].append(o)
        else:
            groups.append([o])
    for group in groups:
        yield place(report, group[0]), _quote(report.text, group)


def place(report: Report, o: Observation) -> str:
    """Where a figure stands: section, note or table, and page (or line, where the input has no pages)."""
    sections = {section.id: section for section in report.sections}
    markers = {note.id: note.marker for note in report.footnotes}
    labels: list[str] = []
    above = sections.get(o.section or "")
    while above is not None:
        label = above.label.rstrip(".)/")
        if not (labels and labels[0].startswith(f"{label}.")):  # 6.3 says that it belongs to 6
            labels.insert(0, label)
        above = sections.get(above.parent or "")
    chapters = [label for label in labels if label.lower().startswith("phần")]
    numbers = ".".join(label for label in labels if label not in chapters)
    parts = [*(chapter[0].lower() + chapter[1:] for chapter in chapters), *([f"mục {numbers}"] if numbers else [])]
    if o.footnote in markers:
        parts.append(f"chú thích {markers[o.footnote]}")
    if o.table is not None:
        parts.append("bảng")
    line = report.text.count("\n", 0, o.source.start) + 1
    parts.append(f"trang {o.source.page}" if o.source.page is not None else f"dòng {line}")
    return ", ".join(parts)


def _quote(text: str, group: Sequence[Observation]) -> str:
    """The figures within their words, on one line."""
    start, end = max(0, group[0].source.start - _AROUND), min(len(text), group[-1].source.end + _AROUND)
    shown, at = "", start
    for o in group:
        # The 14 of 14/18 has the whole fraction for its source; the 18 is a figure of its own.
        following = next((one.source.start for one in group if one.source.start > o.source.start), end)
        stop = min(o.source.end, following)
        figure = text[o.source.start : stop].rstrip("/ ")
        shown += f"{text[at : o.source.start]}[{figure}]"
        at = o.source.start + len(figure)
    shown = " ".join((shown + text[at:end]).split())
    return ("…" if start else "") + shown + ("…" if end < len(text) else "")


def _suggested(finding: Finding, observations: dict[str, Observation]) -> str:
    assert finding.suggestion is not None
    o = observations[finding.suggestion.observation]
    doubt = "; chữ đọc không chắc" if finding.suggestion.reading_in_doubt else ""
    meant = amount(quantity(o), abs(finding.suggestion.value))
    return f"«{' '.join(o.source.text.split())}» là {meant} ({_CHANGE[finding.suggestion.change]}{doubt})"


def _summary(report: Report) -> str:
    counts = Counter(o.verdict for o in report.observations)
    kinds = Counter(finding.severity for finding in report.findings)
    of_them = ", ".join(f"{kinds[kind]} {word.lower()}" for kind, word in _SEVERITY.items() if kinds[kind])
    found = f"{len(report.findings)} mâu thuẫn ({of_them})" if report.findings else "Không thấy mâu thuẫn"
    return (
        f"{found}; trong {len(report.observations)} số liệu: {counts['proved']} được số khác chứng thực, "
        f"{counts['consistent']} phù hợp, {counts['contradicted']} bị mâu thuẫn, "
        f"{counts['unchecked']} không có gì để đối chiếu"
    )
