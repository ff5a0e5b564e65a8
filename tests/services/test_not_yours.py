"""What is another's is answered as what does not exist: the same status, the same words, whoever asks.

Every call with an id in its path is asked about an id of another ward and about one that nobody has; every call with
ids in its body is sent both. An id that a client chooses anew (of a visit, a case, a follow-up) is no question.
"""

import re
from collections.abc import AsyncIterator, Callable
from typing import Any, NamedTuple

import httpx
import pytest
import pytest_asyncio

from shared.kernel.scope import Role
from tests.services.example_bodies import body_of
from tests.services.route_table import Row, rows
from tests.services.running_system import CLOCK, OTHER_WARD, WARD, Place, System, ago, running_system, visit_of

pytestmark = pytest.mark.asyncio(loop_scope="module")
A, V, X = "/api/assignment/v1", "/api/visits/v1", "/api/access/v1"
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_VERSION = re.compile(r'"version": ?\d+')
ASKERS = ("volunteer", "coordinator")


class Two(NamedTuple):
    """The running system, a place of those who ask and one of another ward."""

    system: System
    own: Place
    elsewhere: Place

    def bearer(self, role: str) -> dict[str, str]:
        return self.system.bearer(Role(role), WARD, self.own.volunteer_id)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def two(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Two]:
    async with running_system(tmp_path_factory.mktemp("not-yours") / "data") as system:
        places = [await system.place(ward) for ward in (WARD, OTHER_WARD)]
        for ward in (WARD, OTHER_WARD):
            await system.known_everywhere(ward)
        yield Two(system, *places)


def told(answer: httpx.Response) -> tuple[int, str]:
    """The answer without the ids in it, and without the place in a stream."""
    return answer.status_code, _VERSION.sub('"version":0', _UUID.sub("*", answer.text))


def short(row: Row) -> str:
    return f"{row.method} {row.path.removeprefix(f'/api/{row.service}/v1')}"


def ids_of(row: Row) -> list[str]:
    return [name for name in re.findall(r"{(\w+)}", row.path) if name.endswith("_id")]


ABOUT_SOMETHING = [row for row in rows() if ids_of(row)]


def no_place(ward: str) -> Place:
    return Place(ward, *(CLOCK.new_id() for _ in range(6)))


def takes_any_household(row: Row) -> bool:
    """What is said of a household that is not known here is kept until it is: nothing from a door is lost."""
    return row.service == "visits" and row.method == "POST" and "{household_id}" in row.path


async def ask(two: Two, row: Row, asker: str, place: Place, ward: str) -> tuple[int, str]:
    path = row.path.format_map({**place.ids, "ward": ward})
    return told(await two.system.call(row.method, path, two.bearer(asker), body_of(short(row), place)))


@pytest.mark.parametrize("asker", ASKERS)
@pytest.mark.parametrize("row", ABOUT_SOMETHING, ids=lambda row: f"{row.service} {short(row)}")
async def test_another_ward_s_id_is_no_id(two: Two, row: Row, asker: str) -> None:
    elsewhere = await two.system.place(OTHER_WARD) if takes_any_household(row) else two.elsewhere
    for ward in (WARD, OTHER_WARD) if "{ward}" in row.path else (WARD,):
        known = await ask(two, row, asker, elsewhere, ward)
        assert known == await ask(two, row, asker, no_place(OTHER_WARD), ward)


IN_BODIES: dict[str, tuple[str, Callable[[Place], dict[str, Any]]]] = {
    "assign a household": (f"{A}/wards/{WARD}/assignments", lambda at: {"household_id": at.household_id}),
    "assign to a volunteer": (f"{A}/wards/{WARD}/assignments", lambda at: {"volunteer_id": at.volunteer_id}),
    "visit a household": (f"{V}/visits", lambda at: {"household_id": at.household_id}),
    "visit in a name": (f"{V}/visits", lambda at: {"volunteer_id": at.volunteer_id}),
    "visit in company": (f"{V}/visits", lambda at: {"companions": [at.volunteer_id]}),
    "report of a household": (f"{V}/incidents", lambda at: {"household_id": at.household_id}),
}


def body_in_own_place(path: str, own: Place) -> dict[str, Any]:
    if path.endswith("/assignments"):
        return {"household_id": own.household_id, "volunteer_id": own.volunteer_id, "replace": True}
    if path.endswith("/incidents"):
        return {"id": CLOCK.new_id(), "kind": "other", "occurred_at": ago(minutes=5)}
    return visit_of(own.household_id)


@pytest.mark.parametrize("asker", ASKERS)
@pytest.mark.parametrize("what", IN_BODIES)
async def test_an_id_in_a_body_is_no_way_around(two: Two, what: str, asker: str) -> None:
    path, named = IN_BODIES[what]
    both = [
        told(await two.system.call("POST", path, two.bearer(asker), body_in_own_place(path, two.own) | named(place)))
        for place in (await two.system.place(OTHER_WARD), no_place(OTHER_WARD))
    ]
    assert both[0] == both[1]


FILTERS = (
    (f"{A}/wards/{WARD}/households", "volunteer", "volunteer_id"),
    (f"{A}/caseload", "volunteer_id", "volunteer_id"),
    (f"{V}/caseload", "volunteer_id", "volunteer_id"),
    (f"{V}/wards/{WARD}/cases", "volunteer", "volunteer_id"),
    (f"{A}/wards/{WARD}/openings", "household", "household_id"),
    (f"{V}/wards/{WARD}/openings", "volunteer", "volunteer_id"),
)


@pytest.mark.parametrize(("path", "name", "which"), FILTERS)
async def test_a_filter_by_another_s_id_finds_what_one_by_nobody_s_does(
    two: Two, path: str, name: str, which: str
) -> None:
    both = [
        told(await two.system.call("GET", path, two.bearer("coordinator"), **{name: place.ids[which]}))
        for place in (two.elsewhere, no_place(OTHER_WARD))
    ]
    assert both[0] == both[1]
    assert both[0][0] in (200, 404)


async def test_nothing_was_changed_elsewhere_by_any_of_it(two: Two) -> None:
    desk = two.system.bearer(Role.COORDINATOR, OTHER_WARD)
    place = two.elsewhere
    household = (await two.system.call("GET", f"{A}/wards/{OTHER_WARD}/households/{place.household_id}", desk)).json()
    assert (household["volunteer_id"], household["head_name"]) == (place.volunteer_id, "B (mẫu)")
    known = (await two.system.call("GET", f"{V}/households/{place.household_id}", desk)).json()
    assert [one["visit_id"] for one in known["visits"]] == [place.visit_id]
    assert [one["state"] for one in known["cases"]] == ["open"]


async def test_a_volunteer_s_devices_elsewhere_stay_signed_in(two: Two) -> None:
    path = f"{X}/wards/{OTHER_WARD}/volunteers/{two.elsewhere.volunteer_id}/sessions"
    assert (await two.system.call("DELETE", path, two.bearer("coordinator"), {"lost": True})).status_code == 404
