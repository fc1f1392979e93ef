"""What checking costs: `python benchmarks/check.py`. Time of `check` against the number of figures of one report, of prose
and of tables (it should grow no faster than they do), and its share of the whole way on the samples of the split `dev`: in
a process that reads one report after the other, and of the command that reads one.
"""

from __future__ import annotations

import sys
import tempfile
import tomllib
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from subprocess import DEVNULL, run
from time import process_time

from pipeline.document import Document
from pipeline.readers import read
from pipeline.report import stages
from pipeline.stages.check import check

ROOT = Path(__file__).resolve().parent.parent
SIZES = (2_500, 5_000, 10_000, 20_000)
HEAD = "BÁO CÁO\nTình hình kinh tế - xã hội năm 2022\n\n"
PROSE = (
    "- Thôn {i}: tiếp nhận {total} hồ sơ, gồm: {a} hồ sơ chứng thực, {b} hồ sơ hộ tịch; đã giải quyết {a}/{total} hồ sơ, "
    "đạt {share}%; tăng {b} hồ sơ so với cùng kỳ ({a} hồ sơ).\n\n"
)
ROW = "| {i} | Thôn {i} | {total} | {a} | {b} | {share} |\n"
TABLE_HEAD = (
    "| TT | Đơn vị | Tổng số hồ sơ | Hồ sơ chứng thực | Hồ sơ hộ tịch | Tỷ lệ chứng thực (%) |\n"
    "|:--:|----|---:|---:|---:|---:|\n"
)


def unchecked(text: str) -> Document:
    """The document of a text after every stage but the last."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "bao-cao.txt"
        file.write_text(text, encoding="utf-8")
        return before_check(file)


def before_check(file: Path) -> Document:
    document = read(file)
    for stage in stages():
        if stage is not check:
            document = stage(document)
    return document


def report(form: str, head: str, figures_each: int, size: int) -> str:
    rows = []
    for i in range(1, size // figures_each + 1):
        a, b = 40 + i % 97, 20 + i % 53
        share = f"{100 * a / (a + b):.1f}".replace(".", ",")
        rows.append(form.format(i=i, a=a, b=b, total=a + b, share=share))
    return HEAD + head + "".join(rows)


def seconds(document: Document) -> float:
    begun = process_time()
    check(document)
    return process_time() - begun


def seconds_of_command(file: Path) -> float:
    """Processor time of `baocao extract FILE`, from its start to its end."""
    begun = getrusage(RUSAGE_CHILDREN)
    run([sys.executable, "-m", "pipeline", "extract", file], check=True, stdout=DEVNULL, cwd=ROOT)
    ended = getrusage(RUSAGE_CHILDREN)
    return ended.ru_utime + ended.ru_stime - begun.ru_utime - begun.ru_stime


def main() -> None:
    for name, form, head, each in (("prose", PROSE, "", 8), ("table", ROW, TABLE_HEAD, 4)):
        for size in SIZES:
            document = unchecked(report(form, head, each, size))
            spent = seconds(document)
            count = len(document.observations)
            print(f"{name}: {count:6} figures  {spent:6.2f} s  {spent / max(count, 1) * 1e6:5.0f} µs a figure")
    check_time = whole = command = 0.0
    for meta in sorted((ROOT / "samples").glob("*/meta.toml")):
        if tomllib.loads(meta.read_text(encoding="utf-8"))["split"] != "dev":
            continue
        file = meta.parent / f"{meta.parent.name}.pdf"
        before_check(file)
        begun = process_time()
        document = before_check(file)
        whole += process_time() - begun
        check_time += seconds(document)
        command += seconds_of_command(file)
    print(f"share of check on the dev samples: {check_time / (whole + check_time):.1%} of reading in a running process, "
          f"{check_time / command:.1%} of the command `baocao extract FILE`")  # fmt: skip


if __name__ == "__main__":
    main()
