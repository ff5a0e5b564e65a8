"""The demo's seed in both modes: its figures are exactly those reported, and those of the verifier."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.demo import hai_van
from services.demo.people import volunteer_id
from services.demo.scenario import AVUONG, HOA_XUAN
from shared.adapters.system_clock import SystemClock
from shared.kernel.days import day_of
from tests.journeys.asking import Caller, caught_up, ledgers, until
from tests.journeys.modes import MODES, System, running_in
from tests.journeys.serving import token
from verifier import figures

pytestmark = pytest.mark.timeout(300)
"""Thousands of commands through four processes and two servers, on a machine that may be busy with other things."""
WARDS = [hai_van.WARD, HOA_XUAN.ward, AVUONG.ward]
REFERENCE = Path(__file__).parents[2] / "shared" / "reference"


class Seeded:
    """The running system, its callers, its whole log."""

    def __init__(self, running: System) -> None:
        self.data = running.data
        self.logs = running.logs()
        self.url = running.url
        self.said = running.said
        self.admin = Caller(running.url, token(running.data, "admin"))
        self.province = Caller(running.url, token(running.data, "province"))
        self.events = ledgers(self.admin, WARDS)
        counts = Counter(event["source"].rsplit("/", 1)[1] for event in self.events)
        until(lambda: caught_up(self.province, dict(counts)), "the figures of the seed")

    def close(self) -> None:
        self.admin.close()
        self.province.close()


@pytest.fixture(scope="module", params=MODES)
def seeded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seeded]:
    with running_in(request.param, tmp_path_factory.mktemp("seed"), demo=True) as running:
        system = Seeded(running)
        yield system
        system.close()


@pytest.fixture(scope="module")
def reference() -> dict[str, Any]:
    return {name: json.loads((REFERENCE / f"{name}.json").read_text()) for name in ("wards", "procedures")}


def test_hai_van_stands_as_reported(seeded: Seeded) -> None:
    ward = seeded.province.get(f"reporting/v1/wards/{hai_van.WARD}")
    assert ward["people_helped"] == 86
    assert ward["procedures"]["by_procedure"]["digital-signature"]["completed"] == 3
    assert ward["procedures"]["by_procedure"]["sim-registration"]["completed"] == 29
    assert ward["households"]["registered"] == ward["households"]["assigned"] == 1350
    assert ward["households"]["total"] == 1350
    assert ward["volunteers"]["enrolled"] == 70
    assert ward["volunteers"]["free_places"] == 70 * 20 - 1350


def without_as_of(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name not in {"as_of", "ward"}}


@pytest.mark.parametrize("ward", WARDS)
def test_a_wards_figures_are_the_verifiers(seeded: Seeded, reference: dict[str, Any], ward: str) -> None:
    answered = seeded.province.get(f"reporting/v1/wards/{ward}")
    today = day_of(SystemClock().now())
    expected = figures.ward(seeded.events, ward, today, reference)
    assert {name: answered[name] for name in expected} == expected


def test_the_provinces_figures_are_the_verifiers(seeded: Seeded, reference: dict[str, Any]) -> None:
    answered = seeded.province.get("reporting/v1/province")
    expected = figures.province(seeded.events, day_of(SystemClock().now()), reference)
    assert {name: answered[name] for name in expected} == expected
    assert answered["as_of"]["wards"] == {"total": 94, "started": 3, "silent_7_days": 0}


def test_a_volunteer_has_a_caseload_of_at_most_twenty_with_names(seeded: Seeded) -> None:
    volunteer = volunteer_id(hai_van.WARD, 0)
    phone = Caller(seeded.url, token(seeded.data, "volunteer", hai_van.WARD, volunteer))
    households = phone.get("assignment/v1/caseload")["items"]
    phone.close()
    assert 0 < len(households) <= 20
    assert all("(mẫu)" in one["head_name"] for one in households)


@pytest.mark.parametrize("seeded", ["embedded"], indirect=True)
def test_what_it_prints_can_be_asked(seeded: Seeded) -> None:
    until(lambda: len([line for line in seeded.said if line.startswith("curl ")]) == 4, "the printed lines", 10)
    lines = [line for line in seeded.said if line.startswith("curl ")]
    for line in lines:
        bearer = line.split("Bearer ", 1)[1].split("'", 1)[0]
        path = line.rsplit("/api/", 1)[1].rstrip("'")
        caller = Caller(seeded.url, bearer)
        assert caller.send("GET", path).status_code == 200
        caller.close()


def test_no_name_stands_in_the_log_the_files_or_the_ledgers(seeded: Seeded) -> None:
    sealed = "(mẫu)".encode()
    files = [path for path in (*seeded.data.rglob("*"), *seeded.logs) if path.is_file()]
    assert not [path for path in files if sealed in path.read_bytes()]
    assert not [event["id"] for event in seeded.events if sealed.decode() in json.dumps(event, ensure_ascii=False)]
