"""The HTTP API, `/api/v1`: what programs ask a store for. `/openapi.json` describes all of it.

reports         the list, one report, its original and pages        reports
                uploading, jobs                                     uploads
observations, projects, findings                                    records
reconciliation  a year against the year before                      reconciliation
decisions       what people decided, and deciding                   decisions
webhooks        whom to tell                                        hooks

parameters, queries, paging    filters and places in the order
tables, formats                columns, and rows as JSON, CSV, Parquet
problems                       errors
"""

from __future__ import annotations

from fastapi import APIRouter

from pipeline.web.api import decisions, hooks, reconciliation, records, reports, uploads

PREFIX = "/api/v1"

router = APIRouter(prefix=PREFIX)
for _part in (reports, records, decisions, reconciliation, hooks):
    router.include_router(_part.router, tags=[_part.__name__.rpartition(".")[2]])
uploading = APIRouter(prefix=PREFIX)
uploading.include_router(uploads.router, tags=["uploads"])
"""Apart, because what is sent there may be long."""
