"""One report: the stages in order, and the checks between them.

`read_report` is the whole of `baocao extract`: file in, validated `Report` out. A problem with the document is a record
in the report; a file that cannot be read is an `UnreadableInput`.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.document import Document
from schemas import Report
from schemas.structure import DocumentInfo, TextLayer

Stage = Callable[[Document], Document]


def stages() -> tuple[Stage, ...]:
    """The stages in the order in which a report passes through them."""
    from pipeline.stages.arbitrate import arbitrate
    from pipeline.stages.check import check
    from pipeline.stages.extract import extract
    from pipeline.stages.layout import layout
    from pipeline.stages.projects import projects
    from pipeline.stages.repair import repair
    from pipeline.stages.segment import segment
    from pipeline.stages.tabulate import tabulate

    return repair, layout, segment, tabulate, extract, arbitrate, projects, check


def process(path: Path, on_stage: Callable[[str], object] = lambda name: None) -> Document:
    """The document after all stages; `on_stage` is told the name of each as it ends, `read` first."""
    from pipeline.readers import read

    document = read(path)
    on_stage("read")
    for stage in stages():
        text = document.text
        document = stage(document)
        assert document.text is text, f"{stage.__name__} changed the text"
        on_stage(stage.__name__)
    return document


def read_report(path: Path, on_stage: Callable[[str], object] = lambda name: None) -> Report:
    """The validated records of one report file. Raises `UnreadableInput` where the file cannot be read."""
    with _uncollected():
        return to_report(process(path, on_stage))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the cycle collector: what a document is made of lives until it is read, and next to none of it is
    in cycles, so that walking through it again and again (4 % of the time) finds nothing."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def to_report(document: Document) -> Report:
    return Report(
        text=document.text,
        document=DocumentInfo(
            id=f"sha256:{document.sha256}",
            file=document.file,
            media_type=document.media_type,
            pages=len(document.pages) or None,
            text_layer=_text_layer(document),
            ocr_confidence=_ocr_confidence(document),
            header=document.header,
        ),
        sections=document.sections,
        footnotes=document.footnotes,
        tables=document.tables,
        observations=document.observations,
        projects=document.projects,
        findings=document.findings,
        problems=document.problems,
        unexplained=tuple(document.source(n.start, n.end) for n in document.numerals if n.kind == "unexplained"),
    )


def _text_layer(document: Document) -> TextLayer:
    origins = {page.origin for page in document.pages}
    if not origins:
        return "text"
    return origins.pop() if len(origins) == 1 else "mixed"


def _ocr_confidence(document: Document) -> float | None:
    """Mean over the characters that were recognised; None where none were."""
    recognised = {page.number for page in document.pages if page.origin == "ocr"}
    lines = [line for line in document.lines if line.page in recognised]
    length = sum(line.end - line.start for line in lines)
    return round(sum(line.confidence * (line.end - line.start) for line in lines) / length, 3) if length else None


def to_json(report: Report) -> str:
    """The report as the contract's JSON: UTF-8, two-space indent, one trailing newline."""
    return report.model_dump_json(indent=2) + "\n"


def explain(path: Path) -> Iterator[str]:
    """A line for each numeral, in reading order: what became of it, by which rule."""
    document = process(path)
    by_id = {o.id: o for o in document.observations}
    for numeral in document.numerals:
        printed = document.text[numeral.start : numeral.end].replace("\n", " ")
        where = f"{numeral.start}:{numeral.end}"
        observation = by_id.get(numeral.observation or "")
        if observation is not None:
            value = f"{observation.low:f}" + (f"..{observation.high:f}" if observation.high != observation.low else "")
            yield (
                f"{where}\t{printed}\t{observation.id}\t{value} {observation.unit}\t{observation.measure}"
                f"\t{observation.basis or '-'}\t{observation.scenario}\t{observation.year}\t{observation.indicator}"
                f"\t{observation.rule}"
            )
        else:
            yield f"{where}\t{printed}\t{numeral.kind}\t{numeral.rule}\t{numeral.detail}"
