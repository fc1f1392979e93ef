"""Which files are reports: what lies in the folders that a run is given, in a fixed order.

A file named outright is always tried. In folders the suffix decides; hidden files, Office lock files and a folder's own
README are left out. Never: looking into a file.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.readers import SUFFIXES

REPORT_SUFFIXES = frozenset().union(*SUFFIXES.values()) - {""}
"""What is read when it lies in a folder. A file named outright is always tried."""

OTHER_REPORT_SUFFIXES = frozenset({".doc", ".rtf", ".odt"})
"""Reports in formats that cannot be read: tried as well, so that they end in quarantine and not in silence."""


def discover(inputs: Iterable[Path], out: Path) -> tuple[list[Path], list[Path]]:
    """The files to read, and the files in the folders that are no reports; both without repetition, in a fixed order.

    Folders are walked by name. Hidden files, Office lock files (`~$…`), what lies in `out`, and a folder's own README
    are left out.
    """
    files: dict[Path, Path] = {}
    skipped: dict[Path, Path] = {}
    for given in inputs:
        found = _walk(given, real(out)) if given.is_dir() else [given]
        for file in found:
            wanted = file is given or _is_report(file)
            (files if wanted else skipped).setdefault(real(file), file)
    return list(files.values()), [file for real, file in skipped.items() if real not in files]


def real(file: Path) -> Path:
    """The place behind links; a link that leads round in a circle is its own place."""
    return Path(os.path.realpath(file))


def _is_report(file: Path) -> bool:
    return file.suffix.lower() in REPORT_SUFFIXES | OTHER_REPORT_SUFFIXES and file.stem.lower() != "readme"


def _walk(folder: Path, out: Path) -> Iterator[Path]:
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name[0] != "." and real(Path(here, name)) != out)
        for name in sorted(names):
            if not name.startswith((".", "~$")):
                yield Path(here, name)
