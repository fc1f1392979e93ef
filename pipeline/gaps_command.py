"""What `baocao gaps` does: gaps of the lexicon over many reports, as a table for people or as JSON.

A file that cannot be read is named and passed over; the others are read. Never: writes to a stream; the command line
gives the two functions that do.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.errors import Exit, InternalError, ReportError, UsageError, shown, unreadable

if TYPE_CHECKING:
    from pipeline.gaps import Gap, Mention

_TITLES = {
    "verb": "Động từ đứng ngay trước số mà bộ từ (verbs.toml) chưa có",
    "noun": "Danh từ được đếm mà bộ từ (counted.toml) chưa có",
}
_HEAD = ("từ", "lần", "tệp", "ví dụ")
_NOWHERE = Path("/dev/null")
"""Nothing is written: no folder of results to leave out when folders are walked."""


def register(app: typer.Typer, data: Callable[[Iterable[str]], Exit], failed: Callable[[ReportError], Exit]) -> None:
    """Add the command to `app`; `data` prints lines of data, `failed` the one line of a failure."""

    @app.command()
    def gaps(
        inputs: Annotated[list[Path], typer.Argument(metavar="PATH…", help="Tệp hoặc thư mục (đọc cả thư mục con).")],
        as_json: Annotated[bool, typer.Option("--json", help="In dưới dạng JSON.")] = False,
        debug: Annotated[bool, typer.Option("--debug", help="In đầy đủ vết lỗi của chương trình.")] = False,
    ) -> Exit:
        """Liệt kê động từ và danh từ mà bộ từ còn thiếu, cho người chăm sóc bộ từ của một tỉnh."""
        from pipeline.gaps import summed

        found, errors = collect(inputs, debug=debug)
        for error in errors:
            failed(error)
        data(as_document(summed(found)) if as_json else as_table(summed(found)))
        return Exit.SOME_FAILED if errors else Exit.OK


def collect(inputs: Sequence[Path], *, debug: bool = False) -> tuple[list[Mention], list[ReportError]]:
    """The gaps of every report under `inputs`, and why others could not be read; an error of the program is raised
    under `debug`. Raises UsageError where there is nothing to read."""
    from pipeline.gaps import read_gaps
    from pipeline.inputs import discover

    files, _ = discover(inputs, _NOWHERE)
    if not any(file.exists() for file in files):
        named = ", ".join(map(shown, inputs))
        raise UsageError(f"không có báo cáo nào để đọc trong {named}; cần tệp .txt, .md, .docx hoặc .pdf")
    found: list[Mention] = []
    errors: list[ReportError] = []
    for file in files:
        try:
            found += read_gaps(file)
        except ReportError as error:
            errors.append(error)
        except OSError as error:
            errors.append(unreadable(file, error))
        except Exception as error:  # the promise of one line and no traceback
            if debug:
                raise
            errors.append(InternalError.wrap(file, error))
    return found, errors


def as_table(gaps: Sequence[Gap]) -> Iterator[str]:
    """For verbs and for nouns a title and a line for each word: how often, in how many files, one place, quoted."""
    for kind, title in _TITLES.items():
        of_kind = [gap for gap in gaps if gap.kind == kind]
        if kind != next(iter(_TITLES)):
            yield ""
        yield f"{title}: {len(of_kind)}"
        width = max([len(gap.word) for gap in of_kind] + [len(_HEAD[0])])
        if of_kind:
            yield f"  {_HEAD[0]:<{width}}  {_HEAD[1]:>5}  {_HEAD[2]:>5}  {_HEAD[3]}"
        for gap in of_kind:
            yield f"  {gap.word:<{width}}  {gap.mentions:>5}  {gap.files:>5}  {_place(gap.example)}: «{gap.example.quote}»"


def as_document(gaps: Sequence[Gap]) -> Iterator[str]:
    """The same as one JSON document, lists `verbs` and `nouns`."""
    lists = {f"{kind}s": [_record(gap) for gap in gaps if gap.kind == kind] for kind in _TITLES}
    yield json.dumps(lists, ensure_ascii=False, indent=2)


def _record(gap: Gap) -> dict[str, object]:
    example = {key: value for key, value in asdict(gap.example).items() if key not in ("kind", "word")}
    return {"word": gap.word, "mentions": gap.mentions, "files": gap.files, "example": example}


def _place(example: Mention) -> str:
    where = f"dòng {example.line}" if example.page is None else f"trang {example.page}"
    return f"{example.file}, {where}"
