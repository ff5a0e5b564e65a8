"""Access as a process of its own: the keys of tokens are published where every other service looks for them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from services.access.assembly import access_app
from services.access.signing_keys import SigningKey, signing_key_of
from shared.http.service import Running
from shared.ports.clock import Clock
from shared.settings import Settings, SettingsRefused, require, variable

_REMEDY = "Give access the private Ed25519 key that tokens are signed with, in PEM: openssl genpkey -algorithm ed25519"


@asynccontextmanager
async def process(settings: Settings, clock: Clock) -> AsyncIterator[Running]:
    """The service until the block ends. Raises SettingsRefused."""
    app = access_app(_key(settings), clock, settings)
    yield Running(app, asyncio.Event().wait)


def _key(settings: Settings) -> SigningKey:
    require(settings, {"signing_key": _REMEDY})
    pem = settings.signing_key.get_secret_value() if settings.signing_key is not None else ""
    try:
        return signing_key_of(pem.encode())
    except ValueError as error:
        raise SettingsRefused(variable("signing_key"), str(error), _REMEDY) from None
