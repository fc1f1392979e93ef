"""`index.html`: what came in, what failed, what contradicts itself, and every figure in its words, in one file.

Findings come first, each side quoted, with a picture of its place where the report is a PDF; then what does not fit the
year before; what could not be read and why; the files; charts; and the figures report by report. Searchable without
diacritics. It works from disk: style, script and pictures are inside, and the page's policy forbids it to load anything.
Sections are gathered in temporary files and the page is bounded: `FIGURES` figures, `FINDINGS` findings and as many
records of two years, `PAIRS` of their pairs, `PICTURES` bytes of pictures; what exceeds that is counted on the page and
stands in the data files. Never: markup from a report; every text is escaped.
"""

from __future__ import annotations

import base64
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote as percent

from pipeline.deliver import years_page
from pipeline.deliver.charts import Charts
from pipeline.deliver.quotes import Quote, quote
from pipeline.deliver.rows import Loaded, Years, load
from pipeline.deliver.units import written
from pipeline.deliver.wording import BASES, MEASURES, RULES, SCENARIOS, SEVERITIES, STATUSES, VERDICTS
from pipeline.files import atomic

FIGURES, FINDINGS, PAIRS, PICTURES = 20_000, 2_000, 20_000, 12_000_000
_PROBLEMS, _SIDES = 5, 8
"""Problems of a file, and quoted sides of a finding; a sum may have dozens."""
_SAME_LINES = 8
"""Points of page between the tops of figures that one picture shows."""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
_COUNTS = {"observations": "số liệu", "projects": "dự án", "findings": "phát hiện"}


