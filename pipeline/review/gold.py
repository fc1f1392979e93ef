"""A reviewed report as an annotation that `make eval` scores: what people say the report states.

The fields and offsets are those of the samples' `*.gold.json`; `reviewed` tells how many of the figures a person has
decided on, because a figure that nobody looked at is only the machine's word. Never: a value that is not in the report.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from pipeline.grammar.quantities import scan
from schemas import Report
from schemas.source import Source
from schemas.structure import Section

_FIGURE = ("indicator", "low", "high", "unit", "counted", "measure", "basis", "scenario", "approx", "year")
_PROJECT = ("name", "cost", "status", "funding", "owner", "location")
_HEADER = ("type", "number", "issuer", "date", "place", "subject", "year", "signatory_position", "authority")


def gold(report: Report) -> dict[str, Any]:
    """The annotation of one report, ready for JSON."""
    made = report.model_dump(mode="json")
    markers = {note.id: note.marker for note in report.footnotes}
    parents = {section.id: section for section in report.sections}
    return {
        "doc": PurePath(report.document.file).name,
        "reviewed": {"figures": len(report.observations), "decided": sum(o.review is not None for o in report.observations)},
        "header": {name: made["document"]["header"][name] for name in _HEADER if made["document"]["header"][name]},
        "joins": [],
        "sections": [
            {"label": one.label, "title": one.title, "level": one.level, "start": one.source.start,
             "parent": _path(parents.get(one.parent or ""), parents)}
            for one in report.sections
        ],
        "footnotes": [
            {"marker": one.marker, "anchor": one.anchor.start if one.anchor else None, "start": one.source.start,
             "end": one.source.end, "text": one.text}
            for one in report.footnotes
        ],
        "observations": [
            {"start": o["source"]["start"], "end": o["source"]["end"], "text": o["source"]["text"],
             "number_end": number_end(one.source), **{name: o[name] for name in _FIGURE},
             **({"footnote": markers[o["footnote"]]} if o["footnote"] in markers else {})}
            for one, o in zip(report.observations, made["observations"], strict=True)
        ],
        "projects": [
            {**{name: p[name] for name in _PROJECT}, "footnote": markers.get(p["footnote"]),
             "start": p["source"]["start"], "end": p["source"]["end"]}
            for p in made["projects"]
        ],
        "findings": [{"rule": f["rule"], "what": f["message"], "values": f["values"]} for f in made["findings"]],
        "consistent": [],
    }  # fmt: skip


def number_end(source: Source) -> int:
    """Where the bare numeral ends: the source's own end where its words are no quantity by themselves."""
    read = scan("".join(" " if c.isspace() else c for c in source.text)).quantities
    return source.start + read[0].number_end if read else source.end


def _path(section: Section | None, by_id: dict[str, Section]) -> str | None:
    """The labels from the outermost section down: `I/3`."""
    labels: list[str] = []
    while section is not None:
        labels.append(section.label)
        section = by_id.get(section.parent or "")
    return "/".join(reversed(labels)) or None
