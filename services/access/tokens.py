"""Access tokens as RFC 9068 shapes them, signed with the installation's key."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import jwt

from services.access.signing_keys import SigningKey
from shared.http.callers import ACTOR
from shared.http.ids import canonical_uuid
from shared.kernel.scope import Role
from shared.ports.clock import Clock
from shared.reference.units import canonical_ward
from shared.settings import AUDIENCE, ISSUER

MAX_HOURS = 24 * 366
"""A token without an account behind it lasts a year at most."""


class TokenNotMade(ValueError):
    """The wish for a token makes no sense; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenWish:
    """For whom a token is. Coordinators and volunteers need a ward, volunteers their id too.

    `session`: the sign-in behind it, with which it ends. `ended_at`: that has ended, and the token only sends what was
    recorded before.
    """

    role: Role
    ward: str | None = None
    volunteer_id: str | None = None
    subject: str | None = None
    hours: float = 12
    session: str | None = None
    ended_at: datetime | None = None


def sign_token(
    key: SigningKey, clock: Clock, wish: TokenWish, *, issuer: str = ISSUER, audience: str = AUDIENCE
) -> str:
    """A bearer token. Raises TokenNotMade for a wish that no caller could use."""
    claims = _identity(wish)
    if not 0 < wish.hours <= MAX_HOURS:
        raise TokenNotMade(f"hours must be above 0 and at most {MAX_HOURS}")
    now = clock.now()
    claims |= {
        "iss": issuer,
        "aud": audience,
        "iat": int(now.timestamp()),
        "exp": int((now + timedelta(hours=wish.hours)).timestamp()),
        "jti": clock.new_id(),
    }
    if wish.session is not None:
        claims["sid"] = wish.session
    if wish.ended_at is not None:
        claims["after_end"] = int(wish.ended_at.timestamp())
    return jwt.encode(claims, key.private, algorithm="EdDSA", headers={"kid": key.kid, "typ": "at+jwt"})


def _identity(wish: TokenWish) -> dict[str, object]:
    identity: dict[str, object] = {"role": wish.role.value, "sub": _subject(wish)}
    if wish.role in (Role.COORDINATOR, Role.VOLUNTEER):
        identity["ward"] = _ward(wish)
    if wish.role is Role.VOLUNTEER:
        identity["volunteer_id"] = _volunteer(wish)
    return identity


def _ward(wish: TokenWish) -> str:
    if wish.ward is None:
        raise TokenNotMade(f"a {wish.role.value}'s token needs a ward")
    ward = canonical_ward(wish.ward)
    if ward is None:
        raise TokenNotMade(f"no unit of Da Nang has the code {wish.ward}")
    return ward


def _volunteer(wish: TokenWish) -> str:
    if wish.volunteer_id is None:
        raise TokenNotMade("a volunteer's token needs the volunteer's id")
    volunteer = canonical_uuid(wish.volunteer_id)
    if volunteer is None:
        raise TokenNotMade("the volunteer's id is no UUID")
    return volunteer


def _subject(wish: TokenWish) -> str:
    """One account for each role and place unless named, so that a repeated command comes from the same actor."""
    if wish.subject is not None:
        if not ACTOR.fullmatch(wish.subject):
            raise TokenNotMade("the subject must be up to 128 printable characters without blanks")
        return wish.subject
    if wish.role is Role.VOLUNTEER:
        return f"volunteer-{wish.volunteer_id}"
    place = f"-{canonical_ward(wish.ward) or wish.ward}" if wish.role is Role.COORDINATOR and wish.ward else ""
    return f"{wish.role.value}{place}"
