"""Who is calling: from a bearer token to a Scope (RFC 8725, RFC 9068), verified once, remembered until it expires.

Only asymmetric algorithms, and only with the key that the token's `kid` names: no key is taken for another kind.
"""

import re
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, ClassVar, Protocol

import jwt
import msgspec

from shared.http.ids import canonical_uuid
from shared.kernel.failures import Rejection
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


class NotAuthenticated(Rejection):
    """Root of what is wrong with a caller's token; the answer is 401."""

    challenge: ClassVar[str] = 'Bearer realm="onetwenty", error="invalid_token"'


class TokenMissing(NotAuthenticated):
    """No bearer token came with the request."""

    challenge = 'Bearer realm="onetwenty"'


class TokenUnreadable(NotAuthenticated):
    """What came is not a signed JWT, or one of its claims is not what it should be."""


class TokenTypeWrong(NotAuthenticated):
    """A JWT of another kind than an access token (`typ` is not `at+jwt`)."""


class TokenAlgorithmRefused(NotAuthenticated):
    """Signed with an algorithm that is not accepted, or not with its key's."""


class TokenKeyUnknown(NotAuthenticated):
    """Signed with a key that is not published."""


class TokenSignatureWrong(NotAuthenticated):
    """The signature does not belong to the token."""


class TokenClaimMissing(NotAuthenticated):
    """A `claim` that every token of its role needs is absent."""


class TokenExpired(NotAuthenticated):
    """The token's time is over."""


class TokenNotYetValid(NotAuthenticated):
    """The token's time has not begun."""


class TokenIssuerWrong(NotAuthenticated):
    """Issued by somebody else."""


class TokenAudienceWrong(NotAuthenticated):
    """Issued for another system."""


class TokenRoleUnknown(NotAuthenticated):
    """`role` is none of ours."""


class TokenWardUnknown(NotAuthenticated):
    """`ward` is no unit of Da Nang."""


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


class TokenReader:
    """Reads the tokens of one issuer for one audience."""

    def __init__(
        self, keys: PublicKeys, issuer: str, audience: str, clock: Clock, remembered: int = REMEMBERED
    ) -> None:
        self._keys = keys
        self._issuer = issuer
        self._audience = audience
        self._clock = clock
        self._limit = remembered
        self._known: OrderedDict[str, tuple[Scope, float]] = OrderedDict()

    def caller(self, authorization: str | None) -> Scope:
        """The scope of an `Authorization` header. Raises a NotAuthenticated that says what is wrong."""
        if authorization is None or authorization[:7].lower() != "bearer ":
            raise TokenMissing()
        token = authorization[7:].strip()
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
        if claims.nbf is not None and now + LEEWAY < claims.nbf:
            raise TokenNotYetValid()
        return expires


def _required(name: str, value: Any) -> Any:
    if value is None or value == "":
        raise TokenClaimMissing(claim=name)
    return value


def _scope(claims: _Claims) -> Scope:
    actor, role_name = _required("sub", claims.sub), _required("role", claims.role)
    if not ACTOR.fullmatch(actor):
        raise TokenUnreadable()
    try:
        role = Role(role_name)
    except ValueError:
        raise TokenRoleUnknown() from None
    if role not in (Role.VOLUNTEER, Role.COORDINATOR):
        return Scope(role, actor)
    ward = canonical_ward(_required("ward", claims.ward))
    if ward is None:
        raise TokenWardUnknown()
    if role is Role.COORDINATOR:
        return Scope(role, actor, ward)
    volunteer = canonical_uuid(_required("volunteer_id", claims.volunteer_id))
    if volunteer is None:
        raise TokenUnreadable()
    return Scope(role, actor, ward, volunteer)
