"""Pages for people. A page is a function in a file of this folder that ends in `render.page`; its router is included here.

reports    where one arrives: the list, what is being read, where to drop files
report     one report: its pages or text with every figure marked, its records, its workbook
review     decisions on figures, and the queue over all reports
judge      decisions on projects and findings
log        every decision of everybody
compare    this year beside last year, indicators and projects over the years
found      the report that a path names
"""

from __future__ import annotations

from fastapi import APIRouter

from pipeline.web.pages import compare, judge, log, report, reports, review

router = APIRouter(include_in_schema=False)
for one in (reports, report, review, judge, log, compare):
    router.include_router(one.router)
