"""From what a caller names (a name, an id, a volunteer) to the account's stream, and from a wish to its commit."""

import asyncio
from dataclasses import dataclass
from uuid import UUID, uuid5

from services.access.credentials.proofs import Proofs, sign_in_name
from services.access.domain.commands import AccountCommand
from services.access.domain.rejections import AccountUnknown
from services.access.domain.state import Account
from shared.flows.command_envelope import CommandEnvelope, Handled
from shared.flows.handle_command import CommandHandler
from shared.ports.clock import Clock
from shared.ports.event_store import EventStore

PATIENCE = 2.0
"""Seconds that a volunteer's account is waited for, who was enrolled a moment ago."""
_LOOK = 0.05
SIGN_IN = "sign-in"
"""Begins what stands where the content would in the commit of a sign-in: no hash of a password ever does."""


@dataclass(frozen=True, slots=True)
class Known:
    """An account that exists, as it is now."""

    account_id: str
    ward: str
    state: Account

    @property
    def stream(self) -> str:
        """Where its events lie."""
        return stream_of(self.ward, self.account_id)


def stream_of(ward: str, account_id: str) -> str:
    """The stream of an account."""
    return f"{ward}/account/{account_id}"


def volunteer_account(volunteer_id: str) -> str:
    """The id of a volunteer's one account."""
    return str(uuid5(UUID(volunteer_id), "account"))


class AccountStreams:
    """The accounts of one installation."""

    def __init__(
        self, handler: CommandHandler[AccountCommand, Account], store: EventStore, proofs: Proofs, clock: Clock
    ) -> None:
        self._handler = handler
        self._store = store
        self._proofs = proofs
        self._clock = clock

    async def named(self, text: str) -> Known | None:
        """The account that signs in with a name; None for a name that is nobody's any more, or none at all."""
        name = sign_in_name(text)
        key = self._proofs.of_name(name) if name else ""
        known = await self._owning(f"name/{key}")
        return known if known is not None and known.state.name_key == key else None

    async def find(self, account_id: str) -> Known | None:
        """The account of an id."""
        return await self._owning(f"account/{account_id}")

    async def known(self, account_id: str) -> Known:
        """The account of an id. Raises AccountUnknown."""
        found = await self.find(account_id)
        if found is None:
            raise AccountUnknown(what="account")
        return found

    async def of_volunteer(self, ward: str, volunteer_id: str) -> Known:
        """The account of a volunteer of this ward, a moment after they were enrolled. Raises AccountUnknown."""
        account_id = volunteer_account(volunteer_id)
        deadline = self._clock.monotonic() + PATIENCE
        while True:
            state = await self._handler.state(stream_of(ward, account_id))
            if state.situation != "unknown":
                return Known(account_id, ward, state)
            if self._clock.monotonic() >= deadline:
                raise AccountUnknown(what="account")
            await asyncio.sleep(_LOOK)

    async def now(self, known: Known) -> Known:
        """The same account, with everything that has happened to it."""
        return Known(known.account_id, known.ward, await self._handler.state(known.stream))

    async def handle(
        self,
        stream: str,
        command: AccountCommand,
        command_id: str,
        *,
        actor: str,
        content: str = SIGN_IN,
        answer_id: str = "",
        correlation_id: str = "",
    ) -> Handled:
        """Decide and store a command that no call of the table stands for."""
        ward = stream.split("/", 1)[0]
        return await self._handler.handle(
            CommandEnvelope(
                stream=stream,
                ward=ward,
                command=command,
                command_id=command_id,
                content_hash=_content_of(content, stream, command),
                actor=actor,
                answer_id=answer_id or command.account_id,
                correlation_id=correlation_id,
            )
        )

    async def _owning(self, key: str) -> Known | None:
        stream = (await self._store.key_owners([key])).get(key)
        if stream is None:
            return None
        ward, _, account_id = stream.split("/")
        return Known(account_id, ward, await self._handler.state(stream))


def _content_of(content: str, stream: str, command: AccountCommand) -> str:
    """What a command under the same id must agree in to be the same: who it is about and by which invitation, so that
    another's key, or a used invitation under it, is never answered as a repetition."""
    invitation = getattr(command, "invitation_id", "")
    return f"{content}/{type(command).__name__}/{stream}/{invitation}"
