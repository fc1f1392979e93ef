"""Pages for people. A page is a function in a file of this folder that ends in `render.page`; its router is included here.

home    where one arrives
"""

from __future__ import annotations

from fastapi import APIRouter

from pipeline.web.pages import home

router = APIRouter(include_in_schema=False)
router.include_router(home.router)
