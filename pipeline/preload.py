"""What the fork server imports before it makes workers: everything that reading a report needs.

Importing this module imports the stages and the readers and reads one line, so that tables are loaded and patterns
compiled once, in memory that all workers share. Nothing else imports it. Never: a failure - a worker that misses something
loads it itself, and says what is wrong with it.
"""

from __future__ import annotations

import importlib
import tempfile
from contextlib import suppress
from pathlib import Path

_LINE = (
    "UBND TỈNH AN BÌNH\nAn Bình, ngày 05 tháng 12 năm 2024\nBÁO CÁO\n\nI. KINH TẾ\n\n"
    "Thu ngân sách ước đạt 12,5 tỷ đồng, tăng 8,2% so với cùng kỳ năm trước.\n"
)


def _read_a_line() -> None:
    from pipeline.report import read_report, to_json

    with tempfile.TemporaryDirectory(prefix="baocao-") as folder:
        file = Path(folder, "một dòng.txt")
        file.write_text(_LINE, "utf-8")
        to_json(read_report(file))


with suppress(Exception):
    for _name in ("pipeline.batch", "pipeline.readers.pdf", "pipeline.readers.docx", "pipeline.deliver.crops"):
        importlib.import_module(_name)
    _read_a_line()
