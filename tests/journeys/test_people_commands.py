"""`onetwenty dossier` and `onetwenty erasure verify` beside a running system."""

import json
from pathlib import Path

import pytest

from shared.adapters.system_clock import SystemClock
from tests.journeys.asking import Caller, until
from tests.journeys.serving import Serving, onetwenty, token

WARD = "20194"
CLOCK = SystemClock()


@pytest.fixture
def running(tmp_path: Path) -> Serving:
    return Serving(tmp_path / "data")


def test_a_household_asks_what_is_known_and_wants_it_gone(running: Serving, tmp_path: Path) -> None:
    desk = Caller(running.url, token(running.data, "coordinator", WARD))
    household, path = CLOCK.new_id(), f"assignment/v1/wards/{WARD}/households"
    body = {"id": household, "village": "Tà Lang", "priority": [], "signal": "good", "head_name": "B (mẫu)"}
    assert desk.send("POST", path, body).status_code == 201
    visit = {"visit_id": CLOCK.new_id(), "household_id": household, "occurred_at": CLOCK.now().isoformat()}
    visit |= {"outcome": "helped", "people_helped": 1, "procedures": [], "follow_ups": [], "note": "ghi chú (mẫu)"}
    assert desk.send("POST", "visits/v1/visits", visit).status_code == 201
    asked = ["dossier", household, "--ward", WARD, "--data", str(running.data), "--url", running.url]
    until(lambda: "ghi chú (mẫu)" in onetwenty(*asked).stdout, "the visit")
    printed = onetwenty(*asked).stdout
    assert "head_name: B (mẫu)" in printed
    both = json.loads(onetwenty(*asked, "--json").stdout)
    assert both["assignment"]["household"]["head_name"] == "B (mẫu)"
    assert [one["note"] for one in both["visits"]["visits"]] == ["ghi chú (mẫu)"]
    assert desk.send("POST", f"{path}/{household}/erasure").status_code == 200
    until(lambda: desk.get(f"{path}/{household}/erasure")["state"] == "completed", "the evidence")
    file, keys = tmp_path / "erasure.json", tmp_path / "keys.json"
    file.write_text(json.dumps(desk.get(f"{path}/{household}/erasure")))
    keys.write_text(json.dumps(desk.get("assignment/v1/evidence-keys")))
    desk.close()
    assert running.stop() == 0
    for source in (["--keys", str(keys)], ["--data", str(running.data)]):
        stated = json.loads(onetwenty("erasure", "verify", str(file), *source).stdout)
        assert stated["subject"] == f"household/{household}"
    file.write_text(file.read_text().replace('"evidence": "ey', '"evidence": "eZ'))
    refused = onetwenty("erasure", "verify", str(file), "--keys", str(keys), check=False)
    assert (refused.returncode, "proves nothing" in refused.stderr) == (1, True)


def test_another_master_key_takes_over_beside_a_running_serve(running: Serving, tmp_path: Path) -> None:
    path = f"assignment/v1/wards/{WARD}/households"

    def registered(name: str) -> str:
        body = {"village": "Tà Lang", "priority": [], "signal": "good", "head_name": name}
        return str(desk.send("POST", path, body).json()["id"])

    desk = Caller(running.url, token(running.data, "coordinator", WARD))
    before = registered("Trước (mẫu)")
    new_key = tmp_path / "new.key"
    new_key.write_bytes(bytes(range(32)))
    new_key.chmod(0o600)
    assert (
        "1 keys wrapped anew"
        in onetwenty("keys", "rewrap", "--new-key", str(new_key), "--data", str(running.data)).stdout
    )
    after = registered("Sau (mẫu)")
    assert desk.get(f"{path}/{before}")["head_name"] == "Trước (mẫu)"
    desk.close()
    assert running.stop() == 0
    again = Serving(running.data)
    desk = Caller(again.url, token(again.data, "coordinator", WARD))
    assert [desk.get(f"{path}/{one}")["head_name"] for one in (before, after)] == ["Trước (mẫu)", "Sau (mẫu)"]
    desk.close()
    assert again.stop() == 0
