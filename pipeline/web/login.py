"""The login page: the only page for those who are not known yet.

The answer to a wrong name and to a wrong password is the same; tries are counted by name and by address, and logged with
the address. After the login the browser goes where it wanted to, within this service. Never: a redirect to elsewhere; a
name in the log, which may be a password in the wrong field.
"""

from __future__ import annotations

import logging
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from pipeline.web import accounts
from pipeline.web.access import COOKIE, OpenStore, Told, current_user, same_origin
from pipeline.web.accounts import MOST_LETTERS, User
from pipeline.web.render import page
from pipeline.web.throttle import count

router = APIRouter(include_in_schema=False)
_log = logging.getLogger("baocao.login")


@router.get("/login")
def form(request: Request, to: str = "/") -> Response:
    """The form."""
    return page(request, "login.html", to=_within(to), failed=False)


@router.post("/login")
def log_in(
    request: Request,
    store: OpenStore,
    settings: Told,
    name: Annotated[str, Form(max_length=64)],
    password: Annotated[str, Form(max_length=MOST_LETTERS)],
    to: Annotated[str, Form()] = "/",
) -> Response:
    """A new login, or the form again."""
    if not same_origin(request):
        raise HTTPException(403, "yêu cầu không đến từ trang của dịch vụ")
    count(request, f"name:{name.strip().casefold()}", login=True)
    address = request.client.host if request.client else ""
    count(request, f"address:{address}", login=True)
    token = accounts.log_in(store.engine, name, password, settings.idle_hours)
    if token is None:
        _log.warning("login refused, from %s", address)
        return page(request, "login.html", 401, to=_within(to), failed=True)
    response = RedirectResponse(_within(to), 303)
    response.set_cookie(COOKIE, token, httponly=True, samesite="lax", secure=request.url.scheme == "https", path="/")
    return response


@router.post("/logout")
def log_out(request: Request, store: OpenStore, _: Annotated[User, Depends(current_user)]) -> Response:
    """End the login."""
    accounts.log_out(store.engine, request.cookies.get(COOKIE, ""))
    response = RedirectResponse("/login", 303)
    response.delete_cookie(COOKIE, path="/")
    return response


def _within(to: str) -> str:
    """A path of this service; the first page for anything else. `//host` and `/\\host` are other hosts to a browser."""
    return to if to.startswith("/") and not to.startswith(("//", "/\\")) and to.isprintable() else "/"
