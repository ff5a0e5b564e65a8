"""A ward's day and its plans: minors alone come first, who wants no contact is left out."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.services.two_doors import ago, record, two_doors
from tests.services.visits_bench import WARD, Bench, id_of

VISITS = f"/wards/{WARD}/visits"


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    async with two_doors(tmp_path) as running:
        yield running


async def test_visits_by_a_minor_alone_head_their_day_on_every_page(bench: Bench) -> None:
    await bench.desk.enroll("an", minor_until="2027-03")
    bench.seen = await bench.desk.assign("nam", "an")
    await record(bench, "late adult", "bi", occurred_at=ago(bench, hours=1))
    await record(bench, "late minor", "nam", by="an", occurred_at=ago(bench, hours=2))
    await record(bench, "early adult", "bi", occurred_at=ago(bench, hours=3))
    await record(bench, "early minor", "nam", by="an", occurred_at=ago(bench, hours=4))
    await record(bench, "voided minor", "nam", by="an", occurred_at=ago(bench, hours=5))
    await bench.accepted(f"/visits/{id_of('voided minor')}/void", {"reason": "nhầm"})
    await record(bench, "yesterday", "nam", by="an", occurred_at=ago(bench, days=1))
    expected = ["late minor", "early minor", "late adult", "early adult", "voided minor"]
    for limit in (1, 2, 50):
        seen: list[str] = []
        cursor: dict[str, str] = {}
        while True:
            page = await bench.read(VISITS, day="2026-11-20", limit=limit, **cursor)
            seen += [one["visit_id"] for one in page["items"]]
            if page["next"] is None:
                break
            cursor = {"cursor": page["next"]}
        assert seen == [id_of(name) for name in expected], limit
    flagged = await bench.read(VISITS, day="2026-11-20", flag="minor_alone")
    assert [one["visit_id"] for one in flagged["items"]] == [id_of("late minor"), id_of("early minor")]
    foreign = await bench.get(VISITS, day="2026-11-20", cursor=(await bench.read(VISITS, limit=1))["next"])
    assert foreign.json()["type"] == "/problems/bad-cursor"


async def test_a_household_that_wants_no_contact_is_in_no_plan(bench: Bench) -> None:
    due = [{"id": id_of("f1"), "due": "2026-11-25", "what": "x"}]
    await record(bench, "v1", "bi", follow_ups=due)
    (item,) = (await bench.read("/follow-ups"))["items"]
    assert (item["volunteer_id"], item["village"], item["household_known"]) == (id_of("lan"), "tà-lang", True)
    assert len((await bench.read("/follow-ups", by="lan"))["items"]) == 1
    refusal = {"answer": "refused", "by": "chủ hộ", "how": "nói", "notice_version": "1"}
    await record(bench, "v2", "bi", outcome="refused", consent=refusal)
    for reader in (None, "lan"):
        assert (await bench.read("/follow-ups", by=reader))["items"] == []
    assert len((await bench.read(f"/households/{id_of('bi')}"))["follow_ups"]) == 1
