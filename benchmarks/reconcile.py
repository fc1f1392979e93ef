"""How long matching takes, and how it grows.

    python benchmarks/reconcile.py [--sizes 1000,10000] [--store 1000000]

Names are made of the words of real indicator names (measure, crop or field, group, place), two wordings each, all in
one province: as many areas as indicators divided by 80, and once more with all of them in one area, the worst case.
`--store` loads so many observations into an SQLite store and times a query by area, year and indicator.
"""

from __future__ import annotations

import argparse
import itertools
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from pipeline.check.intervals import printed
from pipeline.reconcile.indicators import Indicator
from pipeline.reconcile.match import match
from pipeline.reconcile.names import name_key
from schemas.observation import Unit

_MEASURES: tuple[tuple[str, str, Unit], ...] = (
    ("Diện tích", "DT", "ha"), ("Sản lượng", "SL", "t"),
    ("Năng suất", "NS", "t/ha"), ("Giá trị sản xuất", "GTSX", "VND"),
    ("Số hộ trồng", "Hộ trồng", "count"), ("Tỷ lệ cơ giới hóa", "Tỷ lệ cơ giới hóa", "%"),
)  # fmt: skip
_THINGS = [
    "lúa",
    "ngô",
    "sắn",
    "lạc",
    "khoai",
    "mía",
    "chè",
    "chuối",
    "dứa",
    "cam",
    "bưởi",
    "nhãn",
    "vải",
    "xoài",
    "ổi",
    "na",
    "mít",
    "bơ",
    "tiêu",
    "điều",
    "cao_su",
    "cà_phê",
    "ca_cao",
    "dưa",
    "bí",
    "bầu",
    "mướp",
    "cải",
    "hành",
    "tỏi",
    "ớt",
    "gừng",
    "nghệ",
    "sen",
    "ấu",
    "đậu_tương",
    "đậu_xanh",
    "vừng",
    "bông",
    "dâu",
    "cỏ",
    "keo",
    "bạch_đàn",
    "quế",
    "hồi",
    "thông",
    "tre",
    "tôm",
    "cua",
    "cá_tra",
    "cá_basa",
    "nghêu",
    "hàu",
    "ong",
    "tằm",
]
_KINDS = """
 ,hữu cơ,VietGAP,xuất khẩu,giống mới,thâm canh,liên kết,trong vườn,trên đồi,ven sông,của hợp tác xã,của doanh nghiệp,
của trang trại,công nghệ cao,trái vụ,xen canh
""".replace("\n", "").split(",")
_SEASONS = ("", " vụ Đông Xuân", " vụ Hè Thu")
_PER_AREA = 80


def names() -> Iterator[tuple[str, str, Unit]]:
    """Wording of one year, wording of the other, unit; all different, in an order that mixes look-alikes."""
    made = []
    for (long, short, unit), thing, kind, season in itertools.product(_MEASURES, _THINGS, _KINDS, _SEASONS):
        base = f"{thing.replace('_', ' ')} {kind}".strip()
        made.append((f"{long} {base}{season}", f"{short} {base}{season}", unit))
    random.Random(6).shuffle(made)  # noqa: S311 - the same order on every run
    yield from made


def sides(size: int, *, areas: int) -> tuple[list[Indicator], list[Indicator]]:
    """`size` indicators on each side; the same name stands in many areas, and beyond them with a numbered field."""
    pool = list(names())
    current: list[Indicator] = []
    previous: list[Indicator] = []
    for i in range(size):
        area, serial = (i % areas, i // areas) if areas > 1 else (0, i)
        one, other, unit = pool[serial % len(pool)]
        more = f" lô {serial // len(pool)}" if serial >= len(pool) else ""
        for side, name in ((current, one + more), (previous, other + more)):
            figure = printed(Decimal(1000 + i * 7 % 9001), 1)
            key = name_key(name, unit)
            side.append(Indicator(str(i), name, key, unit, figure, area=f"xã {area}", order=i))
    return current, previous


def memory() -> float:
    """Largest resident size so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(size: int, *, areas: int) -> str:
    """One line: seconds of processor time, pairs, and how many of them are right."""
    start = time.process_time()
    current, previous = sides(size, areas=areas)
    made = time.process_time()
    pairs = match(current, previous)
    seconds = time.process_time() - made
    right = sum(current[pair.current].id == previous[pair.previous].id for pair in pairs)
    return (
        f"{size:>7} x {size:<7} {areas:>5} areas  keys {made - start:6.1f} s  match {seconds:6.1f} s"
        f"  {right}/{size} right, {len(pairs) - right} wrong  {memory():.0f} MB"
    )


def load_store(count: int) -> Iterator[str]:
    """Import reports of 1,000 observations each; then query by the index."""
    from pipeline import store
    from schemas import Report

    template = _report(0)
    with tempfile.TemporaryDirectory() as folder, store.opened(f"sqlite:///{Path(folder) / 'bench.db'}") as opened:
        start = time.perf_counter()
        reports = (template if i == 0 else _report(i) for i in range(count // 1000))
        opened.add_all(reports)
        seconds = time.perf_counter() - start
        yield f"store: {count} observations in {seconds:.0f} s ({count / seconds:,.0f} a second), {memory():.0f} MB"
        start = time.perf_counter()
        found = opened.observations(area="xã 7", year=2021, indicator="Diện tích lô 500")
        yield f"store: {len(found)} rows by area, year, indicator in {(time.perf_counter() - start) * 1000:.1f} ms"
    assert isinstance(template, Report)


def _report(number: int):  # type: ignore[no-untyped-def]
    from schemas import Report
    from schemas.observation import Observation
    from schemas.source import Area, Source
    from schemas.structure import DocumentInfo, Header

    text = f"{number} ha"
    source = Source(start=0, end=len(text), text=text)
    info = DocumentInfo(
        id=f"sha256:{number:064x}",
        file=f"{number}.txt",
        media_type="text/plain",
        text_layer="text",
        header=Header(year=2021),
    )
    area = Area(name=f"xã {number % 100}")
    rows = tuple(
        Observation.model_construct(
            **{name: field.get_default() for name, field in Observation.model_fields.items() if not field.is_required()}
            | {"id": f"o{i}", "indicator": f"Diện tích lô {i}", "low": Decimal(i), "high": Decimal(i), "unit": "ha",
               "resolution": Decimal(1), "year": 2021, "area": area, "source": source}
        )
        for i in range(1000)
    )  # fmt: skip
    return Report.model_construct(
        schema_version="1.0", text=text, document=info, sections=(), footnotes=(), tables=(), observations=rows,
        projects=(), findings=(), problems=(),
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--store", type=int, default=0, metavar="N")
    options = parser.parse_args()
    for size in map(int, options.sizes.split(",")):
        print(measure(size, areas=max(1, size // _PER_AREA)), flush=True)
        if size <= 20_000:
            print(measure(size, areas=1), flush=True)
    if options.store:
        for line in load_store(options.store):
            print(line, flush=True)


if __name__ == "__main__":
    main()
