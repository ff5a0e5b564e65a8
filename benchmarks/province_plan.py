"""A province of the size to plan for (domain.md, The model), the same at every run: who lives where, who helps whom.

Everything is synthetic. Ids are made from seeded bits, so that two processes can write two services' files at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from random import Random
from uuid import UUID

from shared.reference.units import units

HOUSEHOLDS = 486_060
VOLUNTEERS = 24_303
VISITS = 120_000
CASELOAD = 20
DAYS = 90
_VILLAGES = 16


@dataclass(frozen=True, slots=True)
class PlannedVolunteer:
    """A volunteer and the households of theirs."""

    id: str
    village: int
    households: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WardPlan:
    """One ward's part. `visits` is how many of the province's visits happen there."""

    code: str
    volunteers: tuple[PlannedVolunteer, ...]
    villages: tuple[str, ...]
    visits: int


def wards() -> Iterator[WardPlan]:
    """All units, with volunteers and visits spread evenly."""
    codes = list(units())
    for index, code in enumerate(codes):
        yield ward(code, _share(VOLUNTEERS, index, len(codes)), _share(VISITS, index, len(codes)))


@cache
def ward(code: str, volunteers: int, visits: int) -> WardPlan:
    """A ward with so many volunteers, twenty households each."""
    random = Random(code)
    planned = tuple(
        PlannedVolunteer(
            id=seeded_id(random),
            village=number * _VILLAGES // volunteers,
            households=tuple(seeded_id(random) for _ in range(CASELOAD)),
        )
        for number in range(volunteers)
    )
    return WardPlan(code, planned, tuple(f"Thôn Mẫu {number + 1}" for number in range(_VILLAGES)), visits)


def seeded_id(random: Random) -> str:
    """A UUID of version 8 (RFC 9562, 5.8): made to be made again."""
    return str(UUID(int=random.getrandbits(128) & ~(0xF << 76) & ~(0x3 << 62) | (0x8 << 76) | (0x2 << 62)))


def first_day(now: datetime) -> datetime:
    """When the roster was written; the visits follow from then until `now`."""
    return now - timedelta(days=DAYS)


def _share(total: int, index: int, parts: int) -> int:
    return total * (index + 1) // parts - total * index // parts
