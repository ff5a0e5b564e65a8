"""Ended sessions as access tells them to the other services, asked for regularly: their tokens end everywhere."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

import httpx
import msgspec

from shared.http.ended_sessions import EndedSessions, SessionEnd
from shared.kernel.failures import Unavailable
from shared.ports.clock import Clock

PATH = "/api/access/v1/sessions/ended"
LOOK_SECONDS = 5.0

_log = logging.getLogger(__name__)

Bearer = Callable[[], str]
"""Gives a token of role service. It may raise Unavailable."""


class _End(msgspec.Struct):
    session_id: str
    told_at: datetime
    lost: bool


class _Ends(msgspec.Struct):
    items: list[_End]


class EndsFollower:
    """Notes in `ended` what access tells. While access is away, what was noted stays."""

    def __init__(
        self, client: httpx.AsyncClient, address: str, bearer: Bearer, ended: EndedSessions, clock: Clock
    ) -> None:
        self._client = client
        self._address = address
        self._bearer = bearer
        self._ended = ended
        self._clock = clock
        self._told = True

    async def run(self) -> None:
        """Ask until cancelled. That access is away is logged once."""
        while True:
            failure = await self._ask()
            if failure is not None and self._told:
                _log.warning("ended sessions cannot be read: %s", failure)
            self._told = failure is None
            self._ended.forget(self._clock.now())
            await asyncio.sleep(LOOK_SECONDS)

    async def _ask(self) -> str | None:
        try:
            answer = await self._client.get(self._address, headers={"Authorization": f"Bearer {self._bearer()}"})
            answer.raise_for_status()
            found = msgspec.json.decode(answer.content, type=_Ends).items
        except (httpx.HTTPError, msgspec.MsgspecError, Unavailable) as error:
            return type(error).__name__
        self._ended.note(SessionEnd(session_id=one.session_id, told_at=one.told_at, lost=one.lost) for one in found)
        return None
