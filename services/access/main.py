"""Access as a process of its own, on MongoDB and Kafka; any number of them let people in side by side."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from services.access.assembly import NAME, PROOFS, Secrets, access_service, token_reader
from services.access.credentials.hashing import PasswordHashing
from services.access.given_keys import given_key_ring
from services.access.views import ACCOUNT_VIEWS
from shared.adapters.distributed.assembly import COMMAND_CONTENT, tolerated, writing_doors
from shared.adapters.distributed.mongo_credentials import MongoCredentials
from shared.http.ended_sessions import EndedSessions
from shared.http.service import Running, running
from shared.ports.clock import Clock
from shared.settings import Settings

FOLLOWED = ("assignment", "visits")
"""The other services whose events it hears."""


@asynccontextmanager
async def process(settings: Settings, clock: Clock) -> AsyncIterator[Running]:
    """The service until the block ends. It starts before its servers are there. Raises SettingsRefused."""
    keys, ended = given_key_ring(settings, clock), EndedSessions()
    async with writing_doors(NAME, [ACCOUNT_VIEWS.name], FOLLOWED, settings, clock) as doors:
        secrets = Secrets(keys, doors.key_for(COMMAND_CONTENT), doors.key_for(PROOFS), PasswordHashing())
        service = access_service(
            doors.ports,
            MongoCredentials(doors.mongo),
            secrets,
            token_reader(keys, clock, settings, ended),
            ended,
            settings,
            doors.checks,
            tolerated(FOLLOWED),
        )
        async with running(service, doors.refused) as served:
            yield served
