"""What visits does about assignment's events: an erasure decided there destroys the key here, and is confirmed."""

from collections.abc import Sequence

from services.visits.domain.commands import ConfirmErasure
from services.visits.domain.erasure import Confirmed
from shared.contracts.assignment import PersonalDataErased
from shared.flows.handle_command import CommandHandler
from shared.flows.policies import fact_of, policy_command_id, policy_envelope
from shared.kernel.messages import LedgerEvent
from shared.kernel.scope import Role
from shared.ports.clock import Clock
from shared.ports.key_vault import KeyVault

CONFIRM_ERASURE = "confirm-erasure"


class ErasurePolicy:
    """Follows assignment. A repeated event finds the key destroyed and the confirmation recorded: nothing happens."""

    def __init__(self, vault: KeyVault, confirmations: CommandHandler[ConfirmErasure, Confirmed], clock: Clock) -> None:
        self._vault = vault
        self._confirmations = confirmations
        self._clock = clock

    async def follow(self, events: Sequence[LedgerEvent]) -> None:
        """React to what is an erasure among `events`. Raises Unavailable when it could not be done yet."""
        for event in events:
            if event.type == PersonalDataErased.__name__:
                await self._erase(event)

    async def _erase(self, event: LedgerEvent) -> None:
        decision = fact_of(event, PersonalDataErased)
        await self._vault.destroy(f"{event.ward}/{decision.subject}")
        command = ConfirmErasure(
            command_id=policy_command_id(event, CONFIRM_ERASURE),
            recorded_at=self._clock.now(),
            recorded_by=f"policy/{CONFIRM_ERASURE}",
            role=Role.SERVICE,
            subject_kind=decision.subject_kind,
            subject_id=decision.subject_id,
            decision=event.id,
        )
        await self._confirmations.handle(
            policy_envelope(
                event,
                CONFIRM_ERASURE,
                stream=f"{event.ward}/erasure/{decision.subject}",
                ward=event.ward,
                command=command,
                answer_id=decision.subject_id,
            )
        )
