"""Rebuilds of the toy views, and what they show."""

from shared.flows.rebuild_views import WardRebuild, rebuild_ward
from shared.ports.view_store import Document
from tests.flows.fake_clock import FakeClock
from tests.flows.history import (
    WARD,
    ledgers_of,
)
from tests.flows.toy import CODECS, view_set
from tests.ports.engines import Ports


async def rebuild(ports: Ports, clock: FakeClock, ward: str = WARD, switch: bool = False) -> WardRebuild:
    return await rebuild_ward(view_set(), ports.views, ledgers_of(ports), CODECS, clock, ward, switch)


def shown(rebuilt: WardRebuild) -> list[tuple[str, str]]:
    return [(difference.name, difference.what) for difference in rebuilt.differences]


async def document(ports: Ports, name: str) -> Document:
    return (await ports.views.get(WARD, 1, [name]))[name]
