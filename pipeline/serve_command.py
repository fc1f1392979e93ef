"""What `baocao serve` and `baocao user` do: the service over a store, and who may use it.

There is no account to begin with and no default password: until somebody has made the first administrator, `serve` says
how to. A password comes from the terminal, unseen, or from the first line of standard input. Never: a password or key
among the arguments, where other users of the machine could read it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from pipeline.errors import Exit, UsageError

if TYPE_CHECKING:
    from pipeline.store import Store
    from pipeline.web.accounts import Role

Lines = Callable[[Iterable[str]], Exit]
Told = Callable[[str], None]
StoreUrl = Annotated[
    str | None, typer.Option("--store", envvar="BAOCAO_STORE", help="Kho: tệp SQLite hoặc PostgreSQL theo URL.")
]
_KEPT_OPEN = 75
"""Seconds that a connection stays open between two requests: as long as a person looks at a page."""
FIRST = "chưa có ai quản trị; tạo tài khoản đầu tiên: baocao user add TÊN --role admin"


def register(app: typer.Typer, data: Lines, told: Told) -> None:
    """Add the commands to `app`; `data` prints lines of data, `told` a message."""

    @app.command()
    def serve(
        port: Annotated[int, typer.Option("--port", min=0, max=65535, metavar="N", help="Cổng; 0: cổng trống.")] = 8765,
        host: Annotated[
            str, typer.Option("--host", metavar="ADDRESS", help="Địa chỉ nghe; mặc định chỉ máy này.")
        ] = "127.0.0.1",
        url: StoreUrl = None,
        files: Annotated[
            Path | None, typer.Option("--files", metavar="DIR", help="Nơi giữ tệp gốc; mặc định cạnh kho SQLite.")
        ] = None,
        workers: Annotated[
            int, typer.Option("--workers", min=0, metavar="N", help="Số báo cáo đọc cùng lúc; mặc định mỗi lõi một.")
        ] = 0,
        webhooks: Annotated[
            list[str] | None,
            typer.Option("--webhooks", metavar="HOST[:PORT]", help="Máy nội bộ được phép báo tin tới (lặp lại được)."),
        ] = None,
    ) -> Exit:
        """Mở trang xem, duyệt số liệu và giao diện lập trình (HTTP) trên một kho."""
        return _serve(port, host, url, files, workers, webhooks or [], told)

    @app.command()
    def user(
        action: Annotated[
            Literal["add", "password", "key", "remove", "list"],
            typer.Argument(metavar="ACTION", help="add, password, key, remove, list."),
        ],
        name: Annotated[str, typer.Argument(metavar="[NAME]", help="Tên tài khoản.")] = "",
        role: Annotated[
            Literal["read", "review", "admin"] | None,
            typer.Option("--role", help="add: quyền (mặc định read); key: quyền của khóa."),
        ] = None,
        label: Annotated[str, typer.Option("--label", metavar="TEXT", help="key: khóa dùng vào việc gì.")] = "",
        days: Annotated[
            int | None, typer.Option("--days", min=1, metavar="N", help="key: số ngày khóa còn hiệu lực.")
        ] = None,
        url: StoreUrl = None,
    ) -> Exit:
        """Thêm, bớt tài khoản, đổi mật khẩu, cấp khóa API (in ra một lần duy nhất)."""
        from pipeline import store
        from pipeline.store_commands import store_url

        if not name and action != "list":
            raise UsageError(f"user {action} cần NAME")
        with store.opened(store_url(url)) as opened:
            return data(_user(opened, action, name, role, label, days, told))


def _user(
    opened: Store, action: str, name: str, role: Role | None, label: str, days: int | None, told: Told
) -> Iterator[str]:
    from pipeline.web import accounts

    engine = opened.engine
    if action == "add":
        accounts.add(engine, name, role or "read", _password())
        told(f"đã thêm {name} ({role or 'read'})")
    elif action == "password":
        accounts.set_password(engine, name, _password())
        told(f"đã đổi mật khẩu của {name}")
    elif action == "remove":
        accounts.remove(engine, name)
        told(f"đã bỏ {name}")
    elif action == "key":
        yield accounts.add_key(engine, name, label, role, days)
    else:
        yield "name\trole\tcreated"
        for one in accounts.listing(engine):
            yield f"{one['name']}\t{one['role']}\t{one['created_at']:%Y-%m-%d}"


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass("Mật khẩu: ")
    if getpass("Nhập lại: ") != password:
        raise UsageError("hai lần nhập không giống nhau")
    return password


def _serve(
    port: int, host: str, url: str | None, files: Path | None, workers: int, webhooks: list[str], told: Told
) -> Exit:
    import socket

    import uvicorn

    from pipeline import store
    from pipeline.store_commands import store_url
    from pipeline.web import accounts
    from pipeline.web.app import create_app
    from pipeline.web.settings import LOOPBACK, Settings

    with store.opened(store_url(url)) as opened:
        if not accounts.any_admin(opened.engine):
            told(FIRST)
    settings = Settings(
        store=store_url(url) or store.DEFAULT_URL,
        files=files,
        hosts=LOOPBACK if {host, f"[{host}]"} & {*LOOPBACK} else ("*",),
        workers=workers,
        webhook_hosts=tuple(webhooks),
    )
    app = create_app(settings)
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, timeout_keep_alive=_KEPT_OPEN
    )
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening = socket.create_server((host, port), family=family)
    except OSError as error:
        raise UsageError(f"không mở được {host}:{port} ({error.strerror}); chọn cổng khác với --port") from error
    _collect_seldom()
    with listening:
        # Head and body of an answer are two writes: the second must not wait until the first is acknowledged.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        shown = f"[{host}]" if ":" in host else host
        told(f"đang phục vụ tại http://{shown}:{listening.getsockname()[1]} (Ctrl-C để dừng)")
        with suppress(KeyboardInterrupt):  # the server has ended in order before it hands the signal on
            uvicorn.Server(config).run(sockets=[listening])
    return Exit.OK


def _collect_seldom() -> None:
    """Let the cycle collector walk through memory seldom, and never through what was there at the start: a report of a
    thousand figures is many objects without a cycle (two fifths of the time of its page went into looking for one)."""
    import gc

    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
