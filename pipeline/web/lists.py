"""What lists of the pages ask of the store: reports, what is being read, the values of an indicator over the years.

Searching needs no diacritics and no case (`thuy` finds `Thủy`), whatever the database: names are compared folded.
Never: a whole report is loaded for a list.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Engine, func, select

from pipeline.store.decisions import decision
from pipeline.store.searching import folded, holds
from pipeline.store.service_tables import job, original
from pipeline.store.tables import document, observation

PAGE = 100
_NEWEST = 50
_LIST = (
    document.c.hash, document.c.file, document.c.year, document.c.area_name, document.c.issuer, document.c.number,
    document.c.type, document.c.period_label, document.c.subject, document.c.date, document.c.pages,
    document.c.text_layer, document.c.observation_count, document.c.project_count, document.c.finding_count,
    document.c.problem_count, document.c.updated_at,
)  # fmt: skip
_ORDER = (document.c.year.desc(), document.c.area_name, document.c.file, document.c.hash)


def revision(engine: Engine) -> tuple[int, int]:
    """The state of all reports together: it changes with whatever changes what a list says of them, because a report
    that is new or changed adds to the sum of revisions, and nothing takes from it."""
    with engine.connect() as connection:
        count, total = connection.execute(select(func.count(), func.sum(document.c.revision))).one()
    return count, total or 0


def reports(
    engine: Engine, *, words: str = "", year: int | None = None, page: int = 1, findings: bool = False
) -> tuple[Sequence[Any], int]:
    """The rows of one page of the list, newest years first, and how many reports there are in all."""
    query = select(*_LIST).order_by(*_ORDER)
    if year is not None:
        query = query.where(document.c.year == year)
    if findings:
        query = query.where(document.c.finding_count > 0)
    if words.strip():
        query = query.where(holds(document.c.words, words))
    with engine.connect() as connection:
        count = connection.execute(select(func.count()).select_from(query.order_by(None).subquery())).scalar_one()
        return connection.execute(query.limit(PAGE).offset((page - 1) * PAGE)).all(), count


def years(engine: Engine) -> list[int]:
    """The years of the reports, newest first."""
    with engine.connect() as connection:
        found = connection.execute(select(document.c.year).distinct()).scalars()
        return sorted((year for year in found if year is not None), reverse=True)


def decided(engine: Engine, hashes: Iterable[str]) -> dict[str, int]:
    """On how many figures of each of these reports people have decided."""
    d = decision.c
    query = select(d.document, func.count(func.distinct(d.figure))).where(d.document.in_(list(hashes)))
    with engine.connect() as connection:
        return {row[0]: row[1] for row in connection.execute(query.group_by(d.document))}


def waiting(engine: Engine, most: int = 8) -> Sequence[Any]:
    """Uploads that are being read or could not be read and are in no report yet, newest first."""
    j = job.c
    columns = (j.id, j.state, j.cause, j.next_step, j.created_at, original.c.file)
    query = select(*columns).join(original, original.c.hash == j.original)
    query = query.outerjoin(document, document.c.hash == j.original)
    query = query.where(j.kind == "read", j.state.in_(("queued", "running", "failed")), document.c.id.is_(None))
    query = query.order_by(j.created_at.desc(), j.id).limit(most)
    with engine.connect() as connection:
        return connection.execute(query).all()


def undecided(engine: Engine) -> int:
    """How many figures are in any doubt; counted to 10,000 at most."""
    inner = select(observation.c.id).where(observation.c.priority > 0).limit(10_000).subquery()
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(inner)).scalar_one()


def of_area(engine: Engine, name: str) -> Sequence[Any]:
    """The other reports of the area of this report, newest first."""
    d = document.c
    area = select(d.area_name).where(d.hash == name).scalar_subquery()
    query = select(d.hash, d.file, d.year, d.period_label).where(d.area_name == area, d.hash != name)
    with engine.connect() as connection:
        return connection.execute(query.order_by(d.year.desc(), d.file).limit(PAGE)).all()


def areas(engine: Engine) -> list[str]:
    """The areas that reports are about."""
    with engine.connect() as connection:
        found = connection.execute(select(document.c.area_name).distinct()).scalars()
        return sorted(area for area in found if area)


def places(engine: Engine, name: str) -> dict[str, str]:
    """Where the figures of a report stand, by their ids."""
    o = observation.c
    query = select(o.key, o.source_start, o.source_end).join(document, document.c.id == o.document_id)
    with engine.connect() as connection:
        found = connection.execute(query.where(document.c.hash == name))
        return {row.key: f"{row.source_start}-{row.source_end}" for row in found}


def indicator_names(engine: Engine, *, words: str = "", area: str = "", most: int = 60) -> list[str]:
    """Names of indicators that hold these words, the one that most figures have first; without words, those of the
    newest reports."""
    o, d = observation.c, document.c
    counted = select(o.indicator, func.count().label("n")).where(o.measure.in_(("level", "share")))
    if area:
        counted = counted.where(o.area_name == area)
    if not words.strip():
        newest = select(d.id).order_by(d.year.desc(), d.updated_at.desc()).limit(_NEWEST)
        counted = counted.where(o.document_id.in_(newest))
    query = counted.group_by(o.indicator).order_by(func.count().desc(), o.indicator)
    wanted = folded(words).split()
    with engine.connect() as connection:
        if not wanted:
            return list(connection.execute(query.limit(most)).scalars())
        found = connection.execute(query).scalars()
        holding = [name for name in found if all(word in folded(name) for word in wanted)]
    return sorted(holding, key=lambda name: folded(name) != folded(words))[:most]
