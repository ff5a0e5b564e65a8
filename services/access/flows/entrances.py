"""Letting people in: what was proven becomes a session, and a session its token and its next credential."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from services.access.credentials.families import Families, Refreshed, Reused, new_session
from services.access.credentials.invitations import Invitations
from services.access.credentials.passwords import Password, Passwords
from services.access.credentials.refusals import (
    InvitationCodeWrong,
    InvitationRefused,
    PasskeyNeeded,
    PasswordIsOneTime,
    SessionNotRefreshed,
    SignInRefused,
)
from services.access.domain.commands import (
    ChangePassword,
    EndSession,
    SpoilInvitation,
    StartSession,
    UseInvitation,
)
from services.access.flows.account_streams import AccountStreams, Known, stream_of
from services.access.flows.session_tokens import SessionTokens
from shared.contracts.access import SessionKind, SignInMeans
from shared.http.rate_limits import Rate, RateLimit
from shared.kernel.failures import Rejection
from shared.ports.clock import Clock

BY_ONE_NAME = Rate(burst=5, seconds=20)
"""Attempts from one address at one name: only whoever tries waits, the account's owner elsewhere does not."""
BY_ONE_ADDRESS = Rate(burst=60, seconds=1)
"""Attempts from one address at any names: a ward's office may stand behind one."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who knocks: their address, what they call their device and how long they stay, and the id of the attempt."""

    address: str
    command_id: str
    now: datetime
    kind: SessionKind = "phone"
    device: str = ""
    correlation_id: str = ""

    def sub_id(self, what: str) -> str:
        """An id that belongs to the attempt: the same when it is repeated."""
        return str(uuid5(UUID(self.command_id), what))


@dataclass(frozen=True, slots=True)
class Opened:
    """A session with its token and its credential. `ended_at`: it is over, and the token only sends."""

    known: Known
    session_id: str
    token: str
    kind: SessionKind
    credential: str | None
    expires_at: datetime
    ended_at: datetime | None = None


