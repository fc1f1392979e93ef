"""Pages of reports, drawn once for each state of a report and kept beside the originals.

Problem: to load, validate and draw a report of a thousand figures takes fifty times as long as to send it.
A kept page is named by what it depends on: the report's hash, its revision and the moment of that, the program that drew
it, and which part it is; so it is never out of date, and several servers share the folder. A report that was just read is
drawn by a worker before anybody asks, and a job draws what was imported while no server ran; anything else is drawn
when it is first asked for. Never: anything of the person who asks; a page of another state of the report.
"""

from __future__ import annotations

import datetime
import hashlib
import threading
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection, select

import pipeline
import schemas
from pipeline.errors import Reason
from pipeline.files import atomic
from pipeline.pool import Limits, Pool
from pipeline.store import Store
from pipeline.store.decisions import decision
from pipeline.store.packing import json_in
from pipeline.store.service_tables import original
from pipeline.store.tables import document, version
from pipeline.web import drawing
from pipeline.web.drawing import Asked, Drawn, packed, unpacked
from pipeline.web.work import Ended, Row, Work

Part = Literal["pages", "text", "words"]
"""The whole page with pictures of the document's pages, the whole page with its text, the text alone."""
_LIMITS = Limits(seconds=120, memory=2 << 30, writable=())
_AT_ONCE = 20
_drawing = threading.Lock()
"""One at a time: of many who ask for the same new page one draws it."""


@dataclass(frozen=True, slots=True)
class State:
    """A report at a moment; `title` is what it is called, `original` whether its file is at hand."""

    hash: str
    revision: int
    updated_at: datetime.datetime
    pages: int | None
    title: str
    original: bool

    @property
    def whole(self) -> Part:
        """The part that its page begins with."""
        return "pages" if self.pages and self.original else "text"


def state_of(store: Store, hash_: str) -> State | None:
    """The present state of a report; None where there is none."""
    with store.engine.connect() as connection:
        return next(_states(connection, hash_), None)


def part(folder: Path, state: State, name: Part, draw: Callable[[], str]) -> bytes:
    """The part as it is kept, in UTF-8; drawn by `draw`, and kept, where it is not."""
    if (found := _found(folder, state, name)) is not None:
        return found
    with _drawing:
        if (found := _found(folder, state, name)) is None:
            found = draw().encode()
            _keep(folder, state, name, packed(found))
    return found


def run(work: Work, row: Row) -> Ended:
    """A job of the kind `draw`: the page of the original that it names, or of every report, the newest first, where it
    is not kept yet."""
    with work.store.engine.connect() as connection:
        states = list(_states(connection, row["original"]))
    missing = [one for one in states if not _place(work.settings.folder, one, one.whole).exists()]
    waiting = iter(missing)
    while not work.stopping and (some := list(islice(waiting, _AT_ONCE))):
        _ahead(work, some)
    return Ended(outcome=str(len(missing)))


def _ahead(work: Work, states: Sequence[State]) -> None:
    with work.store.engine.connect() as connection:
        asked = [_asked(connection, one) for one in states]
    by_hash = {one.hash: one for one in states}
    pool: Pool[Asked, Drawn] = Pool(_lost, 1, _LIMITS)
    for drawn in pool(drawing.draw, asked):
        if drawn.markup:
            state = by_hash[drawn.hash]
            _keep(work.settings.folder, state, state.whole, drawn.markup)
        if work.stopping:
            return


def _lost(one: Asked, _: Reason, __: str) -> Drawn:
    return Drawn(one.hash, b"")


def _asked(connection: Connection, state: State) -> Asked:
    of_document = (document.c.id == version.c.document_id) & (document.c.version == version.c.number)
    query = select(version.c.report).join(document, of_document).where(document.c.hash == state.hash)
    log = select(decision.c.entry).where(decision.c.document == state.hash).order_by(decision.c.id)
    report = json_in(connection.execute(query).scalar_one())
    return Asked(state.hash, report, tuple(connection.execute(log).scalars()), state.whole == "pages")


def _states(connection: Connection, hash_: str | None = None) -> Iterator[State]:
    d = document.c
    query = select(d.hash, d.revision, d.updated_at, d.pages, d.subject, d.file, original.c.hash.is_not(None))
    query = query.outerjoin(original, original.c.hash == d.hash).order_by(d.updated_at.desc())
    if hash_ is not None:
        query = query.where(d.hash == hash_)
    for name, revision, moment, pages, subject, file, at_hand in connection.execute(query):
        yield State(name, revision, moment, pages, subject or file, at_hand)


def _found(folder: Path, state: State, name: Part) -> bytes | None:
    try:
        return unpacked(_place(folder, state, name).read_bytes())
    except (FileNotFoundError, zlib.error):
        return None


def _keep(folder: Path, state: State, name: Part, data: bytes) -> None:
    """Put it in place of the same part of earlier states."""
    place = _place(folder, state, name)
    with suppress(OSError):  # a full disk costs time, not the page
        place.parent.mkdir(parents=True, exist_ok=True)
        with atomic(place, flush=False) as stream:
            stream.write(data)
        for old in place.parent.glob(f"{name}-*"):
            if old != place:
                old.unlink(missing_ok=True)


def _place(folder: Path, state: State, name: Part) -> Path:
    digits = state.hash.removeprefix("sha256:")
    moment = int(state.updated_at.timestamp() * 1e6)
    return folder / "drawn" / digits[:2] / digits / f"{name}-{state.revision}-{moment}-{_edition()}.z"


@cache
def _edition() -> str:
    """The program that draws: a page that another one drew may look otherwise."""
    digest = hashlib.sha256()
    for package in (pipeline, schemas):
        for folder in package.__path__:
            for file in sorted(Path(folder).rglob("*.*")):
                if file.suffix in (".py", ".html", ".toml"):
                    digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
