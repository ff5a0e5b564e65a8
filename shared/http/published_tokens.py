"""Reading tokens where access is another process: its keys and its ended sessions, as it publishes them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

import httpx

from shared.http.callers import TokenReader
from shared.http.ended_sessions import EndedSessions
from shared.http.published_ends import PATH, Bearer, EndsFollower
from shared.http.published_keys import TIMEOUT, published_keys
from shared.ports.clock import Clock
from shared.settings import Settings


@dataclass(frozen=True, slots=True)
class PublishedTokens:
    """Reads the tokens of the access service; `ready` says what is waited for until that can be done."""

    tokens: TokenReader
    ready: Callable[[], Awaitable[str | None]]


@asynccontextmanager
async def published_tokens(settings: Settings, clock: Clock, bearer: Bearer) -> AsyncIterator[PublishedTokens]:
    """A reader of tokens, as the settings say where access is and who issues them for whom. `bearer` gives the token
    that access is asked with for ended sessions."""
    address = settings.keys_url or ""
    ended = EndedSessions()
    async with published_keys(address, clock) as keys, httpx.AsyncClient(timeout=TIMEOUT) as client:
        ends = urlunsplit(urlsplit(address)._replace(path=PATH, query=""))
        following = asyncio.create_task(EndsFollower(client, ends, bearer, ended, clock).run(), name="ended sessions")
        tokens = TokenReader(keys, settings.token_issuer, settings.token_audience, clock, ended=ended)
        try:
            yield PublishedTokens(tokens, keys.ready)
        finally:
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)
