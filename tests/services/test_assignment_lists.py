"""Assignment's lists: filters, pages, search, possible duplicates, caseloads, villages."""

from shared.kernel.scope import Role
from tests.services.running_assignment import HOUSEHOLDS, OTHER_WARD, VILLAGES, VOLUNTEERS, WARD, Assignment, some_id


async def test_lists_are_filtered_and_paged(roster: Assignment) -> None:
    lan = await roster.volunteer()
    first = await roster.household(1, priority=["poor"])
    second = await roster.household(2, village="Giàn Bí", signal="none")
    third = await roster.household(10)
    removed = await roster.household(11)
    await roster.assign(first, lan)
    await roster.send("DELETE", f"{HOUSEHOLDS}/{removed}", {"reason": "moved"})

    async def ids(query: str) -> list[str]:
        return [str(one["id"]) for one in await roster.items(f"{HOUSEHOLDS}?{query}")]

    assert await ids("limit=200") == [second, first, third]
    assert await ids("village=Thôn TÀ LANG") == [first, third]
    assert await ids(f"volunteer={lan}") == [first]
    assert await ids("unassigned=true") == [second, third]
    assert await ids("unassigned=false") == [first]
    assert await ids("priority=poor") == [first]
    assert await ids("priority=no-signal") == [second]
    assert await ids("state=removed") == [removed]
    assert await ids("village=tà lang&unassigned=true") == [third]
    page = (await roster.read(f"{HOUSEHOLDS}?limit=2")).json()
    rest = (await roster.read(f"{HOUSEHOLDS}?limit=2&cursor={page['next']}")).json()
    assert [one["id"] for one in (*page["items"], *rest["items"])] == [second, first, third]
    assert rest["next"] is None
    strayed = await roster.read(f"{HOUSEHOLDS}?limit=2&village=x&cursor={page['next']}")
    assert (strayed.status_code, strayed.json()["type"]) == (422, "/problems/bad-cursor")


async def test_a_search_looks_into_names_addresses_and_codes(roster: Assignment) -> None:
    await roster.household(1, head_name="Đinh Thị Hồ", address="Ngõ 5")
    await roster.household(2, head_name="A Lăng Mẫu")

    async def codes(q: str, **more: str) -> list[str]:
        query = "&".join(f"{name}={value}" for name, value in {"q": q, **more}.items())
        return [str(one["code"]) for one in await roster.items(f"{HOUSEHOLDS}?{query}")]

    assert await codes("dinh thi") == ["HV-1"]
    assert await codes("lăng") == ["HV-2"]
    assert await codes("NGO 5") == ["HV-1"]
    assert await codes("hv-2") == ["HV-2"]
    assert await codes("hv") == ["HV-1", "HV-2"]
    assert await codes("hv", limit="1") == ["HV-1"]
    assert await codes("nobody") == []
    await roster.volunteer(name="Demo Lăng")
    assert [one["name"] for one in await roster.items(f"{VOLUNTEERS}?q=lang")] == ["Demo Lăng"]


async def test_households_that_may_be_one_are_named(roster: Assignment) -> None:
    first = await roster.household(1, head_name="Nguyễn Thị Mẫu", phone="0900 000 001")
    await roster.household(2, head_name="Nguyễn Thị Mẫu", village="Giàn Bí")

    async def duplicates(number: int, **fields: str) -> list[str] | None:
        body = {"village": "thôn tà lang", "priority": [], "signal": "good", "code": f"HV-{number}", **fields}
        return (await roster.send("POST", HOUSEHOLDS, body)).json().get("possible_duplicates")  # type: ignore[no-any-return]

    assert await duplicates(3, head_name="nguyen thi mau") == [first]
    assert await duplicates(4, phone="+84900000001") == [first]
    assert await duplicates(5, head_name="Someone else") is None
    assert await duplicates(6) is None
    third = (await roster.items(f"{HOUSEHOLDS}?q=HV-3"))[0]["id"]
    assert (await roster.read(f"{HOUSEHOLDS}/{first}")).json()["possible_duplicates"][0] == third


async def test_a_caseload_is_small_and_opened(roster: Assignment) -> None:
    lan = await roster.volunteer()
    long = {"head_name": "ễ" * 100, "address": "ễ" * 200, "location": "ễ" * 100, "phone": "0" * 20, "language": "vi"}
    for number in range(20):
        await roster.assign(await roster.household(number, **long), lan)
    own = roster.bearer(Role.VOLUNTEER, volunteer_id=lan)
    answer = await roster.read("/caseload", caller=own)
    assert len(answer.json()["items"]) == 20
    assert len(answer.content) < 30_000
    assert {one["head_name"] for one in answer.json()["items"]} == {"ễ" * 100}
    full = await roster.assign(await roster.household(99), lan)
    assert (full.status_code, full.json()["type"]) == (409, "/problems/caseload-full")
    assert "20" in full.json()["detail"]
    named = await roster.read(f"/caseload?volunteer_id={lan}")
    assert len(named.json()["items"]) == 20
    unnamed = await roster.read("/caseload")
    assert (unnamed.status_code, unnamed.json()["type"]) == (422, "/problems/caseload-unnamed")


async def test_villages_are_confirmed_and_counted(roster: Assignment) -> None:
    await roster.household(village="Thôn Hòa Bắc")
    (noted,) = await roster.items(f"{VILLAGES}?confirmed=false")
    assert (noted["village"], noted["confirmed"]) == ("hoà-bắc", False)
    body = {"name": "Hoà Bắc", "households_total": 120, "counted_on": "2026-10-01", "source": "UBND"}
    answer = await roster.send("PUT", f"{VILLAGES}/Hòa Bắc", body)
    assert (answer.status_code, answer.json()["events"]) == (200, ["VillageConfirmed"])
    assert await roster.items(VILLAGES) == [{"village": "hoà-bắc", "confirmed": True, **body}]
    renamed = await roster.send("PUT", f"{VILLAGES}/hoà-bắc", {"name": "Phò Nam"})
    assert renamed.status_code == 200
    assert len(await roster.items(f"{HOUSEHOLDS}?village=Phò Nam")) == 1


async def test_a_read_knows_what_its_reader_has(roster: Assignment) -> None:
    household = await roster.household()
    first = await roster.read(f"{HOUSEHOLDS}/{household}")
    again = await roster.read(f"{HOUSEHOLDS}/{household}", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_a_version_of_another_stream_cannot_be_waited_for(roster: Assignment) -> None:
    await roster.household()
    for stream in (f"{OTHER_WARD}/roster:1", f"{WARD}/household/{some_id('h')}:1", "roster"):
        answer = await roster.read(f"{HOUSEHOLDS}?min_version={stream}", min_version=False)
        assert (answer.status_code, answer.json()["type"]) == (422, "/problems/min-version-malformed"), stream


async def test_a_filter_that_does_not_exist_is_refused(roster: Assignment) -> None:
    answer = await roster.read(f"{HOUSEHOLDS}?colour=red")
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/unknown-parameter")


async def test_a_list_of_a_ward_without_a_roster_is_empty(roster: Assignment) -> None:
    assert await roster.items(HOUSEHOLDS) == await roster.items(VOLUNTEERS) == await roster.items(VILLAGES) == []