class Page:
    """The page of a run, filled report by report."""

    def __init__(self, out: Path, parts: Mapping[str, IO[str]]) -> None:
        self._out, self._parts = out, parts
        self._charts = Charts()
        self._figures = self._findings = self._pictures = self._pairs = self._years_shown = 0
        self._totals = dict.fromkeys(("reports", "left_out", "compared", "years", *_COUNTS), 0)

    def add(self, key: str, report: Loaded, original: Path, years: Years | None = None) -> None:
        """One report; `original` is the file it was read from, `years` its comparison with the year before."""
        anchor = f"r{key[-8:]}"
        link = percent(os.fsencode(os.path.relpath(original, self._out)))
        self._totals["reports"] += 1
        for name in _COUNTS:
            self._totals[name] += len(report[name])
        self._charts.add(report)
        fits = self._figures + len(report["observations"]) <= FIGURES
        self._add_file(anchor if fits else "", key, report, link)
        for finding in report["findings"]:
            if self._findings < FINDINGS:
                self._findings += 1
                self._parts["findings"].write(self._finding(anchor, key, report, finding, link))
        if years is not None:
            self._add_years(anchor, report, years)
        if fits:
            self._figures += len(report["observations"])
            for text in _figures(anchor, report, link):
                self._parts["figures"].write(text)
        else:
            self._totals["left_out"] += 1

    def write(self, stream: IO[bytes], failures: Sequence[tuple[str, str, str]]) -> None:
        """The whole page; `failures` are file, cause and next step of what could not be read."""

        def put(text: str) -> None:
            stream.write(text.encode("utf-8", "replace"))

        put(_head(self._totals, len(failures)))
        put('<h2 id="findings">Phát hiện</h2>')
        self._copy("findings", put)
        if not self._findings:
            put("<p>Không có mâu thuẫn nào được phát hiện trong các báo cáo này.</p>")
        if (more := self._totals["findings"] - self._findings) > 0:
            put(f"<p>Còn {more} phát hiện nữa trong findings.csv và bao-cao.xlsx.</p>")
        if self._totals["compared"]:
            put('<h2 id="years">Đối chiếu với năm trước</h2>')
            self._copy("years", put)
            if (more := self._totals["years"] - self._years_shown) > 0:
                put(f"<p>Còn {more} điều cần xem nữa trong reconciliation.csv và bao-cao.xlsx.</p>")
            self._copy("pairs", put)
        put(_failures(failures))
        put(f'<h2 id="files">Báo cáo đã đọc</h2><div class="scroll"><table>{_row_of_heads(_FILES)}')
        self._copy("files", put)
        put("</table></div>")
        charts = "".join(
            f'<div class="chart"><h3>{escape(title)}</h3>{svg}</div>' for title, svg in self._charts.svgs()
        )
        if charts:
            put(f'<h2 id="charts">Chỉ tiêu chung theo địa bàn và năm</h2><div class="charts">{charts}</div>')
        put('<h2 id="figures">Số liệu theo từng báo cáo</h2>')
        self._copy("figures", put)
        if self._totals["left_out"]:
            put(
                f"<p>Số liệu của {self._totals['left_out']} báo cáo nữa nằm trong observations.csv và bao-cao.xlsx.</p>"
            )
        put(f"</main><script>{_asset('page.js')}</script></body></html>\n")

    def _copy(self, part: str, put: Any) -> None:
        stream = self._parts[part]
        stream.seek(0)
        while piece := stream.read(1 << 16):
            put(piece)

    def _add_file(self, anchor: str, key: str, report: Loaded, link: str) -> None:
        document = report["document"]
        header = document["header"]
        texts = (header["issuer"], header["number"], _day(header["date"]), header["subject"])
        cells = "".join(f"<td>{escape(text or '')}</td>" for text in texts)
        numbers = (document["pages"], *(len(report[name]) for name in _COUNTS))
        cells += "".join(f'<td class="n">{"" if number is None else number}</td>' for number in numbers)
        problems = "<br>".join(_problem(one) for one in report["problems"][:_PROBLEMS])
        if (more := len(report["problems"]) - _PROBLEMS) > 0:
            problems += f"<br>và {more} điều nữa trong JSON"
        # Where the report's figures are left out, its line in the list is what links lead to.
        name, row = escape(document["file"]), f' id="r{key[-8:]}"'
        if anchor:
            name, row = f'<a href="#{anchor}">{name}</a>', ""
        links = f'<a href="{link}">tệp gốc</a> · <a href="{percent(f"reports/{key}.json")}">JSON</a>'
        self._parts["files"].write(
            f'<tr{row} data-item><td>{name}<div class="soft">{links}</div></td>'
            f'{cells}<td class="q">{problems}</td></tr>\n'
        )

    def _add_years(self, anchor: str, report: Loaded, years: Years) -> None:
        self._totals["compared"] += 1
        shown = years_page.alarms(years.reconciliation)
        self._totals["years"] += len(shown)
        room = max(0, FINDINGS - self._years_shown)
        if shown[:room]:
            one_report = len(years.files) == 1
            previous = load(years.files[0]) if one_report else None
            for number, one in enumerate(shown[:room], 1):
                self._parts["years"].write(years_page.article(anchor, number, report, years, one, previous))
            self._years_shown += len(shown[:room])
        pairs = len(years.reconciliation["indicators"]) + len(years.reconciliation["projects"])
        if self._pairs + pairs <= PAIRS:
            self._pairs += pairs
            for text in years_page.table(anchor, report, years, _row_of_heads):
                self._parts["pairs"].write(text)

    def _finding(self, anchor: str, key: str, report: Loaded, finding: Mapping[str, Any], link: str) -> str:
        by_id = {one["id"]: one for one in report["observations"]}
        evidence = [by_id[name] for name in finding["evidence"] if name in by_id]
        shown = evidence[:_SIDES]
        sides = "".join(self._side(key, report, one, link, _seen(one, shown[:n])) for n, one in enumerate(shown))
        more = f'<p class="soft">và {len(evidence) - _SIDES} số nữa</p>' if len(evidence) > _SIDES else ""
        suggestion = finding["suggestion"]
        hint = ""
        if suggestion and suggestion["observation"] in by_id:
            mended = {**by_id[suggestion["observation"]], "low": suggestion["value"], "high": suggestion["value"]}
            hint = f'<p class="soft">Có thể số đúng là {escape(written(mended))}.</p>'
        return (
            f'<article id="{anchor}-{finding["id"]}" class="{finding["severity"]}" data-item>'
            f'<p><span class="tag">{SEVERITIES[finding["severity"]]}</span> '
            f'<span class="soft">{RULES[finding["rule"]]} · '
            f'<a href="#{anchor}">{escape(report["document"]["file"])}</a></span></p>'
            f'<p class="what">{escape(finding["message"])}</p>{sides}{more}{hint}</article>\n'
        )

    def _side(self, key: str, report: Loaded, one: Mapping[str, Any], link: str, seen: bool) -> str:
        words = quote(report["text"], one["source"], 160)
        said = f"<b>{escape(one['indicator'])}</b>: {escape(written(one))}"
        place = _place(one["source"]["page"], link)
        picture = "" if seen else self._picture(key, one["id"])
        return f'<blockquote><div class="soft">{said} {place}</div>{_marked(words)}{picture}</blockquote>'

    def _picture(self, key: str, name: str) -> str:
        try:
            data = base64.b64encode((self._out / "crops" / key / f"{name}.png").read_bytes()).decode()
        except FileNotFoundError:
            return ""
        if not data or self._pictures + len(data) > PICTURES:
            return ""
        self._pictures += len(data)
        return f'<img loading="lazy" alt="Ảnh chỗ in số này trên trang" src="data:image/png;base64,{data}">'


