"""A set of hostile files through a run: `python benchmarks/hostile.py [--only WORDS…] [--seconds S] [--keep DIR]`.

Some 450 files: cut at every structure, bits flipped, bombs of nested compression, huge and circular page trees, objects
that contain themselves, entities and relations that point outside, `../` names, names that lie, nesting, a hundred
thousand cells, numbers without end, right-to-left marks and control characters; and what lies in folders without being
a file. Each is a document of one run under limits of time and memory. It has to end as a report or with a typed reason,
within its limit and 2 seconds for each try, and the run has to deliver all of its files. Ends with code 1 where it does not.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import monotonic
from typing import Any

import hostile_pdf
import hostile_text
import hostile_word
from pipeline import batch
from pipeline.errors import Exit, Reason
from pipeline.pool import Limits, Pool
from schemas import Report

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
GRACE = 2.0


def files() -> Iterator[tuple[str, bytes]]:
    """Every hostile file: its name, which begins with its kind, and its bytes."""
    pdf = (SAMPLES / "kim-thach-2018" / "kim-thach-2018.pdf").read_bytes()
    word = (SAMPLES / "kim-thach-2018" / "kim-thach-2018.docx").read_bytes()
    text = (SAMPLES / "kim-thach-2018" / "kim-thach-2018.txt").read_bytes()
    kinds = {
        "pdf": (
            hostile_pdf.truncations(pdf, 30), hostile_pdf.flips(pdf, range(30), ".pdf"), hostile_pdf.bombs(),
            hostile_pdf.pages(), hostile_pdf.loops(), hostile_pdf.nonsense(),
        ),
        "word": (
            hostile_word.truncations(word, 20), hostile_pdf.flips(word, range(100, 130), ".docx"), hostile_word.bombs(),
            hostile_word.outside(), hostile_word.shapes(),
        ),
        "text": (hostile_text.texts(), hostile_text.encodings(), hostile_pdf.flips(text, range(200, 220), ".txt")),
        "picture": (hostile_text.pictures(),),
        "disguise": (hostile_text.disguises(pdf, word),),
    }  # fmt: skip
    for kind, groups in kinds.items():
        for group in groups:
            for name, data in group:
                yield f"{kind}-{name}", data


def write_files(folder: Path, only: Sequence[str]) -> int:
    """Write the files whose names hold one of the words (all, without words), and what is no file; how many."""
    count = 0
    folder.mkdir(parents=True)
    for name, data in files():
        if not only or any(word in name for word in only):
            (folder / name).write_bytes(data)
            count += 1
    if not only:
        for number, name in enumerate(hostile_text.NAMES):
            (folder / name).write_text(f"BÁO CÁO\n\nThu ngân sách đạt {number + 1},5 tỷ đồng.\n", "utf-8")
        os.mkfifo(folder / "never-written-to.txt")
        (folder / "endless.txt").symlink_to("/dev/zero")
        (folder / "circle.txt").symlink_to("circle.txt")
        (folder / "nowhere.pdf").symlink_to("gone.pdf")
        (folder / "folder.pdf").mkdir()
        with (folder / "sparse.pdf").open("wb") as sparse:
            sparse.truncate(1 << 40)
        count += len(hostile_text.NAMES) + 5
    return count


class Timed:
    """Carries out one job after the other, and keeps the seconds of each, all its tries and their workers' births."""

    def __init__(self, limits: Limits) -> None:
        self._pool: Pool[Any, Any] = Pool(batch.lost, 1, limits)
        self.seconds: dict[str, float] = {}

    def __call__(self, work: batch.Work, jobs: Sequence[Any]) -> Iterator[Any]:
        list(self._pool(str, [0]))  # the fork server is born once, and no document waits for it
        for job in jobs:
            begun = monotonic()
            yield from self._pool(work, [job])
            self.seconds[job.file.name] = monotonic() - begun


def faults(out: Path, outcome: batch.Outcome, seconds: dict[str, float], limit: float, expected: int) -> Iterator[str]:
    """What did not go as it has to."""
    if outcome.exit_code not in (Exit.OK, Exit.SOME_FAILED):
        yield f"the run ended with {outcome.exit_code}"
    if outcome.undelivered is not None or len(outcome.files) < 14:
        yield f"the data set was not delivered: {outcome.undelivered}"
    if len(outcome.done) != expected:
        yield f"{len(outcome.done)} results for {expected} files"
    for one in outcome.done:
        name = one.job.file.name
        error = one.error
        if error is None:
            try:
                Report.model_validate_json(one.job.report.read_bytes())
            except ValueError as invalid:
                yield f"{name}: {' '.join(str(invalid).split())[:200]}"
            tries = 1 if one.seconds + GRACE > seconds.get(name, 0.0) else 2
        else:
            told = json.loads(one.job.quarantine.read_text("utf-8"))
            if Reason(told["reason"]) is Reason.INTERNAL:
                yield f"{name}: {error.cause}"
            tries = 2 if error.reason in (Reason.TIMEOUT, Reason.CRASHED, Reason.OUT_OF_MEMORY) else 1
        if seconds.get(name, 0.0) > tries * (limit + GRACE):
            yield f"{name}: {seconds[name]:.1f} s for {tries} tries of {limit:g} s"
    if list(out.parent.glob("**/hostile.txt")) or Path("/hostile.txt").exists():
        yield "a file was written outside"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--only", nargs="*", default=[], metavar="WORD", help="files whose names hold one of these words"
    )
    parser.add_argument("--seconds", type=float, default=20.0, help="limit of one document")
    parser.add_argument("--memory", type=int, default=1024, help="limit of one document in MB")
    parser.add_argument("--slowest", type=int, default=12, help="how many of the slowest files to name")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="baocao-hostile-") as folder:
        inputs, out = Path(folder, "in"), Path(folder, "out")
        expected = write_files(inputs, options.only)
        timed = Timed(Limits(options.seconds, options.memory << 20, writable=batch.writable(out)))
        begun = monotonic()
        outcome = batch.run([inputs], out, executor=timed)
        found = list(faults(out, outcome, timed.seconds, options.seconds, expected))
        ends = Counter(one.error.reason.value if one.error else "report" for one in outcome.done)
    print(f"{expected} hostile files in {monotonic() - begun:.0f} s: {dict(ends.most_common())}")
    for name, seconds in sorted(timed.seconds.items(), key=lambda item: -item[1])[: options.slowest]:
        print(f"  {seconds:6.1f} s  {name}")
    print("\n".join(found) or "0 hangs, 0 crashes of the run, every file ended in time with a report or a typed reason")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
