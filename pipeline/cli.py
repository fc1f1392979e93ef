"""The `baocao` command: the only place that prints, and the only place that ends the process.

Standard output carries data only; progress and messages go to standard error, in Vietnamese, one line each: which file,
what happened, what to do next. Nothing heavy is imported before a command needs it. A traceback is shown under
`--debug` alone.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Annotated, Literal, NoReturn

import typer
from typer.exceptions import Abort, TyperException

from pipeline import gaps_command, run_command, serve_command
from pipeline.errors import Exit, InternalError, Reason, ReportError, UnreadableInput, UsageError, shown, unreadable

app = typer.Typer(
    help="Đọc báo cáo hành chính thành bản ghi đã kiểm chứng, mỗi bản ghi chỉ về đúng chỗ của nó trong văn bản.",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
)

Debug = Annotated[bool, typer.Option("--debug", help="In đầy đủ vết lỗi của chương trình.")]


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        _data([f"baocao {version('baocao')}"])
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="In phiên bản rồi thoát.")
    ] = False,
) -> None:
    """Đọc báo cáo hành chính thành bản ghi đã kiểm chứng."""


@app.command()
def extract(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Một báo cáo: .txt, .md, .docx hoặc .pdf.")],
    explain: Annotated[
        bool, typer.Option("--explain", help="Thay cho JSON: quy tắc, cách suy ra, và các số không phải chỉ tiêu.")
    ] = False,
    debug: Debug = False,
) -> Exit:
    """In bản ghi của một báo cáo dưới dạng JSON."""

    def lines() -> Iterable[str]:
        from pipeline import report

        return list(report.explain(file)) if explain else [report.to_json(report.read_report(file)).rstrip("\n")]

    return _of_one_report(file, lines, debug=debug)


@app.command()
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Một báo cáo: .txt, .md, .docx hoặc .pdf.")],
    as_json: Annotated[bool, typer.Option("--json", help="In dưới dạng JSON.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Có mâu thuẫn thì mã kết thúc là 1.")] = False,
    debug: Debug = False,
) -> Exit:
    """In những chỗ mâu thuẫn trong một báo cáo, có trích dẫn và vị trí."""
    contradicted = False

    def lines() -> Iterable[str]:
        nonlocal contradicted
        from pipeline import report
        from pipeline.check import listing

        read = report.read_report(file)
        contradicted = bool(read.findings)
        return list(listing.as_json(read) if as_json else listing.as_lines(read))

    code = _of_one_report(file, lines, debug=debug)
    return Exit.SOME_FAILED if strict and contradicted else code


def _of_one_report(file: Path, lines: Callable[[], Iterable[str]], *, debug: bool) -> Exit:
    """Print what `lines` says of one report; every way it can fail is one line of message and an exit code."""
    if not file.exists():
        raise UsageError(str(UnreadableInput(file, Reason.MISSING)))
    if file.is_dir():
        raise UsageError(f"{shown(file)} là thư mục; dùng `baocao run {shown(file)} --out DIR`")
    try:
        said = lines()
    except ReportError as error:
        return _failed(error)
    except OSError as error:
        return _failed(unreadable(file, error))
    except Exception as error:  # the promise of one line and no traceback
        if debug:
            raise
        return _failed(InternalError.wrap(file, error))
    return _data(said)


run_command.register(app)


@app.command()
def reconcile(
    current: Annotated[Path, typer.Argument(metavar="CURRENT", help="Báo cáo kỳ này, hoặc JSON của nó.")],
    previous: Annotated[
        str,
        typer.Argument(metavar="PREVIOUS", help="Kỳ trước: JSON, thư mục JSON, kho, hoặc bảng CSV, XLSX, Parquet."),
    ],
    format: Annotated[  # noqa: A002 - the option's name
        Literal["json", "table", "md", "xlsx"], typer.Option("--format", help="Dạng kết quả; xlsx cần --out.")
    ] = "json",
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Ghi vào tệp thay vì in ra.")] = None,
    pairs: Annotated[
        Path | None, typer.Option("--pairs", metavar="FILE", help="CSV các cặp đã xác nhận hoặc từ chối.")
    ] = None,
    year: Annotated[int | None, typer.Option("--year", help="Năm của số liệu kỳ trước.")] = None,
    debug: Debug = False,
) -> Exit:
    """Đối chiếu báo cáo kỳ này với số liệu kỳ trước: từng chỉ tiêu, từng dự án."""
    if format == "xlsx" and out is None:
        raise UsageError("--format xlsx cần --out FILE")
    try:
        from pipeline import reconcile as reconciliation
        from pipeline.reconcile import decisions, render, sources

        now = sources.read_current(current)
        before = sources.read_previous(previous, now, year)
        decided = decisions.read_decisions(pairs) if pairs else decisions.Decisions()
        result = reconciliation.reconcile(now, before, decided)
        if format == "xlsx" and out is not None:
            out.write_bytes(render.to_xlsx(result))
            lines: list[str] = []
        else:
            text = {"json": render.to_json, "table": render.to_table, "md": render.to_markdown}[format](result)
            lines = [text.rstrip("\n")]
    except ReportError as error:
        return _failed(error)
    except (UsageError, OSError):
        raise
    except Exception as error:  # the promise of one line and no traceback
        if debug:
            raise
        return _failed(InternalError.wrap(current, error))
    for problem in result.problems:
        where = f"{problem.file}, dòng {problem.line}" if problem.line else problem.file
        sys.stderr.write(f"baocao: {where}: {problem.message}\n")
    if out is None:
        return _data(lines)
    if lines:
        out.write_text("\n".join([*lines, ""]), "utf-8")
    return Exit.OK


@app.command()
def store(
    action: Annotated[
        Literal["import", "list", "export"], typer.Argument(metavar="ACTION", help="import, list, export.")
    ],
    items: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ITEM…]", help="import: tệp JSON hoặc thư mục; export: những chữ số đầu của mã băm."),
    ] = None,
    url: Annotated[
        str | None, typer.Option("--store", envvar="BAOCAO_STORE", help="Kho: tệp SQLite hoặc PostgreSQL theo URL.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="export: thư mục nhận kết quả.")] = None,
    form: Annotated[
        Literal["json", "tables", "gold"],
        typer.Option("--as", help="export: JSON, bảng và sổ Excel, hoặc chú giải chuẩn cho `make eval`."),
    ] = "json",
    debug: Debug = False,
) -> Exit:
    """Nạp báo cáo (JSON) vào kho, liệt kê, lấy ra lại."""
    from pipeline import store_commands

    try:
        if action == "import":
            return store_commands.load(url, [Path(item) for item in items or []], on_done=_progress, on_error=_failed)
        if action == "list":
            return _data(store_commands.listing(url))
        if out is None:
            raise UsageError("store export cần --out DIR")
        return store_commands.export(url, items or [], out, form, on_done=_progress)
    except (UsageError, OSError):
        raise
    except Exception as error:  # the promise of one line and no traceback
        if debug:
            raise
        return _failed(InternalError.wrap(url or "kho", error))


@app.command()
def schema(
    output: Annotated[
        Literal["report", "reconciliation"], typer.Argument(metavar="[OUTPUT]", help="report hoặc reconciliation.")
    ] = "report",
) -> Exit:
    """In JSON Schema của mọi loại bản ghi."""
    import json

    from schemas import Reconciliation, Report, json_schema

    record = Report if output == "report" else Reconciliation
    return _data([json.dumps(json_schema(record), ensure_ascii=False, indent=2)])


gaps_command.register(app, lambda lines: _data(lines), lambda error: _failed(error))
serve_command.register(app, lambda lines: _data(lines), lambda text: _progress(text))


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command and leave with one of the documented exit codes."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # `kill` keeps finished work as Ctrl-C does
    sys.exit(guarded(list(sys.argv[1:] if arguments is None else arguments)))


def guarded(arguments: list[str]) -> int:
    """Carry out a command; every way it can end has its exit code."""
    try:
        code = app(arguments, prog_name="baocao", standalone_mode=False)
    except (KeyboardInterrupt, Abort):
        return _message("đã dừng theo yêu cầu; những gì đã xong được giữ lại", Exit.INTERRUPTED)
    except UsageError as error:
        return _message(str(error), Exit.USAGE)
    except TyperException as error:
        return _message(_usage(error, arguments), Exit.USAGE)
    except OSError as error:
        where = f"{shown(Path(error.filename))}: " if isinstance(error.filename, str) else ""
        cause = error.strerror or str(error)
        return _message(f"{where}{cause}; kiểm tra dung lượng đĩa và quyền ghi", Exit.SOME_FAILED)
    return code if isinstance(code, int) else Exit.OK


def _usage(error: TyperException, arguments: Sequence[str]) -> str:
    """Wrong usage in one line, with the command that shows the right one."""
    kind = type(error).__name__
    known = getattr(typer.main.get_command(app), "commands", {})
    command = next((name for name in arguments if name in known), "")
    help_line = f"xem `baocao {command} --help`".replace("  ", " ")
    if kind == "NoArgsIsHelpError":
        return f"thiếu lệnh; {help_line}"
    parameter = getattr(error, "param", None)
    if kind == "MissingParameter" and parameter is not None:
        options = [name for name in parameter.opts if name.startswith("-")]
        return f"thiếu {options[0] if options else parameter.metavar or parameter.name}; {help_line}"
    if option := getattr(error, "option_name", None):
        return f"tùy chọn {option} không có hoặc dùng sai; {help_line}"
    if not command and (unknown := [name for name in arguments if not name.startswith("-")]):
        return f"không có lệnh {unknown[0]}; {help_line}"
    return f"lệnh không đúng ({error.format_message()}); {help_line}"


def _data(lines: Iterable[str]) -> Exit:
    """Write data to standard output. A reader that has seen enough (`| head`) is no error."""
    try:
        for line in lines:
            sys.stdout.write(line + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        # What Python still wants to flush at exit goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return Exit.OK


def _failed(error: ReportError) -> Exit:
    return _message(str(error), error.exit_code)


def _progress(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def _message(text: str, code: Exit) -> Exit:
    sys.stderr.write(f"baocao: {text}\n")
    return code
