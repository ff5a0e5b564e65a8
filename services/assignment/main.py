"""Assignment as a process of its own, on MongoDB and Kafka; any number of them work side by side."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from services.assignment.assembly import NAME, assignment_service
from services.assignment.views import ROSTER_VIEWS
from shared.adapters.distributed.assembly import COMMAND_CONTENT, tolerated, writing_doors
from shared.adapters.distributed.required_settings import KEYS
from shared.http.limits import limits_of
from shared.http.published_tokens import published_tokens
from shared.http.service import Running, running
from shared.ports.clock import Clock
from shared.settings import Settings, require

FOLLOWED = ("visits",)
"""The other services whose events it hears."""


@asynccontextmanager
async def process(settings: Settings, clock: Clock) -> AsyncIterator[Running]:
    """The service until the block ends. It starts before its servers are there. Raises SettingsRefused."""
    require(settings, KEYS)
    views = [ROSTER_VIEWS.name]
    async with (
        writing_doors(NAME, views, FOLLOWED, settings, clock) as doors,
        published_tokens(settings, clock, doors.bearer) as keys,
    ):
        service = assignment_service(
            doors.ports,
            keys.tokens,
            doors.key_for(COMMAND_CONTENT),
            limits=limits_of(settings),
            cache_bytes=settings.cache_megabytes * 2**20,
            checks={**doors.checks, "keys": keys.ready},
            tolerated=tolerated(FOLLOWED),
        )
        async with running(service, doors.refused) as served:
            yield served
