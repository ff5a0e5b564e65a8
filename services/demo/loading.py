"""Sends the demo's commands as everyone's are sent: `POST /commands`, with tokens, in batches."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import httpx

from services.demo.calls import DemoCall
from shared.kernel.scope import Role

BATCH = 100
AT_ONCE = 16
"""Batches on their way at the same time; those of one caller never are."""

Token = Callable[[Role, str, str | None], str]
"""(role, ward, volunteer id) → a bearer token."""


_EMPTY = "The demo goes into an empty system only: choose a new data folder."
_KEY = (
    "The demo's tokens are signed with the system's own key: name its folder with --data, or the key of its access "
    "service with ONETWENTY_SIGNING_KEY_FILE."
)


class DemoRefused(Exception):
    """A command of the demo was refused: the data is there already, or the system is not what the demo expects."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many commands were accepted, and how many of these an earlier load had sent already."""

    accepted: int = 0
    known: int = 0

    def __add__(self, other: "Loaded") -> "Loaded":
        return Loaded(self.accepted + other.accepted, self.known + other.known)


@dataclass(frozen=True, slots=True)
class _Sender:
    service: str
    ward: str
    volunteer_id: str | None


async def load(
    client: httpx.AsyncClient,
    calls: Iterable[DemoCall],
    token: Token,
    sent_at: str,
    advance: Callable[[int], None] = lambda _done: None,
) -> Loaded:
    """Send all calls and return how many were accepted. Raises DemoRefused at the first refusal.

    Wards go side by side. In a ward, the roster goes first, in order; then the visits, those of one volunteer in order.
    """
    gate = asyncio.Semaphore(AT_ONCE)
    total = Loaded()

    async def ward(calls_of_ward: Sequence[DemoCall]) -> Loaded:
        roster = [call for call in calls_of_ward if call.volunteer_id is None]
        done = await _send(_Sender("assignment", calls_of_ward[0].ward, None), roster)
        doors = _by_sender(call for call in calls_of_ward if call.volunteer_id is not None)
        return sum(await asyncio.gather(*(_send(sender, theirs) for sender, theirs in doors)), start=done)

    async def _send(sender: _Sender, theirs: Sequence[DemoCall]) -> Loaded:
        role = Role.COORDINATOR if sender.volunteer_id is None else Role.VOLUNTEER
        bearer = token(role, sender.ward, sender.volunteer_id)
        known = 0
        for batch in _batches(theirs):
            async with gate:
                known += await _post(client, sender.service, bearer, batch, sent_at)
            advance(len(batch))
        return Loaded(len(theirs), known)

    for wards in _chunks([list(group) for _, group in groupby(calls, key=lambda call: call.ward)], AT_ONCE):
        total = sum(await asyncio.gather(*(ward(one) for one in wards)), start=total)
    return total


async def require_own(client: httpx.AsyncClient, calls: Iterable[DemoCall], bearer: str) -> None:
    """Make sure that every ward is empty, or begins with what an earlier load of this demo sent.

    `bearer` may read ledgers. Raises DemoRefused: the demo's people never stand among others.
    """
    own = {call.command_id for call in calls}
    begun: set[str] = set()
    for head in await _items(client, bearer, "/api/assignment/v1/ledger"):
        ward = head["ward"]
        first = await _items(client, bearer, f"/api/assignment/v1/ledger/{ward}?limit=1")
        if first and first[0]["commandid"] not in own:
            raise DemoRefused(f"ward {ward} holds other data already.", _EMPTY)
        begun.add(ward)
    visited = {head["ward"] for head in await _items(client, bearer, "/api/visits/v1/ledger")}
    if visited - begun:
        raise DemoRefused(f"there are visits already, in {', '.join(sorted(visited - begun))}.", _EMPTY)


async def _items(client: httpx.AsyncClient, bearer: str, path: str) -> list[Any]:
    answer = await client.get(path, headers={"Authorization": f"Bearer {bearer}", "Accept-Language": "en"})
    if answer.status_code != 200:
        raise _refusal(path, answer)
    items: list[Any] = answer.json()["items"]
    return items


def _by_sender(calls: Iterable[DemoCall]) -> Iterable[tuple[_Sender, list[DemoCall]]]:
    senders: dict[_Sender, list[DemoCall]] = {}
    for call in calls:
        senders.setdefault(_Sender(call.service, call.ward, call.volunteer_id), []).append(call)
    return senders.items()


def _batches(calls: Sequence[DemoCall]) -> Iterator[Sequence[DemoCall]]:
    return _chunks(calls, BATCH)


def _chunks(things: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    return (things[start : start + size] for start in range(0, len(things), size))


async def _post(client: httpx.AsyncClient, service: str, bearer: str, batch: Sequence[DemoCall], sent_at: str) -> int:
    """Send a batch and return how many of its commands were known already."""
    commands = [{"command_id": call.command_id, "kind": call.kind, "body": dict(call.body)} for call in batch]
    answer = await _in_its_time(client, service, bearer, {"sent_at": sent_at, "commands": commands})
    if answer.status_code != 200:
        raise _refusal(service, answer)
    answers = answer.json()["answers"]
    for call, one in zip(batch, answers, strict=True):
        if one["status"] >= 300:
            what = f"{call.kind} in ward {call.ward} was refused: {one['detail']}"
            raise DemoRefused(what, one["remedy"] if one["status"] == 503 else _EMPTY)
    return sum(one.get("replayed", False) for one in answers)


async def _in_its_time(client: httpx.AsyncClient, service: str, bearer: str, batch: dict[str, Any]) -> httpx.Response:
    """The answer to a batch; a system that is sent more than it takes at once says how long to wait."""
    headers = {"Authorization": f"Bearer {bearer}", "Accept-Language": "en"}
    while True:
        answer = await client.post(f"/api/{service}/v1/commands", json=batch, headers=headers)
        if answer.status_code != 429:
            return answer
        await asyncio.sleep(float(answer.headers["Retry-After"]))


def _refusal(service: str, answer: httpx.Response) -> DemoRefused:
    if answer.headers.get("content-type") != "application/problem+json":
        return DemoRefused(f"{service} answered {answer.status_code}.", "Check the address: it is not OneTwenty's.")
    problem = answer.json()
    return DemoRefused(
        f"{service} refused: {problem['detail']}", _KEY if answer.status_code == 401 else problem["remedy"]
    )
