"""What a phone sends after a day without signal: in order, corrected by its clock's error, and heard."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from shared.kernel.failures import Unavailable
from tests.services.visits_bench import WARD, Bench, id_of, line, visits_bench


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    async with visits_bench(tmp_path) as running:
        yield running


def command(kind: str, name: str, **body: Any) -> dict[str, Any]:
    return {"command_id": id_of(f"command {name}"), "kind": kind, "body": body}


async def send(
    bench: Bench,
    *commands: dict[str, Any],
    by: str | None = "lan",
    clock_error: timedelta = timedelta(0),
    device: dict[str, Any] | None = None,
) -> list[dict[str, Any]]:
    """The answers, whose versions the next read waits for."""
    sent_at = (bench.clock.now() + clock_error).isoformat()
    body = {"sent_at": sent_at, "commands": commands, **({"device": device} if device else {})}
    answer = await bench.post("/commands", body, by=by)
    assert answer.status_code == 200, answer.text
    answers: list[dict[str, Any]] = answer.json()["answers"]
    accepted = [one for one in answers if "stream" in one]
    bench.seen = f"{accepted[-1]['stream']}:{accepted[-1]['version']}" if accepted else bench.seen
    return answers


def phone(unsent: int = 0, name: str = "phone-1") -> dict[str, Any]:
    return {"id": name, "unsent": unsent, "app": "1.0.0"}


async def test_commands_are_answered_in_order_and_one_bad_one_stops_none(bench: Bench) -> None:
    at = bench.clock.now().isoformat()
    answers = await send(
        bench,
        command("RecordVisit", "1", **bench.visit("v1", "bi", procedures=[line("c1")])),
        command("RecordVisit", "2", **bench.visit("v2", "bi", outcome="perfect")),
        command("CompleteCase", "3", case_id=id_of("c1"), occurred_at=at),
        command("Nonsense", "4"),
        command("CompleteCase", "5", case_id=id_of("c1"), occurred_at=at),
        command("VoidVisit", "6", visit_id=id_of("v1"), reason="nhầm"),
    )
    assert [one["status"] for one in answers] == [201, 422, 200, 422, 409, 200]
    assert answers[1]["errors"][0]["pointer"].endswith("/outcome")
    assert answers[4]["type"] == "/problems/case-not-open"


async def test_a_batch_sent_twice_counts_once(bench: Bench) -> None:
    wish = command("RecordVisit", "1", **bench.visit("v1", "bi"))
    (first,) = await send(bench, wish)
    (again,) = await send(bench, wish)
    assert again["replayed"] is True
    assert (again["stream"], again["version"]) == (first["stream"], first["version"])
    assert len((await bench.read(f"/wards/{WARD}/visits"))["items"]) == 1


async def test_a_wrong_clock_is_taken_out_of_the_visits_time(bench: Bench) -> None:
    error = timedelta(hours=30)
    said = bench.clock.now() + error - timedelta(hours=1)
    (answer,) = await send(
        bench,
        command("RecordVisit", "1", **bench.visit("v1", "bi", occurred_at=said.isoformat())),
        clock_error=error,
    )
    assert "clock_corrected" in answer["flags"]
    (visit,) = (await bench.read(f"/wards/{WARD}/visits"))["items"]
    assert visit["day"] == "2026-11-20"
    assert visit["reported_at"].startswith(said.isoformat()[:19])
    assert "clock_corrected" in visit["flags"]


async def test_a_wrong_clock_is_taken_out_of_whatever_has_happened(bench: Bench) -> None:
    error = timedelta(days=3)
    said = (bench.clock.now() + error).isoformat()
    noted = [{"id": id_of("f1"), "due": "2026-11-25", "what": "x"}]
    await send(bench, command("RecordVisit", "1", **bench.visit("v1", "bi", procedures=[line("c1")], follow_ups=noted)))
    later = {"due": "2026-11-25", "what": "y", "occurred_at": said}
    answers = await send(
        bench,
        command("CompleteCase", "2", case_id=id_of("c1"), occurred_at=said),
        command("ReopenCase", "3", case_id=id_of("c1"), occurred_at=said),
        command("OpenFollowUp", "4", household_id=id_of("bi"), **later),
        command("CloseFollowUp", "5", follow_up_id=id_of("f1"), occurred_at=said),
        command("AmendCase", "6", case_id=id_of("c1"), for_whom="bà nội"),
        clock_error=error,
    )
    assert [one["flags"] for one in answers] == [["clock_corrected"]] * 4 + [[]]
    (case,) = (await bench.read(f"/wards/{WARD}/cases"))["items"]
    assert [("clock_corrected" in one["flags"], one["day"]) for one in case["steps"][:2]] == [
        (False, "2026-11-20"),
        (True, "2026-11-20"),
    ]
    assert case["steps"][1]["reported_at"].startswith(said[:19])


async def test_a_clock_a_few_minutes_off_is_left_alone(bench: Bench) -> None:
    (answer,) = await send(
        bench, command("RecordVisit", "1", **bench.visit("v1", "bi")), clock_error=timedelta(minutes=4)
    )
    assert "clock_corrected" not in answer["flags"]
    (visit,) = (await bench.read(f"/wards/{WARD}/visits"))["items"]
    assert visit["reported_at"] is None


async def test_what_was_copied_from_paper_knows_no_phones_clock(bench: Bench) -> None:
    wish = command("RecordVisit", "1", **bench.visit("v1", "bi", source="paper"))
    (answer,) = await send(bench, wish, clock_error=timedelta(hours=-3))
    assert "clock_corrected" not in answer["flags"]


async def heard(bench: Bench, events: int) -> list[dict[str, Any]]:
    """The ward's phones, once that many contacts have been recorded."""
    devices = {f"{WARD}/phone/{name}" for name in ("phone-1", "phone-2", "phone-3")}
    commits = [commit for stream in devices for commit in await bench.storage.event_store.read_stream(stream)]
    assert len(commits) == events
    last = max(commits, key=lambda commit: commit.recorded_at)
    bench.seen = f"{last.stream}:{last.version}"
    items: list[dict[str, Any]] = (await bench.read(f"/wards/{WARD}/phones"))["items"]
    return items


