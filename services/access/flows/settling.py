"""What follows from an account's events in the store of credentials: what has ended there signs nobody in here.

It is done at once after a command, and again by following the ledger, which completes what a crash cut off.
"""

from services.access.credentials.families import Families
from services.access.credentials.passkeys import Passkeys
from services.access.domain.commands import EndSession, EndSessions
from services.access.flows.account_streams import AccountStreams, Known
from services.access.flows.chosen_passwords import ChosenPasswords
from shared.contracts.access import AccountEnded, DeviceReportedLost, PasskeyRemoved, SessionEnded
from shared.flows.command_envelope import Handled
from shared.kernel.messages import Event
from shared.ports.clock import Clock
from shared.ports.credential_store import CredentialStore
from shared.ports.key_vault import KeyVault


class Settling:
    """Makes the store of credentials agree with the accounts."""

    def __init__(
        self,
        streams: AccountStreams,
        store: CredentialStore,
        families: Families,
        passkeys: Passkeys,
        chosen: ChosenPasswords,
        vault: KeyVault,
        clock: Clock,
    ) -> None:
        self._streams = streams
        self._store = store
        self._families = families
        self._passkeys = passkeys
        self._chosen = chosen
        self._vault = vault
        self._clock = clock

    async def after_command(self, known: Known, command: object, handled: Handled) -> None:
        """What a command has decided, in force when it is answered."""
        await self._chosen.keep(command, handled)
        now = self._clock.now()
        match command:
            case EndSession(lost=True):
                await self._families.end(command.session_id, command.account_id, now, lost=True)
            case EndSessions(lost=True):
                await self._families.lose(command.account_id, now)
            case _:
                pass
        await self._agree(await self._streams.now(known))

    async def after_event(self, ward: str, event: Event) -> None:
        """What an event of the ledger has decided; a repetition changes nothing."""
        match event:
            case SessionEnded() | DeviceReportedLost():
                lost = isinstance(event, DeviceReportedLost) or event.lost
                await self._families.end(event.session_id, event.account_id, self._clock.now(), lost=lost)
            case PasskeyRemoved():
                await self._passkeys.remove(event.passkey_id)
            case AccountEnded():
                await self._store.remove_account(event.account_id)
                await self._vault.destroy(f"{ward}/{event.subject}")
            case _:
                pass

    async def _agree(self, known: Known) -> None:
        now = self._clock.now()
        for session_id in await self._families.of_account(known.account_id, now):
            if session_id not in known.state.sessions:
                await self._families.end(session_id, known.account_id, now)
        for passkey_id in await self._passkeys.ids_of(known.account_id):
            if passkey_id not in known.state.passkeys:
                await self._passkeys.remove(passkey_id)
