"""What `baocao run` does: options, the bar or lines of progress, and the few lines at the end.

Progress goes to standard error; `--quiet` leaves what failed and the result. Never: work of its own; the run is
`pipeline.batch`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from pipeline.errors import Exit, UsageError, shown

if TYPE_CHECKING:
    from pipeline.jobs import Compared, Done, Event, Outcome
    from pipeline.logs import JsonLog

_SECONDS_BETWEEN = 30.0
"""Between two lines of progress where there is no terminal to draw a bar on."""


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""

    @app.command()
    def run(
        inputs: Annotated[
            list[str], typer.Argument(metavar="INPUT…", help="Tệp, thư mục (đọc cả thư mục con) hoặc URL, ví dụ s3://…")
        ],
        out: Annotated[str, typer.Option("--out", metavar="DIR", help="Thư mục kết quả, hoặc URL.")],
        force: Annotated[bool, typer.Option("--force", help="Đọc lại cả những báo cáo đã xong.")] = False,
        workers: Annotated[
            int, typer.Option("--workers", min=0, metavar="N", help="Số tiến trình; mặc định mỗi lõi một tiến trình.")
        ] = 0,
        timeout: Annotated[
            float, typer.Option("--timeout", min=1, metavar="GIÂY", help="Thời gian dài nhất cho một tệp.")
        ] = 600,
        memory: Annotated[
            int, typer.Option("--memory", min=256, metavar="MB", help="Bộ nhớ nhiều nhất cho một tệp.")
        ] = 4096,
        previous: Annotated[
            Path | None,
            typer.Option("--previous", metavar="DIR", help="Kết quả một lần chạy trước, có báo cáo năm trước."),
        ] = None,
        work: Annotated[
            Path | None, typer.Option("--work", metavar="DIR", help="Nơi để tệp trung gian khi dùng URL.")
        ] = None,
        cluster: Annotated[
            str, typer.Option("--cluster", metavar="URL", help="Đọc trên cụm Dask, ví dụ tcp://may-chu:8786.")
        ] = "",
        log_json: Annotated[
            str, typer.Option("--log-json", metavar="FILE", help="Nhật ký dạng JSON, mỗi dòng một việc; - là stderr.")
        ] = "",
        quiet: Annotated[bool, typer.Option("--quiet", help="Chỉ nói tệp hỏng và tổng kết.")] = False,
        debug: Annotated[bool, typer.Option("--debug", help="In đầy đủ vết lỗi của chương trình.")] = False,
    ) -> Exit:
        """Đọc mọi báo cáo dưới INPUT; bảng, sổ Excel, trang xem ở DIR, tệp hỏng có lý do ở DIR/quarantine."""
        from pipeline import batch
        from pipeline.cluster import Cluster
        from pipeline.confine import means
        from pipeline.cores import cores
        from pipeline.pool import Limits, Pool

        here = Places.of(inputs, out, work)
        if cluster:  # its machines work in folders of their own
            here = Places([one.absolute() for one in here.inputs], here.out.absolute())
        limits = Limits(timeout, memory << 20, writable=batch.writable(here.out))
        executor = Cluster(cluster, batch.lost, here.out, limits) if cluster else Pool(batch.lost, workers, limits)
        where = {"cluster": cluster} if cluster else {"workers": workers or cores()}
        with ExitStack() as stack:
            display = stack.enter_context(Display(quiet=quiet, debug=debug, silent=log_json == "-"))
            log = stack.enter_context(_log(log_json, debug=debug))

            def tell(event: Event) -> None:
                display.tell(event)
                if log is not None:
                    log.tell(event)

            outcome = batch.run(
                here.inputs,
                here.out,
                force=force,
                earlier=_results_of(previous.absolute() if previous else None),
                executor=executor,
                settings={**where, "timeout_seconds": timeout, "memory_mb": memory, "shut_in": means()},
                tell=tell,
            )
            if log is not None:
                log.ended(outcome)
        for line in summary(outcome, here.out):
            display.say(line)
        if is_url(out):
            from pipeline.remote import publish

            display.say(f"Đã ghi {publish(here.out, out)} tệp mới hoặc thay đổi vào {out}")
        return outcome.exit_code


def _results_of(folder: Path | None) -> Path | None:
    """The results of an earlier run; raises UsageError where they are none."""
    if folder is not None and not (folder / "journal.jsonl").exists():
        raise UsageError(f"{shown(folder)} không phải kết quả của `baocao run`; chỉ ra thư mục có journal.jsonl")
    return folder


class Places(NamedTuple):
    """Where a run reads and writes on this machine."""

    inputs: list[Path]
    out: Path

    @classmethod
    def of(cls, inputs: Sequence[str], out: str, work: Path | None) -> Places:
        """With what lies at URLs brought into the work folder, and results of an earlier run to go on from."""
        if not any(map(is_url, (out, *inputs))):
            return cls([Path(one) for one in inputs], Path(out))
        from pipeline import remote

        folder = work or remote.work_folder(out)
        brought = [remote.fetch(one, folder) if is_url(one) else Path(one) for one in inputs]
        results = folder / "results" if is_url(out) else Path(out)
        if is_url(out):
            remote.resume(out, results)
        return cls(brought, results)


def is_url(text: str) -> bool:
    """Whether an argument names a place beyond the file system: `s3://bucket/reports`."""
    return re.match(r"[a-zA-Z][a-zA-Z0-9+.-]+://", text) is not None


@contextmanager
def _log(target: str, *, debug: bool) -> Iterator[JsonLog | None]:
    """The JSON log of a run: lines are added to the file, or go to standard error."""
    if not target:
        yield None
        return
    from pipeline.logs import JsonLog

    if target == "-":
        yield JsonLog(sys.stderr, debug=debug)
        return
    with Path(target).open("a", encoding="utf-8", errors="replace") as stream:
        yield JsonLog(stream, debug=debug)


class Display:
    """Shows a run as it goes on: a bar on a terminal, else now and then a line; nothing where it is `silent`."""

    def __init__(self, *, quiet: bool, debug: bool, silent: bool = False) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        from pipeline.progress import Pace

        self._quiet, self._debug = quiet, debug
        self._console = Console(stderr=True, quiet=silent, highlight=False, markup=False, emoji=False, soft_wrap=True)
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[pace]}"),
        )
        hidden = quiet or silent or not self._console.is_terminal
        self._bar = Progress(*columns, console=self._console, transient=True, disable=hidden)
        self._task = self._bar.add_task("Đang đọc", total=None, pace="")
        self._pace, self._spoken = Pace(0), monotonic()

    def __enter__(self) -> Display:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def say(self, line: str) -> None:
        """One line of message."""
        self._console.print(line)

    def tell(self, event: Event) -> None:
        """Show what happened."""
        from pipeline.jobs import Began, Compared, Comparing, Delivering, Done
        from pipeline.progress import Pace

        match event:
            case Began(total):
                self._pace = Pace(total)
                self._update(total=total)
            case Done():
                self._done(event)
            case Comparing(total):
                self._update(description="Đang đối chiếu với năm trước", total=total, completed=0, pace="")
            case Compared():
                self._compared(event)
            case Delivering():
                self._update(description="Đang ghi bảng", pace="")

    def _update(self, **fields: Any) -> None:
        self._bar.update(self._task, **fields)

    def _done(self, done: Done) -> None:
        self._pace.add(done.counts.pages, done.status == "done")
        self._update(advance=1, pace=", ".join(filter(None, (self._pace.speed, self._pace.left))))
        if done.error is not None or not self._quiet:
            self.say(_line(done))
        if self._debug and done.trace:
            self.say(done.trace)
        if not (self._quiet or self._console.is_terminal) and monotonic() - self._spoken >= _SECONDS_BETWEEN:
            self._spoken = monotonic()
            self.say(self._pace.line)

    def _compared(self, one: Compared) -> None:
        self._update(advance=1)
        if one.error is not None:
            self.say(f"✗ {one.error}")
        if self._debug and one.trace:
            self.say(one.trace)


def _line(done: Done) -> str:
    """One finished input, as progress shows it."""
    if done.error is not None:
        return f"✗ {done.error}"
    name = shown(done.job.file)
    if done.status == "duplicate":
        return f"= {name}: trùng nội dung với tệp đã đọc"
    how = "đã có" if done.status == "reused" else f"{done.seconds:.1f} s".replace(".", ",")
    counts = f"{done.counts.observations} số liệu, {done.counts.projects} dự án"
    return f"✓ {name}: {counts} ({how})"


def summary(outcome: Outcome, out: Path) -> Iterable[str]:
    """What a run delivered and where to look."""
    delivered, failed = outcome.having("done", "reused", "duplicate"), outcome.having("failed")
    reports = [one for one in delivered if one.status != "duplicate"]
    observations, projects = (
        sum(getattr(one.counts, name) for one in reports) for name in ("observations", "projects")
    )
    if outcome.interrupted:
        yield "Đã dừng theo yêu cầu; những gì đã xong được giữ lại, chạy lại cùng lệnh để làm tiếp."
    seconds = f"{outcome.seconds:.1f}".replace(".", ",")
    yield (
        f"{len(reports)} báo cáo, {observations} số liệu, {projects} dự án; "
        f"{len(failed)} tệp không đọc được; {seconds} s"
    )
    if outcome.compared:
        against = sum(one.counts.get("contradicts", 0) for one in outcome.compared)
        made = len(outcome.compared) - len(outcome.uncompared)
        yield f"{made} báo cáo được đối chiếu với năm trước, {against} chỗ mâu thuẫn"
    if outcome.skipped:
        yield f"{len(outcome.skipped)} tệp khác trong thư mục không phải báo cáo, bỏ qua (danh sách trong run.json)"
    if outcome.files:
        yield f"Xem: {shown(out / 'index.html')}; sổ Excel: {shown(out / 'bao-cao.xlsx')}"
    if outcome.undelivered:
        yield f"✗ không ghi được bảng và trang xem: {outcome.undelivered.cause}; {outcome.undelivered.next_step}"
    yield f"Kết quả: {shown(out / 'reports')}; tổng hợp: {shown(out / 'run.json')}"
    if failed:
        yield f"Lý do từng tệp không đọc được: {shown(out / 'quarantine')}"
