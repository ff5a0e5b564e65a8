"""Signing in at another issuer (OpenID Connect Core 1.0, code flow with PKCE), and what its word makes of somebody.

Whoever the issuer vouches for gets the first role of a table that one of their claims matches, and none without.
"""

import base64
import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast
from urllib.parse import urlencode

import httpx
import msgspec
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from services.access.credentials.issuer_line import TIMEOUT, IssuerLine
from services.access.credentials.proofs import same
from services.access.credentials.refusals import OutsiderHasNoRole, OutsideSignInRefused
from services.access.credentials.shelves import Shelf
from shared.contracts.access import AccountRole
from shared.ports.clock import Clock
from shared.ports.credential_store import CredentialStore
from shared.reference.units import canonical_ward
from shared.settings import Settings, SettingsRefused, variable

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
ATTEMPT_LASTS = timedelta(minutes=10)
LEEWAY = 60
"""Seconds by which the issuer's clock may differ from ours."""


class RoleRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One row of the table: who has `value` in a claim, alone or among others, has the role, of a ward or of none."""

    claim: str
    value: str
    role: AccountRole
    ward: str | None = None


@dataclass(frozen=True, slots=True)
class Client:
    """What this system is to the issuer."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    roles: Sequence[RoleRow]


@dataclass(frozen=True, slots=True)
class Vouched:
    """Somebody whom the issuer knows as `subject`."""

    subject: str
    row: RoleRow


class _Attempt(msgspec.Struct, frozen=True, kw_only=True):
    nonce: str
    verifier: str
    redirect: str
    expires_at: datetime


class _Claims(msgspec.Struct):
    iss: str
    sub: str
    aud: str | list[str]
    exp: float
    iat: float
    nonce: str = ""
    azp: str | None = None


class OutsideIssuer:
    """One configured issuer."""

    def __init__(self, client: Client, store: CredentialStore, line: IssuerLine) -> None:
        self.client = client
        self._attempts = Shelf(store, "elsewhere", _Attempt, lambda one: one.expires_at)
        self._line = line

    async def begin(self, redirect: str, now: datetime) -> tuple[str, str]:
        """The address at the issuer to go to, and the state that the browser must bring back."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        attempt = _Attempt(nonce=nonce, verifier=verifier, redirect=redirect, expires_at=now + ATTEMPT_LASTS)
        await self._attempts.add(state, "", attempt)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "response_type": "code",
            "client_id": self.client.client_id,
            "redirect_uri": redirect,
            "scope": "openid",
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        metadata = await self._line.metadata()
        return f"{metadata.authorization_endpoint}?{urlencode(asked)}", state

    async def finish(self, code: str, state: str, held: str, now: datetime) -> Vouched:
        """Who came back. `held` is the state in the browser's cookie. Raises OutsideSignInRefused, OutsiderHasNoRole or
        IssuerAway."""
        attempt = await self._attempts.take(state) if state and same(state, held) else None
        if attempt is None or now >= attempt.expires_at or not code:
            raise OutsideSignInRefused()
        token = await self._line.id_token(
            {
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": attempt.redirect,
                "code_verifier": attempt.verifier,
            },
            self.client.client_id,
            self.client.client_secret,
        )
        claims = await self._verified(token, attempt.nonce, now.timestamp())
        return Vouched(str(claims["sub"]), self._row(claims))

    async def close(self) -> None:
        """Hang up."""
        await self._line.close()

    async def forget(self, now: datetime) -> None:
        """Let go of attempts that nobody finished."""
        await self._attempts.forget(now)

    async def _verified(self, token: str, nonce: str, now: float) -> Mapping[str, Any]:
        payload = await self._signed(token)
        try:
            told = msgspec.json.decode(payload, type=_Claims)
            claims: dict[str, Any] = msgspec.json.decode(payload)
        except msgspec.MsgspecError:
            raise OutsideSignInRefused() from None
        audience = [told.aud] if isinstance(told.aud, str) else told.aud
        for_us = self.client.client_id in audience and (told.azp or self.client.client_id) == self.client.client_id
        in_time = told.exp + LEEWAY > now and told.iat <= now + LEEWAY
        if told.iss != self.client.issuer or not for_us or not in_time or not same(told.nonce, nonce):
            raise OutsideSignInRefused()
        return claims

    async def _signed(self, token: str) -> bytes:
        """The payload, once more with fresh keys where those known do not fit."""
        for fresh in (False, True):
            keys = KeySet.import_key_set(cast(Any, await self._line.keys(fresh=fresh)))
            try:
                return jws.deserialize_compact(token, keys, algorithms=ALGORITHMS).payload
            except (JoseError, ValueError):
                continue
        raise OutsideSignInRefused()

    def _row(self, claims: Mapping[str, Any]) -> RoleRow:
        for row in self.client.roles:
            told = claims.get(row.claim)
            if row.value in (told if isinstance(told, list) else [told]):
                return row
        raise OutsiderHasNoRole()


def outside_issuer(settings: Settings, store: CredentialStore, clock: Clock) -> OutsideIssuer | None:
    """The issuer that the settings name, if they do. Raises SettingsRefused for a table that is none."""
    if settings.oidc_issuer is None:
        return None
    secret = settings.oidc_client_secret.get_secret_value()
    client = Client(settings.oidc_issuer, settings.oidc_client_id, secret, _roles_of(settings.oidc_roles))
    line = IssuerLine(settings.oidc_issuer, httpx.AsyncClient(timeout=TIMEOUT), clock)
    return OutsideIssuer(client, store, line)


def _roles_of(text: str) -> Sequence[RoleRow]:
    name, remedy = variable("oidc_roles"), "Write a list of {claim, value, role, ward}; coordinators have a ward"
    try:
        rows = msgspec.json.decode(text, type=list[RoleRow])
    except msgspec.MsgspecError as error:
        raise SettingsRefused(name, f"is no table of roles ({error})", remedy) from None
    for row in rows:
        if (row.role == "coordinator") != (row.ward is not None and canonical_ward(row.ward) == row.ward):
            raise SettingsRefused(name, f"gives {row.role} to {row.value} with ward {row.ward}", remedy)
        if row.role == "volunteer":
            raise SettingsRefused(name, "makes volunteers, who are enrolled by their ward alone", remedy)
    return rows
