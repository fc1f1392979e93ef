"""Files as they were uploaded: received within bounds, known by their content, kept under their hash.

What OWASP asks of an upload, in order: its size is bounded while it comes in; its kind is what its bytes say, judged by
our readers and by nothing else; its name is cut down to a plain one and used for nothing but to show and to suggest; it
is kept outside of what is served, under the hash of its content, and handed out as a download.
Never: a path from outside, a file that is run or shown in place.
"""

from __future__ import annotations

import datetime
import hashlib
import os
import re
import shutil
import tempfile
import threading
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import BinaryIO

from sqlalchemy import Engine, insert, select
from sqlalchemy.exc import IntegrityError

from pipeline.errors import Reason, UnreadableInput
from pipeline.readers import kind_of
from pipeline.store.service_tables import original

_BLOCK = 1 << 20
_MOST_NAME = 120
_DAY = 24 * 3600
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
_UNNAMED = "bao-cao"
_ONE_AT_A_TIME = threading.Lock()
"""Files are judged one after the other: at most one of them is in memory."""


@dataclass(frozen=True, slots=True)
class Original:
    """One file in the folder; `file` is its plain name."""

    hash: str
    file: str
    kind: str
    size: int


def receive(engine: Engine, folder: Path, name: str, stream: BinaryIO, most: int, account_id: int) -> Original:
    """Keep what the stream says, once for each content. Raises UnreadableInput for what no reader reads."""
    file = plain_name(name)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, part = tempfile.mkstemp(dir=folder, prefix=".", suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as out:
            digest, size = _copied(file, stream, out, most)
        with _ONE_AT_A_TIME:
            kind = kind_of(Path(file), Path(part).read_bytes())
        found = Original(f"sha256:{digest}", file, kind, size)
        target = place(folder, found.hash)
        target.parent.mkdir(exist_ok=True, mode=0o700)
        Path(part).replace(target)
    finally:
        Path(part).unlink(missing_ok=True)
    return _noted(engine, found, account_id)


def find(engine: Engine, hash_: str) -> Original | None:
    """What is known of a content."""
    o = original
    with engine.connect() as connection:
        row = connection.execute(select(o.c.hash, o.c.file, o.c.kind, o.c.size).where(o.c.hash == hash_)).one_or_none()
    return Original(*row) if row else None


def place(folder: Path, hash_: str) -> Path:
    """Where the bytes of a content lie."""
    digits = hash_.removeprefix("sha256:")
    return folder / digits[:2] / digits


def destroy(folder: Path, hash_: str) -> None:
    """Remove the bytes of a content that must not be kept: overwritten, then gone."""
    with suppress(FileNotFoundError), place(folder, hash_).open("r+b") as file:
        file.write(b"\0" * os.fstat(file.fileno()).st_size)
        os.fsync(file.fileno())
    place(folder, hash_).unlink(missing_ok=True)


@contextmanager
def named(folder: Path, found: Original) -> Iterator[Path]:
    """The original under its own name, for readers that go by it, as long as the block runs."""
    with tempfile.TemporaryDirectory(dir=folder, prefix=".work-") as work:
        file = Path(work, found.file)
        try:
            file.hardlink_to(place(folder, found.hash))
        except OSError:  # a file system without hard links
            shutil.copyfile(place(folder, found.hash), file)
        yield file


def sweep(folder: Path) -> None:
    """Remove what servers that were killed left half done, once it is a day old: another server may be at what is new."""
    yesterday = time.time() - _DAY
    for left in (*folder.glob(".*.part"), *folder.glob(".work-*"), *folder.glob("comparisons/*/.work-*")):
        with suppress(OSError):
            if left.stat().st_mtime > yesterday:
                continue
            if left.is_dir():
                shutil.rmtree(left)
            else:
                left.unlink()


def plain_name(name: str) -> str:
    """The last part of a path of any system, composed, without marks that some system reads as more than a letter."""
    last = PureWindowsPath(PurePosixPath(name).name).name
    kept = "".join(letter for letter in unicodedata.normalize("NFC", last) if letter.isprintable())
    kept = _FORBIDDEN.sub("_", kept).strip(" .")
    stem, dot, suffix = kept.rpartition(".")
    kept = f"{_cut(stem)}.{suffix}" if dot and stem and len(suffix) < 8 else _cut(kept)
    return f"_{kept}" if _RESERVED.match(kept) else kept or _UNNAMED


def _cut(text: str) -> str:
    return text.encode("utf-8", "replace")[:_MOST_NAME].decode("utf-8", "ignore")


def _copied(file: str, stream: BinaryIO, part: BinaryIO, most: int) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while block := stream.read(_BLOCK):
        size += len(block)
        if size > most:
            cause = f"tệp lớn hơn {most >> 20} MB" if most >= 1 << 20 else f"tệp lớn hơn {most} byte"
            raise UnreadableInput(file, Reason.TOO_LARGE, cause)
        digest.update(block)
        part.write(block)
    part.flush()
    os.fsync(part.fileno())
    return digest.hexdigest(), size


def _noted(engine: Engine, found: Original, account_id: int) -> Original:
    """The first name under which a content came stays its name."""
    if known := find(engine, found.hash):
        return known
    row = {"hash": found.hash, "file": found.file, "kind": found.kind, "size": found.size, "account_id": account_id,
           "uploaded_at": datetime.datetime.now(datetime.UTC)}  # fmt: skip
    try:
        with engine.begin() as connection:
            connection.execute(insert(original).values(row))
    except IntegrityError:  # the same content came twice at once
        return find(engine, found.hash) or found
    return found