async def test_a_phone_is_heard_at_its_first_contact_and_when_that_is_news(bench: Bench) -> None:
    await send(bench, device=phone(0))
    await send(bench, device=phone(0))
    await heard(bench, 1)
    await send(bench, device=phone(3))
    (item,) = await heard(bench, 2)
    assert (item["device"], item["volunteer_id"]) == ("phone-1", id_of("lan"))
    assert (item["unsent_last_reported"], item["silent"]) == (3, False)


async def test_a_coordinators_phone_is_nobodys_to_miss(bench: Bench) -> None:
    await send(bench, by=None, device=phone(0))
    assert list(await bench.storage.event_store.read_stream(f"{WARD}/phone/phone-1")) == []


async def test_phones_are_silent_after_three_days_or_seven_without_signal(bench: Bench) -> None:
    for volunteer, signal in (("lan", "good"), ("minh", "weak")):
        await bench.desk.enroll(volunteer)
        await bench.desk.register(f"of {volunteer}", signal=signal)
        await bench.desk.assign(f"of {volunteer}", volunteer)
    await send(bench, device=phone(0, "phone-1"))
    bench.clock.pass_by(hours=1)
    await send(bench, device=phone(0, "phone-2"))
    await send(bench, by="minh", device=phone(0, "phone-3"))
    for days, silent in ((2, set()), (1, {"phone-2"}), (4, {"phone-2", "phone-3"})):
        bench.clock.pass_by(days=days)
        assert {one["device"] for one in await heard(bench, 3) if one["silent"]} == silent


async def test_a_contact_that_cannot_be_recorded_fails_no_batch(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    store, append = bench.storage.event_store, bench.storage.event_store.append

    async def full(commit: Any) -> None:
        if "/phone/" in commit.stream:
            raise Unavailable()
        await append(commit)

    monkeypatch.setattr(store, "append", full)
    (answer,) = await send(bench, command("RecordVisit", "1", **bench.visit("v1", "bi")), device=phone(1))
    assert answer["status"] == 201
