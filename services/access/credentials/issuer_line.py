"""The line to another issuer: its description, its keys, and codes made into tokens. Nothing is believed here."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote_plus

import httpx
import msgspec

from services.access.credentials.refusals import IssuerAway, OutsideSignInRefused
from shared.ports.clock import Clock

TIMEOUT = httpx.Timeout(10.0)
FRESH_SECONDS = 10.0
"""Between two fetches of keys that are asked for afresh: tokens with made-up keys cost the issuer nothing more."""


class Metadata(msgspec.Struct):
    """What is needed of an issuer's description (OpenID Connect Discovery 1.0, 3)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str


class IssuerLine:
    """Calls to one issuer; what it says of itself is asked once and kept."""

    def __init__(self, issuer: str, client: httpx.AsyncClient, clock: Clock) -> None:
        self._issuer = issuer
        self._client = client
        self._clock = clock
        self._metadata: Metadata | None = None
        self._keys: dict[str, Any] | None = None
        self._fetched_at = float("-inf")

    async def metadata(self) -> Metadata:
        """The issuer's description. Raises IssuerAway, also for one that names another issuer."""
        if self._metadata is None:
            answer = await self._get(f"{self._issuer.rstrip('/')}/.well-known/openid-configuration")
            found = _read(answer, Metadata)
            if found.issuer != self._issuer:
                raise IssuerAway(what="issuer", named=found.issuer)
            self._metadata = found
        return self._metadata

    async def keys(self, *, fresh: bool) -> dict[str, Any]:
        """The issuer's public keys; `fresh`: not those known, unless these are a few seconds old."""
        due = self._clock.monotonic() >= self._fetched_at + FRESH_SECONDS
        if self._keys is None or (fresh and due):
            self._keys = _read(await self._get((await self.metadata()).jwks_uri), dict[str, Any])
            self._fetched_at = self._clock.monotonic()
        return self._keys

    async def id_token(self, form: Mapping[str, str], client_id: str, secret: str) -> str:
        """The ID token that a code is good for; a client without a secret is a public one (RFC 6749, 2.3.1). Raises
        OutsideSignInRefused or IssuerAway."""
        address = (await self.metadata()).token_endpoint
        shown = httpx.BasicAuth(quote_plus(client_id), quote_plus(secret)) if secret else httpx.Auth()
        data = dict(form) if secret else {**form, "client_id": client_id}
        try:
            answer = await self._client.post(address, data=data, auth=shown, headers={"Accept": "application/json"})
        except httpx.HTTPError as error:
            raise IssuerAway(what=type(error).__name__) from None
        if answer.status_code >= 500:
            raise IssuerAway(what=str(answer.status_code))
        if answer.status_code != 200:
            raise OutsideSignInRefused()
        tokens: _Tokens = _read(answer, _Tokens)
        return tokens.id_token

    async def close(self) -> None:
        """Hang up."""
        await self._client.aclose()

    async def _get(self, address: str) -> httpx.Response:
        try:
            answer = await self._client.get(address)
            answer.raise_for_status()
        except httpx.HTTPError as error:
            raise IssuerAway(what=type(error).__name__) from None
        return answer


class _Tokens(msgspec.Struct):
    id_token: str


def _read(answer: httpx.Response, kind: type[Any]) -> Any:
    try:
        return msgspec.json.decode(answer.content, type=kind)
    except msgspec.MsgspecError as error:
        raise IssuerAway(what=str(error)[:100]) from None
