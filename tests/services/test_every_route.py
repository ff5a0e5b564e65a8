"""Who may do what: every route of every service, asked by every role, about what is in scope and what is not.

Each answer is one that the service's OpenAPI describes.
"""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import pytest
import pytest_asyncio

from shared.http.joined_apps import JoinedApps
from shared.kernel.scope import Role
from tests.services.described import Described
from tests.services.example_bodies import FILE_QUERY, FILES, body_of
from tests.services.route_table import Row, open_rows, rows
from tests.services.running_system import OTHER_WARD, WARD, Place, System, running_system

pytestmark = pytest.mark.asyncio(loop_scope="module")
BEFORE = {
    "POST /wards/{ward}/households/{household_id}/restoration": "DELETE /wards/{ward}/households/{household_id}",
    "POST /wards/{ward}/volunteers/{volunteer_id}/reinstatement": (
        "POST /wards/{ward}/volunteers/{volunteer_id}/retirement"
    ),
    "POST /cases/{case_id}/reopening": "POST /cases/{case_id}/completion",
}
"""What must have happened, by the place's own volunteer or else its coordinator, for a call to make sense."""


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def system(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[System]:
    async with running_system(tmp_path_factory.mktemp("routes") / "data") as running:
        yield running


@dataclass
class Asking:
    """The system, whose things are asked about, and what each service says of its answers."""

    system: System
    places: dict[str, Place]
    described: dict[str, Described]


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def asking(system: System) -> Asking:
    own, colleagues, elsewhere = [await system.place(ward) for ward in (WARD, WARD, OTHER_WARD)]
    for ward in (WARD, OTHER_WARD):
        await system.known_everywhere(ward)
    documents = {
        service: Described((await system.call("GET", f"/api/{service}/openapi.json", {})).json())
        for service in system.running.app.apps
    }
    return Asking(system, {"own": own, "a colleague's": colleagues, "elsewhere": elsewhere}, documents)


def routes_of(app: JoinedApps) -> Iterator[tuple[str, str, str]]:
    for service, one in app.apps.items():
        for route in one.routes:
            yield from ((service, method, route.path) for method in route.methods)  # type: ignore[attr-defined]


async def test_no_route_is_missing_from_the_table_and_none_is_invented(system: System) -> None:
    in_table = {(row.service, row.method, row.path) for row in rows()} | open_rows()
    assert set(routes_of(system.running.app)) == in_table


def short(row: Row) -> str:
    return f"{row.method} {row.path.removeprefix(f'/api/{row.service}/v1')}"


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row.service} {short(row)}")
async def test_each_role_is_answered_as_the_table_says(asking: Asking, row: Row) -> None:
    answered = {
        asker: await asked(asking, row, asker, changes=status < 300 and row.method != "GET")
        for asker, status in row.expected.items()
    }
    assert answered == row.expected


async def asked(asking: Asking, row: Row, asker: str, *, changes: bool) -> int:
    """The status; what would be changed by it is made for this one call."""
    system, places = asking.system, asking.places
    role, _, whose = asker.partition(", ")
    place = places[whose or "own"]
    if changes:
        place = await system.place(place.ward)
        if short(row) in BEFORE:
            await prepare(system, row, place)
    headers = caller(system, role, place if whose == "own" else places["own"])
    path = row.path.format_map(place.ids)
    if path.endswith("/live"):
        return await system.status(path, headers)
    query = {"volunteer_id": place.volunteer_id} if path.endswith("/v1/caseload") else {}
    if short(row) in FILES:
        answer = await system.send(row.method, path, headers, FILES[short(row)], **FILE_QUERY)
    else:
        answer = await system.call(row.method, path, headers, body_of(short(row), place), **query)
    asking.described[row.service].require(row.method, row.path, answer)
    return answer.status_code


def caller(system: System, role: str, own: Place) -> dict[str, str]:
    match role:
        case "nobody":
            return {}
        case "volunteer":
            return system.bearer(Role.VOLUNTEER, own.ward, own.volunteer_id)
        case _:
            return system.bearer(Role(role), own.ward)


async def prepare(system: System, row: Row, place: Place) -> None:
    before = BEFORE[short(row)]
    method, path = before.split()
    role = "volunteer" if row.service == "visits" else "coordinator"
    full = f"/api/{row.service}/v1{path}".format_map(place.ids)
    answer = await system.call(method, full, caller(system, role, place), body_of(before, place))
    assert answer.status_code == 200, answer.text


async def test_anyone_may_ask_how_a_service_is(system: System) -> None:
    for service, method, path in open_rows():
        if path.startswith("/api/"):
            assert (await system.call(method, path, {})).status_code == 200, (service, path)
