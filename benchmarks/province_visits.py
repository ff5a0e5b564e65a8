"""The province's visits, one commit each, decided and sealed by the flow that decides and seals every visit."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.province_plan import DAYS, WardPlan, first_day, seeded_id, wards
from services.visits.domain.commands import HearPhone, ProcedureLine, RecordVisit
from services.visits.domain.decider import household_decider
from services.visits.domain.foreign_keys import with_foreign_keys
from services.visits.domain.phone import phone_decider
from shared.adapters.embedded.assembly import ServiceStorage, open_service_storage
from shared.adapters.system_clock import SystemClock
from shared.contracts.codec import CODECS
from shared.flows.command_envelope import CommandEnvelope, CommandHandling
from shared.flows.handle_command import CommandHandler
from shared.flows.sealing import Sealer
from shared.kernel.scope import Role
from shared.reference.procedures import procedures

_PROCEDURES = ("digital-signature", "tax-payment", "vneid-level-2", "social-pension", "residence-confirmation")
_WRITERS = 256


@dataclass(frozen=True, slots=True)
class _Moment:
    at: datetime
    plan: WardPlan
    number: int


class _PastClock(SystemClock):
    """Stands where the writing has come to."""

    def __init__(self, at: datetime) -> None:
        super().__init__()
        self.at = at

    def now(self) -> datetime:
        return self.at


def write_visits(folder: Path, now: datetime) -> int:
    """Write visits' files; the number of events."""
    return asyncio.run(_write(folder, now))


async def _write(folder: Path, now: datetime) -> int:
    clock = _PastClock(first_day(now))
    storage = await open_service_storage(folder, "visits", clock)
    visits = _handler(CommandHandling(household_decider(frozenset(procedures())), with_foreign_keys), storage, clock)
    phones = _handler(CommandHandling(phone_decider, lambda command, _owners: command), storage, clock)
    try:
        return await _record(visits, _visits(clock, now)) + await _record(phones, _phones(clock, now))
    finally:
        await storage.close()


def _handler(
    handling: CommandHandling[Any, Any], storage: ServiceStorage, clock: _PastClock
) -> CommandHandler[Any, Any]:
    return CommandHandler(handling, storage.event_store, CODECS["visits"], Sealer(storage.vault), clock)


async def _record(handler: CommandHandler[Any, Any], envelopes: Iterator[CommandEnvelope[Any]]) -> int:
    async def writer() -> int:
        return sum([len((await handler.handle(envelope)).events) for envelope in envelopes])

    return sum(await asyncio.gather(*(writer() for _ in range(_WRITERS))))


def _moments(now: datetime) -> list[_Moment]:
    random = Random("moments")
    first, minutes = first_day(now) + timedelta(days=1), (DAYS - 2) * 1440
    moments = [
        _Moment(first + timedelta(minutes=random.randrange(minutes)), plan, number)
        for plan in wards()
        for number in range(plan.visits)
    ]
    return sorted(moments, key=lambda moment: moment.at)


def _visits(clock: _PastClock, now: datetime) -> Iterator[CommandEnvelope[RecordVisit]]:
    random = Random("visits")
    for moment in _moments(now):
        clock.at = moment.at
        volunteer = random.choice(moment.plan.volunteers)
        yield _visit(moment, volunteer.id, random.choice(volunteer.households), random)


def _visit(moment: _Moment, volunteer: str, household: str, random: Random) -> CommandEnvelope[RecordVisit]:
    command_id, visit_id, ward = seeded_id(random), seeded_id(random), moment.plan.code
    line = ProcedureLine(
        case_id=seeded_id(random),
        procedure=random.choice(_PROCEDURES),
        step=random.choice(("submitted", "completed")),
        mode="assisted",
    )
    command = RecordVisit(
        command_id=command_id,
        recorded_at=moment.at,
        recorded_by=f"volunteer-{volunteer}",
        role=Role.VOLUNTEER,
        household_id=household,
        visit_id=visit_id,
        occurred_at=moment.at - timedelta(minutes=random.randrange(120)),
        outcome="helped",
        people_helped=random.randint(1, 3),
        people_new=1,
        volunteer_id=volunteer,
        procedures=(line,),
        self_reliant=random.choice((None, None, None, True)),
        note="Đã giúp nộp hồ sơ, hẹn tuần sau quay lại" if moment.number % 2 else None,
    )
    stream = f"{ward}/household/{household}"
    return CommandEnvelope(stream, ward, command, command_id, "", command.recorded_by, visit_id)


def _phones(clock: _PastClock, now: datetime) -> Iterator[CommandEnvelope[HearPhone]]:
    random = Random("phones")
    clock.at = now - timedelta(hours=12)
    for plan in wards():
        for volunteer in plan.volunteers:
            command = HearPhone(
                command_id=seeded_id(random),
                recorded_at=clock.at,
                recorded_by=f"volunteer-{volunteer.id}",
                role=Role.VOLUNTEER,
                device=seeded_id(random),
                volunteer_id=volunteer.id,
            )
            stream = f"{plan.code}/phone/{command.device}"
            yield CommandEnvelope(
                stream, plan.code, command, command.command_id, "", command.recorded_by, command.device
            )
