"""Turn a sample's hand annotation, `gold.txt`, into the JSON that the scorer reads, with offsets into the text edition.

Records are `|` separated and stand in reading order; each text is searched from behind the record before it, so a place
is never guessed: a figure matches only as a whole number. `@footnote 2` moves into that note, `@body` back to where the
body was left, `@at some words` behind the next place of those words, `@top` to the beginning. Every error names file
and line.

It never derives a value: `low` is the annotator's, and is only refused when its digits are not the printed ones.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from _source import Report, SampleError
from _text import Edition

UNITS = [
    "VND",
    "USD",
    "%",
    "pp",
    "permille",
    "ha",
    "m2",
    "m3",
    "km",
    "m",
    "t",
    "t/ha",
    "VND/person/year",
    "VND/person/month",
    "VND/ha",
    "kWh",
    "MW",
    "times",
    "person/km2",
    "per_10000",
    "degC",
    "mm",
    "count",
]
MEASURES = ("level", "change", "ratio", "share")
BASES = ("previous_year", "previous_period", "plan", "base_year", "total", "-")
SCENARIOS = ("actual", "estimate", "plan", "previous")
APPROX = ("exact", "over", "under", "about")
STATUSES = ("attracted", "planned", "approved", "starting", "ongoing", "completed", "suspended", "implemented")
RULES = [
    "parts_sum_to_total",
    "same_indicator_same_value",
    "list_matches_count",
    "ratio_matches_parts",
    "product_matches_factors",
    "shares_sum_to_100",
    "change_matches_levels",
]
HEADER = ["type", "number", "issuer", "date", "place", "subject", "year", "signatory_position", "authority"]
NUMBER = re.compile(r"\d{1,3}(?: \d{3})+(?!\d)|\d+(?:[.,]\d+)*")
RANGE = re.compile(rf"(?:{NUMBER.pattern})(?:%?\s*(?:[-–]|đến)\s*\d+(?:[.,]\d+)*)?")
WORDS = re.compile(r"(?:(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|mươi|trăm|nghìn|nửa)\b ?)+", re.I)
NUMBER_BEFORE, NUMBER_AFTER = re.compile(r"\d[.,]?$"), re.compile(r"[.,]?\d")
LETTER_BEFORE, LETTER_AFTER = re.compile(r"[^\W\d_]$"), re.compile(r"[^\W\d_¹²³⁰⁴-⁹]")
FRACTION = re.compile(rf"(?:{NUMBER.pattern})/\d")


@dataclass
class Cursor:
    """Where the search stands: `at` in the text, and the span (footnote or whole text) that it may not leave."""

    at: int
    low: int
    high: int


@dataclass
class Gold:
    """The annotation while it is read; `body` and `notes` are the observation cursors."""

    text: str
    edition: Edition
    where: Callable[[], str]
    out: dict[str, Any]
    body: Cursor
    notes: dict[int, Cursor] = field(default_factory=dict)
    note: int = 0
    section_at: int = 0
    project_at: int = 0

    @property
    def cursor(self) -> Cursor:
        return self.notes[self.note] if self.note else self.body

    def fail(self, message: str) -> SampleError:
        return SampleError(f"{self.where()}: {message}")


def gold(report: Report, edition: Edition) -> dict[str, Any]:
    """The gold record of a sample. Raises SampleError where a line does not hold."""
    path = report.folder / "gold.txt"
    number = 0
    out: dict[str, Any] = {"doc": f"{report.name}.txt", "header": {}, "joins": edition.joins()}
    out |= {key: [] for key in ("sections", "footnotes", "observations", "projects", "findings", "consistent")}
    g = Gold(edition.text, edition, lambda: f"{path}:{number}", out, Cursor(-1, 0, len(edition.text)))
    for number, raw in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):  # noqa: B007 (read by `where`)
        line = raw.strip()
        if line.startswith("@"):
            _move(g, line)
        elif line and not line.startswith("#"):
            kind, *fields = [f.strip() for f in line.split("|")]
            if kind not in READERS:
                raise g.fail(f"unknown record {kind!r}, expected one of {', '.join(READERS)}")
            READERS[kind](g, fields)
    missing = set(report.notes) - {int(f["marker"]) for f in out["footnotes"]}
    if missing:
        raise SampleError(f"{path}: no `footnote` record for {sorted(missing)}")
    out["observations"].sort(key=lambda o: o["start"])
    return out


def find(text: str, wanted: str, start: int, end: int) -> int:
    """The next place of `wanted` in text[start:end] that splits no number or word at either side; -1 where
    there is none.
    """
    at = text.find(wanted, start, end)
    while at >= 0 and not _whole(text, at, at + len(wanted)):
        at = text.find(wanted, at + 1, end)
    return at


def _whole(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    first, last = text[start], text[end - 1]
    left = NUMBER_BEFORE.search(before) if first.isdigit() else first.isalpha() and LETTER_BEFORE.search(before)
    right = NUMBER_AFTER.match(after) if last.isdigit() else last.isalpha() and LETTER_AFTER.match(after)
    return not left and not right


def _move(g: Gold, line: str) -> None:
    word, _, rest = line.partition(" ")
    if word == "@body":
        g.note = 0
    elif word == "@top":
        g.body.at = -1
    elif word == "@footnote" and rest.isdigit() and int(rest) in g.edition.notes:
        g.note = int(rest)
        start, end = g.edition.notes[g.note]
        g.notes.setdefault(g.note, Cursor(start - 1, start, end))
    elif word == "@at" and rest:
        at = find(g.text, rest, g.cursor.at + 1, g.cursor.high)
        if at < 0:
            raise g.fail(f"`@at {rest}` not found after the record before{_hint(g, rest)}")
        g.cursor.at = at + len(rest) - 1
    else:
        raise g.fail(f"cannot read {line!r}; know @footnote N (with a note of that number), @body, @top, @at WORDS")


def _hint(g: Gold, wanted: str) -> str:
    c = g.cursor
    near = g.text[max(c.at, 0) : max(c.at, 0) + 60].replace("\n", "⏎")
    place = f"\n  the search stood at: {near!r}" + (f" (inside footnote {g.note}; @body leaves it)" if g.note else "")
    if find(g.text, wanted, 0, len(g.text)) >= 0:
        return place + "\n  it stands elsewhere in the text: wrong order, or inside/outside a footnote?"
    flat = re.sub(r"\s+", " ", g.text)
    if wanted in flat:
        return place + "\n  a line end or page end cuts it: move {page}"
    return place


def _fields(g: Gold, fields: list[str], names: str) -> dict[str, str]:
    keys = names.split()
    if len(fields) != len(keys):
        raise g.fail(f"{len(fields)} fields, expected {len(keys)}: {' | '.join(keys)}")
    return dict(zip(keys, fields, strict=True))


def _one_of(g: Gold, key: str, value: str, allowed: tuple[str, ...] | list[str]) -> str | None:
    if value not in allowed:
        raise g.fail(f"{key} {value!r} is none of {', '.join(allowed)}")
    return None if value == "-" else value


def _number(g: Gold, value: str) -> int | float:
    try:
        d = Decimal(value)
    except InvalidOperation:
        raise g.fail(f"{value!r} is no number (normalised: 1234.5, 3103e9)") from None
    return int(d) if d == d.to_integral_value() else float(d)


def _options(g: Gold, fields: list[str], allowed: str) -> dict[str, str]:
    out = {}
    for f in fields:
        key, eq, value = f.partition("=")
        if not eq or key.strip() not in allowed.split():
            raise g.fail(f"{f!r} is not key=value with key one of {allowed}")
        out[key.strip()] = value.strip()
    return out


def _header(g: Gold, fields: list[str]) -> None:
    h = _options(g, fields, " ".join(HEADER))
    g.out["header"] = {k: int(h[k]) if k == "year" else h[k] for k in HEADER if k in h}


def _section(g: Gold, fields: list[str]) -> None:
    f = _fields(g, fields, "label parent title")
    title = "" if f["title"] == "-" else f["title"]
    m = re.compile(rf"^{re.escape(f['label'])}[.)/:]*\s+{re.escape(title)}", re.M).search(g.text, g.section_at)
    if not m:
        raise g.fail(f"no line starts with {f['label']!r} and {title!r} after the section before")
    g.section_at = m.end()
    parent = f["parent"] or None
    level = 1 + (len(parent.split("/")) if parent else 0)
    g.out["sections"].append(
        {"label": f["label"], "title": title or None, "level": level, "start": m.start(), "parent": parent}
    )


def _footnote(g: Gold, fields: list[str]) -> None:
    f = _fields(g, fields, "marker text")
    note = int(f["marker"])
    if note not in g.edition.notes:
        raise g.fail(f"the report has no footnote {note}")
    start, end = g.edition.notes[note]
    if g.text[start:end] != f["text"]:
        raise g.fail(f"footnote {note} reads {g.text[start:end]!r}")
    anchor = g.edition.anchors[note]
    g.out["footnotes"].append({"marker": str(note), "anchor": anchor, "start": start, "end": end, "text": f["text"]})


def _observation(g: Gold, fields: list[str]) -> None:
    f = _fields(g, fields, "text indicator low high unit counted measure basis scenario approx year")
    c = g.cursor
    start = find(g.text, f["text"], c.at + 1, c.high)
    if start < 0:
        raise g.fail(f"{f['text']!r} not found after the record before{_hint(g, f['text'])}")
    c.at = start
    m = RANGE.match(f["text"]) or WORDS.match(f["text"])
    if not m:
        raise g.fail(f"{f['text']!r} begins with no digit or number word")
    low = _number(g, f["low"])
    high = _number(g, f["high"]) if f["high"] else low
    if not re.fullmatch(r"\d{4}(-\d{4})?", f["year"]):
        raise g.fail(f"year {f['year']!r} is not 2021 or 2021-2025")
    if (f["unit"] == "count") != bool(f["counted"]):
        raise g.fail("`counted` is for unit count, and count needs it")
    if "%" in f["text"] and f["unit"] not in ("%", "pp", "permille"):
        raise g.fail(f"{f['text']!r} prints a percentage, but its unit is {f['unit']!r}")
    _check_digits(g, f["text"], low, high)
    record: dict[str, Any] = {
        "start": start,
        "end": start + len(f["text"]),
        "number_end": start + len(m[0].rstrip()),
        "text": f["text"],
    }
    record |= {"indicator": f["indicator"], "low": low, "high": high, "unit": _one_of(g, "unit", f["unit"], UNITS)}
    record |= {"counted": f["counted"] or None, "measure": _one_of(g, "measure", f["measure"], MEASURES)}
    record |= {
        "basis": _one_of(g, "basis", f["basis"], BASES),
        "scenario": _one_of(g, "scenario", f["scenario"], SCENARIOS),
    }
    record |= {"approx": _one_of(g, "approx", f["approx"], APPROX)}
    record |= {"year": int(f["year"]) if f["year"].isdigit() else f["year"]}
    if g.note:
        record["footnote"] = str(g.note)
    g.out["observations"].append(record)


def _check_digits(g: Gold, text: str, low: float, high: float) -> None:
    """Refuse a value whose digits are not printed; compound amounts, fractions and number words are beyond
    this check.
    """
    printed = NUMBER.findall(text)
    if (
        not printed
        or FRACTION.match(text)
        or (low == high and len(printed) > 1 and not re.match(r"[\d.,]+\s*\D*/", text))
    ):
        return
    for value, digits in zip((low, high), printed[:1] * 2 if low == high else printed, strict=False):
        if _digits(value) != re.sub(r"\D", "", digits).strip("0"):
            raise g.fail(f"the value {value} has other digits than the printed {digits!r}")


def _digits(value: float) -> str:
    return re.sub(r"\D", "", format(Decimal(str(value)).normalize(), "f")).strip("0")


def _project(g: Gold, fields: list[str]) -> None:
    o = _options(g, fields[1:], "cost status funding owner location footnote text")
    name, note = fields[0], int(o.get("footnote", 0))
    low, high = g.edition.notes.get(note, (0, len(g.text))) if note else (0, len(g.text))
    start, printed = _place(g, o.get("text") or name, low, high, exact="text" in o)
    if "status" in o:
        _one_of(g, "status", o["status"], STATUSES)
    record: dict[str, Any] = {"name": name, "cost": _number(g, o["cost"]) if "cost" in o else None}
    record |= {key: o.get(key) for key in ("status", "funding", "owner", "location")}
    g.out["projects"].append(record | {"footnote": o.get("footnote"), "start": start, "end": start + len(printed)})


def _place(g: Gold, name: str, low: int, high: int, exact: bool) -> tuple[int, str]:
    """Where a project's name is printed: whole, or what is left of it when the elided head is taken away."""
    words = name.split(" ")
    for k in range(1 if exact else max(1, len(words) - 1)):
        tail = " ".join(words[k:])
        for start in (max(low, g.project_at), low):
            if (at := find(g.text, tail, start, high)) >= 0:
                g.project_at = at if low == 0 else g.project_at
                return at, tail
    raise g.fail(f"project {name!r} not found, whole or without its head words (text=… gives the printed form)")


def _finding(g: Gold, fields: list[str]) -> None:
    f = _fields(g, fields, "rule values what")
    values = [_number(g, v.strip()) for v in f["values"].split(";")]
    g.out["findings"].append({"rule": _one_of(g, "rule", f["rule"], RULES), "what": f["what"], "values": values})


def _consistent(g: Gold, fields: list[str]) -> None:
    g.out["consistent"].append(" | ".join(fields))


READERS: dict[str, Callable[[Gold, list[str]], None]] = {
    "header": _header,
    "section": _section,
    "obs": _observation,
    "footnote": _footnote,
    "project": _project,
    "finding": _finding,
    "consistent": _consistent,
}


def uncovered(record: dict[str, Any], text: str) -> list[str]:
    """Every number of the text that no observation holds, with its surroundings: what a second reading goes through."""
    spans = [(o["start"], o["number_end"]) for o in record["observations"]]
    loose = [m for m in NUMBER.finditer(text) if not any(a <= m.start() < b for a, b in spans)]
    return [
        f"{text[max(0, m.start() - 40) : m.start()]}⟦{m[0]}⟧{text[m.end() : m.end() + 25]}".replace("\n", "⏎")
        for m in loose
    ]
