"""The whole system where schemathesis can reach it: every service over a folder of the test's, with a small ward."""

from pathlib import Path
from typing import Any

import httpx
import schemathesis
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.python.asgi import shutdown_lifespans
from schemathesis.schemas import APIOperation
from starlette.types import Receive, Send
from starlette.types import Scope as AsgiScope

from services.embedded import embedded
from shared.kernel.scope import Role
from shared.settings import Settings
from tests.services.running_system import BASE, CLOCK, WARD, Place, System

SERVICES = ("assignment", "visits", "reporting", "access")


class Fuzzed:
    """An ASGI app that opens the system when its server starts, makes two households, and closes it at the end."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.system: System
        self.places: list[Place] = []

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        else:
            await self.system.running.app(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        async with embedded(self._folder, Settings(live_clients=1000), CLOCK) as running:
            async with httpx.AsyncClient(transport=httpx.ASGITransport(running.app), base_url=BASE) as client:
                self.system = System(running, client)
                self.places = [await self.system.place(WARD) for _ in range(2)]
                await self.system.known_everywhere(WARD)
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})

    def start(self) -> None:
        """Open the system: the first request does."""
        self.operations("access")

    def operations(self, service: str) -> list[APIOperation]:
        """Every operation that the service describes. Tokens are left out: every request has one, or none has."""
        described = schemathesis.openapi.from_asgi(f"/api/{service}/openapi.json", self).raw_schema
        schema = schemathesis.openapi.from_dict(
            {name: value for name, value in described.items() if name != "security"}
        )
        schema.app = self
        schema.config.max_stream_events = 1
        return [result.ok() for result in schema.get_all_operations()]

    def headers(self, role: Role | None) -> dict[str, str]:
        """Of a caller of the small ward; of nobody."""
        if role is None:
            return {}
        return self.system.bearer(role, WARD, self.places[0].volunteer_id)

    def cases(self, operation: APIOperation, mode: GenerationMode) -> st.SearchStrategy[Case]:
        """Requests as the description allows them, or forbids them; most are about things that exist."""
        return st.builds(self._aimed, operation.as_strategy(generation_mode=mode), st.integers(0, 9))

    def _aimed(self, case: Case, choice: int) -> Case:
        place = self.places[-1] if case.operation.path.endswith(ENDINGS) or case.method == "DELETE" else self.places[0]
        if choice < STRAY:
            for location, given in (("path", case.path_parameters), ("query", case.query), ("body", case.body)):
                if not _is_forbidden(case, location):
                    _aim(given, place.ids)
        return case

    def close(self) -> None:
        """Stop the system in order."""
        shutdown_lifespans()


STRAY = 8
"""Of ten requests so many are about things that exist; the first drawn is."""
ENDINGS = ("/erasure", "/retirement", "/void")
"""Calls that end something: they are aimed where nothing else is."""


def _is_forbidden(case: Case, location: str) -> bool:
    components = {place.value: one for place, one in case.meta.components.items()} if case.meta else {}
    return location in components and components[location].mode is GenerationMode.NEGATIVE


def _aim(given: Any, ids: dict[str, str]) -> None:
    if isinstance(given, dict):
        given.update({name: value for name, value in ids.items() if isinstance(given.get(name), str)})
