"""Asking a running system over HTTP, and waiting until its figures have caught up with its ledgers."""

import time
from collections.abc import Callable
from typing import Any

import httpx

from shared.reference.units import units

CATCH_UP_SECONDS = 60


class Caller:
    """One bearer's view of a running system."""

    def __init__(self, url: str, token: str) -> None:
        self._client = httpx.Client(base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=30)

    def get(self, path: str, **query: Any) -> Any:
        """The JSON of a read that must succeed."""
        answer = self._client.get(f"/api/{path}", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """The whole answer of any call."""
        return self._client.request(method, f"/api/{path}", json=body, headers=headers)

    def close(self) -> None:
        """Close the connection."""
        self._client.close()


def until(reached: Callable[[], bool], what: str, seconds: float = CATCH_UP_SECONDS) -> None:
    """Ask again until `reached` says yes; another process gives no other sign."""
    deadline = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < deadline, f"waited {seconds} s for {what}"
        time.sleep(0.05)


def ledger(admin: Caller, source: str, ward: str) -> list[dict[str, Any]]:
    """Every event of a ward's ledger, in order, without a gap."""
    events: list[dict[str, Any]] = []
    while True:
        page = admin.get(f"{source}/v1/ledger/{ward}", after=len(events), limit=1000)["items"]
        events += page
        assert [event["sequence"] for event in events] == list(range(1, len(events) + 1))
        if not page:
            return events


def ledgers(admin: Caller, wards: list[str] | None = None) -> list[dict[str, Any]]:
    """Every event of both sources, of these wards or of all."""
    codes = wards if wards is not None else list(units())
    return [event for source in ("assignment", "visits") for ward in codes for event in ledger(admin, source, ward)]


def caught_up(province: Caller, expected: dict[str, int]) -> bool:
    """Whether the province's figures hold that many events of each source, with none on the way."""
    as_of = province.get("reporting/v1/province")["as_of"]
    return all(as_of[source]["events"] >= count and not as_of[source]["waiting"] for source, count in expected.items())
