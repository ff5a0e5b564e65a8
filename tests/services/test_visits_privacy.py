"""What people said stays sealed: in no file, for nobody else, and for nobody at all once a household is erased."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from shared.kernel.scope import Role
from shared.ports.key_vault import KeyState
from tests.services.visits_bench import WARD, Bench, id_of, line, visits_bench

SECRETS = {
    "note": "bà cụ ở một mình",
    "what": "mang sổ hộ khẩu cũ",
    "dossier": "H29-2026-000417",
    "whom": "Alăng Thị Bơ",
    "slip": "UQ-31-giay",
    "line": "thiếu chữ ký chồng",
    "void": "ghi nhầm nhà bà Bơ",
    "consent": "con dâu trưởng",
    "later": "gặp lại tháng sau",
}


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    async with visits_bench(tmp_path) as running:
        await running.desk.enroll("lan")
        await running.desk.register("bi")
        await running.desk.assign("bi", "lan")
        yield running


def told(bench: Bench) -> dict[str, Any]:
    """A visit with a text in every sealed field."""
    texts = {
        "dossier_code": SECRETS["dossier"],
        "for_whom": SECRETS["whom"],
        "authorisation": SECRETS["slip"],
        "reason": SECRETS["line"],
    }
    return bench.visit(
        "v1",
        "bi",
        note=SECRETS["note"],
        procedures=[line("c1", mode="on_behalf", **texts)],
        follow_ups=[{"id": id_of("f1"), "due": "2026-11-25", "what": SECRETS["what"]}],
        consent={"answer": "given", "by": SECRETS["consent"], "how": SECRETS["consent"], "notice_version": "1"},
    )


def files_with(folder: Path, text: str) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file() and text.encode() in path.read_bytes()]


async def test_nothing_sealed_lies_in_any_file_in_the_clear(bench: Bench) -> None:
    await bench.accepted("/visits", told(bench), by="lan")
    at = {"occurred_at": bench.clock.now().isoformat()}
    await bench.accepted(f"/cases/{id_of('c1')}/return", {**at, "reason": SECRETS["later"]}, by="lan")
    await bench.accepted(f"/visits/{id_of('v1')}/void", {"reason": SECRETS["void"]}, by="lan")
    await bench.read(f"/wards/{WARD}/visits")
    assert files_with(bench.folder, id_of("v1"))
    for text in SECRETS.values():
        assert files_with(bench.folder, text) == [], text


async def test_the_ledger_shows_boxes_and_only_to_those_who_prove_or_rebuild(bench: Bench) -> None:
    await bench.accepted("/visits", told(bench), by="lan")
    await bench.read(f"/wards/{WARD}/visits")
    address = f"/api/visits/v1/ledger/{WARD}"
    answer = await bench.client.get(address, headers=bench.token(Role.AUDITOR, ward=None))
    assert [one["sequence"] for one in answer.json()["items"]] == [1, 2, 3]
    assert answer.json()["head"]["number"] == 3
    assert not any(text in answer.text for text in SECRETS.values())
    for caller in (bench.by("lan"), bench.by(None), bench.token(Role.PROVINCE, ward=None)):
        assert (await bench.client.get(address, headers=caller)).status_code == 403


async def test_long_runs_of_digits_are_masked_before_they_are_sealed(bench: Bench) -> None:
    await bench.accepted("/visits", bench.visit("v1", "bi", note="CCCD 048 201 001 234, gọi 0905 123 456"), by="lan")
    (visit,) = (await bench.read(f"/wards/{WARD}/visits"))["items"]
    assert visit["note"] == "CCCD •••, gọi 0905 123 456"


async def erased(bench: Bench, household: str) -> None:
    """Erase, and wait until visits has confirmed it."""
    await bench.desk.erase(household)
    confirmation = f"{WARD}/erasure/household/{id_of(household)}"
    answer = await bench.get(f"/wards/{WARD}/visits", min_version=f"{confirmation}:1")
    assert answer.status_code == 200, answer.text


async def test_an_erasure_destroys_the_key_and_is_confirmed(bench: Bench) -> None:
    await bench.accepted("/visits", told(bench), by="lan")
    await erased(bench, "bi")
    assert await bench.storage.vault.state(f"{WARD}/household/{id_of('bi')}") is KeyState.ERASED
    assert (await bench.ledger())[-1].type == "ErasureConfirmed"
    bench.seen = None
    (visit,) = (await bench.read(f"/wards/{WARD}/visits"))["items"]
    assert (visit["note"], visit["procedures"][0]["for_whom"], visit["consent"]["by"]) == ("erased",) * 3
    assert visit["people_helped"] == 1


async def test_what_arrives_later_for_an_erased_household_is_stored_as_erased(bench: Bench) -> None:
    await erased(bench, "bi")
    bench.seen = None
    await bench.accepted("/visits", told(bench), by="lan")
    (visit,) = (await bench.read(f"/wards/{WARD}/visits"))["items"]
    assert visit["note"] == "erased"
    assert b'"note":"erased"' in bytes((await bench.ledger())[-3].data)


async def test_an_erased_household_is_in_no_caseload(bench: Bench) -> None:
    await bench.accepted("/visits", told(bench), by="lan")
    await erased(bench, "bi")
    bench.seen = None
    assert (await bench.get(f"/households/{id_of('bi')}", by="lan")).status_code == 404
    assert (await bench.read("/caseload", by="lan"))["items"] == []
