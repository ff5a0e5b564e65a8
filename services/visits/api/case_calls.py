"""Commands about cases: what came after the visit in which they were opened."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar

from msgspec import UNSET, UnsetType

from services.visits.api.bodies import CaseAmendmentBody, CaseStepBody, ReopeningBody, VisitsBody
from services.visits.api.by_caller import by_caller
from services.visits.api.names import Enrolled, named_volunteer
from services.visits.api.owners import Owners, household_stream
from services.visits.api.visit_calls import WHO_RECORDS
from services.visits.domain.commands import (
    AmendCase,
    CaseStepCommand,
    CompleteCase,
    HouseholdCommand,
    RefuseCase,
    ReopenCase,
    ReturnCase,
    WithdrawCase,
)
from services.visits.domain.rejections import CaseUnknown
from shared.http.command_calls import CommandCall, CommandContext, Target
from shared.kernel.days import Day

B = TypeVar("B", bound=VisitsBody)
Build = Callable[[CommandContext, str, str, B], Awaitable[HouseholdCommand]]
"""(context, household, case, body) → command."""


class CaseCalls:
    """The rows of `/cases/{case_id}`."""

    def __init__(self, owners: Owners, roster: Enrolled) -> None:
        self._owners = owners
        self._roster = roster

    def rows(self) -> tuple[CommandCall, ...]:
        """All of them."""
        return (
            self._step("completion", CompleteCase, "Note that a procedure ended well"),
            self._step("refusal", RefuseCase, "Note that the office refused"),
            self._step("return", ReturnCase, "Note that the office gave an application back"),
            self._step("withdrawal", WithdrawCase, "Note that the household withdrew"),
            self._row("ReopenCase", "POST", "/reopening", ReopeningBody, self._reopen, "Take a case's result back"),
            self._row("AmendCase", "PATCH", "", CaseAmendmentBody, self._amend, "Amend a case"),
        )

    def _step(self, result: str, step: type[CaseStepCommand], summary: str) -> CommandCall:
        async def build(
            context: CommandContext, household_id: str, case_id: str, body: CaseStepBody
        ) -> CaseStepCommand:
            return step(
                **by_caller(context),
                household_id=household_id,
                case_id=case_id,
                occurred_at=context.corrected(body.occurred_at),
                reason=body.reason,
                volunteer_id=await named_volunteer(context.scope, body.volunteer_id, self._roster),
            )

        return self._row(step.__name__, "POST", f"/{result}", CaseStepBody, build, summary)

    async def _reopen(
        self, context: CommandContext, household_id: str, case_id: str, body: ReopeningBody
    ) -> HouseholdCommand:
        return ReopenCase(
            **by_caller(context),
            household_id=household_id,
            case_id=case_id,
            occurred_at=context.corrected(body.occurred_at),
            reason=body.reason,
        )

    async def _amend(
        self, context: CommandContext, household_id: str, case_id: str, body: CaseAmendmentBody
    ) -> HouseholdCommand:
        return AmendCase(
            **by_caller(context),
            household_id=household_id,
            case_id=case_id,
            appointment=_appointment(body),
            dossier_code=body.dossier_code,
            for_whom=body.for_whom,
        )

    def _row(self, kind: str, method: str, path: str, body_type: type[B], build: Build[B], summary: str) -> CommandCall:
        async def prepare(context: CommandContext, ids: Mapping[str, str], body: B) -> Target[B]:
            ward, case_id = context.scope.own_ward(), ids["case_id"]
            unknown = CaseUnknown(case_id=case_id)
            household_id = await self._owners.household_of(context.scope, f"case/{case_id}", unknown)
            command = await build(context, household_id, case_id, body)
            told = body.occurred_at if isinstance(body, CaseStepBody | ReopeningBody) else None
            return Target(
                household_stream(ward, household_id), ward, command, case_id, reported_at=context.reported(told)
            )

        return CommandCall(kind, method, "/cases/{case_id}" + path, body_type, WHO_RECORDS, prepare, summary)


def _appointment(body: CaseAmendmentBody) -> Day | UnsetType | None:
    if "appointment" not in body.model_fields_set:
        return UNSET
    return body.appointment.isoformat() if body.appointment else None
