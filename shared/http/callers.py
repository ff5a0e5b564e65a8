"""Who is calling: from a bearer token to a Scope (RFC 8725, RFC 9068), verified once, remembered until it expires.

Only asymmetric algorithms, and only with the key that the token's `kid` names: no key is taken for another kind.
"""

import re
from collections import OrderedDict
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Protocol

import jwt
import msgspec

from shared.http.ended_sessions import EndedSessions
from shared.http.ids import canonical_uuid
from shared.http.token_refusals import (
    SessionEnded,
    SessionOnlySends,
    TokenAlgorithmRefused,
    TokenAudienceWrong,
    TokenClaimMissing,
    TokenExpired,
    TokenIssuerWrong,
    TokenKeyUnknown,
    TokenMissing,
    TokenNotYetValid,
    TokenRoleUnknown,
    TokenSignatureWrong,
    TokenTypeWrong,
    TokenUnreadable,
    TokenWardUnknown,
)
from shared.kernel.scope import Role, Scope
from shared.ports.clock import Clock
from shared.reference.units import canonical_ward

ALGORITHMS = ("EdDSA", "ES256", "ES384", "ES512", "PS256", "PS384", "PS512", "RS256", "RS384", "RS512")
TOKEN_TYPES = frozenset({"at+jwt", "application/at+jwt"})
LEEWAY = 30
"""Seconds by which an issuer's clock may run ahead of ours."""
MAX_TOKEN = 8192
"""Characters of the longest token that is looked at."""
REMEMBERED = 50_000
"""Tokens remembered at once; more than two for each volunteer of the province."""

ACTOR = re.compile(r"[\x21-\x7e]{1,128}")
"""What `sub` may be: an opaque account id."""


class PublicKeys(Protocol):
    """Where the keys of issuers are found."""

    def key(self, kid: str) -> jwt.PyJWK | None:
        """The public key of that id, if it is published now."""
        ...


class KeySet:
    """A fixed JSON Web Key Set."""

    def __init__(self, jwks: Mapping[str, Any]) -> None:
        keys = [jwt.PyJWK(key) for key in jwks["keys"]]
        self._keys = {key.key_id: key for key in keys if key.key_id and key.algorithm_name in ALGORITHMS}

    def key(self, kid: str) -> jwt.PyJWK | None:
        """The key of that id, if the set holds one for an algorithm that is accepted."""
        return self._keys.get(kid)


class _Claims(msgspec.Struct):
    iss: str | None = None
    aud: str | list[str] | None = None
    exp: float | None = None
    nbf: float | None = None
    sub: str | None = None
    role: str | None = None
    ward: str | None = None
    volunteer_id: str | None = None
    iat: float | None = None
    sid: str | None = None
    after_end: int | None = None


class TokenReader:
    """Reads the tokens of one issuer for one audience, and refuses those of sessions that are over."""

    def __init__(
        self,
        keys: PublicKeys,
        issuer: str,
        audience: str,
        clock: Clock,
        remembered: int = REMEMBERED,
        ended: EndedSessions | None = None,
    ) -> None:
        self._keys = keys
        self._issuer = issuer
        self._audience = audience
        self._clock = clock
        self._limit = remembered
        self._ended = ended or EndedSessions()
        self._known: OrderedDict[str, tuple[Scope, float]] = OrderedDict()

    def caller(self, authorization: str | None, *, sending: bool = False) -> Scope:
        """The scope of an `Authorization` header. Raises a NotAuthenticated that says what is wrong.

        `sending`: the call takes what a phone has kept, so the token of a session that is over may do, too.
        """
        if authorization is None or authorization[:7].lower() != "bearer ":
            raise TokenMissing()
        scope = self._scope_of(authorization[7:].strip())
        if scope.session_id is not None and self._ended.refuses(scope.session_id, sending=scope.ended_at is not None):
            raise SessionEnded()
        if scope.ended_at is not None and not sending:
            raise SessionOnlySends()
        return scope

    def _scope_of(self, token: str) -> Scope:
        now = self._clock.now().timestamp()
        known = self._known.get(token)
        if known is not None:
            if now < known[1]:
                self._known.move_to_end(token)
                return known[0]
            del self._known[token]
            raise TokenExpired()
        scope, expires = self._read(token, now)
        self._known[token] = (scope, expires)
        if len(self._known) > self._limit:
            self._known.popitem(last=False)
        return scope

    def _read(self, token: str, now: float) -> tuple[Scope, float]:
        claims = self._verified(token)
        expires = self._in_time(claims, now)
        if _required("iss", claims.iss) != self._issuer:
            raise TokenIssuerWrong()
        audience = _required("aud", claims.aud)
        if self._audience not in ([audience] if isinstance(audience, str) else audience):
            raise TokenAudienceWrong()
        return _scope(claims), expires

    def _verified(self, token: str) -> _Claims:
        if not token or len(token) > MAX_TOKEN:
            raise TokenUnreadable()
        try:
            header = jwt.get_unverified_header(token)
        except jwt.InvalidTokenError:
            raise TokenUnreadable() from None
        key = self._key_for(header)
        try:
            verified = jwt.PyJWS().decode_complete(token, key=key, algorithms=[key.algorithm_name])
            return msgspec.json.decode(verified["payload"], type=_Claims)
        except jwt.InvalidSignatureError:
            raise TokenSignatureWrong() from None
        except (jwt.InvalidTokenError, msgspec.MsgspecError, ValueError):
            raise TokenUnreadable() from None

    def _key_for(self, header: Mapping[str, Any]) -> jwt.PyJWK:
        if header.get("alg") not in ALGORITHMS:
            raise TokenAlgorithmRefused()
        if str(header.get("typ", "")).lower() not in TOKEN_TYPES:
            raise TokenTypeWrong()
        kid = header.get("kid")
        key = self._keys.key(kid) if isinstance(kid, str) else None
        if key is None:
            raise TokenKeyUnknown()
        if key.algorithm_name != header["alg"]:
            raise TokenAlgorithmRefused()
        return key

    def _in_time(self, claims: _Claims, now: float) -> float:
        expires = float(_required("exp", claims.exp))
        if now >= expires:
            raise TokenExpired()
        if max(claims.nbf or 0, claims.iat or 0) > now + LEEWAY:
            raise TokenNotYetValid()
        return expires


def _required(name: str, value: Any) -> Any:
    if value is None or value == "":
        raise TokenClaimMissing(claim=name)
    return value


def _scope(claims: _Claims) -> Scope:
    actor, role_name = _required("sub", claims.sub), _required("role", claims.role)
    if not ACTOR.fullmatch(actor) or (claims.sid is not None and not ACTOR.fullmatch(claims.sid)):
        raise TokenUnreadable()
    try:
        role = Role(role_name)
        ended_at = None if claims.after_end is None else datetime.fromtimestamp(claims.after_end, UTC)
    except (ValueError, OverflowError, OSError):
        raise TokenRoleUnknown() if claims.after_end is None else TokenUnreadable() from None
    ward = _ward(claims) if role in (Role.VOLUNTEER, Role.COORDINATOR) else None
    volunteer_id = _volunteer(claims) if role is Role.VOLUNTEER else None
    return Scope(role, actor, ward, volunteer_id, claims.sid, ended_at)


def _ward(claims: _Claims) -> str:
    ward = canonical_ward(_required("ward", claims.ward))
    if ward is None:
        raise TokenWardUnknown()
    return ward


def _volunteer(claims: _Claims) -> str:
    volunteer = canonical_uuid(_required("volunteer_id", claims.volunteer_id))
    if volunteer is None:
        raise TokenUnreadable()
    return volunteer