@contextmanager
def page_file(target: Path, failures: Sequence[tuple[str, str, str]]) -> Iterator[Page]:
    """The page at `target`; it appears when the block ends well."""
    with ExitStack() as stack:
        parts = {
            name: stack.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace", newline=""))
            for name in ("findings", "years", "pairs", "files", "figures")
        }
        whole = Page(target.parent, parts)
        yield whole
        whole.write(stack.enter_context(atomic(target)), failures)


_FILES = (
    "Tệp",
    "Cơ quan ban hành",
    "Số, ký hiệu",
    "Ngày",
    "Trích yếu",
    "Trang",
    "Số liệu",
    "Dự án",
    "Phát hiện",
    "Lưu ý khi đọc",
)
_FIGURES = ("Chỉ tiêu", "Giá trị", "Loại", "Thời gian", "Trong báo cáo", "Trang")
_PROJECTS = ("Dự án, công trình", "Kinh phí", "Tình trạng", "Trong báo cáo", "Trang")


def _head(totals: Mapping[str, int], failed: int) -> str:
    counts = [("báo cáo đã đọc", totals["reports"], False), ("tệp không đọc được", failed, failed > 0)]
    counts += [(_COUNTS[name], totals[name], name == "findings" and totals[name] > 0) for name in _COUNTS]
    if totals["compared"]:
        counts.append(("điều cần xem so với năm trước", totals["years"], totals["years"] > 0))
    shown = "".join(
        f"<li{' class=bad' if bad else ''}><b>{f'{number:,}'.replace(',', '.')}</b>{name}</li>"
        for name, number, bad in counts
    )
    links = "".join(
        f'<a href="#{anchor}">{name}</a>'
        for anchor, name in (
            ("findings", "Phát hiện"),
            *([("years", "Năm trước")] if totals["compared"] else []),
            ("failed", "Không đọc được"),
            ("files", "Báo cáo"),
            ("figures", "Số liệu"),
        )
    )
    return (
        '<!doctype html><html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}"><title>Kết quả đọc báo cáo</title>'
        f"<style>{_asset('page.css')}</style></head><body><header><h1>Kết quả đọc báo cáo</h1>"
        f'<ul class="counts">{shown}</ul></header><nav><input id="search" type="search" aria-label="Tìm" '
        f'placeholder="Tìm chỉ tiêu, dự án, tệp, địa phương (không cần dấu)"><output id="found"></output>'
        f"{links}</nav><main>"
    )


def _failures(failures: Sequence[tuple[str, str, str]]) -> str:
    if not failures:
        return '<h2 id="failed">Không đọc được</h2><p>Mọi tệp đều đọc được.</p>'
    rows = "".join(
        f"<tr data-item>{''.join(f'<td>{escape(text)}</td>' for text in failure)}</tr>" for failure in failures
    )
    heads = _row_of_heads(("Tệp", "Lý do", "Việc cần làm"))
    return f'<h2 id="failed">Không đọc được</h2><div class="scroll"><table>{heads}{rows}</table></div>'


