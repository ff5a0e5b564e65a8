"""Keys of tokens as access publishes them: fetched, kept, looked at again now and then and when a new one turns up."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from urllib.parse import urlsplit, urlunsplit

import httpx
import jwt

from shared.http.callers import KeySet
from shared.kernel.failures import Unavailable
from shared.ports.clock import Clock

WELL_KNOWN = "/.well-known/jwks.json"
REFRESH_SECONDS = 300.0
RETRY_SECONDS = 1.0
"""Until the next attempt when access does not answer."""
LOOK_SECONDS = 5.0
"""Between two fetches for keys that nobody has published: tokens with made-up key ids cost access nothing more."""
TIMEOUT = httpx.Timeout(5.0)

_log = logging.getLogger(__name__)


class KeysAway(Unavailable):
    """The keys are not known yet, or are just being looked at again for one that is not among them."""


class PublishedKeys:
    """A JSON Web Key Set at an address. While it cannot be had, what was known last still holds."""

    def __init__(self, client: httpx.AsyncClient, address: str, clock: Clock) -> None:
        self._client = client
        self._address = address
        self._clock = clock
        self._keys: KeySet | None = None
        self._fetched_at = float("-inf")
        self._wanted = asyncio.Event()

    def key(self, kid: str) -> jwt.PyJWK | None:
        """The key of that id. Raises KeysAway while it may be one that has not been fetched yet."""
        if self._keys is None:
            raise KeysAway(retry_after=2)
        found = self._keys.key(kid)
        if found is None and self._clock.monotonic() >= self._fetched_at + LOOK_SECONDS:
            self._wanted.set()
            raise KeysAway(retry_after=1)
        return found

    async def ready(self) -> str | None:
        """What is waited for, for a readiness check; None once keys are known."""
        return None if self._keys is not None else "the keys of tokens"

    async def run(self) -> None:
        """Keep them fetched until cancelled."""
        while True:
            self._wanted.clear()
            fetched = await self._fetch()
            await self._until_wanted(REFRESH_SECONDS if fetched else RETRY_SECONDS)

    async def _fetch(self) -> bool:
        try:
            answer = await self._client.get(self._address)
            answer.raise_for_status()
            self._keys = KeySet(answer.json())
        except (httpx.HTTPError, json.JSONDecodeError, jwt.PyJWTError, KeyError, TypeError) as error:
            _log.warning("keys of tokens cannot be read from %s: %s", self._address, type(error).__name__)
            return False
        finally:
            self._fetched_at = self._clock.monotonic()
        return True

    async def _until_wanted(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._wanted.wait()
        except TimeoutError:
            return


@asynccontextmanager
async def published_keys(
    address: str, clock: Clock, client_of: Callable[[], httpx.AsyncClient] = lambda: httpx.AsyncClient(timeout=TIMEOUT)
) -> AsyncIterator[PublishedKeys]:
    """Keys that are kept fetched while the block runs; an address without a path is completed by the well-known one."""
    async with client_of() as client:
        keys = PublishedKeys(client, _completed(address), clock)
        fetching = asyncio.create_task(keys.run(), name="published keys")
        try:
            yield keys
        finally:
            fetching.cancel()
            await asyncio.gather(fetching, return_exceptions=True)


def _completed(address: str) -> str:
    parts = urlsplit(address)
    return address if parts.path.strip("/") else urlunsplit(parts._replace(path=WELL_KNOWN))
