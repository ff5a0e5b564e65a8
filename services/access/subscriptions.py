"""What access does about events: volunteers have accounts as long as they are enrolled, and what ended stays out."""

from collections.abc import Sequence
from contextlib import suppress

from services.access.domain.commands import AccountCommand, AdmitVolunteer, CloseAccount, EndAccount, EndSessions
from services.access.domain.rejections import AccountUnknown
from services.access.domain.state import Account
from services.access.flows.account_streams import stream_of, volunteer_account
from services.access.flows.settling import Settling
from shared.contracts.assignment import PersonalDataErased, VolunteerEnrolled, VolunteerReinstated, VolunteerRetired
from shared.contracts.codec import CODECS
from shared.contracts.incidents import IncidentReported
from shared.flows.handle_command import CommandHandler
from shared.flows.policies import fact_of, policy_envelope
from shared.kernel.messages import LedgerEvent
from shared.ports.clock import Clock

ADMIT, CLOSE, END, LOST = "admit-volunteer", "close-account", "end-account", "lost-phone"


class VolunteerPolicy:
    """Follows assignment: who is enrolled has an account, who retires or is erased is signed out everywhere."""

    def __init__(self, accounts: CommandHandler[AccountCommand, Account], clock: Clock) -> None:
        self._accounts = accounts
        self._clock = clock

    async def follow(self, events: Sequence[LedgerEvent]) -> None:
        """React to volunteers among `events`. Raises Unavailable when that could not be done yet."""
        for event in events:
            await self._react(event)

    async def _react(self, event: LedgerEvent) -> None:
        now = self._clock.now()
        match event.type:
            case VolunteerEnrolled.__name__:
                volunteer_id = fact_of(event, VolunteerEnrolled).volunteer_id
                await self._admit(event, volunteer_id)
            case VolunteerReinstated.__name__:
                await self._admit(event, fact_of(event, VolunteerReinstated).volunteer_id)
            case VolunteerRetired.__name__:
                account_id = volunteer_account(fact_of(event, VolunteerRetired).volunteer_id)
                await self._command(event, CLOSE, CloseAccount(account_id=account_id, recorded_at=now))
            case PersonalDataErased.__name__:
                erased = fact_of(event, PersonalDataErased)
                if erased.subject_kind == "volunteer":
                    account_id = volunteer_account(erased.subject_id)
                    ended = EndAccount(account_id=account_id, recorded_at=now, cause="volunteer_erased")
                    await self._command(event, END, ended)
            case _:
                return

    async def _admit(self, event: LedgerEvent, volunteer_id: str) -> None:
        account_id = volunteer_account(volunteer_id)
        command = AdmitVolunteer(account_id=account_id, recorded_at=self._clock.now(), volunteer_id=volunteer_id)
        await self._command(event, ADMIT, command)

    async def _command(self, event: LedgerEvent, policy: str, command: AccountCommand) -> None:
        stream = stream_of(event.ward, command.account_id)
        await self._accounts.handle(
            policy_envelope(
                event, policy, stream=stream, ward=event.ward, command=command, answer_id=command.account_id
            )
        )


class LostPhonePolicy:
    """Follows visits: a volunteer whose phone is reported lost is signed out everywhere, and what ended before loses
    its right to send; which of their phones it was, nobody has to remember."""

    def __init__(self, accounts: CommandHandler[AccountCommand, Account], clock: Clock) -> None:
        self._accounts = accounts
        self._clock = clock

    async def follow(self, events: Sequence[LedgerEvent]) -> None:
        """React to lost phones among `events`. Raises Unavailable when that could not be done yet."""
        for event in events:
            if event.type == IncidentReported.__name__:
                await self._sign_out(event, fact_of(event, IncidentReported))

    async def _sign_out(self, event: LedgerEvent, incident: IncidentReported) -> None:
        if incident.kind != "lost_phone" or incident.volunteer_id is None:
            return
        account_id = volunteer_account(incident.volunteer_id)
        now = self._clock.now()
        command: AccountCommand = EndSessions(account_id=account_id, recorded_at=now, cause="signed_out", lost=True)
        stream = stream_of(event.ward, account_id)
        envelope = policy_envelope(event, LOST, stream=stream, ward=event.ward, command=command, answer_id=account_id)
        # Who never had an account is signed in nowhere.
        with suppress(AccountUnknown):
            await self._accounts.handle(envelope)


class CredentialPolicy:
    """Follows access itself: what has ended in an account ends in the store of credentials, whatever crashed."""

    def __init__(self, settling: Settling) -> None:
        self._settling = settling

    async def follow(self, events: Sequence[LedgerEvent]) -> None:
        """Settle what `events` have decided. Raises Unavailable when that could not be done yet."""
        for event in events:
            fact = CODECS[event.source].decode(event.type, event.version, event.data)
            await self._settling.after_event(event.ward, fact)
