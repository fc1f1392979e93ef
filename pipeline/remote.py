"""Inputs and results by URL - object storage, web folders, whatever fsspec reads (`s3://`, `gs://`, `az://`, `sftp://`).

A run works on local files. Inputs are brought into a work folder that mirrors them, and brought again only when they have
changed; results are put at their URL when the run has ended, those that have changed alone, each in one step, `run.json`
last. `published.json` beside them names what was put, so that what a later run no longer delivers is taken away, and
nothing else. A machine that has never seen the results takes over what they rest on and resumes. Never: a file outside the
work folder, whatever a key is called.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from pipeline.errors import UsageError
from pipeline.files import write_atomically
from pipeline.inputs import OTHER_REPORT_SUFFIXES, REPORT_SUFFIXES

_FETCHED, _PUBLISHED = ".fetched.json", "published.json"
_RESUMED = ("journal.jsonl", "reports/", "reconciliation/", "crops/", "quarantine/")
"""What a run rests on that goes on where another machine stopped."""
_LAST = ("run.json",)


def work_folder(out: str) -> Path:
    """The usual work folder of a run with these results: the same for every run, in the user's cache."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()
    return Path(cache, "baocao", hashlib.sha256(out.encode()).hexdigest()[:16])


def fetch(url: str, work: Path) -> Path:
    """The reports at `url`, a file or a folder, as files in `work`; raises UsageError where there is no such place."""
    with _told(url):
        storage, root = _place(url)
        root = root.rstrip("/")
        single = storage.isfile(root)
        there = {root: storage.info(root)} if single else storage.find(root, detail=True)
    base = root.rpartition("/")[0] if single else root
    folder = work / "inputs" / re.sub(r"[^\w.-]+", "-", url).strip("-") / hashlib.sha256(url.encode()).hexdigest()[:8]
    folder.mkdir(parents=True, exist_ok=True)
    known = _read_json(folder / _FETCHED)
    wanted: dict[str, str] = {}
    for key in there:
        name = key.removeprefix(base).lstrip("/")
        if (single or _is_wanted(name)) and _stays_inside(name):
            with _told(url):
                wanted[name] = str(storage.ukey(key))
    for gone in known.keys() - wanted.keys():
        (folder / gone).unlink(missing_ok=True)
    new = [name for name, version in wanted.items() if known.get(name) != version or not (folder / name).exists()]
    for name in new:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
    with _told(url):
        if new:
            storage.get([f"{base}/{name}" if base else name for name in new], [str(folder / name) for name in new])
    write_atomically(folder / _FETCHED, json.dumps(wanted, ensure_ascii=False))
    return folder / next(iter(wanted)) if single else folder


def resume(url: str, out: Path) -> None:
    """Bring what an earlier run published, where this machine has nothing of it."""
    if (out / "journal.jsonl").exists():
        return
    with _told(url):
        storage, root = _place(url)
        published = _published(storage, root)
        names = [name for name in published if name.startswith(_RESUMED) and _stays_inside(name)]
        for name in names:
            (out / name).parent.mkdir(parents=True, exist_ok=True)
        if names:
            storage.get([f"{root}/{name}" for name in names], [str(out / name) for name in names])


def publish(out: Path, url: str) -> int:
    """Put the results in `out` at `url`; how many files had changed."""
    with _told(url):
        storage, root = _place(url)
        before = _published(storage, root)
        now = {name: _digest(out / name) for name in sorted(_visible(out))}
        changed = [name for name, digest in now.items() if before.get(name) != digest]
        _put(storage, root, out, [name for name in changed if name not in _LAST])
        for name in before.keys() - now.keys():
            if _stays_inside(name) and storage.exists(f"{root}/{name}"):
                storage.rm_file(f"{root}/{name}")
        _put(storage, root, out, [name for name in changed if name in _LAST])
        with storage.transaction, storage.open(f"{root}/{_PUBLISHED}", "wb") as stream:
            stream.write(json.dumps(now, ensure_ascii=False, indent=0).encode())
    return len(changed)


def _put(storage: Any, root: str, out: Path, names: list[str]) -> None:
    if storage.async_impl:  # many at once; an object appears whole
        if names:
            storage.put([str(out / name) for name in names], [f"{root}/{name}" for name in names])
        return
    for name in names:
        target = f"{root}/{name}"
        storage.makedirs(target.rpartition("/")[0], exist_ok=True)
        with storage.transaction, storage.open(target, "wb") as stream, (out / name).open("rb") as source:
            shutil.copyfileobj(source, stream)


def _published(storage: Any, root: str) -> Mapping[str, str]:
    """What was put there, by name: SHA-256."""
    try:
        with storage.open(f"{root}/{_PUBLISHED}", "rb") as stream:
            found = json.loads(stream.read())
    except (FileNotFoundError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _visible(out: Path) -> Iterator[str]:
    for file in out.rglob("*"):
        name = file.relative_to(out).as_posix()
        if file.is_file() and not any(part.startswith(".") for part in PurePosixPath(name).parts):
            yield name


def _is_wanted(name: str) -> bool:
    return PurePosixPath(name).suffix.lower() in REPORT_SUFFIXES | OTHER_REPORT_SUFFIXES


def _stays_inside(name: str) -> bool:
    """Whether a key is an ordinary relative path; another one could lead out of the work folder."""
    path = PurePosixPath(name)
    return bool(name) and not path.is_absolute() and ".." not in path.parts and "\0" not in name and name != _FETCHED


def _read_json(file: Path) -> dict[str, str]:
    try:
        found = json.loads(file.read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _place(url: str) -> tuple[Any, str]:
    """The storage and the path within it."""
    from fsspec.core import url_to_fs

    storage, path = url_to_fs(url)
    return storage, str(path).rstrip("/")


@contextmanager
def _told(url: str) -> Iterator[None]:
    """Whatever a storage raises is told as one line: its libraries have exceptions of their own."""
    try:
        yield
    except ImportError as error:
        raise UsageError(f"chưa đọc được {url}: {_first(error)}; cài gói đó, hoặc nhóm cluster của baocao") from error
    except Exception as error:
        raise UsageError(f"không dùng được {url}: {_first(error)}; kiểm tra địa chỉ và quyền truy cập") from error


def _first(error: BaseException) -> str:
    lines: Iterable[str] = str(error).splitlines() or [type(error).__name__]
    return next(iter(lines))[:200]
