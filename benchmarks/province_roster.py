"""The province's rosters, written as the import of a list would write them: commits of up to 500 events."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import msgspec

from benchmarks.province_plan import CASELOAD, PlannedVolunteer, WardPlan, first_day, wards
from shared.adapters.embedded.assembly import ServiceStorage, open_service_storage
from shared.adapters.system_clock import SystemClock
from shared.contracts.assignment import (
    HouseholdAssigned,
    HouseholdRegistered,
    HouseholdTraits,
    PriorityGroup,
    VillageConfirmed,
    VolunteerEnrolled,
    VolunteerTraits,
)
from shared.contracts.codec import CODECS
from shared.flows.sealing import Sealer
from shared.kernel.days import day_of
from shared.kernel.messages import Commit, Event, StoredEvent, event_id
from shared.kernel.village_names import village_key

_VOLUNTEERS_A_COMMIT = 12
_COMMITS_AT_ONCE = 8
_GROUPS: tuple[tuple[PriorityGroup, ...], ...] = ((), (), (), (), ("elderly-70",), ("poor",), ("disability",))
CLOCK = SystemClock()


def write_rosters(folder: Path, now: datetime) -> int:
    """Write assignment's files; the number of events."""
    return asyncio.run(_write(folder, now))


async def _write(folder: Path, now: datetime) -> int:
    storage = await open_service_storage(folder, "assignment", CLOCK)
    try:
        counts = [await _ward(storage, plan, now) for plan in wards()]
    finally:
        await storage.close()
    return sum(counts)


async def _ward(storage: ServiceStorage, plan: WardPlan, now: datetime) -> int:
    at, sealer, era = first_day(now), Sealer(storage.vault), await storage.event_store.era()
    random = Random(f"{plan.code} roster")
    parts = [
        plan.volunteers[start : start + _VOLUNTEERS_A_COMMIT]
        for start in range(0, len(plan.volunteers), _VOLUNTEERS_A_COMMIT)
    ]
    contents: list[list[Event]] = [
        list(_villages(plan)),
        *([event for volunteer in part for event in _of(volunteer, plan, at, random)] for part in parts),
    ]
    for start in range(0, len(contents), _COMMITS_AT_ONCE):
        batch = enumerate(contents[start : start + _COMMITS_AT_ONCE], start + 1)
        commits = [await _commit(plan.code, version, era, at, events, sealer) for version, events in batch]
        await asyncio.gather(*(storage.event_store.append(commit) for commit in commits))
    return sum(len(events) for events in contents)


def _villages(plan: WardPlan) -> Iterator[VillageConfirmed]:
    share = len(plan.volunteers) * CASELOAD // len(plan.villages) + CASELOAD
    for name in plan.villages:
        yield VillageConfirmed(village=village_key(name), name=name, households_total=share, source="dữ liệu mẫu")


def _of(volunteer: PlannedVolunteer, plan: WardPlan, at: datetime, random: Random) -> Iterator[Event]:
    village = village_key(plan.villages[volunteer.village])
    yield VolunteerEnrolled(
        volunteer_id=volunteer.id,
        occurred_at=at,
        traits=VolunteerTraits(kind="community_team", capacity=CASELOAD, village=village),
        sealed={"name": "Tình nguyện viên (mẫu)", "phone": "0000000000"},
    )
    for number, household in enumerate(volunteer.households):
        traits = HouseholdTraits(
            village=village, priority=random.choice(_GROUPS), adults=random.randint(1, 5), signal="good"
        )
        sealed = {"head_name": "Chủ hộ (mẫu)", "phone": "0000000000", "address": f"Nhà số {number + 1} (mẫu)"}
        yield HouseholdRegistered(household_id=household, occurred_at=at, traits=traits, sealed=sealed)
        yield HouseholdAssigned(household_id=household, occurred_at=at, volunteer_id=volunteer.id, from_day=day_of(at))


async def _commit(ward: str, version: int, era: str, at: datetime, events: Sequence[Event], sealer: Sealer) -> Commit:
    stream, recorded_at = f"{ward}/roster", at + timedelta(seconds=version)
    names = [event_id(stream, version, index, era) for index in range(len(events))]
    boxes = await asyncio.gather(
        *(sealer.seal(ward, event.subject, name, event.sealed) for event, name in zip(events, names, strict=True))
    )
    sealed = [msgspec.structs.replace(event, sealed=box) for event, box in zip(events, boxes, strict=True)]
    return Commit(
        stream=stream,
        version=version,
        ward=ward,
        era=era,
        command_id=CLOCK.new_id(),
        content_hash="",
        actor="import",
        recorded_at=recorded_at,
        events=tuple(_stored(event, recorded_at) for event in sealed),
        keys=tuple(key for event in events for key in event.introduces),
    )


def _stored(event: Event, recorded_at: datetime) -> StoredEvent:
    return StoredEvent(
        type=type(event).__name__,
        version=event.VERSION,
        subject=event.subject,
        time=event.time or recorded_at,
        data=CODECS["assignment"].encode(event),
    )
