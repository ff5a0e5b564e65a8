"""Both services without anything around their deciders: commands in, numbered events of two wards out."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from services.assignment.domain import commands as a
from services.assignment.domain.decider import roster_decider
from services.visits.domain.commands import ConfirmErasure, HearPhone, HouseholdCommand
from services.visits.domain.decider import household_decider
from services.visits.domain.erasure import erasure_decider
from services.visits.domain.foreign_keys import with_foreign_keys
from services.visits.domain.phone import phone_decider
from services.visits.domain.state import Household
from shared.contracts.assignment import PersonalDataErased
from shared.contracts.visits import HouseholdStandingChanged
from shared.kernel.failures import Rejection
from shared.kernel.messages import Event
from shared.kernel.scope import Role
from shared.reference.procedures import procedures
from tests.ledgers import ERA, Ledgers

WARDS = ("20194", "20305")
BEGIN = datetime(2026, 9, 20, 1, tzinfo=UTC)
"""08:00 in Da Nang."""

_HOUSEHOLDS = household_decider(frozenset(procedures()))


class World:
    """Both services as they are after what was asked of them so far. What a rule rejects leaves no trace."""

    def __init__(self) -> None:
        self.now = BEGIN
        self.ledgers = Ledgers()
        self.rosters = {ward: roster_decider.initial_state() for ward in WARDS}
        self.households: dict[tuple[str, str], Household] = {}
        self._phones: dict[str, Any] = {}
        self._owners: dict[str, str] = {}

    def ask_roster(self, ward: str, command: a.RosterCommand) -> None:
        """A command to a ward's roster; an erasure is confirmed at once."""
        try:
            events = roster_decider.decide(command, self.rosters[ward])
        except Rejection:
            return
        self.rosters[ward] = roster_decider.fold(events, self.rosters[ward])
        self._publish(ward, events, "roster")
        for event in events:
            if isinstance(event, PersonalDataErased):
                self._confirm_erasure(ward, event)

    def ask_household(self, ward: str, command: HouseholdCommand) -> None:
        """A command to a household's stream, with the keys of other streams as the command flow finds them."""
        stream = f"household/{command.household_id}"
        known = self.households.get((ward, command.household_id), _HOUSEHOLDS.initial_state())
        try:
            events = _HOUSEHOLDS.decide(command, known)
            foreign = self._foreign_keys(f"{ward}/{stream}", events)
            if foreign:
                events = _HOUSEHOLDS.decide(with_foreign_keys(command, foreign), known)
        except Rejection:
            return
        self.households[ward, command.household_id] = _HOUSEHOLDS.fold(events, known)
        self._owners.update({key: f"{ward}/{stream}" for event in events for key in event.introduces})
        self._publish(ward, events, stream)
        for event in events:
            if isinstance(event, HouseholdStandingChanged):
                self._set_contact(ward, event)

    def hear_phone(self, ward: str, command: HearPhone) -> None:
        """A phone's contact."""
        stream = f"{ward}/phone/{command.device}"
        known = self._phones.get(stream, phone_decider.initial_state())
        events = phone_decider.decide(command, known)
        self._phones[stream] = phone_decider.fold(events, known)
        self._publish(ward, events, "")

    def _foreign_keys(self, stream: str, events: Iterable[Event]) -> dict[str, str]:
        owners = {key: self._owners.get(key, stream) for event in events for key in event.introduces}
        return {key: owner for key, owner in owners.items() if owner != stream}

    def _set_contact(self, ward: str, event: HouseholdStandingChanged) -> None:
        if event.before.no_contact == event.after.no_contact:
            return
        command = a.SetContact(
            recorded_at=self.now,
            household_id=event.household_id,
            no_contact=event.after.no_contact,
            basis=(ERA, self.ledgers.published[-1].sequence),
            occurred_at=event.occurred_at,
        )
        self.ask_roster(ward, command)

    def _confirm_erasure(self, ward: str, event: PersonalDataErased) -> None:
        command = ConfirmErasure(
            command_id="",
            recorded_at=self.now,
            recorded_by="visits",
            role=Role.SERVICE,
            subject_kind=event.subject_kind,
            subject_id=event.subject_id,
            decision=event.subject,
        )
        self._publish(ward, erasure_decider.decide(command, frozenset()), f"erasure/{event.subject}")

    def _publish(self, ward: str, events: Sequence[Event], stream: str) -> None:
        boxed = [msgspec.structs.replace(event, sealed=dict.fromkeys(event.sealed, "box")) for event in events]
        self.ledgers.publish(ward, self.now, boxed, stream)
