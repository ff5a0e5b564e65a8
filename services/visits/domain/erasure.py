"""The decider of an erasure: each decision to erase is confirmed once."""

from collections.abc import Sequence

from services.visits.domain.commands import ConfirmErasure
from shared.contracts.visits import ErasureConfirmed
from shared.kernel.decider import Decider

Confirmed = frozenset[str]
"""The decisions about a subject that have been confirmed."""


def decide(command: ConfirmErasure, confirmed: Confirmed) -> Sequence[ErasureConfirmed]:
    """The confirmation; nothing when this decision was confirmed before."""
    if command.decision in confirmed:
        return []
    event = ErasureConfirmed(
        subject_kind=command.subject_kind, subject_id=command.subject_id, decision=command.decision
    )
    return [event]


def evolve(confirmed: Confirmed, event: ErasureConfirmed) -> Confirmed:
    """One decision more."""
    return confirmed | {event.decision}


erasure_decider: Decider[ConfirmErasure, Confirmed, ErasureConfirmed] = Decider(
    decide=decide, evolve=evolve, initial_state=frozenset
)
"""Of the streams `<ward>/erasure/<kind>/<id>`."""
