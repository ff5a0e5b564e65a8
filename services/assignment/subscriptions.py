"""What assignment does about events: who wants no contact is unassigned, and who is erased loses their key, with
evidence in the end."""

from collections.abc import Sequence

from services.assignment.domain.commands import RosterCommand, SetContact
from services.assignment.domain.erasure import CompleteErasure, Course, Courses, ErasureCommand, NoteErasure
from services.assignment.domain.state import Roster
from shared.contracts.assignment import PersonalDataErased
from shared.contracts.visits import ErasureConfirmed, HouseholdStandingChanged
from shared.flows.evidence import EvidenceKey
from shared.flows.handle_command import CommandHandler
from shared.flows.policies import fact_of, policy_envelope
from shared.kernel.days import rfc3339
from shared.kernel.messages import LedgerEvent
from shared.ports.clock import Clock
from shared.ports.key_vault import KeyVault

SET_CONTACT = "set-contact"
NOTE_ERASURE = "note-erasure"
COMPLETE_ERASURE = "complete-erasure"


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
    """Follows an erasure from its decision to its evidence: destroys the key, notes who else has, and signs when all
    have. Every step finds what an earlier run has done, so a process may die between any two of them."""

    def __init__(
        self, vault: KeyVault, courses: CommandHandler[ErasureCommand, Courses], key: EvidenceKey, clock: Clock
    ) -> None:
        self._vault = vault
        self._courses = courses
        self._key = key
        self._clock = clock

    async def follow(self, events: Sequence[LedgerEvent]) -> None:
        """React to decisions and confirmations among `events`. Raises Unavailable when that could not be done yet."""
        for event in events:
            if event.type == PersonalDataErased.__name__:
                await self._erase(event, fact_of(event, PersonalDataErased))
            elif event.type == ErasureConfirmed.__name__:
                await self._confirm(event, fact_of(event, ErasureConfirmed))

    async def _erase(self, event: LedgerEvent, decision: PersonalDataErased) -> None:
        await self._vault.destroy(f"{event.ward}/{decision.subject}")
        note = NoteErasure(
            subject_kind=decision.subject_kind,
            subject_id=decision.subject_id,
            decision=event.id,
            service=event.source,
            confirmed_at=self._clock.now(),
            decided_at=event.recorded_at,
            decided_by=event.actor,
        )
        await self._note(event, note)

    async def _confirm(self, event: LedgerEvent, confirmed: ErasureConfirmed) -> None:
        note = NoteErasure(
            subject_kind=confirmed.subject_kind,
            subject_id=confirmed.subject_id,
            decision=confirmed.decision,
            service=event.source,
            confirmed_at=event.recorded_at,
        )
        await self._note(event, note)

    async def _note(self, event: LedgerEvent, note: NoteErasure) -> None:
        subject = f"{note.subject_kind}/{note.subject_id}"
        stream = f"{event.ward}/erasure/{subject}"
        await self._handle(event, NOTE_ERASURE, stream, note)
        course = (await self._courses.state(stream)).get(note.decision, Course())
        if not course.lacks_only_evidence:
            return
        evidence = self._key.sign(_statement(event.ward, subject, note.decision, course))
        command = CompleteErasure(
            subject_kind=note.subject_kind, subject_id=note.subject_id, decision=note.decision, evidence=evidence
        )
        await self._handle(event, COMPLETE_ERASURE, stream, command)

    async def _handle(self, event: LedgerEvent, policy: str, stream: str, command: ErasureCommand) -> None:
        envelope = policy_envelope(
            event, policy, stream=stream, ward=event.ward, command=command, answer_id=command.subject_id
        )
        await self._courses.handle(envelope)


def _statement(ward: str, subject: str, decision: str, course: Course) -> dict[str, object]:
    """What is signed: what was erased, when it was decided, by which account, and when which service had done it."""
    return {
        "statement": "The keys of this subject's personal data are destroyed.",
        "ward": ward,
        "subject": subject,
        "decision": decision,
        "decided_at": rfc3339(course.decided_at) if course.decided_at else None,
        "decided_by": course.decided_by,
        "confirmed": {service: rfc3339(course.confirmed[service]) for service in sorted(course.confirmed)},
    }