def _figures(anchor: str, report: Loaded, link: str) -> Iterator[str]:
    """A report's figures and projects, folded away until they are asked for."""
    document, text = report["document"], report["text"]
    header = document["header"]
    about = " · ".join(filter(None, (header["issuer"], header["number"], _day(header["date"]))))
    count = f"{len(report['observations'])} số liệu, {len(report['projects'])} dự án"
    yield (
        f'<details id="{anchor}"><summary>{escape(document["file"])} '
        f'<span class="soft">{escape(about)} · {count}</span></summary><table>{_row_of_heads(_FIGURES)}\n'
    )
    for one in report["observations"]:
        name = " › ".join((*one["path"], one["indicator"]))
        details = ", ".join(filter(None, ((one["area"] or {}).get("name"), one["condition"])))
        when = (one["period"] or {}).get("label") or (one["year"] if one["year"] is not None else "")
        yield (
            f"{_open_row(anchor, one['id'], document['file'])}<td>{escape(name)}"
            f'<div class="soft">{escape(details)}</div></td>'
            f'<td class="n">{escape(written(one))}</td><td>{escape(_sort(one))}</td><td>{escape(str(when))}</td>'
            f'<td class="q">{_marked(quote(text, one["source"]))}</td>'
            f"<td>{_place(one['source']['page'], link)}</td></tr>\n"
        )
    yield "</table>"
    if report["projects"]:
        yield f"<h3>Dự án, công trình</h3><table>{_row_of_heads(_PROJECTS)}\n"
        for one in report["projects"]:
            cost = {"low": one["cost"], "high": one["cost"], "unit": "VND", "counted": None, "approx": "exact"}
            yield (
                f"{_open_row(anchor, one['id'], document['file'])}<td>{escape(one['name'])}</td>"
                f'<td class="n">{"" if one["cost"] is None else escape(written(cost))}</td>'
                f"<td>{STATUSES.get(one['status'] or '', '')}</td>"
                f'<td class="q">{_marked(quote(text, one["source"]))}</td>'
                f"<td>{_place(one['source']['page'], link)}</td></tr>\n"
            )
        yield "</table>"
    yield "</details>\n"


def _seen(one: Mapping[str, Any], before: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a picture above shows the lines of this figure already."""
    source = one["source"]
    tops = [box[1] for box in source["boxes"]]
    return bool(tops) and any(
        other["source"]["page"] == source["page"]
        and all(any(abs(top - box[1]) <= _SAME_LINES for box in other["source"]["boxes"]) for top in tops)
        for other in before
    )


def _open_row(anchor: str, name: str, file: str) -> str:
    """A row that can be linked to; it is found by its file's name too."""
    return f'<tr id="{anchor}-{name}" data-item="{escape(file)}">'


def _sort(one: Mapping[str, Any]) -> str:
    """What kind of figure it is: `ước`, `thay đổi so với cùng kỳ`, …, and what other figures say of it."""
    kind = " ".join(filter(None, (MEASURES[one["measure"]], BASES.get(one["basis"] or "", ""))))
    return ", ".join(filter(None, (kind, SCENARIOS[one["scenario"]], VERDICTS[one["verdict"]])))


def _day(iso: str | None) -> str:
    """`2022-12-10` -> `10/12/2022`."""
    return "/".join(reversed(iso.split("-"))) if iso else ""


def _problem(one: Mapping[str, Any]) -> str:
    where = f"trang {one['page']}: " if one["page"] else ""
    return escape(where + one["message"])


def _place(number: int | None, link: str) -> str:
    return "" if number is None else f'<a href="{link}#page={number}">tr. {number}</a>'


def _marked(words: Quote) -> str:
    return f"{escape(words.before)}<mark>{escape(words.figure)}</mark>{escape(words.after)}"


def _row_of_heads(heads: Sequence[str]) -> str:
    return "<tr>" + "".join(f"<th>{head}</th>" for head in heads) + "</tr>"


def _asset(name: str) -> str:
    return files("pipeline.deliver").joinpath("assets", name).read_text("utf-8")
