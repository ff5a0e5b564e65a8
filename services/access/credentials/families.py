"""Refresh credentials: each is good once, and what comes a second time ends the whole family (RFC 9700, 4.14.2).

A credential is `<session>.<number>.<proof>`. A phone whose answer was lost on the way sends the last one again, with
the `Idempotency-Key` of its first attempt, however late; without the key it has half a minute, as have two tabs that
refresh at once. Both are given the very credential that was lost, so no second branch ever grows.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from services.access.credentials.proofs import Proofs, new_salt, same
from services.access.credentials.refusals import SessionNotRefreshed
from services.access.credentials.shelves import Shelf
from shared.contracts.access import SessionKind
from shared.http.ended_sessions import SLACK, TOKEN_LASTS, EndedSessions, SessionEnd
from shared.ports.credential_store import CredentialStore

UNUSED_LASTS: Mapping[SessionKind, timedelta] = {"phone": timedelta(days=30), "office": timedelta(hours=12)}
"""How long a session lasts that is not refreshed."""
LASTS: Mapping[SessionKind, timedelta] = {"phone": timedelta(days=365), "office": timedelta(hours=12)}
"""How long one lasts at all."""
MAY_STILL_SEND = timedelta(days=60)
"""After its end, for what was recorded before (domain.md, Rules)."""
GRACE = timedelta(seconds=30)
_FORM = re.compile(r"([0-9a-f-]{36})\.([0-9]{1,9})\.([A-Za-z0-9_-]{43})")


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A sign-in on one device, with what its credentials are recognised by. `attempt`: the key of the last refresh."""

    account_id: str
    ward: str
    kind: SessionKind
    device: str
    salt: str
    number: int
    attempt: str
    started_at: datetime
    used_at: datetime
    ended_at: datetime | None = None
    lost: bool = False

    @property
    def expires_at(self) -> datetime:
        """When it ends by itself unless it is refreshed before."""
        return min(self.used_at + UNUSED_LASTS[self.kind], self.started_at + LASTS[self.kind])

    def over_since(self, now: datetime) -> datetime | None:
        """When it ended, by itself or not; None while it lasts."""
        ended = [moment for moment in (self.ended_at, self.expires_at) if moment is not None and moment <= now]
        return min(ended, default=None)


@dataclass(frozen=True, slots=True)
class Refreshed:
    """A session that goes on with its next `credential`, or has ended and may still send what was before `ended_at`."""

    session_id: str
    session: Session
    credential: str
    ended_at: datetime | None = None


class Reused(SessionNotRefreshed):
    """A credential came that had been replaced: somebody else has a copy. The family must end."""

    slug = SessionNotRefreshed.slug

    def __init__(self, session_id: str, session: Session) -> None:
        super().__init__()
        self.session_id = session_id
        self.session = session


