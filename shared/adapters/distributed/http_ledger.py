"""Another service's ledger over HTTP: the only call between services. It needs no Kafka."""

import logging
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

import httpx
import msgspec

from shared.contracts.cloud_events import from_cloud_event
from shared.kernel.failures import Unavailable
from shared.kernel.messages import LedgerEvent
from shared.ports.event_store import LedgerHead

PAGE_EVENTS = 2_000
"""Events that one call may give."""
TIMEOUT = httpx.Timeout(15.0, connect=2.0)
CONNECTIONS = httpx.Limits(max_connections=16, max_keepalive_connections=8, keepalive_expiry=25.0)
RETRY_AFTER = 2

_log = logging.getLogger(__name__)

AnswerT = TypeVar("AnswerT")


class LedgerAway(Unavailable):
    """The other service does not answer, or does not let us read."""


class ServiceToken:
    """The bearer for the call: fixed, or in a file that is read again when it has changed."""

    def __init__(self, token: str | None, file: Path | None) -> None:
        self._token = token or ""
        self._file = file
        self._read_at = 0.0

    def bearer(self) -> str:
        """The present token. Raises LedgerAway when its file cannot be read."""
        if self._file is None:
            return self._token
        try:
            changed_at = self._file.stat().st_mtime
            if changed_at != self._read_at:
                self._token, self._read_at = self._file.read_text().strip(), changed_at
        except OSError as error:
            raise LedgerAway(RETRY_AFTER, what="service token", reason=error.strerror or "") from None
        return self._token

    def forget(self) -> None:
        """It was refused: read it again before it is used."""
        self._read_at = 0.0


class _Head(msgspec.Struct):
    ward: str
    number: int
    time: datetime
    pending: int
    oldest_pending: datetime | None


class _Heads(msgspec.Struct):
    era: str
    items: list[_Head]


class _Page(msgspec.Struct):
    items: list[msgspec.Raw]


class HttpLedger:
    """The `Ledger` of `source` behind the base address of its service. Every method may raise LedgerAway."""

    def __init__(self, source: str, client: httpx.AsyncClient, token: ServiceToken) -> None:
        self.source = source
        self._client = client
        self._token = token
        self._path = f"/api/{source}/v1/ledger"

    async def era(self) -> str:
        return (await self._heads()).era

    async def wards(self) -> Sequence[str]:
        return sorted(head.ward for head in (await self._heads()).items if head.number)

    async def heads(self) -> Sequence[LedgerHead]:
        found = await self._heads()
        return [
            LedgerHead(
                source=self.source,
                ward=head.ward,
                era=found.era,
                number=head.number,
                pending=head.pending,
                oldest_pending=head.oldest_pending,
                time=head.time,
            )
            for head in found.items
        ]

    async def read_ledger(self, ward: str, after: int, limit: int) -> Sequence[LedgerEvent]:
        query = {"after": after, "limit": max(1, min(limit, PAGE_EVENTS))}
        page = await self._get(f"{self._path}/{quote(ward)}", query, _Page)
        return [from_cloud_event(bytes(item)) for item in page.items]

    async def ready(self) -> str | None:
        """What is waited for, for a readiness check; None when the ledger can be read."""
        try:
            await self._heads()
        except LedgerAway as away:
            return f"the ledger of {self.source}: {away.facts['reason']}"
        return None

    async def _heads(self) -> _Heads:
        return await self._get(self._path, {}, _Heads)

    async def _get(self, path: str, query: dict[str, int], kind: type[AnswerT]) -> AnswerT:
        answer = await self._ask(path, query)
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            self._token.forget()
            answer = await self._ask(path, query)
        if answer.status_code != httpx.codes.OK:
            raise self._away(f"answered {answer.status_code}")
        try:
            return msgspec.json.decode(answer.content, type=kind)
        except msgspec.MsgspecError:
            raise self._away("answered what is no ledger") from None

    async def _ask(self, path: str, query: dict[str, int]) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self._token.bearer()}", "Accept-Language": "en"}
        try:
            return await self._client.get(path, params=query, headers=headers)
        except httpx.HTTPError as error:
            raise self._away(type(error).__name__) from error

    def _away(self, reason: str) -> LedgerAway:
        return LedgerAway(RETRY_AFTER, what="ledger", source=self.source, reason=reason)
