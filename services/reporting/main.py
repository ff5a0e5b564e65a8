"""Reporting as a process of its own, on MongoDB and Kafka; any number of them share the wards."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from services.reporting.assembly import NAME, ReportingPorts, reporting_service
from services.reporting.views import REPORTING_VIEWS
from shared.adapters.distributed.assembly import reading_doors, tolerated
from shared.adapters.distributed.required_settings import KEYS
from shared.http.limits import limits_of
from shared.http.published_tokens import published_tokens
from shared.http.service import Running, running
from shared.ports.clock import Clock
from shared.settings import LEDGER_SOURCES, Settings, require


@asynccontextmanager
async def process(settings: Settings, clock: Clock) -> AsyncIterator[Running]:
    """The service until the block ends. It starts before its servers are there. Raises SettingsRefused."""
    require(settings, KEYS)
    views = REPORTING_VIEWS.name
    async with (
        reading_doors(NAME, [views], LEDGER_SOURCES, settings) as doors,
        published_tokens(settings, clock, doors.bearer) as keys,
    ):
        ports = ReportingPorts(doors.view_stores[views], doors.bus, doors.ledgers, clock)
        service = reporting_service(
            ports,
            keys.tokens,
            limits=limits_of(settings),
            month_start=settings.reporting_month_start,
            checks={**doors.checks, "keys": keys.ready},
            tolerated=tolerated(LEDGER_SOURCES),
        )
        async with running(service) as served:
            yield served
