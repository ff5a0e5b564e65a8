"""A load of visits that remembers what was acknowledged, while the server may vanish at any moment."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx

from shared.kernel.days import rfc3339
from shared.ports.clock import Clock


@dataclass
class Acknowledged:
    """Commands by id: what was sent, and of those the answers that came back."""

    sent: dict[str, dict[str, Any]] = field(default_factory=dict)
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)


class VisitLoad:
    """Sends visits of one ward over several connections until told to stop or until nobody answers."""

    def __init__(self, url: str, bearer: str, households: list[str], clock: Clock, known: Acknowledged) -> None:
        self._url = url
        self._headers = {"Authorization": f"Bearer {bearer}"}
        self._households = households
        self._clock = clock
        self.known = known
        self.accepted = asyncio.Event()

    async def run(self, connections: int) -> None:
        """Send until the server is gone."""
        async with httpx.AsyncClient(base_url=self._url, headers=self._headers, timeout=10) as client:
            await asyncio.gather(*(self._send_on(client, number) for number in range(connections)))

    async def _send_on(self, client: httpx.AsyncClient, number: int) -> None:
        while True:
            household = self._households[(len(self.known.sent) * 7 + number) % len(self._households)]
            command_id, body = self._clock.new_id(), visit_of(household, self._clock)
            self.known.sent[command_id] = body
            try:
                answer = await client.post("/api/visits/v1/visits", json=body, headers={"Idempotency-Key": command_id})
            except httpx.TransportError:
                return
            assert answer.status_code == 201, answer.text
            self.known.answers[command_id] = answer.json()
            self.accepted.set()


def visit_of(household: str, clock: Clock) -> dict[str, Any]:
    """A visit with a note, and one procedure that was finished on the spot."""
    line = {"case_id": clock.new_id(), "procedure": "tax-payment", "step": "completed", "mode": "self"}
    return {
        "visit_id": clock.new_id(),
        "household_id": household,
        "occurred_at": rfc3339(clock.now() - timedelta(minutes=1)),
        "outcome": "helped",
        "people_helped": 1,
        "procedures": [line],
        "follow_ups": [],
        "note": "Ghi chú (mẫu)",
    }