class Entrances:
    """Every way in but passkeys and other issuers, which end here too."""

    def __init__(
        self,
        streams: AccountStreams,
        passwords: Passwords,
        families: Families,
        invitations: Invitations,
        tokens: SessionTokens,
        clock: Clock,
    ) -> None:
        self.streams = streams
        self.passwords = passwords
        self.families = families
        self._invitations = invitations
        self._tokens = tokens
        self._clock = clock
        self._of_name = RateLimit(BY_ONE_NAME, clock)
        self._of_address = RateLimit(BY_ONE_ADDRESS, clock)

    def knock(self, address: str, name: str = "") -> None:
        """Count an attempt, at a name where passwords are guessed. Raises TooManyAttempts."""
        self._of_address.take(address)
        if name:
            self._of_name.take(_attempt(address, name))

    async def right_password(self, name: str, password: str, sender: Sender) -> tuple[Known, Password]:
        """The account that a name and password open. Raises SignInRefused, TooManyAttempts or SignInBusy."""
        self.knock(sender.address, name)
        known = await self.streams.named(name)
        found = await self.passwords.right(known.account_id if known else None, password)
        if known is None or found is None or known.state.situation != "open":
            raise SignInRefused()
        self._of_name.give_back(_attempt(sender.address, name))
        return known, found

    async def by_password(
        self, name: str, password: str, new_password: str | None, sender: Sender, shown: Known | None = None
    ) -> Opened:
        """Sign in with a name and a password; a one-time password only together with the next. `shown`: the account
        whose passkey was shown beside them."""
        known, found = await self.right_password(name, password, sender)
        if known.state.passkeys and (shown is None or shown.account_id != known.account_id):
            raise PasskeyNeeded()
        if found.one_time:
            await self._replace(known, name, new_password, sender)
        return await self.open(known, sender, "password_and_passkey" if known.state.passkeys else "password")

    async def by_invitation(self, secret: str, code: str | None, sender: Sender) -> Opened:
        """Sign in with a QR code's secret, once. Raises InvitationRefused or InvitationCodeWrong."""
        self.knock(sender.address)
        try:
            invitation_id, found = await self._invitations.recognise(secret, code, sender.now)
        except (InvitationCodeWrong, InvitationRefused):
            await self._spoil(secret, sender)
            raise
        session_id = sender.sub_id(f"session/{found.account_id}")
        command = UseInvitation(
            account_id=found.account_id,
            recorded_at=sender.now,
            invitation_id=invitation_id,
            session_id=session_id,
            kind=sender.kind,
        )
        stream = stream_of(found.ward, found.account_id)
        try:
            await self.streams.handle(stream, command, sender.command_id, actor=found.account_id)
        except Rejection:
            raise InvitationRefused() from None
        return await self._opened(await self.streams.known(found.account_id), session_id, sender)

    async def open(self, known: Known, sender: Sender, by: SignInMeans) -> Opened:
        """Begin a session of an account whose owner was just recognised."""
        session_id = sender.sub_id(f"session/{known.account_id}")
        command = StartSession(
            account_id=known.account_id, recorded_at=sender.now, session_id=session_id, kind=sender.kind, by=by
        )
        await self.streams.handle(known.stream, command, sender.command_id, actor=known.account_id)
        return await self._opened(known, session_id, sender)

    async def refresh(self, credential: str, sender: Sender) -> Opened:
        """Let a session go on, or send after its end. Raises SessionNotRefreshed."""
        try:
            refreshed = await self.families.refresh(credential, sender.command_id, sender.now)
        except Reused as reused:
            await self._end_reused(reused, sender)
            raise SessionNotRefreshed() from None
        known = await self.streams.known(refreshed.session.account_id)
        if refreshed.ended_at is None and refreshed.session_id not in known.state.sessions:
            # The account says that it is over, and the store has not heard yet.
            await self.families.end(refreshed.session_id, known.account_id, sender.now)
            refreshed = await self.families.refresh(refreshed.credential, sender.command_id, sender.now)
        return self._refreshed(known, refreshed)

    def _refreshed(self, known: Known, refreshed: Refreshed) -> Opened:
        session, ended_at = refreshed.session, refreshed.ended_at
        return Opened(
            known,
            refreshed.session_id,
            self._tokens.sign(known, refreshed.session_id, ended_at),
            session.kind,
            None if ended_at is not None else refreshed.credential,
            session.expires_at,
            ended_at,
        )

    async def _opened(self, known: Known, session_id: str, sender: Sender) -> Opened:
        session = new_session(known.account_id, known.ward, sender.kind, sender.device, sender.now)
        credential = await self.families.start(session_id, session)
        token = self._tokens.sign(known, session_id)
        return Opened(known, session_id, token, sender.kind, credential, session.expires_at)

    async def _replace(self, known: Known, name: str, new_password: str | None, sender: Sender) -> None:
        if new_password is None:
            raise PasswordIsOneTime()
        hashed = await self.passwords.hashing.hash_strong(new_password, name.strip().lower(), "/new_password")
        command = ChangePassword(account_id=known.account_id, recorded_at=sender.now, password_hash=hashed)
        changed = await self.streams.handle(
            known.stream, command, sender.sub_id("password"), actor=known.account_id, content="password"
        )
        kept = Password(hash=hashed, version=changed.version, set_at=sender.now)
        await self.passwords.keep(known.account_id, kept)

    async def _end_reused(self, reused: Reused, sender: Sender) -> None:
        session = reused.session
        await self.families.end(reused.session_id, session.account_id, sender.now)
        command = EndSession(
            account_id=session.account_id, recorded_at=sender.now, session_id=reused.session_id, cause="reused"
        )
        stream = stream_of(session.ward, session.account_id)
        await self.streams.handle(stream, command, self._clock.new_id(), actor=session.account_id)

    async def _spoil(self, secret: str, sender: Sender) -> None:
        spoilt = await self._invitations.spoilt(secret)
        if spoilt is None:
            return
        invitation_id, found = spoilt
        command = SpoilInvitation(account_id=found.account_id, recorded_at=sender.now, invitation_id=invitation_id)
        stream = stream_of(found.ward, found.account_id)
        command_id = str(uuid5(UUID(invitation_id), "spoilt"))
        await self.streams.handle(stream, command, command_id, actor=found.account_id)


def _attempt(address: str, name: str) -> str:
    return f"{address} {name.strip().lower()[:64]}"
