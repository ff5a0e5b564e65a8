"""Keys of tokens from where access publishes them: at first start, when they change, and while access is away."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from services.access.assembly import access_app
from services.access.signing_keys import SigningKey, open_signing_key
from services.access.tokens import TokenWish, sign_token
from shared.adapters.system_clock import SystemClock
from shared.http.callers import TokenKeyUnknown, TokenReader
from shared.http.published_keys import LOOK_SECONDS, KeysAway, PublishedKeys, published_keys
from shared.kernel.scope import Role
from shared.settings import AUDIENCE, ISSUER, Settings
from tests.flows.fake_clock import FakeClock
from tests.services.waiting import until

CLOCK = SystemClock()


class Access(httpx.AsyncBaseTransport):
    """Access with a key that can be replaced, on a line that can be cut."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.away = False
        self.asked = 0
        self.key = self.new_key("first")

    def new_key(self, name: str) -> SigningKey:
        self.key = open_signing_key(self._folder / name)
        self._inside = httpx.ASGITransport(access_app(self.key, CLOCK, Settings()))
        return self.key

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked += 1
        if self.away:
            raise httpx.ConnectError("cut", request=request)
        return await self._inside.handle_async_request(request)

    def bearer(self, key: SigningKey | None = None) -> str:
        return f"Bearer {sign_token(key or self.key, CLOCK, TokenWish(role=Role.PROVINCE))}"


@pytest.fixture
def access(tmp_path: Path) -> Access:
    return Access(tmp_path)


@asynccontextmanager
async def reading(
    access: Access, clock: FakeClock, address: str = "http://access"
) -> AsyncIterator[tuple[PublishedKeys, TokenReader]]:
    async with published_keys(address, clock, lambda: httpx.AsyncClient(transport=access)) as keys:
        yield keys, TokenReader(keys, ISSUER, AUDIENCE, CLOCK)


def refused_as_away(reader: TokenReader, bearer: str) -> Callable[[], bool]:
    def refused() -> bool:
        try:
            reader.caller(bearer)
        except KeysAway:
            return True
        return False

    return refused


@pytest.mark.parametrize("address", ["http://access", "http://access/", "http://access/api/access/v1/jwks"])
async def test_tokens_are_read_once_the_keys_are_there(access: Access, address: str) -> None:
    async with reading(access, FakeClock(), address) as (keys, reader):
        assert await keys.ready() == "the keys of tokens"
        with pytest.raises(KeysAway) as caught:
            reader.caller(access.bearer())
        assert caught.value.retry_after > 0
        await until(lambda: not refused_as_away(reader, access.bearer())())
        assert await keys.ready() is None
        assert reader.caller(access.bearer()).role is Role.PROVINCE


async def test_a_new_key_is_looked_for_and_a_made_up_one_asked_for_seldom(access: Access, tmp_path: Path) -> None:
    clock = FakeClock()
    async with reading(access, clock) as (_, reader):
        await until(lambda: not refused_as_away(reader, access.bearer())())
        made_up = access.bearer(open_signing_key(tmp_path / "somebody"))
        with pytest.raises(TokenKeyUnknown):
            reader.caller(made_up)
        access.new_key("second")
        clock.pass_time(LOOK_SECONDS)
        with pytest.raises(KeysAway):
            reader.caller(access.bearer())
        await until(lambda: access.asked == 2)
        await until(lambda: not refused_as_away(reader, access.bearer())())
        for _ in range(3):
            with pytest.raises(TokenKeyUnknown):
                reader.caller(made_up)
        assert access.asked == 2


async def test_what_was_known_still_holds_while_access_is_away(access: Access) -> None:
    clock = FakeClock()
    async with reading(access, clock) as (keys, reader):
        await until(lambda: not refused_as_away(reader, access.bearer())())
        access.away = True
        known, unknown = access.bearer(), access.bearer(access.new_key("second"))
        clock.pass_time(LOOK_SECONDS)
        with pytest.raises(KeysAway):
            reader.caller(unknown)
        await until(lambda: access.asked == 2)
        assert reader.caller(known).role is Role.PROVINCE
        assert await keys.ready() is None
