"""Within one run, each report against that of the year before: what `baocao reconcile` does for two files.

Which report is whose previous one is the rule of `pipeline.reconcile.pairing`. A comparison is a job like the reading of
a report - same executor, same limits - and leaves `DIR/reconciliation/<key of this year's report>.json`. One that an
earlier run made of the same two reports with the same code is kept. Last year's reports may also lie in the results of an
earlier run, which its journal lists. Never: a comparison of a report that this run did not deliver.
"""

from __future__ import annotations

import hashlib
import traceback
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from sys import intern
from time import monotonic

from pipeline import ledger
from pipeline.errors import InternalError, ReportError, unreadable
from pipeline.files import write_atomically
from pipeline.jobs import About, Compared, Comparing, Comparison, Done, Event


def compare_years(
    read: Iterable[Done],
    out: Path,
    carry_out: Callable[[Callable[[Comparison], Compared], Sequence[Comparison]], Iterator[Compared]],
    tell: Callable[[Event], object],
    *,
    force: bool = False,
    earlier: Path | None = None,
) -> tuple[Compared, ...]:
    """Every comparison that the delivered reports allow, in the order of their keys; `earlier` are the results of another
    run that may hold last year's."""
    from pipeline.reconcile.pairing import pairs

    delivered = {one.job.key: one for one in read}
    before = ledger.told_before(earlier) if earlier else {}
    known_by = {key: About(*entry["about"]) for key, entry in before.items()} | {
        key: one.about for key, one in delivered.items()
    }
    says = {key: entry["sha256"] for key, entry in before.items()} | {
        key: one.sha256.hex() for key, one in delivered.items()
    }
    found = {key: previous for key, previous in pairs(known_by).items() if key in delivered}
    for key in delivered.keys() - found.keys():
        (out / "reconciliation" / f"{key}.json").unlink(missing_ok=True)
    if not found:
        return ()
    known = {} if force else ledger.comparisons(out)
    results: dict[str, Compared] = {}
    to_do = []
    for key, previous in found.items():
        said = "\0".join((key, *previous, *(says[one] for one in (key, *previous))))
        job = Comparison(key, previous, hashlib.sha256(said.encode()).hexdigest(), out, earlier)
        entry = known.get(key)
        if entry and entry["digest"] == job.digest and job.file.exists():
            results[key] = Compared(job, entry["counts"], sha256=entry["sha256"], reused=True)
        else:
            to_do.append(job)
    jobs = {job.current: job for job in to_do}
    tell(Comparing(len(found)))
    for one in results.values():
        tell(one)
    with closing(_iterated(carry_out(compare, to_do))) as comparing:
        for one in comparing:
            ledger.record_comparison(one)
            tell(one)
            results[one.job.current] = replace(one, job=jobs[one.job.current], counts=_kept(one.counts))
    return tuple(results[key] for key in sorted(results))


def compare(job: Comparison) -> Compared:
    """Compare one report with last year's and write what came of it. Never raises for what a report holds."""
    started = monotonic()
    try:
        from pipeline.reconcile import reconcile
        from pipeline.reconcile.render import to_json
        from pipeline.reconcile.sources import Previous, of_report
        from schemas import Report

        sides = []
        for key in (job.current, *job.previous):
            report = Report.model_validate_json(job.report(key).read_bytes())
            sides.append(of_report(report, report.document.file))
        current, *previous = sides
        names = " + ".join(side.file for side in previous)
        result = reconcile(current, Previous(names, previous[0].year, tuple(previous)))
        text = to_json(result)
    except MemoryError:
        raise
    except ReportError as error:
        return Compared(job, seconds=monotonic() - started, error=error)
    except OSError as error:
        return Compared(job, seconds=monotonic() - started, error=unreadable(job.report(job.current), error))
    except Exception as error:  # noqa: BLE001 - whatever one pair provokes, the others are still compared
        wrapped = InternalError.wrap(job.file, error)
        return Compared(job, seconds=monotonic() - started, error=wrapped, trace=traceback.format_exc())
    write_atomically(job.file, text)
    counts = Counter[str](one.status for one in result.indicators)
    counts.update(one.status for one in result.projects)
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    return Compared(job, dict(sorted(counts.items())), monotonic() - started, digest)


def _kept(counts: Mapping[str, int]) -> Mapping[str, int]:
    """With names that the run knows already: there is one of these for each report."""
    return {intern(name): count for name, count in counts.items()}


def _iterated(results: Iterator[Compared]) -> Generator[Compared]:
    """A generator, which can be closed: the executor's workers end with it."""
    yield from results
