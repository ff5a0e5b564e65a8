"""Everything that reporting answers, on one router."""

from fastapi import APIRouter

from services.reporting.api.asking import require_reader
from services.reporting.api.flow_reads import add_flow_reads
from services.reporting.api.freshness_reads import add_freshness_reads
from services.reporting.api.province_reads import add_province_reads
from services.reporting.api.reading import Reading
from services.reporting.api.ward_reads import add_ward_reads
from shared.http.change_feed import ChangeFeed
from shared.http.limits import Limits
from shared.http.live import add_live
from shared.http.service_app import service_router


def reporting_router(reading: Reading, feed: ChangeFeed, limits: Limits) -> APIRouter:
    """Figures, tables, trends, freshness and the live stream."""
    router = service_router("reporting")
    add_province_reads(router, reading)
    add_ward_reads(router, reading)
    add_flow_reads(router, reading)
    add_freshness_reads(router, reading)
    add_live(router, feed, limits=limits, require=require_reader)
    return router
