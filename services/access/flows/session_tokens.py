"""The access tokens of sessions: short, signed with the key that is in use now."""

from dataclasses import dataclass
from datetime import datetime

from services.access.flows.account_streams import Known
from services.access.key_ring import KeyRing
from services.access.tokens import TokenWish, sign_token
from shared.http.ended_sessions import TOKEN_LASTS
from shared.kernel.scope import Role
from shared.ports.clock import Clock
from shared.reference.units import PROVINCE_CODE

_HOURS = TOKEN_LASTS.total_seconds() / 3600


@dataclass(frozen=True, slots=True)
class SessionTokens:
    """Signs them, as one issuer for one audience."""

    keys: KeyRing
    clock: Clock
    issuer: str
    audience: str

    def sign(self, known: Known, session_id: str, ended_at: datetime | None = None) -> str:
        """The token of a session; `ended_at`: only for sending what was recorded before."""
        wish = TokenWish(
            role=Role(known.state.role),
            ward=None if known.ward == PROVINCE_CODE else known.ward,
            volunteer_id=known.state.volunteer_id,
            subject=known.account_id,
            hours=_HOURS,
            session=session_id,
            ended_at=ended_at,
        )
        return sign_token(self.keys.current(), self.clock, wish, issuer=self.issuer, audience=self.audience)