class Families:
    """The sessions of one installation."""

    def __init__(self, store: CredentialStore, proofs: Proofs, ended: EndedSessions) -> None:
        self._sessions = Shelf(store, "session", Session, lambda one: one.ended_at or one.expires_at)
        self._ends = Shelf(store, "ended", SessionEnd, lambda one: one.told_at)
        self._proofs = proofs
        self._ended = ended

    async def start(self, session_id: str, begun: Session) -> str:
        """Keep a session that begins, and give its first credential; the same again for the same session."""
        if await self._sessions.add(session_id, begun.account_id, begun):
            return self._credential(session_id, begun)
        known = await self._sessions.get(session_id)
        if known is None or known.account_id != begun.account_id:
            raise SessionNotRefreshed()
        if known.number != begun.number or known.ended_at is not None:
            raise SessionNotRefreshed()
        return self._credential(session_id, known)

    async def refresh(self, credential: str, attempt: str, now: datetime) -> Refreshed:
        """Let the session go on. Raises SessionNotRefreshed, or Reused where the family must end."""
        session_id, number, session = await self._recognised(credential)
        if (over := session.over_since(now)) is not None:
            return self._sending(session_id, session, number, over, now)
        step = _Step(number, attempt, now)
        after = await self._sessions.change(session_id, step)
        if after is None or after.over_since(now) is not None:
            raise SessionNotRefreshed()
        if step.reused:
            raise Reused(session_id, after)
        return Refreshed(session_id, after, self._credential(session_id, after))

    async def owner(self, credential: str) -> tuple[str, Session] | None:
        """The session that a credential belongs to, whether it could still refresh it or not."""
        try:
            session_id, _, session = await self._recognised(credential)
        except SessionNotRefreshed:
            return None
        return session_id, session

    async def end(self, session_id: str, account_id: str, now: datetime, *, lost: bool = False) -> None:
        """End it, for every service; repeating it changes nothing but a loss that was not known before."""
        end = SessionEnd(session_id=session_id, told_at=now, lost=lost)
        await self._ends.put(session_id, account_id, end, lambda known: lost and not known.lost)
        self._ended.note([end])
        await self._sessions.change(session_id, _ending(now, lost=lost))

    async def lose(self, account_id: str, now: datetime) -> None:
        """All devices that the account ever signed in on are in strange hands."""
        for session_id in await self._sessions.of_account(account_id):
            await self.end(session_id, account_id, now, lost=True)

    async def of_account(self, account_id: str, now: datetime) -> dict[str, Session]:
        """The sessions of an account that last, by id, the longest unused first."""
        found = await self._sessions.of_account(account_id)
        return {name: one for name, one in found.items() if one.over_since(now) is None}

    async def ends(self, now: datetime) -> list[SessionEnd]:
        """Ends that tokens could still outlive, in order; noted here too."""
        found = list((await self._ends.since(now - TOKEN_LASTS - SLACK)).values())
        self._ended.note(found)
        self._ended.forget(now)
        return found

    async def forget(self, now: datetime) -> None:
        """Let go of sessions that may not even send any more, and of ends that no token outlives."""
        await self._sessions.forget(now - MAY_STILL_SEND)
        await self._ends.forget(now - TOKEN_LASTS - SLACK)

    async def _recognised(self, credential: str) -> tuple[str, int, Session]:
        form = _FORM.fullmatch(credential)
        session = await self._sessions.get(form[1]) if form else None
        if form is None or session is None:
            raise SessionNotRefreshed()
        if not same(form[3], self._proofs.of("refresh", form[1], form[2], session.salt)):
            raise SessionNotRefreshed()
        return form[1], int(form[2]), session

    def _credential(self, session_id: str, session: Session) -> str:
        number = str(session.number)
        return f"{session_id}.{number}.{self._proofs.of('refresh', session_id, number, session.salt)}"

    def _sending(self, session_id: str, session: Session, number: int, over: datetime, now: datetime) -> Refreshed:
        if session.lost or number < session.number - 1 or now >= over + MAY_STILL_SEND:
            raise SessionNotRefreshed()
        return Refreshed(session_id, session, self._credential(session_id, session), over)


class _Step:
    """One step of a family: the next number, the same again for who asks again, or nothing for a copy."""

    def __init__(self, number: int, attempt: str, now: datetime) -> None:
        self.reused = False
        self._number = number
        self._attempt = attempt
        self._now = now

    def __call__(self, known: Session) -> Session | None:
        self.reused = False
        # A number beyond the known one was given out before a backup was restored: its proof shows that.
        if self._number >= known.number:
            return msgspec.structs.replace(known, number=self._number + 1, attempt=self._attempt, used_at=self._now)
        again = self._attempt == known.attempt or self._now <= known.used_at + GRACE
        self.reused = self._number < known.number - 1 or not again
        return None


def _ending(now: datetime, *, lost: bool) -> Callable[[Session], Session | None]:
    def ended(known: Session) -> Session | None:
        if known.ended_at is not None and (known.lost or not lost):
            return None
        return msgspec.structs.replace(known, ended_at=known.ended_at or now, lost=lost)

    return ended


def new_session(account_id: str, ward: str, kind: SessionKind, device: str, now: datetime) -> Session:
    """A session that begins now."""
    salt = new_salt()
    return Session(
        account_id=account_id,
        ward=ward,
        kind=kind,
        device=device,
        salt=salt,
        number=1,
        attempt="",
        started_at=now,
        used_at=now,
    )
