"""Clients that record visits all the time, send again what got no answer, and remember what was acknowledged."""

import asyncio
import threading
from random import Random

import httpx

from shared.ports.clock import Clock
from tests.faults.visit_load import Acknowledged, visit_of

CLIENTS = 4
PAUSE = 0.1
"""Seconds between two visits of one client."""
AGAIN = 0.2
"""Seconds until a client sends again what got no answer."""


class SteadyLoad:
    """Runs in a thread. `pause` returns once every client has its last answer; then nothing is on its way."""

    def __init__(self, url: str, bearers: dict[str, str], households: dict[str, list[str]], clock: Clock) -> None:
        self._url = url
        self._bearers = bearers
        self._households = households
        self._clock = clock
        self.known = Acknowledged()
        self._going = threading.Event()
        self._ended = False
        self._failure: BaseException | None = None
        self._at_rest = threading.Semaphore(0)
        self._thread = threading.Thread(target=self._run)

    def start(self) -> None:
        """Begin to record."""
        self._going.set()
        self._thread.start()

    def pause(self, seconds: float) -> None:
        """Let every client finish the visit that it is at, within `seconds`."""
        self._going.clear()
        for _ in range(CLIENTS):
            assert self._at_rest.acquire(timeout=seconds), f"no answer within {seconds} s"
        self._raise()

    def go_on(self) -> None:
        """Record again."""
        self._going.set()

    def end(self) -> None:
        """Stop for good."""
        self._ended = True
        self._going.set()
        self._thread.join(timeout=60)
        self._raise()

    def _raise(self) -> None:
        if self._failure is not None:
            raise self._failure

    def _run(self) -> None:
        try:
            asyncio.run(self._clients())
        except BaseException as failure:
            self._failure = failure
            self._at_rest.release(CLIENTS)

    async def _clients(self) -> None:
        await asyncio.gather(*(self._client(Random(number)) for number in range(CLIENTS)))

    async def _client(self, random: Random) -> None:
        wards = sorted(self._households)
        async with httpx.AsyncClient(base_url=self._url, timeout=5) as client:
            while not self._ended:
                if not self._going.is_set():
                    self._at_rest.release()
                    await asyncio.to_thread(self._going.wait)
                    continue
                ward = random.choice(wards)
                await self._record(client, ward, random.choice(self._households[ward]))
                await asyncio.sleep(PAUSE)

    async def _record(self, client: httpx.AsyncClient, ward: str, household: str) -> None:
        command_id, body = self._clock.new_id(), visit_of(household, self._clock)
        self.known.sent[command_id] = body
        headers = {"Authorization": f"Bearer {self._bearers[ward]}", "Idempotency-Key": command_id}
        while not self._ended:
            try:
                answer = await client.post("/api/visits/v1/visits", json=body, headers=headers)
            except httpx.TransportError:
                answer = None
            if answer is not None and answer.status_code < 500:
                assert answer.status_code == 201, answer.text
                self.known.answers[command_id] = answer.json()
                return
            await asyncio.sleep(AGAIN)
