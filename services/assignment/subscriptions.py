"""What assignment does about events: who wants no contact is unassigned, and who is erased loses their key."""

from collections.abc import Sequence

from services.assignment.domain.commands import RosterCommand, SetContact
from services.assignment.domain.state import Roster
from shared.contracts.assignment import PersonalDataErased
from shared.contracts.visits import HouseholdStandingChanged
from shared.flows.handle_command import CommandHandler
from shared.flows.policies import fact_of, policy_envelope
from shared.kernel.messages import LedgerEvent
from shared.ports.clock import Clock
from shared.ports.key_vault import KeyVault

SET_CONTACT = "set-contact"


class ContactPolicy:
    """Follows visits: a standing whose `no_contact` changed is taken over by the roster, whatever the roster knows."""

    def __init__(self, rosters: CommandHandler[RosterCommand, Roster], clock: Clock) -> None:
        self._rosters = rosters
        self._clock = clock

    async def follow(self, events: Sequence[LedgerEvent]) -> None:
        """React to changed standings among `events`. Raises Unavailable when that could not be done yet."""
        for event in events:
            if event.type == HouseholdStandingChanged.__name__:
                await self._take_over(event)

    async def _take_over(self, event: LedgerEvent) -> None:
        changed = fact_of(event, HouseholdStandingChanged)
        if changed.before.no_contact == changed.after.no_contact:
            return
        command = SetContact(
            recorded_at=self._clock.now(),
            household_id=changed.household_id,
            no_contact=changed.after.no_contact,
            basis=(event.era, event.sequence),
            occurred_at=changed.occurred_at,
        )
        await self._rosters.handle(
            policy_envelope(
                event,
                SET_CONTACT,
                stream=f"{event.ward}/roster",
                ward=event.ward,
                command=command,
                answer_id=changed.household_id,
            )
        )


class ErasurePolicy:
    """Follows assignment itself: a decided erasure destroys the key. A repeated event finds it destroyed."""

    def __init__(self, vault: KeyVault) -> None:
        self._vault = vault

    async def follow(self, events: Sequence[LedgerEvent]) -> None:
        """Destroy the keys of who is erased among `events`. Raises Unavailable when that could not be done yet."""
        for event in events:
            if event.type == PersonalDataErased.__name__:
                await self._vault.destroy(f"{event.ward}/{fact_of(event, PersonalDataErased).subject}")
