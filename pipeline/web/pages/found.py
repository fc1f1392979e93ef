"""The report that a path names, as people left it; kept for a moment, because one page asks for it several times."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Annotated

from fastapi import Depends, HTTPException, Path
from sqlalchemy import select

from pipeline.review.apply import Reviewed
from pipeline.store import Store
from pipeline.store.decisions import reviewed_report
from pipeline.store.tables import document
from pipeline.web.access import OpenStore

Digits = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]
_MOST = 8
_kept: OrderedDict[tuple[str, str, str], Reviewed] = OrderedDict()
_lock = threading.Lock()


def find(store: Store, digits: str) -> Reviewed:
    """The report with this hash. Raises 404. What is kept is known by its revision, so it is never out of date."""
    name = f"sha256:{digits}"
    with store.engine.connect() as connection:
        query = select(document.c.revision, document.c.updated_at).where(document.c.hash == name)
        state = connection.execute(query).one_or_none()
    if state is None:
        raise HTTPException(404, "kho không có báo cáo này")
    key = (str(store.engine.url), name, str(state))
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    found = reviewed_report(store, name)
    if found is None:
        raise HTTPException(404, "kho không có báo cáo này")
    with _lock:
        _kept[key] = found
        while len(_kept) > _MOST:
            _kept.popitem(last=False)
    return found


def of_path(store: OpenStore, digits: Digits) -> Reviewed:
    """The report that the path names."""
    return find(store, digits)


Found = Annotated[Reviewed, Depends(of_path)]
