"""Who asks, and whether they may: dependencies of every route.

A program sends `Authorization: Bearer KEY`; a person's browser sends the cookie of a login. A request of a browser that
changes something must also carry the login's token, in the header `X-CSRF-Token` or the form field `csrf_token`, and must
come from our own pages by what the browser says of it. Never: a cookie that lets a foreign page act.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, HTTPException, Request
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer

from pipeline.store import Store
from pipeline.web import accounts
from pipeline.web.accounts import Role, User
from pipeline.web.settings import Settings
from pipeline.web.throttle import count

COOKIE = "baocao_login"
_SAFE = ("GET", "HEAD", "OPTIONS")

_bearer = HTTPBearer(auto_error=False, scheme_name="key", description="Khóa API: `baocao user key NAME`.")
_cookie = APIKeyCookie(name=COOKIE, auto_error=False, scheme_name="login", description="Đăng nhập trên trang.")


async def the_store(request: Request) -> Store:
    """The open store."""
    found: Store = request.app.state.store
    return found


async def the_settings(request: Request) -> Settings:
    """What the service was told."""
    found: Settings = request.app.state.settings
    return found


OpenStore = Annotated[Store, Depends(the_store)]
Told = Annotated[Settings, Depends(the_settings)]


def identified(
    store: OpenStore,
    settings: Told,
    key: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
    token: Annotated[str | None, Depends(_cookie)],
) -> User | None:
    """Who asks, by key or else by login; None where nobody is known."""
    if key is not None:
        return accounts.by_key(store.engine, key.credentials)
    return accounts.by_login(store.engine, token, settings.idle_hours) if token else None


async def current_user(request: Request, user: Annotated[User | None, Depends(identified)]) -> User:
    """Who asks. 401 where nobody is known, 403 where a browser's request lacks the token, 429 where it is one too many."""
    if user is None:
        raise HTTPException(401, "chưa đăng nhập, hoặc khóa không còn dùng được", {"WWW-Authenticate": "Bearer"})
    count(request, f"account:{user.id}")
    if user.csrf and request.method not in _SAFE:
        await _of_our_pages(request, user)
    request.state.user = user
    return user


def require(role: Role) -> Callable[[User], Awaitable[User]]:
    """The dependency that lets pass who has at least this role: `Depends(require("review"))`."""

    async def allowed(user: Annotated[User, Depends(current_user)]) -> User:
        if not user.may(role):
            raise HTTPException(403, f"cần quyền {role}; tài khoản này có quyền {user.role}")
        return user

    return allowed


Reader = Annotated[User, Depends(require("read"))]
Reviewer = Annotated[User, Depends(require("review"))]
Admin = Annotated[User, Depends(require("admin"))]


def same_origin(request: Request) -> bool:
    """Whether the browser says that the request comes from a page of ours, or says nothing of it."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is None or origin == f"{request.url.scheme}://{request.url.netloc}"


async def _of_our_pages(request: Request, user: User) -> None:
    sent = request.headers.get("x-csrf-token")
    if sent is None and request.headers.get("content-type", "").startswith(
        ("multipart/form-data", "application/x-www-form-urlencoded")
    ):
        field = (await request.form()).get("csrf_token")
        sent = field if isinstance(field, str) else None
    if not (same_origin(request) and sent and secrets.compare_digest(sent.encode(), user.csrf.encode())):
        raise HTTPException(403, "yêu cầu không đến từ trang của dịch vụ; tải lại trang rồi thử lại")
