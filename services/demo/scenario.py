"""The two sizes of the demo: three units as reported (seed), or the whole province."""

from collections.abc import Iterator
from enum import StrEnum

from services.demo import hai_van, season
from services.demo.calls import DemoCall
from services.demo.season import Season
from shared.kernel.days import Day
from shared.reference.units import units

HOA_XUAN = Season(
    ward="20314",
    volunteers=60,
    households=600,
    visits=420,
    days=30,
    villages=tuple(f"Tổ dân phố mẫu {number}" for number in range(1, 7)),
    hesitation=0.4,
)
"""Hòa Xuân: 60 members visit homes; older people hesitate at first. Other counts are synthetic."""

AVUONG = Season(
    ward="20458",
    volunteers=20,
    households=300,
    visits=260,
    days=30,
    villages=tuple(f"Thôn mẫu {number}" for number in range(1, 6)),
    remote=True,
    gathering=0.6,
    learning=0.5,
)
"""Avương: members go to every village, the goal is one able person in each family. Counts are synthetic."""


class Size(StrEnum):
    """How much demo data there is."""

    SEED = "seed"
    PROVINCE = "province"


def calls(size: Size, today: Day) -> Iterator[DemoCall]:
    """All commands, ward by ward, each ward's in the order in which they happened."""
    yield from hai_van.calls(today)
    yield from season.calls(HOA_XUAN, today)
    yield from season.calls(AVUONG, today)
    if size is Size.PROVINCE:
        yield from _other_units(today)


def _other_units(today: Day) -> Iterator[DemoCall]:
    told = {hai_van.WARD, HOA_XUAN.ward, AVUONG.ward}
    for unit in units().values():
        if unit.code not in told:
            villages = tuple(f"Thôn mẫu {number}" for number in range(1, 5))
            one = Season(
                ward=unit.code,
                volunteers=10,
                households=160,
                visits=320,
                days=90,
                villages=villages,
                remote=unit.kind == "commune" and unit.area_km2 > 150,
            )
            yield from season.calls(one, today)
