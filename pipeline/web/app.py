"""The application: what stands in front of every request, and who answers it.

In order: the host's name is one of ours, the answer's headers are safe, the route's dependencies know who asks. A browser
that is not known is sent to the login page; a program is told 401. Errors are JSON under `/api`, a page elsewhere.
Never: a traceback in an answer.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware

from pipeline import store
from pipeline.web import api, kept, login, pages, reading, webhooks
from pipeline.web.api import problems
from pipeline.web.headers import SecureHeaders
from pipeline.web.render import STATIC, Assets, page
from pipeline.web.settings import Settings
from pipeline.web.throttle import Counter
from pipeline.web.work import Work

_SMALL = 1 << 20
"""Bytes of a request that uploads nothing."""


def create_app(settings: Settings) -> FastAPI:
    """The service over the store of these settings, which is opened when it starts and closed when it ends."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        with store.opened(settings.store) as opened:
            app.state.store = opened
            app.state.work = Work(opened, settings, {"read": reading.run, "webhook": webhooks.run, "draw": kept.run})
            app.state.work.start()
            try:
                yield
            finally:
                app.state.work.stop()

    app = FastAPI(title="baocao", version="1", lifespan=lifespan, docs_url=None, redoc_url=None, max_body_size=_SMALL)
    app.state.settings = settings
    app.state.counter = Counter(settings.requests, settings.logins)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(settings.hosts), www_redirect=False)
    app.add_middleware(SecureHeaders)
    app.mount("/static", Assets(directory=STATIC), name="static")
    app.include_router(login.router)
    app.include_router(pages.router)
    app.include_router(api.router)
    app.include_router(api.uploading, max_body_size=settings.request_bytes)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    return app


async def _refused(request: Request, error: Any) -> Response:
    """An error as the asker can read it."""
    if _of_program(request):
        return await problems.refused(request, error)
    if error.status_code == 401:
        wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/login?to={quote(wanted)}" if request.method == "GET" else "/login", 303)
    return page(request, "error.html", error.status_code, code=error.status_code, message=str(error.detail))


async def _invalid(request: Request, error: Any) -> Response:
    """A request that does not fit its route."""
    if _of_program(request):
        return await problems.invalid(request, error)
    return page(request, "error.html", 422, code=422, message="yêu cầu không đúng dạng")


def _of_program(request: Request) -> bool:
    return request.url.path.startswith(api.PREFIX) or "text/html" not in request.headers.get("accept", "")
